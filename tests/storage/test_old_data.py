"""Old data is deleted once an hour, but not by a clock that is wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable

import pytest

from bot.core.clock_watch import ClockWatch
from bot.core.errors import StoreError
from bot.storage.database import Database
from bot.storage.old_data import delete_old_data
from tests.chat_driver import FixedClock

KEEP = dt.timedelta(days=90)
YEAR = 365.0


class Deleting:
    """Runs the deletion on a clock of its own, and keeps the moments from before which it deleted."""

    def __init__(self, store: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self._store = store
        self._clock = clock
        self._monkeypatch = monkeypatch
        self.deleted: list[dt.datetime] = []
        self.failures = 0
        """How often the store is away."""

    async def pauses(self, jumps: Iterable[float]) -> list[float]:
        """Let the clock jump by some days in each pause. Returns how long the pauses were, in seconds."""
        pauses: list[float] = []
        todo = iter(jumps)

        async def sleep(seconds: float) -> None:
            days = next(todo, None)
            if days is None:
                raise asyncio.CancelledError
            pauses.append(seconds)
            self._clock.advance(seconds=seconds)
            self._clock.jump(days=days)

        async def purge(before: dt.datetime) -> None:
            if self.failures:
                self.failures -= 1
                raise StoreError("The store is away.")
            self.deleted.append(before)

        self._monkeypatch.setattr("asyncio.sleep", sleep)
        self._monkeypatch.setattr(self._store, "purge", purge)
        with pytest.raises(asyncio.CancelledError):
            await delete_old_data(self._store, ClockWatch(self._clock, self._clock.monotonic), KEEP)
        return pauses


@pytest.fixture
def deleting(store: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Deleting:
    """Return a deletion that a test can run."""
    return Deleting(store, clock, monkeypatch)


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that jumps when a test says so."""
    return FixedClock()


async def test_old_data_is_deleted_after_a_minute_and_then_once_an_hour(deleting: Deleting, clock: FixedClock) -> None:
    began = clock.now()
    assert await deleting.pauses([0, 0, 0]) == [60, 3600, 3600]
    assert deleting.deleted == [began - KEEP + dt.timedelta(seconds=s) for s in (60, 3660, 7260)]


async def test_a_clock_that_is_wrong_for_a_while_deletes_nothing(deleting: Deleting, clock: FixedClock) -> None:
    began = clock.now()
    assert await deleting.pauses([0, YEAR, -YEAR, 0, 0]) == [60, 3600, 60, 60, 3600]
    assert deleting.deleted == [began - KEEP + dt.timedelta(seconds=s) for s in (60, 3780, 7380)]


async def test_a_clock_that_is_wrong_at_the_start_deletes_nothing(deleting: Deleting, clock: FixedClock) -> None:
    began = clock.now()
    clock.jump(days=YEAR)
    assert await deleting.pauses([-YEAR, 0]) == [60, 60]
    assert deleting.deleted == [began - KEEP + dt.timedelta(seconds=120)]


async def test_it_is_tried_again_soon_while_the_store_is_away(
    deleting: Deleting, caplog: pytest.LogCaptureFixture
) -> None:
    deleting.failures = 2
    assert await deleting.pauses([0, 0, 0, 0]) == [60, 60, 60, 3600]
    assert len(deleting.deleted) == 2
    assert caplog.text.count("The store is away.") == 1
