"""Name the permission that the bot lacks to post in a channel, before it tries."""

from __future__ import annotations

import asyncio

import pytest

from bot.core import texts
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
    (ALLOWED & ~EMBED_LINKS, GENERAL, None),
    (ALLOWED & ~SEND_IN_THREADS, GENERAL, None),
    (ALLOWED & ~SEND_IN_THREADS, THREAD, "Send Messages in Threads"),
    (ALLOWED & ~SEND_MESSAGES & ~EMBED_LINKS, GENERAL, "Send Messages"),
    (ALLOWED & ~VIEW_CHANNEL, GENERAL, "View Channel"),
    (0, DIRECT, None),
]


async def report_missing_permission(event: Event, responder: Responder) -> None:
    await responder.send(Notice(await responder.missing_permission() or "nothing"))


@pytest.mark.parametrize(("permissions", "channel", "missing"), CASES)
@pytest.mark.parametrize("kind", ["command", "mention"])
async def test_the_missing_permission_is_named(
    discord: DiscordStandIn, bot: Bot, kind: str, permissions: int, channel: str, missing: str | None
) -> None:
    bot.script = report_missing_permission
    await discord.permit(permissions)
    ask = discord.invoke("digest on", channel=channel) if kind == "command" else discord.mention("x", channel=channel)
    asked = await ask
    if kind == "mention" and missing:
        await discord.until(lambda: discord.seen(DIRECT))
        elsewhere, text = discord.seen(DIRECT)[0].text.splitlines()
        assert elsewhere == texts.answered_elsewhere(
            "#berths" if channel == THREAD else "#general", ""
        )  # no reason twice
    else:
        text = (await discord.answer(asked)).text
    if not missing:
        assert text == "nothing"
        return
    noun = "thread" if channel == THREAD else "channel"
    assert text.startswith(f"I can't post in this {noun} without the permission {missing}. A server manager")


async def test_no_permission_is_missing_in_an_unknown_channel_or_server(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = report_missing_permission
    assert (await discord.answer(await discord.mention("x", channel="4999"))).text == "nothing"
    assert (await discord.answer(await discord.mention("x", guild_id="2999"))).text == "nothing"


@deferring
@pytest.mark.parametrize("command", ["digest preview", "digest status", "help"])
async def test_a_slow_answer_to_a_private_command_is_deferred_privately(
    discord: DiscordStandIn, bot: Bot, command: str
) -> None:
    async def slow(event: Event, responder: Responder) -> None:
        await asyncio.sleep(0.25)
        await responder.send(Notice("here it is"))

    bot.script = slow
    asked = await discord.invoke(command)
    shown = await discord.answer(asked)
    assert (shown.text, shown.private, discord.interaction(asked).private) == ("here it is", True, True)
    # The "thinking…" message became the answer: no message was deleted.
    assert not [r for r in discord.requests if r.method == "DELETE"]
