"""The app manifest that an admin gives to Slack to make the app with everything that it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.adapters.slack.payloads import Json
from bot.core.commands import Command, families

_DESCRIPTION = "Answers questions with one curated fact, its source and date, or says that it has none."
HISTORY = ("channels:history", "groups:history", "im:history")
"""Scopes to look whether a digest was posted."""
NEEDED_SCOPES: Mapping[str, tuple[str, ...]] = {
    "answer mentions": ("app_mentions:read", "chat:write"),
    "answer direct messages": ("im:history", "chat:write"),
    "offer slash commands and Check quote": ("commands",),
    "answer in watched public channels": ("channels:history", "chat:write"),
    "answer in watched private channels": ("groups:history", "chat:write"),
    "post digests": ("chat:write",),
    "make sure that no digest gets lost": HISTORY,
    "see who may read a channel, and whether it can post there": ("channels:read", "groups:read"),
    "know who manages a channel, and people's time zones": ("users:read",),
}
"""The scopes of the bot token that each ability needs."""
SCOPES = frozenset(scope for scopes in NEEDED_SCOPES.values() for scope in scopes)
"""What the bot token may do."""
_EVENTS = ("app_home_opened", "app_mention", "message.im")
_WATCHING_EVENTS = ("message.channels", "message.groups")


def manifest(commands: Sequence[Command], *, watching: bool = False) -> Json:
    """Make the manifest. With `watching`, the app also gets all messages in the channels that it is in."""
    events = sorted(_EVENTS + (_WATCHING_EVENTS if watching else ()))
    return {
        "display_information": {"name": "Factbot", "description": _DESCRIPTION},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Factbot", "always_online": True},
            "shortcuts": shortcuts(commands),
            "slash_commands": slash_commands(commands),
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": events},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def shortcuts(commands: Sequence[Command]) -> list[Json]:
    """Make an entry in the menu of messages for each command that can be called there. Its id is the command's name."""
    return [
        {"name": c.shortcut, "type": "message", "callback_id": c.name, "description": c.summary}
        for c in commands
        if c.shortcut
    ]


def slash_commands(commands: Sequence[Command]) -> list[Json]:
    """Make a slash command for each first word of the table. Slack has no subcommands, so its hint lists them."""
    slash = []
    for word, family in sorted(families(commands).items()):
        command: Json = {
            "command": f"/{word}",
            "description": "; ".join(c.summary for c in family),
            "should_escape": False,
        }
        hints = (c.usage.removeprefix(f"/{word}").strip() for c in family)
        if hint := " | ".join(h for h in hints if h):
            command["usage_hint"] = hint
        slash.append(command)
    return slash
