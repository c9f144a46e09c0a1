"""What the bot hears on Discord, what keeps it from hearing, and messages to which people reply."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.discord.diagnostics import content_intent_page
from bot.core.events import UNREADABLE, Message, Target
from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    BOT,
    GENERAL,
    GUILD,
    MANAGER,
    OWNER,
    PLAIN_ROLE,
    RANDOM,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
    user,
)

HERE = Target("discord", GUILD, GENERAL)


async def test_nothing_keeps_the_bot_from_hearing_if_all_is_allowed(discord: DiscordStandIn, bot: Bot) -> None:
    assert await bot.platform.cannot_hear(HERE) is None
    assert await bot.platform.channel_name(HERE) == "#general"


async def test_the_missing_intent_is_named_with_its_page_before_it_is_needed(discord: DiscordStandIn, bot: Bot) -> None:
    discord.allow_content(False)
    obstacle = await bot.platform.cannot_hear(HERE)
    assert obstacle
    assert obstacle.certain
    assert content_intent_page(discord.token) in obstacle.sentence
    assert "start me again" not in obstacle.sentence
    assert len(discord.gateway.identified) == 1


async def test_discord_is_asked_for_the_intent_once_for_a_list_of_channels(discord: DiscordStandIn, bot: Bot) -> None:
    before = len(discord.requests)
    for _ in range(20):
        assert await bot.platform.cannot_hear(HERE) is None
    # The bot still starts meanwhile, so there may be other requests.
    assert [request.path for request in discord.requests[before:]].count("/applications/@me") == 1


async def test_a_refused_session_is_remembered_until_the_next_start(discord: DiscordStandIn, bot: Bot) -> None:
    discord.allow_content(False)
    await bot.platform.watch(frozenset({GENERAL}))
    await discord.until(lambda: len(discord.gateway.identified) >= 3)
    await discord.connected(content=False)
    discord.allow_content(True)
    obstacle = await bot.platform.cannot_hear(HERE)
    assert obstacle
    assert "After that, start me again." in obstacle.sentence


@pytest.mark.parametrize(
    ("bit", "name"), [(SEND_MESSAGES, "the permission Send Messages"), (VIEW_CHANNEL, "the permission View Channel")]
)
async def test_a_missing_permission_in_any_channel_is_named(
    discord: DiscordStandIn, bot: Bot, bit: int, name: str
) -> None:
    await discord.permit(ALLOWED & ~bit)
    await discord.until(lambda: _missing(bot) is not None)
    obstacle = await bot.platform.cannot_hear(Target("discord", GUILD, RANDOM))
    assert obstacle
    assert name in obstacle.sentence


def _missing(bot: Bot) -> str | None:
    client = bot.platform._connection and bot.platform._connection.client
    guild = client.get_guild(int(GUILD)) if client else None
    return None if guild is None or guild.me.guild_permissions.value & ALLOWED == ALLOWED else "something"


async def test_threads_have_their_channel_as_parent_and_are_read(discord: DiscordStandIn, bot: Bot) -> None:
    await bot.platform.watch(frozenset({RANDOM}))
    await discord.connected(content=True)
    await discord.say("in the channel")
    await discord.say("in the thread", channel=THREAD)
    event: Message = await bot.event()
    assert (event.text, event.addressed, event.unheard_thread) == ("in the thread", False, None)
    assert (event.target.channel, event.target.thread, event.target.parent) == (THREAD, THREAD, GENERAL)


async def test_without_the_intent_a_mention_in_a_thread_says_that_it_is_not_heard(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.mention("one", channel=THREAD)
    await discord.mention("two")
    await bot.event(2)
    assert [event.unheard_thread for event in bot.events if isinstance(event, Message)] == [THREAD, None]


async def test_messages_to_other_people_are_marked(discord: DiscordStandIn, bot: Bot) -> None:
    await bot.platform.watch(frozenset({GENERAL}))
    await discord.connected(content=True)
    by_owner = await discord.say("by the owner", by=OWNER)
    by_asker = await discord.say("by the asker")
    await discord.say("hey <@3001>")
    await discord.say(f"<@&{PLAIN_ROLE}> hey")
    await discord.say("@everyone hey")
    await discord.reply(by_owner, "no ping", pings=False)
    await discord.reply(by_asker, "to myself", pings=False)
    await bot.event(7)
    marked = [event.to_others for event in bot.events if isinstance(event, Message)]
    assert marked == [False, False, True, True, False, True, False]


async def test_the_text_of_a_message_that_is_replied_to_comes_if_discord_shows_it(
    discord: DiscordStandIn, bot: Bot
) -> None:
    other = await discord.say("> Fog does not read timetables.", by=MANAGER)
    to_bot = await discord.mention(f"<@{OWNER}> **Who** is it?", by=MANAGER)
    answer = (await discord.answer(to_bot)).id
    asked: list[tuple[str, dict[str, Any]]] = [(other, {}), (to_bot, {}), (answer, {})]
    for to, more in asked:
        await discord.reply(to, f"<@{BOT}> ?", **more)
    await discord.mention("?", type=19, referenced_message=None)
    await bot.event(5)
    # Only the second one mentions the bot; the third is the bot's own, and the last one was deleted.
    replied_to = [event.replied_to for event in bot.events if isinstance(event, Message)]
    assert replied_to == [None, UNREADABLE, "Who is it?", None, None]
    await bot.platform.watch(frozenset({RANDOM}))
    await discord.connected(content=True)
    await discord.reply(other, f"<@{BOT}>")
    assert (await bot.event(6)).replied_to == "“Fog does not read timetables.”"


async def test_every_edit_is_read_because_it_may_have_removed_the_mention(discord: DiscordStandIn, bot: Bot) -> None:
    question = await discord.mention("one")
    await discord.answer(question)
    await discord.edit(question, "never mind")
    event: Message = await bot.event(2)
    assert (event.id, event.addressed, event.text) == (question, False, "")
    assert user(BOT)["id"] == discord.bot
