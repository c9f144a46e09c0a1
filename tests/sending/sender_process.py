"""A Factbot on both platforms whose facts are few and whose lease is short, for tests that kill it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.patience import Patience as DiscordPatience
from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.calls import Patience as SlackPatience
from bot.app import SystemClock
from bot.core.answering import Answering, Knowledge
from bot.core.conversation import Conversation
from bot.core.digests import Digests
from bot.matching import Thresholds
from bot.sending import Sender
from bot.store.database import open_store
from tests.harbour import HARBOUR
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import APP_TOKEN, BOT_TOKEN

LEASE = 2.0
"""Seconds. What is sent arrives within half of that, or is given up."""
_ATTEMPT, _RETRY_FOR, _PAUSE, _LONGEST = 0.8, 4.0, 0.05, 1.0


class _QuickSlack(SlackPlatform):
    """Whoever is killed takes the turns of what it has claimed along, so there must be more of them."""

    pace = 60.0


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a process is connected to."""

    store: str
    discord: str
    slack: str
    log: Path


def serve(wiring: Wiring) -> None:
    """Run until killed."""
    logging.basicConfig(filename=wiring.log, level=logging.WARNING, format="%(process)d %(asctime)s %(message)s")
    gc.freeze()  # what came with the fork stays shared
    asyncio.run(_serve(wiring))


async def _serve(wiring: Wiring) -> None:
    clock = SystemClock()
    store = await open_store(wiring.store, clock)
    knowledge = Knowledge(HARBOUR, Thresholds.default())
    answering = Answering(knowledge)
    digests = Digests(answering, store)
    await digests.note(knowledge)
    conversation = Conversation(answering, store, clock, flood_limit=0)
    waits = {"attempt": _ATTEMPT, "retry_for": _RETRY_FOR, "retry_pause": _PAUSE, "first_backoff": _PAUSE}
    discord = DiscordPlatform(
        DiscordStandIn.token,
        wiring.discord,
        store=store,
        patience=DiscordPatience(**waits, longest_backoff=_LONGEST, identify_pause=0.0),
    )
    slack = _QuickSlack(
        BOT_TOKEN, APP_TOKEN, wiring.slack, sockets=1, patience=SlackPatience(**waits, longest_backoff=_LONGEST)
    )
    catch_up, lease = dt.timedelta(hours=3), dt.timedelta(seconds=LEASE)
    sender = Sender((discord, slack), digests, store, clock, catch_up=catch_up, lease=lease, interval=0.2)
    async with asyncio.TaskGroup() as group:
        for work in (discord.run(conversation), slack.run(conversation), sender.run()):
            group.create_task(work)
