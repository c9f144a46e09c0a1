"""Make the bodies of messages from replies."""

from __future__ import annotations

from typing import Final

from bot.adapters.slack import render
from bot.adapters.slack.interactions import block_id
from bot.adapters.slack.payloads import Json
from bot.core.replies import Reply

_MOST_BLOCKS: Final = 50

LITERAL: Final = {"parse": "none", "link_names": False}
PLAIN: Final = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def message_body(reply: Reply, thread: str | None = None) -> Json:
    """Make text and blocks of a reply. A press on it will name the question that opened `thread`."""
    blocks = render.blocks(reply)
    for index, block in enumerate(blocks):
        if block["type"] in {"actions", "context_actions"} or "accessory" in block:
            block["block_id"] = block_id(thread, index)
    return {"text": render.fallback(reply), "blocks": blocks}


def prefixed(body: Json, line: str) -> Json:
    """Put a line of Slack's markup above a message."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": line}}
    return {**body, "text": f"{line}\n{body['text']}", "blocks": [section, *body.get("blocks", ())][:_MOST_BLOCKS]}
