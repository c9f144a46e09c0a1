"""The statements of the fact files, grouped by duplicates and versions, and ranked by the matcher."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.core.models import Fact, FactCollection, Quote, Statement
from bot.knowledge import duplicates, versions
from bot.knowledge.negative_examples import NegativeExamples, file_of
from bot.matching import Entry, Match, Matcher
from bot.matching.vetoes import OWN_QUESTION

MAX_QUESTION = 1_000
"""Maximum characters of a question; a longer text is not searched."""

_MAX_NEGATIVE_EXAMPLES = 20
"""Negative examples that may rank before the statements of a search."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates that may answer a question."""

    matches: tuple[Match, ...] = ()
    """Best first."""
    silenced_files: frozenset[str] = frozenset()
    """Files that must not answer the question, because one of their negative examples is nearer."""
    silence_score: float = 0.0
    """The best score among the negative examples of these files."""


class Catalogue:
    """One state of the statements, ready to be ranked. Immutable.

    Versions: a superseded statement passes its questions on to its successor, so that a question about the old state
    finds the new one. It is shown only with its successor, or if a question asks about its time. See `versions`.

    Duplicates: statements that say the same are one entry of the matcher, with the questions of all. So they do not
    compete. The one with the best-fitting questions is shown, and the others with it. See `duplicates`.

    Negative examples are entries of the matcher, too. If one is nearer to a question than the statements of its file,
    none of these is found. See `negative_examples`.
    """

    def __init__(
        self, collection: FactCollection, before: Catalogue | None = None, check: Callable[[], None] = lambda: None
    ) -> None:
        """Prepare a collection. It takes less time if most of it is the same as in the catalogue `before`.

        `check` is called now and then; what it raises ends the work.
        """
        self.collection = collection
        self._known = {s.id: s for s in collection.statements if s.status in ("active", "superseded")}
        self._replaced = versions.replaced(self._known)
        self._newest = {old.id: newest for newest, chain in self._replaced.items() for old in chain}
        self._shown: Mapping[str, Statement] = {i: s for i, s in self._known.items() if i not in self._newest}
        self.shown: tuple[Statement, ...] = tuple(self._shown.values())
        """Every statement that may be shown by itself, in the order of the fact files."""
        aliases = collection.aliases
        known = before._keys if before and before.collection.aliases == aliases else {}
        self._keys: dict[str, duplicates.Keyed] = duplicates.keys_of(self.shown, aliases, known)
        self._groups: Mapping[str, duplicates.Group] = duplicates.group_duplicates(self.shown, aliases, self._keys)
        self.has_dated = bool(self._replaced) or any(isinstance(s, Fact) and s.valid_from for s in self.shown)
        """Whether any statement `is_dated`."""
        self.find_group = partial(_group, self._groups, self._known)
        """The same as `group`, for those who should not keep the whole catalogue in memory."""
        self.negative_examples = NegativeExamples(collection.negative_examples)
        shown = (self._entry(s, before) for s in self.shown if self.representative(s.id) == s.id)
        entries = [*shown, *self.negative_examples.entries]
        self.matcher: Matcher = Matcher.build(entries, aliases, before.matcher if before else None, check)

    def __len__(self) -> int:
        return len(self._shown)

    def is_dated(self, statement: Statement) -> bool:
        """Return whether it is known since when a statement is true, by its own date or because it replaced another."""
        return bool(self.replaces(statement)) or (isinstance(statement, Fact) and statement.valid_from is not None)

    def statement(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown by itself."""
        return self._shown.get(statement_id)

    def any_version(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown by itself or as an earlier version."""
        return self._known.get(statement_id)

    def newest(self, statement_id: str) -> str:
        """Return the id of the newest version of a statement; its own id if nothing superseded it."""
        return self._newest.get(statement_id, statement_id)

    def group(self, statement_id: str) -> duplicates.Group:
        """Return all statements that say the same as this one, including itself. Raises KeyError if it is unknown."""
        return self.find_group(statement_id)

    def representative(self, statement_id: str) -> str:
        """Return the id that the matcher uses for the group of a statement; its own id if it has no duplicates."""
        group = self._groups.get(statement_id)
        return group[0].id if group else statement_id

    def replaces(self, statement: Statement) -> tuple[Fact, ...]:
        """Return all facts that a statement or its duplicates superseded, newest first."""
        group = self.group(statement.id)
        if len(group) == 1:
            return self._replaced.get(statement.id, ())
        earlier = {old.id: old for member in group for old in self._replaced.get(member.id, ())}
        return tuple(sorted(earlier.values(), key=lambda fact: fact.as_of, reverse=True))

    def search(
        self,
        question: str,
        limit: int,
        *,
        without: Collection[str] = (),
        except_for: Collection[str] = (),
        heed_silences: bool = True,
    ) -> Ranking:
        """Find the best candidates, best first. Each represents its group of duplicates.

        Statements of files that must not answer the question are left out. For evaluation, `without` removes questions
        from all statements, and `except_for` removes the statements of these ids.
        """
        if len(question) > MAX_QUESTION:
            return Ranking()
        # Rank without the negative examples first: as competitors they would only lower the score of the right answer.
        excluded = {*except_for, *self.negative_examples.ids} if len(self.negative_examples) else except_for
        matches = self.matcher.search(question, limit, without=without, except_for=excluded)
        silenced: Mapping[str, float] = {}
        if heed_silences and len(self.negative_examples) and not self._is_listed(question, matches):
            count = limit + min(len(self.negative_examples), _MAX_NEGATIVE_EXAMPLES)
            rivals = self.matcher.search(question, count, without=without, except_for=except_for)
            silenced = self.negative_examples.silenced(question, rivals, matches, self.group)
        kept = (m for m in matches if not silenced or any(file_of(s) not in silenced for s in self.group(m.id)))
        return Ranking(tuple(kept), frozenset(silenced), max(silenced.values(), default=0.0))

    def _is_listed(self, question: str, matches: Sequence[Match]) -> bool:
        """Return whether a statement lists exactly this question, and no negative example does."""
        listed = bool(matches) and matches[0].score >= OWN_QUESTION
        return listed and not any(entry_id in self.negative_examples for entry_id in self.matcher.carriers(question))

    def rank(
        self,
        question: str,
        limit: int,
        *,
        without: Collection[str] = (),
        except_for: Collection[str] = (),
        heed_silences: bool = True,
    ) -> tuple[Match, ...]:
        """Return only the matches of `search`. Without `heed_silences`, negative examples have no effect."""
        ranking = self.search(question, limit, without=without, except_for=except_for, heed_silences=heed_silences)
        return ranking.matches

    def carriers(self, question: str) -> frozenset[str]:
        """Return the representatives' ids of the statements that list exactly this question."""
        return frozenset(i for i in self.matcher.carriers(question) if i not in self.negative_examples)

    def best(self, question: str, representative: str, silenced_files: Collection[str] = ()) -> Statement:
        """Choose which duplicate to show for a question, if possible from a file that may answer it."""
        group = self._groups.get(representative)
        if not group:
            return self._shown[representative]
        return duplicates.best_match(
            tuple(member for member in group if file_of(member) not in silenced_files) or group, question
        )

    def _is_alone(self, statement: Statement) -> bool:
        """Return whether the entry of a statement depends on no other statement."""
        return statement.id not in self._groups and statement.id not in self._replaced

    def _entry(self, statement: Statement, before: Catalogue | None = None) -> Entry:
        """Return the entry of a group of duplicates, if possible the one of the catalogue `before`."""
        same = before is not None and before._shown.get(statement.id) is statement
        if before and same and self._is_alone(statement) and before._is_alone(statement):
            return before.matcher.entry(before.matcher.index_of(statement.id))
        group = self.group(statement.id)
        own = [q for member in group for q in member.questions]
        inherited = [q for old in self.replaces(statement) for q in old.questions]
        context = [part for member in group for part in _context(member)]
        speaker = statement.speaker if isinstance(statement, Quote) else ""
        return Entry(statement.id, statement.text, _distinct([*own, *inherited]), speaker, _distinct(context))


def _group(
    groups: Mapping[str, duplicates.Group], known: Mapping[str, Statement], statement_id: str
) -> duplicates.Group:
    return groups.get(statement_id) or (known[statement_id],)


def _context(statement: Statement) -> Sequence[str]:
    match statement:
        case Fact():
            return (statement.topic, *statement.tags)
        case Quote():
            return (statement.topic, statement.role, statement.about, *statement.tags)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
