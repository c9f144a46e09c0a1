"""Measure how long fact files take to load: `python -m tests.benchmarks.factfiles [number of facts]`.

The program writes invented facts with two questions each, first as one file and then as a hundred files. It loads them
in a worker thread while an event loop runs, and also prints the longest time that the loop had to wait.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.factfiles import FactFolder

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
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
