"""Fit the weights on stores like those that people have.

    python -m bot.matching.training.fit --stores LABEL=FILE ... [--quiz FILE ...] [--quick]

Each FILE contains phrasings, facts with questions of other people, or small worlds (see `stores` and `synthetic_data`).
Files with the same LABEL are one kind of store. Each quiz FILE contains sentences without phrasings and questions (see
`question_sets`), and is a kind of its own. Every kind has the same total weight, except those that `models` lists.
Within a kind, the questions that a store answers have the same total weight as those that it does not answer.

The weights are fitted on all kinds, with and without sentence vectors. Then each kind is evaluated with a fit on the
other kinds. These figures are printed and written to `weights.json`; `--quick` leaves them out. The same data give the
same weights. The program needs scikit-learn.
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

DRAWS = 14  # from each file, of one or more stores


def gather(stores: Sequence[tuple[str, Path]], quizzes: Sequence[Path], workers: int) -> list[TrainingSample]:
    """Ask all questions of the stores, which are (label, file), and of the quizzes, in several processes.

    Raises what the reading of a file raises.
    """
    with ProcessPoolExecutor(workers) as pool:
        futures = [pool.submit(of_quiz, path, part) for path in quizzes for part in ("tune", "check")]
        futures += [pool.submit(of_file, label, path, DRAWS) for label, path in stores]
        return [sample for future in futures for sample in future.result()]


def main(arguments: list[str] | None = None) -> int:
    """Fit and write the weights, then evaluate each kind with a fit on the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stores", action="append", default=[], metavar="LABEL=FILE")
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the file to update")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="do not evaluate each kind with a fit on the others")
    options = parser.parse_args(arguments)
    content: dict[str, Any] = json.loads(options.weights.read_text(encoding="utf-8"))
    stores = [(label, Path(path)) for label, _, path in (pair.partition("=") for pair in options.stores)]
    gathered = gather(stores, options.quiz, options.workers)
    variants = {"with_vectors": gathered, "without_vectors": [sample.without_vectors() for sample in gathered]}
    for variant, samples in variants.items():
        content[variant] = fit_part(samples)[1]
    _write(options.weights, content)
    if not options.quick:
        content["figures"] = _report(variants, options.workers)
        _write(options.weights, content)
    return 0


def _report(variants: Mapping[str, Sequence[TrainingSample]], workers: int) -> dict[str, dict[str, dict[str, float]]]:
    """Evaluate each kind with a fit on the others, in several processes, and print the figures as they come.

    Return the figures by variant, kind and name.
    """
    report: dict[str, dict[str, dict[str, float]]] = {variant: {} for variant in variants}
    with ProcessPoolExecutor(workers) as pool:
        futures = {
            (variant, kind): pool.submit(by_the_others, samples, kind)
            for variant, samples in variants.items()
            for kind in dict.fromkeys(sample.kind for sample in samples)
        }
        for (variant, kind), future in futures.items():
            report[variant][kind] = future.result()
            sys.stdout.write(f"{variant} {kind} {json.dumps(report[variant][kind])}\n")
            sys.stdout.flush()
    return report


def by_the_others(samples: Sequence[TrainingSample], kind: str) -> dict[str, float]:
    """Evaluate the questions of a kind with a fit on all other kinds."""
    part, _ = fit_part([sample for sample in samples if sample.kind != kind])
    return judged([sample for sample in samples if sample.kind == kind], part)


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    load_model.cache_clear()  # otherwise it would return the old content of the file


if __name__ == "__main__":
    raise SystemExit(main())
