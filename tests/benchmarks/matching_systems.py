"""The matcher as a system for a measuring script: `index(facts)` gives `search(question, k)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.matching import Entry, Matcher


def factbot(facts: Sequence[str]) -> Callable[[str, int], list[tuple[int, float]]]:
    """Index plain texts, each an entry without curated questions."""
    matcher = Matcher.build(Entry(f"{place:08}", fact) for place, fact in enumerate(facts))

    def search(question: str, k: int) -> list[tuple[int, float]]:
        return [(int(match.id), match.score) for match in matcher.search(question, k)]

    return search
