"""Check quotes, from a command or in a message, and reply to each with a verdict."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversation.feature import Feature
from bot.conversation.session import Request, nth
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.controls import Button, Picker
from bot.core.declarations import action, command, completes, form, makes_form
from bot.core.emoji import without_emoji
from bot.core.errors import DeliveryError, UncertainError, UserError
from bot.core.events import CHOICES, Action, Choice, Completion, FormSubmission, Invocation, Press, Target
from bot.core.exchanges import Exchange
from bot.core.forms import Form
from bot.core.ports import Responder
from bot.features.verify import sentences
from bot.features.verify import texts as verify_texts
from bot.features.verify.check_form import CHECK_FORM, check_form, read_form, ways_on
from bot.features.verify.checker import MAX_CLAIM, CheckedClaim, Claim, quote_checker
from bot.features.verify.quotation_parser import parse_quotation
from bot.features.verify.replies import Verdict
from bot.features.verify.verdicts import verdict
from bot.knowledge import presentation
from bot.knowledge.choices import complete_speakers, following, speaker_picker
from bot.knowledge.knowledge import Knowledge

CHOOSE_SPEAKER, SHARE = "check", "share"
"""Codes of buttons. Posted messages have them, so they never change."""
MOST_CLAIMS = 3
"""Quotations of one message that are checked."""
SHARED = dt.timedelta(days=365)
"""How long a verdict is not shared again."""
VERIFY = Command(
    "verify",
    "Check a quote word for word, and show the result only to you",
    "verify “{words}”",
    (
        Option(
            "text",
            "The words to check, exactly as you want to publish them; without them, a form asks for them",
            verbatim=True,
            longest=MAX_CLAIM,
        ),
        Option("speaker", "Who is supposed to have said it", completes=True),
        Option("private", "Show the result only to you, as is usual", kind="flag"),
    ),
    private=True,
    shortcut="Check quote",
    checks=True,
    opens_form="bare",
    anywhere=True,
    opening=sentences.OPENING,
    sentence=sentences.read,
)


class VerifyHandlers(Feature):
    """Checks what people are about to publish. The exchange of each check stores the line as typed."""

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the index of quoted words."""
        if knowledge.quotes.all:
            quote_checker(knowledge)

    @command(VERIFY)
    async def verify(self, invocation: Invocation, responder: Responder) -> None:
        """Check a text, or every quotation of the message on which the shortcut was used, or at which a reply points.

        Without a text, show a form for it. Raises UserError if there are no words that can be checked.
        """
        request = Request.of_command(invocation)
        if invocation.subject is not None:
            whole = invocation.message_key is not None
            await self._check_message(request, invocation.subject.text, responder, whole=whole)
        elif not str(invocation.options.get("text", "")).strip():
            await self._open_form(str(invocation.options.get("speaker", "")), invocation.target, responder)
        else:
            await self._check_text(replace(request, options=await self._fitting_options(invocation)), responder)

    @form(CHECK_FORM)
    async def check(self, sent: FormSubmission, responder: Responder) -> None:
        """Check what was pasted into the form. Raises UserError if there are no words that can be checked."""
        claim, private = read_form(self._facts.at(sent.target), sent.values), responder.can_reply_privately
        request = Request(sent.key, sent.author.id, sent.target, command=VERIFY.name, private=private, awaited=True)
        await self._check_text(replace(request, options=_options(claim)), responder)

    @makes_form(CHECK_FORM)
    async def check_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return await asyncio.to_thread(check_form, self._facts.at(sent.target))

    @action(CHOOSE_SPEAKER, in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Check a line again, with the chosen speaker. Raises UserError if the store no longer has what is needed."""
        exchange = await self._session.recall(action, press)
        knowledge = self._facts.at(press.target)
        speaker = await asyncio.to_thread(lambda: knowledge.quotes.directory.by_key(action.value))
        claim = _claim(exchange.options)
        if claim.text and (first := following(action.value)) is not None:
            await self._answer(knowledge, claim, exchange, responder, ask=True, first=first)
            return
        if speaker is None or not claim.text:
            raise UserError(verify_texts.NO_LONGER_QUOTED)
        claim = replace(claim, speaker=speaker.label)
        exchange = replace(exchange, options={**exchange.options, **_options(claim)})
        await self._answer(knowledge, claim, exchange, responder, ask=True)

    @action(SHARE, in_place=True, takes_value=False)
    async def share(self, action: Action, press: Press, responder: Responder) -> None:
        """Show a verdict to everybody, once; if it would be another one now, show that only to the person instead.

        Raises UserError if the store no longer has it, or all see it already.
        """
        exchange = await self._session.recall(action, press)
        claim = _claim(exchange.options)
        if not claim.text or exchange.channel_key != press.target.channel_key:
            raise UserError(texts.TOO_OLD)
        knowledge = self._facts.at(press.target)
        reply, checked = await self._verdict(knowledge, claim, exchange)
        key = f"shared:{exchange.id}:{claim.speaker or ''}"
        if exchange.shown_verdict and _with_verdict(exchange, reply, checked) != exchange:
            await self._storage.set_claim(key, dt.timedelta(0))  # everybody may see the old one, but not this one
            await self._answer(knowledge, claim, exchange, responder, news=verify_texts.NOT_THE_SAME)
            return
        if not await self._storage.claim(key, SHARED):
            raise UserError(verify_texts.SHARED_ALREADY)
        try:
            await responder.send(replace(reply, shared_by=verify_texts.shared_by(press.author.name)))
        except UncertainError:
            raise
        except DeliveryError:
            await self._storage.set_claim(key, dt.timedelta(0))  # so that it can be tried again
            raise

    @completes("verify", "speaker")
    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    async def _open_form(self, speaker: str, target: Target, responder: Responder) -> None:
        """Show the form. Raises UserError if the platform can't show one here."""
        knowledge = self._facts.at(target)
        if not await responder.open_form(await asyncio.to_thread(check_form, knowledge, speaker)):
            raise UserError(verify_texts.add_words(VERIFY.example_for(presentation.examples(knowledge))))

    async def _check_text(self, request: Request, responder: Responder) -> None:
        """Check the text among the options. If it has several quotations that are not one, check each."""
        knowledge, whole = self._facts.at(request.target), _claim(request.options)
        claims = await asyncio.to_thread(lambda: quote_checker(knowledge).claims_of_text(whole.text))
        if len(claims) > 1:
            spoken = [replace(claim, speaker=whole.speaker or claim.speaker) for claim in claims]
            await self._check_each(knowledge, request, spoken, responder)
        elif exchange := await self._session.begin(request, responder):
            await self._answer(knowledge, whole, exchange, responder)

    async def _check_message(self, request: Request, message: str, responder: Responder, *, whole: bool) -> None:
        """Check the quotations of a message. With `whole`, check a message without quotation marks as one."""
        knowledge = self._facts.at(request.target)
        words = without_emoji(message)  # people put them around what somebody said
        if whole and not parse_quotation(words).parts:
            claims: Sequence[Claim] = (Claim(words.strip(), None),)
        else:
            claims = await asyncio.to_thread(lambda: quote_checker(knowledge).claims(words))
        await self._check_each(knowledge, request, claims, responder, ask=not whole)

    async def _check_each(
        self,
        knowledge: Knowledge,
        request: Request,
        claims: Sequence[Claim],
        responder: Responder,
        *,
        ask: bool = True,
    ) -> None:
        """Check several quotations, the longest if they are many. With `ask`, ask who said those without a speaker."""
        longest = sorted(claims, key=lambda claim: len(claim.text), reverse=True)[:MOST_CLAIMS]
        chosen = [claim for claim in claims if claim in longest]
        first: Exchange | None = None
        for index, claim in enumerate(chosen):
            if exchange := await self._session.begin(request, responder):
                first = first or exchange
                part = replace(nth(first, index), options=_options(claim))
                is_short = claim is chosen[-1] and len(chosen) < len(claims)
                closing = verify_texts.checked_some(len(chosen), len(claims)) if is_short else ""
                asks = ask and claim.speaker is None
                await self._answer(knowledge, claim, part, responder, ask=asks, closing=closing)

    async def _answer(
        self,
        knowledge: Knowledge,
        claim: Claim,
        exchange: Exchange,
        responder: Responder,
        *,
        ask: bool = False,
        first: int = 0,
        news: str = "",
        closing: str = "",
    ) -> None:
        """Send the verdict. With `ask`, it also asks who is supposed to have said the words.

        `first` is the index of the first speaker that is offered. `news` is the first line and `closing` the last one.
        """
        reply, checked = await self._verdict(knowledge, claim, exchange)
        can_share = exchange.private and not exchange.direct and responder.can_reply_privately
        reply = replace(
            reply,
            buttons=(*((Button(verify_texts.SHARE, Action(SHARE, exchange.id)),) if can_share else ()), *reply.buttons),
            picker=_speaker_picker(knowledge, claim, exchange, first) if ask and checked.quote else None,
            news=news,
            closing=closing,
        )
        await self._session.deliver(reply, _with_verdict(exchange, reply, checked), responder)

    async def _verdict(self, knowledge: Knowledge, claim: Claim, exchange: Exchange) -> tuple[Verdict, CheckedClaim]:
        """Check a line and make the reply, which anybody may see. Raises UserError if it can't be checked."""
        checked = await asyncio.to_thread(lambda: quote_checker(knowledge).check(claim.text, claim.speaker))
        if quote := checked.quote:
            reply = verdict(checked, presentation.card(knowledge, quote, self._clock.now().date(), exchange.id))
            return replace(reply, buttons=(presentation.cite(quote, exchange.id),)), checked
        return replace(verdict(checked, None), buttons=ways_on(knowledge, checked.claimed_speaker)), checked

    async def _fitting_options(self, invocation: Invocation) -> Mapping[str, str | bool]:
        """Return the options: with the word `private` in doubt only if the line is a quote with it."""
        if invocation.kept:
            knowledge = self._facts.at(invocation.target)
            text, speaker = str(invocation.kept.get("text", "")), str(invocation.kept.get("speaker", ""))
            checked = await asyncio.to_thread(lambda: quote_checker(knowledge).check(text, speaker or None))
            if checked.is_confirmed and not checked.flags:
                return invocation.kept
        return invocation.options


def _with_verdict(exchange: Exchange, reply: Verdict, checked: CheckedClaim) -> Exchange:
    """Note in an exchange what was found, so that a later change can be noticed."""
    return replace(
        exchange,
        outcome="answer" if checked.quote else "none",
        statement_id=checked.quote.id if checked.quote else None,
        score=checked.similarity,
        shown_text=reply.card.statement.text if reply.card else "",
        shown_validity=reply.card.validity if reply.card else "",
        shown_verdict=checked.verdict,
    )


def _options(claim: Claim) -> dict[str, str | bool]:
    """Return the options of the command that has this claim."""
    options: dict[str, str | bool] = {"text": claim.text}
    return options | {"speaker": claim.speaker} if claim.speaker else options


def _claim(options: Mapping[str, str | bool]) -> Claim:
    """Return the claim that the options of a command are about."""
    return Claim(str(options.get("text", "")), str(options.get("speaker", "")) or None)


def _speaker_picker(knowledge: Knowledge, claim: Claim, exchange: Exchange, first: int) -> Picker:
    """Let people choose the speaker of a line: one of those named next to it, else anybody."""
    directory = knowledge.quotes.directory
    completes = "" if claim.among or len(directory.speakers) <= CHOICES else "verify"
    return speaker_picker(
        knowledge.quotes, claim.among or directory.complete("", len(directory.speakers)),
        Action(CHOOSE_SPEAKER, exchange.id), verify_texts.WHICH_SPEAKER,
        completes=completes, counted=False, first=first,
    )  # fmt: skip
