"""Trying again: within a time, never so that something is done twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.adapters.common.retry import Done, Failure, UnableError, backoff, retry
from bot.core.errors import DeliveryError, UncertainError


class Attempts:
    """Fails so often, then succeeds; counts the attempts."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self.failures:
            raise OSError("no line")
        return "done"


def judge(done: Done = "no", final: Exception | None = None) -> Callable[[Exception], Failure]:
    """Judge every error alike."""
    return lambda error: Failure(str(error), done, final=final)


def look_up(found: str | None) -> Callable[[], Awaitable[str | None]]:
    """Look for what an attempt did."""

    async def look() -> str | None:
        return found

    return look


async def unable() -> str | None:
    """Can't see whether it was done."""
    raise UnableError


async def test_an_attempt_that_did_nothing_is_made_again() -> None:
    attempts = Attempts(3)
    assert await retry(attempts, judge(), within=5, pause=0.001) == "done"
    assert attempts.made == 4


async def test_what_cannot_succeed_is_not_tried_again() -> None:
    attempts = Attempts(1)
    with pytest.raises(ValueError, match="refused"):
        await retry(attempts, judge(final=ValueError("refused")), within=5, pause=0.001)
    assert attempts.made == 1


async def test_it_ends_when_the_time_is_over() -> None:
    with pytest.raises(DeliveryError, match="no line") as caught:
        await retry(Attempts(99), judge(), within=0.01, pause=0.02)
    assert not isinstance(caught.value, UncertainError)


async def test_an_attempt_of_unknown_result_is_not_made_again() -> None:
    attempts = Attempts(1)
    with pytest.raises(UncertainError):
        await retry(attempts, judge("unknown"), within=5, pause=0.001)
    assert attempts.made == 1


async def test_an_unknown_result_stays_unknown_when_the_time_is_over() -> None:
    with pytest.raises(UncertainError):
        await retry(Attempts(99), judge("unknown"), within=0.01, pause=0.02, look_up=look_up("found"))


async def test_a_repeatable_attempt_of_unknown_result_is_made_again() -> None:
    assert await retry(Attempts(2), judge("unknown"), within=5, pause=0.001, repeatable=True) == "done"


async def test_what_is_found_is_the_result() -> None:
    attempts = Attempts(1)
    assert await retry(attempts, judge("unknown"), within=5, pause=0.001, look_up=look_up("found")) == "found"
    assert attempts.made == 1


async def test_if_nothing_is_found_it_is_tried_again() -> None:
    attempts = Attempts(2)
    assert await retry(attempts, judge("unknown"), within=5, pause=0.001, look_up=look_up(None)) == "done"
    assert attempts.made == 3


async def test_if_nobody_can_look_the_word_of_the_other_side_is_trusted() -> None:
    assert await retry(Attempts(1), judge("said no"), within=5, pause=0.001, look_up=unable) == "done"
    with pytest.raises(UncertainError):
        await retry(Attempts(1), judge("unknown"), within=5, pause=0.001, look_up=unable)


def test_pauses_double_up_to_the_longest() -> None:
    pauses = backoff(1, 8)
    for longest in (1, 2, 4, 8, 8):
        assert longest / 2 <= next(pauses) <= longest
