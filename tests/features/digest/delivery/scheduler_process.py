"""Runs a bot on both platforms with few facts and a short lease, for tests that kill it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot import app
from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.web_api import SlackTimeouts
from bot.app import SystemClock
from bot.core.errors import StoreError
from bot.core.ports import Delivery
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import open_store
from tests.menu import MENU
from tests.samples.facts import HARBOUR
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import APP_TOKEN, BOT_TOKEN

LEASE = 2.0
"""Seconds. A post succeeds within half of that, or is given up."""
ATTEMPT, LATE, LAG = 0.8, 1.2, 0.5
"""Seconds until a process gives a request up, until a late one is carried out, and until Slack's history shows it."""
SLACK_WAITS = {"post": ATTEMPT, "settle": 2.5, "renewal": LEASE / 5}
"""Slack's own times. The wait before looking leaves a busy machine time to carry out and show a late post."""
WAITS = {"attempt": ATTEMPT, "retry_for": 4.0, "retry_pause": 0.05, "first_backoff": 0.05, "longest_backoff": 1.0}


class _Discord(DiscordPlatform):
    """The real platform; if not `keyed`, each try gets a new key and does not look for earlier tries."""

    keyed = True

    async def post(self, delivery: Delivery) -> str:
        """Post something."""
        return await super().post(delivery if self.keyed else _as_new(delivery))


class _Slack(SlackPlatform):
    """The same for Slack. A killed process wastes the turns of its claimed slots, so the pace is higher."""

    rate_limit = 60.0
    keyed = True

    async def post(self, delivery: Delivery) -> str:
        """Post something."""
        return await super().post(delivery if self.keyed else _as_new(delivery))


@dataclass(frozen=True, slots=True)
class Wiring:
    """The store, the addresses and the log of a process."""

    store: str
    discord: str
    slack: str
    log: Path


def serve(wiring: Wiring, *, lease: float = LEASE, keyed: bool = True) -> None:
    """Run until killed. A benchmark compares this with a longer lease and with posts without keys."""
    logging.basicConfig(filename=wiring.log, level=logging.WARNING, format="%(process)d %(asctime)s %(message)s")
    gc.freeze()  # objects from before the fork stay shared
    asyncio.run(_serve(wiring, lease, keyed=keyed))


async def _serve(wiring: Wiring, lease: float, *, keyed: bool) -> None:
    clock = SystemClock()
    answering = CurrentKnowledge(KnowledgeByPlace(Knowledge(HARBOUR, Thresholds.default())))
    while True:  # a supervisor would restart the process if another is paused while it writes
        with suppress(StoreError):
            store = await open_store(wiring.store, clock)
            await ChangeRecorder(answering, store).record()
            break
    conversation = app.build_conversation(answering, store, clock, flood_limit=0)
    timeouts = DiscordTimeouts(**WAITS, identify_pause=0.0)
    discord = _Discord(DiscordStandIn.token, wiring.discord, store=store, timeouts=timeouts, menu=MENU)
    slack = _Slack(
        BOT_TOKEN, APP_TOKEN, wiring.slack, sockets=1, timeouts=SlackTimeouts(**WAITS, **SLACK_WAITS), menu=MENU
    )
    discord.keyed = slack.keyed = keyed
    catch_up, leased = dt.timedelta(hours=3), dt.timedelta(seconds=lease)
    sender = DigestScheduler((discord, slack), answering, store, clock, catch_up=catch_up, lease=leased, interval=0.2)
    async with asyncio.TaskGroup() as group:
        for work in (discord.run(conversation), slack.run(conversation), sender.run()):
            group.create_task(work)


def _as_new(delivery: Delivery) -> Delivery:
    return replace(delivery, key=secrets.token_hex(8), again=None)
