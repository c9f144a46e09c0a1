"""Find out whether everybody may read a channel, and whether a private reply is possible."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.slack.adapter import SlackPlatform
from tests.adapters.slack.conftest import QUICK, Recorder, Serve
from tests.menu import MENU
from tests.standins.slack import CHANNEL, TEAM, Fault, SlackStandIn
from tests.waiting import until


@pytest.mark.parametrize(
    ("info", "is_public_channel"),
    [
        ({}, True),
        ({"is_channel": True, "is_private": False, "is_im": False, "is_mpim": False}, True),
        ({"is_member": False}, True),
        ({"is_archived": True}, True),
        ({"is_private": True}, False),
        ({"is_private": True, "is_member": False}, False),
        ({"is_mpim": True}, False),
        ({"is_im": True}, False),
    ],
    ids=str,
)
async def test_a_channel_is_public_unless_it_is_private_or_a_direct_message(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, info: dict[str, Any], is_public_channel: bool
) -> None:
    slack.channels[CHANNEL] |= info
    async with serve(recorder) as platform:
        assert await platform.is_public_channel(CHANNEL, TEAM) is is_public_channel


async def test_unknown_channels_unknown_workspaces_and_direct_messages_are_not_public(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.channels["C0UNTOLD"] = {}
    async with serve(recorder) as platform:
        assert not await platform.is_public_channel("C0NOWHERE", TEAM)
        assert not await platform.is_public_channel("C0UNTOLD", TEAM)
        assert not await platform.is_public_channel("D0ALICE", TEAM)
        assert not await platform.is_public_channel(CHANNEL, "T0ELSEWHERE")
        assert not await platform.is_public_channel(CHANNEL, "")


async def test_no_channel_is_public_while_the_bot_is_not_connected(
    slack: SlackStandIn, platform: SlackPlatform, serve: Serve, recorder: Recorder
) -> None:
    assert not await platform.is_public_channel(CHANNEL, TEAM)
    async with serve(recorder):
        assert await platform.is_public_channel(CHANNEL, TEAM)
    assert not await platform.is_public_channel(CHANNEL, TEAM)


@pytest.mark.parametrize("known", [CHANNEL, "C0NOWHERE"])
async def test_channel_information_is_requested_once_and_cached(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, known: str
) -> None:
    slack.channels["C0RANDOM"] = {"id": "C0RANDOM", "is_private": True}
    async with serve(recorder) as platform:
        for _ in range(3):
            assert await platform.is_public_channel(known, TEAM) is (known == CHANNEL)
            assert not await platform.is_public_channel("C0RANDOM", TEAM)
    assert [call.body["channel"] for call in slack.calls("conversations.info")] == [known, "C0RANDOM"]


async def test_a_channel_that_became_private_is_not_public_any_more(slack: SlackStandIn, recorder: Recorder) -> None:
    timeouts = replace(QUICK, visibility_ttl=0.05)
    platform = SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=timeouts, menu=MENU)
    running = asyncio.create_task(platform.run(recorder))
    await slack.link.connected()
    assert await platform.is_public_channel(CHANNEL, TEAM)
    slack.channels[CHANNEL]["is_private"] = True

    async def closed() -> bool:
        return not await platform.is_public_channel(CHANNEL, TEAM)

    await until(closed)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(503)],
        [Fault(404)],
        [Fault(429, "ratelimited", {"Retry-After": "30"})],
        [Fault(200, "internal_error")],
        [Fault(drop=True)] * 2,  # the client reads once more by itself
    ],
    ids=lambda faults: f"{faults[0].status}{faults[0].error}{'drop' * faults[0].drop}",
)
async def test_a_channel_is_not_public_while_slack_returns_errors(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, faults: list[Fault]
) -> None:
    slack.fault("conversations.info", *faults)
    async with serve(recorder) as platform:
        assert not await platform.is_public_channel(CHANNEL, TEAM)
        assert await platform.is_public_channel(CHANNEL, TEAM)


async def test_private_replies_are_possible_to_messages_mentions_and_commands(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder):
        await slack.dm("digest preview")
        await slack.mention("digest preview")
        await slack.slash("/digest", "preview")
        await slack.until(lambda: len(recorder.responders) == 3)
    assert all(responder.can_reply_privately for responder in recorder.responders)
