"""Open the store for a command that answers and ends."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot import app
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.storage.database import Database


@contextlib.asynccontextmanager
async def existing_store(settings: Settings) -> AsyncIterator[Database | None]:
    """Yield the store, migrated if needed; None if there is none yet, as looking makes no file.

    Raises ConfigurationError.
    """
    # SQLAlchemy is slow to import, and most commands do without
    from bot.storage.database import is_there, open_store

    address = settings.database_url.get_secret_value()
    if not is_there(address):
        yield None
        return
    store = await open_store(address, app.SystemClock())
    try:
        yield store
    finally:
        await store.close()
