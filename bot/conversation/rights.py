"""Check what somebody may do, and tell people in a sentence what is not possible."""

from __future__ import annotations

import logging

from bot.core import texts
from bot.core.commands import Command
from bot.core.errors import DeliveryError, UserError
from bot.core.events import FormSubmission, Invocation, Person, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice

log = logging.getLogger(__name__)


async def as_manager(event: Invocation | Press | FormSubmission, responder: Responder, refusal: str) -> Person:
    """Return the author with their rights. Raises UserError if they don't manage the channel."""
    author = await responder.identify(event.author)
    if not (author.manager or event.target.direct):
        # The bot can't always see who manages a channel that it is not in.
        if missing := await responder.missing_permission():
            raise UserError(missing)
        raise UserError(f"{refusal} {texts.please_ask(await responder.managers())}")
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
