"""What the bot says in a place that it does not serve: one sentence, and then nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from typing import Final, TypeAlias

from bot.conversation.places import Places
from bot.core.controls import Button
from bot.core.errors import StoreError
from bot.core.events import (
    NO_EXCHANGE,
    Action,
    CommandLine,
    Deletion,
    Event,
    FormSubmission,
    Invocation,
    Joined,
    Message,
    Press,
    Target,
)
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.storage import Storage

log = logging.getLogger(__name__)

SERVE: Final = "serve"
"""Name of the action with which the owner puts a place on the list. Posted messages have it, so it never changes."""
SERVE_LABEL: Final = "Serve this place"
NOT_SERVED: Final = "I don't answer here yet: my owner must first put this place on my list."
_ONE_DAY: Final = dt.timedelta(days=1)
_ForBot: TypeAlias = Message | CommandLine | Invocation | Press | FormSubmission | Joined


class UnservedPlaces:
    """Turns away the events of places that are not on the list.

    All who are there read one sentence, once. A person who uses a command or a button, or writes directly, reads it
    alone, once a day.
    """

    def __init__(self, places: Places, storage: Storage) -> None:
        self._places = places
        self._storage = storage
        self._told: set[tuple[str, str]] = set()
        """Places in which the sentence was said, as far as this process knows."""

    async def turn_away(self, event: Event, responder: Responder) -> bool:
        """Return False if an event is to be handled: its place is served, or it deletes an answer, or asks to serve.

        Raises StoreError if the list can't be read, and DeliveryError.
        """
        target = event.target
        if isinstance(event, Deletion) or _asks_to_serve(event):
            return False
        if await self._places.admits(target):
            self._told.discard((target.platform, target.workspace))
            return False
        if event.author.bot or (isinstance(event, Message) and (event.revision or not event.addressed)):
            return True
        # Claimed, so that nobody answers it later, if it is looked up once the place is served.
        if isinstance(event, Joined) or await self._storage.claim(event.key, _ONE_DAY):
            await self._tell(event, responder)
        return True

    async def _tell(self, event: _ForBot, responder: Responder) -> None:
        """Tell those who see a reply to the event, unless they were told."""
        if isinstance(event, Message | Joined) and not event.target.direct:
            await self._tell_all(event.target, responder)
        elif not isinstance(event, Joined):
            await self._tell_person(event, responder)

    async def _tell_all(self, target: Target, responder: Responder) -> None:
        """Tell everybody in a place, if nobody was told yet. While the store is away, nobody is."""
        place = (target.platform, target.workspace)
        if place in self._told:
            return
        try:
            first = await self._places.refuse(target, aloud=True)
        except StoreError:
            return
        self._told.add(place)
        if first:
            address = ":".join(place)
            log.warning("I was asked in %s, which is not on the list. `factbot allow %s` adds it.", address, address)
            await responder.send(refusal(private=False))

    async def _tell_person(self, event: _ForBot, responder: Responder) -> None:
        """Tell a person alone, once a day. After that, let no waiting sign stay."""
        target = event.target
        with contextlib.suppress(StoreError):
            await self._places.refuse(target, aloud=False)
        key = f"unserved:{target.platform}:{target.workspace}:{event.author.id}"
        if await self._storage.claim(key, _ONE_DAY):
            await responder.send(refusal(private=True))
        else:
            await responder.dismiss()


def refusal(*, private: bool) -> Notice:
    """Make the sentence, with the button for the owner."""
    return Notice(NOT_SERVED, private=private, buttons=(Button(SERVE_LABEL, Action(SERVE, NO_EXCHANGE)),))


def _asks_to_serve(event: Event) -> bool:
    """Return whether the button below the sentence was pressed. Its handler checks who pressed it."""
    action = Action.decode(event.code) if isinstance(event, Press) else None
    return action is not None and action.name == SERVE
