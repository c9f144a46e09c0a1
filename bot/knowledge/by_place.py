"""One state of the facts as each place sees it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

from bot.core.audience import Places, Sight, audiences_of, places_of, seen, sights
from bot.core.events import Target
from bot.knowledge.knowledge import Knowledge
from bot.matching import Matcher, Thresholds

_PUBLIC: Final[Sight] = frozenset()


class KnowledgeByPlace:
    """One state of the facts as each place sees it. Places that see the same share one knowledge.

    The knowledge of a place is made of nothing but what may be seen there. So nothing there can tell of anything else:
    no answer, no count and no corrected spelling. If no statement has an audience, there is only one knowledge.

    A part is made when it is first needed, or all are made by `complete`.
    """

    def __init__(self, whole: Knowledge) -> None:
        self.whole = whole
        """Everything, for what nobody but operators sees."""
        everything = audiences_of(whole.collection)
        self._sights = sights(everything)
        self._names: Places = frozenset().union(*self._sights)
        self._parts: dict[Sight, Knowledge] = {everything: whole}
        self._making = Lock()

    def complete(self, before: KnowledgeByPlace | None = None, check: Callable[[], None] = lambda: None) -> None:
        """Make all parts now, so that nobody waits for them later.

        It takes less time if most is the same as in the state `before`. `check` is called now and then; what it raises
        ends the work.
        """
        for names, sight in self._sights.items():
            if sight not in self._parts:
                self._make(sight, before.seen_in(names) if before else self.whole, check)

    @property
    def parts(self) -> tuple[Knowledge, ...]:
        """Return the knowledge of each group of places, once; first what everybody may see."""
        return tuple(self._part(sight) for sight in dict.fromkeys(self._sights.values()))

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """Return the matcher of each part."""
        return tuple(knowledge.matcher for knowledge in self.parts)

    @property
    def public(self) -> Knowledge:
        """Return what everybody may see."""
        return self._part(_PUBLIC)

    def at(self, target: Target) -> Knowledge:
        """Return what may be seen in a place."""
        return self.seen_in(places_of(target))

    def seen_in(self, places: Places) -> Knowledge:
        """Return what may be seen in the place with these names."""
        return self._part(self._sight(places))

    def sees_all(self, here: Places, there: Places) -> bool:
        """Return whether one place sees everything that another one does."""
        return self._sight(here) >= self._sight(there)

    def use_thresholds(self, thresholds: Thresholds) -> None:
        """Use other thresholds in all places."""
        for knowledge in self._parts.values():
            knowledge.thresholds = thresholds

    def _sight(self, places: Places) -> Sight:
        names = places & self._names
        if names in self._sights:
            return self._sights[names]
        # Somebody named a thread of Discord and its channel. Then one of them counts: too little is seen, not too much.
        return max((sight for known, sight in self._sights.items() if known <= names), key=len)

    def _part(self, sight: Sight) -> Knowledge:
        with self._making:
            made = self._parts.get(sight)
            return self._make(sight, self.whole) if made is None else made

    def _make(self, sight: Sight, before: Knowledge, check: Callable[[], None] = lambda: None) -> Knowledge:
        whole, collection = self.whole, seen(self.whole.collection, sight)
        made = Knowledge(collection, whole.thresholds, is_example=whole.is_example, before=before, check=check)
        self._parts[sight] = made
        return made
