"""Large replies are rendered in a thread, small ones at once."""

from __future__ import annotations

import threading

import pytest

from bot.adapters.common.rendering import render_off_loop
from bot.core.replies import Notice, Reply


@pytest.mark.parametrize(("text", "on_loop"), [("Fog.", True), ("Fog. " * 1_000, False)])
async def test_a_large_reply_does_not_block_the_event_loop(text: str, on_loop: bool) -> None:
    def render(reply: Reply) -> threading.Thread:
        return threading.current_thread()

    assert (await render_off_loop(render, Notice(text)) is threading.current_thread()) == on_loop
