"""Bound the work on events, and say what is left out."""

from __future__ import annotations

import asyncio

from bot.adapters.common.work import Work, WorkLimits, WorkQueue
from tests.waiting import until


class Jobs:
    """Jobs that run until they are released; keeps what started and what was left out."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.left_out: list[str] = []
        self.refused: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    def work(self, name: str) -> Work:
        async def run() -> None:
            self.started.append(name)
            await self._ends.setdefault(name, asyncio.Event()).wait()

        return run

    def refusal(self, name: str) -> Work:
        async def refuse() -> None:
            self.refused.append(name)

        return refuse

    def end(self, name: str) -> None:
        self._ends.setdefault(name, asyncio.Event()).set()

    def add(self, queue: WorkQueue, channel: str, *names: str) -> None:
        for name in names:
            queue.add(channel, self.work(name), lambda name=name: self.left_out.append(name))  # type: ignore[misc]


async def test_a_channel_takes_its_share_and_no_more() -> None:
    queue, jobs = WorkQueue(WorkLimits(at_once=10, per_channel=2)), Jobs()
    jobs.add(queue, "a", "a1", "a2", "a3", "a4")
    jobs.add(queue, "b", "b1")
    await until(lambda: len(jobs.started) == 3)
    assert jobs.started == ["a1", "a2", "b1"]
    assert (queue.waiting, queue.is_busy) == (2, True)
    jobs.end("a1")
    await until(lambda: len(jobs.started) == 4)
    assert jobs.started[3] == "a3"
    for name in ("a2", "a3", "a4", "b1"):
        jobs.end(name)
    await queue.finish()
    assert jobs.started[4] == "a4"
    assert jobs.left_out == []


async def test_the_oldest_message_is_left_out_if_too_many_wait() -> None:
    queue, jobs = WorkQueue(WorkLimits(at_once=1, waiting=2)), Jobs()
    jobs.add(queue, "a", "running", "oldest")
    jobs.add(queue, "b", "second", "third")
    assert jobs.left_out == ["oldest"]
    for name in ("running", "second", "third"):
        jobs.end(name)
    await queue.finish()
    assert jobs.started == ["running", "second", "third"]


async def test_a_message_that_waited_too_long_is_left_out() -> None:
    queue, jobs = WorkQueue(WorkLimits(at_once=1, late_after=-1.0)), Jobs()
    jobs.add(queue, "a", "late")
    assert (jobs.started, jobs.left_out) == ([], ["late"])


async def test_interactions_start_while_messages_wait_and_are_refused_with_a_word() -> None:
    queue, jobs = WorkQueue(WorkLimits(at_once=1, urgent_at_once=1, urgent_waiting=1)), Jobs()
    jobs.add(queue, "a", "message", "another")
    for name in ("first", "second", "third"):
        queue.add_urgent(jobs.work(name), jobs.refusal(name))
    await until(lambda: jobs.refused)
    assert jobs.refused == ["second"]
    assert jobs.started == ["message", "first"]
    for name in ("message", "another", "first", "third"):
        jobs.end(name)
    await queue.finish()
    assert sorted(jobs.started) == ["another", "first", "message", "third"]


async def test_the_end_cancels_what_runs_and_starts_nothing_more() -> None:
    queue, jobs = WorkQueue(WorkLimits(at_once=1)), Jobs()
    jobs.add(queue, "a", "running", "waiting")
    ending = asyncio.create_task(queue.finish())
    await until(lambda: jobs.started)
    ending.cancel()
    await asyncio.gather(ending, return_exceptions=True)
    assert ending.cancelled()
    assert (jobs.started, queue.waiting) == (["running"], 0)
