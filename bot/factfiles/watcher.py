"""Reload changed fact files while the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.core.errors import ConfigurationError
from bot.core.models import FactCollection
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.factfiles.loader import FactFolder
from bot.factfiles.state import FactsState

log = logging.getLogger(__name__)


class FactWatcher:
    """Polls the fact folder. After a faulty change the bot keeps answering from the last good state.

    Polling names and times twice a second costs microseconds. It also works on network drives, bind mounts and replaced
    folders, for which notifications from the operating system get lost.
    """

    def __init__(
        self,
        folder: FactFolder,
        apply: Callable[[FactCollection], Awaitable[None]],
        storage: Storage,
        clock: Clock,
        *,
        interval: float = 0.5,
    ) -> None:
        """Watch a folder. `apply` gets each new collection; `interval` is the polling interval in seconds."""
        self._folder = folder
        self._apply = apply
        self._storage = storage
        self._clock = clock
        self._interval = interval

    async def run(self) -> None:
        """Watch until cancelled."""
        await self._save_state(None)
        while True:
            if await asyncio.to_thread(self._folder.changed):
                await self._reload()
            await asyncio.sleep(self._interval)

    async def _reload(self) -> None:
        try:
            await self._apply(await asyncio.to_thread(self._folder.load))
        except ConfigurationError as error:
            log.error("The fact files changed but have problems, so I keep using the previous facts:\n%s", error)
            await self._save_state(str(error))
        except Exception:
            log.exception("The fact files changed but could not be loaded, so I keep using the previous facts")
            await self._save_state("an unexpected error (see the log)")
        else:
            await self._save_state(None)

    async def _save_state(self, problem: str | None) -> None:
        try:
            await FactsState(self._clock.now().isoformat(timespec="seconds"), problem).save(self._storage)
        except ConfigurationError as error:  # an outage of the store must not stop the watcher
            log.warning("Could not record the state of the facts: %s", error)
