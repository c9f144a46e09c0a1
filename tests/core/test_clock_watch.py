"""A clock that jumped is not trusted for a while."""

from __future__ import annotations

from bot.core.clock_watch import ClockWatch
from tests.chat_driver import FixedClock


def test_the_clock_is_trusted_again_a_minute_after_its_last_jump(clock: FixedClock) -> None:
    watch = ClockWatch(clock, clock.monotonic)
    assert watch.now() == clock.now()
    clock.advance(days=3)
    assert watch.now() == clock.now()
    for _ in range(1000):
        clock.advance(seconds=1)
        clock.jump(seconds=0.01)  # a clock that is corrected slowly
        assert watch.now() == clock.now()
    clock.jump(seconds=-6)
    assert watch.now() is None
    clock.advance(seconds=59)
    assert watch.now() is None
    clock.jump(seconds=6)
    clock.advance(seconds=59)
    assert watch.now() is None
    clock.advance(seconds=60)
    assert watch.now() == clock.now()
    assert watch.jumps == 2
