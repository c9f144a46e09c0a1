"""Measure how soon saved facts answer: python -m tests.benchmarks.saving [--rounds 10] [FACTS ...]

It runs two processes of `factbot run` on one store: one serves the stand-in of Slack, the other that of Discord. A
curator saves facts in Slack with the form, and the same question is asked on Discord until the new fact answers. Then
the curator edits each fact in Slack, in the same way. The time begins with the press on **Save**, once both processes
have done what they do after a start. It is measured with as many other facts as asked, beside a restart: what somebody
would do who can only edit files.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.texts import count
from bot.features.curation import texts as curation_texts
from tests.benchmarks.factfiles import write
from tests.benchmarks.processes import until_idle
from tests.cli.processes import environment
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import CHANNEL, OWNER, Shown, SlackStandIn
from tests.waiting import until

_SAVED = (
    ("Ada Marsh keeps the lighthouse on Gull Rock.", "Who keeps the lighthouse on Gull Rock?"),
    ("The swimming pool in Elm Street opens at six.", "When does the swimming pool in Elm Street open?"),
    ("A ticket for the cable car costs four pounds.", "What does a ticket for the cable car cost?"),
    ("The bakery on the square bakes rye bread on Fridays.", "On which day does the bakery bake rye bread?"),
    ("The choir sings in the old brewery.", "Where does the choir sing?"),
    ("Otters live below the weir.", "What lives below the weir?"),
    ("The clock tower is 41 metres tall.", "How tall is the clock tower?"),
    ("Hugo Lindqvist painted the ceiling of the theatre.", "Who painted the ceiling of the theatre?"),
    ("The library lends bicycles for two weeks.", "For how long does the library lend bicycles?"),
    ("The last tram leaves at a quarter past midnight.", "When does the last tram leave?"),
)
"""Facts of which no two are alike, each with a question."""
_EDIT = ", and has a blue door"
"""What each fact says in addition after it was edited."""
_PAUSE = 0.02
_BUSY = 0.7
"""Share of a processor that a process needs while it computes the vectors of sentences. That may take minutes."""


def _filled(fact: str) -> dict[str, str]:
    return {
        "Fact": fact, "Source": "List of keepers", "Publisher": "Harbour office", "Date of the source": "2026-03-02"
    }  # fmt: skip


class Saving:
    """A curator on Slack, and somebody on Discord who asks."""

    def __init__(self, discord: DiscordStandIn, slack: SlackStandIn) -> None:
        self._discord, self._slack = discord, slack

    async def add(self, fact: str, question: str) -> float:
        """Save a fact, and return the seconds until it answers."""
        await self._open("/fact", "add")
        return await self._save(fact, question)

    async def edit(self, fact: str, question: str) -> float:
        """Change that fact, and return the seconds until the change is shown."""
        words = fact.rstrip(".").casefold().split()[:6]
        await self._open("/fact", f"edit {'-'.join(words)}")
        return await self._save(fact.replace(".", f"{_EDIT}."), question)

    async def _open(self, command: str, text: str) -> None:
        await self._slack.slash(command, text, person=OWNER)
        await self._slack.until(lambda: self._slack.modals, "the form")

    async def _save(self, fact: str, question: str) -> float:
        known = len(self._slack.posted(CHANNEL))
        await self._slack.submit(_filled(fact))
        await self._slack.until(lambda: len(self._slack.posted(CHANNEL)) > known, "the preview")
        preview: Shown = self._slack.posted(CHANNEL)[-1]
        begin = asyncio.get_running_loop().time()
        await self._slack.press(preview, curation_texts.SAVE, person=OWNER)

        async def is_shown() -> bool:
            return fact in (await self._discord.answer(await self._discord.mention(question))).text

        await until(is_shown, seconds=600, pause=_PAUSE)
        return asyncio.get_running_loop().time() - begin


@asynccontextmanager
async def _process(folder: Path, env: dict[str, str]) -> AsyncIterator[int]:
    run = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(*run, cwd=folder, env=env | {"PYTHONPATH": str(Path.cwd())})
    try:
        yield process.pid
    finally:
        process.kill()
        await process.wait()


async def measure(facts: int, rounds: int) -> str:
    """Return a row of the table."""
    async with DiscordStandIn() as discord, SlackStandIn() as slack:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            await asyncio.to_thread(write, folder / "facts", facts, 1)
            more = {
                "FACTBOT_FACTS_DIR": str(folder / "facts"),
                "FACTBOT_FLOOD_LIMIT": "0",
                "FACTBOT_LOG_LEVEL": "ERROR",
            }
            env = environment(folder, discord, slack, **more)
            for_slack = {key: value for key, value in env.items() if not key.startswith("DISCORD_")}
            for_discord = {key: value for key, value in env.items() if not key.startswith("SLACK_")}
            async with _process(folder, for_slack) as one:
                await slack.link.connected()  # it makes the store
                begin = asyncio.get_running_loop().time()
                async with _process(folder, for_discord) as other:
                    await discord.connected()
                    restart = asyncio.get_running_loop().time() - begin
                    await until_idle(one, other, share=_BUSY)
                    saving = Saving(discord, slack)
                    added = sorted([await saving.add(*saved) for saved in _SAVED[:rounds]])
                    edited = sorted([await saving.edit(*saved) for saved in _SAVED[:rounds]])
    middle = len(added) // 2
    figures = (added[middle], added[-1], edited[middle], edited[-1], restart)
    return f"{count(facts, 'fact'):>14}" + "".join(f"{figure:>12.2f}" for figure in figures)


HEADER = f"{'':>14}" + "".join(
    f"{name:>12}" for name in ("saved p50", "saved max", "edited p50", "edited max", "restart")
)
"""Times are in seconds."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", nargs="*", type=int, default=[20, 5_000, 100_000])
    parser.add_argument("--rounds", type=int, default=10, choices=range(1, len(_SAVED) + 1))
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, SQLite, saved on Slack, asked on Discord, two processes; seconds")
    print(HEADER)
    for facts in options.facts:
        print(asyncio.run(measure(facts, options.rounds)), flush=True)


if __name__ == "__main__":
    main()
