"""The chat with the bot as an agent: suggested questions, a status while people wait, and an app that is removed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.adapters.slack import agent
from bot.adapters.slack.adapter import SlackPlatform
from bot.core.errors import AccessError
from bot.core.events import Choice, Completion, Event, Joined, Person, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.adapters.slack.conftest import QUICK, FakeHandler, Script, Serve
from tests.menu import MENU
from tests.standins.slack import ALICE, BOB, TEAM, Fault, SlackStandIn

CHAT = f"D{ALICE[1:]}"
QUESTIONS = tuple(Choice(f"Who keeps light number {n}?", f"Who keeps light number {n}?") for n in range(6))
SUGGEST, STATUS = "assistant.threads.setSuggestedPrompts", "assistant.threads.setStatus"


class Slow(Script):
    """Answers only when it may."""

    def __init__(self, choices: Sequence[Choice] = ()) -> None:
        super().__init__(Notice("found"), choices=choices)
        self.may_answer = asyncio.Event()

    async def handle(self, event: Event, responder: Responder) -> None:
        await self.may_answer.wait()
        await super().handle(event, responder)


@pytest.fixture
def platform(slack: SlackStandIn) -> SlackPlatform:
    """The adapter, which shows its status at once."""
    slack.is_agent = True
    timeouts = replace(QUICK, status_after=0.01)
    return SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=timeouts, menu=MENU)


async def test_questions_of_the_store_are_suggested_when_the_chat_is_opened(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("found"), choices=QUESTIONS)
    async with serve(script):
        await slack.open_home(ALICE, "messages")
        await slack.until(lambda: CHAT in slack.prompts)
    assert slack.prompts[CHAT] == [{"title": q.value, "message": q.value} for q in QUESTIONS[: agent.MOST_PROMPTS]]
    chat = Target("slack", TEAM, CHAT, direct=True)
    assert script.typed == [Completion("ask", "question", "", chat, Person(ALICE))]
    assert [type(event) for event in script.events] == [Joined]  # the bot may introduce itself there


async def test_nothing_is_suggested_if_there_is_nothing_to_ask(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("found"))
    async with serve(script):
        await slack.open_home(ALICE, "messages")
        await slack.until(lambda: script.typed)
        await slack.reply_to(await slack.dm("who?"))
    assert slack.calls(SUGGEST) == []


async def test_without_the_scope_nothing_is_suggested_and_the_log_says_so_once(
    slack: SlackStandIn, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    slack.scopes = slack.scopes.replace("assistant:write,", "")
    caplog.set_level(logging.INFO)
    async with serve(Script(Notice("found"), choices=QUESTIONS)):
        for _ in range(2):
            await slack.open_home(ALICE, "messages")
        assert (await slack.reply_to(await slack.dm("who?"))).reading == "found"
    assert slack.calls(SUGGEST) == []
    assert [record.levelno for record in caplog.records if "assistant:write, so" in record.message] == [logging.INFO]


async def test_a_refused_suggestion_is_not_tried_again(
    slack: SlackStandIn, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fault(SUGGEST, Fault(error="unknown_method"))
    caplog.set_level(logging.INFO)
    script = Script(Notice("found"), choices=QUESTIONS)
    async with serve(script):
        for count in (1, 2):
            await slack.open_home(ALICE, "messages")
            await slack.until(lambda count=count: len(script.typed) == count)
            await slack.until(lambda: [record for record in caplog.records if record.name == agent.__name__])
        assert (await slack.reply_to(await slack.dm("who?"))).reading == "found"
    assert len(slack.calls(SUGGEST)) == 1
    assert len([record for record in caplog.records if record.name == agent.__name__]) == 1


async def test_who_waits_in_the_chat_sees_a_status_until_the_answer(slack: SlackStandIn, serve: Serve) -> None:
    slow = Slow()
    async with serve(slow):
        question = await slack.dm("who?")
        await slack.until(lambda: slack.status)
        assert slack.status == {(CHAT, question.ts): "is looking it up …"}
        slow.may_answer.set()
        assert (await slack.reply_to(question)).reading == "found"
        await slack.until(lambda: not slack.status)


@pytest.mark.parametrize("fault", [Fault(error="missing_scope"), Fault(slow=30.0), Fault(drop=True)])
async def test_an_answer_does_not_depend_on_its_status(slack: SlackStandIn, serve: Serve, fault: Fault) -> None:
    slow = Slow()
    slack.fault(STATUS, fault)
    async with serve(slow):
        question = await slack.dm("who?")
        await slack.until(lambda: slack.calls(STATUS))
        slow.may_answer.set()
        assert (await slack.reply_to(question)).reading == "found"
    assert slack.status == {}


async def test_a_quick_answer_and_one_in_a_channel_have_no_status(slack: SlackStandIn, serve: Serve) -> None:
    slow = Slow()
    async with serve(slow):
        question = await slack.mention("who?")
        other = await slack.dm("who?", person=BOB)
        await slack.until(lambda: slack.status)
        slow.may_answer.set()
        await slack.reply_to(question)
        await slack.reply_to(other)
        await slack.reply_to(await slack.dm("who else?"))
    assert {channel for channel, _, _ in slack.statuses} == {f"D{BOB[1:]}"}


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_the_bot_stops_if_its_app_was_removed(
    slack: SlackStandIn, platform: SlackPlatform, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    async def handle(event: Event, responder: Responder) -> None:
        raise AssertionError("nobody asked anything")

    running = asyncio.create_task(platform.run(FakeHandler(handle)))
    await slack.link.connected()
    slack.fault("auth.test", Fault(error="account_inactive"))
    await slack.event({"type": kind, "team_id": TEAM}, acknowledged=False)
    with pytest.raises(AccessError, match="account_inactive"):
        await running
    assert any("I check if my token still works" in record.message for record in caplog.records)
