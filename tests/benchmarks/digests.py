"""Measure the sender of the digest: slots while processes are killed or paused, and thousands due at the same time.

python -m tests.benchmarks.digests [kills SLOTS | ways SLOTS | crowd SUBSCRIPTIONS PACE]

Without arguments all of it runs, which takes about 15 minutes.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from functools import partial
from pathlib import Path

from bot.adapters.discord.adapter import DiscordPlatform
from tests.benchmarks.digest_crowd import measure, percentiles
from tests.features.digest.delivery import scheduler_process
from tests.features.digest.delivery.chaos import Outcome, Plan, Serve, trial

_WAYS: dict[str, Serve] = {
    "as it is": scheduler_process.serve,
    "lease, post, mark": partial(scheduler_process.serve, keyed=False),
    "claim, then post": partial(scheduler_process.serve, lease=1e8),
}


def run(plan: Plan, serve: Serve) -> Outcome:
    """Run one trial on a new SQLite file. A traceback in the log of the senders counts as a problem."""
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        outcome = asyncio.run(trial(plan, f"sqlite:///{folder / 'factbot.db'}", folder, serve))
        log = (folder / "senders.log").read_text(encoding="utf-8")
        if "Traceback" in log:
            outcome.wrong.append(log[log.index("Traceback") :][:3000])
        return outcome


def kills(slots: int, ways: dict[str, Serve]) -> None:
    """Print the outcome for `slots` slots, for each way of sending."""
    columns = ("slots", "posted", "twice", "lost", "kills", "pauses", "midway", "faults", "late")
    print(f"{'':20}" + "".join(f"{column:>8}" for column in columns) + " minutes")
    for name, serve in ways.items():
        outcome = run(Plan(slots=slots, spread=slots / 50), serve)
        cells = "".join(f"{getattr(outcome, column):>8,}" for column in columns)
        print(f"{name:20}{cells}{outcome.seconds / 60:>8.1f}", flush=True)
        if serve is scheduler_process.serve:
            for problem in outcome.wrong[:5]:
                print("  !", problem)


def crowd(count: int, rate_limit: float) -> None:
    """Print the measurements of a process in which `count` subscriptions are due at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        run = asyncio.run(measure(count, rate_limit, Path(folder)))
    print(f"{count:,} due at once, {rate_limit:g} a second: {run.posts:,} posts in {run.seconds / 60:.1f} minutes")
    print(f"memory: {run.idle / 1e6:.0f} MB idle, at most {(run.during.resident - run.idle) / 1e6:.1f} MB more")
    print(f"{'milliseconds':22}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    for name, watch in (("idle", run.before), ("posting", run.during)):
        print(f"{'loop late, ' + name:22}{percentiles(watch.lags)}")
        print(f"{'an answer, ' + name:22}{percentiles(watch.answers)}")


def main() -> None:
    """Run the parts that the command line names. Exits with the usage if it is not understood."""
    match sys.argv[1:]:
        case []:
            kills(2000, _WAYS)
            crowd(15_000, DiscordPlatform.rate_limit)
        case ["kills", slots]:
            kills(int(slots), {"as it is": scheduler_process.serve})
        case ["ways", slots]:
            kills(int(slots), _WAYS)
        case ["crowd", count, rate_limit]:
            crowd(int(count), float(rate_limit))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
