"""Find out whether everybody may read a channel, and whether a private reply is possible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import QUICK, Bot, running
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    BOT_ROLE,
    CONNECT,
    DIRECT,
    GENERAL,
    GUILD,
    PLAIN_ROLE,
    PRIVATE_THREAD,
    RANDOM,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
    VOICE,
)
from tests.waiting import until

CHANNELS = (GENERAL, RANDOM, THREAD, PRIVATE_THREAD, VOICE)


async def public_channels(discord: DiscordStandIn, bot: Bot) -> set[str]:
    """Return the public channels, after the bot has received all earlier events."""
    await discord.answer(await discord.dm("are you there?"))
    return {channel for channel in CHANNELS if await bot.platform.is_public_channel(channel, GUILD)}


async def until_visibility(bot: Bot, is_public_channel: bool, channel: str = GENERAL) -> None:
    async def condition() -> bool:
        return await bot.platform.is_public_channel(channel, GUILD) is is_public_channel

    await until(condition)


async def test_channels_that_everybody_may_view_are_public_but_private_threads_are_not(
    discord: DiscordStandIn, bot: Bot
) -> None:
    assert await public_channels(discord, bot) == {GENERAL, RANDOM, THREAD, VOICE}


async def test_a_channel_and_its_threads_are_not_public_if_denied_to_everybody(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.overwrite(GENERAL, PLAIN_ROLE, allow=VIEW_CHANNEL)
    await discord.overwrite(GENERAL, BOT_ROLE, allow=VIEW_CHANNEL)
    await discord.overwrite(GENERAL, GUILD, deny=VIEW_CHANNEL)
    assert await public_channels(discord, bot) == {RANDOM, VOICE}
    await discord.overwrite(GENERAL, GUILD, deny=SEND_MESSAGES)
    assert await public_channels(discord, bot) == {GENERAL, RANDOM, THREAD, VOICE}


async def test_a_channel_denied_to_one_role_is_still_public(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.overwrite(RANDOM, PLAIN_ROLE, deny=VIEW_CHANNEL)
    assert RANDOM in await public_channels(discord, bot)


async def test_only_channels_that_allow_everybody_are_public_if_the_server_does_not(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.allow(GUILD, SEND_MESSAGES)
    assert await public_channels(discord, bot) == set()
    await discord.overwrite(RANDOM, GUILD, allow=VIEW_CHANNEL)
    await discord.overwrite(VOICE, PLAIN_ROLE, allow=VIEW_CHANNEL | CONNECT)
    assert await public_channels(discord, bot) == {RANDOM}


async def test_a_voice_channel_is_not_public_if_connecting_is_denied(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.overwrite(VOICE, GUILD, deny=CONNECT)
    await discord.overwrite(RANDOM, GUILD, deny=CONNECT)
    assert await public_channels(discord, bot) == {GENERAL, RANDOM, THREAD}


async def test_unknown_channels_unknown_servers_and_direct_messages_are_not_public(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await until_visibility(bot, is_public_channel=True)
    assert not await bot.platform.is_public_channel("4999", GUILD)
    assert not await bot.platform.is_public_channel(GENERAL, "2999")
    assert not await bot.platform.is_public_channel(DIRECT, "")


async def test_no_channel_is_public_while_the_connection_is_lost(discord: DiscordStandIn) -> None:
    async with running(discord, timeouts=replace(QUICK, resume_for=60)) as bot:
        await until_visibility(bot, is_public_channel=True)
        await discord.gateway.reconnect()
        await discord.until(lambda: discord.gateway.resumed)
        await until_visibility(bot, is_public_channel=True)
        discord.gateway.down = True
        await discord.gateway.close(4000)
        await until_visibility(bot, is_public_channel=False)
    assert len(discord.gateway.identified) == 1


async def test_a_channel_is_public_again_after_the_client_restarts(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        await until_visibility(bot, is_public_channel=True)
        discord.gateway.down = True
        await discord.gateway.close(4000)
        earlier = len(discord.requests)
        await discord.until(lambda: "/gateway" in [request.path for request in discord.requests[earlier:]])
        assert not await bot.platform.is_public_channel(GENERAL, GUILD)
        discord.gateway.down = False
        await until_visibility(bot, is_public_channel=True)
    assert not await bot.platform.is_public_channel(GENERAL, GUILD)


async def test_a_new_session_knows_which_channels_are_public(discord: DiscordStandIn, bot: Bot) -> None:
    await bot.platform.watch(frozenset({GENERAL}))
    await discord.connected(content=True)
    for denied in (True, False):
        await discord.overwrite(RANDOM, GUILD, deny=VIEW_CHANNEL if denied else 0)
        await until_visibility(bot, is_public_channel=not denied, channel=RANDOM)
        await until_visibility(bot, is_public_channel=True)


@pytest.mark.parametrize(
    ("kind", "channel", "can_reply_privately"),
    [
        ("mention", GENERAL, "no"),
        ("mention", PRIVATE_THREAD, "no"),
        ("mention", DIRECT, "yes"),
        ("command", GENERAL, "yes"),
        ("command", DIRECT, "yes"),
    ],
)
async def test_private_replies_are_possible_only_to_commands_and_direct_messages(
    discord: DiscordStandIn, bot: Bot, kind: str, channel: str, can_reply_privately: str
) -> None:
    async def report(event: Event, responder: Responder) -> None:
        await responder.send(Notice("yes" if responder.can_reply_privately else "no"))

    bot.script = report
    question = (
        discord.mention("x", channel=channel) if kind == "mention" else discord.invoke("digest on", channel=channel)
    )
    shown = await discord.answer(await question)
    assert shown.text == can_reply_privately
    # The reply is private if and only if the bot said that it can be.
    assert (shown.private or channel == DIRECT) is (can_reply_privately == "yes")
