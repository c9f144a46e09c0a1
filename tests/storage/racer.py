"""A process that opens a store at the same moment as others and claims keys against them.

Started as `python -m tests.storage.racer URL SCRIPTS KEYS`. It prints "ready", waits for a line, and then prints
one JSON object: the keys it won (numbers below KEYS) and whether it had to import Alembic.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.storage.database import open_store
from tests.waiting import PATIENCE


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Return the current moment."""
        return dt.datetime.now(dt.UTC)


async def race(url: str, scripts: Path, keys: int) -> dict[str, Any]:
    """Open the store and claim every key, in an order that is different in each process."""
    store = await open_store(url, SystemClock(), scripts=scripts)
    order = random.Random(os.getpid()).sample(range(keys), keys)
    won = [key for key in order if await store.claim(str(key), dt.timedelta(hours=1))]
    await store.close()
    return {"won": won, "alembic": "alembic" in sys.modules}


def start(processes: int, url: str, scripts: Path, keys: int) -> list[dict[str, Any]]:
    """Start several racers at the same moment. Raises an error if one of them fails."""
    command = [sys.executable, "-m", "tests.storage.racer", url, str(scripts), str(keys)]
    root = Path(__file__).parents[2]
    racers = [
        subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    for racer in racers:
        assert racer.stdout is not None
        racer.stdout.readline()
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    results = []
    for racer in racers:
        out, err = racer.communicate(timeout=PATIENCE)
        assert racer.returncode == 0, err
        results.append(json.loads(out))
    return results


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    outcome = asyncio.run(race(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps(outcome))  # noqa: T201
