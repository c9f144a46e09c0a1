"""The figures as tables in Markdown: each share with the number of its cases, ours beside those of the baselines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import get_args

from tests.benchmarks.asking_figures import Kind, Outcomes

SHARES = (
    "P@1", "two typos", "AUROC", "cov95", "right", "precision", "precision 1:4", "silent", "un-answered",
    "un-suggested",
)  # fmt: skip
RANKING = SHARES[:4]  # what also says something of a system that doesn't decide
LESS_IS_BETTER = ("silent", "un-answered", "un-suggested")
MUST = dict(zip(SHARES, (0.80, 0.72, 0.84, 0.28, 0.36, 0.90, 0.75, 0.20, 0.04, 0.45), strict=True))
"""What the mean of the three sets of the evaluation folder must reach."""
AIM = dict(zip(SHARES, (0.83, 0.78, 0.90, 0.48, 0.48, 0.95, 0.88, 0.10, 0.02, 0.35), strict=True))

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
    """A share with the number of cases behind it, such as "54% of 90"."""
    return f"{100 * part / whole:.0f}% of {whole:.0f}" if whole else "–"


def share(value: float) -> str:
    """A share as a percentage with one digit; a dash where it isn't defined."""
    return "–" if isnan(value) else f"{100 * value:.1f}"


def ratio(ours: float, other: float) -> str:
    """How many times the other's figure ours is."""
    return f"{ours / other:.2f}" if other and not isnan(ours / other) else "–"


# ---------------------------------------------------------------- curated sets
def print_shares_head(phrasings: int) -> None:
    head(f"{phrasings} phrasings", "system", *SHARES)


def print_shares(name: str, system: str, shares: SharesRow, *, decides: bool = True) -> None:
    """Print one system on one set; one that only ranks has no outcomes."""
    row(name, system, *(share(shares[key]) if decides or key in RANKING else "–" for key in SHARES))


def print_missing(name: str, system: str, reason: str) -> None:
    """Print why a system is not there."""
    row(name, system, reason, *("" for _ in SHARES[1:]))


def print_against(ours: SharesRow, others: Mapping[str, SharesRow]) -> None:
    """Print how many times each baseline's figure ours is, mean of the sets."""
    if not others:
        return
    head("mean of the sets, ours ÷ the other's", *RANKING)
    for system, shares in others.items():
        row(system, *(ratio(ours[key], shares[key]) for key in RANKING))
    best = {key: max(shares[key] for shares in others.values()) for key in RANKING}
    row("best of them, each", *(ratio(ours[key], best[key]) for key in RANKING))


def print_targets(ours: SharesRow) -> None:
    """Print which of the figures reach what they must, and what they are to reach in the end."""
    reached = [k for k in SHARES if (ours[k] <= MUST[k] if k in LESS_IS_BETTER else ours[k] >= MUST[k])]
    row("mean", "must", *(f"{100 * MUST[key]:.0f}{' ✓' if key in reached else ' ✗'}" for key in SHARES))
    row("mean", "aim", *(f"{100 * AIM[key]:.0f}" for key in SHARES))


# ---------------------------------------------------------------- counts
def print_newcomers(rows: Iterable[tuple[str, int, Outcomes]]) -> None:
    """Print newcomers' stores by name and number of phrasings a fact."""
    head(
        "a newcomer's store", "phrasings", "right first", "answered right", "suggested", "others suggested", "silent",
        "wrong", "not held: answered", "not held: suggested", "wrong or false of 90 + 30",
    )  # fmt: skip
    for name, phrasings, found in rows:
        held = (found.first, found.right, found.suggested, found.astray, found.silent, found.wrong)
        shares = [percent(part, found.held) for part in held]
        shares += [percent(part, found.foreign) for part in (found.false, found.offered)]
        row(name, phrasings, *shares, f"{found.mistakes:.1f}")
    row("must", "1–2", "", "60%", "", "", "10%", "", "", "", "3")
    row("aim", "1–2", "", "70%", "", "", "4%", "", "", "", "2")


def print_kinds(rows: Iterable[tuple[str, Mapping[Kind, int], Outcomes, tuple[int, int]]]) -> None:
    """Print small stores: a file's name, what became of its questions, and how many of the facts that they ask for
    were answered or offered. Right is also what isn't held and isn't answered."""
    head(
        "small stores", "asked", "right", "offered", "missed", "wrong", "held: answered right",
        "facts asked for, shown", "not held: answered", "not held: suggested",
    )  # fmt: skip
    for name, kinds, found, (shown, wanted) in rows:
        counts = [kinds.get(kind, 0) for kind in get_args(Kind)]
        shares = percent(found.right, found.held), percent(shown, wanted)
        row(name, sum(counts), *counts, *shares, *(percent(n, found.foreign) for n in (found.false, found.offered)))
    row("asking, must", 52, 42, "", 5, 0, "", "", "", "")


def print_shipped(found: Outcomes) -> None:
    """Print the unseen questions on the shipped facts."""
    head("shipped facts", "right first", "answered right", "suggested", "silent", "wrong", "not held: answered")
    shares = [percent(part, found.held) for part in (found.first, found.right, found.suggested, found.silent)]
    row("unseen questions", *shares, found.wrong, percent(found.false, found.foreign))
    row("must", "96% (46 of 48)", "90% (43 of 48)", "", "", "0", "0")


def print_vetoes(found: Mapping[str, tuple[int, int]], asked: int) -> None:
    """Print what each kind of veto cost and saved, over all that was asked in this run."""
    head(f"veto, of {asked:,} questions", "right answers that it cost", "wrong ones that it saved")
    for kind, (cost, saved) in found.items():
        row(kind, cost, saved)
    if not found:
        row("none", 0, 0)


# ---------------------------------------------------------------- cost
def print_cost(rows: Iterable[Mapping[str, float | str]]) -> None:
    """Print what a question costs in stores of several sizes; ratios to the baselines of the same size follow."""
    head(
        "facts, 5 phrasings each", "system", "vectors", "CPU ms a question: median", "p99",
        "whole answer: median", "build: CPU s", "MiB", "MiB after questions", "ms ÷ ours",
    )  # fmt: skip
    ours: dict[float | str, float] = {}
    for found in rows:
        if "error" in found:
            row(found["facts"], found["system"], found["error"], *("" for _ in range(7)))
            continue
        median = float(found["median"])
        if found["system"] == "ours":
            ours[found["facts"]] = median
        whole = f"{float(found['whole']):.1f}" if "whole" in found else "–"
        row(
            f"{int(found['facts']):,}", found["system"], found.get("vectors", "–"), f"{median:.1f}",
            f"{float(found['p99']):.1f}", whole, f"{float(found['build']):.1f}", f"{float(found['mib']):.0f}",
            f"{float(found['mib_after']):.0f}", ratio(median, ours.get(found["facts"], 0.0)),
        )  # fmt: skip
    row("must, up to 10,000", "ours", "", "12", "25", "", "", "", "", "")
    row("must, 100,000", "ours", "", "25", "60", "", "", "", "", "")


def print_first_answers(rows: Sequence[tuple[str, float, float, str]]) -> None:
    """Print what a process needs for its first answer: what it was, seconds by the clock and of CPU, what must be."""
    head("first answer of `factbot ask`", "seconds", "CPU seconds", "must")
    for what, seconds, cpu, must in rows:
        row(what, f"{seconds:.2f}", f"{cpu:.2f}", must)
