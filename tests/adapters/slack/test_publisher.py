"""Post each digest once, even after errors, and only while the process has the lease."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.web_api import SlackTimeouts
from bot.core.errors import DeliveryError
from bot.core.events import Action, Press
from bot.core.ports import Delivery, LeaseLost, Reach
from bot.core.replies import Notice
from bot.features.digest.replies import Digest, Item, Section
from tests.adapters.slack.conftest import QUICK, Recorder, Script, Serve
from tests.adapters.slack.deliveries import DIGEST, HERE, KEY, LONG, Lease, delivery
from tests.menu import MENU
from tests.samples.slack import FACT
from tests.standins.slack import ALICE, BOB, BOT_USER, CHANNEL, OWNER, TEAM, Fault, Shown, SlackStandIn, kit


def ago(**past: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(**past)


@asynccontextmanager
async def patient(
    slack: SlackStandIn, recorder: Recorder, timeouts: SlackTimeouts | None = None
) -> AsyncIterator[SlackPlatform]:
    """Run the adapter with a long wait before it looks for posts, or with other timeouts."""
    platform = SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=timeouts or PATIENT, menu=MENU)
    running = asyncio.create_task(platform.run(recorder))
    try:
        await slack.link.connected()
        yield platform
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def posted_before(slack: SlackStandIn, key: str = KEY) -> Shown:
    """Post a digest as an earlier process did, and return it."""
    metadata = {"event_type": "factbot_digest", "event_payload": {"key": key}}
    message = Shown(slack.next_ts(), CHANNEL, BOT_USER, "The day’s facts", metadata=metadata)
    slack.messages.append(message)
    return message


# ---------------------------------------------------------------- what is posted


async def test_a_digest_is_posted_with_its_key_without_reading_the_history(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder) as platform:
        ts = await platform.post(delivery(platform))
    [message] = slack.posted()
    assert (message.ts, message.thread, message.private_to) == (ts, None, None)
    assert message.paragraphs[:4] == [DIGEST.title, DIGEST.summary, "Security", FACT.text]
    assert message.metadata == {"event_type": "factbot_digest", "event_payload": {"key": KEY}}
    assert slack.calls("conversations.history") == []


async def test_a_digest_rendered_by_another_process_can_be_posted(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    elsewhere = SlackPlatform("xoxb-of-another-process", "xapp-too", "http://127.0.0.1:9", menu=MENU)
    body = elsewhere.render(LONG)
    assert {"text", "blocks"} == json.loads(body).keys()
    async with serve(recorder) as platform:
        await platform.post(Delivery(HERE, body, KEY, Lease()))
    [button] = kit.buttons(slack.posted()[0].blocks)
    assert button["block_id"].startswith("0.0/")


async def test_pressing_the_more_button_shows_the_rest_privately(slack: SlackStandIn, serve: Serve) -> None:
    rest = Digest("The rest", "", (Section("Security", (Item(FACT.text, FACT),)),), private=True)
    script = Script(Notice("x"), rest)
    async with serve(script) as platform:
        await platform.post(delivery(platform, reply=LONG))
        [digest] = slack.posted()
        await slack.press(digest, digest.labels[0], person=BOB)
        shown = await slack.said(count=2)
    assert (shown.private_to, shown.thread) == (BOB, None)
    assert "The rest" in shown.paragraphs
    assert digest.edits == 0
    [press] = script.events
    assert isinstance(press, Press)
    action = Action.decode(press.code)
    assert action
    assert (action.name, action.exchange) == ("more", KEY)
    assert int(action.value) == digest.paragraphs.count(FACT.text)


async def test_a_notice_is_sent_to_one_person_as_a_direct_message(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder) as platform:
        target = await platform.open_dm(ALICE)
        await platform.post(delivery(platform, target=target, reply=Notice("I was removed.")))
    assert target.direct
    [message] = slack.posted("D0ALICE")
    assert message.paragraphs == ["I was removed."]


async def test_nothing_is_posted_before_connecting_or_after_stopping(
    slack: SlackStandIn, platform: SlackPlatform, serve: Serve, recorder: Recorder
) -> None:
    for _ in range(2):
        with pytest.raises(DeliveryError, match="not connected"):
            await platform.post(delivery(platform))
        with pytest.raises(DeliveryError, match="not connected"):
            await platform.open_dm(ALICE)
        async with serve(recorder):
            pass
    assert slack.calls("chat.postMessage") == []


async def test_the_reach_is_the_bot_with_its_workspace_while_it_is_connected(
    slack: SlackStandIn, platform: SlackPlatform, serve: Serve, recorder: Recorder
) -> None:
    reaches, names = [platform.reach], [platform.workspace_name(TEAM)]
    slack.fault("auth.test", *[Fault(503)] * 3)
    async with serve(recorder):
        reaches.append(platform.reach)
        names += [platform.workspace_name(TEAM), platform.workspace_name("T9")]
        assert not await platform.is_owner(OWNER)  # an owner of the workspace
    reaches.append(platform.reach)
    assert names == ["", "Stand-in", ""]
    assert reaches == [None, Reach(f"{TEAM}/{BOT_USER}", frozenset((TEAM,))), None]


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(429, "ratelimited", {"Retry-After": "0"})],
        [Fault(503), Fault(502), Fault(500, "internal_error")],
        [Fault(200, "fatal_error")],
        [Fault(503, after=True)],
        [Fault(drop=True)],
        [Fault(drop=True, after=True)],
        [Fault(503), Fault(drop=True), Fault(drop=True, after=True)],
    ],
    ids=lambda faults: "-".join(f"{f.status}{'drop' * f.drop}{'after' * f.after}" for f in faults),
)
async def test_a_digest_is_retried_after_errors_and_appears_once(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, faults: list[Fault]
) -> None:
    lease = Lease()
    slack.fault("chat.postMessage", *faults)
    async with serve(recorder) as platform:
        ts = await platform.post(delivery(platform, lease))
    assert [message.ts for message in slack.posted()] == [ts]
    assert lease.renewed >= lease.checked == len(slack.calls("chat.postMessage"))


@pytest.mark.parametrize("fault", [Fault(503, after=True), Fault(drop=True, after=True)])
async def test_posting_is_not_retried_if_the_history_is_not_readable(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, fault: Fault
) -> None:
    slack.scopes = "chat:write"
    slack.fault("chat.postMessage", fault)
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="Could not check"):
            await platform.post(delivery(platform))
    assert len(slack.posted()) == len(slack.calls("chat.postMessage")) == 1


async def test_a_direct_message_is_not_retried_if_it_may_have_arrived(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.fault("chat.postMessage", Fault(drop=True, after=True))
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="Could not check"):
            await platform.post(delivery(platform, target=await platform.open_dm(ALICE)))
    assert len(slack.posted("D0ALICE")) == 1


async def test_posting_fails_if_slack_asks_for_too_long_a_wait(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.fault("chat.postMessage", Fault(429, "ratelimited", {"Retry-After": "60"}))
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="ratelimited"):
            await platform.post(delivery(platform))


PATIENT = replace(QUICK, settle=1.5)


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(drop=True, late=0.3)],
        [Fault(drop=True, after=True)],
        [Fault(503, after=True)],
        [Fault(504, late=0.3)],
        [Fault(drop=True), Fault(503, late=0.3)],
    ],
    ids=str,
)
async def test_a_post_that_arrives_or_shows_late_is_found_and_not_repeated(
    slack: SlackStandIn, recorder: Recorder, faults: list[Fault]
) -> None:
    slack.history_lag = 0.3
    slack.fault("chat.postMessage", *faults)
    lease = Lease()
    async with patient(slack, recorder) as platform:
        ts = await platform.post(delivery(platform, lease))
    assert [message.ts for message in slack.posted()] == [ts]
    assert len(slack.calls("chat.postMessage")) == len(faults)
    assert lease.renewed > 10  # it keeps the lease while it waits


async def test_what_a_dead_process_may_have_posted_is_looked_for_after_a_wait(
    slack: SlackStandIn, recorder: Recorder
) -> None:
    slack.history_lag = 0.3
    async with patient(slack, recorder) as platform:
        message = posted_before(slack)
        lease, began = Lease(), ago(seconds=1)
        dead = replace(delivery(platform, lease, again=began), abandoned=0.0)
        assert await platform.post(dead) == message.ts
        assert lease.renewed > 10
        await asyncio.sleep(0.5)
        lease = Lease()
        assert await platform.post(replace(delivery(platform, lease, again=began), abandoned=99.0)) == message.ts
        assert lease.renewed == 0  # it died long ago
    assert slack.calls("chat.postMessage") == []


async def test_the_wait_for_a_late_post_ends_when_the_lease_is_lost(slack: SlackStandIn, recorder: Recorder) -> None:
    slack.fault("chat.postMessage", Fault(drop=True))
    async with patient(slack, recorder) as platform:
        with pytest.raises(LeaseLost):
            await platform.post(delivery(platform, Lease(until=4)))
    assert slack.calls("conversations.history") == []


async def test_a_post_that_keeps_failing_is_looked_for_once_more_and_given_up(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.fault("chat.postMessage", *[Fault(503)] * 99)
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="not done in 3 s: HTTP 503") as caught:
            await platform.post(delivery(platform))
    assert type(caught.value) is DeliveryError
    assert len(slack.calls("conversations.history")) == len(slack.calls("chat.postMessage")) < 20


async def test_a_post_without_an_id_is_looked_for(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    slack.without_id = 1
    async with serve(recorder) as platform:
        ts = await platform.post(delivery(platform))
    assert [message.ts for message in slack.posted()] == [ts]


async def test_a_digest_gets_more_time_than_other_requests(slack: SlackStandIn, recorder: Recorder) -> None:
    slow = replace(QUICK, attempt=0.3)
    slack.fault("chat.postMessage", Fault(slow=0.6))
    async with patient(slack, recorder, slow) as platform:
        await platform.post(delivery(platform))
    assert len(slack.calls("chat.postMessage")) == len(slack.posted()) == 1
    assert SlackTimeouts().post > SlackTimeouts().attempt


# ---------------------------------------------------------------- earlier attempts


@pytest.mark.parametrize("page", [1_000, 2])
async def test_a_digest_posted_earlier_is_found_in_the_history(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, page: int
) -> None:
    message = posted_before(slack)
    for number in range(5):
        await slack.say(f"good morning {number}")
    posted_before(slack, "another key")
    slack.page = page
    lease = Lease()
    async with serve(recorder) as platform:
        assert await platform.post(delivery(platform, lease, again=ago(seconds=1))) == message.ts
    assert slack.calls("chat.postMessage") == []
    assert lease.renewed == 0


async def test_a_digest_is_posted_if_the_history_does_not_contain_it(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    posted_before(slack, "another key")
    again = ago(hours=2)
    async with serve(recorder) as platform:
        await platform.post(delivery(platform, again=again))
    assert len(slack.posted()) == 2
    [request] = slack.calls("conversations.history")
    assert -120 < float(request.body["oldest"]) - again.timestamp() < -1


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(error="missing_scope")],
        [Fault(429, "ratelimited", {"Retry-After": "30"})],
        [Fault(503)],
        [Fault(drop=True)] * 2,  # the client reads once more by itself
    ],
)
async def test_nothing_is_posted_while_reading_the_history_fails(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, faults: list[Fault]
) -> None:
    slack.fault("conversations.history", *faults)
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="Could not check"):
            await platform.post(delivery(platform, again=ago(minutes=5)))
        assert slack.calls("chat.postMessage") == []
        await platform.post(delivery(platform, again=ago(minutes=5)))  # after the history is readable again
    assert len(slack.posted()) == 1


async def test_nothing_is_posted_if_the_history_has_too_many_messages(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    for number in range(30):
        await slack.say(f"good morning {number}")
    slack.page = 2
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match="too many messages"):
            await platform.post(delivery(platform, again=ago(minutes=5)))
    assert slack.posted() == []


async def test_another_process_finds_a_digest_whose_confirmation_was_lost(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    other = SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=QUICK, menu=MENU)
    running = asyncio.create_task(other.run(recorder))
    async with serve(recorder) as platform:
        await slack.link.connected(4)
        slack.fault("chat.postMessage", Fault(drop=True, after=True))
        slack.fault("conversations.history", Fault(error="ratelimited"))
        began = ago()
        with pytest.raises(DeliveryError, match="Could not check"):
            await platform.post(delivery(platform))
        ts = await other.post(delivery(other, again=began))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [message.ts for message in slack.posted()] == [ts]


# ---------------------------------------------------------------- leases


async def test_nothing_is_posted_if_another_process_has_the_lease(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder) as platform:
        with pytest.raises(LeaseLost):
            await platform.post(delivery(platform, Lease(until=1)))
    assert slack.calls("chat.postMessage") == []


async def test_posting_is_not_retried_after_the_lease_is_lost(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    slack.fault("chat.postMessage", Fault(503))
    async with serve(recorder) as platform:
        with pytest.raises(LeaseLost):
            await platform.post(delivery(platform, Lease(until=2)))
    assert len(slack.calls("chat.postMessage")) == 1
    assert slack.posted() == []


async def test_nothing_is_posted_if_the_lease_expires_while_connecting(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    lease = Lease(expired=True)
    async with serve(recorder) as platform:
        with pytest.raises(LeaseLost):
            await platform.post(delivery(platform, lease))
    assert (lease.renewed, lease.checked) == (1, 1)
    assert slack.calls("chat.postMessage") == []


async def test_the_lease_is_checked_after_the_connection_is_made(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    lease = Lease()
    async with serve(recorder) as platform:
        await slack.down()
        posting = asyncio.create_task(platform.post(delivery(platform, lease)))
        await slack.until(lambda: lease.renewed > 1)
        assert lease.checked == 0
        await slack.up()
        await posting
    assert lease.checked == 1
    assert len(slack.posted()) == 1
