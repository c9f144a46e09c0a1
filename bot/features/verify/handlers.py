"""Check quotes, from a command or in a message, and reply to each with a verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.feature import Feature
from bot.conversation.session import Request
from bot.core.commands import Command, Option
from bot.core.controls import Picker
from bot.core.declarations import action, command, completes
from bot.core.emoji import without_emoji
from bot.core.errors import UserError
from bot.core.events import CHOICES, Action, Choice, Completion, Invocation, Press
from bot.core.exchanges import Exchange
from bot.core.ports import Responder
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import Claim, quote_checker
from bot.features.verify.verdicts import verdict
from bot.knowledge import presentation
from bot.knowledge.choices import complete_speakers, speaker_picker
from bot.knowledge.knowledge import Knowledge

CHOOSE_SPEAKER = "check"
"""Code of a button. Posted messages have it, so it never changes."""
VERIFY = Command(
    "verify",
    "Check a quote word for word",
    "verify “{words}”",
    (
        Option("text", "The words to check, exactly as you want to publish them", required=True, verbatim=True),
        Option("speaker", "Who is supposed to have said it", completes=True),
        Option("private", "Show the result only to you", kind="flag"),
    ),
    shortcut="Check quote",
    opening=r"(?:verify|check):?(?=\s+[\"“”„«»‘'])",
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
        """Check a line, or every quotation of the message on which the shortcut was used.

        Raises UserError if there are no words that can be checked.
        """
        request = Request.of_command(invocation)
        if invocation.target_text is not None:
            await self._check_message(request, invocation.target_text, responder)
        elif exchange := await self._session.begin(request, responder):
            await self._answer(_claim(exchange), exchange, responder)

    @action(CHOOSE_SPEAKER, in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Check a line again, with the chosen speaker. Raises UserError if the store no longer has what is needed."""
        exchange = await self._session.recall(action)
        knowledge = self._facts.knowledge
        speaker = await asyncio.to_thread(lambda: knowledge.quotes.directory.by_key(action.value))
        claim = _claim(exchange)
        if speaker is None or not claim.text:
            raise UserError(verify_texts.NO_LONGER_QUOTED)
        await self._answer(replace(claim, speaker=speaker.label), exchange, responder, ask=True)

    @completes("verify", "speaker")
    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    async def _check_message(self, request: Request, message: str, responder: Responder) -> None:
        knowledge = self._facts.knowledge
        words = without_emoji(message)  # people put them around what somebody said
        claims = await asyncio.to_thread(lambda: quote_checker(knowledge).claims(words))
        for index, claim in enumerate(claims):
            part = replace(request, key=f"{request.key}:{index}", options=_options(claim))
            if exchange := await self._session.begin(part, responder):
                await self._answer(claim, exchange, responder, ask=claim.speaker is None)

    async def _answer(self, claim: Claim, exchange: Exchange, responder: Responder, *, ask: bool = False) -> None:
        """Send the verdict. With `ask`, it also asks who is supposed to have said the words."""
        knowledge = self._facts.knowledge
        checked = await asyncio.to_thread(lambda: quote_checker(knowledge).check(claim.text, claim.speaker))
        quote = checked.quote
        card = presentation.card(knowledge, quote, self._clock.now().date()) if quote else None
        reply = replace(
            verdict(checked, card),
            picker=_speaker_picker(knowledge, claim, exchange) if ask and quote else None,
        )
        exchange = replace(
            exchange,
            outcome="answer" if quote else "none",
            statement_id=quote.id if quote else None,
            score=checked.similarity,
        )
        await self._session.deliver(reply, exchange, responder)


def _options(claim: Claim) -> dict[str, str | bool]:
    """Return the options of the command that has this claim."""
    options: dict[str, str | bool] = {"text": claim.text}
    return options | {"speaker": claim.speaker} if claim.speaker else options


def _claim(exchange: Exchange) -> Claim:
    """Return the claim that an exchange is about."""
    return Claim(str(exchange.options.get("text", "")), str(exchange.options.get("speaker", "")) or None)


def _speaker_picker(knowledge: Knowledge, claim: Claim, exchange: Exchange) -> Picker:
    """Let people choose the speaker of a line: one of those named next to it, else anybody."""
    directory = knowledge.quotes.directory
    completes = "" if claim.among or len(directory.speakers) <= CHOICES else "verify"
    return speaker_picker(
        knowledge.quotes, claim.among or directory.complete(""), Action(CHOOSE_SPEAKER, exchange.id),
        verify_texts.WHICH_SPEAKER, completes=completes, counted=False,
    )  # fmt: skip
