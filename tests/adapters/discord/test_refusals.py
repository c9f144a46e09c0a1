"""Answer by the best way that is left if Discord does not let the bot answer as usual."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from tests.adapters.discord.conftest import QUICK, Bot, running
from tests.adapters.discord.helpers import replying
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    DIRECT,
    EMBED_LINKS,
    GENERAL,
    RANDOM,
    SEND_MESSAGES,
)

CARD = Card(FACT, "current")


async def test_a_card_is_text_if_the_bot_may_not_embed_links(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(CARD)
    await discord.permit(ALLOWED & ~EMBED_LINKS)
    shown = await discord.answer(await discord.mention("x"))
    body = discord.board.find(shown.id).body
    assert body["embeds"] == []
    assert FACT.text in shown.text
    assert FACT.source.publisher in shown.text
    assert discord.rest.invalid == []


async def test_a_long_card_as_text_keeps_its_source(discord: DiscordStandIn, bot: Bot) -> None:
    long = replace(FACT, text="The harbour office counts every boat. " * 200)
    bot.script = replying(Card(long, "current"))
    await discord.permit(ALLOWED & ~EMBED_LINKS)
    shown = await discord.answer(await discord.mention("x"))
    assert len(discord.board.find(shown.id).body["content"]) <= 2000
    assert FACT.source.publisher in shown.text


async def test_the_answer_comes_as_a_direct_message_if_the_bot_may_not_post(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(CARD)
    await discord.permit(ALLOWED & ~SEND_MESSAGES)
    await discord.mention("x")
    await discord.until(lambda: discord.seen(DIRECT))
    [shown] = discord.seen(DIRECT)
    assert "#general" in shown.text
    assert FACT.text in shown.text
    assert discord.seen(GENERAL) == []
    assert discord.rest.invalid == []


@pytest.mark.parametrize("code", [50001, 50013, 160005, 10003])
async def test_the_answer_comes_as_a_direct_message_if_discord_refuses_it(
    discord: DiscordStandIn, bot: Bot, code: int
) -> None:
    bot.script = replying(CARD)
    discord.fail("POST", f"/channels/{GENERAL}/messages", 403, body={"code": code, "message": "no"})
    await discord.mention("x")
    await discord.until(lambda: discord.seen(DIRECT))
    assert FACT.text in discord.seen(DIRECT)[0].text


async def test_a_sign_and_a_word_to_the_owner_are_left_if_direct_messages_are_closed(
    discord: DiscordStandIn, bot: Bot
) -> None:
    await discord.permit(ALLOWED & ~SEND_MESSAGES)
    discord.shut(DIRECT, 403, 50007, "Cannot send messages to this user")
    first = await discord.mention("x")
    await discord.until(lambda: len(discord.rest.reactions) == 1)
    second = await discord.mention("y")
    await discord.until(lambda: len(discord.rest.reactions) == 2)
    assert [message for message, _ in discord.rest.reactions] == [first, second]
    tried = [r.body["content"] for r in discord.requests if r.path == f"/channels/{DIRECT}/messages"]
    assert len([text for text in tried if text.startswith("Somebody asked me a question in #general")]) == 1


async def test_nobody_who_did_not_ask_gets_a_direct_message(discord: DiscordStandIn, bot: Bot) -> None:
    caught: list[DeliveryError] = []

    async def send(event: Event, responder: Responder) -> None:
        try:
            await responder.send(CARD)
        except DeliveryError as error:
            caught.append(error)

    bot.script = send
    await bot.platform.watch(frozenset({RANDOM}))
    await discord.connected(content=True)
    await discord.permit(ALLOWED & ~SEND_MESSAGES)
    await discord.say("nobody asked", channel=RANDOM)
    await discord.until(lambda: caught)
    assert discord.seen() == []


@pytest.mark.parametrize("private", [True, False])
async def test_an_answer_that_is_too_late_for_its_interaction_comes_all_the_same(
    discord: DiscordStandIn, private: bool
) -> None:
    async with running(discord) as bot:
        bot.script = replying(replace(CARD, private=private))
        discord.rest.patience = -1.0
        await discord.invoke("ask", question="x")
        channel = DIRECT if private else GENERAL
        await discord.until(lambda: discord.seen(channel))
    [shown] = discord.seen()
    assert FACT.text in shown.text
    assert (texts.TOO_LATE_THERE in shown.text) == private


async def test_an_interaction_is_acknowledged_privately_and_a_public_answer_follows(discord: DiscordStandIn) -> None:
    async with running(discord, timeouts=replace(QUICK, defer_after=0.02)) as bot:
        ready = asyncio.Event()

        async def wait(event: Event, responder: Responder) -> None:
            await ready.wait()
            await responder.send(Notice("for all", private=False))

        bot.script = wait
        asked = await discord.invoke("ask", question="x")
        await discord.until(lambda: discord.interaction(asked).answer is not None)
        assert (discord.interaction(asked).answer, discord.interaction(asked).private) == (5, True)
        ready.set()
        await discord.until(lambda: discord.board.deleted)
    [shown] = discord.seen()
    assert (shown.text, shown.private) == ("for all", False)
