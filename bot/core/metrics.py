"""What the bot counts and measures about itself while it runs, without any format or library.

The app makes one `Metrics` and passes it to features and adapters. `bot.monitoring` shows it to other programs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 90.0)
"""Seconds. Upper bounds of the classes of durations; what takes longer is in a last class without a bound."""


class Counter:
    """Counts events, one number for each combination of labels."""

    def __init__(self, *labels: str) -> None:
        """Set the names of the labels. Their values must be few, and never what somebody wrote."""
        self.labels = labels
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, *values: str, times: int = 1) -> None:
        """Count an event with these values of the labels. With `times=0`, only show that it can happen."""
        if len(values) != len(self.labels):
            raise ValueError(f"expected values for {', '.join(self.labels)}")
        self._counts[values] = self._counts.get(values, 0) + times

    def of(self, *values: str) -> int:
        """Return how often an event was counted."""
        return self._counts.get(values, 0)

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """Yield each combination of values with its number."""
        yield from self._counts.items()


class Durations:
    """Measures how long something takes, on each platform."""

    def __init__(self) -> None:
        self._classes: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def add(self, platform: str, seconds: float) -> None:
        """Note how long it took once."""
        self.expect(platform)
        self._classes[platform][bisect_left(_BOUNDS, seconds)] += 1
        self._sums[platform] += seconds

    def expect(self, platform: str) -> None:
        """Show that it can happen on a platform."""
        self._classes.setdefault(platform, [0] * (len(_BOUNDS) + 1))
        self._sums.setdefault(platform, 0.0)

    def count(self, platform: str) -> int:
        """Return how often it was noted on a platform."""
        return sum(self._classes.get(platform, ()))

    def __iter__(self) -> Iterator[tuple[str, list[tuple[float, int]], float]]:
        """Yield for each platform the sum, and how many were not above each bound. The last bound is infinite."""
        for platform, classes in self._classes.items():
            up_to, counted = [], 0
            for bound, count in zip((*_BOUNDS, float("inf")), classes, strict=True):
                counted += count
                up_to.append((bound, counted))
            yield platform, up_to, self._sums[platform]


class Metrics:
    """All counters of one process."""

    def __init__(self) -> None:
        self.questions = Counter("platform", "outcome")
        """Questions that were answered, by the outcome of the search."""
        self.replies = Durations()
        """From receiving an event to the first reply to it."""
        self.acknowledgements = Durations()
        """From receiving an event to acknowledging it, if the platform waits for that."""
        self.waiting: dict[str, Callable[[], int]] = {}
        """How many events of each platform wait for a free place. An adapter adds its own."""
        self.limited = Counter("platform")
        """Requests that a platform refused because there were too many (429)."""
        self.refused = Counter("platform")
        """Requests that a platform refused for any other reason."""
        self.left_out = Counter("platform")
        """Questions that got no reply because it would have come too late."""
        self.digests = Counter("platform", "result")
        """Digests by result."""

    def expect(self, platform: str, outcomes: tuple[str, ...], results: tuple[str, ...]) -> None:
        """Begin with zero for everything that can happen on a platform, so that a first event is seen as a change."""
        for counter in (self.limited, self.refused, self.left_out):
            counter.add(platform, times=0)
        for counter, values in ((self.questions, outcomes), (self.digests, results)):
            for value in values:
                counter.add(platform, value, times=0)
        for durations in (self.replies, self.acknowledgements):
            durations.expect(platform)
