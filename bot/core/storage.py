"""Protocol of the store: data that survives restarts and is shared by several processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, TypeAlias, TypeVar

from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.core.pending import PendingQuestion

T = TypeVar("T")

Claims: TypeAlias = Mapping[str, dt.timedelta]
"""How long each key is claimed."""
NO_CLAIMS: Claims = MappingProxyType({})


class Storage(Protocol):
    """Data that survives restarts and is shared by several processes. Every method is one transaction.

    Raises StoreError if the database can't be used.
    """

    async def claim(self, key: str, ttl: dt.timedelta, question: PendingQuestion | None = None) -> bool:
        """Claim `key` for `ttl`. Return True to the first caller, and False to all others until the claim expires.

        A `question` is pending from then on until `close_questions`.
        """
        ...

    async def set_claim(self, key: str, ttl: dt.timedelta) -> None:
        """Claim `key` for `ttl` from now on, even if another caller has it."""
        ...

    async def is_claimed(self, key: str) -> bool:
        """Return whether somebody has claimed `key`, without claiming it."""
        ...

    async def add_exchange(self, exchange: Exchange) -> None:
        """Store an exchange. It replaces an exchange with the same id."""
        ...

    async def exchange(self, exchange_id: str) -> Exchange | None:
        """Find an exchange by its id."""
        ...

    async def exchanges_for(self, question_key: str) -> Sequence[Exchange]:
        """Find the current exchanges of a message, by the message's key, in the order of its questions."""
        ...

    async def answered_since(self, channel_key: str, since: dt.datetime, limit: int) -> Sequence[Exchange]:
        """Return at most `limit` exchanges of a channel or thread that showed a statement, the newest first."""
        ...

    async def drop_exchange(self, exchange_id: str) -> None:
        """Delete an exchange with its feedback. An unknown id is no error."""
        ...

    async def wish(self, exchange_id: str) -> bool:
        """Note that somebody asks the curators to answer an exchange's question. Return False if it is gone."""
        ...

    async def forget(self, question_key: str) -> None:
        """Delete all that is stored of a message: its exchanges, their copies for other people, and the feedback."""
        ...

    async def set_reply(
        self,
        exchange_id: str,
        reply_id: str | None,
        *,
        closes: str = "",
        claims: Claims = NO_CLAIMS,
    ) -> None:
        """Store the id of the message with an exchange's answer.

        Also close the question with the key `closes`, and make `claims` as `set_claim` does, by their keys.
        """
        ...

    async def close_questions(self, keys: Sequence[str]) -> None:
        """Note that questions have an outcome; at most 20,000 at once. An unknown key is no error."""
        ...

    async def keep_alive(self) -> None:
        """Say that this process is alive, so that no other takes over its questions. Call it every few seconds."""
        ...

    async def retire(self) -> None:
        """Say that this process ends, so that another one may take over its questions at once."""
        ...

    async def take_over(self, platform: str, account: str) -> Sequence[PendingQuestion]:
        """Take over the pending questions of processes that have ended, and return them.

        Those that are too old for an answer are deleted.
        """
        ...

    async def last_channels(self, platform: str, since: dt.datetime, limit: int) -> Sequence[Target]:
        """Return the channels in which something was asked since a moment, the last one first."""
        ...

    async def watch(self, platform: str, workspace: str, channel: str, *, on: bool) -> bool:
        """Start or stop watching a channel. Return True if that changed anything."""
        ...

    async def watched(self, platform: str, workspace: str | None = None) -> frozenset[str]:
        """Return the ids of a platform's watched channels, of all workspaces or of one."""
        ...

    async def note(self, key: str) -> str | None:
        """Read a note: a small text that processes leave for each other. Return None if there is none."""
        ...

    async def put_note(self, key: str, text: str) -> None:
        """Write a note. It replaces the note with the same key."""
        ...

    async def purge(self, before: dt.datetime) -> None:
        """Delete expired claims, and exchanges from before a moment."""
        ...

    def tables(self, kind: type[T]) -> T:
        """Return the tables of a feature by their protocol. Raises KeyError if there are none."""
        ...

    async def close(self) -> None:
        """Close every connection after the running work ends. Calling it twice is no error."""
        ...
