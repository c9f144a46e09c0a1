"""Discord's rate limits: a lane for each of its limits, the limit for all requests, and the limit of invalid ones.

Source: Discord's documentation, "Rate Limits". Each lane lets one request through at a time, in the order in which
they came. So after a 429 no other request of the lane is refused, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from bot.core.errors import DeliveryError, LateError

log = logging.getLogger(__name__)

_PER_SECOND = 45
"""Requests a second. Discord allows 50; a few are left for what is not counted here."""
_INVALID_WINDOW = 600.0
"""Seconds in which Discord counts invalid requests. Beyond 10,000 it bans the address."""
_MOST_INVALID, _MOST_INVALID_URGENT = 700, 900
"""Invalid requests in that time after which no others are sent, and after which no answers to interactions are sent."""
_KEPT_LANES = 256
_MARGIN = 0.05
"""Seconds that are waited in addition, as Discord's figures are rounded and its clock is not ours."""


@dataclass(slots=True)
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The request that has it may be sent. The lock keeps the order of those who wait."""
    free_at: float = 0.0
    """When Discord allows the next request, on the clock of the event loop."""
    users: int = 0


class RateLimits:
    """Says when a request may be sent. Answers to interactions are exempt from the limit for all requests."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._all_free_at = 0.0
        """When Discord allows the next request that is not exempt."""
        self._sent: deque[float] = deque()
        """When requests that are not exempt were sent in the last second."""
        self._invalid: deque[float] = deque()
        """When Discord refused requests in the last ten minutes."""
        self._held = False
        """Whether requests are held back because too many were invalid."""

    @contextlib.asynccontextmanager
    async def turn(self, name: str, deadline: float) -> AsyncIterator[None]:
        """Wait for the turn in a lane, and keep it. A request without a name is in no lane.

        Raises LateError if the turn does not come before the deadline (on the clock of the event loop).
        """
        if not name:
            yield
            return
        lane = self._lanes.setdefault(name, _Lane())
        lane.users += 1
        try:
            try:
                async with asyncio.timeout_at(deadline):
                    await lane.turn.acquire()
            except TimeoutError:
                raise LateError("too many requests wait for their turn") from None
            try:
                yield
            finally:
                lane.turn.release()
        finally:
            lane.users -= 1
            self._forget_lanes()

    async def wait(self, name: str, deadline: float, *, exempt: bool) -> None:
        """Wait until Discord allows the next request of a lane.

        Raises LateError if that is after the deadline, and DeliveryError if too many requests were invalid lately.
        """
        self._check_invalid(exempt=exempt)
        while True:
            now = _now()
            free_at = max(self._free_at(name), 0.0 if exempt else self._next_for_all(now))
            if free_at > deadline:
                raise LateError(f"Discord allows no more requests for {free_at - now:.0f} seconds")
            if free_at <= now:
                break
            await asyncio.sleep(free_at - now)
        if not exempt:
            self._sent.append(now)

    def note(self, name: str, headers: Mapping[str, str]) -> None:
        """Note from an answer when a lane is used up, so that the next request waits and gets no 429."""
        if name and headers.get("X-RateLimit-Remaining") == "0":
            self.block(name, seconds(headers.get("X-RateLimit-Reset-After")))

    def block(self, name: str, wait: float, *, everywhere: bool = False) -> None:
        """Allow no request of a lane for `wait` seconds, or of all lanes."""
        free_at = _now() + wait + _MARGIN
        if everywhere:
            self._all_free_at = max(self._all_free_at, free_at)
        elif name:
            lane = self._lanes.setdefault(name, _Lane())
            lane.free_at = max(lane.free_at, free_at)

    def note_invalid(self) -> None:
        """Note that Discord refused a request in a way that counts towards a ban: 401, 403 or 429."""
        self._invalid.append(_now())

    def _check_invalid(self, *, exempt: bool) -> None:
        while self._invalid and self._invalid[0] < _now() - _INVALID_WINDOW:
            self._invalid.popleft()
        held = len(self._invalid) >= (_MOST_INVALID_URGENT if exempt else _MOST_INVALID)
        if held and not self._held:
            log.error(
                "Discord refused %d requests in the last 10 minutes, and bans the address after 10,000. "
                "I send fewer until it is better. The lines above say what was refused.",
                len(self._invalid),
            )
        self._held = len(self._invalid) >= _MOST_INVALID
        if held:
            raise DeliveryError("Discord refused too many requests in the last 10 minutes")

    def _free_at(self, name: str) -> float:
        return self._lanes[name].free_at if name in self._lanes else 0.0

    def _next_for_all(self, now: float) -> float:
        """Return when the limit for all requests allows the next one."""
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        return max(self._all_free_at, self._sent[0] + 1 if len(self._sent) >= _PER_SECOND else 0.0)

    def _forget_lanes(self) -> None:
        """Forget the lanes that nobody uses, if there are many."""
        if len(self._lanes) > _KEPT_LANES:
            now = _now()
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.users or lane.free_at > now}


def seconds(*values: object) -> float:
    """Return the first of `values` that is a number, in seconds; 0 if none is."""
    for value in values:
        try:
            return max(0.0, float(str(value)))
        except ValueError:
            continue
    return 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
