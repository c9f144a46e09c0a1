"""Fixtures of the store's tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database, open_store
from tests.storage.engines import new_postgresql, postgresql_server, store_url

__all__ = ["new_postgresql", "postgresql_server", "store_url"]


class SetClock:
    """A clock that shows the same moment until a test changes it."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2025, 10, 22, 9, 30, 15, 123456, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """Return the moment that was set."""
        return self.moment

    def forward(self, **time: float) -> None:
        """Advance the clock; arguments as in `timedelta`."""
        self.moment += dt.timedelta(**time)


@pytest.fixture
def clock() -> SetClock:
    """Return a clock that the test can advance."""
    return SetClock()


@pytest.fixture
async def store(store_url: str, clock: SetClock) -> AsyncIterator[Database]:
    """Yield an empty store, once for each database."""
    database = await open_store(store_url, clock)
    yield database
    await database.close()
