"""Notice that the bot was invited to a channel, or that somebody opens the chat with it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.slack.joining import read_joining
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.messages import Identity
from bot.core.events import Joined, Person, Target
from tests.menu import MENU

ME = Identity("UBOT", "B1", "T1")
JOINED = {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "inviter": "U1"}
OPENED = {"type": "app_home_opened", "tab": "messages", "user": "U1", "channel": "D1"}


def test_an_invitation_names_the_channel_and_the_person() -> None:
    routed = read_joining({"event": JOINED}, ME)
    assert routed
    event, route = routed
    assert event == Joined("C1", Person("U1"), Target("slack", "T1", "C1"))
    assert (route.channel, route.thread, route.direct) == ("C1", None, False)


def test_the_chat_has_the_same_key_at_every_opening() -> None:
    routed = [read_joining({"event": {**OPENED, "event_ts": ts}}, ME) for ts in ("1.0", "2.0")]
    assert [one[0].key for one in routed if one] == ["joined:slack:T1:D1"] * 2


@pytest.mark.parametrize(
    "event",
    [
        {**JOINED, "user": "U2"},
        {**JOINED, "channel": ""},
        {**OPENED, "tab": "home"},
        {**OPENED, "user": None},
        {"type": "channel_left", "channel": "C1", "user": "UBOT"},
        {},
    ],
)
def test_other_events_are_no_reason_to_speak(event: dict[str, Any]) -> None:
    assert read_joining({"event": event}, ME) is None
    assert read_joining({"event": {**JOINED, "user": ""}}, Identity("", "B1", "T1")) is None


def test_the_manifest_asks_for_the_event() -> None:
    events = manifest(MENU.commands)["settings"]["event_subscriptions"]["bot_events"]
    assert {"member_joined_channel", "app_home_opened"} <= set(events)
