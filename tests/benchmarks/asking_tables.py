"""Print the figures as tables in Markdown: shares with the number of cases, for Factbot and the baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import get_args

from tests.benchmarks.asking_figures import Kind, Outcomes

SHARES = (
    "P@1", "two typos", "AUROC", "cov95", "right", "precision", "precision 1:4", "silent", "un-answered",
    "un-suggested",
)  # fmt: skip
RANKING = SHARES[:4]  # figures that are also defined for a system that only ranks
LESS_IS_BETTER = ("silent", "un-answered", "un-suggested")
MUST = dict(zip(SHARES, (0.80, 0.72, 0.84, 0.28, 0.36, 0.90, 0.75, 0.20, 0.04, 0.45), strict=True))
"""The required means of the three sets of the evaluation folder."""
AIM = dict(zip(SHARES, (0.83, 0.78, 0.90, 0.48, 0.48, 0.95, 0.88, 0.10, 0.02, 0.35), strict=True))
"""The desired means of these sets."""

SharesRow = Mapping[str, float]


def row(*cells: object) -> None:
    """Print one line of a table."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def head(*cells: str) -> None:
    """Print the head of a table."""
    print()
    row(*cells)
    row(*("---" for _ in cells))


def percent(part: float, whole: float) -> str:
    """Return a share with its number of cases, such as "54% of 90"; a dash if there are none."""
    return f"{100 * part / whole:.0f}% of {whole:.0f}" if whole else "–"


def share(value: float) -> str:
    """Return a share as a percentage with one decimal; a dash if it is NaN."""
    return "–" if isnan(value) else f"{100 * value:.1f}"


def ratio(ours: float, other: float) -> str:
    """Return Factbot's figure divided by another; a dash if that is not defined."""
    return f"{ours / other:.2f}" if other and not isnan(ours / other) else "–"


# ---------------------------------------------------------------- curated sets
def print_shares_head(phrasings: int) -> None:
    """Print the head of the table of shares."""
    head(f"{phrasings} phrasings", "system", *SHARES)


def print_shares(name: str, system: str, shares: SharesRow, *, decides: bool = True) -> None:
    """Print the shares of one system on one set; if it only ranks, the shares of answers are dashes."""
    row(name, system, *(share(shares[key]) if decides or key in RANKING else "–" for key in SHARES))


def print_missing(name: str, system: str, reason: str) -> None:
    """Print why a system was not measured."""
    row(name, system, reason, *("" for _ in SHARES[1:]))


def print_against(ours: SharesRow, others: Mapping[str, SharesRow]) -> None:
    """Print the ratio of Factbot's figures to those of each baseline, for the means of the sets."""
    if not others:
        return
    head("mean of the sets, ours ÷ the other's", *RANKING)
    for system, shares in others.items():
        row(system, *(ratio(ours[key], shares[key]) for key in RANKING))
    best = {key: max(shares[key] for shares in others.values()) for key in RANKING}
    row("best of them, each", *(ratio(ours[key], best[key]) for key in RANKING))


def print_targets(ours: SharesRow) -> None:
    """Print the required means, with a mark for those that are reached, and the desired ones."""
    reached = [k for k in SHARES if (ours[k] <= MUST[k] if k in LESS_IS_BETTER else ours[k] >= MUST[k])]
    row("mean", "must", *(f"{100 * MUST[key]:.0f}{' ✓' if key in reached else ' ✗'}" for key in SHARES))
    row("mean", "aim", *(f"{100 * AIM[key]:.0f}" for key in SHARES))


# ---------------------------------------------------------------- counts
def print_newcomers(rows: Iterable[tuple[str, int, Outcomes]]) -> None:
    """Print stores of new users by name and number of phrasings per fact."""
    head(
        "a newcomer's store", "phrasings", "right first", "answered right", "suggested", "others suggested", "silent",
        "wrong", "not held: answered", "not held: suggested", "wrong or false of 90 + 30",
    )  # fmt: skip
    for name, phrasings, outcomes in rows:
        counts = (outcomes.first, outcomes.right, outcomes.suggested, outcomes.astray, outcomes.silent, outcomes.wrong)
        shares = [percent(part, outcomes.answerable) for part in counts]
        shares += [percent(part, outcomes.unanswerable) for part in (outcomes.false, outcomes.offered)]
        row(name, phrasings, *shares, f"{outcomes.mistakes:.1f}")
    row("must", "1–2", "", "60%", "", "", "10%", "", "", "", "3")
    row("aim", "1–2", "", "70%", "", "", "4%", "", "", "", "2")


def print_kinds(rows: Iterable[tuple[str, Mapping[Kind, int], Outcomes, tuple[int, int]]]) -> None:
    """Print the results of each file of small stores, and how many of the facts asked for were shown.

    An unanswerable question without an answer counts as right.
    """
    head(
        "small stores", "asked", "right", "offered", "missed", "wrong", "held: answered right",
        "facts asked for, shown", "not held: answered", "not held: suggested",
    )  # fmt: skip
    for name, kinds, outcomes, (shown, asked_for) in rows:
        counts = [kinds.get(kind, 0) for kind in get_args(Kind)]
        shares = percent(outcomes.right, outcomes.answerable), percent(shown, asked_for)
        row(
            name,
            sum(counts),
            *counts,
            *shares,
            *(percent(n, outcomes.unanswerable) for n in (outcomes.false, outcomes.offered)),
        )
    row("asking, must", 52, 42, "", 5, 0, "", "", "", "")


def print_shipped(outcomes: Outcomes) -> None:
    """Print the results of the unseen questions on the shipped facts."""
    head("shipped facts", "right first", "answered right", "suggested", "silent", "wrong", "not held: answered")
    shares = [
        percent(part, outcomes.answerable)
        for part in (outcomes.first, outcomes.right, outcomes.suggested, outcomes.silent)
    ]
    row("unseen questions", *shares, outcomes.wrong, percent(outcomes.false, outcomes.unanswerable))
    row("must", "96% (46 of 48)", "90% (43 of 48)", "", "", "0", "0")


def print_vetoes(counts: Mapping[str, tuple[int, int]], asked: int) -> None:
    """Print how many right and wrong answers each kind of veto prevented, of all questions in this run."""
    head(f"veto, of {asked:,} questions", "right answers that it cost", "wrong ones that it saved")
    for kind, (prevented_right, prevented_wrong) in counts.items():
        row(kind, prevented_right, prevented_wrong)
    if not counts:
        row("none", 0, 0)


# ---------------------------------------------------------------- cost
def print_cost(rows: Iterable[Mapping[str, float | str]]) -> None:
    """Print the cost of a question in stores of several sizes, with the ratio to Factbot's time at the same size."""
    head(
        "facts, 5 phrasings each", "system", "vectors", "CPU ms a question: median", "p99",
        "whole answer: median", "build: CPU s", "MiB", "MiB after questions", "ms ÷ ours",
    )  # fmt: skip
    ours: dict[float | str, float] = {}
    for figures in rows:
        if "error" in figures:
            row(figures["facts"], figures["system"], figures["error"], *("" for _ in range(7)))
            continue
        median = float(figures["median"])
        if figures["system"] == "ours":
            ours[figures["facts"]] = median
        whole = f"{float(figures['whole']):.1f}" if "whole" in figures else "–"
        row(
            f"{int(figures['facts']):,}", figures["system"], figures.get("vectors", "–"), f"{median:.1f}",
            f"{float(figures['p99']):.1f}", whole, f"{float(figures['build']):.1f}", f"{float(figures['mib']):.0f}",
            f"{float(figures['mib_after']):.0f}", ratio(median, ours.get(figures["facts"], 0.0)),
        )  # fmt: skip
    row("must, up to 10,000", "ours", "", "12", "25", "", "", "", "", "")
    row("must, 100,000", "ours", "", "25", "60", "", "", "", "", "")


def print_first_answers(rows: Sequence[tuple[str, float, float, str]]) -> None:
    """Print the time to the first answer of a process: (store, seconds, CPU seconds, target)."""
    head("first answer of `factbot ask`", "seconds", "CPU seconds", "must")
    for store, seconds, cpu, target in rows:
        row(store, f"{seconds:.2f}", f"{cpu:.2f}", target)
