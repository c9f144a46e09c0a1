"""The app manifest that an admin gives to Slack to make the app with everything that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.command_names import CommandNames
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from bot.core.commands import Command, families

_DESCRIPTION = "Answers questions with one curated fact, its source and date, or says that it has none."
_EVENTS = ("app_home_opened", "app_mention", "message.im")
_WATCHING_EVENTS = ("message.channels", "message.groups")


def manifest(commands: Sequence[Command], *, watching: bool = False, prefix: str = "") -> Json:
    """Make the manifest. With `watching`, the app also gets all messages in the channels that it is in.

    With a prefix such as "fact", the slash commands are /fact-ask and so on.
    """
    events = sorted(_EVENTS + (_WATCHING_EVENTS if watching else ()))
    # Slack asks for what is in the first list, and lets the admin refuse what is in the second one as well.
    scopes = {"bot": sorted(SCOPES)} | ({} if watching else {"bot_optional": sorted(OPTIONAL_SCOPES)})
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
            "slash_commands": slash_commands(commands, prefix),
        },
        "oauth_config": {"scopes": scopes},
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


def slash_commands(commands: Sequence[Command], prefix: str = "") -> list[Json]:
    """Make a slash command for each first word of the table. Slack has no subcommands, so its hint lists them."""
    names, slash = CommandNames(commands, prefix), []
    for word, family in sorted(families(commands).items()):
        command: Json = {
            "command": names.of(word),
            "description": "; ".join(c.summary for c in family),
            "should_escape": False,
        }
        hints = (c.usage.removeprefix(f"/{word}").strip() for c in family)
        if hint := " | ".join(h for h in hints if h):
            command["usage_hint"] = hint
        slash.append(command)
    return slash
