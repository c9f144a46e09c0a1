"""A question in, an answer, suggestions or nothing out: the facts and the matcher taken together."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.exchanges import Outcome
from bot.core.models import Collection, Fact, Quote, Statement, standing
from bot.core.replies import Card, Explanation
from bot.matching import Entry, Match, Matcher, Thresholds

MAX_QUESTION = 1_000
"""Characters; nobody asks a longer question, and a longer text is not one."""

MAX_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement that may be meant, with the one of its questions that comes closest to what was asked."""

    statement: Statement
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question led to."""

    question: str
    outcome: Outcome
    ranked: tuple[Match, ...] = ()
    """The best candidates whatever the outcome, best first."""
    answer: Statement | None = None
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def score(self) -> float:
        """Of the best candidate; 0 where there is none."""
        return self.ranked[0].score if self.ranked else 0.0


class Knowledge:
    """One state of the facts, ready to be asked. Immutable: a changed fact file makes a new one.

    A statement that was superseded by one that is shown hands its questions on to that one and is shown only there,
    as what it replaces; so a question about the old state gets the new.
    """

    def __init__(self, collection: Collection, thresholds: Thresholds) -> None:
        self.collection = collection
        self.thresholds = thresholds
        shown = {s.id: s for s in collection.statements if s.status in ("active", "superseded")}
        self._replaced = _replaced(shown)
        gone = {old.id for chain in self._replaced.values() for old in chain}
        self._shown: Mapping[str, Statement] = {i: s for i, s in shown.items() if i not in gone}
        self.matcher = Matcher.build((self._entry(s) for s in self._shown.values()), collection.aliases)

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def shown(self) -> tuple[Statement, ...]:
        """Every statement that may be shown, in the order of the fact files."""
        return tuple(self._shown.values())

    def statement(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown."""
        return self._shown.get(statement_id)

    def ask(self, question: str, limit: int = 5) -> Finding:
        """Answer one question, keeping the best `limit` candidates. Takes milliseconds of CPU: see `Answering.ask`."""
        ranked = self.rank(question, max(limit, MAX_SUGGESTIONS))
        kept = tuple(ranked[:limit])
        if ranked and ranked[0].score >= self.thresholds.answer:
            return Finding(question, "answer", kept, answer=self._shown[ranked[0].id])
        likely = tuple(
            self._suggestion(question, m.id) for m in ranked[:MAX_SUGGESTIONS] if m.score >= self.thresholds.suggest
        )
        return Finding(question, "suggestions" if likely else "none", kept, suggestions=likely)

    def rank(self, question: str, limit: int, *, unseen: bool = False) -> list[Match]:
        """The best candidates, best first; `unseen` as if no statement carried this very question."""
        return [] if len(question) > MAX_QUESTION else self.matcher.search(question, limit, unseen=unseen)

    def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Tell why a statement was shown for a question; None where the store no longer shows it."""
        if statement_id not in self._shown:
            return None
        why = self.matcher.explain(question, statement_id)
        others = [m for m in self.matcher.search(question, 2) if m.id != statement_id]
        return Explanation(
            question=question,
            read_as=why.repairs,
            met=why.met,
            missing=why.missing,
            closest=why.closest_question,
            statement_id=statement_id,
            score=why.score,
            threshold=self.thresholds.answer,
            runner_up=(others[0].id, others[0].score) if others else None,
        )

    def card(self, statement: Statement, today: dt.date) -> Card:
        """Dress a statement for showing, without buttons."""
        return Card(statement, standing(statement, today), self._replaced.get(statement.id, ()))

    @property
    def example(self) -> str:
        """A question that the store answers, for the help."""
        asked = (q for s in self._shown.values() for q in s.questions)
        return next(asked, "Who said what?")

    @property
    def summary(self) -> str:
        """One sentence on what is held."""
        quotes = sum(isinstance(s, Quote) for s in self._shown.values())
        facts = len(self._shown) - quotes
        sources = len({s.source for s in self._shown.values()})
        return f"I hold {_count(facts, 'fact')} and {_count(quotes, 'quote')} from {_count(sources, 'source')}."

    def _suggestion(self, question: str, statement_id: str) -> Suggestion:
        statement = self._shown[statement_id]
        closest = self.matcher.explain(question, statement_id).closest_question
        return Suggestion(statement, closest or statement.text)

    def _entry(self, statement: Statement) -> Entry:
        inherited = [q for old in self._replaced.get(statement.id, ()) for q in old.questions]
        questions = tuple(dict.fromkeys([*statement.questions, *inherited]))
        match statement:
            case Fact():
                context = (statement.topic, *statement.tags)
                return Entry(statement.id, statement.text, questions, context=_filled(context))
            case Quote():
                context = (statement.topic, statement.role, statement.about, *statement.tags)
                return Entry(statement.id, statement.text, questions, statement.speaker, _filled(context))


class Answering:
    """The facts of the moment, shared by all platforms; a new state replaces the old between two questions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    async def ask(self, question: str) -> tuple[Knowledge, Finding]:
        """Answer a question off the event loop; the state that answered comes along, so that all parts agree."""
        knowledge = self.knowledge
        return knowledge, await asyncio.to_thread(knowledge.ask, question)

    async def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Tell why a statement was shown, off the event loop."""
        return await asyncio.to_thread(self.knowledge.explain, question, statement_id)


def _replaced(shown: Mapping[str, Statement]) -> dict[str, tuple[Fact, ...]]:
    """For each statement that is last in its line: all that it superseded, directly or not, newest first."""
    facts = {i: s for i, s in shown.items() if isinstance(s, Fact)}
    parents = {old for fact in facts.values() for old in fact.supersedes if old in facts}
    chains: dict[str, tuple[Fact, ...]] = {}
    for fact in facts.values():
        if fact.supersedes and fact.id not in parents:
            found: dict[str, Fact] = {}
            waiting = list(fact.supersedes)
            while waiting:
                old = facts.get(waiting.pop())
                if old is not None and old.id not in found:
                    found[old.id] = old
                    waiting.extend(old.supersedes)
            if found:
                chains[fact.id] = tuple(sorted(found.values(), key=lambda f: f.as_of, reverse=True))
    return chains


def _filled(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(t for t in texts if t)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
