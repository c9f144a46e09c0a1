"""Block Kit's texts and layout blocks, each within Slack's limits for it. Pure.

Stored or typed text goes into `plain_text` or `rich_text`, because Slack reads no markup there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from bot.adapters.slack import mrkdwn
from bot.adapters.slack.payloads import Json
from bot.core.shorten import shorten, width
from bot.core.words import Words

Block: TypeAlias = Json

MESSAGE = 13_000
"""Most characters in one message, all blocks and the fallback text together."""
MOST_BLOCKS, MOST_VIEW_BLOCKS = 50, 100
"""Most blocks in one message, and in a modal or Home."""
SECTION = 3_000
"""Most characters in one text."""
HEADER = 150
LABEL = 75
"""Most characters on a button, and in an entry of a picker."""
ASIDE = 400
"""Most characters of a short text that accompanies a statement."""


def fit(text: str, limit: int) -> str:
    """Shorten a text to `limit` at a word, with an ellipsis. A text that fits stays unchanged."""
    return shorten(text, limit, width)


def weight(part: object) -> int:
    """Count the characters of all texts in a block or in a part of one."""
    match part:
        case {"text": str(text)} | {"fallback": str(text)}:
            return width(text)
        case dict():
            return sum(weight(inner) for inner in part.values())
        case list():
            return sum(weight(inner) for inner in part)
    return 0


def plain(text: str, limit: int = SECTION) -> Block:
    """Make a text without markup. Slack refuses an empty one, so a dash replaces it."""
    return {"type": "plain_text", "text": fit(text, limit) if text.strip() else "–", "emoji": False}


def marked(markup: str) -> Block:
    """Make a text of Slack's markup, in which nothing else becomes a link. A dash replaces an empty one."""
    return {"type": "mrkdwn", "text": markup if markup.strip() else "–", "verbatim": True}


def words(sentence: Words, limit: int) -> Block:
    """Make a text of a sentence, with markup only if it has moments."""
    return plain(sentence, limit) if isinstance(sentence, str) else marked(mrkdwn.sentence(sentence, limit))


def section(text: Block, beside: Block | None = None) -> Block:
    """Make a block of text, with something to press beside it."""
    return {"type": "section", "text": text} | ({"accessory": beside} if beside else {})


def context(text: Block) -> Block:
    """Make a line of small print. It has one text only, because Slack shows several without anything between them."""
    return {"type": "context", "elements": [text]}


def small_print_together(made: Iterable[Block]) -> list[Block]:
    """Put lines of small print that follow one another into one block, so that there are no gaps between them."""
    together: list[Block] = []
    for block in made:
        joined = _joined(together[-1], block) if together else None
        if joined:
            together[-1] = joined
        else:
            together.append(block)
    return together


def _joined(above: Block, below: Block) -> Block | None:
    """Join two lines of small print; None if they are something else, too long, or plain text that reads as markup."""
    if above["type"] != "context" or below["type"] != "context":
        return None
    texts = [*above["elements"], *below["elements"]]
    lines = "\n".join(text["text"] for text in texts)
    if width(lines) > SECTION:
        return None
    if all(text["type"] == "plain_text" for text in texts):
        return context(plain(lines))
    unmarked = (text["text"] for text in texts if text["type"] == "plain_text")
    return context(marked(lines)) if all(mrkdwn.escape(line) == line for line in unmarked) else None


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def divider() -> Block:
    return {"type": "divider"}
