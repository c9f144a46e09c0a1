"""Make a grouper when it is first needed, because its encoder takes a second to load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from bot.matching.grouping.grouper import QuestionGrouper
from bot.matching.meaning import SentenceEncoder


class GrouperSource:
    """Gives one grouper for all, so that it remembers the vectors of questions. Thread-safe."""

    def __init__(
        self, load: Callable[[], SentenceEncoder | None], aliases: Callable[[], Iterable[Sequence[str]]]
    ) -> None:
        """Take `load`, which returns the encoder or None, and what gives the names that mean the same by now."""
        self._load = load
        self._aliases = aliases
        self._made: tuple[tuple[tuple[str, ...], ...], QuestionGrouper] | None = None
        self._making = Lock()

    def __call__(self) -> QuestionGrouper:
        """Return the grouper for the names that mean the same by now. Takes a second at the first call."""
        with self._making:
            aliases = tuple(tuple(names) for names in self._aliases())
            if self._made is None or self._made[0] != aliases:
                self._made = aliases, QuestionGrouper(self._load(), aliases)
            return self._made[1]
