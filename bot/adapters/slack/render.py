"""Render replies as Block Kit. Pure: each element of a document becomes one or several `blocks`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Literal, TypeAlias, assert_never

from bot.adapters.slack import mrkdwn, pressables
from bot.adapters.slack.blocks import (
    ASIDE,
    HEADER,
    LABEL,
    MESSAGE,
    MOST_BLOCKS,
    MOST_VIEW_BLOCKS,
    SECTION,
    Block,
    context,
    divider,
    fit,
    header,
    marked,
    plain,
    section,
    weight,
    words,
)  # fmt: skip
from bot.adapters.slack.rich_text import (
    Run,
    Style,
    is_too_long,
    paragraph,
    paragraphs,
    preformatted,
    quotation,
    rich,
    run,
    runs,
    split,
)  # fmt: skip
from bot.core import texts
from bot.core.comparison import Diff, DiffKind, DiffLegend, DiffSegment
from bot.core.controls import Button
from bot.core.cutting import TOO_LARGE, Size
from bot.core.document import (
    Actions,
    Divider,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Preformatted,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.fitting import fit as fit_document
from bot.core.plain_text import plain_text
from bot.core.replies import Reply
from bot.core.shorten import at_sentence, label, pieces, width
from bot.core.words import Words
from bot.core.words import plain as plain_words

Place: TypeAlias = Literal["message", "view", "item"]
"""Where an element is: in a message, in a view such as the Home, or in one of several items."""

FALLBACK, SENTENCE, ROW = 1_200, 1_000, 1_600
"""Most characters of the text for notifications, of one of the bot's own texts, and of the text of a row."""
LABELS = 4_000
"""Most characters of all labels that are repeated above their buttons."""
LOUD = 200
"""A statement of at most so many characters is bold. Longer ones are hard to read in bold."""
_STYLES: dict[DiffKind, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}


def blocks(reply: Reply, *, view: bool = False) -> list[Block]:
    """Render a reply as the blocks of a message, or with `view` of a view, within all of Slack's limits."""
    room = Size(MESSAGE - width(fallback(reply)), MOST_VIEW_BLOCKS if view else MOST_BLOCKS)
    place: Place = "view" if view else "message"
    shown = fit_document(reply.document().elements, room, partial(_measure, place))
    made = [block for element in shown for block in _render(element, place)]
    return pressables.numbered(made) or [section(plain(""))]


def fallback(reply: Reply) -> str:
    """Render a reply as one text for notifications and screen readers, in which no markup takes effect.

    A long one ends with a sentence or a line.
    """
    text = plain_text(reply.document(), 2 * FALLBACK)
    safe = mrkdwn.literal(at_sentence(text, FALLBACK, width))
    return safe if width(safe) <= 2 * FALLBACK else mrkdwn.literal(at_sentence(text, FALLBACK // 6, width))


def _measure(place: Place, element: Element) -> Size:
    made = list(_render(element, place))
    return TOO_LARGE if any(map(is_too_long, made)) else Size(weight(made), len(made))


def _render(element: Element, place: Place) -> Iterator[Block]:  # noqa: C901 - a case for each element
    match element:
        case Heading(level=1):
            yield header(element.text)
        case Heading():
            yield rich(paragraph([run(label(element.text, HEADER, width) or "–", "bold")]))
        case Text():
            yield _text(element)
        case Passage():
            yield from _passage(element, place)
        case Diff():
            yield rich(paragraph(_compared(element.segments)))
            if element.is_cut:
                yield context(plain(texts.COMPARISON_CUT, ASIDE))
        case DiffLegend():
            old, new = (mrkdwn.fitted(meaning, ASIDE) for meaning in (element.old, element.new))
            yield context(marked(f"~struck out~ {old} · *bold* {new}"))
        case Preformatted():
            yield rich(preformatted(element.text))
        case Fields():
            yield from _fields(element)
        case SourceLine():
            yield context(marked(_source(element)))
        case Earlier():
            yield from (context(plain(piece)) for piece in pieces(f"{element.label}: {element.text}", SECTION, width))
        case Divider() | Panel(tone="closing"):
            yield divider()
        case Items():
            for group in element.groups:
                if group.heading.strip():
                    yield from _render(Heading(group.heading, 2), place)
                for part in (part for item in group.items for part in item):
                    yield from _render(part, "item")
        case Actions():
            yield from _actions(element, place)
        case Panel():
            pass
        case _:
            assert_never(element)


# ---------------------------------------------------------------- texts


def _text(element: Text) -> Block:
    match element.role:
        case "quiet":
            return context(words(element.shown, 2 * ASIDE))
        case "strong" | "warning":
            return rich(paragraph(runs(_fit(element.shown, ASIDE), "bold")))
    if isinstance(element.shown, str):
        return section(plain(element.shown, SENTENCE))
    return rich(paragraph(runs(_fit(element.shown, SENTENCE))))


def _passage(element: Passage, place: Place) -> Iterator[Block]:
    """Render a text of any length. A quotation has its speaker above it, and what it is about below.

    The joined parts are the text. A short fact that is not one of several is bold.
    """
    loud = not (element.quoted or element.marked or place == "item") and width(element.text) <= LOUD
    around = ((("“", False),), (("”", False),)) if element.quoted else ((), ())
    pieces_of_text = groupby((*around[0], *element.runs, *around[1]), key=lambda piece: piece[1])
    content = [run("".join(text for text, _ in same), "bold" if loud or out else "") for out, same in pieces_of_text]
    above = [_speaker(element.attribution)] if element.attribution else []
    for group in split(content):
        yield rich(*above, quotation(group) if element.quoted else paragraph(group))
        above = []
    if element.is_cut:
        yield context(plain(element.if_cut, ASIDE))
    if element.subject:
        yield context(plain(element.subject, ASIDE))


def _speaker(attribution: str) -> Block:
    """Write who said something, with the name in bold and the role after it."""
    name, comma, role = label(attribution, ASIDE, width).partition(", ")
    return paragraph([run(name or "–", "bold"), *([run(comma + role)] if role else [])])


def _compared(segments: Sequence[DiffSegment]) -> list[Run]:
    """Mark differences: struck out if only the stored text has it, bold if only the given text has it."""
    made: list[Run] = []
    for segment in segments:
        if text := segment.shown.strip():
            made += [*([run(" ")] if made else []), run(text, _STYLES[segment.kind])]
    return made


def _fields(element: Fields) -> Iterator[Block]:
    """Render rows. Those of one line share their blocks."""
    waiting: list[Block] = []
    for row in element.rows:
        name, text = label(row.label, ASIDE // 4, width), _fit(row.text, ROW)
        if row.button is None:
            gap = run("\n" if element.stacked else " ")
            waiting.append(paragraph([_label(name or "–", stacked=element.stacked), gap, *runs(text)]))
        if element.stacked or row.button or row.example:
            yield from paragraphs(waiting)
            waiting = []
        if row.button:
            yield section(marked(_beside(name, text)), pressables.button(row.button))
        if row.example:
            yield context(plain(row.example, ASIDE // 2))
    yield from paragraphs(waiting)


def _label(name: str, *, stacked: bool) -> Run:
    """Write the label of a row, with a colon if the text follows in the same line."""
    return run(name if stacked or name.endswith((":", ".", "?", "!")) else f"{name}:", "bold")


def _beside(name: str, text: Words) -> str:
    """Write a row in mrkdwn, as only that can have a button next to it."""
    shown = mrkdwn.sentence(text, ROW)
    return f"*{mrkdwn.escape(name)}*\n{shown}" if name else shown


def _source(element: SourceLine) -> str:
    """Write where something comes from in one line, as Slack puts nothing between two texts of small print."""
    title = fit(element.title, ASIDE // 2)
    linked = mrkdwn.link(element.url, title) or mrkdwn.fitted(title, 2 * ASIDE)
    return " · ".join(filter(None, (linked, mrkdwn.fitted(element.details, 2 * ASIDE))))


def _fit(sentence: Words, limit: int) -> Words:
    """Shorten a sentence. If that is necessary, its moments are written as text."""
    text = plain_words(sentence)
    return sentence if width(text) <= limit else fit(text, limit)


# ---------------------------------------------------------------- what can be pressed


def _actions(element: Actions, place: Place) -> Iterator[Block]:
    """Render everything that can be pressed. If stacked, each button has a block of its own.

    Feedback comes last, with the signs that are for one person. A view has only ordinary buttons.
    """
    ordinary, quiet = element.pressable, []
    if place != "view":
        signs = [button for button in element.buttons if button.only_for]
        ordinary = tuple(button for button in element.buttons if not button.only_for)
        quiet = [*([pressables.feedback(element.feedback)] if element.feedback else []), *map(pressables.icon, signs)]
    if element.stacked:
        yield from _stacked(ordinary)
        ordinary = ()
    pickers = [(picker, made) for picker in element.pickers if (made := pressables.select(picker))]
    short = [made for picker, made in pickers if not pressables.is_settled(picker)]
    if together := [*map(pressables.button, ordinary), *map(pressables.link, element.links), *short]:
        yield pressables.actions(*together)
    for picker, made in pickers:
        if pressables.is_settled(picker):
            yield section(plain(picker.label, SENTENCE), made)
    for n in range(0, len(quiet), pressables.MOST_QUIET):
        yield pressables.quiet_actions(*quiet[n : n + pressables.MOST_QUIET])


def _stacked(buttons: Sequence[Button]) -> Iterator[Block]:
    """Render each button in its own block. A label that is too long for it is repeated above."""
    for button in buttons:
        if width(button.label) > LABEL:
            yield section(plain(button.label, LABELS // len(buttons)))
        yield pressables.actions(pressables.button(button))
