"""Keep Discord's limits: one request at a time in a lane, few refused requests, and interactions before all else."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.adapters.discord import rate_limits
from bot.adapters.discord.gateway import IdentifyGate
from bot.adapters.discord.rate_limits import RateLimits
from bot.core import texts
from bot.core.errors import AccessError, DeliveryError, LateError
from tests.adapters.discord.conftest import QUICK, running
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GENERAL, RANDOM
from tests.waiting import PATIENCE


@pytest.mark.parametrize("tells_limits", [True, False])
async def test_a_crowd_is_answered_in_order_with_at_most_one_refusal_in_a_window(
    discord: DiscordStandIn, tells_limits: bool
) -> None:
    discord.rest.message_limit, discord.rest.tells_limits = (5, 0.3), tells_limits
    async with running(discord, timeouts=replace(QUICK, late_after=30.0)):
        asked = [await discord.mention(f"question {n}") for n in range(40)]
        await discord.until(lambda: len(discord.seen(GENERAL)) == 40)
    answered = [int(shown.text.split()[-1]) for shown in discord.seen(GENERAL)]
    # Three of a channel are handled side by side, so a few may change places.
    assert all(abs(place - n) <= 3 for place, n in enumerate(answered))
    assert {shown.reply_to for shown in discord.seen(GENERAL)} == set(asked)
    windows = Counter(int(at / 0.3) for at, _ in discord.rest.invalid)
    assert len(discord.rest.invalid) <= (0 if tells_limits else 9)
    assert all(count <= 2 for count in windows.values())  # these windows are not the server's


async def test_answers_that_would_come_too_late_are_given_up_with_one_line(discord: DiscordStandIn) -> None:
    discord.rest.message_limit = (2, 0.5)
    async with running(discord, timeouts=replace(QUICK, late_after=1.0)):
        for n in range(30):
            await discord.mention(f"question {n}")
        await discord.until(lambda: texts.LEFT_OUT in [shown.text for shown in discord.seen(GENERAL)])
        answered = [shown for shown in discord.seen(GENERAL) if shown.reply_to]
        assert 2 <= len(answered) < 30
    assert [shown.text for shown in discord.seen(GENERAL)].count(texts.LEFT_OUT) == 1


async def test_a_long_block_of_a_channel_holds_no_other_channel(discord: DiscordStandIn) -> None:
    discord.fail("POST", f"/channels/{GENERAL}/messages", 429, body={"retry_after": 600.0, "global": False})
    async with running(discord):
        await discord.mention("blocked")
        await discord.answer(await discord.mention("free", channel=RANDOM))
        await discord.mention("blocked, too")
        await discord.answer(await discord.mention("free again", channel=RANDOM))
    assert discord.seen(GENERAL) == []
    assert len(discord.rest.invalid) == 1


async def test_interactions_are_not_held_by_the_limit_for_all(discord: DiscordStandIn) -> None:
    discord.fail(
        "POST", "/messages", 429, headers={"X-RateLimit-Global": "true"}, body={"retry_after": 1, "global": True}
    )
    async with running(discord, timeouts=replace(QUICK, late_after=30.0)):
        held = await discord.mention("held")
        await discord.until(lambda: discord.rest.invalid)
        asked = await discord.invoke("ask", channel=RANDOM, question="x")
        await discord.answer(asked)
        assert [shown for shown in discord.seen() if shown.reply_to == held] == []
        await discord.answer(held)


async def test_no_request_is_sent_after_too_many_were_refused(
    discord: DiscordStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_MOST_INVALID", 30)
    discord.fail("POST", f"/channels/{GENERAL}/messages", 403, body={"code": 50001}, times=10_000)
    discord.fail("POST", "/users/@me/channels", 403, body={"code": 50007}, times=10_000)
    discord.fail("PUT", "/reactions/", 403, body={"code": 50013}, times=10_000)
    async with running(discord, timeouts=replace(QUICK, late_after=60.0)) as bot:
        for n in range(40):
            await discord.mention(f"question {n}")
        await bot.event(40)
        await discord.answer(await discord.invoke("ask", question="x"))
    # What was on its way when the limit was reached is refused, too.
    assert 30 <= len(discord.rest.invalid) <= 30 + 3


async def test_the_limit_of_invalid_requests_leaves_some_for_interactions() -> None:
    limits = RateLimits()
    deadline = asyncio.get_running_loop().time() + 60
    for _ in range(800):
        limits.note_invalid()
    with pytest.raises(DeliveryError, match="refused too many"):
        await limits.wait("a channel", deadline, exempt=False)
    await limits.wait("an interaction", deadline, exempt=True)
    for _ in range(200):
        limits.note_invalid()
    with pytest.raises(DeliveryError, match="refused too many"):
        await limits.wait("an interaction", deadline, exempt=True)


async def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    limits = RateLimits()
    loop = asyncio.get_running_loop()
    async with limits.turn("a channel", loop.time() + 60):
        with pytest.raises(LateError):
            async with limits.turn("a channel", loop.time() + 0.01):
                raise AssertionError("two have the turn")
        async with limits.turn("another", loop.time() + 60):
            pass
    async with limits.turn("a channel", loop.time() + 60):
        pass


async def test_all_requests_together_keep_below_fifty_a_second() -> None:
    limits = RateLimits()
    loop = asyncio.get_running_loop()
    sent: list[float] = []
    for _ in range(100):
        await limits.wait("", loop.time() + 60, exempt=False)
        sent.append(loop.time())
    for at in sent:
        assert len([other for other in sent if at <= other < at + 1]) <= 50


async def test_sessions_begin_at_most_every_few_seconds() -> None:
    gate = IdentifyGate(pause=0.05)
    loop = asyncio.get_running_loop()
    begun: list[float] = []

    async def begin() -> None:
        await gate.pass_through()
        begun.append(loop.time())

    await asyncio.gather(*(begin() for _ in range(5)))
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(begun))


async def test_a_token_that_is_reset_ends_the_bot(discord: DiscordStandIn) -> None:
    with pytest.raises(AccessError, match="DISCORD_TOKEN"):
        await _run_until_the_token_is_reset(discord)


async def _run_until_the_token_is_reset(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        await discord.answer(await discord.mention("x"))
        discord.rest.token = "another"
        await discord.mention("y")
        assert bot.task
        await asyncio.wait([bot.task], timeout=PATIENCE)
