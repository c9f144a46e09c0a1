"""A Factbot on both platforms whose facts are few and whose lease is short, for tests that kill it."""

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
from bot.adapters.discord.timeouts import DiscordTimeouts as DiscordPatience
from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.web_api import SlackTimeouts as SlackPatience
from bot.app import SystemClock
from bot.core.errors import StoreError
from bot.core.ports import Delivery
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import open_store
from tests.menu import MENU
from tests.samples.facts import HARBOUR
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import APP_TOKEN, BOT_TOKEN

LEASE = 2.0
"""Seconds. What is sent arrives within half of that, or is given up."""
WAITS = {"attempt": 0.8, "retry_for": 4.0, "retry_pause": 0.05, "first_backoff": 0.05, "longest_backoff": 1.0}


class _Discord(DiscordPlatform):
    """As it is, or with a new key for each try and no look at earlier ones."""

    keyed = True

    async def post(self, delivery: Delivery) -> str:
        """Post something."""
        return await super().post(delivery if self.keyed else _as_new(delivery))


class _Slack(SlackPlatform):
    """The same. Whoever is killed takes the turns of what it has claimed along, so there are more of them."""

    rate_limit = 60.0
    keyed = True

    async def post(self, delivery: Delivery) -> str:
        """Post something."""
        return await super().post(delivery if self.keyed else _as_new(delivery))


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a process is connected to."""

    store: str
    discord: str
    slack: str
    log: Path


def serve(wiring: Wiring, *, lease: float = LEASE, keyed: bool = True) -> None:
    """Run until killed. A lease of another length, or posts without keys, are what one might do instead."""
    logging.basicConfig(filename=wiring.log, level=logging.WARNING, format="%(process)d %(asctime)s %(message)s")
    gc.freeze()  # what came with the fork stays shared
    asyncio.run(_serve(wiring, lease, keyed=keyed))


async def _serve(wiring: Wiring, lease: float, *, keyed: bool) -> None:
    clock = SystemClock()
    answering = CurrentKnowledge(Knowledge(HARBOUR, Thresholds.default()))
    while True:  # whatever looks after a process starts it again where another is stopped in the middle of writing
        with suppress(StoreError):
            store = await open_store(wiring.store, clock)
            await ChangeRecorder(answering, store).record()
            break
    conversation = app.build_conversation(answering, store, clock, flood_limit=0)
    patience = DiscordPatience(**WAITS, identify_pause=0.0)
    discord = _Discord(DiscordStandIn.token, wiring.discord, store=store, timeouts=patience, menu=MENU)
    slack = _Slack(BOT_TOKEN, APP_TOKEN, wiring.slack, sockets=1, timeouts=SlackPatience(**WAITS), menu=MENU)
    discord.keyed = slack.keyed = keyed
    catch_up, leased = dt.timedelta(hours=3), dt.timedelta(seconds=lease)
    sender = DigestScheduler((discord, slack), answering, store, clock, catch_up=catch_up, lease=leased, interval=0.2)
    async with asyncio.TaskGroup() as group:
        for work in (discord.run(conversation), slack.run(conversation), sender.run()):
            group.create_task(work)


def _as_new(delivery: Delivery) -> Delivery:
    return replace(delivery, key=secrets.token_hex(8), again=None)
