"""The parts that messages are laid out with: Block Kit's objects, each within Slack's limits for it. Pure.

Whatever is stored or typed by people goes into `plain_text` or literal `rich_text`, where nothing happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from bot.core.document import Button, Picker
from bot.core.events import Choice
from bot.core.shorten import shorten

Block: TypeAlias = dict[str, Any]
Style: TypeAlias = Literal["bold", "strike", ""]

MESSAGE = 13_000
"""Most characters in one message, all blocks and the fallback text together."""
MOST_BLOCKS = 50
"""Most blocks in one message."""
SECTION = 3_000
"""Most characters in one section."""
HEADER = 150
LABEL = 75
"""Most characters on a button, and in an entry of a picker."""
ASIDE = 400
"""Most characters of anything that stands beside a statement."""
MOST_BUTTONS = 6
"""Most buttons under one reply."""
_PLACEHOLDER = 150
_MOST_CHOICES = 100
_BETWEEN = "|"
"""Stands between the parts of a picker's action_id."""


def width(text: str) -> int:
    """A text's length as Slack may count it: in UTF-16 units, where an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def fit(text: str, limit: int) -> str:
    """Shorten a text to `limit` at a word, with an ellipsis; one that fits stays as it is."""
    return shorten(text, limit, width)


def weight(part: object) -> int:
    """Characters of all texts in a block, or in anything within one."""
    match part:
        case {"text": str(text)}:
            return width(text)
        case dict():
            return sum(weight(inner) for inner in part.values())
        case list():
            return sum(weight(inner) for inner in part)
    return 0


# ---------------------------------------------------------------- texts


def plain(text: str, limit: int = SECTION) -> Block:
    """Text that shows to the letter. Slack refuses one without any sign."""
    return {"type": "plain_text", "text": fit(text, limit) if text.strip() else "–", "emoji": False}


def section(text: Block, beside: Block | None = None) -> Block:
    return {"type": "section", "fields": [text, beside]} if beside else {"type": "section", "text": text}


def context(*elements: Block) -> Block:
    return {"type": "context", "elements": list(elements)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def divider() -> Block:
    return {"type": "divider"}


def rich(runs: Sequence[tuple[str, Style]]) -> Block:
    """Runs of text, each with its style. They need no escaping, and a style holds wherever its run begins and ends."""
    elements = [
        {"type": "text", "text": text, **({"style": {style: True}} if style else {})} for text, style in runs if text
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


# ---------------------------------------------------------------- what can be pressed


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(button: Button) -> Block:
    """A button; whoever lays out the message adds a number to its action_id."""
    return {
        "type": "button",
        "action_id": button.action.name,
        "text": plain(button.label, LABEL),
        "value": button.action.code,
    }


def select(picker: Picker) -> Block | None:
    """A picker; None where there would be nothing in it. Its action_id says what becomes of a choice and of typing."""
    asked = picker.completes
    block = {"action_id": picker.action.code, "placeholder": plain(picker.label, _PLACEHOLDER)}
    if asked:
        action_id = _BETWEEN.join((picker.action.code, asked.command, asked.option))
        return {**block, "type": "external_select", "action_id": action_id, "min_query_length": 0}
    if not picker.choices:
        return None
    return {**block, "type": "static_select", "options": options(picker.choices)}


def options(choices: Sequence[Choice]) -> list[Block]:
    """The entries of a picker."""
    return [{"text": plain(choice.label, LABEL), "value": choice.value} for choice in choices[:_MOST_CHOICES]]


def read_select(action_id: str) -> tuple[str, str, str]:
    """Read a picker's action_id: the code that a choice completes; and command and option, empty where all is there."""
    code, _, rest = action_id.partition(_BETWEEN)
    command, _, option = rest.partition(_BETWEEN)
    return code, command, option
