"""Which questions are gaps, and how they are put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app import SystemClock
from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.core.models import FactCollection
from bot.curation.audit import AuditStorage
from bot.features.feedback.storage import FeedbackStorage
from bot.features.gaps.finder import Gap, GapFinder
from bot.features.gaps.storage import Decision, GapStorage
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.grouping import QuestionGrouper
from bot.storage.database import Database, open_store
from tests.samples.facts import FERRY, FERRY_QUESTION

HERE = Target("slack", "T1", "C1")
NOW = dt.datetime.now(dt.UTC)
FACTS = Knowledge(FactCollection((FERRY,)), Thresholds.default())


@pytest.fixture
async def store() -> AsyncIterator[Database]:
    """Yield an empty store in memory."""
    store = await open_store("sqlite://", SystemClock())
    yield store
    await store.close()


async def ask(store: Database, question: str, person: str = "U1", where: str = "slack:T1:C1", **more: object) -> str:
    """Store a question without an answer, and return the id of its exchange."""
    ask.number += 1  # type: ignore[attr-defined]
    exchange = Exchange(
        f"{ask.number:016x}", f"{where}:{ask.number}", where.split(":")[0], where, person, question, "none", None, 0.0,  # type: ignore[attr-defined]
        private=False, asked=NOW - dt.timedelta(hours=1),
    )  # fmt: skip
    await store.add_exchange(replace(exchange, **more))  # type: ignore[arg-type]
    return exchange.id


ask.number = 0  # type: ignore[attr-defined]


async def gaps(store: Database, here: Target | None = HERE) -> list[Gap]:
    async def is_public(platform: str, workspace: str, channel: str) -> bool:
        return channel != "C9"

    finder = GapFinder(store.tables(GapStorage), lambda: QuestionGrouper(None), lambda target: FACTS, is_public)
    return await finder.find(NOW, here)


async def test_questions_that_ask_the_same_are_one_gap_and_the_most_asked_come_first(store: Database) -> None:
    await ask(store, "How deep is the dock?")
    for question, person in (
        ("Who paints the buoys?", "U1"),
        ("who paints the buoys", "U2"),
        ("Who paints buoys?", "U1"),
    ):
        await ask(store, question, person)
    first, second = await gaps(store)
    assert (first.asked, first.people, second.question) == (3, 2, "How deep is the dock?")
    assert dict(first.phrasings) == {"Who paints the buoys?": 2, "Who paints buoys?": 1}


async def test_what_others_may_not_read_is_no_gap_unless_the_curators_were_asked(store: Database) -> None:
    await ask(store, "Is the till empty?", private=True)
    await ask(store, "Is the vault open?", where="slack:T1:D1", direct=True)
    await ask(store, "Is the crane broken?", where="slack:T1:C9")
    await ask(store, "Is the ferry sold?", where="slack:T2:C1")
    assert await gaps(store) == []
    await ask(store, "Is the quay closed?", private=True, wished=True)
    assert [gap.question for gap in await gaps(store)] == ["Is the quay closed?"]
    elsewhere = await gaps(store, Target("slack", "T2", "C1"))
    assert [gap.question for gap in elsewhere] == ["Is the ferry sold?"]
    assert {gap.question for gap in await gaps(store, None)} == {"Is the quay closed?", "Is the ferry sold?"}


async def test_what_has_an_answer_by_now_is_no_gap(store: Database) -> None:
    await ask(store, FERRY_QUESTION)
    shown = {"outcome": "answer", "statement_id": FERRY.id, "shown_text": FERRY.text}
    wrong = await ask(store, FERRY_QUESTION, **shown)
    corrected = await ask(store, FERRY_QUESTION, **shown | {"shown_text": "Nobody took the ferry."})
    assert await gaps(store) == []
    for exchange in (wrong, corrected):
        await store.tables(FeedbackStorage).give_feedback(exchange, "U1", "wrong")
    (gap,) = await gaps(store)
    assert (gap.exchange, dict(gap.reasons)) == (wrong, {"wrong": 1})


async def test_a_decision_counts_for_every_question_of_a_gap_and_is_in_the_audit_log(store: Database) -> None:
    await ask(store, "Who paints the buoys?")
    (gap,) = await gaps(store)
    tables = store.tables(GapStorage)
    await tables.decide("slack", "T1", gap.keys, Decision(given_to="k" * 16), "a" * 16)
    assert (await gaps(store))[0].decision == Decision(given_to="k" * 16)
    await tables.decide("slack", "T1", gap.keys, Decision(is_ignored=True), "a" * 16)
    await ask(store, "who paints the buoys")
    assert await gaps(store) == []
    newest, earlier = await store.tables(AuditStorage).audit()
    assert (newest.action, earlier.action) == ("ignore question", "give question")
    assert "buoys" not in f"{newest}{earlier}"
