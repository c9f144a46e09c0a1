"""Measure the accuracy and speed of the checking of quotations, and of simpler methods.

    python -m tests.benchmarks.quotes [--size 5000] [--seed N] [--each N] [--show-wrong 20] [--only WORD] [--no-speed]

The cases are changed versions of more than a thousand invented quotations (quotes_store.py, quote_cases.py), which are
looked up among `--size` quotations. A verdict is right if a careful editor could choose it. Flags are right if all
required ones are there and no forbidden one.

The simpler methods know no speakers and no flags. One searches the normalised text in the normalised quotations: it is
verbatim if it equals one, an excerpt if it is part of one, and otherwise not held. The other replaces "is part of" by a
partial_ratio of rapidfuzz of at least 95. A second table asks only whether the words are in a quotation.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.errors import UserError
from bot.core.models import Quote
from bot.features.verify.checker import QuoteChecker
from bot.knowledge.speakers import SpeakerIndex
from tests.benchmarks.quote_cases import cases, must_not_pass
from tests.benchmarks.quote_expected import ALL, CUTS, HELD, MEANING, Case
from tests.benchmarks.quotes_store import ALIASES, build, enlarged

SIZES = (5_000, 100_000)
SCANNED = 20  # texts for which the time of the scan is measured


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a checker, or of a baseline, which has only a verdict."""

    verdict: str
    similarity: float = 0.0
    flags: Iterable[str] = ()
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the results of all systems, and whether those of the checker are right."""

    case: Case
    result: CheckResult
    substring: CheckResult
    fuzzy: CheckResult | None
    """None if the slow baseline was not asked."""

    @property
    def right(self) -> bool:
        """Whether the verdict is right."""
        return self.result.verdict in self.case.verdicts

    @property
    def flags_right(self) -> bool:
        """Whether the flags are right."""
        flags = set(self.result.flags)
        return all(flags & group for group in self.case.expected) and not flags & self.case.forbidden

    @property
    def quote_right(self) -> bool:
        """Whether the quotation is an acceptable one, or need not be there."""
        if not self.case.quotes or self.result.verdict in ("not_held", "refused"):
            return True
        return self.result.quote is not None and self.result.quote.id in self.case.quotes

    @property
    def similarity_right(self) -> bool:
        """Whether the similarity is from 0 to 1, and 1 if the words are in a quotation."""
        quoted, similarity = self.result.verdict in HELD, self.result.similarity
        return self.result.verdict == "refused" or (0 <= similarity <= 1 and (similarity == 1 or not quoted))

    @property
    def let_pass(self) -> bool:
        """Whether the worst error happened: altered or wrongly attributed words were confirmed."""
        return must_not_pass(self.case) and self.result.verdict in HELD


class Baselines:
    """The simpler methods."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._texts = [normalised(quote.text) for quote in quotes]
        self._whole = frozenset(self._texts)
        self._all = "\n".join(self._texts)

    def substring(self, text: str) -> CheckResult:
        """Search the normalised text in the normalised quotations."""
        text = normalised(text)
        if text and text in self._whole:
            return CheckResult("verbatim")
        return CheckResult("excerpt" if text and text in self._all else "not_held")

    def fuzzy(self, text: str) -> CheckResult:
        """Search a quotation with a partial_ratio of at least 95."""
        text = normalised(text)
        if not text or process.extractOne(text, self._texts, scorer=fuzz.partial_ratio, score_cutoff=95) is None:
            return CheckResult("not_held")
        return CheckResult("verbatim" if text in self._whole else "excerpt")

    def scan(self, text: str) -> object:
        """Find the best partial_ratio without a cutoff, to measure the time."""
        return process.extractOne(normalised(text), self._texts, scorer=fuzz.partial_ratio)


def ours(quotes: Sequence[Quote]) -> QuoteChecker:
    """Make Factbot's checker for these quotations."""
    return QuoteChecker(SpeakerIndex(quotes, ALIASES))


def normalised(text: str) -> str:
    """Return the text in lower case without punctuation and with single spaces."""
    return " ".join(re.sub(r"[^\w\s]", "", text.casefold()).split())


def checked(checker: QuoteChecker, case: Case) -> CheckResult:
    """Check a case. An error for the user becomes the verdict "refused"."""
    try:
        check = checker.check(case.text, case.speaker)
    except UserError:
        return CheckResult("refused")
    return CheckResult(check.verdict, check.similarity, tuple(check.flags), check.quote)


def held_right(case: Case, result: CheckResult) -> bool:
    """Return whether a result is right about whether the words are in a quotation, which baselines can decide too."""
    return (result.verdict in HELD) == bool({*HELD} & {*case.verdicts})


def judge(checker: QuoteChecker, baselines: Baselines, all_cases: Iterable[Case], fuzzy_each: int) -> list[Judged]:
    """Check every case with all systems. The slow baseline gets only the first `fuzzy_each` cases of each kind."""
    seen: Counter[str] = Counter()
    judged: list[Judged] = []
    for case in all_cases:
        seen[case.kind] += 1
        fuzzy = baselines.fuzzy(case.text) if seen[case.kind] <= fuzzy_each else None
        judged.append(Judged(case, checked(checker, case), baselines.substring(case.text), fuzzy))
    return judged


def share(values: Iterable[bool]) -> str:
    """Return a share in percent, rounded down, so that 100 means all; a dash if there are no values."""
    values = list(values)
    return f"{np.floor(1000 * sum(values) / len(values)) / 10:.1f}" if values else "–"


def print_row(name: str, judged: Sequence[Judged]) -> None:
    """Print one row of the table of accuracy."""
    flagged = [row.flags_right for row in judged if row.case.expected or row.case.forbidden]
    shares = (
        share(row.right for row in judged),
        share(flagged),
        share(row.quote_right for row in judged),
        share(row.substring.verdict in row.case.verdicts for row in judged),
        share(row.fuzzy.verdict in row.case.verdicts for row in judged if row.fuzzy),
    )
    print(f"| {name} | {len(judged):,} | {' | '.join(shares)} |")


def print_accuracy(judged: Sequence[Judged]) -> None:
    """Print the accuracy for each kind and for all."""
    print("| kind | cases | right verdict % | flags right % | right quote % | substring % | partial_ratio ≥ 95 % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind in dict.fromkeys(row.case.kind for row in judged):
        print_row(kind, [row for row in judged if row.case.kind == kind])
    print_row("**all**", judged)
    print_row("**all but those with ?**", [row for row in judged if not row.case.kind.startswith("?")])


def print_totals(judged: Sequence[Judged]) -> None:
    """Print the comparison with the baselines, the accuracy of the flags and the verdicts."""
    meaning_cases = [row for row in judged if any(group & (MEANING | CUTS) for group in row.case.expected)]
    small_cases = [row for row in judged if row.case.expected and row not in meaning_cases]
    unflagged_cases = [row for row in judged if not row.case.expected and row.case.forbidden]
    print_beside(judged)
    print(f"Meaning flags right where there is something to flag: {share(row.flags_right for row in meaning_cases)} %")
    print(f"Small changes called small and nothing else: {share(row.flags_right for row in small_cases)} %")
    print(f"No flag where there is nothing to flag: {share(row.flags_right for row in unflagged_cases)} %")
    print(f"Similarity not from 0 to 1, or not 1 for what is held: {sum(not row.similarity_right for row in judged)}")
    unknown_flags = {flag for row in judged for flag in row.result.flags} - ALL
    print(f"Flags that are none of the seven: {', '.join(sorted(unknown_flags)) or 'none'}")
    print("\n| expected | said | cases |\n| --- | --- | --- |")
    confusions = Counter((" or ".join(row.case.verdicts), row.result.verdict) for row in judged)
    for (expected, verdict), count in sorted(confusions.items()):
        print(f"| {expected} | {verdict}{'' if verdict in expected.split(' or ') else ' (wrong)'} | {count:,} |")


def print_beside(judged: Sequence[Judged]) -> None:
    """Print for each system the number of worst errors, and how often it knows whether the words are in a quotation."""
    asked = [row for row in judged if row.fuzzy]
    systems: dict[str, list[tuple[Case, CheckResult]]] = {
        "checker": [(row.case, row.result) for row in judged],
        "substring": [(row.case, row.substring) for row in judged],
        "partial_ratio ≥ 95": [(row.case, row.fuzzy) for row in asked if row.fuzzy],
    }
    print("\n| | altered or wrongly attributed, called verbatim or excerpt | held told from not held % |")
    print("| --- | --- | --- |")
    for name, pairs in systems.items():
        passed = sum(must_not_pass(case) and result.verdict in HELD for case, result in pairs)
        risky = sum(must_not_pass(case) for case, _ in pairs)
        print(f"| {name} | {passed:,} of {risky:,} | {share(held_right(case, result) for case, result in pairs)} |")


def print_wrong(judged: Sequence[Judged], most: int) -> None:
    """Print up to `most` wrong results, the worst first. Among equally bad ones, the first of each kind come first."""
    wrong = [row for row in judged if not (row.right and row.flags_right and row.quote_right and row.similarity_right)]
    order: Counter[str] = Counter()
    ranked = []
    for row in wrong:
        order[row.case.kind] += 1
        ranked.append((not row.let_pass, row.right, order[row.case.kind], row))
    for *_, row in sorted(ranked, key=lambda item: item[:3])[:most]:
        case, result = row.case, row.result
        groups = [" or ".join(sorted(group)) for group in case.expected]
        print(f"\n[{case.kind}] {case.text[:400]!r}" + (f" – {case.speaker}" if case.speaker else ""))
        print(
            f"  expected {' or '.join(case.verdicts)} {groups}, never {sorted(case.forbidden)} of {sorted(case.quotes)}"
        )
        quoted = (
            f"{result.quote.id}: {result.quote.text[:300]!r} – {result.quote.speaker}" if result.quote else "no quote"
        )
        print(f"  got {result.verdict} {sorted(result.flags)} {result.similarity:.3f} {quoted}")


def timed(search: Callable[[Case], object], selected: Sequence[Case]) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds."""
    times = []
    for case in selected:
        start = time.perf_counter()
        search(case)
        times.append(1e3 * (time.perf_counter() - start))
    return float(np.median(times)), float(np.percentile(times, 95))


def print_speed(
    make: Callable[[Sequence[Quote]], QuoteChecker], all_cases: Sequence[Case], sizes: Iterable[int]
) -> None:
    """Print the speed on random cases of all kinds, including the very long ones."""
    drawn = random.Random(4).sample(list(all_cases), min(1_000, len(all_cases)))
    world = build()
    print(
        "\n| quotes | build s | ms median / 95th percentile | scan by partial_ratio, ms median / 95th | times faster |"
    )
    print("| --- | --- | --- | --- | --- |")
    for size in sizes:
        quotes = enlarged(world, size)
        start = time.perf_counter()
        checker = make(quotes)
        seconds = time.perf_counter() - start
        checked(checker, drawn[0])
        median, high = timed(lambda case: checked(checker, case), drawn)  # noqa: B023
        baselines = Baselines(quotes)
        plain = [case for case in drawn if 20 < len(case.text) < 1_000][: SCANNED if size <= 20_000 else SCANNED // 4]
        slow, slowest = timed(lambda case: baselines.scan(case.text), plain)  # noqa: B023
        print(
            f"| {len(quotes):,} | {seconds:.1f} | {median:.2f} / {high:.2f} | {slow:.0f} / {slowest:.0f} | "
            f"{slow / median:.0f} |",
            flush=True,
        )


def main() -> None:
    """Print the tables that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=5_000, help="quotations in the store that cases are looked up in")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other cases")
    parser.add_argument("--each", type=int, default=100, help="the most cases of one kind")
    parser.add_argument("--fuzzy-each", type=int, default=10, help="of these, how many the slow baseline is shown")
    parser.add_argument("--show-wrong", type=int, default=0, metavar="N", help="print N of the wrong ones")
    parser.add_argument("--only", default="", help="only kinds with this in their name")
    parser.add_argument("--speed", type=int, nargs="*", default=SIZES, metavar="SIZE", help="sizes to measure speed at")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args()
    world = build()
    quotes = enlarged(world, options.size)
    all_cases = [case for case in cases(world, options.each, options.seed) if options.only in case.kind]
    judged = judge(ours(quotes), Baselines(quotes), all_cases, options.fuzzy_each)
    print_accuracy(judged)
    print_totals(judged)
    print_wrong(judged, options.show_wrong)
    if not options.no_speed:
        print_speed(ours, all_cases, options.speed)


if __name__ == "__main__":
    main()
