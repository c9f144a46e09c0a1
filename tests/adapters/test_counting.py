"""The adapters count what a platform refuses, and what they leave out themselves."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.common.apologies import Apologies
from bot.adapters.discord.http import HttpRequest, Rest
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.web_api import TROUBLE, HttpError, SlackTimeouts, call, count_refusal
from bot.core.errors import DeliveryError
from bot.core.events import Target
from bot.core.metrics import Metrics
from bot.core.replies import Notice
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import CHANNEL, Fault, SlackStandIn


@pytest.mark.parametrize(
    ("status", "limited", "refused"),
    [(429, 1, 0), (403, 0, 1), (404, 0, 1), (400, 0, 1), (500, 0, 0), (503, 0, 0), (None, 0, 0)],
)
async def test_requests_that_discord_refuses_are_counted(status: int | None, limited: int, refused: int) -> None:
    metrics = Metrics()
    async with DiscordStandIn() as discord:
        rest = Rest(discord.token, discord.url, DiscordTimeouts(retry_pause=0.01), metrics)
        discord.fail("GET", "/users/@me", status, body={"retry_after": 0.01} if status == 429 else {"message": "no"})
        try:
            await rest.send(HttpRequest("the bot's account", "GET", "/users/@me"))
        except DeliveryError:
            assert refused
        await rest.close()
    assert (metrics.limited.of("discord"), metrics.refused.of("discord")) == (limited, refused)


@pytest.mark.parametrize(
    ("fault", "limited", "refused"),
    [
        (Fault(429, "ratelimited"), 1, 0),
        (Fault(429), 1, 0),
        (Fault(200, "ratelimited"), 1, 0),
        (Fault(200, "channel_not_found"), 0, 1),
        (Fault(200, "token_revoked"), 0, 1),
        (Fault(403), 0, 1),
        (Fault(200, "internal_error"), 0, 0),
        (Fault(503), 0, 0),
        (Fault(drop=True), 0, 0),
    ],
)
async def test_requests_that_slack_refuses_are_counted(fault: Fault, limited: int, refused: int) -> None:
    metrics, timeouts = Metrics(), SlackTimeouts(attempt=2)
    async with SlackStandIn() as slack, open_session(timeouts) as session:
        slack.fault("conversations.info", fault)
        web = web_client(slack.bot_token, slack.api_url, session, timeouts, metrics)
        with pytest.raises(TROUBLE):
            await call(web, "conversations.info", channel=CHANNEL)
        await call(web, "conversations.info", channel=CHANNEL)
    assert (metrics.limited.of("slack"), metrics.refused.of("slack")) == (limited, refused)


@pytest.mark.parametrize(("status", "limited", "refused"), [(429, 1, 0), (404, 0, 1), (500, 0, 0)])
def test_response_urls_that_slack_refuses_are_counted(status: int, limited: int, refused: int) -> None:
    metrics = Metrics()
    count_refusal(metrics, HttpError(status, {}, "used_url"))
    assert (metrics.limited.of("slack"), metrics.refused.of("slack")) == (limited, refused)


async def test_each_question_that_is_left_out_is_counted() -> None:
    said = asyncio.Event()

    async def say(target: Target, notice: Notice) -> None:
        said.set()

    metrics = Metrics()
    apologies = Apologies(say, pause=0.01, left_out=metrics.left_out)
    for channel in ("C1", "C1", "C2"):
        apologies.note(Target("slack", "T1", channel))
    await said.wait()
    await apologies.close()
    assert metrics.left_out.of("slack") == 3
