"""Posting when Slack has trouble: everything arrives, and nothing arrives twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.adapters.slack import clients
from bot.adapters.slack.messages import Identity, ReplyRoute
from bot.adapters.slack.responder import SlackResponder
from bot.core.errors import DeliveryError
from bot.core.replies import Card, Notice
from tests.adapters.slack.conftest import QUICK
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, CHANNEL, Fault, SlackStandIn
from tests.waiting import skip_sleep

CARD = Card(FACT, "current")
IN_THREAD = ReplyRoute(CHANNEL, ALICE, thread="1760000000.000001", asked="1760000000.000001")
IN_CHANNEL = ReplyRoute(CHANNEL, ALICE)
Back = Callable[[ReplyRoute], SlackResponder]

ME = Identity("UBOT", "BBOT", "T1")


@pytest.fixture
async def back(slack: SlackStandIn) -> AsyncIterator[Back]:
    """Makes responders."""
    async with clients.open_session(QUICK) as session:
        web = clients.web_client(slack.bot_token, slack.api_url, session, QUICK)
        yield lambda way: SlackResponder(web, ME, way, "slack:T:C:1", QUICK)


@pytest.mark.parametrize("way", [IN_THREAD, IN_CHANNEL])
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
    ],
    ids=lambda faults: "-".join(f"{f.status}{'drop' * f.drop}{'after' * f.after}" for f in faults),
)
async def test_whatever_goes_wrong_a_reply_is_posted_once(
    slack: SlackStandIn, back: Back, faults: list[Fault], way: ReplyRoute
) -> None:
    await slack.say("something else")
    slack.fault("chat.postMessage", *faults)
    ts = await back(way).send(CARD)
    [posted] = slack.posted()
    assert posted.ts == ts
    assert posted.thread == way.thread


async def test_two_equal_replies_are_two(slack: SlackStandIn, back: Back) -> None:
    way = IN_CHANNEL
    first = await back(way).send(CARD)
    slack.fault("chat.postMessage", Fault(503))
    second = await SlackResponder(back(way).web, ME, way, "slack:T:C:2", QUICK).send(CARD)
    assert [m.ts for m in slack.posted()] == [first, second]


async def test_slack_is_waited_for_as_long_as_it_asks(
    slack: SlackStandIn, back: Back, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = skip_sleep(monkeypatch)
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "1"}))
    await back(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 2
    assert any(1.0 <= pause < 1.5 for pause in pauses)


async def test_slack_is_not_waited_for_too_long(slack: SlackStandIn, back: Back) -> None:
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "60"}))
    with pytest.raises(DeliveryError, match="ratelimited"):
        await back(IN_THREAD).send(CARD)
    assert slack.posted() == []


async def test_slack_may_be_down_for_a_moment(slack: SlackStandIn, back: Back) -> None:
    await slack.down()
    sending = asyncio.create_task(back(IN_THREAD).send(CARD))
    await asyncio.sleep(0.1)  # some vain tries; the test holds without them, too
    await slack.up()
    assert await sending == slack.posted()[0].ts


async def test_where_we_may_not_look_a_failure_is_believed(slack: SlackStandIn, back: Back) -> None:
    slack.scopes = "chat:write"
    slack.fault("chat.postMessage", Fault(503))
    assert await back(IN_THREAD).send(CARD) == slack.posted()[0].ts


@pytest.mark.parametrize("after", [True, False])
async def test_where_we_may_not_look_a_broken_connection_is_the_end(
    slack: SlackStandIn, back: Back, after: bool
) -> None:
    slack.scopes = "chat:write"
    slack.fault("chat.postMessage", Fault(drop=True, after=after))
    with pytest.raises(DeliveryError, match="unknown"):
        await back(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "invalid_auth", "msg_too_long"])
async def test_a_refusal_is_final(slack: SlackStandIn, back: Back, error: str) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    with pytest.raises(DeliveryError, match=error):
        await back(IN_THREAD).send(CARD)
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_private_reply_whose_fate_is_unknown_is_not_repeated(slack: SlackStandIn, back: Back) -> None:
    slack.fault("chat.postEphemeral", Fault(503), Fault(drop=True, after=True))
    with pytest.raises(DeliveryError, match="unknown"):
        await back(IN_CHANNEL).send(Notice("for one"))
    assert len(slack.posted()) == 1


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_edits_and_deletions_are_repeated(slack: SlackStandIn, back: Back, method: str) -> None:
    responder = back(IN_CHANNEL)
    ts = str(await responder.send(CARD))
    slack.fault(method, Fault(drop=True, after=True), Fault(503), Fault(429))
    if method == "chat.update":
        await responder.edit(ts, Notice("edited"))
        assert [m.reading for m in slack.posted()] == ["edited"]
    else:
        await responder.delete(ts)
        assert slack.posted() == []


@pytest.mark.parametrize(("fault", "own"), [(Fault(503), False), (Fault(404), True), (Fault(410, "expired"), True)])
async def test_a_response_url_is_tried_first(slack: SlackStandIn, back: Back, fault: Fault, own: bool) -> None:
    way = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", fault)
    ts = await back(way).send(CARD)
    assert len(slack.posted()) == 1
    assert (ts is not None) is own


async def test_a_response_url_that_stays_broken_is_given_up(slack: SlackStandIn, back: Back) -> None:
    way = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", *[Fault(503)] * 50)
    assert await back(way).send(CARD) is not None
    assert len(slack.posted()) == 1


async def test_a_broken_response_url_may_have_done_its_work(slack: SlackStandIn, back: Back) -> None:
    way = ReplyRoute(CHANNEL, ALICE, response_url=slack.response_url(CHANNEL, ALICE, None))
    slack.fault("response_url", Fault(drop=True, after=True))
    with pytest.raises(DeliveryError, match="unknown"):
        await back(way).send(CARD)
    assert len(slack.posted()) == 1
