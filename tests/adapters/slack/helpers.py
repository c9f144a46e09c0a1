"""What several tests of the Slack adapter do."""

from __future__ import annotations

from bot.adapters.slack import render
from bot.core.replies import Reply
from tests.standins.slack import Shown, kit


def shown(reply: Reply) -> Shown:
    """What a person gets to see of a reply; it is checked that Slack would take it."""
    blocks, text = render.blocks(reply), render.fallback(reply)
    assert kit.problems(blocks) == []
    assert text.strip()
    assert not kit.PING.search(text)
    assert kit.characters(blocks, text) <= kit.MOST_CHARACTERS
    return Shown("1.1", "C1", "U1", text, blocks)
