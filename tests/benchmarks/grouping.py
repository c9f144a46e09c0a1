"""Measure how well questions are grouped that ask the same thing, by Factbot and by simpler methods.

    python -m tests.benchmarks.grouping [--worlds N] [--no-speed]

Quality is measured on the two halves of `cases/groups_*.json`. A pair of questions is right if both ask the same.
Precision and recall count pairs; in B-cubed, each question weighs the same. The simpler methods group by average
linkage, too, each with the threshold that is best for it on the half itself. Speed is measured on invented questions
(`crowds.py`), in CPU seconds: when all are new, and again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike
from rapidfuzz import fuzz, process

from bot.matching.encoder import Encoder
from bot.matching.grouping import QuestionGrouper
from bot.matching.grouping.linkage import average_link
from bot.matching.plain import plain
from tests.benchmarks.asking_systems import Vectoriser, our_encoder
from tests.benchmarks.asking_tables import head, row, share
from tests.benchmarks.crowds import Crowd
from tests.benchmarks.grouping_cases import DEVELOPING, UNSEEN, GroupCases, Groups, figures, read_groups

HALVES = {"developing": DEVELOPING, "unseen": UNSEEN}
THRESHOLDS = np.arange(0.60, 0.96, 0.02)
LEAST = 0.5  # pairs that are less similar count as not similar at all, to save time
SIZES = (200, 2_000)

Method = Callable[[GroupCases], Groups]


def by_text(cases: GroupCases) -> Groups:
    """Group questions with the same text, in any case and without punctuation at the end."""
    same: dict[str, list[int]] = {}
    for index, question in enumerate(cases.questions):
        same.setdefault(question.lower().strip(" ?!."), []).append(index)
    return list(same.values())


def by_letters(cases: GroupCases) -> Groups:
    """Group by `token_set_ratio` of rapidfuzz, which compares sets of words letter by letter."""
    lower = [question.lower() for question in cases.questions]
    return _best(process.cdist(lower, lower, scorer=fuzz.token_set_ratio) / 100, cases)


def by_cosine(encoder: Encoder) -> Method:
    """Return a method that groups by the cosine of the encoder's vectors alone."""
    vectors = Vectoriser(encoder)

    def group(cases: GroupCases) -> Groups:
        table = vectors([plain(question) for question in cases.questions])
        return _best(table @ table.T, cases)

    return group


def ours(encoder: Encoder | None) -> Method:
    """Return Factbot's method."""
    return lambda cases: QuestionGrouper(encoder, cases.aliases).groups(cases.questions)


def _best(table: ArrayLike, cases: GroupCases) -> Groups:
    """Group by the threshold with the highest F1; `table` has the similarity of each pair."""
    similar = np.triu(np.asarray(table, np.float32), 1)
    left, right = np.nonzero(similar >= LEAST)
    near = list(zip(left.tolist(), right.tolist(), similar[left, right].tolist(), strict=True))
    tried = (average_link(len(cases.questions), near, float(threshold)) for threshold in THRESHOLDS)
    return max(tried, key=lambda groups: figures(groups, cases.right).f1)


def methods(encoder: Encoder | None) -> Iterator[tuple[str, Method]]:
    """Yield the methods with their names."""
    if encoder:
        yield "ours", ours(encoder)
    yield "ours, words alone", ours(None)
    yield "same text", by_text
    yield "token_set_ratio", by_letters
    if encoder:
        yield "cosine", by_cosine(encoder)


def print_quality(encoder: Encoder | None, worlds: int | None) -> None:
    """Print the figures of each method on each half, in per cent."""
    head("questions", "method", "precision", "recall", "F1", "B-cubed F1", "groups (right)")
    for half, file in HALVES.items():
        cases = read_groups([file], worlds)
        for name, method in methods(encoder):
            groups = method(cases)
            fit = figures(groups, cases.right)
            shares = (share(value) for value in (fit.precision, fit.recall, fit.f1, fit.cubed))
            row(f"{half} ({len(cases.questions)})", name, *shares, f"{len(groups)} ({len(set(cases.right))})")


def print_speed(encoder: Encoder | None, sizes: Iterable[int]) -> None:
    """Print the CPU seconds for lists of invented questions."""
    head("questions", "encoder", "new, s", "again, s")
    for size in sizes:
        for used in dict.fromkeys((encoder, None)):
            grouper, questions = QuestionGrouper(used), _invented(size)
            row(f"{size:,}", "yes" if used else "no", *(f"{_seconds(grouper, questions):.1f}" for _ in range(2)))


def _invented(size: int) -> Sequence[str]:
    crowd = Crowd(1)
    return [crowd.question(fact) for fact in crowd.facts(size)]


def _seconds(grouper: QuestionGrouper, questions: Sequence[str]) -> float:
    start = time.process_time()
    grouper.groups(questions)
    return time.process_time() - start


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, help="the number of worlds of each half; all if not given")
    parser.add_argument("--no-speed", action="store_true", help="measure only the quality")
    options = parser.parse_args()
    encoder = our_encoder()
    print_quality(encoder, options.worlds)
    if not options.no_speed:
        print_speed(encoder, SIZES)


if __name__ == "__main__":
    main()
