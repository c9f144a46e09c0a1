"""Send replies while Slack fails: each reply arrives, and none arrives twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.slack import channel_access, clients
from bot.adapters.slack.messages import Identity, ReplyRoute
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.responder import SlackResponder
from bot.adapters.slack.user_groups import UserGroups
from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.replies import Card, Notice
from tests.adapters.slack.conftest import QUICK
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, BOB, CHANNEL, Fault, SlackStandIn
from tests.waiting import skip_sleep

CARD = Card(FACT, "current")
IN_THREAD = ReplyRoute(CHANNEL, ALICE, thread="1760000000.000001", question="1760000000.000001")
IN_CHANNEL = ReplyRoute(CHANNEL, ALICE)
MakeResponder = Callable[[ReplyRoute], SlackResponder]

ME = Identity("UBOT", "BBOT", "T1")


@pytest.fixture
async def make_responder(slack: SlackStandIn) -> AsyncIterator[MakeResponder]:
    """Makes a responder for a reply route."""
    async with clients.open_session(QUICK) as session:
        web = clients.web_client(slack.bot_token, slack.api_url, session, QUICK)
        yield lambda route: SlackResponder(web, ME, route, "slack:T:C:1", Outbox(QUICK), UserGroups(30.0))


@pytest.mark.parametrize("route", [IN_THREAD, IN_CHANNEL])
@pytest.mark.parametrize(
    "faults",
    [
        [Fault(429, "ratelimited", {"Retry-After": "0"})],
        [Fault(200, "ratelimited")],
        [Fault(503), Fault(502), Fault(500, "internal_error")],
        [Fault(200, "fatal_error")],
        [Fault(503, after=True)],
        [Fault(drop=True)],
        [Fault(drop=True, after=True)],
        [Fault(503), Fault(drop=True), Fault(drop=True, after=True)],
        [Fault(page=True), Fault(page=True, after=True)],
    ],
    ids=lambda faults: "-".join(f"{f.status}{'drop' * f.drop}{'page' * f.page}{'after' * f.after}" for f in faults),
)
async def test_a_reply_is_retried_after_errors_and_appears_once(
    slack: SlackStandIn, make_responder: MakeResponder, faults: list[Fault], route: ReplyRoute
) -> None:
    await slack.say("something else")
    slack.fault("chat.postMessage", *faults)
    ts = await make_responder(route).send(CARD)
    [posted] = slack.posted()
    assert posted.ts == ts
    assert posted.thread == route.thread


async def test_two_equal_replies_to_different_events_are_both_posted(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    route = IN_CHANNEL
    first = await make_responder(route).send(CARD)
    slack.fault("chat.postMessage", Fault(503))
    other = replace(make_responder(route), key="slack:T:C:2")
    second = await other.send(CARD)
    assert [m.ts for m in slack.posted()] == [first, second]


async def test_a_rate_limited_reply_waits_as_long_as_slack_asks(
    slack: SlackStandIn, make_responder: MakeResponder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = skip_sleep(monkeypatch)
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "1"}))
    await make_responder(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 2
    assert any(1.0 <= pause < 1.5 for pause in pauses)


async def test_sending_fails_if_slack_asks_for_too_long_a_wait(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "60"}))
    with pytest.raises(DeliveryError, match="ratelimited"):
        await make_responder(IN_THREAD).send(CARD)
    assert slack.posted() == []


async def test_a_reply_is_posted_after_slack_was_down(slack: SlackStandIn, make_responder: MakeResponder) -> None:
    await slack.down()
    sending = asyncio.create_task(make_responder(IN_THREAD).send(CARD))
    await asyncio.sleep(0.1)  # some attempts fail meanwhile; the test passes without them, too
    await slack.up()
    assert await sending == slack.posted()[0].ts


async def test_a_server_error_is_retried_if_the_history_is_not_readable(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    slack.scopes = "chat:write"
    slack.fault("chat.postMessage", Fault(503))
    assert await make_responder(IN_THREAD).send(CARD) == slack.posted()[0].ts


@pytest.mark.parametrize("after", [True, False])
async def test_a_broken_connection_is_not_retried_if_the_history_is_not_readable(
    slack: SlackStandIn, make_responder: MakeResponder, after: bool
) -> None:
    slack.scopes = "chat:write"
    slack.fault("chat.postMessage", Fault(drop=True, after=after))
    with pytest.raises(DeliveryError, match="unknown"):
        await make_responder(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("error", ["invalid_auth", "msg_too_long"])
async def test_a_refused_reply_is_not_retried(slack: SlackStandIn, make_responder: MakeResponder, error: str) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    with pytest.raises(DeliveryError, match=error):
        await make_responder(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "restricted_action"])
async def test_a_reply_that_is_refused_in_the_channel_reaches_the_person_alone(
    slack: SlackStandIn, make_responder: MakeResponder, error: str
) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    assert await make_responder(IN_CHANNEL).send(CARD) is None
    slack.fault("chat.postMessage", Fault(error=error))
    slack.fault("chat.postEphemeral", Fault(error=error))
    assert await make_responder(IN_CHANNEL).send(CARD) is None
    [alone], [direct] = slack.posted(), slack.posted(f"D{ALICE[1:]}")
    assert alone.private_to == ALICE
    assert FACT.text in alone.reading
    assert alone.paragraphs[0] == texts.answered_privately(channel_access.sentence(error) or "")
    assert FACT.text in direct.reading
    assert f"I can't answer in <#{CHANNEL}>" in direct.text


async def test_a_reply_that_only_one_person_sees_does_not_say_how_to_go_on_in_the_thread(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    card = replace(CARD, closing="Mention me in this thread.")
    slack.fault("chat.postMessage", Fault(error="is_archived"))
    await make_responder(IN_CHANNEL).send(card)
    await make_responder(IN_CHANNEL).send(card)
    alone, public = slack.posted()
    assert (alone.private_to, public.private_to) == (ALICE, None)
    assert card.closing not in alone.reading + alone.text
    assert card.closing in public.reading
    assert card.closing not in public.text  # of the notification


@pytest.mark.parametrize(
    ("creator", "said"),
    [
        ({"real_name": "Bob Bell"}, "a workspace admin, or Bob Bell, who made this channel"),
        ({"deleted": True}, "a workspace admin"),
        (None, "a workspace admin"),
    ],
)
async def test_who_manages_a_channel_is_said_by_name(
    slack: SlackStandIn, make_responder: MakeResponder, creator: dict[str, Any] | None, said: str
) -> None:
    if creator is None:
        slack.channels[CHANNEL]["creator"] = ""
    else:
        slack.users[BOB] |= creator
    assert await make_responder(IN_CHANNEL).managers() == said


async def test_a_private_reply_that_is_refused_in_the_channel_comes_as_a_direct_message(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    slack.fault("chat.postEphemeral", Fault(error="user_not_in_channel"))
    await make_responder(IN_CHANNEL).send(Notice("for one"))
    [direct] = slack.posted(f"D{ALICE[1:]}")
    assert "for one" in direct.reading
    slack.fault("chat.postEphemeral", Fault(error="user_not_in_channel"))
    with pytest.raises(DeliveryError, match="user_not_in_channel"):
        await replace(make_responder(IN_CHANNEL), awaited=False).send(Notice("for nobody"))


async def test_a_reply_whose_blocks_are_refused_is_posted_as_text(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    slack.fault("chat.postMessage", Fault(error="invalid_blocks"))
    await make_responder(IN_CHANNEL).send(CARD)
    [posted] = slack.posted()
    assert FACT.text in posted.text


async def test_a_reply_to_nobody_is_not_sent_elsewhere(slack: SlackStandIn, make_responder: MakeResponder) -> None:
    slack.fault("chat.postMessage", Fault(error="not_in_channel"))
    with pytest.raises(DeliveryError, match="not_in_channel"):
        await replace(make_responder(IN_CHANNEL), awaited=False).send(CARD)
    assert slack.posted() == []


async def test_a_private_reply_is_not_retried_if_it_may_have_arrived(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    slack.fault("chat.postEphemeral", Fault(503), Fault(drop=True, after=True))
    with pytest.raises(DeliveryError, match="unknown"):
        await make_responder(IN_CHANNEL).send(Notice("for one"))
    assert len(slack.posted()) == 1


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_edits_and_deletions_are_retried_after_errors(
    slack: SlackStandIn, make_responder: MakeResponder, method: str
) -> None:
    responder = make_responder(IN_CHANNEL)
    ts = str(await responder.send(CARD))
    slack.fault(method, Fault(drop=True, after=True), Fault(503), Fault(429))
    if method == "chat.update":
        await responder.edit(ts, Notice("edited"))
        assert [m.reading for m in slack.posted()] == ["edited"]
    else:
        await responder.delete(ts)
        assert slack.posted() == []


@pytest.mark.parametrize(
    ("fault", "by_web_api"), [(Fault(503), False), (Fault(404), True), (Fault(410, "expired"), True)]
)
async def test_the_web_api_is_used_only_if_the_response_url_expired(
    slack: SlackStandIn, make_responder: MakeResponder, fault: Fault, by_web_api: bool
) -> None:
    route = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", fault)
    ts = await make_responder(route).send(CARD)
    assert len(slack.posted()) == 1
    assert (ts is not None) is by_web_api


async def test_the_web_api_is_used_if_the_response_url_keeps_failing(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    route = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", *[Fault(503)] * 50)
    assert await make_responder(route).send(CARD) is not None
    assert len(slack.posted()) == 1


async def test_a_response_url_is_not_retried_if_the_reply_may_have_arrived(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    route = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", Fault(drop=True, after=True))
    with pytest.raises(DeliveryError, match="unknown"):
        await make_responder(route).send(CARD)
    assert len(slack.posted()) == 1


async def test_a_direct_message_between_others_is_no_place_for_posts(
    slack: SlackStandIn, make_responder: MakeResponder
) -> None:
    command = ReplyRoute("D0OTHERS", ALICE, direct=True, response_url=f"{slack.url}/respond/x")
    between_others = await make_responder(command).missing_permission()
    assert "direct message of other people" in (between_others or "")
    assert await make_responder(ReplyRoute("D0ALICE", ALICE, direct=True)).missing_permission() is None
