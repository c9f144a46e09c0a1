"""The statements of the fact files in the order and the groups in which they are found: what the matcher ranks."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Collection, Fact, Quote, Statement
from bot.knowledge import duplicates, versions
from bot.knowledge.negative_examples import NegativeExamples, file_of
from bot.matching import Entry, Match, Matcher
from bot.matching.vetoes import OWN_QUESTION

MAX_QUESTION = 1_000
"""Characters; nobody asks a longer question, and a longer text is not one."""

_MOST_SILENCES = 20
"""Silences that may stand before the statements that are looked for."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What may answer a question."""

    matches: tuple[Match, ...] = ()
    """The best first."""
    quiet: frozenset[str] = frozenset()
    """Files that must not answer it."""
    silence: float = 0.0
    """The best score of what these files must not answer."""


class Catalogue:
    """One state of the statements, ready to be ranked. Immutable.

    A statement that was superseded by one that is shown hands its questions on to that one and is shown only there,
    as what it replaces, or if a question asks about its time; so a question about the old state gets the new.

    Statements that say the same are one for the matcher, with the questions of all, so that none competes with another;
    the one whose questions fit best is shown, the others with it. See `groups`.

    What a file must not answer is in the matcher, too: if a silence comes nearer to a question than the statements
    of its file, none of these is found. See `negative_examples`.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._known = {s.id: s for s in collection.statements if s.status in ("active", "superseded")}
        self._replaced = versions.replaced(self._known)
        self._newest = {old.id: newest for newest, chain in self._replaced.items() for old in chain}
        self._shown: Mapping[str, Statement] = {i: s for i, s in self._known.items() if i not in self._newest}
        self._groups = duplicates.group_duplicates(self._shown.values(), collection.aliases)
        self.negative_examples = NegativeExamples(collection.negative_examples)
        asked = (self._entry(s) for i, s in self._shown.items() if self.representative(i) == i)
        self.matcher = Matcher.build([*asked, *self.negative_examples.entries], collection.aliases)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def shown(self) -> tuple[Statement, ...]:
        """Every statement that may be shown for itself, in the order of the fact files."""
        return tuple(self._shown.values())

    @property
    def has_versions(self) -> bool:
        """Whether any statement superseded another."""
        return bool(self._replaced)

    def statement(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown for itself."""
        return self._shown.get(statement_id)

    def any_version(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown for itself or as a version of an earlier time."""
        return self._known.get(statement_id)

    def newest(self, statement_id: str) -> str:
        """The id of the statement that superseded this one last; mostly its own."""
        return self._newest.get(statement_id, statement_id)

    def group(self, statement_id: str) -> duplicates.Group:
        """All statements that say the same as this one, which is among them."""
        return self._groups.get(statement_id) or (self._known[statement_id],)

    def representative(self, statement_id: str) -> str:
        """The id of the statement that stands for all that say the same as this one; mostly its own."""
        group = self._groups.get(statement_id)
        return group[0].id if group else statement_id

    def replaces(self, statement: Statement) -> tuple[Fact, ...]:
        """All that a statement, or another that says the same, superseded; newest first."""
        group = self.group(statement.id)
        if len(group) == 1:
            return self._replaced.get(statement.id, ())
        found = {old.id: old for member in group for old in self._replaced.get(member.id, ())}
        return tuple(sorted(found.values(), key=lambda fact: fact.as_of, reverse=True))

    def search(
        self,
        question: str,
        limit: int,
        *,
        without: Some[str] = (),
        except_for: Some[str] = (),
        heed_silences: bool = True,
    ) -> Ranking:
        """The best candidates, best first, as if no statement carried the questions `without`, and as if the statements
        of the ids `except_for` were not there.

        Each stands for all that say the same. What a file states that must not answer the question is not among them.
        """
        if len(question) > MAX_QUESTION:
            return Ranking()
        # A silence either forbids an answer or not; beside the statements it would only make the right one doubtful.
        apart = {*except_for, *self.negative_examples.ids} if len(self.negative_examples) else except_for
        found = self.matcher.search(question, limit, without=without, except_for=apart)
        quiet: Mapping[str, float] = {}
        if heed_silences and len(self.negative_examples) and not self._is_listed(question, found):
            most = limit + min(len(self.negative_examples), _MOST_SILENCES)
            among = self.matcher.search(question, most, without=without, except_for=except_for)
            quiet = self.negative_examples.quiet(question, among, found, self.group)
        kept = (m for m in found if not quiet or any(file_of(s) not in quiet for s in self.group(m.id)))
        return Ranking(tuple(kept), frozenset(quiet), max(quiet.values(), default=0.0))

    def _is_listed(self, question: str, found: Sequence[Match]) -> bool:
        """Whether a statement lists this very question, and no silence does."""
        listed = bool(found) and found[0].score >= OWN_QUESTION
        return listed and not any(entry_id in self.negative_examples for entry_id in self.matcher.carriers(question))

    def rank(
        self,
        question: str,
        limit: int,
        *,
        without: Some[str] = (),
        except_for: Some[str] = (),
        heed_silences: bool = True,
    ) -> tuple[Match, ...]:
        """The candidates of `search` alone; if not `heed_silences`, as if no file had any."""
        ranking = self.search(question, limit, without=without, except_for=except_for, heed_silences=heed_silences)
        return ranking.matches

    def carriers(self, question: str) -> frozenset[str]:
        """The ids of the statements, each for all that say the same, that carry this very question."""
        return frozenset(i for i in self.matcher.carriers(question) if i not in self.negative_examples)

    def best(self, question: str, representative: str, quiet: Some[str] = ()) -> Statement:
        """Of the statements that say the same the one to show, none of the files `quiet`."""
        group = self._groups.get(representative)
        if not group:
            return self._shown[representative]
        return duplicates.best_match(
            tuple(member for member in group if file_of(member) not in quiet) or group, question
        )

    def _entry(self, statement: Statement) -> Entry:
        group = self.group(statement.id)
        asked = [q for member in group for q in member.questions]
        inherited = [q for old in self.replaces(statement) for q in old.questions]
        context = [part for member in group for part in _context(member)]
        speaker = statement.speaker if isinstance(statement, Quote) else ""
        return Entry(statement.id, statement.text, _distinct([*asked, *inherited]), speaker, _distinct(context))


def _context(statement: Statement) -> Sequence[str]:
    match statement:
        case Fact():
            return (statement.topic, *statement.tags)
        case Quote():
            return (statement.topic, statement.role, statement.about, *statement.tags)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
