"""Replies into Block Kit. Pure; each kind of reply has its look here, made of `parts`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.adapters.slack.mrkdwn import escape, link
from bot.adapters.slack.parts import (
    LABEL,
    SECTION,
    Block,
    Style,
    actions,
    button,
    context,
    fit,
    header,
    pieces,
    plain,
    rich,
    section,
    select,
    weight,
    width,
)  # fmt: skip
from bot.core import wording
from bot.core.models import Quote, Statement
from bot.core.replies import (
    Button,
    Card,
    Explanation,
    Help,
    HelpLine,
    Notice,
    Passage,
    Picker,
    Piece,
    Reply,
    Speakers,
    Suggestions,
    Verdict,
    Which,
)  # fmt: skip

MESSAGE = 13_000
"""Most characters in one message, all blocks and the fallback text together."""
ASIDE = 400
"""Most characters of anything that stands beside a statement."""
FALLBACK = 1_200
_MOST_BESIDE = 3
"""Most earlier statements, and most other sources, on one card."""
_MOST_BUTTONS = 5
"""Most buttons on one card. With these limits even the oddest card leaves room for some of its statement."""
_BESIDE = 4_000
"""Most characters of all that stands under one statement; more than speaker, subject and source together take."""
_MOST_WARNINGS = 8
_AROUND = 80
"""Most characters of what did not change that stand on either side of a change, in a comparison that is too long."""
_STYLES: dict[str, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}


def blocks(reply: Reply) -> list[Block]:
    """Lay a reply out as blocks, within all of Slack's limits."""
    match reply:
        case Card():
            return list(_card(reply, MESSAGE - width(fallback(reply)), reply.buttons, reply.picker))
        case Passage():
            return [*_to_the_letter(reply.text), context(plain(reply.note, ASIDE))]
        case Verdict():
            return list(_verdict(reply))
        case Speakers():
            return list(_speakers(reply))
        case Which():
            return [section(plain(reply.prompt)), *_pressable((), reply.picker)]
        case Suggestions():
            return list(_suggestions(reply))
        case Explanation():
            return list(_explanation(reply))
        case Help():
            return list(_help(reply))
        case Notice():
            return [section(plain(reply.text))]
        case _:
            assert_never(reply)


def fallback(reply: Reply) -> str:
    """Say a reply in one text, for notifications and screen readers; safe as mrkdwn."""
    match reply:
        case Card():
            statement = reply.statement
            parts = (wording.caution(reply), spoken(statement), _attributed(statement), wording.provenance(statement))
            text = "\n".join(part for part in parts if part)
        case Passage():
            text = f"{reply.text}\n{reply.note}"
        case Verdict():
            lines = (reply.headline, reply.told, *_warned(reply), wording.diff_text(reply.pieces))
            text = "\n".join(line for line in lines if line)
        case Speakers():
            text = "\n".join((reply.title, *(f"{line.name}: {line.held}" for line in reply.lines)))
        case Which():
            text = reply.prompt
        case Suggestions():
            text = "\n".join((wording.DID_YOU_MEAN, *(button.label for button in reply.buttons)))
        case Explanation():
            text = "\n".join(f"{label}: {value}" for label, value in wording.explanation_lines(reply))
        case Help():
            text = "\n".join((*(f"{line.usage}: {line.summary}" for line in reply.lines), reply.holds))
        case Notice():
            text = reply.text
        case _:
            assert_never(reply)
    escaped = escape(fit(text, FALLBACK))
    return escaped if width(escaped) <= 2 * FALLBACK else escape(fit(text, FALLBACK // 6))


def spoken(statement: Statement) -> str:
    """A statement's text as it is shown: a quotation in quotation marks, both to the letter."""
    return f"“{statement.text}”" if isinstance(statement, Quote) else statement.text


# ---------------------------------------------------------------- cards


def _card(card: Card, room: int, buttons: Sequence[Button], picker: Picker | None) -> Iterator[Block]:
    """A statement with all that belongs to it, in at most `room` characters; then what can be pressed."""
    statement, whole = card.statement, spoken(card.statement)
    above = [section(_bold(caution))] if (caution := wording.caution(card)) else []
    beside, below = list(_within(_BESIDE, _beside(card))), list(_pressable(buttons, picker))
    if sum(map(weight, (*above, *beside, *below))) + width(whole) <= room:
        yield from (*above, *_to_the_letter(whole), *beside, *below)
        return
    note = context(plain(wording.shortened(statement), ASIDE))
    below = list(_pressable((card.whole, *buttons) if card.whole else buttons, picker))
    shown = fit(whole, room - sum(map(weight, (*above, note, *beside, *below))))
    yield from (*above, *_to_the_letter(shown), note, *beside, *below)


def _beside(card: Card) -> Iterator[Block]:
    """What stands under a statement."""
    statement = card.statement
    if attributed := _attributed(statement):
        yield section(plain(attributed))
    if isinstance(statement, Quote) and (subject := wording.subject(statement)):
        yield context(plain(subject, ASIDE))
    for source in (statement, *card.also[:_MOST_BESIDE]):
        yield context(*_source(source), plain(wording.as_of(source), ASIDE // 2), plain(source.id))
    for earlier in card.replaces[:_MOST_BESIDE]:
        yield context(plain(f"{wording.replaced(earlier)}: {earlier.text}", ASIDE))


def _within(room: int, stacked: Iterable[Block]) -> Iterator[Block]:
    """As many blocks from the top as there is room for."""
    for block in stacked:
        room -= weight(block)
        if room < 0:
            return
        yield block


def _pressable(buttons: Sequence[Button], picker: Picker | None) -> Iterator[Block]:
    elements = [button(each, number) for number, each in enumerate(buttons[: _MOST_BUTTONS + 1])]
    if picker and (chooser := select(picker)):
        elements.append(chooser)
    if elements:
        yield actions(*elements)


def _to_the_letter(text: str) -> Iterator[Block]:
    """A text of any length, in sections that joined are the text."""
    for piece in pieces(text, SECTION):
        yield section(plain(piece))


def _source(statement: Statement) -> Iterator[Block]:
    title = fit(statement.source.title, ASIDE // 2)
    linked = link(statement.source.url, title)
    yield {"type": "mrkdwn", "text": linked} if linked else plain(title)
    yield plain(wording.provenance(statement), ASIDE // 2)


def _attributed(statement: Statement) -> str:
    return f"— {fit(wording.attribution(statement), ASIDE)}" if isinstance(statement, Quote) else ""


# ---------------------------------------------------------------- verdicts and speakers


def _verdict(verdict: Verdict) -> Iterator[Block]:
    above = [header(verdict.headline), section(plain(verdict.told, 2 * ASIDE))]
    if warnings := "\n".join(_warned(verdict)):
        above.append(section(plain(warnings)))
    yield from above
    room = MESSAGE - width(fallback(verdict)) - sum(map(weight, above))
    card = verdict.card
    if card is None:
        below = list(_pressable(verdict.buttons, verdict.picker))
        yield from (*_comparison(verdict.pieces, room - sum(map(weight, below))), *below)
        return
    buttons, picker = (*card.buttons, *verdict.buttons), verdict.picker or card.picker
    uncut = sum(map(weight, _card(card, sys.maxsize, buttons, picker)))
    spare = room - (uncut - width(spoken(card.statement))) - ASIDE - LABEL  # for what a cut would add
    compared = list(_comparison(verdict.pieces, max(room - uncut, spare // 2)))
    yield from (*compared, *_card(card, room - sum(map(weight, compared)), buttons, picker))


def _warned(verdict: Verdict) -> Iterator[str]:
    return (f"⚠ {fit(warning, ASIDE // 2)}" for warning in verdict.warnings[:_MOST_WARNINGS])


def _comparison(compared: Sequence[Piece], room: int) -> Iterator[Block]:
    """What differs: struck out what is held and was not given, bold what was given and is not held."""
    room = min(room, SECTION)
    compared = [piece for piece in compared if _piece(piece)]
    runs = [(_piece(piece), _STYLES[piece.kind]) for piece in compared]
    if sum(width(text) + 1 for text, _ in runs) > room:
        runs = [(_piece(piece, _AROUND), _STYLES[piece.kind]) for piece in compared]
    shown: list[tuple[str, Style]] = []
    for text, style in runs:
        between: tuple[str, Style] = (" " if shown else "", "")
        room -= width(text) + 1
        if room < 2:
            shown += (between, (next(pieces(text, max(room + width(text) - 1, 1))) + "…", style))
            break
        shown += (between, (text, style))
    if shown:
        yield rich(shown)


def _piece(piece: Piece, around: int = 0) -> str:
    """A piece's text on one line; of what is the same, only what is near a change where `around` says how near."""
    text = " ".join(piece.text.split())
    if piece.kind == "cut":
        return "[…]"
    if piece.kind == "same" and around and len(text) > 2 * around + 1:
        return f"{text[:around].rstrip()} … {text[-around:].lstrip()}"
    return text


def _speakers(speakers: Speakers) -> Iterator[Block]:
    yield header(speakers.title)
    for line in speakers.lines[:10]:
        yield rich(((fit(" ".join(line.name.split()), ASIDE // 2), "bold"), (f"\n{fit(line.held, ASIDE)}", "")))
    yield from _pressable(speakers.buttons, speakers.picker)


# ---------------------------------------------------------------- suggestions, explanations, help


def _suggestions(suggestions: Suggestions) -> Iterator[Block]:
    yield section(plain(wording.DID_YOU_MEAN))
    for number, suggested in enumerate(suggestions.buttons):  # one under another, so that long labels can be read
        if width(suggested.label) > LABEL:
            yield section(plain(suggested.label))
        yield actions(button(suggested, number))


def _explanation(why: Explanation) -> Iterator[Block]:
    for label, text in wording.explanation_lines(why):
        yield section(_bold(label), plain(text, 2 * ASIDE))


def _help(reply: Help) -> Iterator[Block]:
    for line in reply.lines[:20]:
        yield from _help_line(line)
    if reply.holds:
        yield context(plain(reply.holds))


def _help_line(line: HelpLine) -> Iterator[Block]:
    yield section({"type": "mrkdwn", "text": f"*{escape(fit(line.usage, 100))}*\n{escape(fit(line.summary, 150))}"})
    yield context(plain(line.example, 200))


def _bold(text: str) -> Block:
    return {"type": "mrkdwn", "text": f"*{escape(text)}*"}
