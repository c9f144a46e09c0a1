"""Counting questions by week, channel and statement, on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from bot.features.feedback.storage import FeedbackStorage
from bot.features.stats.storage import Figures, Period, StatsStorage
from bot.storage.database import Database
from tests.samples.exchanges import EXCHANGE

SUNDAY = dt.datetime(2027, 1, 3, 23, 59, 59, 999999, tzinfo=dt.UTC)
"""The last moment of the last week of 2026."""
MONDAY = SUNDAY + dt.timedelta(microseconds=1)
ALL = Period(SUNDAY - dt.timedelta(weeks=2), MONDAY + dt.timedelta(weeks=1))


async def ask(store: Database, name: str, asked: dt.datetime = SUNDAY, **fields: Any) -> None:
    """Store a question with the key of its message."""
    exchange = replace(EXCHANGE, id=name, question_key=f"discord:1:2:{name}", asked=asked)
    await store.add_exchange(replace(exchange, **fields))


async def test_questions_are_counted_by_what_came_of_them(store: Database) -> None:
    nothing: dict[str, Any] = {"outcome": "none", "statement_id": None}
    await ask(store, "sure")
    await ask(store, "chosen", MONDAY, offered=("summit-host", "b"))
    await ask(store, "open", outcome="suggestions", statement_id=None, offered=("a", "b"), channel_key="discord:1:3")
    await ask(store, "none of these", **nothing, offered=("a", "b"), private=True)
    await ask(store, "unknown", **nothing, direct=True, channel_key="discord:1:9")
    await ask(store, "no question", command="quote")
    await ask(store, "copy", copy_of="discord:1:2:sure")
    await ask(store, "first try", question_key="discord:1:2:chosen", asked=SUNDAY)
    await ask(store, "elsewhere", channel_key="discord:12:2", statement_id="b")
    await ask(store, "before", ALL.since - dt.timedelta(microseconds=1))
    await ask(store, "after", ALL.until)
    said = store.tables(FeedbackStorage)
    for exchange, person, verdict in (
        ("sure", "1", "helpful"), ("sure", "1", "wrong"), ("copy", "2", "helpful"), ("chosen", "1", "helpful")
    ):  # fmt: skip
        await said.give_feedback(exchange, person, "wrong" if verdict == "wrong" else "helpful")
    stats, here = store.tables(StatsStorage), replace(ALL, place="discord:1")
    last_year, this_year = Figures(4, 1, 0, 2, 1, helpful=1, wrong=1), Figures(1, 0, 1, 0, 0, helpful=1)
    assert list((await stats.by_week(here)).items()) == [(dt.date(2026, 12, 28), last_year), (MONDAY.date(), this_year)]
    assert await stats.by_channel(here) == {
        "discord:1:2": Figures(3, 1, 1, 1, 0, helpful=2, wrong=1),
        "": Figures(1, unanswered=1),
        "discord:1:3": Figures(1, not_chosen=1),
    }
    assert await stats.by_statement(ALL) == {
        "summit-host": Figures(2, 1, 1, helpful=2, wrong=1), "b": Figures(1, 1)
    }  # fmt: skip
    assert sum((await stats.by_week(ALL)).values(), Figures()).asked == 6
    assert [len(await stats.by_week(replace(ALL, place=p))) for p in ("discord:1:3", "discord:12", "slack")] == [
        1,
        1,
        0,
    ]
    assert await stats.first_asked("discord:1") == ALL.since - dt.timedelta(microseconds=1)
    assert await stats.first_asked("slack") is None
