"""Who owns the bot on Discord."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.discord.owners import ApplicationOwners, owners_of
from bot.core.errors import DeliveryError
from tests.adapters.discord.conftest import Bot
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import ASKER, GUILD, OWNER, SECOND_GUILD

TEAM = {
    "owner_user_id": "1",
    "members": [
        {"user": {"id": "1"}, "membership_state": 2, "role": ""},
        {"user": {"id": "2"}, "membership_state": 2, "role": "admin"},
        {"user": {"id": "3"}, "membership_state": 2, "role": "developer"},
        {"user": {"id": "4"}, "membership_state": 2, "role": "read_only"},
        {"user": {"id": "5"}, "membership_state": 1, "role": "admin"},
    ],
}


@pytest.mark.parametrize(
    ("application", "owners"),
    [
        ({"owner": {"id": "9"}, "team": None}, {"9"}),
        ({"owner": {"id": "9"}, "team": TEAM}, {"1", "2", "3"}),  # the team's own account is nobody's
        ({"owner": {"id": "9"}, "team": {"owner_user_id": "1"}}, {"1"}),
        ({"owner": None}, set()),
        ({}, set()),
    ],
)
def test_the_owner_or_those_of_the_team_who_may_change_it_own_the_bot(
    application: dict[str, Any], owners: set[str]
) -> None:
    assert owners_of(application) == owners


async def test_discord_is_asked_once_for_several_people_and_again_later(
    discord: DiscordStandIn, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/applications/@me"
    assert await bot.platform.is_owner(OWNER)
    asked = [request.path for request in discord.requests].count(path)
    assert not await bot.platform.is_owner(ASKER)
    assert [request.path for request in discord.requests].count(path) == asked
    monkeypatch.setattr(ApplicationOwners, "_KEPT", -1.0)
    discord._application["owner"] = {**discord._application["owner"], "id": ASKER}
    assert await bot.platform.is_owner(ASKER)
    assert not await bot.platform.is_owner(OWNER)


async def test_nobody_is_taken_for_the_owner_if_discord_does_not_say(discord: DiscordStandIn, bot: Bot) -> None:
    discord.fail("GET", "/applications/@me", 403)
    with pytest.raises(DeliveryError):
        await bot.platform.is_owner(OWNER)
    assert await bot.platform.is_owner(OWNER)


async def test_servers_have_names(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.until(lambda: bot.platform.workspace_name(GUILD) == "Harbour")
    assert [bot.platform.workspace_name(id_) for id_ in (SECOND_GUILD, "", "T1")] == ["", "", ""]
