"""A signal stops the bot, also on Windows, where the event loop takes no signal handlers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from bot.serving import stop_on_signals
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def _restore_signal_handlers() -> Iterator[None]:
    """Restore the signal handlers after each test."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("windows", [False, True], ids=["on this system", "as on Windows"])
async def test_sigterm_and_sigint_set_the_stop_event(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals, windows: bool
) -> None:
    loop = asyncio.get_running_loop()

    def not_implemented(*_: object) -> None:
        raise NotImplementedError

    if windows:
        monkeypatch.setattr(loop, "add_signal_handler", not_implemented)
    stop = asyncio.Event()
    stop_on_signals(stop)
    os.kill(os.getpid(), number)
    await asyncio.wait_for(stop.wait(), PATIENCE)
