"""Fit the weights on stores of the kinds that people have.

    python -m bot.matching.training.fit --stores LABEL=FILE ... [--quiz FILE ...] [--quick]

Each FILE holds phrasings, facts with questions of strangers, or small worlds (see `stores` and `synthetic_data`); files
of one LABEL are one kind of store, and every kind counts the same, as do questions that a store answers and questions
that it does not. Each quiz FILE holds bare sentences and questions (see `question_sets`) and is a kind of its own.

The weights are fitted on all kinds, with and without sentence vectors. The figures, printed and kept in `weights.json`
beside them, are those of each kind judged by a fit on the others; `--quick` leaves them out. Same data, same weights.
Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bot.matching.model import WEIGHTS, load_model
from bot.matching.training.models import fit_part, judged
from bot.matching.training.samples import TrainingSample, of_file, of_quiz

DRAWS = 14  # stores drawn from a file


def gather(stores: Sequence[tuple[str, Path]], quizzes: Sequence[Path], workers: int) -> list[TrainingSample]:
    """Ask all stores and quizzes, in several processes."""
    with ProcessPoolExecutor(workers) as pool:
        asked = [pool.submit(of_quiz, path, part) for path in quizzes for part in ("tune", "check")]
        asked += [pool.submit(of_file, label, path, DRAWS) for label, path in stores]
        return [sample for future in asked for sample in future.result()]


def main(arguments: list[str] | None = None) -> int:
    """Fit, write the weights, and judge each kind by a fit on the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stores", action="append", default=[], metavar="LABEL=FILE")
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the file to renew")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="do not judge each kind by a fit on the others")
    options = parser.parse_args(arguments)
    kept: dict[str, Any] = json.loads(options.weights.read_text(encoding="utf-8"))
    stores = [(label, Path(path)) for label, _, path in (pair.partition("=") for pair in options.stores)]
    found = gather(stores, options.quiz, options.workers)
    variants = {"with_vectors": found, "without_vectors": [sample.without_vectors() for sample in found]}
    for variant, samples in variants.items():
        kept[variant] = fit_part(samples)[1]
    _write(options.weights, kept)
    if not options.quick:
        kept["figures"] = _report(variants, options.workers)
        _write(options.weights, kept)
    return 0


def _report(variants: Mapping[str, Sequence[TrainingSample]], workers: int) -> dict[str, dict[str, dict[str, float]]]:
    """Judge each kind by a fit on the others, in several processes, and print the figures as they come."""
    report: dict[str, dict[str, dict[str, float]]] = {variant: {} for variant in variants}
    with ProcessPoolExecutor(workers) as pool:
        asked = {
            (variant, kind): pool.submit(by_the_others, samples, kind)
            for variant, samples in variants.items()
            for kind in dict.fromkeys(sample.kind for sample in samples)
        }
        for (variant, kind), future in asked.items():
            report[variant][kind] = future.result()
            sys.stdout.write(f"{variant} {kind} {json.dumps(report[variant][kind])}\n")
            sys.stdout.flush()
    return report


def by_the_others(samples: Sequence[TrainingSample], kind: str) -> dict[str, float]:
    """Judge the questions of a kind by a fit on all the other kinds."""
    part, _ = fit_part([sample for sample in samples if sample.kind != kind])
    return judged([sample for sample in samples if sample.kind == kind], part)


def _write(file: Path, kept: dict[str, Any]) -> None:
    file.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    load_model.cache_clear()  # it would give what the file held before


if __name__ == "__main__":
    raise SystemExit(main())
