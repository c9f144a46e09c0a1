"""What the core asks of the outside world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.core.exchanges import Exchange
from bot.core.messages import Choice, Completion, Event
from bot.core.replies import Reply


class Clock(Protocol):
    """Tells the time; tests bring their own."""

    def now(self) -> dt.datetime:
        """The present moment in UTC, with time zone."""
        ...


class Responder(Protocol):
    """The way back to one event; an adapter makes one for each event that it hands over.

    Raises DeliveryError where the platform does not take a reply after the adapter's own retries.
    A reply is posted at most once, however often a request had to be repeated.
    """

    async def send(self, reply: Reply) -> str | None:
        """Post a reply where the event came from: a reply or in the thread, private where asked and possible.

        A direct message is private as it is; a reply to one is an ordinary message there.

        For a Press, a reply as private as the pressed message takes that message's place.
        Returns the new message's id, or None where the message cannot be edited later (private ones).
        """
        ...

    async def edit(self, message_id: str, reply: Reply) -> None:
        """Replace one of our earlier messages in the event's channel; `reply.private` has no meaning here."""
        ...

    async def delete(self, message_id: str) -> None:
        """Delete one of our earlier messages in the event's channel; one that is gone already is no error."""
        ...


class Brain(Protocol):
    """The conversation, as an adapter sees it. Never raises: errors were told to the person and logged."""

    async def handle(self, event: Event, responder: Responder) -> None:
        """Take one event and answer it through its responder."""
        ...

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """What fits what somebody is typing, the likeliest first, at most 25; takes milliseconds."""
        ...


class Platform(Protocol):
    """A chat platform, connected through an adapter."""

    @property
    def name(self) -> str:
        """Its name in targets and keys: "discord", "slack" or "terminal"."""
        ...

    async def run(self, brain: Brain) -> None:
        """Serve until cancelled, reconnecting for ever. Raises AccessError where the platform refuses us for good.

        When cancelled it stops taking events at once, lets handlers under way finish, then disconnects.
        """
        ...

    async def watch(self, channels: frozenset[str]) -> None:
        """Learn which of the platform's channels (ids) are watched now; called at start and after each change."""
        ...


class Store(Protocol):
    """What must outlive a restart and be shared by several processes. Every method is one transaction.

    Raises StoreError where the database can't be used.
    """

    async def claim(self, key: str, ttl: dt.timedelta) -> bool:
        """Take `key` for `ttl`: True for the first caller, False for all others until it has run out."""
        ...

    async def hold(self, key: str, ttl: dt.timedelta) -> None:
        """Take `key` for `ttl` from now on, whoever had it."""
        ...

    async def add_exchange(self, exchange: Exchange) -> None:
        """Keep an exchange. An exchange with the same id is replaced."""
        ...

    async def exchange(self, exchange_id: str) -> Exchange | None:
        """Find an exchange by its id."""
        ...

    async def exchange_for(self, question_key: str) -> Exchange | None:
        """Find the exchange that a message led to, by the message's key."""
        ...

    async def set_reply(self, exchange_id: str, reply_id: str | None) -> None:
        """Note the id of the message that holds an exchange's answer."""
        ...

    async def asked_since(self, platform: str, person: str, since: dt.datetime) -> int:
        """Count the questions that a person asked since a moment."""
        ...

    async def watch(self, platform: str, workspace: str, channel: str, *, on: bool) -> bool:
        """Watch a channel or stop it; True where that changed anything."""
        ...

    async def watched(self, platform: str) -> frozenset[str]:
        """Ids of the channels of a platform that are watched."""
        ...

    async def note(self, key: str) -> str | None:
        """Read a note: a small text that processes leave for each other."""
        ...

    async def put_note(self, key: str, text: str) -> None:
        """Write a note."""
        ...

    async def purge(self, before: dt.datetime) -> None:
        """Forget claims that have run out, and exchanges from before a moment."""
        ...

    async def close(self) -> None:
        """Give back every connection."""
        ...
