"""The questions that a file must not answer, as entries of the matcher that compete with its statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.core.models import NegativeExample, Statement
from bot.matching import Entry, Match
from bot.matching.similarity import nearest, same_word, telling_words

FAR = 0.4
"""A negative example with less than this share of a statement's score is ignored, even if it has the same words."""

_PREFIX = "stay_silent:"  # no statement can have such an id, because ids have no colon


def file_of(item: NegativeExample | Statement) -> str:
    """Return the fact file of a statement or negative example; empty if it comes from no file."""
    return item.origin.file if item.origin else ""


def at_least_as_near(question: str, negative: str, phrasing: str, *, ranked_higher: bool) -> bool:
    """Return whether a question is at least as near to a negative example (`negative`) as to a statement's phrasing.

    The words in which these two differ decide, such as another year, or "off" and "on". The question is nearer to the
    one whose own words it has. If that is a draw, the order of the matcher decides.
    """
    asked, silent, other = (telling_words(text) for text in (question, negative, phrasing))
    met = _share(asked, silent - other) - _share(asked, other - silent)
    return met > 0 or (met == 0 and ranked_higher)


def _share(asked: Collection[str], words: Collection[str]) -> float:
    """Return the share of the words that a question has in some inflected form; 0.5 if there are no words."""
    return sum(any(same_word(word, other) for other in asked) for word in words) / len(words) if words else 0.5


class NegativeExamples:
    """The negative examples of all files. Immutable."""

    def __init__(self, negative_examples: Sequence[NegativeExample]) -> None:
        self._files: dict[str, str] = {}
        self._questions: dict[str, str] = {}
        entries: list[Entry] = []
        for example in negative_examples:
            entry_id = f"{_PREFIX}{file_of(example)}:{example.question}"
            if entry_id not in self._files:
                self._files[entry_id] = file_of(example)
                self._questions[entry_id] = example.question
                entries.append(Entry(entry_id, example.question, (example.question,)))
        self.entries = tuple(entries)
        self.ids = frozenset(self._files)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._files

    def silenced(
        self,
        question: str,
        matches: Sequence[Match],
        statement_matches: Sequence[Match],
        group: Callable[[str], Sequence[Statement]],
    ) -> Mapping[str, float]:
        """Return the files that must not answer a question, each with the score of the deciding negative example.

        `matches` are ranked with negative examples, `statement_matches` without, both best first. `group` returns the
        statements that a match represents.
        """
        likely = {file: match.score for file, (_, match, _) in self._first_by_file(statement_matches, group).items()}
        rivals = {
            file: (rank, nearest(question, statement.questions or (statement.text,)))
            for file, (rank, _, statement) in self._first_by_file(matches, group).items()
        }
        scores: dict[str, float] = {}
        for rank, match in enumerate(matches):
            if match.id not in self or match.veto:
                continue
            file, negative = self._files[match.id], self._questions[match.id]
            if match.score < FAR * likely.get(file, 0.0):
                continue
            rival_rank, phrasing = rivals.get(file, (len(matches), negative))
            if at_least_as_near(question, negative, phrasing, ranked_higher=rank < rival_rank or negative == phrasing):
                scores.setdefault(file, match.score)
        return scores

    def _first_by_file(
        self, matches: Sequence[Match], group: Callable[[str], Sequence[Statement]]
    ) -> dict[str, tuple[int, Match, Statement]]:
        """Return the first match of each file that is a statement, with its rank and that statement."""
        first: dict[str, tuple[int, Match, Statement]] = {}
        for rank, match in enumerate(matches):
            for statement in () if match.id in self else group(match.id):
                first.setdefault(file_of(statement), (rank, match, statement))
        return first
