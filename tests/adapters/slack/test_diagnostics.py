"""Build the manifest of the app, and report problems with `factbot doctor`."""

from __future__ import annotations

import pytest

from bot.adapters.slack.diagnostics import diagnose
from bot.adapters.slack.manifest import SCOPES, manifest
from tests.menu import MENU
from tests.standins.slack import Fault, SlackStandIn


def test_the_manifest_has_the_needed_settings_events_and_scopes() -> None:
    made = manifest(MENU.commands)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened", "app_mention", "message.im"]
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert {"channels:history", "groups:history"} <= set(made["oauth_config"]["scopes"]["bot"])
    assert len(made["display_information"]["description"]) <= 140


def test_the_manifest_subscribes_to_channel_messages_if_channels_are_watched() -> None:
    made = manifest(MENU.commands, watching=True)
    assert {"message.channels", "message.groups"} <= set(made["settings"]["event_subscriptions"]["bot_events"])
    assert made["oauth_config"] == manifest(MENU.commands)["oauth_config"]


def test_the_manifest_has_one_slash_command_for_each_first_word() -> None:
    commands = {c["command"]: c.get("usage_hint") for c in manifest(MENU.commands)["features"]["slash_commands"]}
    assert commands == {
        "/ask": "question [private]",
        "/digest": "on [time] [zone] [topics] [days] [quiet] [curators] | off | status | preview",
        "/help": None,
        "/quote": "[speaker] [about] [private]",
        "/quotes": None,
        "/verify": "text [speaker] [private]",
        "/watch": "on | off | status",
    }
    for made in manifest(MENU.commands)["features"]["slash_commands"]:
        assert 0 < len(made["description"]) <= 2_000
        assert len(made.get("usage_hint", "")) <= 1_000


def test_the_manifest_has_one_message_shortcut_for_each_shortcut() -> None:
    shortcuts = manifest(MENU.commands)["features"]["shortcuts"]
    assert {s["name"]: s["callback_id"] for s in shortcuts} == SlackStandIn().shortcuts
    assert {s["type"] for s in shortcuts} == {"message"}
    assert all(len(s["name"]) <= 24 and 0 < len(s["description"]) <= 150 for s in shortcuts)


async def test_the_doctor_finds_no_problem_in_a_correct_setup(slack: SlackStandIn) -> None:
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url)
    assert [f.ok for f in findings] == [True, True, True]


async def test_the_doctor_names_missing_scopes(slack: SlackStandIn) -> None:
    slack.scopes = ", ".join(SCOPES - {"users:read", "groups:history"})
    [finding] = [f for f in await diagnose(slack.bot_token, slack.app_token, slack.api_url) if not f.ok]
    assert "groups:history, users:read" in finding.text
    assert "can't look whether a digest was posted" in finding.text
    assert "factbot manifest" in finding.remedy


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
    [finding] = [f for f in await diagnose(bot_token, app_token, slack.api_url) if not f.ok]
    assert named in finding.text + finding.remedy
    assert finding.remedy


async def test_the_doctor_reports_that_slack_cannot_be_reached(slack: SlackStandIn) -> None:
    slack.fault("auth.test", Fault(503))
    slack.fault("apps.connections.open", Fault(drop=True))
    findings = await diagnose(slack.bot_token, slack.app_token, slack.api_url)
    assert [f.ok for f in findings] == [False, False]
    assert all("can't be reached" in f.text for f in findings)
