"""Limit how many questions one person may ask in a minute."""

from __future__ import annotations

import datetime as dt
from collections import deque

from bot.core.ports import Clock

WINDOW = dt.timedelta(minutes=1)
_MOST_PEOPLE = 10_000


class FloodLimit:
    """Counts the questions of each person. It counts in memory, so that it works without the store, too."""

    def __init__(self, most: int, clock: Clock) -> None:
        """Allow `most` questions in a minute; 0 for any number."""
        self._most = most
        self._clock = clock
        self._asked: dict[tuple[str, str], deque[dt.datetime]] = {}
        """When each person asked in the last minute, by platform and person."""
        self._refused: dict[tuple[str, str], dt.datetime] = {}
        """When a person was last told that they ask too fast."""

    def allows(self, platform: str, person: str) -> bool:
        """Count a question. Return False if it is one too many; then it does not count."""
        if not self._most:
            return True
        self._forget()
        now = self._clock.now()
        asked = self._asked.setdefault((platform, person), deque())
        while asked and asked[0] <= now - WINDOW:
            asked.popleft()
        if len(asked) >= self._most:
            return False
        asked.append(now)
        return True

    def may_refuse(self, platform: str, person: str) -> bool:
        """Return whether to tell a person that they ask too fast: once a minute, or that would be a flood, too."""
        now, key = self._clock.now(), (platform, person)
        if key in self._refused and now - self._refused[key] < WINDOW:
            return False
        self._refused[key] = now
        return True

    def _forget(self) -> None:
        """Forget people who asked nothing lately, if there are many."""
        if max(len(self._asked), len(self._refused)) > _MOST_PEOPLE:
            begin = self._clock.now() - WINDOW
            self._asked = {key: asked for key, asked in self._asked.items() if asked and asked[-1] > begin}
            self._refused = {key: moment for key, moment in self._refused.items() if moment > begin}
