"""Test the stand-in of Slack: what it refuses of a manifest, and what an app made from one gets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.slack import SlackStandIn
from tests.standins.slack.manifest import problems

PROMPT = {"title": "Ask", "message": "What is Nato?"}
COMMAND = {"command": "/ask", "description": "Ask something"}
SHORTCUT = {"name": "Check quote", "type": "message", "callback_id": "verify", "description": "Check it"}


def made(**features: Any) -> dict[str, Any]:
    """Return a valid manifest of an agent, with these features."""
    return {
        "display_information": {"name": "Factbot", "description": "x", "long_description": "x" * 175},
        "features": {"agent_view": {"agent_description": "x", "suggested_prompts": [PROMPT] * 4}, **features},
        "oauth_config": {"scopes": {"bot": ["assistant:write", "im:history", "app_mentions:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]}},
    }


def shown(**changed: Any) -> dict[str, Any]:
    """Return a manifest that shows something else of the app."""
    return made() | {"display_information": {"name": "Factbot", **changed}}


def hearing(*events: str, scopes: tuple[str, ...] = ("assistant:write",), optional: tuple[str, ...] = ()) -> Any:
    """Return a manifest with these events and scopes."""
    settings = {"event_subscriptions": {"bot_events": list(events)}}
    return made() | {
        "settings": settings,
        "oauth_config": {"scopes": {"bot": list(scopes), "bot_optional": list(optional)}},
    }


@pytest.mark.parametrize(
    "manifest",
    [
        made(),
        made(slash_commands=[COMMAND | {"usage_hint": "question"}], shortcuts=[SHORTCUT]),
        shown(background_color="#1f3a5f"),
        hearing("app_context_changed", "member_joined_channel", scopes=("assistant:write", "channels:read")),
    ],
)
def test_a_valid_manifest_is_accepted(manifest: dict[str, Any]) -> None:
    assert problems(manifest) == []


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (made() | {"colour": "red"}, "unknown colour"),
        (made() | {"settings": {"socket_mode": True}}, "unknown socket_mode"),
        (shown(name="x" * 36), "name of display_information has 36"),
        (shown(name=""), "name of display_information has 0"),
        (made() | {"display_information": {}}, "has no name"),
        (shown(description="x" * 141), "has 141"),
        (shown(long_description="x" * 174), "has 174"),
        (shown(long_description="x" * 4_001), "has 4001"),
        (shown(background_color="navy"), "not written as #rrggbb"),
        (shown(background_color="#f2c744"), "not dark enough"),
        (made(colour="red"), "unknown colour"),
        (made(slash_commands=[COMMAND] * 2), "two of the same name"),
        (made(slash_commands=[{"command": "/ask"}]), "has no description"),
        (made(slash_commands=[COMMAND | {"description": "x" * 2_001}]), "has 2001"),
        (made(slash_commands=[COMMAND | {"usage_hint": "x" * 1_001}]), "has 1001"),
        (made(slash_commands=[COMMAND | {"usage_hint": ""}]), "has 0"),
        (made(slash_commands=[COMMAND | {"command": "ask"}]), "not a command"),
        (made(slash_commands=[COMMAND | {"command": "/" + "x" * 32}]), "has 33"),
        (made(shortcuts=[SHORTCUT] * 11), "11 shortcuts"),
        (made(shortcuts=[SHORTCUT | {"name": "x" * 25}]), "has 25"),
        (made(shortcuts=[SHORTCUT | {"description": "x" * 151}]), "has 151"),
        (made(shortcuts=[SHORTCUT | {"type": "user"}]), "unknown type"),
        (made(agent_view={"suggested_prompts": []}), "has no agent_description"),
        (made(agent_view={"agent_description": "x" * 301}), "has 301"),
        (made(agent_view={"agent_description": "x", "suggested_prompts": [PROMPT] * 5}), "at most 4"),
        (made(agent_view={"agent_description": "x", "suggested_prompts": [{"title": "Ask"}]}), "not a prompt"),
        (made(agent_view={"agent_description": "x", "assistant_description": "x"}), "unknown assistant_description"),
        (made(assistant_view={}), "unknown assistant_view"),
        (hearing("message.channels"), "needs the scope channels:history"),
        (hearing("assistant_thread_started"), "gets no event assistant_thread_started"),
        (hearing("app_context_changed") | {"features": {}}, "without agent_view gets no event"),
        (hearing(scopes=()), "agent_view needs the scope assistant:write"),
        (hearing(optional=("groups:history",)), "groups:history is optional, but not asked for"),
    ],
)
def test_what_slack_refuses_of_a_manifest_is_reported(manifest: dict[str, Any], expected: str) -> None:
    assert expected in "; ".join(problems(manifest))


def test_an_app_gets_what_its_manifest_says() -> None:
    slack = SlackStandIn()
    slack.install(made(shortcuts=[SHORTCUT | {"name": "Check"}]))
    assert (slack.is_agent, slack.reads_channels, slack.shortcuts) == (True, False, {"Check": "verify"})
    assert slack.events == {"app_home_opened", "app_mention", "message.im"}
    assert slack.scopes == "assistant:write,im:history,app_mentions:read"
    with pytest.raises(AssertionError):
        slack.install(shown(name=""))
