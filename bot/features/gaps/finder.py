"""Find the gaps: questions without a good answer, grouped by what they ask."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.core.events import Target
from bot.core.exchanges import same_question
from bot.features.gaps.storage import Decision, GapStorage, Missed, Reason
from bot.knowledge import smalltalk
from bot.knowledge.knowledge import Knowledge

KEPT_FOR: Final = dt.timedelta(days=90)
"""How old a question of a gap may be, if the store keeps it for so long."""
_MOST_READ = 5_000
_MOST_ASKED_AGAIN = 1_000
"""Most questions that are asked again to see if they have an answer by now; the newest."""


class Grouper(Protocol):
    """Groups questions that ask the same thing. Thread-safe."""

    def groups(self, questions: Sequence[str]) -> list[list[int]]:
        """Return groups of the indices of the questions."""
        ...

    def representative(self, questions: Sequence[str], counts: Sequence[int]) -> int:
        """Return the index of the question that stands for a group."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask the same thing, and have no good answer."""

    question: str
    """The one that stands for all."""
    exchange: str
    """Id of the newest exchange with that question."""
    phrasings: tuple[tuple[str, int], ...]
    """The questions as people typed them, and how often; the most frequent first."""
    people: int
    last: dt.datetime
    reasons: Mapping[Reason, int]
    is_wished: bool
    place: Target
    """The place in which it was asked last."""
    decision: Decision = field(default_factory=Decision)

    @property
    def asked(self) -> int:
        """Return how often it was asked."""
        return sum(self.reasons.values())

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the questions as decisions name them."""
        return tuple(dict.fromkeys(same_question(question) for question, _ in self.phrasings))


class GapFinder:
    """Finds the gaps of a workspace, as far as curators may see the questions."""

    def __init__(
        self,
        storage: GapStorage,
        grouper: Callable[[], Grouper],
        at: Callable[[Target], Knowledge],
        is_public: Callable[[str, str, str], Awaitable[bool]],
    ) -> None:
        """Take what is seen in a place (`at`), and whether all may read a channel: by platform, workspace and id."""
        self._storage = storage
        self._grouper = grouper
        self._at = at
        self._is_public = is_public

    async def find(self, now: dt.datetime, here: Target | None = None) -> list[Gap]:
        """Return the gaps of the workspace of a place, or of all, the most asked first.

        What is ignored or answered is left out. Takes some seconds if there are thousands of questions, off the event
        loop.
        """
        seen = await self._seen(now, here)
        places = {(one.platform, one.workspace) for one in seen}
        decided = {place: await self._storage.decisions(*place) for place in places}
        asked = [one for one in seen if not _decision(decided, one).is_ignored]
        return await asyncio.to_thread(self._grouped, self._without_answer(asked, now.date()), decided)

    async def find_one(self, now: dt.datetime, exchange: str, here: Target) -> Gap | None:
        """Return the gap of a workspace to which an exchange belongs, also if it is ignored or has an answer by now."""
        seen, place = await self._seen(now, here), (here.platform, here.workspace)
        decided = {place: await self._storage.decisions(*place)}
        return await asyncio.to_thread(self._one, seen, decided, exchange)

    async def _seen(self, now: dt.datetime, here: Target | None) -> list[Missed]:
        """Return the questions that may be listed: asked where all may read, or meant for the curators.

        In a direct message, also those that the person has asked there.
        """
        public: dict[tuple[str, str, str], bool] = {}
        own = (here.platform, here.workspace, here.channel) if here and here.direct else None
        found = []
        place = (here.platform, here.workspace) if here else ()
        for one in await self._storage.missed(now - KEPT_FOR, _MOST_READ, *place):
            if smalltalk.kind(one.question) is not None or not same_question(one.question):
                continue
            channel = one.platform, one.workspace, one.channel
            if one.is_open and channel not in public:
                public[channel] = await self._is_public(*channel)
            if one.is_wished or channel == own or (one.is_open and public[channel]):
                found.append(one)
        return found

    def _without_answer(self, asked: Sequence[Missed], today: dt.date) -> list[Missed]:
        """Leave out what has an answer by now."""
        answered: dict[tuple[int, str], tuple[str, str] | None] = {}
        left = []
        for one in asked:
            knowledge = self._at(Target(one.platform, one.workspace, one.channel))
            key = id(knowledge), same_question(one.question)
            if key not in answered and len(answered) < _MOST_ASKED_AGAIN:
                answer = knowledge.ask(one.question, today=today).answer
                answered[key] = (answer.id, answer.text) if answer else None
            now = answered.get(key)
            if now is None or (one.reason == "wrong" and now == (one.shown, one.shown_text)):
                left.append(one)
        return left

    def _grouped(self, asked: Sequence[Missed], decided: Mapping[tuple[str, str], Mapping[str, Decision]]) -> list[Gap]:
        gaps = [
            self._gap(members, decided)
            for place in dict.fromkeys((one.platform, one.workspace) for one in asked)
            for members in self._groups([one for one in asked if (one.platform, one.workspace) == place])
        ]
        return sorted(gaps, key=lambda gap: (-gap.asked, not gap.is_wished, -gap.last.timestamp()))

    def _one(
        self, seen: Sequence[Missed], decided: Mapping[tuple[str, str], Mapping[str, Decision]], exchange: str
    ) -> Gap | None:
        groups = self._groups(seen)
        members = next((group for group in groups if any(one.exchange == exchange for one in group)), None)
        return self._gap(members, decided) if members else None

    def _groups(self, asked: Sequence[Missed]) -> list[list[Missed]]:
        """Group questions by what they ask."""
        by_question: dict[str, list[Missed]] = {}
        for one in asked:
            by_question.setdefault(same_question(one.question), []).append(one)
        distinct = list(by_question.values())
        groups = self._grouper().groups([members[0].question for members in distinct]) if distinct else []
        return [[one for index in group for one in distinct[index]] for group in groups]

    def _gap(self, members: Sequence[Missed], decided: Mapping[tuple[str, str], Mapping[str, Decision]]) -> Gap:
        typed = Counter(one.question for one in members)
        best: dict[str, str] = {}
        for question in sorted(typed, key=lambda typed_: (typed[typed_], typed_.endswith("?"), typed_[:1].isupper())):
            best[same_question(question)] = question
        counts = Counter(best[same_question(one.question)] for one in members)
        questions = list(counts)
        question = questions[self._grouper().representative(questions, [counts[q] for q in questions])]
        newest = max(members, key=lambda one: one.asked)
        own = max((one for one in members if best[same_question(one.question)] == question), key=lambda one: one.asked)
        decisions = [_decision(decided, one) for one in members]
        return Gap(
            question, own.exchange, tuple(counts.most_common()), len({(one.platform, one.person) for one in members}),
            newest.asked, Counter(one.reason for one in members), any(one.is_wished for one in members),
            Target(newest.platform, newest.workspace, newest.channel),
            Decision(
                all(decision.is_ignored for decision in decisions),
                next((decision.given_to for decision in decisions if decision.given_to), ""),
            ),
        )  # fmt: skip


def _decision(decided: Mapping[tuple[str, str], Mapping[str, Decision]], one: Missed) -> Decision:
    return decided.get((one.platform, one.workspace), {}).get(same_question(one.question), Decision())
