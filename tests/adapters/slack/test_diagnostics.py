"""Build the manifest of the app, and report problems with `factbot doctor`."""

from __future__ import annotations

import pytest

from bot.adapters.slack import diagnostics
from bot.adapters.slack.diagnostics import diagnose
from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.scopes import GROUPS, NEEDED_SCOPES, OPTIONAL_SCOPES, SCOPES, SUGGEST
from bot.core.diagnostics import CheckResult, Usage
from bot.core.events import Target
from bot.core.replies import Card, Reply
from tests.menu import MENU
from tests.samples.slack import FACT, QUOTE
from tests.standins.slack import CHANNEL, TEAM, Fault, SlackStandIn
from tests.standins.slack.manifest import problems


def test_the_manifest_has_the_needed_settings_events_and_scopes() -> None:
    made = manifest(MENU.commands)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "message.im", "tokens_revoked"
    ]  # fmt: skip
    assert made["features"]["bot_user"]["always_online"] is False  # Slack would show it even if the bot is down
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False


@pytest.mark.parametrize(("watching", "prefix"), [(False, ""), (True, ""), (False, "fact")])
def test_slack_accepts_the_manifest(watching: bool, prefix: str) -> None:
    assert problems(manifest(MENU.commands, watching=watching, prefix=prefix)) == []


def test_the_manifest_subscribes_to_channel_messages_if_channels_are_watched() -> None:
    made = manifest(MENU.commands, watching=True)
    assert {"message.channels", "message.groups"} <= set(made["settings"]["event_subscriptions"]["bot_events"])


def test_an_admin_can_refuse_the_history_of_channels_unless_channels_are_watched() -> None:
    scopes = manifest(MENU.commands)["oauth_config"]["scopes"]
    # Slack asks for no optional scope that is not in the list of all scopes as well.
    assert scopes == {"bot": sorted(SCOPES), "bot_optional": ["channels:history", "groups:history"]}
    assert manifest(MENU.commands, watching=True)["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}


def test_the_manifest_has_one_slash_command_for_each_first_word() -> None:
    commands = {c["command"]: c.get("usage_hint") for c in manifest(MENU.commands)["features"]["slash_commands"]}
    assert commands == {
        "/ask": "question [private]",
        "/gaps": None,
        "/stats": "[weeks]",
        "/curators": "[add] [remove] [permission]",
        "/digest": "on [time] [zone] [topics] [days] [until] [holidays] [quiet] [curators] | off | status | preview"
        " | settings",
        "/fact": "add [text] | quote [text] | show id | edit id | supersede id | retire id [why] | history id",
        "/feedback": "on | off",
        "/forget": "me",
        "/help": "[command]",
        "/quote": "[speaker] [about] [private]",
        "/quotes": None,
        "/review": "here | off | list",
        "/verify": "[text] [speaker] [private]",
        "/watch": "on | off | status",
    }
    for made in manifest(MENU.commands)["features"]["slash_commands"]:
        assert 0 < len(made["description"]) <= 80  # a menu shows no more


def test_the_manifest_has_one_message_shortcut_for_each_shortcut() -> None:
    shortcuts = manifest(MENU.commands)["features"]["shortcuts"]
    assert {s["name"]: s["callback_id"] for s in shortcuts} == {
        "Ask about this": "ask", "Check quote": "verify", "Save as fact": "fact add", "Save as quote": "fact quote",
    }  # fmt: skip
    assert {s["type"] for s in shortcuts} == {"message"}


async def test_the_doctor_finds_no_problem_in_a_correct_setup(slack: SlackStandIn) -> None:
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage())
    assert [f.ok for f in findings] == [True, True, True]


async def test_the_doctor_names_missing_scopes(slack: SlackStandIn) -> None:
    slack.scopes = ", ".join(SCOPES - {"users:read", "im:history", "groups:history"})
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage())
    [finding] = [finding for finding in findings if not finding.ok]
    assert finding.text == "The Slack app does not have the scopes im:history, users:read."
    assert "`factbot manifest`" in finding.remedy


@pytest.mark.parametrize(
    ("missing", "channels"),
    [({"groups:history"}, "private"), ({"channels:history"}, "public"), (OPTIONAL_SCOPES, "public and private")],
)
async def test_the_doctor_says_what_does_not_work_without_optional_scopes(
    slack: SlackStandIn, missing: set[str], channels: str
) -> None:
    slack.scopes = ", ".join(SCOPES - missing)
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage())
    [finding] = [finding for finding in findings if "optional" in finding.text]
    assert all(scope in finding.text for scope in missing)
    assert f"In {channels} channels, I can't" in finding.text
    assert all(finding.ok for finding in findings)


async def test_no_scope_is_optional_if_channels_are_watched(slack: SlackStandIn) -> None:
    slack.scopes = ", ".join(SCOPES - OPTIONAL_SCOPES)
    usage = Usage(watched=frozenset({CHANNEL}))
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, usage)
    [finding] = [finding for finding in findings if not finding.ok]
    assert "channels:history, groups:history" in finding.text
    assert "`factbot manifest --watch`" in finding.remedy


@pytest.mark.parametrize(
    ("bot_token", "app_token", "named"),
    [
        ("xoxp-a-person", "xapp-standin-app", "SLACK_BOT_TOKEN"),
        ("xoxb-wrong", "xapp-standin-app", "SLACK_BOT_TOKEN"),
        ("xoxb-standin-bot", "xoxb-standin-bot", "SLACK_APP_TOKEN"),
        ("xoxb-standin-bot", "xapp-wrong", "SLACK_APP_TOKEN"),
    ],
)
async def test_the_doctor_names_a_wrong_token(slack: SlackStandIn, bot_token: str, app_token: str, named: str) -> None:
    [finding] = [f for f in await diagnose(bot_token, app_token, slack.api_url, Usage()) if not f.ok]
    assert named in finding.text + finding.remedy
    assert finding.remedy


async def test_the_doctor_reports_that_slack_cannot_be_reached(slack: SlackStandIn) -> None:
    slack.fault("auth.test", Fault(503))
    slack.fault("apps.connections.open", Fault(drop=True))
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage())
    assert [f.ok for f in findings] == [False, False]
    assert all("can't be reached" in f.text for f in findings)


# ---------------------------------------------------------------- doctor --online

PRIVATE, ARCHIVED, FOREIGN = "C0WAGES", "C0OLD", "C0ELSEWHERE"


def thorough(*digests: str, watched: frozenset[str] = frozenset()) -> Usage:
    """Return a usage of these channels that is to be checked thoroughly."""
    targets = [Target("slack", TEAM, channel) for channel in digests]
    return Usage(watched, (*targets, Target("slack", TEAM, "U0ALICE", direct=True)), MENU.commands, thorough=True)


async def faults(slack: SlackStandIn, usage: Usage) -> list[str]:
    """Return what is wrong."""
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, usage)
    return [finding.text for finding in findings if not finding.ok]


async def test_a_correct_setup_has_no_fault(slack: SlackStandIn) -> None:
    usage = thorough(CHANNEL, watched=frozenset({CHANNEL}))
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, usage)
    assert all(finding.ok for finding in findings)
    assert findings[-1].text == "The bot is in #general (watched, digest) and can post there."
    assert len(slack.calls("conversations.info")) == 1


async def test_the_doctor_says_what_an_older_manifest_did_not_ask_for(slack: SlackStandIn) -> None:
    slack.scopes = ",".join(SCOPES - {SUGGEST, GROUPS})
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage())
    assert all(finding.ok for finding in findings)
    said = " ".join(finding.text for finding in findings)
    assert "I can't suggest questions in my chat" in said
    assert "people of a user group can't be curators" in said


@pytest.mark.parametrize("scope", sorted(SCOPES - {SUGGEST, GROUPS}))
async def test_each_missing_scope_is_named_with_what_needs_it(slack: SlackStandIn, scope: str) -> None:
    slack.scopes = ",".join(SCOPES - {scope})
    found = await faults(slack, thorough(watched=frozenset({CHANNEL})))
    abilities = [ability for ability, scopes in NEEDED_SCOPES.items() if scope in scopes]
    assert abilities
    assert found == [
        f"The bot can't {ability}: the Slack app does not have the scope {scope}." for ability in abilities
    ]


async def test_each_ability_without_its_optional_scope_is_named_and_is_no_fault(slack: SlackStandIn) -> None:
    slack.scopes = ",".join(SCOPES - {"groups:history"})
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, thorough())
    assert all(finding.ok for finding in findings)
    abilities = [ability for ability, scopes in NEEDED_SCOPES.items() if "groups:history" in scopes]
    assert [finding.text for finding in findings if "optional" in finding.text] == [
        f"Without the optional scope groups:history, the bot can't {ability}." for ability in abilities
    ]


async def test_several_missing_scopes_of_one_ability_are_named_together(slack: SlackStandIn) -> None:
    slack.scopes = ",".join(SCOPES - {"channels:read", "groups:read"})
    [fault] = await faults(slack, thorough())
    assert fault.endswith("does not have the scopes channels:read, groups:read.")


async def test_channels_that_the_bot_cannot_use_are_explained(slack: SlackStandIn) -> None:
    slack.channels[PRIVATE] = {"id": PRIVATE, "name": "wages", "is_private": True, "is_member": False}
    slack.channels[ARCHIVED] = {"id": ARCHIVED, "name": "old", "is_member": True, "is_archived": True}
    slack.channels["C0QUAY"] = {"id": "C0QUAY", "name": "quay", "is_member": False}
    found = await faults(slack, thorough(ARCHIVED, PRIVATE, FOREIGN, watched=frozenset({"C0QUAY"})))
    assert [text.partition(" (")[0] for text in found] == [
        "The bot can't use #quay",
        "The bot can't use #old",
        f"The bot can't use the channel {PRIVATE}",
        f"The bot can't use the channel {FOREIGN}",
    ]
    assert "archived" in found[1]
    assert all("invite" in found[index] for index in (0, 2, 3))


async def test_a_rate_limit_is_waited_for_and_a_refusal_is_reported(slack: SlackStandIn) -> None:
    slack.fault("conversations.info", Fault(429, "ratelimited", {"Retry-After": "0"}))
    assert await faults(slack, thorough(CHANNEL)) == []
    slack.fault("conversations.info", Fault(200, "missing_scope"))
    [fault] = await faults(slack, thorough(CHANNEL))
    assert "missing_scope" in fault


@pytest.mark.parametrize(
    ("method", "code", "token", "meaning"),
    [
        ("auth.test", "token_revoked", "SLACK_BOT_TOKEN", "it was revoked."),
        ("auth.test", "account_inactive", "SLACK_BOT_TOKEN", "the app was removed"),
        ("apps.connections.open", "token_revoked", "SLACK_APP_TOKEN", "it was revoked."),
        ("apps.connections.open", "missing_scope", "SLACK_APP_TOKEN", "it does not have the scope"),
    ],
)
async def test_a_revoked_token_is_named_once(
    slack: SlackStandIn, method: str, code: str, token: str, meaning: str
) -> None:
    slack.fault(method, Fault(200, code))
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, thorough())
    [refused] = [finding for finding in findings if not finding.ok]
    assert refused.text.startswith(f"Slack does not accept {token} ({code}): {meaning}")
    assert "does not accept" not in refused.remedy
    assert "A manager of the app can" in refused.remedy


SAMPLES = (Card(FACT, "current"), Card(QUOTE, "current"))


async def looks(slack: SlackStandIn, *samples: Reply) -> list[CheckResult]:
    """Return what the doctor says about how replies look."""
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url, Usage(thorough=True, samples=samples))
    return [finding for finding in findings if "looks" in finding.text or "look." in finding.text]


async def test_the_doctor_lets_slack_check_how_answers_look(slack: SlackStandIn) -> None:
    [finding] = await looks(slack, *SAMPLES)
    assert (finding.ok, finding.text) == (True, "Slack accepts how answers look.")
    assert await looks(slack) == []


async def test_the_doctor_names_what_slack_would_refuse(slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "message_body", lambda reply: {"text": "x", "blocks": [{"type": "poem"}]})
    [finding] = await looks(slack, *SAMPLES)
    assert not finding.ok
    assert "unknown type 'poem'" in finding.text
    assert "report" in finding.remedy


@pytest.mark.parametrize("fault", [Fault(error="unknown_method"), Fault(503), Fault(drop=True)])
async def test_the_doctor_is_silent_if_slack_cannot_check_looks(slack: SlackStandIn, fault: Fault) -> None:
    slack.fault("blocks.validate", fault)
    assert await looks(slack, *SAMPLES) == []
