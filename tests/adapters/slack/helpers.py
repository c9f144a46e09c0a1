"""Help several tests of the Slack adapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack import render
from bot.core.document import Document, Element
from bot.core.replies import Reply
from tests.standins.slack import Shown, kit, rich_text


@dataclass(frozen=True)
class AnyReply:
    """A reply with any elements."""

    elements: tuple[Element, ...]
    private: bool = False

    def document(self) -> Document:
        """Return them."""
        return Document.of(*self.elements, private=self.private)


def shown(reply: Reply) -> Shown:
    """Render a reply, assert that Slack accepts it, and return what a person sees."""
    blocks, text = render.blocks(reply), render.fallback(reply)
    assert kit.problems(blocks) == []
    assert text.strip()
    assert not kit.PING.search(text)
    assert kit.characters(blocks, text) <= kit.MOST_CHARACTERS
    return Shown("1.1", "C1", "U1", text, blocks)


def large(message: Shown) -> str:
    """Return the text in ordinary size."""
    return "".join(_large(message.blocks))


def quoted(message: Shown) -> str:
    """Return what looks like a quotation."""
    rich = (block for block in message.blocks if block["type"] == "rich_text")
    parts = (part for block in rich for part in block["elements"] if part["type"] == "rich_text_quote")
    return "".join(run["text"] for part in parts for run in part["elements"])


def _large(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]["text"]
        elif block["type"] == "rich_text":
            yield from (run["text"] for part in block["elements"] for run in rich_text.runs(part))
