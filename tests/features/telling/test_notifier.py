"""Who is told of an answer, and who is not."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.app import SystemClock
from bot.core.errors import ClosedError
from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.core.models import Fact, FactCollection
from bot.core.ports import Delivery, Reach
from bot.core.replies import Reply
from bot.curation.people import PeopleStorage
from bot.features.telling.notifier import AnswerNotifier
from bot.features.telling.storage import TellingStorage
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import Database, open_store
from tests.samples.facts import CRANE, FERRY, FERRY_QUESTION
from tests.waiting import assert_stays, until

HERE = Target("slack", "T1", "C1")


def facts(*statements: Fact) -> KnowledgeByPlace:
    return KnowledgeByPlace(Knowledge(FactCollection(statements), Thresholds.default()))


@dataclass
class Desk:
    """A platform that notes what is posted."""

    name: str = "slack"
    reach: Reach | None = field(default_factory=lambda: Reach("B1", frozenset({"T1"})))
    closed: bool = False
    posts: list[tuple[str, str]] = field(default_factory=list)

    def render(self, reply: Reply) -> str:
        return repr(reply.document())

    async def open_dm(self, person: str) -> Target:
        return Target("slack", "T1", f"D-{person}", direct=True)

    async def owns_direct(self, target: Target, person: str) -> bool:
        return True

    async def channel_name(self, target: Target) -> str:
        return f"#{target.channel}"

    async def post(self, delivery: Delivery) -> str:
        if self.closed and delivery.target.direct:
            raise ClosedError("The person takes no messages.")
        self.posts.append((delivery.target.channel, delivery.body))
        return "1"


@dataclass
class Office:
    """A store, the facts and what tells people."""

    store: Database
    current: CurrentKnowledge
    desk: Desk
    number: int = 0

    async def ask(self, question: str = FERRY_QUESTION, **more: Any) -> Exchange:
        self.number += 1
        exchange = Exchange(
            f"{self.number:016x}", f"{HERE.channel_key}:{self.number}", "slack", HERE.channel_key, "U1", question,
            "none", None, 0.0, private=False, asked=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        exchange = replace(exchange, **more)
        await self.store.add_exchange(exchange)
        return exchange

    def notifier(self) -> AnswerNotifier:
        return AnswerNotifier([self.desk], self.store, self.current, SystemClock(), interval=0.01)  # type: ignore[list-item]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Yield an office that knows nothing yet of the ferry, and in which the notifier has run once."""
    store = await open_store("sqlite://", SystemClock())
    office = Office(store, CurrentKnowledge(facts(CRANE)), Desk())
    async with running(office):
        await until(lambda: store.note("telling since"))
    yield office
    await store.close()


@contextlib.asynccontextmanager
async def running(office: Office, processes: int = 1) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(office.notifier().run()) for _ in range(processes)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def assert_told(office: Office, *channels: str) -> None:
    """Check that there are messages in these channels, and no others."""
    await until(lambda: len(office.desk.posts) >= len(channels))
    await assert_stays(lambda: [channel for channel, _ in office.desk.posts] == [*channels], seconds=0.1)


async def test_two_processes_tell_a_person_once_of_questions_with_one_answer(office: Office) -> None:
    await office.ask()
    await office.ask(FERRY_QUESTION.casefold())
    office.current.state = facts(CRANE, FERRY)
    async with running(office, processes=2):
        await assert_told(office, "D-U1")
        office.current.state = facts(CRANE)
        office.current.state = facts(CRANE, FERRY)
        await assert_told(office, "D-U1")
    assert FERRY.text in office.desk.posts[0][1]


async def test_who_has_the_answer_already_or_is_forgotten_or_declined_is_not_told(office: Office) -> None:
    await office.ask()
    await office.ask(outcome="answer", statement_id=FERRY.id)
    await office.ask(person="U2")
    await office.store.tables(TellingStorage).set_telling("slack", "U2", on=False)
    await office.ask(person="U3")
    await office.store.tables(PeopleStorage).forget_person("slack", "U3")
    await office.ask(person="U4", asked=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    await office.ask(person="U5", channel_key="slack:T2:C1")
    office.current.state = facts(CRANE, FERRY)
    async with running(office):
        await assert_told(office)


async def test_an_answer_for_some_channels_is_shown_only_there(office: Office) -> None:
    await office.ask()
    await office.ask(person="U2", channel_key="slack:T1:C2")
    office.current.state = facts(CRANE, replace(FERRY, audience=("slack:T1:C1",)))
    async with running(office):
        await assert_told(office, "D-U1")
    assert FERRY.text not in office.desk.posts[0][1]
    assert "#C1" in office.desk.posts[0][1]


async def test_who_takes_no_messages_is_answered_where_they_asked_if_that_was_open(office: Office) -> None:
    office.desk.closed = True
    await office.ask()
    await office.ask(person="U2", private=True)
    office.current.state = facts(CRANE, FERRY)
    async with running(office):
        await assert_told(office, "C1")
    assert "Somebody asked here" in office.desk.posts[0][1]
