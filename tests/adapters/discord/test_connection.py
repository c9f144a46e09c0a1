"""The connection comes back, for ever, and ends cleanly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import pytest

from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.diagnostics import application_id, diagnose, invite_url
from bot.core.errors import AccessError
from bot.core.events import Choice, Completion, Event
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import Bot, FakeNoteStorage, running
from tests.menu import MENU
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GENERAL
from tests.waiting import PATIENCE, until


async def _assert_answers(discord: DiscordStandIn) -> None:
    await discord.answer(await discord.mention("still there?"))


async def test_a_lost_connection_is_resumed_and_nothing_is_missed(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.close(4000)
    await discord.answer(await discord.mention("said meanwhile"))
    await discord.gateway.reconnect()
    await discord.until(lambda: discord.gateway.resumed == 2)
    await _assert_answers(discord)
    assert len(discord.gateway.identified) == 1
    assert len(bot.events) == 2


async def test_an_invalid_session_is_begun_anew(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.invalidate()
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.connected()
    await _assert_answers(discord)


@pytest.mark.parametrize("code", [1000, 4008, 4010, 4013])
async def test_any_other_close_leads_to_a_new_connection(discord: DiscordStandIn, bot: Bot, code: int) -> None:
    await discord.gateway.close(code)
    await discord.connected()
    await _assert_answers(discord)


async def test_what_is_no_event_at_all_costs_a_session_at_most(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.send_text("{no json")
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.connected()
    await _assert_answers(discord)


async def test_a_network_that_is_down_at_start_and_later(discord: DiscordStandIn) -> None:
    await discord.stop()
    async with running(discord, wait=False):
        await asyncio.sleep(0.1)
        await discord.start()
        await discord.connected()
        await _assert_answers(discord)
        await discord.stop()
        await asyncio.sleep(0.1)
        await discord.start()
        await discord.connected()
        await _assert_answers(discord)


async def test_a_gateway_that_is_down_and_one_that_closes_at_once(discord: DiscordStandIn) -> None:
    discord.gateway.down = True
    async with running(discord, wait=False):
        await discord.until(lambda: [r.path for r in discord.requests].count("/users/@me") > 1)
        discord.gateway.down = False
        discord.gateway.refuse_with = 4000
        await discord.until(lambda: len(discord.gateway.identified) > 1)
        discord.gateway.refuse_with = None
        await discord.connected()
        await _assert_answers(discord)


async def test_failing_logins_and_missing_addresses(discord: DiscordStandIn) -> None:
    discord.fail("GET", "/users/@me", 503, times=2)
    discord.rest.missing |= {"/gateway", "/oauth2/applications/@me"}
    async with running(discord):
        await _assert_answers(discord)


class Idle:
    """A brain that does nothing."""

    async def handle(self, event: Event, responder: Responder) -> None:
        pass

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()


@pytest.mark.parametrize("where", ["http", "gateway"])
async def test_a_wrong_token_is_final(discord: DiscordStandIn, where: str) -> None:
    token = "wrong" if where == "http" else discord.token
    discord.gateway.refuse_with = 4004
    platform = DiscordPlatform(token, discord.url + "/", store=FakeNoteStorage(), menu=MENU)  # type: ignore[arg-type]
    with pytest.raises(AccessError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(platform.run(Idle()), PATIENCE)


async def test_without_the_content_intent_mentions_still_work(
    discord: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    discord.allow_content(False)
    async with running(discord) as bot:
        await bot.platform.watch(frozenset({GENERAL}))
        await discord.until(lambda: len(discord.gateway.identified) == 3)
        await discord.connected(content=False)
        await _assert_answers(discord)
    sentences = [r.getMessage() for r in caplog.records if "Message Content Intent" in r.getMessage()]
    assert len(sentences) == 1
    assert f"/applications/{discord.bot}/bot" in sentences[0]


async def test_commands_are_registered_when_they_change(discord: DiscordStandIn) -> None:
    def registered() -> int:
        return len([r for r in discord.requests if r.method == "PUT"])

    notes = FakeNoteStorage()
    discord.fail("PUT", "/commands", 400)
    for _ in range(2):
        async with running(discord, notes=notes):
            await discord.until(lambda: notes.notes)
            await _assert_answers(discord)
    assert registered() == 2
    names = [c["name"] for c in discord.rest.commands]
    assert names == ["ask", "quote", "quotes", "verify", "digest", "help", "watch", "Check quote"]
    notes.notes = dict.fromkeys(notes.notes, "of an older table")
    async with running(discord, notes=notes):
        await discord.until(lambda: registered() == 3)


async def test_stopping_finishes_what_is_under_way_and_takes_nothing_new(discord: DiscordStandIn, bot: Bot) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(event: Event, responder: Responder) -> None:
        begun.set()
        await go.wait()
        await responder.send(Notice("done"))

    bot.script = slowly
    question = await discord.mention("x")
    await begun.wait()
    assert bot.task
    bot.task.cancel()
    await until(lambda: not discord.gateway.live)
    go.set()
    await asyncio.gather(bot.task, return_exceptions=True)
    assert [s.reply_to for s in discord.seen()] == [question]
    assert discord.gateway.live == []


async def test_no_token_in_the_log(discord: DiscordStandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "aiohttp.access")  # the stand-in's own
    caplog.set_level(logging.INFO)
    async with running(discord):
        discord.fail("POST", "/callback", 503)
        await discord.answer(await discord.invoke("help"))
        discord.fail("POST", "/callback", 400)
        await discord.invoke("help")
        await discord.until(lambda: len([r for r in discord.requests if "/callback" in r.path]) == 3)
        await _assert_answers(discord)
    assert "Connected to Discord as factbot" in caplog.text
    assert "not-a-secret" not in caplog.text
    assert "interaction-token" not in caplog.text


async def test_the_doctor_says_what_is_wrong(discord: DiscordStandIn) -> None:
    fine = await diagnose(discord.token, discord.url, needs_content=True)
    assert [f.ok for f in fine] == [True, True]
    assert "factbot" in fine[0].text
    discord.allow_content(False)
    account, content = await diagnose(discord.token, discord.url, needs_content=True)
    assert (account.ok, content.ok) == (True, False)
    assert f"/applications/{discord.bot}/bot" in content.remedy
    assert len(await diagnose(discord.token, discord.url, needs_content=False)) == 1
    (wrong,) = await diagnose("wrong", discord.url, needs_content=False)
    assert not wrong.ok
    assert "DISCORD_TOKEN" in wrong.text
    assert "Reset Token" in wrong.remedy
    url = discord.url
    await discord.stop()
    (unreachable,) = await diagnose(discord.token, url, needs_content=False)
    assert not unreachable.ok
    assert "DISCORD_API_URL" in unreachable.remedy


def test_the_invitation(discord: DiscordStandIn) -> None:
    assert application_id(discord.token) == discord.bot
    assert application_id("nonsense") is None
    url = invite_url(discord.bot)
    assert f"client_id={discord.bot}" in url
    assert "applications.commands" in url
