"""Take over questions of processes that died, and answer while the store is away."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.adapters.common.timeouts import Timeouts
from bot.adapters.common.work import WorkLimits
from bot.conversation import recovery
from bot.conversation.recovery import Recovery
from bot.core import texts
from bot.core.errors import DeliveryError, StoreError
from bot.core.events import CommandLine, Deletion, Invocation, Message, Person, Target
from bot.core.pending import PendingQuestion
from bot.core.ports import Delivery, Platform, Reach, Responder
from bot.core.replies import Card, Notice, Reply
from bot.core.words import plain
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.storage import fallback as fallback_module
from bot.storage.database import Database, open_store
from bot.storage.fallback import FallbackStorage
from bot.storage.questions import ALIVE, TOO_OLD
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder, FixedClock
from tests.samples.exchanges import EXCHANGE
from tests.samples.facts import FERRY
from tests.waiting import until

HOUR = dt.timedelta(hours=1)
SENT = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)


def question(key: str = "discord:G:C:1", account: str = "bot") -> PendingQuestion:
    """Return a pending question."""
    target = Target("discord", "G", "C")
    return PendingQuestion(key, account, Message("1", Person("p", "Ann"), "Who?", target, SENT, addressed=True))


@pytest.fixture
async def other(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Database]:
    """The store as another process sees it."""
    opened = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    yield opened
    await opened.close()


async def test_a_question_is_taken_over_only_after_its_process_died(
    store: Database, other: Database, clock: FixedClock
) -> None:
    await store.keep_alive()
    pending = question()
    assert await store.claim(pending.key, HOUR, pending)
    assert await other.take_over("discord", "bot") == []
    clock.advance(seconds=ALIVE.total_seconds())
    assert await other.take_over("discord", "another bot") == []
    assert await other.take_over("discord", "bot") == [pending]
    await other.keep_alive()
    assert await store.take_over("discord", "bot") == []


async def test_a_process_that_ends_leaves_its_questions_to_others_at_once(store: Database, other: Database) -> None:
    await store.keep_alive()
    pending = question()
    await store.claim(pending.key, HOUR, pending)
    await store.retire()
    assert await other.take_over("discord", "bot") == [pending]


async def test_questions_with_an_outcome_and_old_ones_are_not_taken_over(
    store: Database, other: Database, clock: FixedClock
) -> None:
    for key in ("closed", "answered", "old"):
        await store.claim(key, HOUR, question(key))
    await store.close_questions(["closed"])
    await store.add_exchange(EXCHANGE)
    await store.set_reply(EXCHANGE.id, "r", closes="answered")
    clock.advance(seconds=TOO_OLD.total_seconds() + 1)
    assert await other.take_over("discord", "bot") == []
    clock.advance(seconds=-TOO_OLD.total_seconds())
    assert await other.take_over("discord", "bot") == []  # the old one was deleted


async def test_a_second_claim_leaves_no_pending_question(store: Database, other: Database) -> None:
    assert await store.claim("key", HOUR)
    assert not await store.claim("key", HOUR, question("key"))
    assert await other.take_over("discord", "bot") == []


async def test_messages_that_waited_for_their_turn_are_found_after_their_process_ended(
    store: Database, clock: FixedClock
) -> None:
    platform = SimpleNamespace(reach=Reach("bot", frozenset()))
    recovery = Recovery(store, clock, {"discord": cast("Platform", platform)})
    assert await recovery.look_back("discord", None) is None  # nobody was here before
    await store.put_note("alive:discord:bot", clock.now().isoformat())
    ended = clock.now()
    clock.advance(minutes=1)
    restarted = await recovery.look_back("discord", None)
    reconnected = await recovery.look_back("discord", ended)
    assert restarted
    assert reconnected
    longest_wait = dt.timedelta(seconds=max(WorkLimits().late_after, Timeouts().late_after))
    assert restarted.since < ended - longest_wait
    assert ended - longest_wait < reconnected.since < ended
    clock.advance(minutes=30)
    late = await recovery.look_back("discord", None)
    assert late
    assert late.since == clock.now() - dt.timedelta(minutes=10)


async def test_messages_are_missed_too_if_a_process_ended_before_its_first_sign_of_life(
    store: Database, clock: FixedClock
) -> None:
    platform = SimpleNamespace(reach=Reach("bot", frozenset()))
    await store.add_exchange(replace(EXCHANGE, platform="discord", channel_key="discord:G:C", asked=clock.now()))
    found = await Recovery(store, clock, {"discord": cast("Platform", platform)}).look_back("discord", None)
    assert found
    assert found.since == clock.now() - dt.timedelta(minutes=10)
    assert [target.channel for target in found.channels] == ["C"]


@given(st.text(), st.text(min_size=1), st.none() | st.text(min_size=1), st.booleans())
def test_a_message_is_read_as_it_was_written(text: str, id_: str, thread: str | None, direct: bool) -> None:
    target = Target("slack", "T", "C", thread, direct=direct)
    author = Person("p", text, manager=True, roles=frozenset((id_, "r")), permissions=frozenset((text,)))
    message = Message(id_, author, text, target, SENT, addressed=True, revision=thread)
    for pending in (PendingQuestion("k", "a", message), PendingQuestion("k", "a", message, text)):
        assert PendingQuestion.from_text("k", "a", pending.to_text()) == pending


class Flickering:
    """A platform whose connection comes and goes."""

    name = "discord"
    reach = Reach("bot", frozenset())

    def __init__(self) -> None:
        self.connected = False
        self.fails = 0

    def responder(self, message: Message) -> Responder:
        """Fail as often as was said, then return something."""
        if self.fails:
            self.fails -= 1
            raise DeliveryError("not connected")
        return cast(Responder, message)


async def test_a_question_is_taken_over_only_while_its_platform_is_connected(
    store: Database, other: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "INTERVAL", 0.01)
    keep_alive, rounds = other.keep_alive, [0]

    async def count() -> None:
        rounds[0] += 1
        await keep_alive()

    monkeypatch.setattr(other, "keep_alive", count)
    pending, platform, resumed = question(), Flickering(), asyncio.Event()
    await store.claim(pending.key, HOUR, pending)
    taking = Recovery(other, clock, {"discord": cast(Platform, platform)})
    await taking.look_back("discord", None)

    async def resume(found: PendingQuestion, responder: Responder) -> None:
        assert found == pending
        resumed.set()

    running = asyncio.create_task(taking.run(resume))
    try:
        await until(lambda: rounds[0] > 2)
        assert await other.note("alive:discord:bot") is None
        assert not resumed.is_set()
        platform.fails, platform.connected = 3, True
        await until(resumed.is_set)
    finally:
        running.cancel()
    assert platform.fails == 0
    assert await other.note("alive:discord:bot")


class Dying(FakeResponder):
    """A responder whose process ends when it sends."""

    async def send(self, reply: Reply) -> str | None:
        """End the process, as far as a test can."""
        raise asyncio.CancelledError


async def test_a_command_whose_process_died_is_not_answered_again_but_the_person_is_told(
    chat: ChatDriver, store: Database, other: Database, knowledge: Knowledge, clock: FixedClock
) -> None:
    typed = CommandLine("i1", Person("ann"), CHANNEL, "ask --private How many people took the ferry in 2025?")
    with pytest.raises(asyncio.CancelledError):
        await chat.conversation.handle(typed, Dying())
    (pending,) = await other.take_over("chat", "")
    assert "ferry" not in pending.to_text()  # it was private

    told: list[tuple[Target, str]] = []

    class Telling:
        """A platform that keeps what it posts."""

        name = "chat"
        reach = None

        async def watch(self, channels: frozenset[str]) -> None:
            assert not channels

        async def channel_name(self, target: Target) -> str:
            return "#general"

        async def open_dm(self, person: str) -> Target:
            return Target("chat", "", f"direct {person}", direct=True)

        def render(self, reply: Reply) -> str:
            assert isinstance(reply, Notice)
            return plain(reply.text)

        async def post(self, delivery: Delivery) -> str:
            told.append((delivery.target, delivery.body))
            return "M1"

    after = app.build_conversation(CurrentKnowledge(KnowledgeByPlace(knowledge)), other, clock, flood_limit=0)
    await after.join(cast(Platform, Telling()))
    responder = FakeResponder()
    await after.resume(pending, responder)
    assert told == [(Target("chat", "", "direct ann", direct=True), texts.interrupted("ask", "#general"))]
    assert not responder.shown
    assert not responder.private
    assert await store.take_over("chat", "") == []


async def test_a_command_that_was_answered_is_not_pending(chat: ChatDriver, other: Database) -> None:
    for line in ("ask How many people took the ferry in 2025?", "help", "quotes", "nonsense", "verify", "watch on"):
        typed = CommandLine(line, Person("ann"), CHANNEL, line)
        await chat.conversation.handle(typed, chat.responder)
    await chat.conversation.handle(Invocation("i2", Person("ann"), CHANNEL, "watch off"), chat.responder)
    assert await other.take_over("chat", "") == []


@pytest.fixture
async def away(store: Database, clock: FixedClock) -> FallbackStorage:
    """A store whose database is gone."""
    await store.close()
    return FallbackStorage(store, clock)


async def test_claims_and_exchanges_are_kept_in_memory_while_the_store_is_away(away: FallbackStorage) -> None:
    assert await away.claim("key", HOUR)
    assert not await away.claim("key", HOUR)
    await away.add_exchange(EXCHANGE)
    await away.set_reply(EXCHANGE.id, "r")
    kept = await away.exchange(EXCHANGE.id)
    assert kept is not None
    assert kept.reply_id == "r"
    assert list(await away.exchanges_for(EXCHANGE.question_key)) == [kept]
    await away.put_note("n", "text")
    assert await away.note("n") == "text"
    assert away.problem
    with pytest.raises(StoreError):
        await away.exchange("unknown")
    with pytest.raises(StoreError):
        await away.watch("discord", "G", "C", on=True)


async def test_what_was_closed_meanwhile_is_closed_when_the_store_is_back(
    store: Database, other: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallback = FallbackStorage(store, clock)
    assert await fallback.claim("key", HOUR, question("key"))

    async def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "close_questions", fail)
        await fallback.close_questions(["key"])
        assert "full" in str(fallback.problem)
    fallback._away_until = 0.0
    await fallback.set_claim("another", HOUR)
    assert await other.take_over("discord", "bot") == []


async def test_a_store_that_can_only_be_read_does_not_count_as_back(
    store: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fallback_module, "_PAUSE", 0.0)
    fallback = FallbackStorage(store, clock)

    async def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "claim", fail)
        for key in ("1", "2", "3"):
            assert await fallback.claim(key, HOUR)
            assert not await fallback.is_claimed("another")
            assert await fallback.note("n") is None
    assert "full" in str(fallback.problem)
    await fallback.keep_alive()
    assert fallback.problem is None
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


async def test_questions_are_answered_and_settings_refused_while_the_store_is_away(
    away: FallbackStorage, knowledge: Knowledge, clock: FixedClock
) -> None:
    facts = CurrentKnowledge(KnowledgeByPlace(knowledge))
    conversation = app.build_conversation(facts, away, clock, flood_limit=30)
    chat = ChatDriver(conversation, away, clock, facts)  # type: ignore[arg-type]
    await chat.ask("How many people took the ferry in 2025?")
    assert isinstance(chat.responder.last, Card)
    assert chat.responder.last.statement == FERRY
    await chat.conversation.handle(Invocation("i1", Person("ann", manager=True), CHANNEL, "digest off"), chat.responder)
    assert chat.responder.private == [Notice(texts.STORE_AWAY)]


async def test_deletions_of_messages_that_were_not_for_the_bot_do_not_fill_the_log(
    away: FallbackStorage, knowledge: Knowledge, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = app.build_conversation(CurrentKnowledge(KnowledgeByPlace(knowledge)), away, clock, flood_limit=30)
    responder = FakeResponder()
    for number in range(5):
        await conversation.handle(Deletion(str(number), CHANNEL), responder)
    assert not responder.shown
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1  # of the outage
