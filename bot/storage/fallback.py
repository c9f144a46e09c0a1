"""Keep answering while the database is away: what a question needs of the store is kept in memory meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.core.errors import StoreError
from bot.core.exchanges import Exchange
from bot.core.pending import PendingQuestion
from bot.core.ports import Clock
from bot.core.storage import NO_CLAIMS, Claims, Storage

log = logging.getLogger(__name__)

T = TypeVar("T")

_PATIENCE = 3.0
"""Seconds that a question waits for the database."""
_PAUSE = 5.0
"""Seconds for which the database is left alone after it failed, so that not every question waits for it."""
_MOST_EXCHANGES, _MOST_CLAIMS = 2_000, 20_000


class FallbackStorage:
    """Implements `core.storage.Storage` on a database that may be away.

    The methods that every question needs then use the memory of this process, so a question is answered once all the
    same. All other methods raise StoreError, as they need the database.
    """

    def __init__(self, database: Storage, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._away_until = 0.0
        """Until when the database is left alone, on the monotonic clock."""
        self._problem: StoreError | None = None
        """Why the database is away; None if it isn't."""
        self._claims: dict[str, dt.datetime] = {}
        self._exchanges: OrderedDict[str, Exchange] = OrderedDict()
        self._notes: dict[str, str] = {}
        self._closed: dict[str, None] = {}
        """Keys, in order, of questions that were closed while the database was away, but may be pending there."""
        self.watch = database.watch
        self.watched = database.watched
        self.purge = database.purge
        self.tables = database.tables
        self.retire = database.retire
        self.take_over = database.take_over
        self.last_channels = database.last_channels
        self.close = database.close

    @property
    def problem(self) -> str | None:
        """Return why the database is away, or None if it isn't."""
        return str(self._problem) if self._problem else None

    # ------------------------------------------------------------------ claims and questions

    async def claim(self, key: str, ttl: dt.timedelta, question: PendingQuestion | None = None) -> bool:
        """See `Storage`."""
        if self._is_claimed(key):
            return False
        try:
            return await self._ask(self._database.claim(key, ttl, question))
        except StoreError:
            self._claim(key, ttl)
            return True

    async def is_claimed(self, key: str) -> bool:
        """See `Storage`."""
        if self._is_claimed(key):
            return True
        try:
            return await self._ask(self._database.is_claimed(key))
        except StoreError:
            return False

    async def set_claim(self, key: str, ttl: dt.timedelta) -> None:
        """See `Storage`."""
        try:
            await self._ask(self._database.set_claim(key, ttl), writes=True)
        except StoreError:
            self._claim(key, ttl)

    async def close_questions(self, keys: Sequence[str]) -> None:
        """See `Storage`."""
        try:
            await self._ask(self._database.close_questions(keys))
        except StoreError:
            self._keep_closed(keys)

    async def keep_alive(self) -> None:
        """See `Storage`. It is called every few seconds, so this notices soon that the database is away or back."""
        await self._ask(self._database.keep_alive(), writes=True)

    # ------------------------------------------------------------------ exchanges

    async def add_exchange(self, exchange: Exchange) -> None:
        """See `Storage`."""
        try:
            await self._ask(self._database.add_exchange(exchange), writes=True)
        except StoreError:
            self._keep(exchange)
        else:
            self._exchanges.pop(exchange.id, None)

    async def exchange(self, exchange_id: str) -> Exchange | None:
        """See `Storage`."""
        return self._exchanges.get(exchange_id) or await self._ask(self._database.exchange(exchange_id))

    async def exchanges_for(self, question_key: str) -> Sequence[Exchange]:
        """See `Storage`."""
        kept = [exchange for exchange in self._exchanges.values() if exchange.question_key == question_key]
        last = max((exchange.asked for exchange in kept), default=None)
        current = sorted((e for e in kept if e.asked == last), key=lambda e: e.part)
        return current or await self._ask(self._database.exchanges_for(question_key))

    async def answered_since(self, channel_key: str, since: dt.datetime, limit: int) -> Sequence[Exchange]:
        """See `Storage`."""
        kept = [
            exchange
            for exchange in reversed(self._exchanges.values())
            if exchange.channel_key == channel_key and exchange.asked >= since and exchange.statement_id
        ]
        try:
            stored = await self._ask(self._database.answered_since(channel_key, since, limit))
        except StoreError:
            stored = ()
        return [*kept, *stored][:limit]

    async def drop_exchange(self, exchange_id: str) -> None:
        """See `Storage`."""
        if self._exchanges.pop(exchange_id, None) is None:
            await self._ask(self._database.drop_exchange(exchange_id))

    async def wish(self, exchange_id: str) -> bool:
        """See `Storage`."""
        if exchange := self._exchanges.get(exchange_id):
            self._keep(replace(exchange, wished=True))
            return True
        return await self._ask(self._database.wish(exchange_id))

    async def forget(self, question_key: str) -> None:
        """See `Storage`. While the database is away, nothing is forgotten: nobody knows what it has."""
        await self._ask(self._database.forget(question_key))
        for exchange in list(self._exchanges.values()):
            if question_key in (exchange.question_key, exchange.copy_of):
                del self._exchanges[exchange.id]

    async def set_reply(
        self,
        exchange_id: str,
        reply_id: str | None,
        *,
        closes: str = "",
        claims: Claims = NO_CLAIMS,
    ) -> None:
        """See `Storage`."""
        if exchange := self._exchanges.get(exchange_id):
            self._keep(replace(exchange, reply_id=reply_id))
            for key, ttl in claims.items():
                self._claim(key, ttl)
            if closes:
                await self.close_questions([closes])
            return
        try:
            await self._ask(self._database.set_reply(exchange_id, reply_id, closes=closes, claims=claims))
        except StoreError:
            self._keep_closed([closes] if closes else [])
            for key, ttl in claims.items():
                self._claim(key, ttl)

    # ------------------------------------------------------------------ notes

    async def note(self, key: str) -> str | None:
        """See `Storage`."""
        try:
            return await self._ask(self._database.note(key))
        except StoreError:
            return self._notes.get(key)

    async def put_note(self, key: str, text: str) -> None:
        """See `Storage`."""
        try:
            await self._ask(self._database.put_note(key, text), writes=True)
        except StoreError:
            self._notes[key] = text

    # ------------------------------------------------------------------ the database and the memory

    async def _ask(self, work: Coroutine[Any, Any, T], *, writes: bool = False) -> T:
        """Wait for the database, but not long. Raises StoreError if it is away.

        It is back once something was written: a full disk can still be read. `writes` says that this always writes.
        """
        if self._problem and time.monotonic() < self._away_until:
            work.close()
            raise self._problem
        try:
            async with asyncio.timeout(_PATIENCE):
                result = await work
        except TimeoutError:
            raise self._note_away(StoreError(f"The store did not answer within {_PATIENCE:g} seconds.")) from None
        except StoreError as error:
            raise self._note_away(error) from None
        if self._problem and writes:
            await self._note_back()
        return result

    def _note_away(self, error: StoreError) -> StoreError:
        if self._problem is None:
            log.error("%s I go on answering from memory. Digests and settings wait until it is back.", error)
        self._problem, self._away_until = error, time.monotonic() + _PAUSE
        return error

    async def _note_back(self) -> None:
        self._problem = None
        log.warning("The store is back.")
        if self._closed:
            closed, self._closed = list(self._closed), {}
            await self.close_questions(closed)

    def _is_claimed(self, key: str) -> bool:
        until = self._claims.get(key)
        return until is not None and until > self._clock.now()

    def _claim(self, key: str, ttl: dt.timedelta) -> None:
        now = self._clock.now()
        if len(self._claims) >= _MOST_CLAIMS:
            self._claims = {key: until for key, until in self._claims.items() if until > now}
            while len(self._claims) >= _MOST_CLAIMS:
                del self._claims[next(iter(self._claims))]
        self._claims[key] = now + ttl

    def _keep_closed(self, keys: Sequence[str]) -> None:
        self._closed |= dict.fromkeys(keys)
        while len(self._closed) > _MOST_CLAIMS:  # the oldest are too old for being taken over
            del self._closed[next(iter(self._closed))]

    def _keep(self, exchange: Exchange) -> None:
        self._exchanges[exchange.id] = exchange
        while len(self._exchanges) > _MOST_EXCHANGES:
            self._exchanges.popitem(last=False)
