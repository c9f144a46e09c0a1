"""`factbot doctor --online` names the exact intent, command or permission that is missing on Discord."""

from __future__ import annotations

from typing import Any, cast

import discord as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.command_registration import registration
from bot.adapters.discord.diagnostics import diagnose
from bot.adapters.discord.permissions import NAMES, granted
from bot.core.diagnostics import CheckResult, Usage
from bot.core.events import Target
from tests.menu import MENU
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ALLOWED,
    BOT,
    BOT_ROLE,
    BY_DEFAULT,
    GENERAL,
    GUILD,
    HISTORY,
    MANAGER_ROLE,
    PLAIN_ROLE,
    PRIVATE_THREAD,
    RANDOM,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    THREAD,
    VIEW_CHANNEL,
    guild,
    user,
)

DIGEST = Target("discord", GUILD, RANDOM)
USAGE = Usage(frozenset({GENERAL}), (DIGEST, Target("discord", "", "77", direct=True)), MENU.commands, thorough=True)


async def check(server: DiscordStandIn, usage: Usage = USAGE) -> list[CheckResult]:
    """Run the checks."""
    return await diagnose(server.token, server.url, usage)


async def faults(server: DiscordStandIn, usage: Usage = USAGE) -> list[str]:
    """Return what is wrong, and check that each has a remedy or says it itself."""
    return [result.text for result in await check(server, usage) if not result.ok]


@pytest.fixture
async def discord(discord: DiscordStandIn) -> DiscordStandIn:
    """A Discord on which the commands are registered."""
    discord.rest.commands = [dict(command) for command in registration(MENU.commands)]
    return discord


async def test_a_correct_setup_has_no_fault(discord: DiscordStandIn) -> None:
    results = await check(discord)
    assert [result.text for result in results if not result.ok] == []
    texts = "\n".join(result.text for result in results)
    for words in ("gateway can be reached", "Every command is registered", "#general (watched)", "#random (digest)"):
        assert words in texts
    assert len(results) == 6


async def test_a_channel_that_is_watched_and_gets_a_digest_is_checked_once(discord: DiscordStandIn) -> None:
    usage = Usage(frozenset({RANDOM}), (DIGEST,), MENU.commands, thorough=True)
    assert [r.text for r in await check(discord, usage) if "#random" in r.text] == [
        "In #random (watched, digest) the bot has every permission that it needs."
    ]


async def test_without_watched_channels_the_intent_is_not_needed(discord: DiscordStandIn) -> None:
    discord.allow_content(False)
    unwatched = Usage(commands=MENU.commands, thorough=True)
    assert await faults(discord, unwatched) == []
    assert "Message Content Intent is off" in "\n".join(r.text for r in await check(discord, unwatched))
    [fault] = await faults(discord)
    assert "does not let the bot read messages" in fault


@pytest.mark.parametrize("bit", [SEND_MESSAGES, HISTORY])
async def test_each_missing_permission_of_a_channel_is_named(discord: DiscordStandIn, bit: int) -> None:
    await discord.overwrite(GENERAL, BOT_ROLE, deny=bit)
    [fault] = await faults(discord)
    assert f"In #general (watched) the bot does not have the permission {NAMES[bit]}:" in fault


async def test_a_permission_that_the_whole_server_denies_is_named_in_every_channel(discord: DiscordStandIn) -> None:
    await discord.permit(ALLOWED & ~HISTORY)
    assert [fault.partition(" the bot")[0] for fault in await faults(discord)] == [
        "In #general (watched)",
        "In #random (digest)",
    ]


@pytest.mark.parametrize("thread", [THREAD, PRIVATE_THREAD])
async def test_a_thread_needs_a_permission_of_its_own_and_has_those_of_its_channel(
    discord: DiscordStandIn, thread: str
) -> None:
    usage = Usage(frozenset({thread}), thorough=True)
    await discord.overwrite(GENERAL, BOT_ROLE, deny=SEND_MESSAGES)
    assert await faults(discord, usage) == []
    await discord.overwrite(GENERAL, BOT_ROLE, deny=SEND_IN_THREADS)
    [fault] = await faults(discord, usage)
    assert "Send Messages in Threads" in fault


async def test_a_channel_that_is_hidden_or_gone_is_explained(discord: DiscordStandIn) -> None:
    await discord.overwrite(GENERAL, GUILD, deny=VIEW_CHANNEL)
    await discord.overwrite(GENERAL, BOT_ROLE, deny=VIEW_CHANNEL)
    hidden, gone = await faults(discord, Usage(frozenset({GENERAL, "999"}), thorough=True))
    assert GENERAL in hidden
    assert "View Channel" in hidden
    assert "999" in gone
    assert "The channel is gone" in gone


async def test_a_channel_whose_check_fails_is_reported_beside_the_others(discord: DiscordStandIn) -> None:
    discord.fail("GET", f"/channels/{GENERAL}", 400, body={"message": "odd", "code": 5})
    [fault] = await faults(discord)
    assert f"can't use the channel {GENERAL} (watched)" in fault
    assert "odd" in fault


async def test_requests_beyond_the_rate_limit_are_repeated(discord: DiscordStandIn) -> None:
    discord.fail("GET", f"/channels/{GENERAL}", 429, times=2, body={"retry_after": 0.01, "global": False})
    assert await faults(discord) == []


async def test_commands_that_are_not_registered_are_named(discord: DiscordStandIn) -> None:
    discord.rest.commands = [c for c in discord.rest.commands if c["name"] not in ("ask", "Check quote")]
    [fault] = await faults(discord)
    assert fault == "Discord does not have these commands: /ask, Check quote."


async def test_a_gateway_that_cannot_be_reached_or_is_used_up_is_a_fault(discord: DiscordStandIn) -> None:
    discord.gateway.down = True
    [fault] = await faults(discord)
    assert "gateway can't be reached" in fault
    discord.gateway.down = False
    discord.rest.sessions_left = 3
    [fault] = await faults(discord)
    assert "only 3 more sessions" in fault


async def test_no_session_is_begun(discord: DiscordStandIn) -> None:
    await check(discord)
    assert discord.gateway.identified == []


async def test_a_token_that_was_reset_is_the_only_fault(discord: DiscordStandIn) -> None:
    discord.rest.token = "another"
    [result] = await check(discord)
    assert "DISCORD_TOKEN" in result.text
    assert "Reset Token" in result.remedy


async def test_without_online_no_channel_is_asked_for(discord: DiscordStandIn) -> None:
    await check(discord, Usage(frozenset({GENERAL}), (DIGEST,), MENU.commands))
    assert {request.path for request in discord.requests} == {"/users/@me", "/applications/@me"}


BITS = (VIEW_CHANNEL, SEND_MESSAGES, HISTORY, SEND_IN_THREADS)
some_bits = st.sets(st.sampled_from(BITS)).map(sum)
rules = st.tuples(some_bits, some_bits)


@given(
    roles=st.fixed_dictionaries(dict.fromkeys((GUILD, BOT_ROLE, MANAGER_ROLE, PLAIN_ROLE), some_bits)),
    own=st.sets(st.sampled_from((BOT_ROLE, MANAGER_ROLE))),
    overwrites=st.dictionaries(st.sampled_from((GUILD, BOT_ROLE, MANAGER_ROLE, PLAIN_ROLE, BOT)), rules),
    administrator=st.sampled_from((0, 0, 0, 1 << 3)),
)
def test_permissions_are_computed_as_the_library_does(
    roles: dict[str, int], own: set[str], overwrites: dict[str, tuple[int, int]], administrator: int
) -> None:
    roles = {**roles, BOT_ROLE: roles[BOT_ROLE] | administrator}
    place: dict[str, Any] = guild()
    for role in place["roles"]:
        role["permissions"] = str(roles.get(role["id"], 0))
    place["members"][0]["roles"] = sorted(own)
    general = next(channel for channel in place["channels"] if channel["id"] == GENERAL)
    general["permission_overwrites"] = [
        {"id": id_, "type": int(id_ == BOT), "allow": str(allow), "deny": str(deny)}
        for id_, (allow, deny) in overwrites.items()
    ]
    ours = granted(GUILD, BOT, own, place["roles"], general["permission_overwrites"])

    client = library.Client(intents=library.Intents(guilds=True))
    state = client._connection
    state.user = library.ClientUser(state=state, data=cast("Any", user(BOT)))
    channel = state._add_guild_from_data(cast("Any", place)).get_channel(int(GENERAL))
    assert isinstance(channel, library.TextChannel)
    theirs = channel.permissions_for(channel.guild.me).value
    assert bool(ours & VIEW_CHANNEL) == bool(theirs & VIEW_CHANNEL)
    if ours & VIEW_CHANNEL:
        assert bool(ours & SEND_MESSAGES) == bool(theirs & SEND_MESSAGES)
    if ours & VIEW_CHANNEL and ours & SEND_MESSAGES:  # otherwise the library leaves out what has no effect
        assert all(bool(ours & bit) == bool(theirs & bit) for bit in BITS)


def test_what_everybody_may_do_is_enough_to_see_a_channel() -> None:
    assert granted(GUILD, BOT, [], guild()["roles"], []) == BY_DEFAULT
