"""What `factbot lint` prints of the thresholds: those in force, what they do to these facts, what others would do."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rich.console import Console
from rich.text import Text

from bot.core.gauging import ENOUGH, Gauge, Outcome, Probe, Tally, gauge
from bot.core.knowledge import Knowledge
from bot.matching import Thresholds
from bot.settings import Settings

ANSWERS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SUGGESTIONS = (0.1, 0.2, 0.3, 0.4, 0.5)
"""The thresholds shown beside those in force."""

Row: TypeAlias = tuple[str, tuple[str, ...]]
Rows: TypeAlias = Iterator[Row]
"""A style and the cells, the last of them words."""

_LOOK = {"wrong": "red", "misled": "yellow", "lost": "yellow"}


def report(console: Console, knowledge: Knowledge, options: Settings, tried: Iterable[str], *, weak: bool) -> None:
    """Print it all; `tried` are the settings that only this run has, `weak` lists single questions."""
    thresholds = knowledge.thresholds
    console.print(Text("\nThresholds", style="bold"))
    _print_rows(console, _in_force(thresholds, options, frozenset(tried)))
    measured = gauge(knowledge)
    if not measured.probes:
        console.print(Text("No fact or quote carries a question, so nothing tells what the thresholds do.\n"))
        return
    asked, silences = len(measured.probes), len(measured.silences)
    some = f" ({asked:,} of {measured.held:,}, the same every time)" if asked < measured.held else ""
    told = f"{asked:,} questions{some} asked as if no fact carried them, and {silences:,} silences"
    console.print(Text(f"\n{told}", style="bold"))
    for rows in (_other_answers(measured, thresholds), _other_suggestions(measured, thresholds)):
        _print_rows(console, rows)
        console.print()
    now = measured.tally(thresholds.answer, thresholds.suggest)
    for sentence in _sentences(measured, now):
        console.print(Text(textwrap.fill(sentence, console.width, break_on_hyphens=False)))
    if not weak and now.right + now.suggested < asked:
        console.print(Text("`factbot lint --weak` lists the questions answered wrong, misled or lost."))
    for kind, probe in measured.weak(thresholds.answer, thresholds.suggest) if weak else ():
        console.print(Text(f"{kind:7}", style=_LOOK[kind]).append(_weakness(kind, probe), style="default"))
    console.print()


def _in_force(thresholds: Thresholds, options: Settings, tried: frozenset[str]) -> Rows:
    for name, value in (("answer", thresholds.answer), ("suggest", thresholds.suggest)):
        setting = f"factbot_{name}_threshold"
        chosen = getattr(options, setting)
        if setting in tried:
            origin = f"tried with --{name}; {setting.upper()} sets it"
        elif chosen is not None:
            origin = f"set by {setting.upper()}"
        else:
            origin = f"fitted with the matcher (no {setting.upper()})"
        if value < (getattr(Thresholds.default(), name) if chosen is None else chosen):
            origin = "lowered to what an answer needs"
        yield "", (f"{name:10}", _score(value), origin)
    yield "", ("unprompted", _score(thresholds.unprompted), "for what nobody asked, in watched channels")


def _other_answers(measured: Gauge, thresholds: Thresholds) -> Rows:
    yield "dim", ("answer", "answered", "answered", "right of", "right one", "silences", "")
    yield "dim", ("from", "right", "wrong", "answers", "suggested", "answered", "")
    for value in sorted({*ANSWERS, thresholds.answer}):
        row = measured.tally(value, thresholds.suggest)
        share = _share(row.right, row.answered) if row.answered else "-"
        figures = (f"{row.right:,}", f"{row.wrong:,}", share, f"{row.suggested:,}", f"{row.silences_answered:,}")
        yield _marked(value, thresholds.answer, *figures)


def _other_suggestions(measured: Gauge, thresholds: Thresholds) -> Rows:
    yield "dim", ("suggest", "right one", "only others", "nothing", "silences", "")
    yield "dim", ("from", "suggested", "(misled)", "(lost)", "suggested to", "")
    for value in sorted({s for s in SUGGESTIONS if s <= thresholds.answer} | {thresholds.suggest}):
        row = measured.tally(thresholds.answer, value)
        figures = (row.suggested, row.misled, row.lost, row.silences_suggested)
        yield _marked(value, thresholds.suggest, *(f"{figure:,}" for figure in figures))


def _marked(value: float, in_force: float, *figures: str) -> Row:
    mark = ("bold", "in force") if value == in_force else ("", "")
    return mark[0], (_score(value), *figures, mark[1])


def _sentences(measured: Gauge, now: Tally) -> Iterator[str]:
    """What the thresholds in force do, and where the one for answers could stand."""
    yield (
        f"At {_score(now.answer)}, {_of(now.right, len(measured.probes), 'questions')} are answered right, "
        f"{_of(now.wrong, now.answered, 'answers')} are wrong, and "
        f"{_of(now.silences_answered, len(measured.silences), 'silences')} are answered."
    )
    if now.unanswered:
        yield f"Of the unanswered, {_of(now.suggested, now.unanswered, 'questions')} have the right fact suggested."
    lowest = measured.lowest(now.suggest)
    if lowest is None:
        yield "At no threshold are 19 of 20 answers right and all silences kept."
        return
    found = (
        f"{_score(lowest.answer)} is the lowest threshold at which 19 of 20 answers are right and no silence is "
        f"answered: {_of(lowest.right, lowest.answered, 'answers')} are"
    )
    if lowest.answered < ENOUGH:
        yield f"{found}, too few to tell; it takes {ENOUGH}."
    elif lowest.answer < now.answer:
        yield f"{found}. Before you go down to it, see that `stay_silent` holds what people ask in vain."
    else:
        yield f"{found}."


def _weakness(kind: Outcome, probe: Probe) -> str:
    where = f"{probe.statement.origin}: " if probe.statement.origin else ""
    wanted = probe.statement.id
    first = f"{probe.ranked[0].id} ({_floor(probe.ranked[0].score)})" if probe.ranked else "nothing"
    if kind == "wrong":
        return f"{where}`{probe.question}` gets {first}, not {wanted}"
    place = "is not among the best" if probe.place is None else f"has {_floor(probe.ranked[probe.place].score)}"
    return f"{where}`{probe.question}`: {wanted} {place}" + ("" if probe.place == 0 else f"; first is {first}")


def _print_rows(console: Console, rows: Rows) -> None:
    """Print cells in columns of figures, the last one of words."""
    kept = list(rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in kept), strict=True)]
    for style, (*figures, words) in kept:
        line = "  ".join(cell.rjust(width) for cell, width in zip(figures, widths, strict=False))
        console.print(Text(f"  {line}  {words}".rstrip(), style=style))


def _of(part: int, whole: int, noun: str) -> str:
    """Counts, with their share where there is one."""
    return f"{part:,} of {whole:,} {noun}" + (f" ({_share(part, whole)})" if part else "")


def _share(part: int, whole: int) -> str:
    """Per cent, rounded down, so that 95 is never said of less."""
    return f"{part * 1000 // whole / 10:.1f} %"


def _score(value: float) -> str:
    """A threshold as it was set, with two decimals at least."""
    return f"{value:.2f}" if round(value, 2) == value else f"{value:g}"


def _floor(score: float) -> str:
    """A score with two decimals, rounded down so that it never seems to reach a threshold that it misses."""
    return f"{math.floor(round(score * 100, 6)) / 100:.2f}"
