"""Render replies as Block Kit. Pure: each element of a document becomes one or several `blocks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.adapters.slack.blocks import (
    ASIDE,
    HEADER,
    LABEL,
    LABELS,
    MESSAGE,
    MOST_BLOCKS,
    MOST_RUNS,
    SECTION,
    Block,
    Style,
    actions,
    button,
    context,
    divider,
    fit,
    header,
    plain,
    rich,
    section,
    select,
    weight,
)  # fmt: skip
from bot.adapters.slack.mrkdwn import escape, link
from bot.core import texts, words
from bot.core.cutting import TOO_LARGE, Size
from bot.core.document import (
    Actions,
    Diff,
    DiffLegend,
    DiffSegment,
    Divider,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Row,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.fitting import fit as fit_document
from bot.core.plain_text import legend_text, plain_text
from bot.core.replies import Reply
from bot.core.shorten import pieces, width

FALLBACK, SENTENCE = 1_200, 1_000
"""Most characters of the text for notifications, and of one of the bot's own texts."""
_STYLES: dict[str, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}


def blocks(reply: Reply) -> list[Block]:
    """Render a reply as blocks, within all of Slack's limits."""
    room = Size(MESSAGE - width(fallback(reply)), MOST_BLOCKS)
    made = _render_all(fit_document(reply.document().elements, room, _measure))
    return _number_buttons(made) or [section(plain(""))]


def fallback(reply: Reply) -> str:
    """Render a reply as one text for notifications and screen readers, safe as mrkdwn."""
    text = plain_text(reply.document(), 2 * FALLBACK)
    escaped = escape(fit(text, FALLBACK))
    return escaped if width(escaped) <= 2 * FALLBACK else escape(fit(text, FALLBACK // 6))


def _measure(element: Element) -> Size:
    made = list(_render(element))
    return TOO_LARGE if any(map(_is_refused, made)) else Size(weight(made), len(made))


def _is_refused(block: Block) -> bool:
    """Return whether a block is a comparison that is too long for Slack, alone or in an item."""
    return block["type"] == "rich_text" and (
        weight(block) > SECTION or len(block["elements"][0]["elements"]) > MOST_RUNS
    )


def _render_all(elements: Sequence[Element]) -> list[Block]:
    """Render elements one below another. Small print before a source shares its block."""
    made: list[Block] = []
    for before, element in zip((None, *elements), elements, strict=False):
        rendered = list(_render(element))
        if isinstance(element, SourceLine) and isinstance(before, Text) and before.role == "quiet":
            rendered[0]["elements"] = [*made.pop()["elements"], *rendered[0]["elements"]]
        made += rendered
    return made


def _number_buttons(made: list[Block]) -> list[Block]:
    """Number the buttons of a message: an action_id must be unique there."""
    buttons = (part for block in made if block["type"] == "actions" for part in block["elements"])
    for index, part in enumerate(part for part in buttons if part["type"] == "button"):
        part["action_id"] = f"{part['action_id']}-{index}"
    return made


def _render(element: Element) -> Iterator[Block]:  # noqa: C901 - a case for each element
    match element:
        case Heading(level=1):
            yield header(element.text)
        case Heading():
            yield from (divider(), rich([(fit(_line(element.text), HEADER), "bold")]))
        case Text():
            yield _text(element)
        case Passage():
            yield from _passage(element)
        case Diff():
            yield rich(_runs(element.segments))
            if element.is_cut:
                yield context(plain(texts.COMPARISON_CUT, ASIDE))
        case DiffLegend():
            yield context(plain(legend_text(element), ASIDE))
        case Fields():
            for row in element.rows:
                yield from _row(row, stacked=element.stacked)
        case SourceLine():
            yield _source(element)
        case Earlier():
            yield from (context(plain(piece)) for piece in pieces(f"{element.label}: {element.text}", SECTION, width))
        case Divider():
            yield divider()
        case Items():
            for group in element.groups:
                if group.heading.strip():
                    yield from _render(Heading(group.heading, 2))
                for item in group.items:
                    yield from _render_all(item)
        case Actions():
            yield from _actions(element)
        case Panel():
            pass
        case _:
            assert_never(element)


# ---------------------------------------------------------------- texts


def _text(element: Text) -> Block:
    text = words.plain(element.shown)
    match element.role:
        case "quiet":
            return context(plain(text, 2 * ASIDE))
        case "warning":
            return section(plain(text, ASIDE // 2))
        case "strong":
            return section(_bold(fit(text, ASIDE)))
    return section(plain(text, SENTENCE))


def _passage(element: Passage) -> Iterator[Block]:
    """Render a text of any length in sections, and its attribution below. The joined sections are the text."""
    for piece in pieces(element.shown, SECTION, width):
        yield section(plain(piece))
    if element.is_cut:
        yield context(plain(element.if_cut, ASIDE))
    if element.attribution:
        yield section(plain(f"— {fit(element.attribution, ASIDE)}"))
    if element.subject:
        yield context(plain(element.subject, ASIDE))


def _runs(segments: Sequence[DiffSegment]) -> list[tuple[str, Style]]:
    """Mark differences: struck out if only the stored text has it, bold if only the given text has it."""
    runs: list[tuple[str, Style]] = []
    for segment in segments:
        if text := segment.shown.strip():
            runs += [*([(" ", "")] if runs else []), (text, _STYLES[segment.kind])]  # type: ignore[list-item]
    return runs


def _row(row: Row, *, stacked: bool) -> Iterator[Block]:
    """Render a label with its text beneath or beside it, and an example in small print."""
    if stacked:
        yield rich([(fit(_line(row.label) or "–", ASIDE // 2), "bold"), ("\n" + fit(words.plain(row.text), ASIDE), "")])
    else:
        yield section(_bold(fit(row.label, ASIDE // 4)), plain(words.plain(row.text), 4 * ASIDE))
    if row.example:
        yield context(plain(row.example, ASIDE // 2))


def _source(element: SourceLine) -> Block:
    title = fit(element.title, ASIDE // 2)
    linked = link(element.url, title)
    return context(
        {"type": "mrkdwn", "text": linked} if linked else plain(title),
        plain(element.details, ASIDE),
    )


def _bold(text: str) -> Block:
    return {"type": "mrkdwn", "text": f"*{escape(text)}*"}


def _line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- what can be pressed


def _actions(element: Actions) -> Iterator[Block]:
    """Render all in one block. If stacked, each has its own, and a long label is repeated above its button."""
    made = [button(each) for each in element.pressable]
    chooser = next((select(picker) for picker in element.pickers), None)
    if not element.stacked:
        if together := [*made, *([chooser] if chooser else [])]:
            yield actions(*together)
        return
    for each, label in zip(made, (each.label for each in element.pressable), strict=False):
        if width(label) > LABEL:
            yield section(plain(label, LABELS // len(made)))
        yield actions(each)
    if chooser:
        yield actions(chooser)
