"""What became of each digest is counted."""

from __future__ import annotations

from bot.core.errors import ClosedError, DeliveryError
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import NEWS, FakePlatform, SchedulerProcess, finished
from tests.waiting import until


async def test_the_results_of_digests_are_counted(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["pier"] = [ClosedError("I am not in this channel.")]
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    await process.subscribe("quay")
    await process.subscribe("pier")
    await process.subscribe("lock", quiet=True)
    clock.advance(minutes=30)
    async with process.sending():
        await finished(process, "pier")
        await finished(process, "lock")
        await until(lambda: process.results.of("chat", "delayed"))
        await process.set_facts(NEWS[0])
        clock.advance(seconds=10)
        await finished(process, "quay")
    assert {result: count for (_, result), count in process.results} == {
        "posted": 1,
        "quiet": 1,
        "failed": 1,
        "delayed": 1,
    }
    clock.advance(days=2, hours=23)
    async with process.sending():
        await until(lambda: process.results.of("chat", "missed") == 4)
