"""What asking costs: time of CPU, memory, and how long a process takes to its first answer.

Each size of store is measured in a process of its own (`python -m tests.benchmarks.asking_cost SYSTEM FACTS`), on one
thread. Above ENCODED texts the stored vectors are drawn and not encoded: what a search costs depends on their number.
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

from bot.core.models import Collection, Fact, Source
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
PHRASINGS = 5
ASKED = 300
ENCODED = 2_000  # texts; encoding takes milliseconds each
BASELINES = ("token_set", "BM25")
RUNS = 3  # of a process, of which the fastest counts

Row = dict[str, float | str]


def costs(sizes: Sequence[int]) -> Iterator[Row]:
    """Measure our own, then the baselines, at each size."""
    for size in sizes:
        for system in ("ours", *BASELINES):
            yield _in_a_process(system, size)


def _in_a_process(system: str, size: int) -> Row:
    command = [sys.executable, "-m", "tests.benchmarks.asking_cost", system, str(size)]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True)
    if run.returncode:
        last = (run.stderr.splitlines() or [f"ended with {run.returncode}"])[-1]
        return {"system": system, "facts": size, "error": last[:80]}
    found: Row = json.loads(run.stdout)
    return found


def cost(system: str, size: int) -> Row:
    """Measure one system in this process: milliseconds a question, seconds to build, MiB that came on top."""
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
    source, date = Source("Crowd", "Test", dt.date(2025, 1, 1)), dt.date(2025, 1, 1)
    facts = [Fact(f"f{n:07}", text, source, date, "Crowd", asked)
             for n, (text, asked) in enumerate(zip(texts, phrasings, strict=True))]  # fmt: skip
    warm_up = Knowledge(Collection(tuple(facts[:5])), Thresholds.default())
    _give_vectors(warm_up.matcher)
    warm_up.ask(questions[0])
    before, start = resident(), time.process_time()
    knowledge = Knowledge(Collection(tuple(facts)), Thresholds.default())
    knowledge.ask(questions[0])
    row: Row = {"build": time.process_time() - start}
    has_vectors = len(facts) <= MOST_ENTRIES and _give_vectors(knowledge.matcher)
    gc.collect()
    row |= {"vectors": "yes" if has_vectors else "no", "mib": resident() - before}
    row |= _spread([*times(lambda question, _: knowledge.matcher.search(question), questions[:ASKED])])
    whole = [*times(lambda question, _: knowledge.ask(question), questions[ASKED:])]  # others: vectors are kept
    return row | {"whole": float(np.median(whole)) * 1e3, "mib_after": resident() - before}


def _give_vectors(matcher: Matcher) -> bool:
    """Whether there is an encoder and texts for it; then the matcher has vectors from now on."""
    encoder, texts = our_encoder(), matcher.texts()
    if encoder is None or not texts:
        return False
    known = pack(Vectoriser(encoder)(texts[:ENCODED]))
    shape = (len(texts) - len(known), known.shape[1])
    drawn = np.random.default_rng(3).integers(-LARGEST, LARGEST, shape, np.int8, endpoint=True)
    matcher.take_vectors(np.concatenate([known, drawn]), encoder)
    return True


def _baseline(system: str, phrasings: list[tuple[str, ...]], questions: list[str]) -> Row:
    store = Store("crowd", {"facts": [{"id": f"f{n}", "questions": asked} for n, asked in enumerate(phrasings)]}, ())
    made = baseline(system, None)
    before, start = resident(), time.process_time()
    answer = made(store)
    row: Row = {"build": time.process_time() - start}
    gc.collect()
    row["mib"] = resident() - before
    row |= _spread([*times(lambda question, _: answer(question), questions[:ASKED])])
    return row | {"mib_after": resident() - before}


def _spread(seconds: list[float]) -> Row:
    median, p99 = np.percentile(seconds, (50, 99)) * 1e3
    return {"median": float(median), "p99": float(p99)}


# ---------------------------------------------------------------- processes
def first_answers() -> list[tuple[str, float, float, str]]:
    """What each store was, seconds by the clock and of CPU to the first answer of a process, and what must be."""
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
    """Seconds by the clock and of CPU of the fastest of RUNS processes, after one that fills the caches."""
    with tempfile.TemporaryDirectory() as place:
        home = {"FACTBOT_FACTS_DIR": str(facts), "FACTBOT_DATABASE_URL": f"sqlite:///{place}/bot.db"}
        home |= {"FACTBOT_CACHE_DIR": place, "PYTHONPATH": str(ROOT)}
        home |= {"FACTBOT_ENCODER": "off"} if os.environ.get(ENCODER) == OFF else {}

        def run() -> tuple[float, float]:
            start, used = time.perf_counter(), _used_by_children()
            command = [sys.executable, "-m", "bot", "ask", question]
            done = subprocess.run(command, cwd=place, env={**os.environ, **home}, capture_output=True)
            if done.returncode not in (0, 1):  # 1: it has no answer
                done.check_returncode()
            return time.perf_counter() - start, _used_by_children() - used

        run()
        return min(run() for _ in range(RUNS))


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(arguments: Sequence[str]) -> None:
    """Measure what the command line names and print it as JSON."""
    system, size = arguments[0], int(arguments[1])
    try:
        print(json.dumps(cost(system, size)))
    except MissingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
