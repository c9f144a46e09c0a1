"""Messages in, replies out."""

from __future__ import annotations

from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn


async def test_a_mention_is_answered_with_a_reply(discord: DiscordStandIn, bot: Bot) -> None:
    question = await discord.mention("Who closed the lock?")
    shown = await discord.answer(question)
    assert shown.text == "heard Who closed the lock?"
    assert not shown.private
