"""What people may do in a server: by their roles, by the whole server and not by a channel, and in direct messages."""

from __future__ import annotations

import pytest

from bot.core.errors import DeliveryError
from bot.core.events import Invocation, Person
from bot.core.mentions import Mention, read_mentions
from tests.adapters.discord.conftest import QUICK, Bot, FakeNoteStorage
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import (
    ADMINISTRATOR,
    ASKER,
    BOT_ROLE,
    DIRECT,
    EDITOR,
    EDITOR_ROLE,
    FOREIGN,
    GENERAL,
    GUILD,
    MANAGER,
    MANAGER_ROLE,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    PILOT,
    PLAIN_ROLE,
    SECOND_GUILD,
    STRANGER,
    Picked,
)

MANAGE_SERVER = 1 << 5


@pytest.fixture
async def bot(bot: Bot, discord: DiscordStandIn) -> Bot:
    """A bot that knows its server."""
    await discord.until(lambda: bot.platform.reach and GUILD in bot.platform.reach.workspaces)
    return bot


def rights(person: Person) -> tuple[bool, bool, frozenset[str], frozenset[str]]:
    """Return what a person may do, and the roles without that of everybody."""
    return person.manager, person.admin, person.roles - {GUILD}, person.permissions


EXPECTED = {
    ASKER: (False, False, frozenset(), frozenset()),
    EDITOR: (False, False, {EDITOR_ROLE}, frozenset()),
    MODERATOR: (False, False, {MODERATOR_ROLE}, {"manage_messages"}),
    MANAGER: (True, False, {MANAGER_ROLE}, {"manage_channels"}),
}


async def test_messages_commands_and_the_server_itself_say_the_same_of_a_person(
    discord: DiscordStandIn, bot: Bot
) -> None:
    for number, (person, expected) in enumerate(EXPECTED.items()):
        await discord.mention("who?", by=person)
        await discord.invoke("help", by=person)
        heard = [await bot.event(2 * number + 1), await bot.event(2 * number + 2)]
        member = await bot.platform.member(GUILD, person)
        assert [rights(one.author) for one in heard] == [expected, expected]
        assert member
        assert rights(member) == expected
        assert GUILD in member.roles  # the role of everybody


async def test_the_owner_and_administrators_may_do_everything(discord: DiscordStandIn, bot: Bot) -> None:
    everything = frozenset(one.id for one in bot.platform.permissions)
    owner = await bot.platform.member(GUILD, OWNER)
    assert owner
    assert rights(owner) == (True, True, frozenset(), everything)
    await discord.allow(PLAIN_ROLE, ADMINISTRATOR)
    await discord.allow(EDITOR_ROLE, MANAGE_SERVER)
    pilot, editor = [await bot.platform.member(GUILD, person) for person in (PILOT, EDITOR)]
    assert pilot
    assert editor
    assert (pilot.admin, pilot.permissions, editor.admin, editor.permissions) == (True, everything, True, frozenset())


async def test_what_a_single_channel_allows_makes_nobody_an_admin(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.overwrite(GENERAL, PLAIN_ROLE, allow=ADMINISTRATOR | MANAGE_SERVER)
    await discord.invoke("help", by=PILOT)
    author = (await bot.event()).author
    assert (author.admin, author.permissions) == (False, frozenset())


async def test_in_direct_messages_and_as_a_guest_nobody_has_rights(discord: DiscordStandIn, bot: Bot) -> None:
    await discord.dm("who?", by=OWNER)
    await discord.invoke("help", channel=DIRECT, by=OWNER)
    for number in (1, 2):
        assert rights((await bot.event(number)).author) == (False, False, frozenset(), frozenset())
    discord.rest.commands = [{"name": "help", "type": 1, "integration_types": [1], "contexts": [0]}]
    await discord.invoke("help", channel=FOREIGN, by=OWNER)
    author = (await bot.event(3)).author
    assert (author.admin, author.permissions) == (False, frozenset())


async def test_who_is_no_member_is_not_found_and_a_failure_is_an_error(discord: DiscordStandIn, bot: Bot) -> None:
    for guild, person in ((GUILD, STRANGER), (SECOND_GUILD, ASKER), (GUILD, "../../users"), ("x", ASKER)):
        assert await bot.platform.member(guild, person) is None
    discord.fail("GET", "/members/", 403, body={"code": 50013})
    with pytest.raises(DeliveryError):
        await bot.platform.member(GUILD, ASKER)


async def test_the_roles_that_people_can_have_are_listed_with_that_of_everybody(bot: Bot) -> None:
    roles = await bot.platform.roles(GUILD)
    assert Mention("role", EDITOR_ROLE, "Editors") in roles
    assert Mention("role", GUILD, "@everyone") in roles
    assert BOT_ROLE not in {role.id for role in roles}
    assert await bot.platform.roles(SECOND_GUILD) == []


async def test_roles_and_people_that_are_picked_in_an_option_have_their_ids_and_names(
    discord: DiscordStandIn, bot: Bot
) -> None:
    picked = {"add": Picked(EDITOR_ROLE), "remove": Picked(EDITOR), "permission": "kick"}
    await discord.invoke("curators", **picked)
    event = await bot.event()
    assert isinstance(event, Invocation)
    assert event.options["permission"] == "kick"
    (added,), (removed,) = (read_mentions(str(event.options[name])) for name in ("add", "remove"))
    assert (added, removed) == (Mention("role", EDITOR_ROLE, "Editors"), Mention("person", EDITOR, "edith"))


async def test_without_a_connection_roles_and_members_are_not_known(discord: DiscordStandIn) -> None:
    platform = Bot(discord, FakeNoteStorage(), QUICK).platform
    for asked in (platform.roles(GUILD), platform.member(GUILD, ASKER)):
        with pytest.raises(DeliveryError):
            await asked
