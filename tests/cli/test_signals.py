"""Being stopped by a signal, on systems whose event loop hears of signals and on Windows."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from bot.app import stop_on_signals


@pytest.fixture(autouse=True)
def _same_handlers_afterwards() -> Iterator[None]:
    """Leave no handler behind."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("windows", [False, True], ids=["here", "as on Windows"])
async def test_a_signal_stops_it(monkeypatch: pytest.MonkeyPatch, number: signal.Signals, windows: bool) -> None:
    loop = asyncio.get_running_loop()

    def unknown(*_: object) -> None:
        raise NotImplementedError

    if windows:
        monkeypatch.setattr(loop, "add_signal_handler", unknown)
    stop = asyncio.Event()
    stop_on_signals(stop)
    os.kill(os.getpid(), number)
    await asyncio.wait_for(stop.wait(), 10)
