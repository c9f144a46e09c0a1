"""What the core asks of a store: what must outlive a restart and be shared by several processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.core.exchanges import Exchange

T = TypeVar("T")


class Storage(Protocol):
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

    async def exchanges_for(self, question_key: str) -> Sequence[Exchange]:
        """Find the exchanges that a message led to last, by the message's key, in the order of its questions."""
        ...

    async def answered_since(self, place: str, since: dt.datetime, limit: int) -> Sequence[Exchange]:
        """The last exchanges of a place, since a moment, that showed a statement: at most `limit`, the newest first."""
        ...

    async def drop_exchange(self, exchange_id: str) -> None:
        """Forget an exchange; one that is unknown is no error."""
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

    def tables(self, kind: type[T]) -> T:
        """Give the tables of a feature by the protocol that it asks for. Raises KeyError if there are none."""
        ...

    async def close(self) -> None:
        """Give back every connection."""
        ...
