"""Measure the bot under load on both platforms at once: python -m tests.benchmarks.load [--seconds 30] [RATE ...]

It runs `factbot run` as a process against the stand-ins of Discord and Slack. A fifth of the events are questions: by
mention and by slash command, half on each platform. The rest is talk that the bot hears and does not answer. The
stand-ins run in another process than the bot, but on the same machine, so they need a second core.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

from threadpoolctl import threadpool_limits

from bot import loading, settings
from bot.core import texts
from tests.benchmarks.processes import cpu, until_idle
from tests.cli.processes import both_connected, environment
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import ALICE, BOT_USER, SlackStandIn

_CHANNELS = 20
"""Channels of each platform."""
_TALK = "the ferry was late again this morning, and nobody said why"
_QUESTIONS = (
    "Who set up the Berlin Process?", "Which countries are partners of the UK?", "What did Edi Rama say about hubs?",
    "how many people did gangs smuggle", "When is the summit in London?", "What is a return hub?",
    "Who is the mayor of Atlantis?", "what does the agreement with Kosovo cover",
)  # fmt: skip
_IDLE = 3.0
"""Seconds without a new answer after which the rest counts as lost."""

Times: TypeAlias = dict[str, float]
"""Moments on the clock of the event loop, by what they belong to."""


@dataclass(slots=True)
class Run:
    """What was sent at one rate, and when."""

    asked: dict[str, Times] = field(default_factory=lambda: {"discord": {}, "slack": {}})
    """When each question was asked by mention, by platform and id."""
    commands: dict[str, Times] = field(default_factory=lambda: {"discord": {}, "slack": {}})
    """When each question was asked by command."""


class Crowd:
    """People who talk and ask in the channels of both stand-ins."""

    def __init__(self, discord: DiscordStandIn, slack: SlackStandIn, run: Run) -> None:
        self._discord, self._slack, self._run = discord, slack, run
        self._turns, self._questions = itertools.count(), itertools.cycle(_QUESTIONS)

    async def act(self) -> None:
        """Do the next thing: of ten, two are questions and eight are talk, on each platform in turn."""
        turn = next(self._turns)
        on_discord, kind = turn % 2 == 0, turn // 2 % 10
        if on_discord:
            await self._on_discord(kind, f"4{turn % _CHANNELS + 100}")
        else:
            await self._on_slack(kind, f"C0LOAD{turn % _CHANNELS}")

    async def _on_discord(self, kind: int, channel: str) -> None:
        now = asyncio.get_running_loop().time()
        if kind == 0:
            self._run.asked["discord"][await self._discord.mention(next(self._questions), channel=channel)] = now
        elif kind == 5:
            asked = await self._discord.invoke("ask", channel=channel, question=next(self._questions))
            self._run.commands["discord"][asked] = now
        else:
            await self._discord.say(_TALK, channel=channel)

    async def _on_slack(self, kind: int, channel: str) -> None:
        loop, slack = asyncio.get_running_loop(), self._slack
        slack.channels.setdefault(channel, {"id": channel, "name": channel.lower(), "is_member": True})
        now = loop.time()
        if kind == 5:
            envelope = await slack.slash("/ask", next(self._questions), channel=channel, acknowledged=False)
            self._run.commands["slack"][envelope.id] = now
            return
        text = f"<@{BOT_USER}> {next(self._questions)}" if kind == 0 else _TALK
        post = await slack.say(text, channel=channel, person=ALICE, acknowledged=False)
        if kind == 0:
            self._run.asked["slack"][post.ts] = now


async def measure(rate: float, seconds: float) -> list[str]:
    """Run a bot under a load, and return a row of the table for each platform."""
    async with DiscordStandIn() as discord, SlackStandIn() as slack:
        slack.reads_channels = True
        with tempfile.TemporaryDirectory() as folder:
            env = environment(Path(folder), discord, slack, FACTBOT_FLOOD_LIMIT="0", FACTBOT_LOG_LEVEL="ERROR")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=folder, env=env | {"PYTHONPATH": str(Path.cwd())}
            )
            try:
                await both_connected(discord, slack)
                await _warm_up(discord, slack, process.pid)
                run, before = Run(), cpu(process.pid)
                await _load(Crowd(discord, slack, run), rate, seconds)
                await _until_quiet(discord, slack)
                spent = cpu(process.pid) - before
                process.terminate()
                ended = await _time(process.wait())
            finally:
                if process.returncode is None:
                    process.kill()
            return await asyncio.to_thread(_rows, rate, run, discord, slack, spent, ended)


async def _warm_up(discord: DiscordStandIn, slack: SlackStandIn, pid: int) -> None:
    """Ask each question once, and wait until the process has nothing to do any more: it measures its facts first."""
    for question in _QUESTIONS:
        await discord.answer(await discord.mention(question))
        await slack.reply_to(await slack.mention(question))
    await until_idle(pid)


async def _load(crowd: Crowd, rate: float, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for n in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, begin + n / rate - loop.time()))
        await crowd.act()


async def _until_quiet(discord: DiscordStandIn, slack: SlackStandIn) -> None:
    """Wait until nothing more is answered."""
    before = (0, 0)
    while before != (before := (len(discord.requests), len(slack.requests))):  # noqa: ASYNC110 - no event tells this
        await asyncio.sleep(_IDLE)


def _rows(rate: float, run: Run, discord: DiscordStandIn, slack: SlackStandIn, spent: float, ended: float) -> list[str]:
    questions = sum(len(times) for kinds in (run.asked, run.commands) for times in kinds.values())
    cost, search = 1000 * spent / max(1, questions), 1000 * _search_cost()
    cpu = f"CPU for each question, with the talk around it: {cost:.1f} ms, of which {search:.1f} ms search."
    return [
        _row(rate, "discord", run, _on_discord(run, discord)),
        _row(rate, "slack", run, _on_slack(run, slack)),
        f"{'':>8}  {cpu} Ended {ended:.1f} s after SIGTERM.",
    ]


@dataclass(slots=True)
class Seen:
    """What the people on one platform saw, in seconds."""

    acknowledged: list[float]
    """How long each command or event waited for its acknowledgement."""
    answered: list[float]
    """How long each mention waited for its answer."""
    by_command: int
    """Commands that got an answer."""
    lines: int
    """Lines that say that questions were left out."""
    refused: int
    """Requests that were refused with 401, 403 or 429."""


def _on_discord(run: Run, discord: DiscordStandIn) -> Seen:
    begun = {i.id: i.begun for i in discord.board.interactions.values()}
    callbacks = [r for r in discord.requests if r.path.startswith("/interactions/")]
    acknowledged = [r.at - begun[r.path.split("/")[2]] for r in callbacks]
    replied = {
        r.body["message_reference"]["message_id"]: r.at
        for r in discord.requests
        if r.method == "POST" and isinstance(r.body, dict) and r.body.get("message_reference")
    }
    answered = {post.interaction for post in discord.board.posts.values()}
    return Seen(
        acknowledged,
        [replied[asked] - at for asked, at in run.asked["discord"].items() if asked in replied],
        sum(command in answered for command in run.commands["discord"]),
        sum(post.body.get("content") == texts.LEFT_OUT for post in discord.board.posts.values()),
        len(discord.rest.invalid),
    )


def _on_slack(run: Run, slack: SlackStandIn) -> Seen:
    posted = {str(r.body.get("thread_ts")): r.at for r in slack.requests if r.method == "chat.postMessage"}
    return Seen(
        [e.acknowledged - e.sent for e in slack.link.envelopes if e.acknowledged is not None],
        [posted[asked] - at for asked, at in run.asked["slack"].items() if asked in posted],
        sum(request.method == "response_url" for request in slack.requests),
        sum(message.text == texts.LEFT_OUT for message in slack.messages),
        0,
    )


def _row(rate: float, platform: str, run: Run, seen: Seen) -> str:
    asked = len(run.asked[platform]) + len(run.commands[platform])
    answered = len(seen.answered) + seen.by_command
    times = [_quantile(values, q) for values in (seen.acknowledged, seen.answered) for q in (0.5, 0.99)]
    figures = (asked, answered, asked - answered, seen.lines, *times, seen.refused)
    return f"{rate:>6.0f}/s  {platform:<8}" + "".join(f"{figure:>9.0f}" for figure in figures)


HEADER = f"{'events':>8}  {'':<8}" + "".join(
    f"{name:>9}"
    for name in ("asked", "answered", "left out", "lines", "ack p50", "ack p99", "ans. p50", "ans. p99", "refused")
)
"""Times are in milliseconds."""


@cache
def _search_cost() -> float:
    """Return the CPU seconds of one search for these questions, measured in this process, with sentence vectors."""
    options = settings.load()
    knowledge = loading.load_knowledge(options).whole
    loading.load_vectors(options, knowledge)
    today = dt.datetime.now(dt.UTC).date()
    for question in _QUESTIONS:
        knowledge.ask(question, today=today)
    with threadpool_limits(1, user_api="blas"):  # as in the bot
        begin = time.process_time()
        for question in _QUESTIONS * 5:
            knowledge.ask(question, today=today)
        return (time.process_time() - begin) / (5 * len(_QUESTIONS))


def _quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile in milliseconds; 0 without values."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def _time(work: Awaitable[object]) -> float:
    """Wait for something for a minute at most, and return how many seconds it took."""
    begin = asyncio.get_running_loop().time()
    async with asyncio.timeout(60):
        await work
    return asyncio.get_running_loop().time() - begin


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rates", nargs="*", type=float, default=[10, 40, 200])
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    print(HEADER)
    for rate in options.rates:
        for row in asyncio.run(measure(rate, options.seconds)):
            print(row, flush=True)


if __name__ == "__main__":
    main()
