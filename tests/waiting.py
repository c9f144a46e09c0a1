"""Waiting for a state, never for a moment, so that a busy machine makes no test fail."""

from __future__ import annotations

import inspect
from asyncio import get_running_loop, sleep  # bound here: a test may replace `asyncio.sleep` for the product
from collections.abc import Awaitable, Callable

import pytest

PATIENCE = 60.0
"""Seconds after which a wait is given up. It only ends what hangs; no test asserts how long something takes."""
_PAUSE = 0.005

Condition = Callable[[], object | Awaitable[object]]


async def until(
    condition: Condition, what: object = "a condition", *, seconds: float = PATIENCE, pause: float = _PAUSE
) -> None:
    """Wait until a condition holds, which may be a coroutine function; what can be called in `what` tells more."""
    loop = get_running_loop()
    end = loop.time() + seconds
    while not await _holds(condition):
        if loop.time() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what() if callable(what) else what}")
        await sleep(pause)


async def assert_stays(condition: Condition, *, seconds: float = 0.2) -> None:
    """Assert that something holds and goes on to do so for a while.

    A busy machine can hide a fault from this, but never makes one up. Use it if no later event shows the same.
    """
    loop = get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        assert await _holds(condition)
        await sleep(_PAUSE)
    assert await _holds(condition)


async def _holds(condition: Condition) -> object:
    result = condition()
    return await result if inspect.isawaitable(result) else result


def skip_sleep(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let every `asyncio.sleep` of the product end at once; gives the list of the seconds that were asked for."""
    pauses: list[float] = []

    async def skipped(delay: float, result: object = None) -> object:
        pauses.append(delay)
        await sleep(0)
        return result

    monkeypatch.setattr("asyncio.sleep", skipped)
    return pauses
