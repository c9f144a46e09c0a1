"""Encode the entries of a matcher when they are needed, and cache the results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.matching.aliases import Aliases
from bot.matching.documents import key_of
from bot.matching.encoding import EntryView, view_entry
from bot.matching.reading import decides
from bot.matching.types import Entry
from bot.matching.vocabulary import Vocabulary

MOST_VIEWS = 5_000  # size of the cache; a view takes a few kilobytes
MOST_WORDS = 24_000  # maximum words of all candidates together, so that very long entries take no more time


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one search ignores."""

    questions: frozenset[int]  # keys of questions, see `key_of`
    shortened: frozenset[int]  # indices of the entries that list such a question
    entries: frozenset[int]  # indices of the entries that are no candidates


class EntryViews:
    """The views of entries, by the index of each entry."""

    def __init__(self, entries: Sequence[Entry], vocabulary: Vocabulary, aliases: Aliases) -> None:
        """Take the parts of a matcher. `entries` is its list of entries, which may grow."""
        self._entries = entries
        self._vocabulary = vocabulary
        self._aliases = aliases
        self._cache: dict[int, EntryView] = {}

    def of(self, index: int) -> EntryView:
        """Return the view of an entry."""
        view = self._cache.get(index)
        if view is None:
            if len(self._cache) >= MOST_VIEWS:
                self._cache = {}
            view = self._cache[index] = self._encode(self._entries[index])
        return view

    def of_candidates(
        self, candidates: Iterable[int], hidden: Hidden, needed: Collection[int] | None
    ) -> list[tuple[int, EntryView]]:
        """Return candidates with their views, by id. From `MOST_WORDS` on, only the `needed` ones; None for all."""
        viewed: list[tuple[int, EntryView]] = []
        room = MOST_WORDS
        for index in candidates:
            if room < 0 and needed is not None and index not in needed:
                break
            view = self._without(index, hidden.questions) if index in hidden.shortened else self.of(index)
            viewed.append((index, view))
            room -= len(view.words)
        # Sort by id, because a matrix product rounds a row according to its position.
        return sorted(viewed, key=lambda pair: self._entries[pair[0]].id)

    def drop(self, index: int) -> None:
        """Forget the view of an entry."""
        self._cache.pop(index, None)

    def forget(self, words: Iterable[str]) -> None:
        """Forget all views if one of the words decides how others are read ("first" if there is a second)."""
        if any(map(decides, words)):
            self._cache = {}

    def _without(self, index: int, keys: Collection[int]) -> EntryView:
        """Return the view of an entry without some questions, by their keys. It is not cached."""
        entry = self._entries[index]
        return self._encode(replace(entry, questions=tuple(q for q in entry.questions if key_of(q) not in keys)))

    def _encode(self, entry: Entry) -> EntryView:
        return view_entry(entry.text, entry.speaker, entry.context, entry.questions, self._vocabulary, self._aliases)
