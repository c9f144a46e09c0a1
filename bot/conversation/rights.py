"""Check what somebody may do, and tell people in a sentence what is not possible."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TypeVar

from bot.conversation.curators import Curators
from bot.core import texts
from bot.core.commands import Command
from bot.core.declarations import ActionRule, FormRule
from bot.core.errors import DeliveryError, UserError
from bot.core.events import FormSubmission, Invocation, Person, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice

log = logging.getLogger(__name__)

Asked = TypeVar("Asked", Invocation, Press, FormSubmission)


async def permitted(
    rule: Command | ActionRule | FormRule, event: Asked, responder: Responder, curators: Curators
) -> Asked:
    """Return an event with the rights of its author, if what it calls is not for everybody.

    Raises UserError if its author may not do that.
    """
    if rule.managers_only:
        refusal = texts.managers_only(rule.name) if isinstance(rule, Command) else texts.MANAGERS_ONLY
        event = replace(event, author=await _as_manager(event, responder, refusal))
    if rule.curators_only:
        event = replace(event, author=await _as_curator(event, responder, curators))
    return event


async def _as_manager(event: Invocation | Press | FormSubmission, responder: Responder, refusal: str) -> Person:
    """Return the author with their rights. Raises UserError if they don't manage the channel."""
    author = await responder.identify(event.author)
    if not (author.manager or event.target.direct):
        # The bot can't always see who manages a channel that it is not in.
        if missing := await responder.missing_permission():
            raise UserError(missing)
        raise UserError(f"{refusal} {texts.please_ask(await responder.managers())}")
    return author


async def _as_curator(event: Invocation | Press | FormSubmission, responder: Responder, curators: Curators) -> Person:
    """Return the author with their rights. Raises UserError if they may not curate."""
    author = await curators.identify(event, responder)
    if not author.curator:
        raise UserError(await curators.refusal(event.target))
    return author


def check_place(command: Command, target: Target) -> None:
    """Raise UserError if a command needs the bot to be a member of the place, and it is only a guest there."""
    if target.guest and not command.anywhere:
        raise UserError(texts.ONLY_AS_MEMBER)


async def tell(responder: Responder, text: str) -> None:
    """Send a sentence to a person. Never raises."""
    try:
        await responder.send(Notice(text))
    except DeliveryError as error:
        log.error("Could not send the error message: %s", error)
