"""Deliver each reply once, even after errors."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.errors import DeliveryError
from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn
from tests.waiting import PATIENCE


@pytest.mark.parametrize(
    ("status", "carried_out"),
    [(500, False), (502, True), (503, False), (503, True), (429, False), (None, False), (None, True)],
)
async def test_a_reply_is_retried_after_errors_and_appears_once(
    discord: DiscordStandIn, bot: Bot, status: int | None, carried_out: bool
) -> None:
    discord.fail("POST", "/messages", status, times=2, carried_out=carried_out)
    question = await discord.mention("x")
    await discord.until(lambda: len([r for r in discord.requests if r.method == "POST"]) == 3)
    await discord.answer(question)
    assert len(discord.seen()) == 1


@pytest.mark.parametrize("via", [False, True])
async def test_a_rate_limited_reply_waits_as_long_as_discord_asks(
    discord: DiscordStandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch, via: bool
) -> None:
    headers = {"Via": "1.1 proxy"} if via else {"Retry-After": "0.4"}
    discord.fail("POST", "/messages", 429, headers=headers, body={"retry_after": 0.4, "global": False} if via else None)
    waits: list[float] = []
    sleep = asyncio.sleep

    async def recorded_sleep(delay: float, result: None = None) -> None:
        waits.append(delay)
        await sleep(delay, result)

    monkeypatch.setattr(asyncio, "sleep", recorded_sleep)
    await discord.answer(await discord.mention("x"))
    assert any(0.4 <= wait < 2 for wait in waits)


async def test_a_refused_reply_is_not_retried(discord: DiscordStandIn, bot: Bot) -> None:
    caught: list[DeliveryError] = []

    async def send(event: Event, responder: Responder) -> None:
        try:
            await responder.send(Notice("x"))
        except DeliveryError as error:
            caught.append(error)

    bot.script = send
    discord.fail("POST", "/messages", 403, body={"code": 50024, "message": "Cannot do that here"})
    await discord.dm("x")
    await discord.until(lambda: caught)
    assert "Cannot do that here" in str(caught[0])
    assert len([r for r in discord.requests if r.method == "POST"]) == 1


async def test_a_reply_has_no_reference_if_the_bot_cannot_read_the_history(discord: DiscordStandIn, bot: Bot) -> None:
    discord.fail("POST", "/messages", 400, body={"code": 160002, "message": "Cannot reply without history"})
    await discord.mention("x")
    await discord.until(discord.seen)
    assert discord.seen()[0].reply_to is None


async def test_a_follow_up_is_not_retried_if_it_may_have_arrived(discord: DiscordStandIn, bot: Bot) -> None:
    async def send_three(event: Event, responder: Responder) -> None:
        await responder.send(Notice("one"))
        with pytest.raises(DeliveryError):
            await responder.send(Notice("two"))
        await responder.send(Notice("three"))

    bot.script = send_three
    discord.fail("POST", "/webhooks", 503, carried_out=True)
    shown = await discord.answers(await discord.invoke("help"), 3)
    assert [s.text for s in shown] == ["one", "two", "three"]


async def test_sending_fails_after_the_last_attempt(discord: DiscordStandIn, bot: Bot) -> None:
    failed = asyncio.Event()

    async def send(event: Event, responder: Responder) -> None:
        with pytest.raises(DeliveryError, match="503"):
            await responder.send(Notice("x"))
        failed.set()

    bot.script = send
    discord.fail("POST", "/messages", 503, times=1000)
    await discord.mention("x")
    await asyncio.wait_for(failed.wait(), PATIENCE)
