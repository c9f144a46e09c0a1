"""The app manifest that an admin gives to Slack to make the app with everything that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.command_names import CommandNames, takes_mentions
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from bot.core.commands import Command, families

_DESCRIPTION = "Answers questions with one curated fact, its source and date, or says that it has none."
_LONG_DESCRIPTION = (
    "Factbot answers questions with one fact from a curated store, with its source and its date. If no fact fits, it "
    "says so. It never writes an answer of its own. It also finds who said what, checks a quote word for word, and "
    "posts a daily digest of what is new."
)
_CHAT = (
    "Ask a question. I answer with one fact, its source and its date, or say that I have none. I also find who said "
    "what, and check a quote word for word."
)
_PROMPTS = (("What can you do?", "help"), ("Who is quoted?", "quotes"))
"""What Slack suggests in the chat until the bot suggests questions of its store: titles, and what is then sent."""
_COLOUR = "#1f4e5f"
_EVENTS = (
    "app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "message.im", "tokens_revoked"
)  # fmt: skip
_WATCHING_EVENTS = ("message.channels", "message.groups")


def manifest(commands: Sequence[Command], *, watching: bool = False, prefix: str = "") -> Json:
    """Make the manifest. With `watching`, the app also gets all messages in the channels that it is in.

    With a prefix such as "fact", the slash commands are /fact-ask and so on.
    """
    events = sorted(_EVENTS + (_WATCHING_EVENTS if watching else ()))
    # Slack asks for what is in the first list, and lets the admin refuse what is in the second one as well.
    scopes = {"bot": sorted(SCOPES)} | ({} if watching else {"bot_optional": sorted(OPTIONAL_SCOPES)})
    return {
        "display_information": {
            "name": "Factbot",
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": _COLOUR,
        },
        "features": {
            "agent_view": {
                "agent_description": _CHAT,
                "suggested_prompts": [{"title": title, "message": message} for title, message in _PROMPTS],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Factbot", "always_online": False},
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
            "description": _description(word, family),
            "should_escape": any(map(takes_mentions, family)),  # then Slack sends the ids of those who are mentioned
        }
        hints = (c.usage.removeprefix(f"/{word}").strip() for c in family)
        if hint := " | ".join(h for h in hints if h):
            command["usage_hint"] = hint
        slash.append(command)
    return slash


def _description(word: str, family: Sequence[Command]) -> str:
    """Describe a family by its main command in a few words, because the menu shows no more."""
    main = next((command for command in family if command.name == word), family[0])
    return main.summary.partition(";")[0]
