"""A question in, an answer, suggestions or nothing out: the facts and the matcher taken together."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from bot.core import groups, smalltalk, wording
from bot.core.almanac import Almanac
from bot.core.checking import Checking
from bot.core.commands import Examples
from bot.core.exchanges import Outcome
from bot.core.messages import NO_EXCHANGE, Action
from bot.core.models import Collection, Fact, Quote, Statement, standing
from bot.core.quotations import Quotes
from bot.core.replies import Button, Card, Explanation
from bot.matching import Entry, Match, Matcher, Thresholds, in_words

MAX_QUESTION = 1_000
"""Characters; nobody asks a longer question, and a longer text is not one."""

MAX_SUGGESTIONS = 3

LONG = 1_000
"""Characters of a text from which some platform may cut it."""
_OPENING = 60
"""Characters of a quotation that stand in an example."""

OWN_QUESTION = 0.97
"""From this score on a statement carries the very question, if in other spelling; so it is asked even where the words
would be small talk elsewhere."""


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
    smalltalk: smalltalk.Kind | None = None
    """What was said speaks of the bot or to it and asks no fact; the outcome is "none" then."""

    @property
    def score(self) -> float:
        """Of the best candidate; 0 where there is none."""
        return self.ranked[0].score if self.ranked else 0.0


class Knowledge:
    """One state of the facts, ready to be asked. Immutable: a changed fact file makes a new one.

    A statement that was superseded by one that is shown hands its questions on to that one and is shown only there,
    as what it replaces; so a question about the old state gets the new.

    Statements that say the same are one for the matcher, with the questions of all, so that none competes with another;
    the one whose questions fit best is shown, the others with it. See `groups`.
    """

    def __init__(self, collection: Collection, thresholds: Thresholds) -> None:
        self.collection = collection
        self.thresholds = thresholds
        """Replaced as a whole once the store was measured; everything else stays as it is."""
        shown = {s.id: s for s in collection.statements if s.status in ("active", "superseded")}
        self._replaced = _replaced(shown)
        gone = {old.id for chain in self._replaced.values() for old in chain}
        self._shown: Mapping[str, Statement] = {i: s for i, s in shown.items() if i not in gone}
        self._groups = groups.groups(self._shown.values(), collection.aliases)
        asked = (s for i, s in self._shown.items() if self.representative(i) == i)
        self.matcher = Matcher.build(map(self._entry, asked), collection.aliases)
        self._quotes: Quotes | None = None
        self._checking: Checking | None = None
        self._almanac: Almanac | None = None
        self._building = Lock()

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def shown(self) -> tuple[Statement, ...]:
        """Every statement that may be shown, in the order of the fact files."""
        return tuple(self._shown.values())

    @property
    def quotes(self) -> Quotes:
        """The quotations by speaker and topic; made when first asked for, as `factbot ask` does without."""
        with self._building:
            if self._quotes is None:
                shown = (s for s in self._shown.values() if isinstance(s, Quote))
                self._quotes = Quotes(shown, self.group, self.collection.aliases)
            return self._quotes

    def prepare(self) -> None:
        """Make all that is otherwise made when it is first asked for."""
        _ = self.almanac
        if self.quotes.all:
            self.quotes.prepare()
            _ = self.checking

    @property
    def almanac(self) -> Almanac:
        """The statements as a digest asks for them; made when it is first asked for."""
        quotes = self.quotes.find(None, "")
        with self._building:
            if self._almanac is None:
                facts = (s for i, s in self._shown.items() if isinstance(s, Fact) and self.representative(i) == i)
                self._almanac = Almanac(facts, quotes)
            return self._almanac

    @property
    def checking(self) -> Checking:
        """What tells said words from others; made when it is first asked for, which takes seconds for 100,000."""
        directory = self.quotes.directory
        with self._building:
            if self._checking is None:
                self._checking = Checking(directory)
            return self._checking

    def statement(self, statement_id: str) -> Statement | None:
        """Find a statement that may be shown."""
        return self._shown.get(statement_id)

    def group(self, statement_id: str) -> groups.Group:
        """All statements that say the same as this one, which is among them."""
        return self._groups.get(statement_id) or (self._shown[statement_id],)

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

    def ask(self, question: str, limit: int = 5) -> Finding:
        """Answer one question, keeping the best `limit` candidates. Takes milliseconds of CPU: see `Answering.ask`."""
        found = self.rank(question, max(limit, MAX_SUGGESTIONS))
        ranked = [replace(match, id=self._best(question, match.id).id) for match in found]
        kept = tuple(ranked[:limit])
        talk = smalltalk.kind(question)
        if talk and not (ranked and ranked[0].score >= OWN_QUESTION):
            return Finding(question, "none", kept, smalltalk=talk)
        if is_answered(ranked, self.thresholds.answer):
            return Finding(question, "answer", kept, answer=self._shown[ranked[0].id])
        likely = self._suggestions(question, ranked[:MAX_SUGGESTIONS])
        return Finding(question, "suggestions" if likely else "none", kept, suggestions=likely)

    def rank(self, question: str, limit: int, *, without: Some[str] = (), except_for: Some[str] = ()) -> list[Match]:
        """The best candidates, best first, as if no statement carried the questions `without`, and as if the statements
        of the ids `except_for` were not there."""
        if len(question) > MAX_QUESTION:
            return []
        return self.matcher.search(question, limit, without=without, except_for=except_for)

    def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Tell why a statement was shown for a question; None where the store no longer shows it."""
        if statement_id not in self._shown:
            return None
        representative = self.representative(statement_id)
        why = self.matcher.explain(question, representative)
        others = [m for m in self.matcher.search(question, 2) if m.id != representative]
        return Explanation(
            question=question,
            read_as=why.repairs,
            met=why.met,
            missing=why.missing,
            closest=why.closest_question,
            statement_id=statement_id,
            score=why.score,
            threshold=self.thresholds.answer,
            runner_up=(self._best(question, others[0].id).id, others[0].score) if others else None,
            rule=why.rule,
            counted=in_words(why.features),
        )

    def card(self, statement: Statement, today: dt.date) -> Card:
        """Dress a statement for showing, without buttons but for the whole of a long text."""
        also = groups.also(self.group(statement.id), statement, today)
        long = len(statement.text) > LONG
        whole = Button(wording.WHOLE, Action("whole", NO_EXCHANGE, statement.id)) if long else None
        return Card(statement, standing(statement, today), self.replaces(statement), also, whole)

    @property
    def examples(self) -> Examples:
        """What the examples of the help are about."""
        asked = (q for s in self._shown.values() for q in s.questions)
        quote = next((s for s in self._shown.values() if isinstance(s, Quote) and s.status == "active"), None)
        return Examples(next(asked, Examples.question), *((quote.speaker, _opening(quote.text)) if quote else ()))

    @property
    def summary(self) -> str:
        """One sentence on what is held."""
        quotes = sum(isinstance(s, Quote) for s in self._shown.values())
        facts = len(self._shown) - quotes
        sources = len({s.source for s in self._shown.values()})
        held = wording.count(facts, "fact"), wording.count(quotes, "quote"), wording.count(sources, "source")
        return "I hold {} and {} from {}.".format(*held)

    def _best(self, question: str, representative: str) -> Statement:
        group = self._groups.get(representative)
        return groups.best(group, question) if group else self._shown[representative]

    def _suggestions(self, question: str, ranked: Sequence[Match]) -> tuple[Suggestion, ...]:
        """The likely ones, each by the question it answers; by its text where two would read the same."""
        likely = [self._shown[match.id] for match in ranked if match.score >= self.thresholds.suggest]
        closest = [self.matcher.explain(question, self.representative(s.id)).closest_question for s in likely]
        return tuple(
            Suggestion(statement, label if label and closest.count(label) == 1 else statement.text)
            for statement, label in zip(likely, closest, strict=True)
        )

    def _entry(self, statement: Statement) -> Entry:
        group = self.group(statement.id)
        asked = [q for member in group for q in member.questions]
        inherited = [q for old in self.replaces(statement) for q in old.questions]
        context = [part for member in group for part in _context(member)]
        speaker = statement.speaker if isinstance(statement, Quote) else ""
        return Entry(statement.id, statement.text, _distinct([*asked, *inherited]), speaker, _distinct(context))


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


def is_answered(ranked: Sequence[Match], answer: float) -> bool:
    """Whether the best candidate is given as the answer from this score on."""
    return bool(ranked) and ranked[0].score >= answer and not ranked[0].veto and not _is_tie(ranked)


def _is_tie(ranked: Sequence[Match]) -> bool:
    """Whether two different statements carry the very question, so that nothing tells which is meant."""
    scores = [match.score for match in ranked[:2]]
    return len(scores) == 2 and scores[0] == scores[1] >= OWN_QUESTION


def _context(statement: Statement) -> tuple[str, ...]:
    match statement:
        case Fact():
            return (statement.topic, *statement.tags)
        case Quote():
            return (statement.topic, statement.role, statement.about, *statement.tags)


def _opening(text: str) -> str:
    """The first words of a text, as they stand there, without any quotation mark, which would end the example."""
    words = re.split(r"[“”„«»\"]", text, maxsplit=1)[0][:_OPENING].strip()
    if len(words) == len(text) or " " not in words:
        return words or Examples.words
    return words.rpartition(" ")[0]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
