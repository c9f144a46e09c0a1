"""The questions that a file must not answer, as entries of the matcher that rival its statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.core.models import NegativeExample, Statement
from bot.matching import Entry, Match
from bot.matching.similarity import nearest, same_word, telling_words

FAR = 0.4
"""The share of a statement's score below which a silence has little to do with the question, whatever words it has."""

_PREFIX = "stay_silent:"  # no statement has such an id: the colon is kept for codes of buttons


def file_of(thing: NegativeExample | Statement) -> str:
    """The fact file in which something stands; the same for all that stand in none."""
    return thing.origin.file if thing.origin else ""


def at_least_as_near(question: str, silence: str, phrasing: str, *, ranked_higher: bool) -> bool:
    """Whether a question comes at least as near to a silence as to a phrasing of a statement.

    The words in which these two differ decide, as far as the question has them: what was asked for 2010, or how to
    switch it off. Where that is even, it is what the matcher ranks higher.
    """
    asked, silent, other = (telling_words(text) for text in (question, silence, phrasing))
    met = _share(asked, silent - other) - _share(asked, other - silent)
    return met > 0 or (met == 0 and ranked_higher)


def _share(asked: Collection[str], words: Collection[str]) -> float:
    """The share of the words that a question has in some form; half if there are none."""
    return sum(any(same_word(word, other) for other in asked) for word in words) / len(words) if words else 0.5


class NegativeExamples:
    """The silences of all files. Immutable."""

    def __init__(self, negative_examples: Sequence[NegativeExample]) -> None:
        self._files: dict[str, str] = {}
        self._questions: dict[str, str] = {}
        entries: list[Entry] = []
        for silence in negative_examples:
            entry_id = f"{_PREFIX}{file_of(silence)}:{silence.question}"
            if entry_id not in self._files:
                self._files[entry_id] = file_of(silence)
                self._questions[entry_id] = silence.question
                entries.append(Entry(entry_id, silence.question, (silence.question,)))
        self.entries = tuple(entries)
        self.ids = frozenset(self._files)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._files

    def quiet(
        self,
        question: str,
        matches: Sequence[Match],
        alone: Sequence[Match],
        stated: Callable[[str], Sequence[Statement]],
    ) -> Mapping[str, float]:
        """The files that must not answer a question, each with the score of the silence that tells so.

        `matches` are those of the question, best first, `alone` those without silences; `stated` gives the statements
        that one stands for.
        """
        likely = {file: match.score for file, (_, match, _) in self._firsts(alone, stated).items()}
        rivals = {
            file: (place, nearest(question, statement.questions or (statement.text,)))
            for file, (place, _, statement) in self._firsts(matches, stated).items()
        }
        kept: dict[str, float] = {}
        for place, match in enumerate(matches):
            if match.id not in self or match.veto:
                continue
            file, silence = self._files[match.id], self._questions[match.id]
            if match.score < FAR * likely.get(file, 0.0):
                continue
            rank, phrasing = rivals.get(file, (len(matches), silence))
            if at_least_as_near(question, silence, phrasing, ranked_higher=place < rank or silence == phrasing):
                kept.setdefault(file, match.score)
        return kept

    def _firsts(
        self, matches: Sequence[Match], stated: Callable[[str], Sequence[Statement]]
    ) -> dict[str, tuple[int, Match, Statement]]:
        """The first match of each file that is no silence, with its place and statement."""
        found: dict[str, tuple[int, Match, Statement]] = {}
        for place, match in enumerate(matches):
            for statement in () if match.id in self else stated(match.id):
                found.setdefault(file_of(statement), (place, match, statement))
        return found
