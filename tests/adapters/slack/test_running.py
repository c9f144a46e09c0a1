"""Connect, stay connected, and stop."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.web_api import SlackTimeouts
from bot.core.errors import AccessError
from bot.core.events import Choice, Completion, Event
from bot.core.ports import EventHandler, Responder
from bot.core.replies import Card, Notice
from tests.adapters.slack.conftest import QUICK, FakeHandler, Recorder, Serve
from tests.menu import MENU
from tests.samples.slack import FACT
from tests.standins.slack import CHANNEL, TEAM, Fault, SlackStandIn
from tests.waiting import PATIENCE, assert_stays, skip_sleep, until

CARD = Card(FACT, "current")


@asynccontextmanager
async def running(slack: SlackStandIn, handler: EventHandler, timeouts: SlackTimeouts) -> AsyncIterator[None]:
    """Run the adapter with other timeouts, and wait for both sockets."""
    platform = SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=timeouts, menu=MENU)
    task = asyncio.create_task(platform.run(handler))
    try:
        await slack.link.connected(2)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def answer(event: Event, responder: Responder) -> None:
    """Answer every event with one card."""
    await responder.send(CARD)


@pytest.mark.parametrize(
    ("bot_token", "app_token", "named"),
    [
        ("xoxb-wrong", "xapp-standin-app", "SLACK_BOT_TOKEN"),
        ("", "xapp-standin-app", "SLACK_BOT_TOKEN"),
        ("xoxb-standin-bot", "xapp-wrong", "SLACK_APP_TOKEN"),
        ("xoxb-standin-bot", "xoxb-standin-bot", "SLACK_APP_TOKEN"),
        ("xapp-standin-app", "xoxb-standin-bot", "SLACK_BOT_TOKEN"),
    ],
)
async def test_a_wrong_token_stops_the_bot_and_its_variable_is_named(
    slack: SlackStandIn, recorder: Recorder, bot_token: str, app_token: str, named: str
) -> None:
    platform = SlackPlatform(bot_token, app_token, slack.api_url, timeouts=QUICK, menu=MENU)
    with pytest.raises(AccessError, match=named) as raised:
        await asyncio.wait_for(platform.run(recorder), PATIENCE)
    assert bot_token not in str(raised.value) or not bot_token


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "not_allowed_token_type"])
async def test_a_revoked_token_stops_the_running_bot(
    slack: SlackStandIn, platform: SlackPlatform, recorder: Recorder, error: str
) -> None:
    running = asyncio.create_task(platform.run(recorder))
    await slack.link.connected(2)
    slack.fault("apps.connections.open", *[Fault(error=error)] * 4)
    await slack.link.disconnect("refresh_requested")
    with pytest.raises(AccessError, match=error):
        await asyncio.wait_for(running, PATIENCE)
    await slack.until(lambda: not slack.link.sockets)


async def test_the_bot_connects_after_the_network_was_down_without_logging_errors(
    slack: SlackStandIn, platform: SlackPlatform, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    await slack.down()
    running = asyncio.create_task(platform.run(recorder))
    await asyncio.sleep(0.1)  # some attempts fail meanwhile; the test passes without them, too
    slack.fault("auth.test", Fault(503), Fault(429, "ratelimited", {"Retry-After": "0"}), Fault(error="fatal_error"))
    slack.fault("apps.connections.open", Fault(503), Fault(drop=True), Fault(error="internal_error"))
    slack.expired_tickets = 2
    await slack.up()
    await slack.mention("until when?")
    await slack.until(lambda: recorder.events)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR and r.name.startswith("bot")]


async def test_events_are_answered_over_two_sockets(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(answer):
        await slack.link.connected(2)
        for number in range(4):
            await slack.reply_to(await slack.mention(f"question {number}"))
        assert len(slack.link.sockets) == 2


async def test_the_bot_says_whether_it_is_connected_now(
    slack: SlackStandIn, platform: SlackPlatform, serve: Serve
) -> None:
    assert not platform.connected
    async with serve(answer):
        await until(lambda: platform.connected)
        await slack.down()
        await until(lambda: not platform.connected)
        assert platform.reach  # Slack accepted the bot token
        await slack.up()
        await until(lambda: platform.connected)
    assert not platform.connected


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_no_event_is_lost_when_slack_refreshes_the_sockets(
    slack: SlackStandIn, serve: Serve, reason: str
) -> None:
    async with serve(answer):
        await slack.link.connected(2)
        await slack.link.disconnect(reason, sockets=2)
        for number in range(20):
            await slack.reply_to(await slack.mention(f"question {number}"))
        await slack.until(lambda: slack.link.opened == 4)
        await slack.until(lambda: len(slack.link.sockets) == 2)
    assert len(slack.posted()) == 20


async def test_broken_sockets_are_replaced(slack: SlackStandIn, serve: Serve) -> None:
    async with serve(answer):
        await slack.link.connected(2)
        slack.expired_tickets = 3
        await slack.link.cut()
        await slack.link.connected(2)
        assert (await slack.reply_to(await slack.mention("still there?"))).labels == []
    assert slack.expired_tickets == 0


async def test_a_refreshed_socket_is_replaced_without_a_pause(
    slack: SlackStandIn, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(slack, recorder, replace(QUICK, stable_after=0.0)):
        pauses = skip_sleep(monkeypatch)
        await slack.link.disconnect("refresh_requested")
        await slack.link.disconnect("warning", sockets=2)
        await slack.until(lambda: slack.link.opened >= 4)
        assert set(pauses) == {0.0}


async def test_pauses_between_sockets_stay_short_while_sockets_drop_and_slack_is_away(
    slack: SlackStandIn, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = skip_sleep(monkeypatch)
    async with running(slack, recorder, SlackTimeouts()):
        for drop in range(3):
            await slack.link.cut()
            await slack.link.connected(2)
            assert max(pauses) <= 0.25 * 2**drop
        await slack.down()
        await until(lambda: len(pauses) > 30)
        assert max(pauses) <= 5
        await slack.up()
        await slack.link.connected(2)


async def test_a_pause_for_which_slack_asks_is_kept(
    slack: SlackStandIn, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = skip_sleep(monkeypatch)
    slack.fault("apps.connections.open", Fault(429, "ratelimited", {"Retry-After": "40"}))
    async with running(slack, recorder, SlackTimeouts()):
        assert pauses == [40.0]


async def test_a_socket_that_drops_before_an_acknowledgement_is_logged_in_one_line(
    slack: SlackStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    asked, dropped = asyncio.Event(), asyncio.Event()

    class Slow(Recorder):
        async def complete(self, asked_for: Completion) -> tuple[Choice, ...]:
            asked.set()
            await dropped.wait()
            return ()

    typing = {"type": "block_suggestion", "action_id": "code|quote|speaker", "value": "", "team": {"id": TEAM}}
    async with running(slack, Slow(), QUICK):
        with caplog.at_level(logging.INFO, "bot"):
            envelope = await slack.link.send("interactive", typing, acknowledged=False)
            await asked.wait()
            await slack.link.cut()
            dropped.set()
            await until(lambda: "Slack sends it again" in caplog.text)
        await slack.again(envelope)
    assert not [record for record in caplog.records if record.levelno > logging.INFO or record.exc_info]


async def test_the_bot_logs_that_socket_mode_is_off_and_reconnects(
    slack: SlackStandIn, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve(answer):
        await slack.link.connected(2)
        await slack.link.disconnect("link_disabled", sockets=2)
        await slack.until(lambda: slack.link.opened == 4)
        await slack.reply_to(await slack.mention("back again?"))
    assert "Socket Mode is switched off" in caplog.text


async def test_stopping_lets_handlers_finish(slack: SlackStandIn, platform: SlackPlatform) -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def slow(event: Event, responder: Responder) -> None:
        started.set()
        await go.wait()
        await responder.send(CARD)

    running = asyncio.create_task(platform.run(FakeHandler(slow)))
    post = await slack.mention("until when?")
    await started.wait()
    running.cancel()
    await slack.until(lambda: not slack.link.sockets)
    assert not running.done()
    go.set()
    await asyncio.wait([running], timeout=PATIENCE)
    assert running.cancelled()
    assert slack.replies_to(post)


async def test_a_second_cancellation_ends_a_handler_that_hangs(slack: SlackStandIn, platform: SlackPlatform) -> None:
    async def hang(event: Event, responder: Responder) -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(platform.run(FakeHandler(hang)))
    await slack.mention("until when?")
    running.cancel()
    await slack.until(lambda: not slack.link.sockets)
    await assert_stays(lambda: not running.done(), seconds=0.1)
    running.cancel()
    await asyncio.wait([running], timeout=PATIENCE)
    assert running.cancelled()


async def test_proxy_and_slack_variables_of_the_environment_are_ignored(
    slack: SlackStandIn, platform: SlackPlatform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"SLACK_{name}", "of-somebody-else")
    running = asyncio.create_task(platform.run(FakeHandler(answer)))
    await slack.reply_to(await slack.mention("until when?"))
    await slack.slash("/ask", "until when?")
    await slack.said(count=2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not [record for record in caplog.records if record.name.startswith("slack_bolt")]


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_api_address_works_with_and_without_a_final_slash(slack: SlackStandIn, slash: str) -> None:
    address = slack.api_url.rstrip("/") + slash
    platform = SlackPlatform(slack.bot_token, slack.app_token, address, sockets=1, timeouts=QUICK, menu=MENU)
    running = asyncio.create_task(platform.run(FakeHandler(answer)))
    assert FACT.text in (await slack.reply_to(await slack.mention("until when?"))).reading
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_no_token_is_logged(slack: SlackStandIn, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        async with serve(lambda event, responder: _send(responder)):
            slack.fault("chat.postMessage", Fault(503), Fault(error="not_in_channel"))
            await slack.mention("until when?")
            await slack.slash("/nonsense")
            await slack.said()
    bot_log = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert bot_log
    assert not any(secret in bot_log for secret in (slack.bot_token, slack.app_token, "/respond/", "ticket="))


async def _send(responder: Responder) -> None:
    await responder.send(Notice("x", private=False))


async def test_missing_scopes_are_named_at_the_start(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    slack.scopes = ",".join(scope for scope in slack.scopes.split(",") if scope.strip() != "users:read")
    async with serve(recorder):
        pass
    assert "does not have the scope users:read." in caplog.text


@pytest.mark.parametrize(("watched", "level"), [(frozenset(), logging.INFO), (frozenset({CHANNEL}), logging.WARNING)])
async def test_missing_optional_scopes_are_a_warning_only_if_channels_are_watched(
    slack: SlackStandIn,
    platform: SlackPlatform,
    serve: Serve,
    recorder: Recorder,
    caplog: pytest.LogCaptureFixture,
    watched: frozenset[str],
    level: int,
) -> None:
    slack.scopes = slack.scopes.replace("channels:history,", "")
    await platform.watch(watched)
    with caplog.at_level(logging.INFO, "bot"):
        async with serve(recorder):
            pass
    [record] = [record for record in caplog.records if "channels:history" in record.getMessage()]
    assert record.levelno == level


async def test_every_connection_is_closed_whenever_the_bot_stops(
    slack: SlackStandIn, platform: SlackPlatform, recorder: Recorder
) -> None:
    for moment in range(0, 90, 3):
        running = asyncio.create_task(platform.run(recorder))
        await slack.link.connected(2)
        await slack.link.disconnect("refresh_requested", sockets=2)
        opened = slack.link.opened
        await until(lambda opened=opened: slack.link.opened > opened)  # type: ignore[misc]
        for _ in range(moment):
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await slack.until(lambda: not slack.link.sockets)
    sessions = [each for each in gc.get_objects() if isinstance(each, aiohttp.ClientSession)]
    assert sessions
    assert all(session.closed for session in sessions)
