"""Test the stand-in of Slack: the methods for agents, the check of blocks, and who hears of which event."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import ALICE, BOB, BOT_USER, CHANNEL, Envelope, Shown, SlackStandIn

DIRECT = "D0ALICE"
PROMPT = {"title": "Ask", "message": "What is Nato?"}
SECTION = {"type": "section", "text": {"type": "plain_text", "text": "x"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [SECTION]}


@asynccontextmanager
async def calling() -> AsyncIterator[tuple[SlackStandIn, AsyncWebClient]]:
    """Run a stand-in and a client of it."""
    async with SlackStandIn() as slack:
        yield slack, AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


def written(slack: SlackStandIn, author: str = ALICE, channel: str = DIRECT) -> Shown:
    """Write a message without an event."""
    message = Shown(slack.next_ts(), channel, author, "hello")
    slack.messages.append(message)
    return message


async def refusal(call: Any) -> Any:
    """Return what Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_prompts_are_suggested_and_remembered() -> None:
    async with calling() as (slack, web):
        await web.assistant_threads_setSuggestedPrompts(channel_id=DIRECT, prompts=[PROMPT] * 4, title="Try")
        assert slack.prompts == {DIRECT: [PROMPT] * 4}
        assert slack.problems == []
        suggest = web.assistant_threads_setSuggestedPrompts
        for prompts in ([PROMPT] * 5, [{"title": "Ask"}], [PROMPT | {"message": ""}]):
            assert (await refusal(suggest(channel_id=DIRECT, prompts=prompts)))["error"] == "invalid_arguments"
        assert len(slack.problems) == 3
        assert (await refusal(suggest(channel_id="C9", prompts=[])))["error"] == "channel_not_found"
        await suggest(channel_id=DIRECT, thread_ts="1.1", prompts=[PROMPT])
        assert slack.prompts == {DIRECT: [PROMPT] * 4}
        assert "nothing is suggested" in slack.problems[-1]


async def test_a_status_stands_until_the_bot_answers() -> None:
    async with calling() as (slack, web):
        root = written(slack)
        await web.assistant_threads_setStatus(channel_id=DIRECT, thread_ts=root.ts, status="is looking…")
        await web.assistant_threads_setTitle(channel_id=DIRECT, thread_ts=root.ts, title="Nato")
        assert slack.status == {(DIRECT, root.ts): "is looking…"}
        assert slack.titles == {(DIRECT, root.ts): "Nato"}
        await web.chat_postMessage(
            channel=DIRECT, thread_ts=root.ts, text="x", blocks=[SECTION], unfurl_links=False, unfurl_media=False
        )
        assert slack.status == {}
        assert slack.statuses == [(DIRECT, root.ts, "is looking…")]
        await web.assistant_threads_setStatus(channel_id=DIRECT, thread_ts=root.ts, status="")
        assert slack.status == {}
        wrong = web.assistant_threads_setStatus(channel_id=DIRECT, thread_ts="1.1", status="x")
        assert (await refusal(wrong))["error"] == "invalid_thread_ts"
        assert slack.problems == []


async def test_the_methods_for_agents_need_a_scope() -> None:
    async with calling() as (slack, web):
        slack.scopes = slack.scopes.replace("assistant:write,", "")
        root = written(slack)
        for call in (
            web.assistant_threads_setSuggestedPrompts(channel_id=DIRECT, prompts=[PROMPT]),
            web.assistant_threads_setStatus(channel_id=DIRECT, thread_ts=root.ts, status="x"),
            web.assistant_threads_setTitle(channel_id=DIRECT, thread_ts=root.ts, title="x"),
        ):
            answer = await refusal(call)
            assert (answer["error"], answer["needed"]) == ("missing_scope", "assistant:write")


async def test_blocks_messages_and_views_are_validated() -> None:
    async with calling() as (slack, web):
        assert (await web.blocks_validate(blocks=[SECTION]))["ok"]
        assert (await web.blocks_validate(message={"text": "x", "blocks": [SECTION]}))["ok"]
        assert (await web.blocks_validate(view=MODAL))["ok"]
        assert (await web.blocks_validate(view={"type": "home", "blocks": [SECTION]}))["ok"]
        wrong = [{"type": "poem"}]
        for given, error in (
            ({"blocks": wrong}, "invalid_blocks"),
            ({"message": {"blocks": wrong}}, "invalid_message"),
            ({"view": MODAL | {"blocks": wrong}}, "invalid_view"),
            ({"view": {"type": "home", "blocks": wrong}}, "invalid_view"),
        ):
            answer = await refusal(web.blocks_validate(**given))
            assert answer["error"] == error
            assert "unknown type 'poem'" in answer["errors"][0]["message"]
        both = web.blocks_validate(blocks=[SECTION], view=MODAL)
        assert (await refusal(both))["error"] == "invalid_arguments"
        slack.validates = False
        assert (await refusal(web.blocks_validate(blocks=[SECTION])))["error"] == "unknown_method"
        assert slack.problems == []


async def test_only_messages_of_the_bot_can_be_deleted() -> None:
    async with calling() as (slack, web):
        own, other = written(slack, BOT_USER), written(slack, BOB)
        await web.chat_delete(channel=DIRECT, ts=own.ts)
        assert own.deleted
        assert (await refusal(web.chat_delete(channel=DIRECT, ts=own.ts)))["error"] == "message_not_found"
        assert (await refusal(web.chat_delete(channel=DIRECT, ts=other.ts)))["error"] == "cant_delete_message"
        own.deleted, own.private_to = False, ALICE
        assert (await refusal(web.chat_delete(channel=DIRECT, ts=own.ts)))["error"] == "message_not_found"


async def test_a_modal_is_replaced_by_another() -> None:
    async with calling() as (slack, web):
        opened = await web.views_open(trigger_id=slack.trigger(ALICE), view=MODAL)
        other = MODAL | {"title": {"type": "plain_text", "text": "y"}}
        await web.views_update(view_id=opened["view"]["id"], view=other)
        assert [(m["title"]["text"], m["person"]) for m in slack.modals] == [("y", ALICE)]
        assert (await refusal(web.views_update(view_id="V9", view=other)))["error"] == "not_found"
        assert (await refusal(web.views_update(view_id="V9", view={"type": "home"})))["error"] == "invalid_arguments"


@asynccontextmanager
async def listening(slack: SlackStandIn) -> AsyncIterator[None]:
    """Open a socket that acknowledges nothing."""
    slack.tickets.add("1")
    address = slack.url.replace("http", "ws") + "/link?ticket=1"
    async with aiohttp.ClientSession() as session, session.ws_connect(address):
        yield


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackStandIn]:
    """Return a stand-in with a socket; nobody waits until an envelope is acknowledged."""
    async with SlackStandIn() as standin:
        send = standin.link.send

        async def send_only(*given: Any, **options: Any) -> Envelope:
            return await send(*given, **options | {"acknowledged": False})

        monkeypatch.setattr(standin.link, "send", send_only)
        async with listening(standin):
            yield standin


def last(slack: SlackStandIn) -> dict[str, Any]:
    """Return the event that was sent last."""
    return dict(slack.link.envelopes[-1].payload["event"])


async def test_the_app_hears_of_its_home_and_of_its_conversation(slack: SlackStandIn) -> None:
    await slack.open_home()
    assert (last(slack)["tab"], last(slack)["channel"], "view" in last(slack)) == ("home", DIRECT, False)
    slack.homes[ALICE] = {"type": "home", "blocks": [SECTION]}
    await slack.open_home()
    assert last(slack)["view"]["blocks"] == [SECTION]
    slack.is_agent = True
    await slack.open_home(BOB, "messages")
    assert (last(slack)["tab"], last(slack)["user"], last(slack)["context"]) == ("messages", BOB, {})
    assert "view" not in last(slack)


async def test_only_an_agent_that_is_subscribed_hears_what_somebody_looks_at(slack: SlackStandIn) -> None:
    assert await slack.look_at(CHANNEL) is None
    slack.events |= {"app_context_changed", "assistant_thread_started"}
    assert await slack.look_at(CHANNEL) is None
    assert await slack.start_assistant_thread() is not None
    slack.is_agent = True
    assert await slack.start_assistant_thread() is None
    await slack.look_at(CHANNEL)
    assert last(slack)["context"]["entities"][0]["value"] == CHANNEL
    await slack.look_at(None)
    assert last(slack)["context"] == {}


async def test_the_app_hears_who_joins_a_channel(slack: SlackStandIn) -> None:
    assert await slack.join("C0NEW") is None
    assert slack.channels["C0NEW"]["is_member"] is True
    slack.events.add("member_joined_channel")
    await slack.join("C0NEW")
    joined = last(slack)
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", BOT_USER, BOB)
    slack.reads_channels = True
    await slack.join(CHANNEL, person=ALICE)
    assert [e.payload["event"].get("subtype") for e in slack.link.envelopes[-2:]] == ["channel_join", None]
    assert last(slack)["user"] == ALICE


async def test_a_button_in_the_home_is_pressed(slack: SlackStandIn) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Ask"}, "action_id": "a", "value": "v"}
    slack.homes[ALICE] = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    pressed = (await slack.press_home("Ask")).payload
    assert (pressed["container"]["type"], pressed["actions"][0]["value"]) == ("view", "v")
    assert pressed["trigger_id"] in slack.triggers
    assert "channel" not in pressed
    assert "response_url" not in pressed
