"""What the bot hears on Slack, what keeps it from hearing, and the message that began a thread."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.events import UNREADABLE, Message, Target
from tests.adapters.slack.conftest import Recorder, Serve
from tests.standins.slack import BOB, BOT_USER, CHANNEL, TEAM, Fault, SlackStandIn

HERE = Target("slack", TEAM, CHANNEL)


async def obstacle(serve: Serve, recorder: Recorder) -> tuple[str, bool] | None:
    """Return what keeps the bot from hearing the channel, and whether that is certain."""
    async with serve(recorder) as platform:
        found = await platform.cannot_hear(HERE)
        return (found.sentence, found.certain) if found else None


async def test_a_missing_invitation_is_named(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    slack.channels[CHANNEL]["is_member"] = False
    found = await obstacle(serve, recorder)
    assert found
    assert "/invite @Factbot" in found[0]
    assert found[1]


@pytest.mark.parametrize(("private", "scope"), [(False, "channels:history"), (True, "groups:history")])
async def test_a_missing_scope_is_named_by_the_kind_of_channel(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, private: bool, scope: str
) -> None:
    slack.channels[CHANNEL]["is_private"] = private
    slack.scopes = ",".join(one for one in slack.scopes.split(",") if one != scope)
    found = await obstacle(serve, recorder)
    assert found
    assert f"the scope {scope}" in found[0]
    assert "factbot manifest --watch" in found[0]
    assert found[1]


async def test_the_event_is_in_doubt_until_a_message_without_a_mention_was_heard(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder) as platform:
        doubt = await platform.cannot_hear(HERE)
        assert doubt
        assert not doubt.certain
        assert doubt.sentence.startswith("If I stay silent, the Slack app does not get the event message.channels.")
        slack.reads_channels = True
        envelope = await slack.say("not for the bot")  # in a channel that is not watched
        assert envelope
        await slack.until(lambda: bool(platform._hearing._heard))
        assert await platform.cannot_hear(HERE) is None
        slack.channels[CHANNEL]["is_private"] = True
        private = await platform.cannot_hear(HERE)
        assert private
        assert "message.groups" in private.sentence
    assert recorder.events == []


async def test_the_name_of_a_channel_is_asked_for(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    async with serve(recorder) as platform:
        assert await platform.channel_name(HERE) == "#general"
        unknown = Target("slack", TEAM, "C0GONE")
        assert await platform.channel_name(unknown) == platform.link(unknown)


async def unheard(slack: SlackStandIn, serve: Serve, recorder: Recorder, count: int = 2) -> list[bool]:
    """Mention the bot several times, and return for each if the bot knows that it hears only mentions there."""
    async with serve(recorder):
        for number in range(1, count + 1):
            await slack.mention(f"question {number}")
            await slack.until(lambda number=number: len(recorder.events) >= number)
    return [event.unheard_thread is not None for event in recorder.events if isinstance(event, Message)]


async def test_a_thread_is_unheard_once_a_mention_came_without_its_message(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder):
        await slack.mention("one")
        second = await slack.mention("two")
        root = await slack.say("a talk", person=BOB)
        await slack.mention("three", thread=root.ts)
        await slack.dm("four")
        await slack.until(lambda: len(recorder.events) == 4)
        threads = [event.unheard_thread for event in recorder.events if isinstance(event, Message)]
        assert threads == [None, second.ts, root.ts, None]
        slack.reads_channels = True
        await slack.say("hello")
        await slack.mention("five")
        await slack.until(lambda: len(recorder.events) == 6)  # both events of a mention
        last = recorder.events[-1]
        assert isinstance(last, Message)
        assert last.unheard_thread is None


async def test_where_all_is_heard_no_thread_is_unheard(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    slack.reads_channels = True
    assert not any(await unheard(slack, serve, recorder, count=3))


@pytest.mark.parametrize(
    ("kind", "lacking", "expected"),
    [("", "channels", True), ("", "groups", False), ("is_private", "groups", True), ("is_mpim", "", True)],
)
async def test_the_first_mention_is_unheard_if_no_other_message_can_come(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, kind: str, lacking: str, expected: bool
) -> None:
    slack.channels[CHANNEL] |= {kind: True} if kind else {}
    slack.scopes = slack.scopes.replace(f"{lacking}:history", "") if lacking else slack.scopes
    assert await unheard(slack, serve, recorder, count=1) == [expected]


async def test_messages_of_every_thread_are_read(slack: SlackStandIn, serve: Serve, recorder: Recorder) -> None:
    slack.reads_channels = True
    async with serve(recorder):
        root = await slack.say("a talk")
        await slack.say(f"<@{BOB}> in the thread", thread=root.ts)
        await slack.until(lambda: len(recorder.events) == 1)
    (event,) = recorder.events
    assert isinstance(event, Message)
    assert (event.addressed, event.to_others, event.target.thread) == (False, True, root.ts)


@pytest.mark.parametrize(
    ("written", "by", "expected"),
    [
        ("who *knows*?", BOB, "who knows?"),
        ("&gt; Fog does not read timetables.", BOB, "“Fog does not read timetables.”"),
        ("an answer", BOT_USER, None),
    ],
)
async def test_a_mention_alone_in_a_thread_has_the_text_of_its_beginning(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, written: str, by: str, expected: str | None
) -> None:
    async with serve(recorder):
        root = await slack.say(written, person=by)
        await slack.mention("is this right?", thread=root.ts)
        await slack.mention("a question of its own", thread=root.ts)
        await slack.mention("?")
        await slack.until(lambda: len(recorder.events) == 3)
    texts = {event.text: event.replied_to for event in recorder.events if isinstance(event, Message)}
    assert texts == {"is this right?": expected, "a question of its own": None, "?": None}
    assert len(slack.calls("conversations.replies")) == 1


@pytest.mark.parametrize("cause", ["scope", "fault", "gone"])
async def test_a_beginning_that_slack_does_not_show_is_unreadable(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, cause: str
) -> None:
    root = await slack.say("who knows?", person=BOB)
    changes: dict[str, Any] = {
        "scope": lambda: setattr(slack, "scopes", "chat:write"),
        "fault": lambda: slack.fault("conversations.replies", Fault(status=500)),
        "gone": lambda: setattr(root, "deleted", True),
    }
    changes[cause]()
    async with serve(recorder):
        await slack.mention("check", thread=root.ts)
        await slack.until(lambda: len(recorder.events) == 1)
    (event,) = recorder.events
    assert isinstance(event, Message)
    assert event.replied_to == UNREADABLE
