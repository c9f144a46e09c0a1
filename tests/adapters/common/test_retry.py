"""Retry failed attempts within a time, and never so that something is done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.adapters.common.retry import Effect, Failure, ReconnectPauses, UnverifiableError, backoff, persist, retry
from bot.adapters.common.timeouts import Timeouts
from bot.core.errors import DeliveryError, UncertainError


class Attempts:
    """Fails `failures` times, then succeeds; counts the attempts."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self.failures:
            raise OSError("no line")
        return "done"


def judge(effect: Effect = "none", final: Exception | None = None) -> Callable[[Exception], Failure]:
    """Return a judge that classifies every error alike."""
    return lambda error: Failure(str(error), effect, final=final)


def look_up(result: str | None) -> Callable[[], Awaitable[str | None]]:
    """Return a function that looks up the effect of an attempt and gets `result`."""

    async def look() -> str | None:
        return result

    return look


async def cannot_look_up() -> str | None:
    """Fail to find out whether an attempt had its effect."""
    raise UnverifiableError


async def test_an_attempt_without_effect_is_repeated_until_it_succeeds() -> None:
    attempts = Attempts(3)
    assert await retry(attempts, judge(), within=5, pause=0.001) == "done"
    assert attempts.made == 4


async def test_a_final_failure_is_not_repeated() -> None:
    attempts = Attempts(1)
    with pytest.raises(ValueError, match="refused"):
        await retry(attempts, judge(final=ValueError("refused")), within=5, pause=0.001)
    assert attempts.made == 1


async def test_retrying_fails_when_the_time_is_over() -> None:
    with pytest.raises(DeliveryError, match="no line") as caught:
        await retry(Attempts(99), judge(), within=0.01, pause=0.02)
    assert not isinstance(caught.value, UncertainError)


async def test_an_attempt_with_unknown_effect_is_not_repeated() -> None:
    attempts = Attempts(1)
    with pytest.raises(UncertainError):
        await retry(attempts, judge("unknown"), within=5, pause=0.001)
    assert attempts.made == 1


async def test_the_effect_stays_unknown_if_time_is_over_before_looking_it_up() -> None:
    with pytest.raises(UncertainError):
        await retry(Attempts(99), judge("unknown"), within=0.01, pause=0.02, look_up=look_up("found"))


async def test_a_repeatable_attempt_with_unknown_effect_is_repeated() -> None:
    assert await retry(Attempts(2), judge("unknown"), within=5, pause=0.001, repeatable=True) == "done"


async def test_a_result_found_by_looking_up_is_returned_without_another_attempt() -> None:
    attempts = Attempts(1)
    assert await retry(attempts, judge("unknown"), within=5, pause=0.001, look_up=look_up("found")) == "found"
    assert attempts.made == 1


async def test_an_attempt_is_repeated_if_looking_up_finds_nothing() -> None:
    attempts = Attempts(2)
    assert await retry(attempts, judge("unknown"), within=5, pause=0.001, look_up=look_up(None)) == "done"
    assert attempts.made == 3


async def test_a_reported_failure_is_trusted_if_looking_up_is_impossible() -> None:
    assert await retry(Attempts(1), judge("refused"), within=5, pause=0.001, look_up=cannot_look_up) == "done"
    with pytest.raises(UncertainError):
        await retry(Attempts(1), judge("unknown"), within=5, pause=0.001, look_up=cannot_look_up)


class LateEffect:
    """An attempt whose effect shows only after so many seconds of waiting."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Take note of a wait."""
        self.waits.append(seconds)

    async def look_up(self) -> str | None:
        """Find the effect if there was enough time."""
        return "found" if sum(self.waits) >= self.seconds else None


@pytest.mark.parametrize("effect", ["unknown", "refused"])
@pytest.mark.parametrize("within", [5.0, 0.0])
async def test_an_effect_that_shows_late_is_looked_up_after_a_wait(effect: Effect, within: float) -> None:
    attempts, late = Attempts(99), LateEffect(30)
    assert (
        await retry(
            attempts, judge(effect), within=within, pause=0.001, look_up=late.look_up, settle=30, sleep=late.sleep
        )
        == "found"
    )
    assert (attempts.made, late.waits) == (1, [30])


async def test_an_attempt_without_effect_needs_no_long_wait() -> None:
    late = LateEffect(30)
    assert await retry(Attempts(2), judge(), within=5, pause=1, look_up=late.look_up, settle=30, sleep=late.sleep) == (
        "done"
    )
    assert max(late.waits) < 5


@pytest.mark.parametrize("effect", ["unknown", "refused"])
async def test_what_keeps_failing_is_looked_up_each_time_and_ends(effect: Effect) -> None:
    attempts, late = Attempts(9999), LateEffect(1e9)
    with pytest.raises(DeliveryError, match=r"not done in 0 s") as caught:
        await retry(
            attempts, judge(effect), within=0.2, pause=0.001, look_up=late.look_up, settle=0.01, sleep=_sleep(late)
        )
    assert type(caught.value) is DeliveryError
    assert 1 < attempts.made == len(late.waits)


async def test_the_effect_is_unknown_if_looking_up_is_impossible_at_the_end() -> None:
    with pytest.raises(UncertainError):
        await retry(Attempts(9), judge("unknown"), within=0, pause=0.01, look_up=cannot_look_up, settle=0.01)


def _sleep(late: LateEffect) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        await late.sleep(seconds)
        await asyncio.sleep(seconds)

    return sleep


def test_pauses_double_up_to_the_longest_pause() -> None:
    pauses = backoff(1, 8)
    for longest in (1, 2, 4, 8, 8):
        assert longest / 2 <= next(pauses) <= longest


def test_pauses_between_connections_double_until_one_was_stable() -> None:
    pauses = ReconnectPauses(Timeouts(first_backoff=1, longest_backoff=4, stable_after=30))
    for lasted, longest in ((0, 1), (30, 2), (0, 4), (0, 4), (31, 1), (0, 2)):
        assert longest / 2 <= pauses.after(lasted) <= longest


async def test_persisting_goes_on_until_success_and_logs_each_failure(caplog: pytest.LogCaptureFixture) -> None:
    attempts = Attempts(3)
    assert await persist(attempts, judge(), first=0.001, longest=0.002) == "done"
    assert attempts.made == 4
    assert caplog.text.count("no line; next attempt in 0.0 s") == 3


async def test_persisting_ends_with_a_final_failure() -> None:
    attempts = Attempts(9)
    with pytest.raises(ValueError, match="refused"):
        await persist(attempts, judge(final=ValueError("refused")), first=0.001, longest=0.002)
    assert attempts.made == 1
