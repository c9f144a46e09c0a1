"""Listen on other kinds of Bolt apps: events by HTTP, and one app in several workspaces."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.adapters.common.apologies import Apologies
from bot.adapters.common.timed_responder import TimedResponder
from bot.adapters.slack.adapter import bolt_app
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.listeners import Listeners
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.responder import SlackResponder
from bot.core.events import Message, Target
from bot.core.replies import Notice
from tests.adapters.slack.conftest import QUICK, Recorder
from tests.menu import MENU

SECRET = "signed with this"
Post: TypeAlias = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


async def authorize(team_id: str) -> AuthorizeResult:
    """Authorize every workspace, as a store of installations does."""
    return AuthorizeResult(
        enterprise_id=None,
        team_id=team_id,
        bot_user_id=f"U-in-{team_id}",
        bot_id=f"B-in-{team_id}",
        bot_token=f"xoxb-of-{team_id}",
    )


@pytest.fixture
def listeners(recorder: Recorder) -> Listeners:
    """Listeners that pass events to the recorder."""

    async def say(target: Target, notice: Notice) -> None:
        raise AssertionError("no question is left out here")

    return Listeners(recorder, MENU, Outbox(QUICK), frozenset, Apologies(say, pause=QUICK.apology_pause))


@pytest.fixture
async def post(listeners: Listeners) -> AsyncIterator[Post]:
    """Post to the app by HTTP, as Slack does."""
    async with open_session(QUICK) as session:
        app = bolt_app(web_client("", "http://127.0.0.1:9/api/", session, QUICK), authorize, SECRET)
        listeners.register(app)

        async def posting(payload: dict[str, Any]) -> BoltResponse:
            body = json.dumps(payload)
            stamp = str(int(SignatureVerifier(SECRET).clock.now()))
            signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
            headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": signature or ""}
            return await app.async_dispatch(
                AsyncBoltRequest(body=body, headers={**headers, "content-type": "application/json"})
            )

        yield posting


def mention(text: str, team: str = "T1") -> dict[str, Any]:
    user = f"U-in-{team}"
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@{user}> {text}", "ts": f"176{text}.1"}
    return {"type": "event_callback", "team_id": team, "event": event}


async def test_http_events_of_several_workspaces_use_the_token_of_each_workspace(
    post: Post, listeners: Listeners, recorder: Recorder
) -> None:
    for team in ("T1", "T2"):
        response = await post(mention("1", team))
        assert (response.status, response.body) == (200, "")
    assert recorder.events == []  # it is acknowledged first
    await post({"type": "event_callback", "team_id": "T2", "event": {"type": "team_join"}})
    await listeners.finish()
    assert [event.target.workspace for event in recorder.events if isinstance(event, Message)] == ["T1", "T2"]
    timed = [responder.responder for responder in recorder.responders if isinstance(responder, TimedResponder)]
    responders = [responder for responder in timed if isinstance(responder, SlackResponder)]
    assert [responder.web.token for responder in responders] == ["xoxb-of-T1", "xoxb-of-T2"]


async def test_events_are_handled_in_the_order_of_arrival(post: Post, listeners: Listeners, recorder: Recorder) -> None:
    for number in range(20):
        await post(mention(str(number)))
    await listeners.finish()
    assert [event.text for event in recorder.events if isinstance(event, Message)] == [str(n) for n in range(20)]


@pytest.mark.parametrize(
    "payload",
    [{"type": "something_new"}, {"type": "view_closed", "view": {}}, {"type": "block_actions", "actions": [None]}],
    ids=lambda payload: payload["type"],
)
async def test_unknown_payloads_are_acknowledged_over_http(
    post: Post, listeners: Listeners, recorder: Recorder, payload: dict[str, Any]
) -> None:
    assert (await post({**payload, "team_id": "T1"})).status == 200
    await listeners.finish()
    assert recorder.events == []


async def test_a_request_without_a_signature_is_refused(listeners: Listeners, recorder: Recorder) -> None:
    async with open_session(QUICK) as session:
        app = bolt_app(web_client("", "http://127.0.0.1:9/api/", session, QUICK), authorize, SECRET)
        listeners.register(app)
        assert (await app.async_dispatch(AsyncBoltRequest(body=json.dumps(mention("1"))))).status == 401
        await listeners.finish()
    assert recorder.events == []


async def test_the_url_verification_challenge_is_answered(post: Post) -> None:
    response = await post({"type": "url_verification", "challenge": "abc"})
    assert (response.status, json.loads(response.body)) == (200, {"challenge": "abc"})
