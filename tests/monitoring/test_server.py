"""The pages about health and metrics, asked over HTTP."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import SystemClock
from bot.core.errors import ConfigurationError, StoreError
from bot.core.metrics import Metrics
from bot.core.models import FactCollection
from bot.core.ports import Platform
from bot.core.storage import Storage
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.monitoring import status as monitoring_status
from bot.monitoring.entry import monitored
from bot.monitoring.server import listening
from bot.monitoring.status import BotStatus, states
from bot.storage import fallback
from bot.storage.fallback import FallbackStorage


class FakePlatform:
    """A platform that only says whether it is connected."""

    def __init__(self, name: str, connected: bool) -> None:
        self.name, self.connected = name, connected


class FakeDatabase:
    """A database that answers, fails or hangs."""

    def __init__(self, answer: Callable[[], Awaitable[None]]) -> None:
        self.answer = answer
        self.asked = 0

    def __getattr__(self, name: str) -> None:
        """Have the other methods of a store, which nobody calls here."""

    async def note(self, key: str) -> None:
        self.asked += 1
        await self.answer()

    async def keep_alive(self) -> None:
        await self.answer()


async def answers() -> None:
    """Answer at once."""


async def fails() -> None:
    """Fail, as while the server is away."""
    raise StoreError("away")


async def hangs() -> None:
    """Never answer."""
    await asyncio.Event().wait()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def started(
    facts: CurrentKnowledge,
    *platforms: FakePlatform,
    database: FakeDatabase | None = None,
    metrics: Metrics | None = None,
) -> BotStatus:
    """Return the status of a bot that has started."""
    status = BotStatus()
    status.started(
        metrics or Metrics(),
        cast("list[Platform]", platforms),
        facts,
        FallbackStorage(cast("Storage", database or FakeDatabase(answers)), SystemClock()),
        lambda: {"old data": (1, 0), "digests": (0, 3)},
    )
    return status


class Pages:
    """Asks the server, which listens at `address`."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self.session = session
        self.address = f"http://127.0.0.1:{port}"

    async def json(self, path: str) -> tuple[int, Any]:
        async with self.session.get(self.address + path) as response:
            return response.status, await response.json()

    async def metrics(self) -> dict[tuple[str, ...], float]:
        """Return each sample: its name and the values of its labels, the platform first."""
        async with self.session.get(self.address + "/metrics") as response:
            assert response.status == 200
            assert response.content_type == "text/plain"
            families = list(text_string_to_metric_families(await response.text()))
        return {
            (s.name, *(s.labels[label] for label in sorted(s.labels, key=lambda label: label != "platform"))): s.value
            for family in families
            for s in family.samples
        }


@asynccontextmanager
async def pages(status: BotStatus) -> AsyncIterator[Pages]:
    """Serve a status until the end of the block."""
    port = free_port()
    async with monitored(status, "127.0.0.1", port), aiohttp.ClientSession() as session:
        yield Pages(session, port)
    with pytest.raises(ConnectionRefusedError):  # it has stopped
        await asyncio.open_connection("127.0.0.1", port)


@pytest.fixture
def facts(knowledge: Knowledge) -> CurrentKnowledge:
    """The harbour's facts."""
    return CurrentKnowledge(KnowledgeByPlace(knowledge))


async def test_a_bot_that_starts_is_alive_but_not_ready() -> None:
    async with pages(BotStatus()) as server:
        assert (await server.json("/healthz"))[0] == 200
        assert await server.json("/readyz") == (503, {"ready": False, "platforms": {}, "facts": 0, "store": False})
        assert (await server.metrics())["factbot_facts",] == 0


@pytest.mark.parametrize(
    ("discord", "slack", "status"), [(True, True, 200), (True, False, 200), (False, True, 200), (False, False, 503)]
)
async def test_a_bot_is_ready_if_one_platform_is_connected(
    facts: CurrentKnowledge, discord: bool, slack: bool, status: int
) -> None:
    async with pages(started(facts, FakePlatform("discord", discord), FakePlatform("slack", slack))) as server:
        code, found = await server.json("/readyz")
        assert code == status
        assert found == {
            "ready": status == 200,
            "platforms": {"discord": discord, "slack": slack},
            "facts": len(facts.whole.shown),
            "store": True,
        }
        samples = await server.metrics()
        assert samples["factbot_platform_ready", "discord"] == discord
        assert samples["factbot_platform_ready", "slack"] == slack
        assert (await server.json("/healthz"))[0] == 200


@pytest.mark.parametrize("answer", [fails, hangs])
async def test_a_bot_without_its_store_is_ready_and_says_so(
    facts: CurrentKnowledge, monkeypatch: pytest.MonkeyPatch, answer: Callable[[], Awaitable[None]]
) -> None:
    monkeypatch.setattr(monitoring_status, "STORE_PATIENCE", 0.05)
    database = FakeDatabase(answer)
    async with pages(started(facts, FakePlatform("slack", True), database=database)) as server:
        for _ in range(3):
            code, found = await server.json("/readyz")
            assert (code, found["ready"], found["store"]) == (200, True, False)
    assert database.asked == 1  # checks of a database that hangs don't pile up, and one that failed is left alone


async def test_a_store_that_is_back_is_shown_as_reachable(
    facts: CurrentKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "_PAUSE", 0.0)
    database = FakeDatabase(fails)
    status = started(facts, FakePlatform("slack", True), database=database)
    async with pages(status) as server:
        assert (await server.json("/readyz"))[1]["store"] is False
        database.answer = answers
        assert isinstance(status.store, FallbackStorage)
        await status.store.keep_alive()  # as the bot does every few seconds
        assert (await server.json("/readyz"))[1]["store"] is True


async def test_a_bot_without_facts_or_about_to_stop_is_not_ready(facts: CurrentKnowledge) -> None:
    empty = CurrentKnowledge(KnowledgeByPlace(Knowledge(FactCollection((), (), ()), Thresholds.default())))
    async with pages(started(empty, FakePlatform("slack", True))) as server:
        assert (await server.json("/readyz"))[0] == 503
    database = FakeDatabase(fails)  # it is closed soon
    stopping = started(facts, FakePlatform("slack", True), database=database)
    stopping.stopping = True
    async with pages(stopping) as server:
        code, found = await server.json("/readyz")
        assert (code, found["store"], database.asked) == (503, True, 0)
        assert (await server.json("/healthz"))[0] == 200


async def test_everything_that_was_counted_is_shown(facts: CurrentKnowledge) -> None:
    metrics = Metrics()
    metrics.expect("slack", ("answer", "none"), ("posted",))
    metrics.questions.add("slack", "answer", times=4)
    metrics.replies.add("slack", 0.2)
    metrics.replies.add("slack", 400.0)
    metrics.waiting["slack"] = lambda: 7
    metrics.limited.add("slack")
    async with pages(started(facts, FakePlatform("slack", True), metrics=metrics)) as server:
        samples = await server.metrics()
    assert samples["factbot_questions_total", "slack", "answer"] == 4
    assert samples["factbot_questions_total", "slack", "none"] == 0
    assert samples["factbot_digests_total", "slack", "posted"] == 0
    assert samples["factbot_reply_seconds_bucket", "slack", "0.1"] == 0
    assert samples["factbot_reply_seconds_bucket", "slack", "0.25"] == 1
    assert samples["factbot_reply_seconds_bucket", "slack", "+Inf"] == 2
    assert samples["factbot_reply_seconds_count", "slack"] == 2
    assert samples["factbot_reply_seconds_sum", "slack"] == pytest.approx(400.2)
    assert samples["factbot_acknowledgement_seconds_count", "slack"] == 0
    assert samples["factbot_events_waiting", "slack"] == 7
    assert samples["factbot_requests_limited_total", "slack"] == 1
    assert samples["factbot_requests_refused_total", "slack"] == 0
    assert samples["factbot_replies_left_out_total", "slack"] == 0
    assert samples["factbot_tasks_running", "old data"] == 1
    assert samples["factbot_task_failures_total", "digests"] == 3
    assert samples["factbot_facts",] == len(facts.whole.shown)
    assert 0 <= samples["factbot_facts_age_seconds",] < 3600
    assert samples["process_resident_memory_bytes",] > 0


async def test_the_age_of_the_facts_begins_again_when_they_are_replaced(
    facts: CurrentKnowledge, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.knowledge.current.time.monotonic", lambda: 1e9)
    facts.state = KnowledgeByPlace(knowledge)
    monkeypatch.setattr("bot.knowledge.current.time.monotonic", lambda: 1e9 + 50)
    assert facts.age == 50
    facts.state = KnowledgeByPlace(knowledge)
    assert facts.age == 0


async def test_the_state_of_a_task_says_whether_it_runs_or_failed() -> None:
    async def fail() -> None:
        raise ValueError("planted")

    tasks = [asyncio.create_task(work(), name=work.__name__) for work in (answers, fail, hangs)]
    ended = asyncio.create_task(hangs(), name="cancelled")
    ended.cancel()
    await asyncio.wait([*tasks[:2], ended])
    assert states([*tasks, ended]) == {"answers": (0, 0), "fail": (0, 1), "hangs": (1, 0), "cancelled": (0, 0)}
    tasks[2].cancel()


async def test_the_server_changes_no_signal_handler_and_no_logger(facts: CurrentKnowledge) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    handlers, level = list(logging.root.handlers), logging.root.level
    async with pages(started(facts, FakePlatform("slack", True))) as server:
        await server.json("/healthz")
        assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
        assert (list(logging.root.handlers), logging.root.level) == (handlers, level)
        assert not logging.getLogger("uvicorn").handlers


async def test_without_a_port_there_is_no_server() -> None:
    async with monitored(BotStatus(), "an address that would be an error", None):
        pass


async def test_a_connection_that_stays_open_does_not_delay_the_end(facts: CurrentKnowledge) -> None:
    async with pages(started(facts, FakePlatform("slack", True))) as server:
        port = int(server.address.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\n")
        await writer.drain()
    writer.close()


def test_a_port_in_use_and_a_wrong_address_name_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"^FACTBOT_HTTP_PORT is {port}, but another program uses"):
            listening("127.0.0.1", port)
    for host in ("no such host", "203.0.113.7", "x" * 300, "256.1.1.1"):
        with pytest.raises(ConfigurationError, match=r"^FACTBOT_HTTP_HOST is '"):
            listening(host, free_port())


def has_ipv6() -> bool:
    """Return whether this machine has IPv6, and it is not switched off."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "::1", "::"])
def test_the_server_listens_at_any_address_of_the_machine(host: str) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("no IPv6 here")
    with listening(host, free_port()) as place:
        assert place.getsockname()[1]
