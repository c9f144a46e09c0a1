"""Background tasks are restarted, and other processes can see how they are doing."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import pytest

from bot.core.errors import StoreError
from bot.storage.database import Database
from bot.supervision import NOTE, Supervisor, TaskState, read_processes
from tests.chat_driver import FixedClock
from tests.waiting import until


def supervisor(store: Database, clock: FixedClock, *, note_every: float = 0.01) -> Supervisor:
    """Return a supervisor that waits for nothing long."""
    return Supervisor(store, clock, note_every=note_every, first_pause=0.001, longest_pause=0.01)


async def fail() -> None:
    raise ValueError("first line\nsecond line")


async def fail_in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())


async def wait_for_a_cancelled_future() -> None:
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


async def end() -> None:
    pass


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (fail, "ValueError: first line"),
        (fail_in_a_group, "ValueError: first line"),
        (wait_for_a_cancelled_future, "it was cancelled by itself"),
        (end, "it ended by itself"),
    ],
)
async def test_a_task_that_ends_is_logged_noted_and_restarted(
    store: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture, work: object, error: str
) -> None:
    starts = 0
    runs = asyncio.Event()

    async def fail_twice() -> None:
        nonlocal starts
        starts += 1
        if starts <= 2:
            await work()  # type: ignore[operator]
        else:
            runs.set()
            await asyncio.Event().wait()

    supervised = supervisor(store, clock)
    supervised.start("steady", asyncio.Event().wait)  # type: ignore[arg-type]
    supervised.start("shaky", fail_twice)
    try:
        await runs.wait()
        now = clock.now().isoformat(timespec="seconds")
        shaky = TaskState("shaky", now, 2, error, now)
        assert supervised.states == (TaskState("steady", now), shaky)

        async def is_noted() -> bool:
            return any(shaky in process.tasks for process in await read_processes(store))

        await until(is_noted)
    finally:
        await supervised.stop(5)
    assert starts == 3
    assert sum("“shaky”" in record.getMessage() for record in caplog.records if record.levelname == "ERROR") == 2
    assert await read_processes(store) == ()


async def test_a_task_that_waits_for_its_restart_is_noted(store: Database, clock: FixedClock) -> None:
    supervised = Supervisor(store, clock, first_pause=1_000, longest_pause=1_000)
    supervised.start("broken", fail)
    try:

        async def is_noted() -> bool:
            (process,) = await read_processes(store) or (None,)
            return process is not None and process.tasks[0].failures == 1 and process.tasks[0].since is None

        await until(is_noted)
    finally:
        await supervised.stop(5)


async def test_an_outage_of_the_store_ends_nothing_and_is_logged_once(
    store: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put_note, calls = store.put_note, 0

    async def fail_at_first(key: str, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls < 5:
            raise StoreError("The store is away.")
        await put_note(key, text)

    monkeypatch.setattr(store, "put_note", fail_at_first)
    supervised = supervisor(store, clock)
    supervised.start("steady", asyncio.Event().wait)  # type: ignore[arg-type]
    try:
        await until(lambda: read_processes(store))
    finally:
        await supervised.stop(5)
    assert caplog.text.count("The store is away.") == 1


async def test_other_processes_are_kept_until_they_are_long_gone(store: Database, clock: FixedClock) -> None:
    def noted(ago: dt.timedelta) -> dict[str, object]:
        return {"at": (clock.now() - ago).isoformat(), "tasks": []}

    processes = {"near:1": noted(dt.timedelta(minutes=4)), "gone:2": noted(dt.timedelta(minutes=6))}
    await store.put_note(NOTE, json.dumps(processes))
    supervised = supervisor(store, clock)
    supervised.start("steady", asyncio.Event().wait)  # type: ignore[arg-type]

    async def has_written() -> bool:
        return len({process.process for process in await read_processes(store)} - {"gone:2"}) == 2

    await until(has_written)
    assert {process.process for process in await read_processes(store)} > {"near:1"}
    await supervised.stop(5)
    assert [process.process for process in await read_processes(store)] == ["near:1"]


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"a": 1}', '{"a": {"at": "x", "tasks": []}}'])
async def test_a_note_in_another_form_counts_as_none(store: Database, text: str) -> None:
    await store.put_note(NOTE, text)
    assert await read_processes(store) == ()
