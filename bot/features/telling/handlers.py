"""Let people say whether they want a message if there is an answer."""

from __future__ import annotations

from typing import Final

from bot.conversation.feature import Feature
from bot.core.controls import Button
from bot.core.declarations import action
from bot.core.events import NO_EXCHANGE, Action, Press
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.telling import texts as telling_texts
from bot.features.telling.storage import TellingStorage

STOP, START = "tell-stop", "tell-start"
"""Codes of buttons. Posted messages have them, so they never change."""
STOP_BUTTON: Final = Button(telling_texts.STOP, Action(STOP, NO_EXCHANGE))
START_BUTTON: Final = Button(telling_texts.START, Action(START, NO_EXCHANGE))


class TellingHandlers(Feature):
    """Stores who wants no such messages."""

    @action(STOP, takes_value=False)
    async def stop(self, action: Action, press: Press, responder: Responder) -> None:
        """Tell a person nothing any more."""
        await self._set(press, on=False)
        await responder.send(Notice(telling_texts.STOPPED, buttons=(START_BUTTON,)))

    @action(START, takes_value=False)
    async def start(self, action: Action, press: Press, responder: Responder) -> None:
        """Tell a person again."""
        await self._set(press, on=True)
        await responder.send(Notice(telling_texts.STARTED, buttons=(STOP_BUTTON,)))

    async def _set(self, press: Press, *, on: bool) -> None:
        await self._storage.tables(TellingStorage).set_telling(press.target.platform, press.author.id, on=on)
