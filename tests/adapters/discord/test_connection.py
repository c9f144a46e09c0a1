"""Reconnect after every failure, and stop cleanly."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from collections.abc import Sequence
from dataclasses import replace

import aiohttp
import pytest
from discord.gateway import DiscordClientWebSocketResponse

from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.command_registration import registration
from bot.adapters.discord.diagnostics import application_id, diagnose, invite_url
from bot.core.diagnostics import Usage
from bot.core.errors import AccessError
from bot.core.events import Choice, Completion, Event, Message
from bot.core.pending import LookBack
from bot.core.ports import Reach, Responder
from bot.core.replies import Notice
from tests.adapters.discord.conftest import QUICK, Bot, FakeNoteStorage, running
from tests.menu import MENU
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GENERAL
from tests.waiting import PATIENCE, until


async def _assert_answers(discord: DiscordStandIn) -> None:
    await discord.answer(await discord.mention("still there?"))


async def test_a_lost_connection_is_resumed_without_missing_a_message(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.close(4000)
    await discord.answer(await discord.mention("said meanwhile"))
    await discord.gateway.reconnect()
    await discord.until(lambda: discord.gateway.resumed == 2)
    await _assert_answers(discord)
    assert len(discord.gateway.identified) == 1
    assert len(bot.events) == 2


async def test_an_invalid_session_is_replaced_by_a_new_one(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.invalidate()
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.connected()
    await _assert_answers(discord)


async def test_the_account_is_known_when_the_first_message_is_heard(discord: DiscordStandIn) -> None:
    """Else a question that a kill interrupts is noted for nobody, and no other process finds it."""
    async with running(discord, wait=False) as bot:

        async def keep_reach(_: Event, __: Responder) -> None:
            reaches.append(bot.platform.reach)

        reaches: list[Reach | None] = []
        bot.script = keep_reach
        await until(lambda: discord.gateway.sessions, pause=0)
        await discord.mention("hello")
        await bot.event()
    assert [reach and reach.bot for reach in reaches] == [discord.bot]


async def test_missed_messages_are_looked_for_since_the_loss_of_the_last_session(discord: DiscordStandIn) -> None:
    async with running(discord, timeouts=replace(QUICK, look_back_after=0.0)) as bot:
        await discord.until(lambda: bot.losses == [None])  # this process was never connected before
        discord.gateway.down = True
        await discord.gateway.invalidate()
        await discord.until(lambda: bot.platform.connected is False)
        during_outage = dt.datetime.now(dt.UTC)
        discord.gateway.down = False
        await discord.until(lambda: len(bot.losses) == 2)
        assert bot.losses[1]
        assert bot.losses[1] <= during_outage  # not when the new connection gave its first sign of life


async def test_missed_messages_are_read_over_several_pages_the_oldest_first(discord: DiscordStandIn) -> None:
    async with running(discord, timeouts=replace(QUICK, look_back_after=0.2, late_after=60.0)) as bot:
        await discord.until(lambda: bot.losses == [None])
        since = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        bot.look_back_to = LookBack(since, ())
        discord.gateway.down = True
        await discord.gateway.invalidate()
        await discord.until(lambda: bot.platform.connected is False)
        for number in range(150):
            await discord.mention(str(number))
        discord.gateway.down = False
        await bot.event(150)
        await discord.until(lambda: len(discord.seen(GENERAL)) == 150)
    assert sorted(int(event.text) for event in bot.events if isinstance(event, Message)) == list(range(150))


async def test_an_outage_leaves_no_tracebacks_in_the_log(
    discord: DiscordStandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    discord.gateway.down = True
    await discord.gateway.close(1001)
    await discord.until(lambda: "Attempting a reconnect" in caplog.text)
    discord.gateway.down = False
    await discord.connected()
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


@pytest.mark.parametrize("code", [1000, 4008, 4010, 4013])
async def test_the_bot_reconnects_if_discord_closes_the_connection(
    discord: DiscordStandIn, bot: Bot, code: int
) -> None:
    await discord.gateway.close(code)
    await discord.connected()
    await _assert_answers(discord)


async def test_the_bot_reconnects_after_invalid_json(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.send_text("{no json")
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.connected()
    await _assert_answers(discord)


async def test_the_bot_connects_after_the_network_was_down(discord: DiscordStandIn) -> None:
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


async def test_the_bot_says_whether_it_is_connected_now(discord: DiscordStandIn) -> None:
    async with running(discord) as bot:
        await until(lambda: bot.platform.connected)
        await discord.stop()
        await until(lambda: not bot.platform.connected)
        assert bot.platform.reach  # digests wait for the connection, and no other bot takes them over
        await discord.start()
        await until(lambda: bot.platform.connected)
    assert not bot.platform.connected


async def test_the_bot_connects_after_the_gateway_was_down_or_refused(discord: DiscordStandIn) -> None:
    discord.gateway.down = True
    async with running(discord, wait=False):
        await discord.until(lambda: [r.path for r in discord.requests].count("/users/@me") > 1)
        discord.gateway.down = False
        discord.gateway.refuse_with = 4000
        await discord.until(lambda: len(discord.gateway.identified) > 1)
        discord.gateway.refuse_with = None
        await discord.connected()
        await _assert_answers(discord)


async def test_the_bot_connects_after_failed_logins_and_without_optional_endpoints(discord: DiscordStandIn) -> None:
    discord.fail("GET", "/users/@me", 503, times=2)
    discord.rest.missing |= {"/gateway", "/oauth2/applications/@me"}
    async with running(discord):
        await _assert_answers(discord)


async def test_the_http_session_is_closed_even_if_the_gateway_never_closes(
    discord: DiscordStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung: list[DiscordClientWebSocketResponse] = []

    async def hang(socket: DiscordClientWebSocketResponse, **_: object) -> bool:
        hung.append(socket)
        await asyncio.Event().wait()
        return True

    with monkeypatch.context() as patched:
        patched.setattr(DiscordClientWebSocketResponse, "close", hang)
        async with running(discord, timeouts=replace(QUICK, close=0.05)):
            sessions = [s for s in gc.get_objects() if isinstance(s, aiohttp.ClientSession) and not s.closed]
    assert sessions
    assert hung
    assert all(session.closed for session in sessions)
    for socket in hung:
        await socket.close()


class Idle:
    """A handler that does nothing."""

    async def handle(self, event: Event, responder: Responder) -> None:
        pass

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()


@pytest.mark.parametrize("refused_by", ["http", "gateway"])
async def test_a_wrong_token_stops_the_bot_with_an_error(discord: DiscordStandIn, refused_by: str) -> None:
    token = "wrong" if refused_by == "http" else discord.token
    discord.gateway.refuse_with = 4004
    platform = DiscordPlatform(token, discord.url + "/", store=FakeNoteStorage(), menu=MENU)  # type: ignore[arg-type]
    with pytest.raises(AccessError, match="DISCORD_TOKEN"):
        await asyncio.wait_for(platform.run(Idle()), PATIENCE)


async def test_mentions_work_with_one_warning_without_the_message_content_intent(
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
    assert names == [command["name"] for command in registration(MENU.commands)]
    notes.notes = dict.fromkeys(notes.notes, "of an older table")
    async with running(discord, notes=notes):
        await discord.until(lambda: registered() == 3)


async def test_stopping_disconnects_and_finishes_the_replies_under_way(discord: DiscordStandIn, bot: Bot) -> None:
    started, finish = asyncio.Event(), asyncio.Event()

    async def slowly(event: Event, responder: Responder) -> None:
        started.set()
        await finish.wait()
        await responder.send(Notice("done"))

    bot.script = slowly
    question = await discord.mention("x")
    await started.wait()
    assert bot.task
    bot.task.cancel()
    await until(lambda: not discord.gateway.live)
    finish.set()
    await asyncio.gather(bot.task, return_exceptions=True)
    assert [s.reply_to for s in discord.seen()] == [question]
    assert discord.gateway.live == []


async def test_no_token_is_logged(discord: DiscordStandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "aiohttp.access")  # the access log of the stand-in
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


async def test_the_doctor_names_a_wrong_token_missing_intent_or_unreachable_address(discord: DiscordStandIn) -> None:
    fine = await diagnose(discord.token, discord.url, Usage(frozenset({GENERAL})))
    assert [f.ok for f in fine] == [True, True]
    assert "factbot" in fine[0].text
    discord.allow_content(False)
    account, content = await diagnose(discord.token, discord.url, Usage(frozenset({GENERAL})))
    assert (account.ok, content.ok) == (True, False)
    assert f"/applications/{discord.bot}/bot" in content.remedy
    assert len(await diagnose(discord.token, discord.url, Usage())) == 1
    (wrong,) = await diagnose("wrong", discord.url, Usage())
    assert not wrong.ok
    assert "DISCORD_TOKEN" in wrong.text
    assert "Reset Token" in wrong.remedy
    url = discord.url
    await discord.stop()
    (unreachable,) = await diagnose(discord.token, url, Usage())
    assert not unreachable.ok
    assert "DISCORD_API_URL" in unreachable.remedy


def test_the_invitation_link_has_the_application_and_the_command_scope(discord: DiscordStandIn) -> None:
    assert application_id(discord.token) == discord.bot
    assert application_id("nonsense") is None
    url = invite_url(discord.bot)
    assert f"client_id={discord.bot}" in url
    assert "applications.commands" in url


async def test_names_of_commands_in_sentences_are_clickable_also_after_a_restart(discord: DiscordStandIn) -> None:
    said = "Type /digest on or /help, not /nothing or a/help. Somebody typed “/help”."
    notes = FakeNoteStorage()
    for _ in range(2):
        async with running(discord, notes=notes) as bot:
            await discord.until(lambda: notes.notes)
            ids = {command["name"]: command["id"] for command in discord.rest.commands}
            clickable = f"Type </digest on:{ids['digest']}> or </help:{ids['help']}>, not /nothing or a/help."
            await discord.until(lambda: clickable in bot.platform.render(Notice(said)))  # noqa: B023 - awaited here
            assert "“/help”" in bot.platform.render(Notice(said))
    assert len([request for request in discord.requests if request.method == "PUT"]) == 1
