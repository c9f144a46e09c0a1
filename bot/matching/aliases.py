"""Find names that mean the same in a run of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matching import text

GENERAL = (
    ("ceo", "chief executive", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("hq", "headquarters"),
    ("gdp", "gross domestic product"),
    ("mp", "member of parliament"),
    ("ngo", "non-governmental organisation", "non-governmental organization"),
    ("gp", "general practitioner"),
    ("pc", "personal computer"),
    ("hr", "human resources"),
)
"""General aliases, used unless the aliases of the store have one of the names."""


class Aliases:
    """Finds names that mean the same in a run of words. Each group of names has one pseudo-word as its label."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.names: dict[str, list[str]] = {}
        self.proper: set[str] = set()  # labels of names that are written with capitals
        for group in groups:
            self._take(group)
        store_names = {name for names in self.names.values() for name in names}
        for group in GENERAL:
            if store_names.isdisjoint(group):
                self._take(group)
        for phrases in self._by_first.values():
            phrases.sort(key=lambda item: (-len(item[0]), item))

    def _take(self, group: Sequence[str]) -> None:
        phrases = {tuple(text.split_hyphens(text.words(text.spelt(name)))) for name in group} - {()}
        if len(phrases) < 2:
            return
        label = "=" + "_".join(min(phrases))
        self.names[label] = sorted(" ".join(phrase) for phrase in phrases)
        if any(name != name.lower() for name in group):
            self.proper.add(label)
        for phrase in phrases:
            self._by_first.setdefault(phrase[0], []).append((phrase, label))

    def bare(self, word: str) -> str:
        """Remove the s of a possessive without apostrophe ("Merkels"), if the rest is the first word of a name."""
        known = self._by_first
        return word[:-1] if word.endswith("s") and word not in known and word[:-1] in known else word

    def words(self) -> set[str]:
        """Return every word of every name."""
        return {word for names in self.names.values() for name in names for word in name.split()}

    def find(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return (start, length, pseudo-word) of the names in the words. Longer names win, and names do not overlap."""
        if self._by_first.keys().isdisjoint(words):
            return []
        spans: list[tuple[int, int, str]] = []
        start = 0
        while start < len(words):
            step = 1
            for phrase, label in self._by_first.get(words[start], ()):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    spans.append((start, len(phrase), label))
                    step = len(phrase)
                    break
            start += step
        return spans
