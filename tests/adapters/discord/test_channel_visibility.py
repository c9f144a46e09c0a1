"""Whether everybody may read a channel, and whether a private reply is private."""

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

PLACES = (GENERAL, RANDOM, THREAD, PRIVATE_THREAD, VOICE)


async def open_places(discord: DiscordStandIn, bot: Bot) -> set[str]:
    """Which places are open, once the bot has heard of everything that happened so far."""
    await discord.answer(await discord.mention("are you there?"))
    return {place for place in PLACES if await bot.platform.is_public_channel(place, GUILD)}


async def until_open(bot: Bot, is_public_channel: bool, channel: str = GENERAL) -> None:
    async def condition() -> bool:
        return await bot.platform.is_public_channel(channel, GUILD) is is_public_channel

    await until(condition)


async def test_what_everybody_may_view_is_open_but_no_private_thread(discord: DiscordStandIn, bot: Bot) -> None:
    assert await open_places(discord, bot) == {GENERAL, RANDOM, THREAD, VOICE}


async def test_a_channel_that_is_denied_to_all_is_not_open_nor_are_its_threads(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.overwrite(GENERAL, PLAIN_ROLE, allow=VIEW_CHANNEL)
    await discord.overwrite(GENERAL, BOT_ROLE, allow=VIEW_CHANNEL)
    await discord.overwrite(GENERAL, GUILD, deny=VIEW_CHANNEL)
    assert await open_places(discord, bot) == {RANDOM, VOICE}
    await discord.overwrite(GENERAL, GUILD, deny=SEND_MESSAGES)
    assert await open_places(discord, bot) == {GENERAL, RANDOM, THREAD, VOICE}


async def test_what_is_denied_to_some_is_open_all_the_same(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.overwrite(RANDOM, PLAIN_ROLE, deny=VIEW_CHANNEL)
    assert RANDOM in await open_places(discord, bot)


async def test_where_the_server_shows_nothing_by_default_only_what_a_channel_allows_is_open(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.allow(GUILD, SEND_MESSAGES)
    assert await open_places(discord, bot) == set()
    await discord.overwrite(RANDOM, GUILD, allow=VIEW_CHANNEL)
    await discord.overwrite(VOICE, PLAIN_ROLE, allow=VIEW_CHANNEL | CONNECT)
    assert await open_places(discord, bot) == {RANDOM}


async def test_a_voice_channel_is_open_to_those_who_may_connect(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.overwrite(VOICE, GUILD, deny=CONNECT)
    await discord.overwrite(RANDOM, GUILD, deny=CONNECT)
    assert await open_places(discord, bot) == {GENERAL, RANDOM, THREAD}


async def test_no_unknown_place_is_open(discord: DiscordStandIn, bot: Bot) -> None:
    await until_open(bot, is_public_channel=True)
    assert not await bot.platform.is_public_channel("4999", GUILD)
    assert not await bot.platform.is_public_channel(GENERAL, "2999")
    assert not await bot.platform.is_public_channel(DIRECT, "")


async def test_while_nothing_is_heard_nothing_is_open(discord: DiscordStandIn) -> None:
    async with running(discord, patience=replace(QUICK, resume_for=60)) as bot:
        await until_open(bot, is_public_channel=True)
        await discord.gateway.reconnect()
        await discord.until(lambda: discord.gateway.resumed)
        await until_open(bot, is_public_channel=True)
        discord.gateway.down = True
        await discord.gateway.close(4000)
        await until_open(bot, is_public_channel=False)
    assert len(discord.gateway.identified) == 1


async def test_a_client_that_starts_all_over_knows_as_much(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        await until_open(bot, is_public_channel=True)
        discord.gateway.down = True
        await discord.gateway.close(4000)
        seen = len(discord.requests)
        await discord.until(lambda: "/gateway" in [request.path for request in discord.requests[seen:]])
        assert not await bot.platform.is_public_channel(GENERAL, GUILD)
        discord.gateway.down = False
        await until_open(bot, is_public_channel=True)
    assert not await bot.platform.is_public_channel(GENERAL, GUILD)


async def test_a_session_that_takes_the_place_of_another_knows_as_much(discord: DiscordStandIn, bot: Bot) -> None:
    for watched in ({GENERAL}, set[str]()):
        await bot.platform.watch(frozenset(watched))
        await discord.connected(content=bool(watched))
        await discord.overwrite(RANDOM, GUILD, deny=VIEW_CHANNEL if watched else 0)
        await until_open(bot, is_public_channel=not watched, channel=RANDOM)
        await until_open(bot, is_public_channel=True)


@pytest.mark.parametrize(
    ("way", "channel", "can_reply_privately"),
    [
        ("mention", GENERAL, "no"),
        ("mention", PRIVATE_THREAD, "no"),
        ("mention", DIRECT, "yes"),
        ("command", GENERAL, "yes"),
        ("command", DIRECT, "yes"),
    ],
)
async def test_a_private_reply_is_private_where_discord_can_show_it_to_one_alone(
    discord: DiscordStandIn, bot: Bot, way: str, channel: str, can_reply_privately: str
) -> None:
    async def tell(event: Event, responder: Responder) -> None:
        await responder.send(Notice("yes" if responder.can_reply_privately else "no"))

    bot.script = tell
    say = discord.mention("x", channel=channel) if way == "mention" else discord.invoke("digest on", channel=channel)
    shown = await discord.answer(await say)
    assert shown.text == can_reply_privately
    # And so it is.
    assert (shown.private or channel == DIRECT) is (can_reply_privately == "yes")
