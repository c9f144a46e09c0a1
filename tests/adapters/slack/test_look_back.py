"""Find messages that were written while no socket was open, in channels and in their threads."""

from __future__ import annotations

import datetime as dt

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.look_back import missed_events
from bot.core.events import Target
from bot.core.pending import LookBack
from tests.standins.slack import BOT_USER, CHANNEL, TEAM, Fault, Shown, SlackStandIn


def written(slack: SlackStandIn, text: str, thread: str | None = None) -> Shown:
    """Write a message without an event, as while the bot is away."""
    message = Shown(slack.next_ts(), CHANNEL, "U0ALICE", text, thread=thread)
    slack.messages.append(message)
    return message


async def missed(slack: SlackStandIn, since: Shown) -> list[tuple[str, str | None]]:
    """Look back to a message; gives text and thread of what is found."""
    moment = dt.datetime.fromtimestamp(float(since.ts), dt.UTC) + dt.timedelta(microseconds=1)
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    look_back = LookBack(moment, [Target("slack", TEAM, CHANNEL)])
    return [(event["text"], event.get("thread_ts")) async for event in missed_events(web, look_back, frozenset())]


async def test_messages_since_a_moment_are_found_also_under_older_messages() -> None:
    async with SlackStandIn() as slack:
        root, quiet = written(slack, "old"), written(slack, "quiet")
        written(slack, "old reply", quiet.ts)
        last = written(slack, "earlier reply", root.ts)
        new = written(slack, "new")
        written(slack, f"<@{BOT_USER}> who?", root.ts)
        written(slack, "in the new thread", new.ts)
        assert await missed(slack, last) == [
            ("new", new.ts), (f"<@{BOT_USER}> who?", root.ts), ("in the new thread", new.ts),
        ]  # fmt: skip
        assert len(slack.calls("conversations.replies")) == 2


async def test_only_the_threads_of_the_newest_messages_are_looked_at() -> None:
    async with SlackStandIn() as slack:
        roots = [written(slack, f"root {n}") for n in range(20)]
        last = roots[-1]
        for root in roots:
            written(slack, f"reply to {root.text}", root.ts)
        found = await missed(slack, last)
        assert [text for text, _ in found] == [f"reply to root {n}" for n in range(5, 20)]


async def test_a_thread_that_can_not_be_read_takes_nothing_else_away() -> None:
    async with SlackStandIn() as slack:
        last = root = written(slack, "old")
        written(slack, "reply", root.ts)
        written(slack, "new")
        slack.fault("conversations.replies", Fault(error="internal_error"))
        assert await missed(slack, last) == [("new", None)]


async def test_a_channel_that_the_bot_may_not_read_is_left_out() -> None:
    async with SlackStandIn() as slack:
        last = written(slack, "old")
        written(slack, "new")
        slack.scopes = "chat:write"
        assert await missed(slack, last) == []
