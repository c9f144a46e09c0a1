"""What keeps the bot from posting in a channel, told before it tries."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import Bot, deferring
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    DIRECT,
    EMBED_LINKS,
    GENERAL,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
)

CASES = [
    (ALLOWED, GENERAL, None),
    (1 << 3, GENERAL, None),
    (ALLOWED & ~SEND_MESSAGES, GENERAL, "Send Messages"),
    (ALLOWED & ~EMBED_LINKS, GENERAL, "Embed Links"),
    (ALLOWED & ~SEND_IN_THREADS, GENERAL, None),
    (ALLOWED & ~SEND_IN_THREADS, THREAD, "Send Messages in Threads"),
    (ALLOWED & ~SEND_MESSAGES & ~EMBED_LINKS, GENERAL, "Send Messages"),
    (ALLOWED & ~VIEW_CHANNEL, GENERAL, "View Channel"),
    (0, DIRECT, None),
]


async def told(event: Event, responder: Responder) -> None:
    await responder.send(Notice(await responder.missing_permission() or "nothing"))


@pytest.mark.parametrize(("permissions", "channel", "missing"), CASES)
@pytest.mark.parametrize("way", ["command", "mention"])
async def test_what_is_missing_is_named(
    discord: DiscordStandIn, bot: Bot, way: str, permissions: int, channel: str, missing: str | None
) -> None:
    bot.script = told
    await discord.permit(permissions)
    ask = discord.invoke("digest on", channel=channel) if way == "command" else discord.mention("x", channel=channel)
    text = (await discord.answer(await ask)).text
    if not missing:
        assert text == "nothing"
        return
    place = "thread" if channel == THREAD else "channel"
    assert text.startswith(f"I can't post in this {place} without the permission {missing}. A server manager")


async def test_where_nothing_is_known_nothing_is_in_the_way(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = told
    assert (await discord.answer(await discord.mention("x", channel="4999"))).text == "nothing"
    assert (await discord.answer(await discord.mention("x", guild_id="2999"))).text == "nothing"


@deferring
@pytest.mark.parametrize("command", ["digest preview", "digest status", "help"])
async def test_a_slow_answer_to_a_private_command_keeps_others_out_from_the_start(
    discord: DiscordStandIn, bot: Bot, command: str
) -> None:
    async def slow(event: Event, responder: Responder) -> None:
        await asyncio.sleep(0.25)
        await responder.send(Notice("here it is"))

    bot.script = slow
    asked = await discord.invoke(command)
    shown = await discord.answer(asked)
    assert (shown.text, shown.private, discord.interaction(asked).private) == ("here it is", True, True)
    # The "thinking…" itself became the answer; nothing was taken away.
    assert not [r for r in discord.requests if r.method == "DELETE"]
