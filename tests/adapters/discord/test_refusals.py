"""Answer by the best way that is left if Discord does not let the bot answer as usual."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.discord.permissions import CLOSED, REFUSED
from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Card, Notice
from tests.adapters.discord.conftest import QUICK, Bot, running
from tests.adapters.discord.helpers import replying
from tests.samples.discord import FACT
from tests.standins.discord import DiscordStandIn, reading
from tests.standins.discord.place import (
    ALLOWED,
    DIRECT,
    EMBED_LINKS,
    GENERAL,
    RANDOM,
    SEND_MESSAGES,
    THREAD,
)

CARD = Card(FACT, "current")


async def test_cards_need_no_permission_to_embed_links(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(CARD)
    await discord.permit(ALLOWED & ~EMBED_LINKS)
    shown = await discord.answer(await discord.mention("x"))
    assert FACT.text in shown.text
    assert FACT.source.publisher in shown.text
    assert discord.rest.invalid == []


async def test_the_answer_comes_as_a_direct_message_if_the_bot_may_not_post(discord: DiscordStandIn, bot: Bot) -> None:
    bot.script = replying(replace(CARD, closing="Mention me in this thread."))
    await discord.permit(ALLOWED & ~SEND_MESSAGES)
    await discord.mention("x")
    await discord.until(lambda: discord.seen(DIRECT))
    [shown] = discord.seen(DIRECT)
    assert "Mention me" not in shown.text  # only for everybody
    assert "#general" in shown.text
    assert FACT.text in shown.text
    assert discord.seen(GENERAL) == []
    assert discord.rest.invalid == []


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 50001, CLOSED[50001]), (403, 50013, CLOSED[50013]), (403, 160005, CLOSED[160005]),
        (404, 10003, CLOSED[10003]), (400, 50083, REFUSED), (400, 240000, REFUSED), (400, 0, REFUSED),
    ],
)  # fmt: skip
async def test_the_answer_comes_as_a_direct_message_with_the_reason_if_discord_refuses_it(
    discord: DiscordStandIn, bot: Bot, status: int, code: int, reason: str
) -> None:
    bot.script = replying(CARD)
    discord.fail("POST", f"/channels/{GENERAL}/messages", status, body={"code": code, "message": "no"})
    await discord.mention("x")
    await discord.until(lambda: discord.seen(DIRECT))
    [shown] = discord.seen(DIRECT)
    assert FACT.text in shown.text
    assert texts.answered_elsewhere("#general", reason) in shown.text


async def test_an_answer_that_a_moderator_deleted_does_not_come_again(discord: DiscordStandIn, bot: Bot) -> None:
    path = f"/channels/{GENERAL}/messages"
    discord.fail("POST", path, 404, body={"code": 10008, "message": "Unknown Message"})
    await discord.mention("x")
    await discord.until(lambda: bot.sent == [None])
    assert discord.seen() == []
    assert not [request for request in discord.requests if request.path == "/users/@me/channels"]


async def test_what_discord_has_just_forbidden_is_not_tried_again_with_each_question(
    discord: DiscordStandIn, bot: Bot
) -> None:
    discord.shut(THREAD, 403, 160005, "This thread is locked")
    discord.shut(DIRECT, 403, 50007, "Cannot send messages to this user")
    for number in range(20):
        await discord.mention(str(number), channel=THREAD)
    await bot.event(20)
    await discord.mention("elsewhere")
    await discord.until(lambda: discord.seen(GENERAL))
    reported = 1  # to the owner, who has the same channel here
    assert [path for _, path in discord.rest.invalid].count(f"POST /channels/{DIRECT}/messages") == 1 + reported
    assert len(discord.rest.invalid) <= 3 + reported


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
    tried = [reading.shown(r.body) for r in discord.requests if r.path == f"/channels/{DIRECT}/messages"]
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
@pytest.mark.parametrize("problem", ["late", "limited", "limited everywhere", "broken", "no place"])
async def test_an_answer_that_is_too_late_for_its_interaction_comes_all_the_same(
    discord: DiscordStandIn, private: bool, problem: str
) -> None:
    async with running(discord, timeouts=replace(QUICK, interaction=0.2)) as bot:
        bot.script = replying(replace(CARD, private=private))
        wait = {"retry_after": 0.5, "global": problem == "limited everywhere"}
        if problem in ("late", "no place"):
            discord.rest.patience = -1.0
        else:
            discord.fail("POST", "/callback", 500 if problem == "broken" else 429, times=9, body=wait)
        if problem == "no place":
            await discord.permit(ALLOWED & ~SEND_MESSAGES)
        await discord.invoke("ask", question="x")
        channel = DIRECT if private or problem == "no place" else GENERAL
        await discord.until(lambda: discord.seen(channel))
    [shown] = discord.seen()
    assert FACT.text in shown.text
    assert (texts.TOO_LATE_THERE in shown.text) == (channel == DIRECT)


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
