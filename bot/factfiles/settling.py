"""Tell which files stand still, so that a file that is still being written is never taken for a whole one.

Programs that copy or save a file write it in pieces, with pauses. A file counts as whole once its stamp has been the
same for `QUIET` seconds. Until then, its last whole state is used. Times are measured between looks, because the clock
of a network drive may differ. Only at start, when there was no look before, a file's own time of writing counts.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable

from bot.core.models import FactCollection
from bot.factfiles.listing import Choice, FoundFile, Listing
from bot.factfiles.loader import FactFolder, Progress, UnreadableError

log = logging.getLogger(__name__)

QUIET = 1.6
"""Seconds for which a file stands still before it counts as whole. A slow copy pauses up to 1.5 seconds."""

PATIENCE = 6.0
"""Most seconds to wait at start for files that are being written."""


class Settling:
    """Notes what each look finds, and since when. Times are in seconds, of any clock that only goes forward."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[FoundFile | None, float]] = {}
        """By path: what was there at the last look (None: nothing), and since when it is the same."""

    def see(self, listing: Listing, used: Choice, now: float, *, first_since: Callable[[FoundFile], float]) -> None:
        """Note what a look found. Of a file that is seen for the first time, `first_since` says since when it is so."""
        for path, entry in listing.entries.items():
            seen = self._seen.get(path)
            if seen is None:
                self._seen[path] = entry, -math.inf if used.get(path) == entry else first_since(entry)
            elif seen[0] != entry:
                self._seen[path] = entry, now
        for path in (self._seen.keys() | used.keys()) - listing.entries.keys():
            if not listing.hides(path) and (path not in self._seen or self._seen[path][0] is not None):
                self._seen[path] = None, now

    def chosen(self, used: Choice, now: float, quiet: float) -> Choice:
        """Return the files to use: what stood still for `quiet` seconds, and else what is in use now."""
        chosen = {path: entry for path, entry in used.items() if path not in self._seen}
        for path, (entry, since) in self._seen.items():
            use = entry if now - since >= quiet else used.get(path)
            if use is not None:
                chosen[path] = use
        return chosen

    def remaining(self, now: float, quiet: float) -> float:
        """Return the seconds until the next file has stood still for `quiet`; infinite if all have."""
        waits = (since + quiet - now for _, since in self._seen.values())
        return min((wait for wait in waits if wait > 0), default=math.inf)


def load_whole(
    folder: FactFolder, progress: Progress | None = None, *, quiet: float = QUIET, patience: float = PATIENCE
) -> FactCollection:
    """Load a folder at start, as `FactFolder.load` does, but wait until no file is being written.

    After `patience` seconds, it leaves out the files that are still being written. Then a watcher takes them up later.
    """
    settling, began = Settling(), time.monotonic()

    def since(entry: FoundFile) -> float:
        return time.monotonic() - max(0.0, time.time() - entry.written)

    while True:
        listing, now = folder.look(), time.monotonic()
        if listing.failures:
            return folder.load(progress)  # says what is wrong
        settling.see(listing, {}, now, first_since=since)
        chosen = settling.chosen({}, now, quiet)
        unsettled = [entry.name for path, entry in listing.entries.items() if path not in chosen]
        late = now - began >= patience
        if unsettled and not late:
            time.sleep(min(0.1, settling.remaining(now, quiet) + 0.001))
            continue
        try:
            collection = folder.load(progress, chosen)
        except UnreadableError:
            if late:
                raise
            time.sleep(0.1)  # a file may have changed just now
            continue
        folder.used = chosen
        if unsettled:
            log.warning("I start without the files that are still being written: %s", ", ".join(unsettled))
        return collection
