"""Notice that the bot was added to a server, and find a channel in which it may introduce itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.adapters.discord.joining import RECENT, joined
from bot.adapters.discord.permissions import Allowed
from bot.core.events import Joined, Person, Target
from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    SECOND_GENERAL,
    SECOND_GUILD,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    second_guild,
)
from tests.waiting import assert_stays

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
CHANNELS = [
    {"id": "12", "type": 0, "position": 1},
    {"id": "11", "type": 0, "position": 1},
    {"id": "9", "type": 2, "position": 0},
    {"id": "13", "type": 0, "position": 2},
]


class FakeRights:
    """Allows posts in some channels."""

    def __init__(self, *channels: str) -> None:
        self._channels = channels

    def allowed(self, guild: str, channel: str) -> Allowed | None:
        if channel == "13":
            return None  # not known
        return Allowed(VIEW_CHANNEL | (SEND_MESSAGES if channel in self._channels else 0), thread=False)


def added(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "joined_at": NOW.isoformat(), "system_channel_id": "12", "channels": CHANNELS, **changes}


@pytest.mark.parametrize(
    ("payload", "rights", "channel"),
    [
        (added(), FakeRights("11", "12"), "12"),
        (added(), FakeRights("11"), "11"),
        (added(system_channel_id=None), FakeRights("11", "12"), "11"),
        (added(system_channel_id=None), FakeRights("9", "12"), "12"),
    ],
)
def test_the_bot_posts_in_the_system_channel_or_the_first_text_channel_that_is_open_to_it(
    payload: dict[str, Any], rights: FakeRights, channel: str
) -> None:
    assert joined(payload, rights, NOW) == Joined("1", Person(""), Target("discord", "1", channel))


@pytest.mark.parametrize(
    "payload",
    [
        added(joined_at=(NOW - RECENT - dt.timedelta(seconds=1)).isoformat()),
        added(joined_at="2026-11-28T09:00:00"),
        added(joined_at=None),
        added(unavailable=True),
        added(channels=None, system_channel_id=None),
        {"id": "1", "unavailable": True},
        {},
    ],
)
def test_a_server_that_is_not_new_or_that_is_not_known_is_no_reason_to_speak(payload: dict[str, Any]) -> None:
    assert joined(payload, FakeRights("11", "12"), NOW) is None


def test_a_server_without_a_channel_for_the_bot_gets_no_introduction() -> None:
    assert joined(added(), FakeRights(), NOW) is None


async def test_the_servers_of_a_start_and_of_a_new_session_are_not_new(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.gateway.invalidate()
    await discord.until(lambda: len(discord.gateway.identified) == 2)
    await discord.connected()
    await assert_stays(lambda: bot.events == [])
    await discord.add_server()
    event = await bot.event()
    assert (event.target.workspace, event.target.channel) == (SECOND_GUILD, SECOND_GENERAL)


async def test_the_introduction_goes_where_the_bot_may_post(discord: DiscordStandIn, bot: Bot) -> None:
    closed = second_guild()
    for role in closed["roles"]:
        role["permissions"] = str(ALLOWED & ~SEND_MESSAGES)
    await discord.add_server(closed)
    await assert_stays(lambda: bot.events == [])
    await discord.remove_server(SECOND_GUILD)
    await discord.add_server(second_guild(system_channel=None))
    event = await bot.event()
    assert (event.target.workspace, event.target.channel) == (SECOND_GUILD, SECOND_GENERAL)
