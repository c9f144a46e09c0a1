"""Read digest commands, identify who typed them, and name what keeps the bot from posting."""

from __future__ import annotations

import pytest

from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import CommandLine, Person
from bot.core.replies import Notice
from tests.adapters.slack.conftest import Known, Recorder, Script, Serve
from tests.adapters.slack.deliveries import delivery
from tests.menu import MENU
from tests.standins.slack import ALICE, BOB, CHANNEL, OWNER, Fault, SlackStandIn


async def test_typed_digest_commands_are_parsed_with_their_options(slack: SlackStandIn, serve: Serve) -> None:
    script = Script(Notice("done"))
    async with serve(script):
        await slack.slash("/digest", "on 9 london --quiet")
        await slack.slash("/digest", "on noon zone:Europe/Paris days:mon-fri topics:harbour, weather")
        await slack.slash("/digest", "on help")
        await slack.slash("/digest", "help")
        await slack.slash("/digest", "preview")
        await slack.said(count=5)
    read = [MENU.parse(event.line) for event in script.events if isinstance(event, CommandLine)]
    assert [(command.name, options) for command, options in read] == [
        ("digest on", {"time": "9 london", "quiet": True}),
        ("digest on", {"time": "noon", "zone": "Europe/Paris", "days": "mon-fri", "topics": "harbour, weather"}),
        ("help", {"command": "digest"}),
        ("help", {"command": "digest"}),
        ("digest preview", {}),
    ]


async def test_a_person_is_identified_with_time_zone_and_manager_rights(slack: SlackStandIn, serve: Serve) -> None:
    slack.users["U0NEW"] = {"id": "U0NEW", "name": "nina", "tz": None}
    known = Known()
    async with serve(known):
        for person in (ALICE, OWNER, "U0NEW"):
            await slack.slash("/digest", "on 9 london", person=person)
        await slack.mention("/digest on", person=BOB)
        await slack.until(lambda: len(known.people) == 4)
        assert {p.id: (p.zone, p.manager, p.admin) for p in known.people.values()} == {
            ALICE: ("Europe/London", False, False),
            OWNER: ("Asia/Tokyo", True, True),
            "U0NEW": ("", False, False),
            BOB: ("America/New_York", True, False),
        }
        known.people.clear()
        slack.fault("users.info", Fault(500))
        await slack.slash("/digest", "off", person=BOB)
        await slack.until(lambda: known.people)
    # Slack names the creator of the channel, although it returns nothing about the user.
    assert known.people[BOB] == Person(BOB, "bob", manager=True)
    assert len(slack.calls("users.info")) == 5


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"is_member": False}, "/invite @Factbot"),
        ({"is_member": False, "is_private": True}, "/invite @Factbot"),
        ({"is_archived": True}, "archived"),
    ],
)
async def test_the_reason_is_named_if_the_bot_cannot_post_in_a_channel(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, state: dict[str, bool], reason: str
) -> None:
    slack.channels[CHANNEL] |= state
    async with serve(recorder) as platform:
        with pytest.raises(ClosedError, match=reason):
            await platform.post(delivery(platform))
        await slack.slash("/digest", "on 9am")
        await slack.until(lambda: recorder.events)
        missing_permission = await recorder.responders[0].missing_permission()
    assert missing_permission
    assert reason in missing_permission
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found", "not_in_channel", "channel_is_archived", "restricted_action",
        "restricted_action_read_only_channel", "user_disabled", "cannot_dm_bot", "messages_tab_disabled",
        "no_permission",
    ],
)  # fmt: skip
async def test_posting_in_a_closed_channel_raises_an_error_without_slack_codes(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, error: str
) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    async with serve(recorder) as platform:
        with pytest.raises(ClosedError) as raised:
            await platform.post(delivery(platform))
    assert error not in str(raised.value)
    assert str(raised.value).endswith(".")
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text", "metadata_too_large"]
)
async def test_a_post_that_slack_never_accepts_raises_a_refused_error(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, error: str
) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    async with serve(recorder) as platform:
        with pytest.raises(RefusedError, match=error):
            await platform.post(delivery(platform))


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope", "new_word"])
async def test_posting_can_be_attempted_again_after_other_errors(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, error: str
) -> None:
    slack.fault("chat.postMessage", Fault(error=error))
    async with serve(recorder) as platform:
        with pytest.raises(DeliveryError, match=error) as raised:
            await platform.post(delivery(platform))
        assert not isinstance(raised.value, ClosedError | RefusedError)
        await platform.post(delivery(platform))
    assert len(slack.posted()) == 1


@pytest.mark.parametrize("missing_field", ["is_member", "is_archived", None])
async def test_no_permission_is_missing_if_slack_does_not_say_so(
    slack: SlackStandIn, serve: Serve, recorder: Recorder, missing_field: str | None
) -> None:
    async with serve(recorder):
        await slack.slash("/digest", "on 9am")
        await slack.until(lambda: recorder.events)
        if missing_field:
            del slack.channels[CHANNEL][missing_field]
        else:
            slack.fault("conversations.info", Fault(error="missing_scope"))
        assert await recorder.responders[0].missing_permission() is None


async def test_no_permission_is_missing_in_a_direct_message(
    slack: SlackStandIn, serve: Serve, recorder: Recorder
) -> None:
    async with serve(recorder):
        await slack.dm("digest on")
        await slack.until(lambda: recorder.events)
        slack.fault("conversations.info", Fault(error="channel_not_found"))
        assert await recorder.responders[0].missing_permission() is None
