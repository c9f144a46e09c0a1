"""Reload changed fact files while the bot runs."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Event
from typing import Generic, TypeVar

from bot.core.errors import ConfigurationError
from bot.core.models import FactCollection
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.factfiles.listing import Choice, Listing
from bot.factfiles.loader import FactFolder, UnreadableError
from bot.factfiles.settling import QUIET, Settling
from bot.factfiles.state import StateKeeper

log = logging.getLogger(__name__)

T = TypeVar("T")

EARLY = 0.2
"""Seconds for which files stand still before they are read and built, in the hope that nothing more is written."""

ERROR_QUIET = 5.0
"""Seconds for which files stand still before their errors are reported, because half a file often has errors."""

RETRY = 2.0
"""Seconds between two attempts to read a file that the system can't read, or to store what is to be noted."""

_LONGER = 1.25
"""How much longer files stand still before they are built again, after they were built in vain."""

_SHARE = 10
"""A look at the folder is followed by a pause of so many times its length, as looking at many files takes a while."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look found."""

    listing: Listing
    at: float
    pause: float
    """Seconds until the next look."""
    settled: Choice
    """The files to use now."""
    likely: Choice
    """The files to use soon, if nothing more is written."""
    lasting: Choice
    """The files that have been the same for so long that their errors are real."""


@dataclass(frozen=True, slots=True)
class _Ready(Generic[T]):
    """What was built from some files, but is not in use yet."""

    chosen: Choice
    built: T


@dataclass(slots=True)
class _Rejected:
    """Files that could not be used."""

    chosen: Choice
    problem: str
    retry_at: float
    """When to try again even if nothing changes; infinite if their content is wrong."""
    reported: bool = False


class OutdatedError(Exception):
    """Files changed again while they were built."""


class FactWatcher(Generic[T]):
    """Polls the fact folder. After a faulty change the bot keeps answering from the last good state.

    Polling names and times some times a second costs microseconds. It also works on network drives, bind mounts and
    replaced folders, for which notifications from the operating system get lost. What can't be looked at counts as
    unchanged until it can.

    A change is read and built soon, but it is used only after its files have stood still for long enough.
    """

    def __init__(
        self,
        folder: FactFolder,
        build: Callable[[FactCollection, Callable[[], None]], T],
        use: Callable[[T], Awaitable[None]],
        storage: Storage,
        clock: Clock,
        *,
        interval: float = 0.1,
        quiet: float = QUIET,
        error_quiet: float = ERROR_QUIET,
    ) -> None:
        """Watch a folder. `build` makes of each new collection what `use` then puts in use.

        `build` runs in a worker thread. It calls its second argument now and then, which raises OutdatedError if the
        result is no longer wanted.

        `interval` is the polling interval in seconds. Files are used after standing still for `quiet` seconds, and
        their errors are reported after `error_quiet`.
        """
        self._folder = folder
        self._build = build
        self._use = use
        self._interval = interval
        self._quiet = quiet
        self._error_quiet = error_quiet
        self._early = min(EARLY, quiet)
        self._settling = Settling()
        self._building: Choice | None = None
        """What was built last."""
        self._outdated = Event()
        """Set if that changed before it was built."""
        self._state = StateKeeper(storage, clock, retry=RETRY)
        self._ready: _Ready[T] | None = None
        self._rejected: list[_Rejected] = []
        self._blind = False
        """Whether the last look failed."""

    async def run(self) -> None:
        """Watch until cancelled."""
        building: asyncio.Task[None] | None = None
        try:
            while True:
                seen = await asyncio.to_thread(self._look, asyncio.get_running_loop().time)
                self._report_failures(seen.listing)
                self._report_errors(seen)
                if building and not building.done():
                    if self._building not in (seen.settled, seen.likely):
                        self._outdated.set()
                    await asyncio.wait([building], timeout=seen.pause)
                    continue
                building = None
                if self._ready and self._ready.chosen == seen.settled != self._folder.used:
                    await self._put_in_use(self._ready)
                elif (chosen := self._to_build(seen)) is not None:
                    building = asyncio.create_task(self._prepare(chosen))
                else:
                    await self._state.save(seen.at)
                    await asyncio.sleep(seen.pause)
        finally:
            if building:  # the folder must not be loaded by two threads
                self._outdated.set()
                await asyncio.wait([building])

    def _look(self, clock: Callable[[], float]) -> _Seen:
        """Look at the folder; it may have many files, so this runs in a thread."""
        began = clock()
        listing = self._folder.look()
        now, used, settling = clock(), self._folder.used, self._settling
        settling.see(listing, used, now, first_since=lambda _: now)
        settled, likely, lasting = (
            settling.chosen(used, now, quiet) for quiet in (self._quiet, self._early, self._error_quiet)
        )
        pause = max(self._interval, (now - began) * _SHARE)
        waits = (settling.remaining(now, quiet) for quiet in (self._early, self._quiet))
        return _Seen(listing, now, max(0.01, min(pause, *waits)), settled, likely, lasting)

    def _to_build(self, seen: _Seen) -> Choice | None:
        """Choose what to build next: what has settled, and else what may soon. None if there is nothing to do."""
        used = self._folder.used
        self._rejected = [each for each in self._rejected if each.chosen in (seen.settled, seen.likely)]
        for chosen in (seen.settled, seen.likely):
            waits = any(each.chosen == chosen and seen.at < each.retry_at for each in self._rejected)
            if chosen != used and not waits:
                return None if self._ready and self._ready.chosen == chosen else chosen
        if seen.settled == seen.likely == used:
            self._ready = None
            if self._state.problem and not self._blind:  # what caused it was undone
                self._state.set(None)
        return None

    async def _prepare(self, chosen: Choice) -> None:
        """Read and build some files, without using them yet."""
        vain = self._ready is not None
        self._ready, self._building = None, chosen
        self._outdated.clear()
        try:
            self._ready = _Ready(chosen, await asyncio.to_thread(self._build_now, chosen))
        except OutdatedError:
            vain = True
        except UnreadableError as error:
            self._reject(chosen, str(error), asyncio.get_running_loop().time() + RETRY)
        except ConfigurationError as error:
            self._reject(chosen, str(error), math.inf)
        except Exception:
            log.exception("The fact files changed but could not be loaded, so I keep using the previous facts")
            self._reject(chosen, "an unexpected error (see the log)", math.inf)
        if vain:  # wait a little longer the next time
            self._early = min(_LONGER * self._early, self._quiet)

    def _build_now(self, chosen: Choice) -> T:
        """Read and build some files. Raises OutdatedError if they changed meanwhile."""

        def check(*_: object) -> None:
            if self._outdated.is_set():
                raise OutdatedError

        return self._build(self._folder.load(check, chosen), check)

    async def _put_in_use(self, ready: _Ready[T]) -> None:
        self._ready, self._early = None, min(EARLY, self._quiet)
        await self._use(ready.built)
        self._folder.used = ready.chosen
        if not self._blind:
            self._state.set(None)

    def _reject(self, chosen: Choice, problem: str, retry_at: float) -> None:
        before = [each for each in self._rejected if each.chosen == chosen]
        reported = any(each.reported and each.problem == problem for each in before)
        others = [each for each in self._rejected if each.chosen != chosen]
        self._rejected = [*others, _Rejected(chosen, problem, retry_at, reported)]

    def _report_errors(self, seen: _Seen) -> None:
        """Report, once, the errors of files that have been the same for long enough."""
        for each in self._rejected:
            if not each.reported and each.chosen == seen.lasting:
                each.reported = True
                problems = "The fact files changed but have problems, so I keep using the previous facts"
                log.error("%s:\n%s", problems, each.problem)
                self._state.set(each.problem)

    def _report_failures(self, listing: Listing) -> None:
        """Report once that something can't be looked at, and once that it can again."""
        if listing.failures and not self._blind:
            reasons = "; ".join(sorted(f"{f.name}: {f.reason}" for f in listing.failures.values())[:5])
            problem = (
                f"I can't look at all fact files ({reasons}). Give Factbot's user access to the folder, its subfolders "
                "and its files, and check the drive. Until then I keep using the previous facts of these files."
            )
            log.error("%s", problem)
            self._state.set(problem)
        elif self._blind and not listing.failures:
            log.info("I can look at all fact files again")
            self._state.set(next((each.problem for each in self._rejected if each.reported), None))
        self._blind = bool(listing.failures)
