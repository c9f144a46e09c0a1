"""How often and how fast the checking of quotations is right, beside what people would use instead.

    python -m tests.benchmarks.quotes [--size 5000] [--seed N] [--each N] [--show-wrong 20] [--only WORD] [--no-speed]

Cases are changes of over a thousand quotations of our own invention (quotes_store.py, quote_cases.py), looked up among
`--size` ones. A verdict is right if it is one of those that a careful editor could give, flags if every one that has
to be there is there and none that must not be. What people would use instead knows no speakers and no flags: a look
for the normalised text in the normalised quotations (all of one: verbatim; in one: excerpt; else not held), and
rapidfuzz's partial_ratio with 95 or more in place of "in". A second table asks less of them: held or not.
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
SCANNED = 20  # texts for which the scan is timed


@dataclass(frozen=True, slots=True)
class Found:
    """What a checker says, or the little that a baseline says."""

    verdict: str
    similarity: float = 0.0
    flags: Iterable[str] = ()
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what was said of it, and whether that is right."""

    case: Case
    found: Found
    substring: Found
    fuzzy: Found | None
    """None where the slow baseline was not asked."""

    @property
    def right(self) -> bool:
        return self.found.verdict in self.case.verdicts

    @property
    def flags_right(self) -> bool:
        flags = set(self.found.flags)
        return all(flags & group for group in self.case.expected) and not flags & self.case.forbidden

    @property
    def quote_right(self) -> bool:
        if not self.case.quotes or self.found.verdict in ("not_held", "refused"):
            return True
        return self.found.quote is not None and self.found.quote.id in self.case.quotes

    @property
    def similarity_right(self) -> bool:
        whole, likeness = self.found.verdict in HELD, self.found.similarity
        return self.found.verdict == "refused" or (0 <= likeness <= 1 and (likeness == 1 or not whole))

    @property
    def let_pass(self) -> bool:
        """The worst that can happen: an altered or wrongly attributed line is called what was said."""
        return must_not_pass(self.case) and self.found.verdict in HELD


class Baselines:
    """What people would use instead."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._texts = [normalised(quote.text) for quote in quotes]
        self._whole = frozenset(self._texts)
        self._all = "\n".join(self._texts)

    def substring(self, text: str) -> Found:
        text = normalised(text)
        if text and text in self._whole:
            return Found("verbatim")
        return Found("excerpt" if text and text in self._all else "not_held")

    def fuzzy(self, text: str) -> Found:
        text = normalised(text)
        if not text or process.extractOne(text, self._texts, scorer=fuzz.partial_ratio, score_cutoff=95) is None:
            return Found("not_held")
        return Found("verbatim" if text in self._whole else "excerpt")

    def scan(self, text: str) -> object:
        """The scan as it is without a cutoff, for the time it takes."""
        return process.extractOne(normalised(text), self._texts, scorer=fuzz.partial_ratio)


def ours(quotes: Sequence[Quote]) -> QuoteChecker:
    return QuoteChecker(SpeakerIndex(quotes, ALIASES))


def normalised(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.casefold()).split())


def found_by(checker: QuoteChecker, case: Case) -> Found:
    try:
        found = checker.check(case.text, case.speaker)
    except UserError:
        return Found("refused")
    return Found(found.verdict, found.similarity, tuple(found.flags), found.quote)


def tells_held(case: Case, found: Found) -> bool:
    """Held words are told from others, whatever finer is said: all that can be asked of a baseline."""
    return (found.verdict in HELD) == bool({*HELD} & {*case.verdicts})


def judge(checker: QuoteChecker, baselines: Baselines, all_cases: Iterable[Case], fuzzy_each: int) -> list[Judged]:
    """Every case, looked at by all; the slow baseline is shown the first of each kind only."""
    seen: Counter[str] = Counter()
    judged: list[Judged] = []
    for case in all_cases:
        seen[case.kind] += 1
        fuzzy = baselines.fuzzy(case.text) if seen[case.kind] <= fuzzy_each else None
        judged.append(Judged(case, found_by(checker, case), baselines.substring(case.text), fuzzy))
    return judged


def share(values: Iterable[bool]) -> str:
    """In percent, rounded down, so that 100 means all."""
    values = list(values)
    return f"{np.floor(1000 * sum(values) / len(values)) / 10:.1f}" if values else "–"


def print_row(name: str, judged: Sequence[Judged]) -> None:
    flagged = [one.flags_right for one in judged if one.case.expected or one.case.forbidden]
    shares = (
        share(one.right for one in judged),
        share(flagged),
        share(one.quote_right for one in judged),
        share(one.substring.verdict in one.case.verdicts for one in judged),
        share(one.fuzzy.verdict in one.case.verdicts for one in judged if one.fuzzy),
    )
    print(f"| {name} | {len(judged):,} | {' | '.join(shares)} |")


def print_accuracy(judged: Sequence[Judged]) -> None:
    print("| kind | cases | right verdict % | flags right % | right quote % | substring % | partial_ratio ≥ 95 % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind in dict.fromkeys(one.case.kind for one in judged):
        print_row(kind, [one for one in judged if one.case.kind == kind])
    print_row("**all**", judged)
    print_row("**all but those with ?**", [one for one in judged if not one.case.kind.startswith("?")])


def print_totals(judged: Sequence[Judged]) -> None:
    meant = [one for one in judged if any(group & (MEANING | CUTS) for group in one.case.expected)]
    small = [one for one in judged if one.case.expected and one not in meant]
    rest = [one for one in judged if not one.case.expected and one.case.forbidden]
    print_beside(judged)
    print(f"Meaning flags right where there is something to flag: {share(one.flags_right for one in meant)} %")
    print(f"Small changes called small and nothing else: {share(one.flags_right for one in small)} %")
    print(f"No flag where there is nothing to flag: {share(one.flags_right for one in rest)} %")
    print(f"Similarity not from 0 to 1, or not 1 for what is held: {sum(not one.similarity_right for one in judged)}")
    odd = {flag for one in judged for flag in one.found.flags} - ALL
    print(f"Flags that are none of the seven: {', '.join(sorted(odd)) or 'none'}")
    print("\n| expected | said | cases |\n| --- | --- | --- |")
    confusions = Counter((" or ".join(one.case.verdicts), one.found.verdict) for one in judged)
    for (expected, said), count in sorted(confusions.items()):
        print(f"| {expected} | {said}{'' if said in expected.split(' or ') else ' (wrong)'} | {count:,} |")


def print_beside(judged: Sequence[Judged]) -> None:
    """The two plainest questions, put to all: what was let pass, and were held words told from others at all."""
    asked = [one for one in judged if one.fuzzy]
    systems: dict[str, list[tuple[Case, Found]]] = {
        "checker": [(one.case, one.found) for one in judged],
        "substring": [(one.case, one.substring) for one in judged],
        "partial_ratio ≥ 95": [(one.case, one.fuzzy) for one in asked if one.fuzzy],
    }
    print("\n| | altered or wrongly attributed, called verbatim or excerpt | held told from not held % |")
    print("| --- | --- | --- |")
    for name, pairs in systems.items():
        passed = sum(must_not_pass(case) and found.verdict in HELD for case, found in pairs)
        risky = sum(must_not_pass(case) for case, _ in pairs)
        print(f"| {name} | {passed:,} of {risky:,} | {share(tells_held(case, found) for case, found in pairs)} |")


def print_wrong(judged: Sequence[Judged], most: int) -> None:
    """The first of the wrong ones of each kind, as many as wanted in all, the worst first."""
    wrong = [one for one in judged if not (one.right and one.flags_right and one.quote_right and one.similarity_right)]
    order: Counter[str] = Counter()
    ranked = []
    for one in wrong:
        order[one.case.kind] += 1
        ranked.append((not one.let_pass, one.right, order[one.case.kind], one))
    for *_, one in sorted(ranked, key=lambda row: row[:3])[:most]:
        case, found = one.case, one.found
        groups = [" or ".join(sorted(group)) for group in case.expected]
        print(f"\n[{case.kind}] {case.text[:400]!r}" + (f" – {case.speaker}" if case.speaker else ""))
        print(
            f"  expected {' or '.join(case.verdicts)} {groups}, never {sorted(case.forbidden)} of {sorted(case.quotes)}"
        )
        held = f"{found.quote.id}: {found.quote.text[:300]!r} – {found.quote.speaker}" if found.quote else "no quote"
        print(f"  got {found.verdict} {sorted(found.flags)} {found.similarity:.3f} {held}")


def timed(search: Callable[[Case], object], asked: Sequence[Case]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    times = []
    for case in asked:
        start = time.perf_counter()
        search(case)
        times.append(1e3 * (time.perf_counter() - start))
    return float(np.median(times)), float(np.percentile(times, 95))


def print_speed(
    make: Callable[[Sequence[Quote]], QuoteChecker], all_cases: Sequence[Case], sizes: Iterable[int]
) -> None:
    """All kinds of cases in any order, the odd long ones too."""
    asked = random.Random(4).sample(list(all_cases), min(1_000, len(all_cases)))
    world = build()
    print(
        "\n| quotes | build s | ms median / 95th percentile | scan by partial_ratio, ms median / 95th | times faster |"
    )
    print("| --- | --- | --- | --- | --- |")
    for size in sizes:
        quotes = enlarged(world, size)
        start = time.perf_counter()
        checker = make(quotes)
        built = time.perf_counter() - start
        found_by(checker, asked[0])
        median, high = timed(lambda case: found_by(checker, case), asked)  # noqa: B023
        baselines = Baselines(quotes)
        plain = [case for case in asked if 20 < len(case.text) < 1_000][: SCANNED if size <= 20_000 else SCANNED // 4]
        slow, slowest = timed(lambda case: baselines.scan(case.text), plain)  # noqa: B023
        print(
            f"| {len(quotes):,} | {built:.1f} | {median:.2f} / {high:.2f} | {slow:.0f} / {slowest:.0f} | "
            f"{slow / median:.0f} |",
            flush=True,
        )


def main() -> None:
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
