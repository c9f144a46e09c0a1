"""Render replies as Block Kit. Pure: each element of a document becomes one or several `blocks`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    small_print_together,
    weight,
    words,
)  # fmt: skip
from bot.adapters.slack.lists import items
from bot.adapters.slack.rich_text import (
    compared,
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
from bot.core.comparison import Diff, DiffLegend
from bot.core.controls import Button
from bot.core.cutting import TOO_LARGE, Size
from bot.core.directions import from_left, isolated
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


def blocks(reply: Reply, *, view: bool = False) -> list[Block]:
    """Render a reply as the blocks of a message, or with `view` of a view, within all of Slack's limits."""
    room = Size(MESSAGE - width(fallback(reply)), MOST_VIEW_BLOCKS if view else MOST_BLOCKS)
    place: Place = "view" if view else "message"
    shown = fit_document(reply.document().elements, room, partial(_measure, place))
    made = [block for several in _warnings_together(shown) for block in _rendered(several, place)]
    return pressables.numbered(small_print_together(made)) or [section(plain(""))]


def fallback(reply: Reply) -> str:
    """Render a reply as one text for notifications and screen readers, in which no markup takes effect.

    A long one ends with a sentence or a line.
    """
    text = plain_text(reply.document(), 2 * FALLBACK)
    safe = mrkdwn.literal(at_sentence(text, FALLBACK, width))
    return safe if width(safe) <= 2 * FALLBACK else mrkdwn.literal(at_sentence(text, FALLBACK // 6, width))


def _warnings_together(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Put warnings that follow one another together, so that they are lines without gaps between them."""
    for is_warning, several in groupby(elements, lambda e: isinstance(e, Text) and e.role == "warning"):
        together = list(several)
        yield from [together] if is_warning else ([each] for each in together)


def _rendered(several: Sequence[Element], place: Place) -> Iterator[Block]:
    made = [block for element in several for block in _render(element, place)]
    return iter(made) if len(several) == 1 else paragraphs(part for block in made for part in block["elements"])


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
            yield rich(paragraph(compared(element.segments)))
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
            yield from items(element, lambda part: _render(part, "item"))
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
    if element.cut_note:
        yield context(plain(element.cut_note, ASIDE))
    if element.subject:
        yield context(plain(element.subject, ASIDE))


def _speaker(attribution: str) -> Block:
    """Write who said something, with the name in bold and the role after it."""
    name, comma, role = label(attribution, ASIDE, width).partition(", ")
    return paragraph([run(name or "–", "bold"), *([run(comma + role)] if role else [])])


def _fields(element: Fields) -> Iterator[Block]:
    """Render rows. Those of one line share their blocks. If not all have a button, all are written alike."""
    waiting: list[Block] = []
    stacked = element.stacked or all(row.button for row in element.rows)
    for row in element.rows:
        name, text = _label(label(row.label, ASIDE // 4, width), stacked=stacked), _fit(row.text, ROW)
        gap = "\n" if stacked else " "
        example = fit(row.example, ASIDE // 2)
        if row.button:
            yield from paragraphs(waiting)
            waiting = []
            beside = f"*{mrkdwn.escape(name)}*{gap}" if name else ""
            yield section(marked(beside + mrkdwn.sentence(text, ROW)), pressables.button(row.button))
            if example:
                yield context(plain(example))
        else:
            below = [run("\n"), run(example, "italic")] if example else []
            before = [run(name, "bold"), run(gap)] if name else []
            waiting.append(paragraph([*before, *runs(text), *below]))
        if element.stacked:
            yield from paragraphs(waiting)
            waiting = []
    yield from paragraphs(waiting)


def _label(name: str, *, stacked: bool) -> str:
    """Write the label of a row, with a colon if the text follows in the same line."""
    return from_left(name if stacked or not name or name.endswith((":", ".", "?", "!")) else f"{isolated(name)}:")


def _source(element: SourceLine) -> str:
    """Write where something comes from in one line, as Slack puts nothing between two texts of small print."""
    title = fit(element.title, ASIDE // 2)
    linked = mrkdwn.link(element.url, title) or mrkdwn.fitted(title, 2 * ASIDE)
    return from_left(" · ".join(filter(None, (element.lead + linked, mrkdwn.fitted(element.details, 2 * ASIDE)))))


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
