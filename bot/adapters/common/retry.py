"""Repeat what failed, with doubling pauses: within a time or without end, and never so that something is done twice."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from bot.adapters.common.timeouts import Timeouts
from bot.core.errors import DeliveryError, LateError, UncertainError

log = logging.getLogger(__name__)

T = TypeVar("T")
Effect: TypeAlias = Literal["none", "refused", "unknown"]
"""What a failed attempt did: certainly nothing; nothing, according to the other side; unknown."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed attempt means."""

    problem: str
    """Description for the log, without secrets."""
    effect: Effect = "none"
    after: float = 0.0
    """Seconds that the other side asks to wait at least."""
    final: Exception | None = None
    """What to raise if trying again can't help."""


class UnverifiableError(Exception):
    """Raised if it is impossible to find out whether an attempt had its effect."""


def backoff(first: float, longest: float) -> Iterator[float]:
    """Yield pauses in seconds that double from `first` to `longest`, each at random in its upper half."""
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
        pause = min(pause * 2, longest)


class ReconnectPauses:
    """Pauses between connections. They double, and start again after a connection that was stable."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._pauses = self._from_first()

    def after(self, lasted: float) -> float:
        """Return the pause, in seconds, after a connection that lasted so many seconds."""
        if lasted > self._timeouts.stable_after:
            self._pauses = self._from_first()
        return next(self._pauses)

    def _from_first(self) -> Iterator[float]:
        return backoff(self._timeouts.first_backoff, self._timeouts.longest_backoff)


async def retry(
    attempt: Callable[[], Awaitable[T]],
    judge: Callable[[Exception], Failure],
    *,
    within: float,
    pause: float,
    longest: float = math.inf,
    repeatable: bool = False,
    look_up: Callable[[], Awaitable[T | None]] | None = None,
    settle: float = 0.0,
    sleep: Callable[[float], Awaitable[None]] | None = None,
) -> T:
    """Attempt something until it succeeds, can't succeed, or `within` seconds are over.

    Pauses begin with `pause` seconds and double up to `longest`. An attempt that may have had its effect is repeated
    only if it is `repeatable` (twice does no harm), or if `look_up` finds nothing. What `look_up` finds is the result.
    `judge` classifies an error, or raises it if it is unknown.

    An effect may show late, so `look_up` is called `settle` seconds after the failure. The first such wait is added to
    `within`. What may have had its effect is looked up even at the end. `sleep` waits for so many seconds.

    Raises `Failure.final`, UncertainError if the effect is unknown, and LateError if it was not done in time.
    """
    loop = asyncio.get_running_loop()
    deadline, extended = loop.time() + within, False
    for delay in backoff(pause, min(longest, within)):
        try:
            return await attempt()
        except Exception as error:
            failure = judge(error)
        if failure.final:
            raise failure.final
        wait = max(delay, failure.after)
        late = loop.time() + wait > deadline
        check = look_up if failure.effect != "none" and not repeatable else None
        if check and settle:
            wait = settle if late else max(wait, settle)
            deadline, extended = deadline + (0.0 if extended else settle), True
        elif late or (failure.effect == "unknown" and not repeatable and look_up is None):
            raise _given_up(failure, within, repeatable=repeatable)
        # What is tried without end is a lasting problem that somebody may have to solve.
        level = logging.INFO if math.isfinite(within) else logging.WARNING
        log.log(level, "%s; next attempt in %.1f s", failure.problem, wait)
        await (sleep or asyncio.sleep)(wait)
        if check and (result := await _check_result(check, failure)) is not None:
            return result
        if late:  # the look has shown that it was not done
            raise DeliveryError(f"not done in {within:.0f} s: {failure.problem}")
    raise AssertionError("the pauses never end")


def _given_up(failure: Failure, within: float, *, repeatable: bool) -> DeliveryError:
    """Return the error of what is not tried again, without a look at its effect."""
    if failure.effect == "unknown" and not repeatable:
        return UncertainError(f"It is unknown whether it was done: {failure.problem}")
    return LateError(f"not done in {within:.0f} s: {failure.problem}")


async def persist(
    attempt: Callable[[], Awaitable[T]], judge: Callable[[Exception], Failure], *, first: float, longest: float
) -> T:
    """Attempt something that may be done twice until it succeeds, with pauses from `first` to `longest` seconds.

    `judge` classifies an error, or raises it if it is unknown. Raises `Failure.final`.
    """
    return await retry(attempt, judge, within=math.inf, pause=first, longest=longest, repeatable=True)


async def _check_result(look_up: Callable[[], Awaitable[T | None]], failure: Failure) -> T | None:
    """Check whether an attempt had its effect after all. If that is impossible, trust the other side's answer."""
    try:
        return await look_up()
    except UnverifiableError:
        if failure.effect == "unknown":
            raise UncertainError(f"It is unknown whether it was done: {failure.problem}") from None
        return None
