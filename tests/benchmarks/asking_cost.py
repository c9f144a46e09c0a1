"""Measure the cost of asking: CPU time, memory, and the time to the first answer of a process.

Each size of store is measured in a separate process (`python -m tests.benchmarks.asking_cost SYSTEM FACTS`), on one
thread. Only the first ENCODED texts are encoded. The other vectors are random, because the cost of a search depends
only on their number.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.core.models import Fact, FactCollection, Source
from bot.knowledge.knowledge import Knowledge
from bot.matching import Matcher, Thresholds
from bot.matching.packing import LARGEST, pack
from bot.matching.vector_source import MOST_ENTRIES
from bot.settings import shipped_facts
from tests.benchmarks.asking_cases import Store
from tests.benchmarks.asking_systems import ENCODER, OFF, MissingError, Vectoriser, baseline, our_encoder
from tests.benchmarks.crowds import Crowd
from tests.benchmarks.matching import ONE_THREAD, ROOT, resident, times

SIZES = (25, 1_000, 10_000, 100_000)
PHRASINGS = 5  # of each fact
ASKED = 300  # questions
ENCODED = 2_000  # texts; encoding takes milliseconds for each
BASELINES = ("token_set", "BM25")
RUNS = 3  # of a process; the fastest counts

Row = dict[str, float | str]


def costs(sizes: Sequence[int]) -> Iterator[Row]:
    """Measure Factbot, then the baselines, at each size."""
    for size in sizes:
        for system in ("ours", *BASELINES):
            yield _in_a_process(system, size)


def _in_a_process(system: str, size: int) -> Row:
    """Measure one system in a separate process; if that fails, the row has the last line of its error output."""
    command = [sys.executable, "-m", "tests.benchmarks.asking_cost", system, str(size)]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True)
    if run.returncode:
        message = (run.stderr.splitlines() or [f"ended with {run.returncode}"])[-1]
        return {"system": system, "facts": size, "error": message[:80]}
    row: Row = json.loads(run.stdout)
    return row


def cost(system: str, size: int) -> Row:
    """Measure one system in this process: milliseconds per question, seconds to build, additional MiB.

    Raises MissingError if a baseline cannot be measured.
    """
    crowd = Crowd(1)
    texts = crowd.facts(size)
    phrasings = [crowd.phrasings(text, PHRASINGS) for text in texts]
    asker = Crowd(2)
    questions = [asker.question(texts[n % ASKED * size // ASKED]) for n in range(2 * ASKED)]
    gc.collect()
    row: Row = {"system": system, "facts": size}
    if system == "ours":
        row |= _ours(texts, phrasings, questions)
    else:
        row |= _baseline(system, phrasings, questions)
    return row


def _ours(texts: list[str], phrasings: list[tuple[str, ...]], questions: list[str]) -> Row:
    """Measure Factbot: the search alone, the whole answer, the build time and the memory."""
    source, date = Source("Crowd", "Test", dt.date(2025, 1, 1)), dt.date(2025, 1, 1)
    facts = [Fact(f"f{n:07}", text, source, date, "Crowd", listed)
             for n, (text, listed) in enumerate(zip(texts, phrasings, strict=True))]  # fmt: skip
    warm_up = Knowledge(FactCollection(tuple(facts[:5])), Thresholds.default())
    _add_vectors(warm_up.matcher)
    warm_up.ask(questions[0])
    before, start = resident(), time.process_time()
    knowledge = Knowledge(FactCollection(tuple(facts)), Thresholds.default())
    knowledge.ask(questions[0])
    row: Row = {"build": time.process_time() - start}
    has_vectors = len(facts) <= MOST_ENTRIES and _add_vectors(knowledge.matcher)
    gc.collect()
    row |= {"vectors": "yes" if has_vectors else "no", "mib": resident() - before}
    row |= _spread([*times(lambda question, _: knowledge.matcher.search(question), questions[:ASKED])])
    # Other questions than before, because the vectors of questions are cached.
    whole = [*times(lambda question, _: knowledge.ask(question), questions[ASKED:])]
    return row | {"whole": float(np.median(whole)) * 1e3, "mib_after": resident() - before}


def _add_vectors(matcher: Matcher) -> bool:
    """Give the matcher vectors, if there are an encoder and texts to encode. Return whether it has vectors now."""
    encoder, texts = our_encoder(), matcher.texts()
    if encoder is None or not texts:
        return False
    encoded = pack(Vectoriser(encoder)(texts[:ENCODED]))
    shape = (len(texts) - len(encoded), encoded.shape[1])
    random_vectors = np.random.default_rng(3).integers(-LARGEST, LARGEST, shape, np.int8, endpoint=True)
    matcher.take_vectors(np.concatenate([encoded, random_vectors]), encoder)
    return True


def _baseline(system: str, phrasings: list[tuple[str, ...]], questions: list[str]) -> Row:
    """Measure a baseline. Raises MissingError if it cannot be measured."""
    store = Store("crowd", {"facts": [{"id": f"f{n}", "questions": listed} for n, listed in enumerate(phrasings)]}, ())
    build = baseline(system, None)
    before, start = resident(), time.process_time()
    answer = build(store)
    row: Row = {"build": time.process_time() - start}
    gc.collect()
    row["mib"] = resident() - before
    row |= _spread([*times(lambda question, _: answer(question), questions[:ASKED])])
    return row | {"mib_after": resident() - before}


def _spread(seconds: list[float]) -> Row:
    """Return the median and the 99th percentile in milliseconds."""
    median, p99 = np.percentile(seconds, (50, 99)) * 1e3
    return {"median": float(median), "p99": float(p99)}


# ---------------------------------------------------------------- processes
def first_answers() -> list[tuple[str, float, float, str]]:
    """Return (store, seconds, CPU seconds, target) to the first answer of a process, for two stores."""
    with tempfile.TemporaryDirectory() as folder:
        crowd = Crowd(1)
        page = {
            "source": {"title": "Crowd", "publisher": "Test", "published": "2025-01-01"},
            "topic": "Crowd",
            "facts": [{"id": f"f{n}", "text": text, "questions": crowd.phrasings(text, PHRASINGS)}
                      for n, text in enumerate(crowd.facts(1_000))],
        }  # fmt: skip
        Path(folder, "crowd.yaml").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        thousand = _first_answer(Path(folder), "What do we know about the harbour?")
    shipped = _first_answer(shipped_facts(), "who came up with the Berlin Process")
    return [("shipped facts", *shipped, "1 s"), ("1,000 facts, 5 phrasings, warm cache", *thousand, "1.5 s")]


def _first_answer(facts: Path, question: str) -> tuple[float, float]:
    """Return the seconds and CPU seconds of the fastest of RUNS processes, after one that fills the caches.

    Raises CalledProcessError if a process fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {"FACTBOT_FACTS_DIR": str(facts), "FACTBOT_DATABASE_URL": f"sqlite:///{folder}/bot.db"}
        environment |= {"FACTBOT_CACHE_DIR": folder, "PYTHONPATH": str(ROOT)}
        environment |= {"FACTBOT_ENCODER": "off"} if os.environ.get(ENCODER) == OFF else {}

        def run() -> tuple[float, float]:
            start, cpu_before = time.perf_counter(), _used_by_children()
            command = [sys.executable, "-m", "bot", "ask", question]
            finished = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True)
            if finished.returncode not in (0, 1):  # 1 means no answer
                finished.check_returncode()
            return time.perf_counter() - start, _used_by_children() - cpu_before

        run()
        return min(run() for _ in range(RUNS))


def _used_by_children() -> float:
    """Return the CPU seconds of all child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str]) -> None:
    """Measure the system and size that the command line names, and print the figures as JSON."""
    system, size = arguments[0], int(arguments[1])
    try:
        print(json.dumps(cost(system, size)))
    except MissingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
