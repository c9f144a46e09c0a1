"""Help several tests of the Slack adapter."""

from __future__ import annotations

from bot.adapters.slack import render
from bot.core.replies import Reply
from tests.standins.slack import Shown, kit


def shown(reply: Reply) -> Shown:
    """Render a reply, assert that Slack accepts it, and return what a person sees."""
    blocks, text = render.blocks(reply), render.fallback(reply)
    assert kit.problems(blocks) == []
    assert text.strip()
    assert not kit.PING.search(text)
    assert kit.characters(blocks, text) <= kit.MOST_CHARACTERS
    return Shown("1.1", "C1", "U1", text, blocks)
