"""Slack's rich text: runs of text, each with its style, in paragraphs and quotations. Pure.

Runs need no escaping, and a style may change inside a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal, TypeAlias

from bot.adapters.slack.blocks import ASIDE, SECTION, Block, weight
from bot.adapters.slack.mrkdwn import DATE_FORMATS
from bot.core.comparison import DiffKind, DiffSegment
from bot.core.shorten import pieces, width
from bot.core.words import Moment, Words, parts

Style: TypeAlias = Literal["bold", "strike", "italic", ""]
Run: TypeAlias = Block

_DIFF: dict[DiffKind, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}

PIECE = SECTION - ASIDE
"""Most characters of one piece of a long text: a heading may be in the same block."""
_MOST_RUNS = 1_000
_MOST_PARTS = 50
"""Most parts, such as paragraphs, in one block."""


def run(text: str, style: Style = "") -> Run:
    """Make a run of text, which must not be empty."""
    return {"type": "text", "text": text, **({"style": {style: True}} if style else {})}


def runs(words: Words, style: Style = "") -> list[Run]:
    """Make the runs of a sentence. Each reader sees its moments in their own time."""
    return [_date(part, style) if isinstance(part, Moment) else run(part, style) for part in parts(words) if part]


def paragraph(content: Sequence[Run]) -> Block:
    """Make a part of a block: a paragraph."""
    return {"type": "rich_text_section", "elements": list(content) or [run("–")]}


def quotation(content: Sequence[Run]) -> Block:
    """Make a part of a block: a quotation, with a line at its side."""
    return {"type": "rich_text_quote", "elements": list(content) or [run("–")]}


def preformatted(text: str) -> Block:
    """Make a part of a block: a block of code, which shows a text verbatim and is easy to copy."""
    return {"type": "rich_text_preformatted", "elements": [run(text or "–")]}


def bullets(several: Sequence[Block]) -> Block:
    """Make a part of a block: a list of paragraphs with bullets."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(several)}


def compared(segments: Sequence[DiffSegment]) -> list[Run]:
    """Mark differences: struck out if only the stored text has it, bold if only the given text has it."""
    made: list[Run] = []
    for segment in segments:
        if text := segment.shown.strip():
            made += [*([run(" ")] if made else []), run(text, _DIFF[segment.kind])]
    return made


def rich(*several: Block) -> Block:
    """Make a block of paragraphs and quotations."""
    return {"type": "rich_text", "elements": list(several)}


def paragraphs(several: Iterable[Block]) -> Iterator[Block]:
    """Make blocks of paragraphs, each block with as many as Slack accepts."""
    together: list[Block] = []
    for part in several:
        if together and (len(together) == _MOST_PARTS or weight([*together, part]) > SECTION):
            yield rich(*together)
            together = []
        together.append(part)
    if together:
        yield rich(*together)


def split(content: Iterable[Run], limit: int = PIECE) -> Iterator[list[Run]]:
    """Split the runs of a long text into groups that Slack accepts, if possible after spaces."""
    group: list[Run] = []
    room = limit
    for piece in chain.from_iterable(_cut(each, limit) for each in content):
        size = weight(piece)
        if group and (size > room or len(group) == _MOST_RUNS):
            yield group
            group, room = [], limit
        group.append(piece)
        room -= size
    if group:
        yield group


def is_too_long(block: Block) -> bool:
    """Return whether a block is rich text that Slack refuses because of its length."""
    return block["type"] == "rich_text" and any(
        weight(part) > SECTION or len(part["elements"]) > _MOST_RUNS for part in block["elements"]
    )


def _cut(each: Run, limit: int) -> Iterator[Run]:
    if each["type"] == "text" and width(each["text"]) > limit:
        yield from ({**each, "text": piece} for piece in pieces(each["text"], limit, width))
    else:
        yield each


def _date(moment: Moment, style: Style) -> Run:
    return {
        "type": "date",
        "timestamp": int(moment.at.timestamp()),
        "format": DATE_FORMATS[moment.form],
        "fallback": moment.text,
        **({"style": {style: True}} if style else {}),
    }
