"""Retry failed attempts within a time, and never so that something is done twice."""

from __future__ import annotations

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
