"""Fixtures of the store's tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database, open_store
from tests.storage.engines import new_postgresql, postgresql_server, store_url

__all__ = ["new_postgresql", "postgresql_server", "store_url"]


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = dt.datetime(2025, 10, 22, 9, 30, 15, 123456, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """The moment that was set."""
        return self.moment

    def forward(self, **time: float) -> None:
        """Move on by so much, as in `timedelta`."""
        self.moment += dt.timedelta(**time)


@pytest.fixture
def clock() -> SetClock:
    """A clock for the test to move."""
    return SetClock()


@pytest.fixture
async def store(store_url: str, clock: SetClock) -> AsyncIterator[Database]:
    """An empty store, on each database in turn."""
    database = await open_store(store_url, clock)
    yield database
    await database.close()
