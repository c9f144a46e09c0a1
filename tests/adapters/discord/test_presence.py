"""Show beneath the bot's name what it has."""

from __future__ import annotations

from tests.adapters.discord.conftest import Bot, running
from tests.standins.discord import DiscordStandIn


async def test_the_presence_is_shown_from_the_beginning_of_a_session(discord: DiscordStandIn) -> None:
    async with running(discord, wait=False) as bot:
        await bot.platform.announce("27 facts · /ask")
        await discord.connected()
        await discord.until(lambda: discord.gateway.activity == "27 facts · /ask")
        assert len(discord.gateway.presences) == 1


async def test_the_presence_changes_with_the_facts_and_stays_in_later_sessions(
    discord: DiscordStandIn, bot: Bot
) -> None:
    for line in ("27 facts · /ask", "28 facts · /ask"):
        await bot.platform.announce(line)
        await discord.until(lambda line=line: discord.gateway.activity == line)  # type: ignore[misc]
    await bot.platform.announce("28 facts · /ask")
    assert len(discord.gateway.presences) == 2
    await discord.gateway.invalidate()
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.until(lambda: len(discord.gateway.presences) == 3)
    assert discord.gateway.activity == "28 facts · /ask"
    await bot.platform.announce("")
    await discord.until(lambda: discord.gateway.activity == "")


async def test_a_presence_that_changes_while_the_connection_is_lost_is_shown_later(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.gateway.invalidate()
    await bot.platform.announce("27 facts · /ask")
    await discord.until(lambda: discord.gateway.activity == "27 facts · /ask")
