"""Lines to check, from a command or out of a message, each with its verdict as a reply."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.session import Request, Session
from bot.core import commands, texts
from bot.core.errors import UserError
from bot.core.events import Action, Choice, Completion
from bot.core.exchanges import Exchange
from bot.core.ports import Clock, Responder
from bot.core.replies import Card, DiffSegment, Picker, Verdict
from bot.features.verify.checker import CheckedClaim, Claim
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.speakers import MOST, Speaker


class VerifyHandlers:
    """Checks what people are about to publish. Each check is kept as an exchange whose question is the command."""

    def __init__(self, answering: CurrentKnowledge, replying: Session, clock: Clock) -> None:
        self._answering = answering
        self._replying = replying
        self._clock = clock

    async def verify(self, question: Request, target_text: str | None, responder: Responder) -> None:
        """Take a `verify` command, or the message at which its shortcut points.

        Raises UserError where there are no words that can be checked.
        """
        if target_text is not None:
            await self._point(question, target_text, responder)
        elif exchange := await self._replying.begin(question, responder):
            await self._answer(_claim(exchange), exchange, responder)

    async def _point(self, question: Request, message: str, responder: Responder) -> None:
        """Check every quotation of a message, for whoever asks alone."""
        knowledge = self._answering.knowledge
        claims = await asyncio.to_thread(lambda: knowledge.checking.claims(message))
        for number, claim in enumerate(claims):
            asked = replace(question, key=f"{question.key}:{number}", text=_typed(claim), private=True)
            if exchange := await self._replying.begin(asked, responder):
                await self._answer(claim, exchange, responder, ask=claim.speaker is None)

    async def choose(self, action: Action, responder: Responder) -> None:
        """Check a line anew with the speaker who was picked. Raises UserError where that is not possible any more."""
        exchange = await self._replying.recall(action)
        knowledge = self._answering.knowledge
        speaker = await asyncio.to_thread(lambda: knowledge.quotes.directory.by_key(action.value))
        claim = _claim(exchange)
        if speaker is None or not claim.text:
            raise UserError(texts.NO_LONGER_QUOTED)
        await self._answer(replace(claim, speaker=speaker.label), exchange, responder, ask=True)

    async def _answer(self, claim: Claim, exchange: Exchange, responder: Responder, *, ask: bool = False) -> None:
        """Send the verdict; with `ask`, it also asks whose words they are said to be."""
        knowledge = self._answering.knowledge
        checked = await asyncio.to_thread(lambda: knowledge.checking.check(claim.text, claim.speaker))
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
        await self._replying.deliver(reply, exchange, responder)


def _typed(claim: Claim) -> str:
    return commands.typed("verify", {"text": claim.text, "speaker": claim.speaker or ""})


def _claim(exchange: Exchange) -> Claim:
    """The line that an exchange's command is about."""
    _, options = commands.parse(exchange.question.removeprefix("/"))
    return Claim(str(options.get("text", "")), str(options.get("speaker", "")) or None)


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
    more = None if claim.among or len(directory.speakers) <= MOST else Completion("verify", "speaker", "", keys=True)
    return Picker(texts.WHOSE, Action("check", exchange.id), tuple(map(_choice, speakers[:MOST])), more)


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
