"""Replies into Block Kit. Pure; each kind of reply has its look here, made of `parts`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.adapters.slack import digest_layout
from bot.adapters.slack.blocks import (
    ASIDE,
    LABEL,
    MESSAGE,
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
    weight,
    width,
)  # fmt: skip
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.statements import MOST_BESIDE, attributed, pressable, source, spoken, to_the_letter, within
from bot.core import texts
from bot.core.models import Quote
from bot.core.replies import (
    Button,
    Card,
    Clarification,
    Details,
    DiffSegment,
    Digest,
    Explanation,
    Help,
    HelpLine,
    Notice,
    Picker,
    Reply,
    Speakers,
    Suggestions,
    TextPart,
    Verdict,
)  # fmt: skip

FALLBACK = 1_200
_BESIDE = 4_000
"""Most characters of all that stands under one statement; more than speaker, subject and source together take."""
_MOST_WARNINGS = 8
_MOST_ROWS = 40
"""Most rows of details."""
_AROUND = 80
"""Most characters of what did not change that stand on either side of a change, in a comparison that is too long."""
_STYLES: dict[str, Style] = {"same": "", "old": "strike", "new": "bold", "cut": ""}


def blocks(reply: Reply) -> list[Block]:  # noqa: C901 - a case for each kind
    """Lay a reply out as blocks, within all of Slack's limits."""
    match reply:
        case Card():
            return list(_card(reply, MESSAGE - width(fallback(reply)), reply.buttons, reply.picker))
        case TextPart():
            return [*to_the_letter(reply.text), context(plain(reply.note, ASIDE))]
        case Verdict():
            return list(_verdict(reply))
        case Speakers():
            return list(_speakers(reply))
        case Clarification():
            return [section(plain(reply.prompt)), *pressable((), reply.picker)]
        case Suggestions():
            return list(_suggestions(reply))
        case Explanation():
            return list(_explanation(reply))
        case Help():
            return list(_help(reply))
        case Digest():
            return digest_layout.blocks(reply, MESSAGE - width(fallback(reply)))
        case Details():
            return list(_details(reply, MESSAGE - width(fallback(reply))))
        case Notice():
            return [section(plain(reply.text))]
        case _:
            assert_never(reply)


def fallback(reply: Reply) -> str:  # noqa: C901 - a case for each kind
    """Say a reply in one text, for notifications and screen readers; safe as mrkdwn."""
    match reply:
        case Card():
            statement = reply.statement
            parts = (
                texts.read_as(reply.read_as) if reply.read_as else "",
                texts.caution(reply),
                spoken(statement.text, statement),
                attributed(statement),
                texts.provenance(statement),
            )
            text = "\n".join(part for part in parts if part)
        case TextPart():
            text = f"{reply.text}\n{reply.note}"
        case Verdict():
            lines = (reply.headline, reply.told, *_warned(reply), texts.diff_text(reply.pieces))
            text = "\n".join(line for line in lines if line)
        case Speakers():
            text = "\n".join((reply.title, *(f"{line.name}: {line.held}" for line in reply.lines)))
        case Clarification():
            text = reply.prompt
        case Suggestions():
            text = "\n".join((texts.DID_YOU_MEAN, *(button.label for button in reply.buttons)))
        case Explanation():
            text = "\n".join(f"{label}: {value}" for label, value in texts.explanation_lines(reply))
        case Help():
            text = "\n".join((*(f"{line.usage}: {line.summary}" for line in reply.lines), reply.holds))
        case Digest():
            text = "\n".join(digest_layout.told(reply))
        case Details():
            text = "\n".join((reply.title, *(f"{label}: {value}" for label, value in reply.rows)))
        case Notice():
            text = reply.text
        case _:
            assert_never(reply)
    escaped = escape(fit(text, FALLBACK))
    return escaped if width(escaped) <= 2 * FALLBACK else escape(fit(text, FALLBACK // 6))


# ---------------------------------------------------------------- cards


def _card(card: Card, room: int, buttons: Sequence[Button], picker: Picker | None) -> Iterator[Block]:
    """A statement with all that belongs to it, in at most `room` characters; then what can be pressed."""
    statement, whole = card.statement, spoken(card.statement.text, card.statement)
    above = [*_read_as(card), *([section(_bold(caution))] if (caution := texts.caution(card)) else [])]
    beside, below = list(within(_BESIDE, _beside(card))), list(pressable(buttons, picker))
    if sum(map(weight, (*above, *beside, *below))) + width(whole) <= room:
        yield from (*above, *to_the_letter(whole), *beside, *below)
        return
    note = context(plain(texts.shortened(statement), ASIDE))
    below = list(pressable((card.whole, *buttons) if card.whole else buttons, picker))
    shown = fit(whole, room - sum(map(weight, (*above, note, *beside, *below))))
    yield from (*above, *to_the_letter(shown), note, *beside, *below)


def _read_as(reply: Card | Suggestions) -> list[Block]:
    """Lay out how a question was read if that is not as it stands."""
    return [context(plain(texts.read_as(reply.read_as), 2 * ASIDE))] if reply.read_as else []


def _beside(card: Card) -> Iterator[Block]:
    """What stands under a statement."""
    statement = card.statement
    if whose := attributed(statement):
        yield section(plain(whose))
    if isinstance(statement, Quote) and (subject := texts.subject(statement)):
        yield context(plain(subject, ASIDE))
    for each in (statement, *card.also[:MOST_BESIDE]):
        yield source(each)
    for earlier in card.replaces[:MOST_BESIDE]:
        yield context(plain(f"{texts.replaced(earlier)}: {earlier.text}", ASIDE))


# ---------------------------------------------------------------- verdicts and speakers


def _verdict(verdict: Verdict) -> Iterator[Block]:
    above = [header(verdict.headline), section(plain(verdict.told, 2 * ASIDE))]
    if warnings := "\n".join(_warned(verdict)):
        above.append(section(plain(warnings)))
    yield from above
    room = MESSAGE - width(fallback(verdict)) - sum(map(weight, above))
    card = verdict.card
    if card is None:
        below = list(pressable(verdict.buttons, verdict.picker))
        yield from (*_comparison(verdict.pieces, room - sum(map(weight, below))), *below)
        return
    buttons, picker = (*card.buttons, *verdict.buttons), verdict.picker or card.picker
    uncut = sum(map(weight, _card(card, sys.maxsize, buttons, picker)))
    spare = (
        room - (uncut - width(spoken(card.statement.text, card.statement))) - ASIDE - LABEL
    )  # for what a cut would add
    compared = list(_comparison(verdict.pieces, max(room - uncut, spare // 2)))
    yield from (*compared, *_card(card, room - sum(map(weight, compared)), buttons, picker))


def _warned(verdict: Verdict) -> Iterator[str]:
    return (f"⚠ {fit(warning, ASIDE // 2)}" for warning in verdict.warnings[:_MOST_WARNINGS])


def _comparison(compared: Sequence[DiffSegment], room: int) -> Iterator[Block]:
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


def _piece(piece: DiffSegment, around: int = 0) -> str:
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
    yield from pressable(speakers.buttons, speakers.picker)


# ---------------------------------------------------------------- suggestions, explanations, help


def _suggestions(suggestions: Suggestions) -> Iterator[Block]:
    yield from (*_read_as(suggestions), section(plain(texts.DID_YOU_MEAN)))
    for number, suggested in enumerate(suggestions.buttons):  # one under another, so that long labels can be read
        if width(suggested.label) > LABEL:
            yield section(plain(suggested.label))
        yield actions(button(suggested, number))


def _explanation(why: Explanation) -> Iterator[Block]:
    for label, text in texts.explanation_lines(why):
        yield section(_bold(label), plain(text, 2 * ASIDE))


def _help(reply: Help) -> Iterator[Block]:
    for line in reply.lines[:20]:
        yield from _help_line(line)
    if reply.holds:
        yield context(plain(reply.holds))


def _help_line(line: HelpLine) -> Iterator[Block]:
    yield section({"type": "mrkdwn", "text": f"*{escape(fit(line.usage, 100))}*\n{escape(fit(line.summary, 150))}"})
    yield context(plain(line.example, 200))


def _details(details: Details, room: int) -> Iterator[Block]:
    """As many rows as there is room for, and a line where some are left out."""
    title = header(details.title)
    rows = [section(_bold(fit(label, ASIDE // 4)), plain(text, 4 * ASIDE)) for label, text in details.rows]
    shown = list(within(room - weight(title) - ASIDE, rows))[:_MOST_ROWS]
    yield from (title, *shown)
    if len(shown) < len(rows):
        yield context(plain(texts.TEXT_CUT))


def _bold(text: str) -> Block:
    return {"type": "mrkdwn", "text": f"*{escape(text)}*"}
