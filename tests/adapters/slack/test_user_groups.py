"""Who is in which user group, and mentions of people and groups in a slash command."""

from __future__ import annotations

import pytest

from bot.adapters.slack import mrkdwn
from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.command_names import CommandNames
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.scopes import GROUPS
from bot.adapters.slack.web_api import SlackTimeouts
from bot.core.errors import DeliveryError, UserError
from bot.core.events import CommandLine, Person
from bot.core.mentions import Mention, read_mentions
from tests.adapters.slack.conftest import Known, Recorder, Serve
from tests.menu import MENU
from tests.standins.slack import ALICE, BOB, EDITH, EDITORS, OWNER, STRANGER, TEAM, Fault, SlackStandIn


async def identified(slack: SlackStandIn, known: Known, person: str) -> Person:
    """Let a person use a command, and return what is known of them."""
    known.people.clear()
    await slack.slash("/ask", "who?", person=person)
    await slack.until(lambda: known.people)
    return known.people[person]


async def test_a_person_has_the_groups_of_the_workspace_and_slack_is_asked_once(
    slack: SlackStandIn, serve: Serve
) -> None:
    known = Known()
    async with serve(known):
        roles = {person: (await identified(slack, known, person)).roles for person in (ALICE, EDITH, OWNER, STRANGER)}
    assert roles == {ALICE: frozenset(), EDITH: {EDITORS}, OWNER: frozenset(), STRANGER: frozenset()}
    assert len(slack.calls("usergroups.list")) == 1


async def test_who_left_a_group_or_a_group_that_is_gone_counts_no_more_after_a_while(
    slack: SlackStandIn, serve: Serve, platform: SlackPlatform
) -> None:
    platform._groups._ttl = 0.0
    known = Known()
    async with serve(known):
        assert (await identified(slack, known, EDITH)).roles == {EDITORS}
        slack.user_groups[EDITORS]["date_delete"] = 1_760_000_000
        assert (await identified(slack, known, EDITH)).roles == frozenset()
        slack.user_groups[EDITORS] |= {"date_delete": 0, "users": [BOB]}
        assert (await identified(slack, known, EDITH)).roles == frozenset()
        assert (await identified(slack, known, BOB)).roles == {EDITORS}


async def test_without_the_scope_or_an_answer_nobody_is_in_a_group(
    slack: SlackStandIn, serve: Serve, platform: SlackPlatform
) -> None:
    platform._groups._ttl = 0.0
    known = Known()
    async with serve(known):
        slack.fault("usergroups.list", Fault(500), Fault(500))
        assert (await identified(slack, known, EDITH)).roles == frozenset()
        with pytest.raises(DeliveryError, match="does not list the user groups"):
            await platform.roles(TEAM)
        slack.fault("users.info", Fault(500))
        assert (await identified(slack, known, EDITH)).roles == frozenset()  # nobody knows if she is of the workspace
        slack.scopes = slack.scopes.replace(f"{GROUPS},", "")
        assert (await identified(slack, known, EDITH)).roles == frozenset()
        with pytest.raises(UserError, match=f"does not have the scope {GROUPS}.*factbot manifest"):
            await platform.roles(TEAM)


async def test_groups_and_people_of_the_workspace_are_found(
    slack: SlackStandIn, serve: Serve, platform: SlackPlatform, recorder: Recorder
) -> None:
    with pytest.raises(DeliveryError):
        await platform.roles(TEAM)
    async with serve(recorder):
        assert await platform.roles(TEAM) == (Mention("group", EDITORS, "editors"),)
        assert await platform.roles("T0OTHER") == ()
        edith, olga, stella = [await platform.member(TEAM, person) for person in (EDITH, OWNER, STRANGER)]
        assert edith
        assert olga
        assert stella
        assert (edith.name, edith.roles, edith.admin) == ("edith", frozenset((EDITORS,)), False)
        assert (olga.admin, stella.admin, stella.roles) == (True, False, frozenset())
        slack.users[BOB]["deleted"] = True
        assert [await platform.member(TEAM, person) for person in (BOB, "U0NOBODY")] == [None, None]
        assert await platform.member("T0OTHER", EDITH) is None
        slack.fault("users.info", Fault(500))
        with pytest.raises(DeliveryError):
            await platform.member(TEAM, EDITH)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (f"<!subteam^{EDITORS}|@editors>", [Mention("group", EDITORS, "editors")]),
        (f"<!subteam^{EDITORS}> <@{EDITH}|edith>", [Mention("group", EDITORS), Mention("person", EDITH, "edith")]),
        (f"<@{EDITH}|a “b”&amp;&lt;c&gt; remove:x>", [Mention("person", EDITH, "a “b”&<c> remove:x")]),
        ("<@UBOT|factbot>", [Mention("person", "UBOT", "factbot")]),
        ("<#C1|general> <https://x.example|@editors> <!here>", []),
    ],
)
def test_mentions_in_a_command_are_read_with_their_ids(typed: str, found: list[Mention]) -> None:
    read = mrkdwn.decode(f"add: {typed}", "UBOT", mentions=True)
    assert list(read_mentions(read)) == found
    assert "<" not in read


@pytest.mark.parametrize("prefix", ["", "fact"])
async def test_only_commands_that_take_somebody_get_ids(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, prefix: str
) -> None:
    name = f"/{prefix}-" if prefix else "/"
    async with serve(recorder):
        for command in ("curators", "ask"):
            await slack.slash(name + command, f"add: <@{EDITH}|edith>")
        await slack.until(lambda: len(recorder.events) == 2)
    lines = {event.line for event in recorder.events if isinstance(event, CommandLine)}
    assert lines == {f"curators add: person:{EDITH}:edith", "ask add: @edith"}


def test_the_manifest_asks_for_ids_only_in_commands_that_take_somebody() -> None:
    commands = manifest(MENU.commands, prefix="fact")["features"]["slash_commands"]
    assert [made["command"] for made in commands if made["should_escape"]] == ["/fact-curators"]
    names = CommandNames(MENU.commands, "fact")
    assert [made["command"] for made in commands if names.takes_mentions(made["command"])] == ["/fact-curators"]


def test_groups_are_cached_for_half_a_minute_at_most() -> None:
    assert SlackTimeouts().groups_ttl <= 30
