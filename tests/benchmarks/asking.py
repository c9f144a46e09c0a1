"""Measure how well questions are understood, by Factbot and by simpler methods, in one run.

    python -m tests.benchmarks.asking [curated] [stores] [news] [cost] [--evaluation DIR] [--sets FILE ...]

The parts are:

- curated: the sets of the evaluation folder, with five phrasings for each fact
- stores: stores of new users, small stores, talks and the shipped facts, from `cases/`
- news: the measurements of `matching.py` on texts without phrasings
- cost: time and memory of invented stores, and the time to the first answer of a process

After the first two, the effect of each veto on all their questions is printed. Factbot runs in this process, as
shipped. If the package of a baseline is missing, its row says so.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.factfiles import FactFolder
from bot.settings import shipped_facts
from tests.benchmarks import asking_cases as cases
from tests.benchmarks import asking_cost, asking_tables, matching
from tests.benchmarks.asking_figures import Asked, Kind, Outcomes, curated_figures, kind_of, mean, parts, vetoes
from tests.benchmarks.asking_systems import (
    BASELINES,
    ENCODER,
    OFF,
    RANKING_ONLY,
    Answerer,
    MissingError,
    Ours,
    System,
    baseline,
    our_encoder,
)
from tests.benchmarks.matching_systems import MINILM

PARTS = ("curated", "stores", "news", "cost")
TARGETED = {"curated-banking", "curated-clinc", "curated-curekart"}  # sets whose mean has target values
MISTYPED = 200  # maximum questions of a set that are asked again with two typing errors
NEWS_BASELINES = ("token_set_dp", "bm25s_stem")


class Benchmark:
    """Prints the parts, and records the questions to Factbot and their results for the vetoes."""

    def __init__(self, ours: Ours, limit: int) -> None:
        self._ours = ours
        self._limit = limit
        self._results: list[Asked] = []

    # ------------------------------------------------------------ curated sets
    def curated(self, files: Sequence[Path], phrasings: int, baselines: Sequence[str], minilm: Path | None) -> None:
        """Print the shares of each set for each system, their means, and the ratios of the means to the baselines'."""
        stores = [cases.read_curated(file, phrasings, self._limit) for file in files]
        asking_tables.print_shares_head(phrasings)
        means: dict[str, dict[str, float]] = {}
        for name in ("ours", *baselines):
            try:
                system = self._ours if name == "ours" else baseline(name, minilm)
            except MissingError as error:
                asking_tables.print_missing("all", name, str(error))
                continue
            rows = [self._shares(store, system, keep=name == "ours") for store in stores]
            decides = name not in RANKING_ONLY
            for store, row in zip(stores, rows, strict=True):
                asking_tables.print_shares(_described(store), name, row, decides=decides)
            means[name] = mean(rows)
            asking_tables.print_shares("mean", name, means[name], decides=decides)
        ours = means.pop("ours")
        if {file.stem for file in files} == TARGETED:
            asking_tables.print_targets(ours)
        asking_tables.print_against(ours, means)

    def _shares(self, store: cases.Store, system: System, *, keep: bool) -> dict[str, float]:
        """Ask a system the questions of a store and return the figures; record the results if `keep` is true."""
        answer = system(store)
        asked = [(ask, answer(ask.text)) for ask in store.asks]
        mistyped = [ask for ask in store.asks if ask.right and ask.mistyped][:MISTYPED]
        again = [(ask, answer(ask.mistyped)) for ask in mistyped]
        if keep:
            self._results += [*asked, *again]
        return curated_figures(asked, again)

    # ------------------------------------------------------------ counts
    def stores(self, others: Sequence[Path]) -> None:
        """Print the counts for stores of new users, small stores, talks and the shipped facts."""
        asking_tables.print_newcomers(self._newcomers())
        files = [*(cases.CASES / f"{name}.json" for name in cases.SMALL_STORES), *others]
        asking_tables.print_kinds(self._kinds([*files, cases.CASES / "talks.json"]))
        shipped = self._ours.answering(FactFolder(shipped_facts()).load())
        asking_tables.print_shipped(self._outcomes(cases.read_shipped(cases.CASES / "shipped.json"), shipped))

    def _newcomers(self) -> Iterator[tuple[str, int, Outcomes]]:
        """Yield (name, phrasings of each fact, outcomes) for each store and for all stores together."""
        for title, names in (("judged", cases.JUDGED), ("fitted", cases.FITTED)):
            for phrasings in (1, 2):
                total = Outcomes()
                for name in names:
                    store = cases.read_newcomer(cases.CASES / f"{name}.json", phrasings)
                    outcomes = self._outcomes(self._some(store.asks), self._ours(store))
                    yield f"{name}: {store.name}", phrasings, outcomes
                    total += outcomes
                yield f"all {title}", phrasings, total

    def _kinds(self, files: Iterable[Path]) -> Iterator[tuple[str, dict[Kind, int], Outcomes, tuple[int, int]]]:
        """Yield (name, counts by kind, outcomes, facts shown and facts asked for) for each file of small stores."""
        for file in files:
            start, outcomes = len(self._results), Outcomes()
            for store in cases.read_small_stores(file):
                talks = file.stem == "talks"
                outcomes += self._outcomes(store.asks, self._ours.talking(store) if talks else self._ours(store))
            asked = self._results[start:]
            yield file.stem, Counter(kind_of(ask, result) for ask, result in asked), outcomes, parts(asked)

    def _outcomes(self, asks: Iterable[cases.Ask], answer: Answerer) -> Outcomes:
        """Ask the questions, record the results and return their counts."""
        outcomes = Outcomes()
        for ask in asks:
            result = answer(ask.text)
            self._results.append((ask, result))
            outcomes.add(ask, result)
        return outcomes

    def _some(self, asks: Sequence[cases.Ask]) -> list[cases.Ask]:
        """Return at most `limit` answerable and `limit` unanswerable questions."""
        answerable, unanswerable = ([ask for ask in asks if bool(ask.right) is expected] for expected in (True, False))
        return [*answerable[: self._limit or None], *unanswerable[: self._limit or None]]

    def vetoes(self) -> None:
        """Print how many right and wrong answers each veto has prevented so far."""
        asking_tables.print_vetoes(vetoes(self._results), len(self._results))


def news(evaluation: Path, minilm: Path | None) -> None:
    """Print how well texts without phrasings are found, as measured by the harness in the evaluation folder."""
    systems = [matching.OURS, *(f"baselines:{name}" for name in NEWS_BASELINES)]
    if minilm:
        os.environ[MINILM] = str(minilm.resolve())  # for the harness, which starts a process for each system
        systems.append("tests.benchmarks.matching_systems:minilm")
    else:
        systems.append("baselines:minilm")
    print()
    matching.print_accuracy(matching.accuracy(evaluation, systems))


def _described(store: cases.Store) -> str:
    """Return the name of a store with its numbers of answerable and unanswerable questions."""
    answerable = sum(bool(ask.right) for ask in store.asks)
    return f"{store.name} ({answerable} + {len(store.asks) - answerable})"


def _sets(evaluation: Path) -> list[Path]:
    return sorted(evaluation.glob("curated-*.json"))


def main() -> None:
    """Print the parts that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--evaluation", type=Path, default=matching.EVALUATION)
    parser.add_argument("--sets", type=Path, nargs="+", help="curated sets, instead of the evaluation folder's")
    parser.add_argument("--small-stores", type=Path, nargs="+", default=[], help="files like asking.json, besides ours")
    parser.add_argument("--phrasings", type=int, default=5)
    parser.add_argument("--limit", type=int, default=300, help="questions of each kind in a set or store; 0 for all")
    parser.add_argument("--baselines", default=",".join(BASELINES), help="by their names, with commas; may be empty")
    parser.add_argument("--minilm", type=Path, help="all-MiniLM-L6-v2 as an ONNX file, where its package is missing")
    parser.add_argument("--encoder", help="another file than the package's; off: words alone")
    parser.add_argument("--sizes", type=int, nargs="+", default=asking_cost.SIZES, help="of made-up stores, in facts")
    options = parser.parse_args()
    evaluation = options.evaluation.resolve()
    if options.encoder:
        os.environ[ENCODER] = options.encoder if options.encoder == OFF else str(Path(options.encoder).resolve())
    encoder = our_encoder()
    print(f"Ours: {'words and vectors' if encoder else 'words alone'}.")
    benchmark = Benchmark(Ours(encoder), options.limit)
    if "curated" in options.parts:
        baselines = [name for name in options.baselines.split(",") if name]
        benchmark.curated(options.sets or _sets(evaluation), options.phrasings, baselines, options.minilm)
    if "stores" in options.parts:
        beside = evaluation.parent / "cases" / "asking.json"
        benchmark.stores([*([beside] if beside.exists() else []), *options.small_stores])
    if {"curated", "stores"}.intersection(options.parts):
        benchmark.vetoes()
    if "news" in options.parts:
        news(evaluation, options.minilm)
    if "cost" in options.parts:
        asking_tables.print_cost(asking_cost.costs(options.sizes))
        asking_tables.print_first_answers(asking_cost.first_answers())


if __name__ == "__main__":
    main()
