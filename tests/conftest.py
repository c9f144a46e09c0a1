"""Fixtures that tests of several parts share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot import app
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import Database, open_store
from tests.chat_driver import ChatDriver, FixedClock
from tests.program import OURS
from tests.samples.facts import HARBOUR

settings.register_profile(
    "tests",
    max_examples=50,  # each run makes new ones; tests of cheap functions ask for more
    deadline=None,  # a busy machine takes longer
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,  # there the same examples each time; everywhere else new ones
)
settings.load_profile("tests")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder as an operator has it: with facts of its own."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "log.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The harbour's facts, ready to be asked."""
    return Knowledge(HARBOUR, Thresholds.default())


@pytest.fixture
def clock() -> FixedClock:
    """A clock at noon of the day on which the tests play."""
    return FixedClock()


@pytest.fixture
async def store(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Database]:
    """A fresh SQLite store."""
    opened = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    yield opened
    await opened.close()


@pytest.fixture
def make_chat(knowledge: Knowledge, store: Database, clock: FixedClock) -> Callable[..., ChatDriver]:
    """Makes chats on one store, such as the same bot before and after a restart."""

    def make(flood_limit: int = 0) -> ChatDriver:
        answering = CurrentKnowledge(KnowledgeByPlace(knowledge))
        return ChatDriver(
            app.build_conversation(answering, store, clock, flood_limit=flood_limit), store, clock, answering
        )

    return make


@pytest.fixture
def chat(make_chat: Callable[..., ChatDriver]) -> ChatDriver:
    """A chat without a flood limit."""
    return make_chat()
