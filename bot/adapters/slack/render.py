"""Replies into Block Kit. Pure: each element of a document has its look here, made of `blocks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.adapters.slack.blocks import (
    ASIDE,
    HEADER,
    LABEL,
    MESSAGE,
    MOST_BLOCKS,
    MOST_BUTTONS,
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
    width,
)  # fmt: skip
from bot.adapters.slack.mrkdwn import escape, link
from bot.core import texts
from bot.core.cutting import TOO_LARGE, Size
from bot.core.document import (
    Actions,
    Diff,
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
    Source,
    Text,
    plain_text,
)  # fmt: skip
from bot.core.fitting import fit as fit_document
from bot.core.replies import Reply
from bot.core.shorten import pieces

FALLBACK, SENTENCE = 1_200, 1_000
"""Most characters of the text for notifications, and of a text of ours."""
_STYLES: dict[str, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}


def blocks(reply: Reply) -> list[Block]:
    """Lay a reply out as blocks, within all of Slack's limits."""
    room = Size(MESSAGE - width(fallback(reply)), MOST_BLOCKS)
    made = _laid_out(fit_document(reply.document().elements, room, _measure))
    return _numbered(made) or [section(plain(""))]


def fallback(reply: Reply) -> str:
    """Say a reply in one text, for notifications and screen readers; safe as mrkdwn."""
    text = plain_text(reply.document(), 2 * FALLBACK)
    escaped = escape(fit(text, FALLBACK))
    return escaped if width(escaped) <= 2 * FALLBACK else escape(fit(text, FALLBACK // 6))


def _measure(element: Element) -> Size:
    if isinstance(element, Diff) and sum(width(text) for text, _ in _runs(element.segments)) > SECTION:
        return TOO_LARGE
    made = list(_look(element))
    return Size(weight(made), len(made))


def _laid_out(elements: Sequence[Element]) -> list[Block]:
    """Lay elements out one beneath another; small print before a source shares its block."""
    made: list[Block] = []
    for before, element in zip((None, *elements), elements, strict=False):
        looks = list(_look(element))
        if isinstance(element, Source) and isinstance(before, Text) and before.role == "quiet":
            looks[0]["elements"] = [*made.pop()["elements"], *looks[0]["elements"]]
        made += looks
    return made


def _numbered(made: list[Block]) -> list[Block]:
    """Tell the buttons of a message from each other: an action_id must not come twice."""
    buttons = (part for block in made if block["type"] == "actions" for part in block["elements"])
    for number, part in enumerate(part for part in buttons if part["type"] == "button"):
        part["action_id"] = f"{part['action_id']}-{number}"
    return made


def _look(element: Element) -> Iterator[Block]:  # noqa: C901 - a case for each element
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
        case Fields():
            for row in element.rows:
                yield from _row(row, stacked=element.stacked)
        case Source():
            yield _source(element)
        case Earlier():
            yield from (context(plain(piece)) for piece in pieces(f"{element.label}: {element.text}", SECTION, width))
        case Divider():
            yield divider()
        case Items():
            for group in element.groups:
                if group.heading.strip():
                    yield from _look(Heading(group.heading, 2))
                for item in group.items:
                    yield from _laid_out(item)
        case Actions():
            yield from _actions(element)
        case Panel():
            pass
        case _:
            assert_never(element)


# ---------------------------------------------------------------- texts


def _text(element: Text) -> Block:
    match element.role:
        case "quiet":
            return context(plain(element.text, 2 * ASIDE))
        case "warning":
            return section(plain("⚠ " + element.text, ASIDE // 2))
        case "strong":
            return section(_bold(fit(element.text, ASIDE)))
    return section(plain(element.text, SENTENCE))


def _passage(element: Passage) -> Iterator[Block]:
    """A text of any length, in sections that joined are the text; what is said of it below."""
    for piece in pieces(element.shown, SECTION, width):
        yield section(plain(piece))
    if element.is_cut and element.if_cut:
        yield context(plain(element.if_cut, ASIDE))
    if element.attribution:
        yield section(plain(f"— {fit(element.attribution, ASIDE)}"))
    if element.subject:
        yield context(plain(element.subject, ASIDE))


def _runs(segments: Sequence[DiffSegment]) -> list[tuple[str, Style]]:
    """What differs: struck out what is held and was not given, bold what was given and is not held."""
    runs: list[tuple[str, Style]] = []
    for segment in segments:
        text = "[…]" if segment.kind == "cut" else segment.text.strip()
        if text:
            runs += [*([(" ", "")] if runs else []), (text, _STYLES[segment.kind])]  # type: ignore[list-item]
    return runs


def _row(row: Row, *, stacked: bool) -> Iterator[Block]:
    """A label with its text beneath or beside it, and an example in small print."""
    if stacked:
        yield rich([(fit(_line(row.label) or "–", ASIDE // 2), "bold"), ("\n" + fit(row.text, ASIDE), "")])
    else:
        yield section(_bold(fit(row.label, ASIDE // 4)), plain(row.text, 4 * ASIDE))
    if row.example:
        yield context(plain(row.example, ASIDE // 2))


def _source(element: Source) -> Block:
    title = fit(element.title, ASIDE // 2)
    linked = link(element.url, title)
    return context(
        {"type": "mrkdwn", "text": linked} if linked else plain(title),
        plain(element.provenance, ASIDE // 2),
        plain(element.as_of, ASIDE // 2),
        plain(element.id),
    )


def _bold(text: str) -> Block:
    return {"type": "mrkdwn", "text": f"*{escape(text)}*"}


def _line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- what can be pressed


def _actions(element: Actions) -> Iterator[Block]:
    """All in one block; if stacked, one under another, so that long labels can be read above their buttons."""
    made = [button(each) for each in element.buttons[:MOST_BUTTONS]]
    chooser = select(element.picker) if element.picker else None
    if not element.stacked:
        if together := [*made, *([chooser] if chooser else [])]:
            yield actions(*together)
        return
    for each, label in zip(made, (each.label for each in element.buttons), strict=False):
        if width(label) > LABEL:
            yield section(plain(label))
        yield actions(each)
    if chooser:
        yield actions(chooser)
