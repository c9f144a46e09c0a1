"""Show views: modals, and the bot's Home."""

from __future__ import annotations

import logging
from typing import Final

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.web_api import Answer, RejectedError, call, error_code

log = logging.getLogger(__name__)

_TRIGGER: Final = 3.0
"""Seconds after an action within which Slack lets the bot open a form."""
_NO_TRIGGER: Final = ("exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id")


async def open_modal(web: AsyncWebClient, outbox: Outbox, trigger: str, view: Json) -> bool:
    """Open a modal for the person whose action gave the trigger. Return False if it is too late for that."""
    tried = False

    async def show() -> Answer:
        nonlocal tried
        again, tried = tried, True
        try:
            return await call(web, "views.open", trigger_id=trigger, view=view)
        except SlackClientError as error:
            if again and error_code(error) == "exchanged_trigger_id":  # the attempt before has opened it
                return {}
            raise

    try:
        await outbox.persist(show, repeatable=True, within=_TRIGGER)
    except RejectedError as error:
        if error.code not in _NO_TRIGGER:
            raise
        log.info("No form could be opened: %s", error)
        return False
    return True


async def publish_home(web: AsyncWebClient, outbox: Outbox, person: str, direct: str, blocks: list[Json]) -> None:
    """Show blocks in a person's Home. `direct` is the channel of their direct messages, which a press there needs."""
    view = {"type": "home", "blocks": blocks, "private_metadata": direct}

    async def publish() -> Answer:
        return await call(web, "views.publish", user_id=person, view=view)

    await outbox.persist(publish, repeatable=True)
