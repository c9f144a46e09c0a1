"""The manifest of an app, checked as Slack checks it before it makes an app of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.standins.slack.agent import prompt_problems

DISPLAY = {"name": (1, 35), "description": (1, 140), "long_description": (175, 4_000)}
"""Fewest and most characters. Slack's page says 174 for the longest, its schema 175."""
COMMAND = {"command": (2, 32), "description": (1, 2_000), "usage_hint": (1, 1_000)}
SHORTCUT = {"name": (1, 24), "description": (1, 150), "callback_id": (1, 255)}
MOST_COMMANDS, MOST_SHORTCUTS = 50, 10
AGENT = {"agent_description", "suggested_prompts", "actions"}
FEATURES = {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains", "agent_view"}
SETTINGS = {
    "event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled", "token_rotation_enabled",
}  # fmt: skip
SCOPES_OF_EVENTS = {
    "app_mention": "app_mentions:read", "message.im": "im:history", "message.channels": "channels:history",
    "message.groups": "groups:history", "member_joined_channel": "channels:read",
}  # fmt: skip
"""What an event needs, without which Slack refuses the subscription."""
LEAST_CONTRAST = 4.5
"""White words must be readable on the background. Slack says only "dark enough"; this is what WCAG asks for."""


def problems(manifest: dict[str, Any]) -> list[str]:
    """Everything that Slack would refuse in a manifest, one sentence each."""
    return [
        *_unknown("manifest", manifest, {"_metadata", "display_information", "features", "oauth_config", "settings"}),
        *_display(manifest.get("display_information") or {}),
        *_features(manifest.get("features") or {}),
        *_unknown("settings", manifest.get("settings") or {}, SETTINGS),
        *_permissions(manifest),
    ]


def events(manifest: dict[str, Any]) -> set[str]:
    """Return the events that an app with this manifest gets."""
    return set(((manifest.get("settings") or {}).get("event_subscriptions") or {}).get("bot_events") or ())


def scopes(manifest: dict[str, Any]) -> list[str]:
    """Return all scopes that the bot gets if the admin refuses none."""
    return list(((manifest.get("oauth_config") or {}).get("scopes") or {}).get("bot") or ())


def _display(display: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("display_information", display, {*DISPLAY, "background_color"})
    yield from _lengths("display_information", display, DISPLAY, needed={"name"})
    color = display.get("background_color")
    if color is None:
        return
    if not isinstance(color, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        yield f"background_color is not written as #rrggbb: {color!r}"
    elif _contrast_with_white(color) < LEAST_CONTRAST:
        yield f"background_color is not dark enough: {color}"


def _features(features: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("features", features, FEATURES)
    commands, shortcuts = features.get("slash_commands") or [], features.get("shortcuts") or []
    if len(commands) > MOST_COMMANDS or len({command.get("command") for command in commands}) < len(commands):
        yield "too many slash_commands, or two of the same name"
    for command in commands:
        yield from _unknown("a command", command, {*COMMAND, "url", "should_escape"})
        yield from _lengths("a command", command, COMMAND, needed={"command", "description"})
        if not re.fullmatch(r"/[^\sA-Z/]+", str(command.get("command"))):
            yield f"not a command: {command.get('command')!r}"
    if len(shortcuts) > MOST_SHORTCUTS:
        yield f"{len(shortcuts)} shortcuts, where {MOST_SHORTCUTS} fit"
    for shortcut in shortcuts:
        yield from _unknown("a shortcut", shortcut, {*SHORTCUT, "type"})
        yield from _lengths("a shortcut", shortcut, SHORTCUT, needed={*SHORTCUT})
        if shortcut.get("type") not in {"message", "global"}:
            yield f"unknown type of a shortcut {shortcut.get('type')!r}"
    if "agent_view" in features:
        yield from _agent(features["agent_view"])


def _agent(agent: dict[str, Any]) -> Iterator[str]:
    yield from _unknown("agent_view", agent, AGENT)
    yield from _lengths("agent_view", agent, {"agent_description": (1, 300)}, needed={"agent_description"})
    yield from prompt_problems(agent.get("suggested_prompts", []))


def _permissions(manifest: dict[str, Any]) -> Iterator[str]:
    given = ((manifest.get("oauth_config") or {}).get("scopes")) or {}
    yield from _unknown("scopes", given, {"bot", "bot_optional", "user", "user_optional"})
    # Slack asks for no optional scope that is not in the list of all scopes as well.
    yield from (
        f"{scope} is optional, but not asked for" for scope in set(given.get("bot_optional", [])) - {*scopes(manifest)}
    )
    agent = "agent_view" in (manifest.get("features") or {})
    for event in sorted(events(manifest)):
        if (needed := SCOPES_OF_EVENTS.get(event)) and needed not in scopes(manifest):
            yield f"the event {event} needs the scope {needed}"
        if event.startswith("assistant_thread_") or (event == "app_context_changed" and not agent):
            yield f"an app with{'' if agent else 'out'} agent_view gets no event {event}"
    if agent and "assistant:write" not in scopes(manifest):
        yield "agent_view needs the scope assistant:write"


def _unknown(name: str, part: dict[str, Any], known: set[str]) -> Iterator[str]:
    yield from (f"{name} has an unknown {key}" for key in sorted(part.keys() - known))


def _lengths(name: str, part: dict[str, Any], limits: dict[str, tuple[int, int]], needed: set[str]) -> Iterator[str]:
    for key, (least, most) in limits.items():
        if key not in part:
            yield from [f"{name} has no {key}"] if key in needed else []
        elif not isinstance(part[key], str) or not least <= len(part[key]) <= most:
            yield f"{key} of {name} has {len(str(part[key]))} characters, not {least} to {most}"


def _contrast_with_white(color: str) -> float:
    """How well white words are read on a color, between 1 and 21, as WCAG reckons it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)
