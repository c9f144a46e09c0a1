"""The report of `factbot lint` on the thresholds: what users can expect of these facts, and how to improve them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rich.text import Text

from bot.adapters.terminal.screen import Screen
from bot.features.calibration.advice import Weakness, competitors, few_phrasings, weakest
from bot.features.calibration.calibration import AIM
from bot.features.calibration.thresholds import ThresholdEvaluation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.settings import Settings

ANSWERS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
SUGGESTIONS = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Thresholds that are shown for comparison."""

MOST_LISTED = 12
"""Statements and phrasings listed of each kind without --weak."""

MINIMUM_SAMPLE = 30
"""With fewer questions of full weight, the report says that the shares are rough."""

Row: TypeAlias = tuple[str, tuple[str, ...]]
Rows: TypeAlias = Iterator[Row]
"""A style and the cells. The last cell contains words, the others figures."""

_STYLES = {"wrong": "red", "wrong_suggestion": "yellow", "no_match": "yellow"}


def report(
    console: Screen,
    knowledge: Knowledge,
    measured: ThresholdEvaluation,
    options: Settings,
    tried: Iterable[str],
    *,
    weak: bool,
) -> None:
    """Print the report; `tried` are the settings of this run only, `weak` lists every phrasing that is not found."""
    thresholds = knowledge.thresholds
    _print_heading(console, "Thresholds")
    _print_rows(console, _current_thresholds(thresholds, options, frozenset(tried)))
    if not measured.answerable:
        _print_text(
            console, "No fact or quote has listed questions, so I cannot estimate anything. Add questions to the facts."
        )
        console.print()
        return
    _print_heading(console, "What users can expect")
    for sentence in _expectations(measured, thresholds):
        _print_text(console, sentence)
    for rows in (_other_answers(measured, thresholds), _other_suggestions(measured, thresholds)):
        console.print()
        _print_rows(console, rows)
    _print_few(console, knowledge, weak=weak)
    _print_weak(console, weakest(measured, thresholds.answer, thresholds.suggest), weak=weak)
    _print_competitors(console, competitors(measured, thresholds.suggest), weak=weak)
    console.print()


def _current_thresholds(thresholds: Thresholds, options: Settings, tried: frozenset[str]) -> Rows:
    for name, value in (("answer", thresholds.answer), ("suggest", thresholds.suggest)):
        option, variable = f"{name}_threshold", f"FACTBOT_{name.upper()}_THRESHOLD"
        set_to = getattr(options, option)
        if option in tried:
            origin = f"tried with --{name}; {variable} sets it"
        elif set_to is not None:
            origin = f"set by {variable}"
        else:
            origin = f"measured on these facts ({variable} is not set)"
        if set_to is not None and value < set_to:
            origin = "lowered to the threshold for answers"
        yield "", (f"{name:10}", _score(value), origin)
    yield "", ("unprompted", _score(thresholds.unprompted), "for messages in watched channels that do not ask me")


def _expectations(measured: ThresholdEvaluation, thresholds: Thresholds) -> Iterator[str]:
    """Say what users can expect with the current thresholds."""
    asked, outside = len(measured.answerable), len(measured.unanswerable) + len(measured.negative_examples)
    phrasings = f"{asked:,} of {measured.listed:,}" if asked < measured.listed else f"{asked:,}"
    yield (
        f"Estimated from {phrasings} listed phrasings and {outside:,} questions that no fact answers. Each phrasing is "
        f"asked with the listed phrasing removed (leave-one-out) and typed the way users type."
    )
    rates = measured.counts(thresholds.answer, thresholds.suggest)
    if not measured.size:
        yield "No fact lists two phrasings, so I cannot estimate how many questions would be answered."
    else:
        if measured.size < MINIMUM_SAMPLE:
            yield "There are few phrasings, so the shares are rough."
        yield (
            f"Of 100 questions that a fact answers, I expect to answer {_hundred(rates.right)} right and "
            f"{_hundred(rates.wrong)} wrong. I expect to suggest the right fact for {_hundred(rates.suggested)}, "
            f"only wrong ones for {_hundred(rates.wrong_suggestion)}, and to find nothing for "
            f"{_hundred(rates.no_match)}."
        )
    yield (
        f"Of 100 questions that no fact answers, I expect to answer {_hundred(rates.false_answers)} wrongly, and to "
        f"suggest something for {_hundred(rates.false_suggestions)}."
    )
    if measured.size and rates.answered:
        yield (
            f"If people ask equally many of both kinds, {_hundred(rates.precision)} of 100 answers are right. "
            f"The aim is {_hundred(AIM)}."
        )


def _other_answers(measured: ThresholdEvaluation, thresholds: Thresholds) -> Rows:
    yield "dim", ("answer", "answered", "answered", "right one", "answered", "right of", "")
    yield "dim", ("from", "right", "wrong", "suggested", "in vain", "answers", "")
    for value in sorted({*ANSWERS, thresholds.answer}):
        row = measured.counts(value, thresholds.suggest)
        shares = (row.right, row.wrong, row.suggested, row.false_answers, row.precision if row.answered else None)
        yield _marked_row(value, thresholds.answer, shares)


def _other_suggestions(measured: ThresholdEvaluation, thresholds: Thresholds) -> Rows:
    yield "dim", ("suggest", "right one", "wrong", "no", "suggested", "")
    yield "dim", ("from", "suggested", "suggestion", "match", "in vain", "")
    for value in sorted({s for s in SUGGESTIONS if s <= thresholds.answer} | {thresholds.suggest}):
        row = measured.counts(thresholds.answer, value)
        yield _marked_row(
            value, thresholds.suggest, (row.suggested, row.wrong_suggestion, row.no_match, row.false_suggestions)
        )


def _marked_row(value: float, in_force: float, shares: Iterable[float | None]) -> Row:
    style, mark = ("bold", "in force") if value == in_force else ("", "")
    return style, (_score(value), *("-" if share is None else f"{share:.0%}" for share in shares), mark)


def _print_few(console: Screen, knowledge: Knowledge, *, weak: bool) -> None:
    few = few_phrasings(knowledge)
    if not few:
        return
    _print_heading(console, "Fewer than three phrasings")
    shown = few if weak else few[:MOST_LISTED]
    more = f" and {len(few) - len(shown):,} more" if len(shown) < len(few) else ""
    names = ", ".join(f"{statement.id} ({len(statement.questions)})" for statement in shown)
    _print_text(console, f"{len(few):,} of {len(knowledge):,}: {names}{more}")


def _print_weak(console: Screen, weaknesses: list[Weakness], *, weak: bool) -> None:
    if not weaknesses:
        return
    _print_heading(console, "Phrasings to add, the weakest facts first")
    _print_text(
        console, "The other phrasings of the same fact do not find these. Add more phrasings with similar words."
    )
    shown = weaknesses if weak else weaknesses[:MOST_LISTED]
    for weakness in shown:
        outcome = weakness.outcome.replace("_", " ")
        console.print(Text(f"  {outcome:17}", style=_STYLES[weakness.outcome]).append(_weakness(weakness), "default"))
    if len(shown) < len(weaknesses):
        _print_text(console, f"`factbot lint --weak` lists {len(weaknesses) - len(shown):,} more.")


def _weakness(weakness: Weakness) -> str:
    sample = weakness.sample
    statement = sample.statement
    if statement is None:
        return ""
    origin = f"{statement.origin}: " if statement.origin else ""
    best = sample.ranked[0] if sample.ranked else None
    gets = "" if weakness.outcome == "no_match" or best is None else f" gets {best.id} ({_floor(best.score)})"
    words = f"; words in no other phrasing: {', '.join(weakness.words)}" if weakness.words else ""
    alone = "; it is the only phrasing" if not sample.weight and len(statement.questions) == 1 else ""
    return f"{origin}{statement.id}: `{sample.phrasing}`{gets}{words}{alone}"


def _print_competitors(console: Screen, pairs: list[tuple[str, str, int]], *, weak: bool) -> None:
    if not pairs:
        return
    _print_heading(console, "Facts that compete")
    for first, second, count in pairs if weak else pairs[:MOST_LISTED]:
        times = "once" if count == 1 else f"{count} times"
        console.print(Text(f"  {first} and {second}: the wrong one was ranked first {times}"))


def _print_heading(console: Screen, heading: str) -> None:
    console.print(Text(f"\n{heading}", style="bold"))


def _print_text(console: Screen, sentence: str) -> None:
    console.print(Text(textwrap.fill(sentence, console.width, break_on_hyphens=False)))


def _print_rows(console: Screen, rows: Rows) -> None:
    """Print rows in columns. Figures are aligned to the right, the words in the last column to the left."""
    all_rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in all_rows), strict=True)]
    for style, (*figures, words) in all_rows:
        line = "  ".join(cell.rjust(width) for cell, width in zip(figures, widths, strict=False))
        console.print(Text(f"  {line}  {words}".rstrip(), style=style))


def _hundred(share: float) -> str:
    """Format a share as a number of 100; "under 1" if it would be rounded to 0."""
    return "under 1" if 0 < share < 0.005 else f"{share * 100:.0f}"


def _score(value: float) -> str:
    """Format a threshold as it was set, with at least two decimals."""
    return f"{value:.2f}" if round(value, 2) == value else f"{value:g}"


def _floor(score: float) -> str:
    """Format a score with two decimals, rounded down: it must not seem to reach a threshold that it misses."""
    return f"{math.floor(round(score * 100, 6)) / 100:.2f}"
