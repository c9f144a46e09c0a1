"""Lines to check, from a command or out of a message, each with its verdict as a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.conversation.feature import Feature
from bot.conversation.session import Request
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, completes
from bot.core.document import DiffSegment
from bot.core.errors import UserError
from bot.core.events import CHOICES, Action, Choice, Completion, Invocation, Press
from bot.core.exchanges import Exchange
from bot.core.ports import Responder
from bot.core.replies import Card, Picker
from bot.features.verify.checker import CheckedClaim, Claim, quote_checker
from bot.features.verify.replies import Verdict
from bot.knowledge.choices import complete_speakers
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.speakers import Speaker

VERIFY = Command(
    "verify",
    "Check a quote word for word",
    "verify “{words}”",
    (
        Option("text", "The words to check, exactly as you want to publish them", required=True),
        Option("speaker", "Who is supposed to have said it", completes=True),
        Option("private", "Show the result only to you", kind="flag"),
    ),
    shortcut="Check quote",
    opening=r"(?:verify|check):?(?=\s+[\"“”„«»‘'])",
)


class VerifyHandlers(Feature):
    """Checks what people are about to publish. The exchange of each check keeps the line as it was given."""

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the index of quoted words."""
        if knowledge.quotes.all:
            quote_checker(knowledge)

    @command(VERIFY)
    async def verify(self, invocation: Invocation, responder: Responder) -> None:
        """Check a line, or every quotation of the message on which the shortcut was used.

        Raises UserError if there are no words that can be checked.
        """
        request = Request.of_command(invocation)
        if invocation.target_text is not None:
            await self._check_message(request, invocation.target_text, responder)
        elif exchange := await self._session.begin(request, responder):
            await self._answer(_claim(exchange), exchange, responder)

    @action("check", in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Check a line anew with the speaker who was picked. Raises UserError if that is not possible any more."""
        exchange = await self._session.recall(action)
        knowledge = self._facts.knowledge
        speaker = await asyncio.to_thread(lambda: knowledge.quotes.directory.by_key(action.value))
        claim = _claim(exchange)
        if speaker is None or not claim.text:
            raise UserError(texts.NO_LONGER_QUOTED)
        await self._answer(replace(claim, speaker=speaker.label), exchange, responder, ask=True)

    @completes("verify", "speaker")
    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    async def _check_message(self, request: Request, message: str, responder: Responder) -> None:
        knowledge = self._facts.knowledge
        claims = await asyncio.to_thread(lambda: quote_checker(knowledge).claims(message))
        for number, claim in enumerate(claims):
            one = replace(request, key=f"{request.key}:{number}", options=_options(claim))
            if exchange := await self._session.begin(one, responder):
                await self._answer(claim, exchange, responder, ask=claim.speaker is None)

    async def _answer(self, claim: Claim, exchange: Exchange, responder: Responder, *, ask: bool = False) -> None:
        """Send the verdict; with `ask`, it also asks whose words they are said to be."""
        knowledge = self._facts.knowledge
        checked = await asyncio.to_thread(lambda: quote_checker(knowledge).check(claim.text, claim.speaker))
        quote = checked.quote
        card = knowledge.card(quote, self._clock.now().date()) if quote else None
        reply = replace(
            verdict(checked, card),
            picker=_whose(knowledge, claim, exchange) if ask and quote else None,
            private=exchange.private,
        )
        exchange = replace(
            exchange,
            outcome="answer" if quote else "none",
            statement_id=quote.id if quote else None,
            score=checked.similarity,
        )
        await self._session.deliver(reply, exchange, responder)


def _options(claim: Claim) -> dict[str, str | bool]:
    """What a claim would be as the options of the command."""
    options: dict[str, str | bool] = {"text": claim.text}
    return options | {"speaker": claim.speaker} if claim.speaker else options


def _claim(exchange: Exchange) -> Claim:
    """The line that an exchange is about."""
    return Claim(str(exchange.options.get("text", "")), str(exchange.options.get("speaker", "")) or None)


def verdict(checked: CheckedClaim, card: Card | None) -> Verdict:
    """The reply to a line that was checked; `card` is that of its quotation, None where nothing is held."""
    if card is None:
        given = (DiffSegment("same", checked.text.strip()),)
        return Verdict(texts.HEADLINES["not_held"], texts.NOT_HELD, pieces=given)
    return Verdict(
        headline=texts.HEADLINES[checked.verdict],
        told=_told(checked),
        warnings=tuple(texts.WARNINGS[flag] for flag in checked.flags if flag != "minor"),
        pieces=tuple(_pieces(checked)) if checked.verdict != "verbatim" else (),
        card=card,
        good=checked.stands and not checked.flags,
    )


def _whose(knowledge: Knowledge, claim: Claim, exchange: Exchange) -> Picker | None:
    """Whose words the line is said to be: those who are named beside it, else anybody."""
    directory = knowledge.quotes.directory
    speakers = claim.among or directory.complete("")
    more = None if claim.among or len(directory.speakers) <= CHOICES else Completion("verify", "speaker", "", keys=True)
    return Picker(texts.WHOSE, Action("check", exchange.id), tuple(map(_choice, speakers[:CHOICES])), more)


def _choice(speaker: Speaker) -> Choice:
    return Choice(speaker.key, speaker.label)


def _told(checked: CheckedClaim) -> str:
    claimed, quote = checked.claimed_speaker or "", checked.quote
    speaker = quote.speaker if quote else ""
    if quote and not checked.theirs and speaker.casefold() in claimed.casefold():  # another of the same name
        speaker = texts.attribution(quote)
    names = {"speaker": speaker, "claimed": texts.named(claimed)}
    small = "minor" in checked.flags
    if checked.verdict == "wrong_speaker":
        return (texts.NEARLY if small else texts.JUST).format(**names)
    told = texts.SMALL if small else texts.TOLD[checked.verdict]
    also = texts.also_said(checked.also) if checked.also and checked.stands else ""
    return " ".join(filter(None, (told, "" if checked.theirs else texts.NOT_THEIRS, also))).format(**names)


def _pieces(checked: CheckedClaim) -> Iterator[DiffSegment]:
    for change in checked.diff:
        match change.op:
            case "equal":
                yield DiffSegment("same", change.old)
            case "cut":
                yield DiffSegment("cut", change.old)
            case "replace":
                yield DiffSegment("old", change.old)
                yield DiffSegment("new", change.new)
            case "delete":
                yield DiffSegment("old", change.old)
            case "insert":
                yield DiffSegment("new", change.new)
