"""Measure how long fact files take to load: `python -m tests.benchmarks.factfiles [number of facts]`.

The program writes invented facts with two questions each, first as one file and then as a hundred files. It loads them
in a worker thread while an event loop runs, and also prints the longest time that the loop had to wait.

Then it watches the hundred files as the bot does, while somebody asks a question every 20 ms. It writes one file anew
in pieces, and prints how long after the last write the bot answered from it, and the longest wait for an answer.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot import app, loading
from bot.core.events import Target
from bot.curation.live import LiveEntries
from bot.factfiles import FactFolder
from bot.features.digest.recorder import ChangeRecorder
from bot.knowledge.current import CurrentKnowledge
from bot.reloading import FactsKeeper, built
from bot.settings import Settings
from bot.storage.database import open_store
from tests.waiting import until

SOMEWHERE = Target("discord", "42", "99")
WORDS = """\
summit leaders minister agreement migration border pledge boats police routes return hubs talks partner funding years
until december railway bridge harbour council budget treaty river school hospital election island coast
"""


def facts(count: int, first: int = 0, seed: int = 1) -> Iterator[str]:
    """Yield invented facts as lines of a `facts` list, numbered from `first`."""
    rng = random.Random(seed + first)
    vocabulary = WORDS.split()

    def words(number: int) -> str:
        return " ".join(rng.choices(vocabulary, k=number)).capitalize()

    for number in range(first, first + count):
        yield (
            f"  - id: fact-{number}\n    text: {words(16)}.\n    questions:\n      - {words(6)} {number}?\n"
            f"      - {words(7)}?\n    paragraph: {number % 40 + 1}\n    valid_until: 2028-12-31\n"
        )


def write(folder: Path, count: int, files: int) -> None:
    """Write `count` facts to a new folder, in several files. Raises FileExistsError if the folder exists."""
    folder.mkdir()
    per_file = count // files
    for number in range(files):
        head = f"source:\n  title: Report {number}\n  publisher: The Herald\n  published: 2025-10-22\nfacts:\n"
        content = head + "".join(facts(per_file, number * per_file))
        (folder / f"{number:03}.yaml").write_text(content, encoding="utf-8")


async def measure(files: list[Path]) -> None:
    """Load the files of a folder twice, the second time with one file changed, and print how long it took."""
    folder, size = files[0].parent, sum(path.stat().st_size for path in files)
    fact_folder = FactFolder(folder)
    for what in ("first", "again, one file changed"):
        waits = asyncio.create_task(longest_wait())
        start = time.perf_counter()
        collection = await asyncio.to_thread(fact_folder.load)
        seconds = time.perf_counter() - start
        waits.cancel()
        print(
            f"{len(collection.statements):,} facts, {size / 1e6:.1f} MB in {len(files)} file(s), {what}: "
            f"{seconds:.2f} s; the loop waited at most {await waits * 1000:.0f} ms"
        )
        os.utime(files[0])


async def measure_watching(files: list[Path], cache: Path) -> None:
    """Change a file several times while questions are asked, and print the times."""
    settings = Settings(facts_dir=files[0].parent, cache_dir=cache)
    vectors = loading.vector_source(settings)
    builder = loading.knowledge_builder(settings, vectors)
    folder = FactFolder(files[0].parent)
    store = await open_store("sqlite://", app.SystemClock())
    live = LiveEntries(await asyncio.to_thread(folder.load))
    facts = CurrentKnowledge(await asyncio.to_thread(built, lambda: builder(live.files)))
    watching = FactsKeeper(builder, facts, live, vectors, store, app.SystemClock()).watcher(folder)
    chores = [asyncio.create_task(watching.run()), asyncio.create_task(ChangeRecorder(facts, store).run())]
    try:
        await asyncio.sleep(3)
        print(f"{len(facts.whole):,} facts, no change: the longest wait for an answer {await idle(facts):.0f} ms")
        for number in range(3):
            before = facts.whole
            asking = asyncio.create_task(longest_answer(facts))
            written = await asyncio.to_thread(write_slowly, files[number], f"Anew {number}")
            await until(lambda before=before: facts.whole is not before)  # type: ignore[misc]
            seconds = time.perf_counter() - written
            await asyncio.sleep(2)  # what is old is freed, what is new is recorded
            asking.cancel()
            print(
                f"{len(facts.whole):,} facts, one file changed: answered from it {seconds:.2f} s after the last "
                f"write; the longest wait for an answer {await asking * 1000:.0f} ms"
            )
    finally:
        for chore in chores:
            chore.cancel()
        await asyncio.wait(chores)
        vectors.close()
        await store.close()


def write_slowly(file: Path, title: str) -> float:
    """Write a file anew with another title and other facts, in three pieces. Return when the last was written."""
    content = file.read_text(encoding="utf-8").replace("title: ", f"title: {title} ", 1).replace("text: ", "text: Now ")
    with file.open("w", encoding="utf-8") as out:
        for start in range(0, len(content), len(content) // 3 + 1):
            out.write(content[start : start + len(content) // 3 + 1])
            out.flush()
            written = time.perf_counter()
            time.sleep(0.5)
    return written


async def idle(facts: CurrentKnowledge) -> float:
    """Return the longest wait for an answer within two seconds, in milliseconds."""
    asking = asyncio.create_task(longest_answer(facts))
    await asyncio.sleep(2)
    asking.cancel()
    return await asking * 1000


async def longest_answer(facts: CurrentKnowledge) -> float:
    """Ask something every 20 ms until cancelled, and return the longest time until the answer in seconds."""
    rng, longest = random.Random(7), 0.0
    try:
        while True:
            await asyncio.sleep(0.02)
            start = time.perf_counter()
            await facts.ask(SOMEWHERE, " ".join(rng.choices(WORDS.split(), k=7)) + "?", dt.date(2026, 1, 1))
            longest = max(longest, time.perf_counter() - start)
    except asyncio.CancelledError:
        return longest


async def longest_wait() -> float:
    """Sleep for a millisecond repeatedly until cancelled, and return the longest delay in seconds."""
    longest = 0.0
    try:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - start - 0.001)
    except asyncio.CancelledError:
        return longest


def main() -> None:
    """Measure one file and a hundred files."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as root:
        for files in (1, 100):
            folder = Path(root) / f"in-{files}"
            write(folder, count, files)
            asyncio.run(measure(sorted(folder.iterdir())))
        asyncio.run(measure_watching(sorted(folder.iterdir()), Path(root) / "cache"))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
