"""Measure the time from the platform's event to the bot's answer: `python -m tests.benchmarks.answering`.

The target is 300 ms at the 99th percentile. The time of the matcher alone, without a platform, is measured too.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.factfiles import FactFolder
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.settings import shipped_facts
from tests.cli.processes import both_connected, environment, running
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import SlackStandIn

COUNT = 200  # questions for each platform


async def main() -> None:
    """Ask the same questions on every platform and print a table in milliseconds."""
    knowledge = Knowledge(FactFolder(shipped_facts()).load(), Thresholds.default())
    questions = [q for s in knowledge.collection.statements for q in s.questions]
    selected = [questions[n % len(questions)] for n in range(COUNT)]
    rows = {"matcher alone": [_timed(lambda q=q: knowledge.ask(q)) for q in selected]}  # type: ignore[misc]
    async with DiscordStandIn() as discord, SlackStandIn() as slack:
        folder = Path(tempfile.mkdtemp())
        async with running(folder, environment(folder, discord, slack, FACTBOT_FLOOD_LIMIT="0")):
            await both_connected(discord, slack)

            async def ask_discord(question: str) -> None:
                await discord.answer(await discord.mention(question))

            async def ask_slack(question: str) -> None:
                await slack.reply_to(await slack.mention(question))

            for name, ask in (("Discord mention", ask_discord), ("Slack mention", ask_slack)):
                rows[name] = [await _awaited(ask, q) for q in selected]
    sys.stdout.write(f"{'':20}{'median ms':>12}{'p99 ms':>12}\n")
    for name, times in rows.items():
        p99 = sorted(times)[int(len(times) * 0.99) - 1]
        sys.stdout.write(f"{name:20}{statistics.median(times):12.1f}{p99:12.1f}\n")


def _timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds a call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


async def _awaited(work: Callable[[str], Awaitable[None]], question: str) -> float:
    """Return how many milliseconds an asynchronous call takes."""
    start = time.perf_counter()
    await work(question)
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    asyncio.run(main())
