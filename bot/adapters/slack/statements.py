"""A statement, and what stands under it: the blocks that cards and digests have in common. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.adapters.slack.blocks import (
    ASIDE,
    SECTION,
    Block,
    actions,
    button,
    context,
    fit,
    pieces,
    plain,
    section,
    select,
    weight,
)
from bot.adapters.slack.mrkdwn import link
from bot.core import texts
from bot.core.models import Quote, Statement
from bot.core.replies import Button, Picker

MOST_BESIDE = 3
"""Most earlier statements, and most other sources, under one statement that there is no room for as a whole."""
_MOST_BUTTONS = 5
"""Most buttons on one card. With these limits even the oddest card leaves room for some of its statement."""


def spoken(text: str, statement: Statement | None) -> str:
    """A text as it is shown: what is a quotation in quotation marks, to the letter."""
    return f"“{text}”" if isinstance(statement, Quote) else text


def to_the_letter(text: str) -> Iterator[Block]:
    """A text of any length, in sections that joined are the text."""
    for piece in pieces(text, SECTION):
        yield section(plain(piece))


def attributed(statement: Statement | None) -> str:
    """Whose words these are; empty for what is no quotation."""
    return f"— {fit(texts.attribution(statement), ASIDE)}" if isinstance(statement, Quote) else ""


def source(statement: Statement, *before: Block) -> Block:
    """Where a statement comes from and for when it holds, and its id; `before` stands in front of that."""
    title = fit(statement.source.title, ASIDE // 2)
    linked = link(statement.source.url, title)
    return context(
        *before,
        {"type": "mrkdwn", "text": linked} if linked else plain(title),
        plain(texts.provenance(statement), ASIDE // 2),
        plain(texts.as_of(statement), ASIDE // 2),
        plain(statement.id),
    )


def within(room: int, stacked: Iterable[Block]) -> Iterator[Block]:
    """As many blocks from the top as there is room for."""
    for block in stacked:
        room -= weight(block)
        if room < 0:
            return
        yield block


def pressable(buttons: Sequence[Button], picker: Picker | None = None) -> Iterator[Block]:
    """What can be pressed, in one block; nothing where there is nothing."""
    elements = [button(each, number) for number, each in enumerate(buttons[: _MOST_BUTTONS + 1])]
    if picker and (chooser := select(picker)):
        elements.append(chooser)
    if elements:
        yield actions(*elements)
