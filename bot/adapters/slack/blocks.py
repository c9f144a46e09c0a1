"""Block Kit's objects, of which messages are made, each within Slack's limits for it. Pure.

Stored or typed text goes into `plain_text` or literal `rich_text`, because Slack reads no markup there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from bot.adapters.slack.payloads import Json
from bot.core.controls import Button, Picker
from bot.core.events import Choice
from bot.core.shorten import shorten, width

Block: TypeAlias = Json
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
"""Most characters of a short text that accompanies a statement."""
LABELS = 4_000
"""Most characters of all labels that are repeated above their buttons."""
MOST_RUNS = 1_000
"""Most runs of one rich text."""
_PLACEHOLDER = 150
_SEPARATOR = "|"
"""Separates the parts of a picker's action_id."""


def fit(text: str, limit: int) -> str:
    """Shorten a text to `limit` at a word, with an ellipsis. A text that fits stays unchanged."""
    return shorten(text, limit, width)


def weight(part: object) -> int:
    """Count the characters of all texts in a block or in a part of one."""
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
    """Make a text without markup. Slack refuses an empty one, so a dash replaces it."""
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
    """Make a text of runs, each with its style. They need no escaping, and a style may change inside a word."""
    elements = [
        {"type": "text", "text": text, **({"style": {style: True}} if style else {})} for text, style in runs if text
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


# ---------------------------------------------------------------- what can be pressed


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(button: Button) -> Block:
    """Make a button. `render` adds a number to its action_id, which must be unique in a message."""
    return {
        "type": "button",
        "action_id": button.action.name,
        "text": plain(button.label, LABEL),
        "value": button.action.code,
    }


def select(picker: Picker) -> Block | None:
    """Make a picker; None if it would be empty. Its action_id says how to handle a choice and what somebody types."""
    completes = picker.completes
    block = {"action_id": picker.action.code, "placeholder": plain(picker.label, _PLACEHOLDER)}
    if completes:
        action_id = _SEPARATOR.join((picker.action.code, completes.command, completes.option))
        return {**block, "type": "external_select", "action_id": action_id, "min_query_length": 0}
    if not picker.choices:
        return None
    return {**block, "type": "static_select", "options": options(picker.choices)}


def options(choices: Sequence[Choice]) -> list[Block]:
    """Make the entries of a picker."""
    return [{"text": plain(choice.label, LABEL), "value": choice.value} for choice in choices]


def read_select(action_id: str) -> tuple[str, str, str]:
    """Split a picker's action_id into code, command and option.

    A choice completes the code. Command and option are empty if the picker has all its choices from the start.
    """
    code, _, rest = action_id.partition(_SEPARATOR)
    command, _, option = rest.partition(_SEPARATOR)
    return code, command, option
