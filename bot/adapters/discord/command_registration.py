"""Register the table of commands with Discord if it has changed."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Final

from bot.adapters.discord.http import HttpRequest, Rest
from bot.adapters.discord.payloads import (
    BOOLEAN,
    BOT_DM,
    CHAT_INPUT,
    GUILD,
    GUILD_INSTALL,
    MENTIONABLE,
    ON_MESSAGE,
    PRIVATE_CHANNEL,
    STRING,
    SUB_COMMAND,
    USER_INSTALL,
    Json,
)
from bot.adapters.discord.permissions import MANAGE_CHANNELS
from bot.core.commands import Command, Option, OptionKind, families
from bot.core.declaration_checks import SUMMARY_LENGTH
from bot.core.shorten import label
from bot.core.storage import Storage

log = logging.getLogger(__name__)

_TYPES: Final[Mapping[OptionKind, int]] = {"text": STRING, "flag": BOOLEAN, "who": MENTIONABLE}


def registration(commands: Sequence[Command], *, user_install: bool = False) -> list[Json]:
    """Make the body of a bulk overwrite of the global commands: first the table, then its shortcuts.

    Commands of two words with the same first word become subcommands of one command. With `user_install`, people who
    installed the bot for themselves may use some commands everywhere.
    """
    typed = [_registered(name, family, user_install) for name, family in families(commands).items()]
    return typed + [_shortcut(command, user_install) for command in commands if command.shortcut]


def fingerprint(registered: Sequence[Json], api_url: str) -> str:
    """Return a hash that changes if the commands must be registered again."""
    serialized = json.dumps([api_url, registered], sort_keys=True)
    return hashlib.sha256(serialized.encode()).hexdigest()[:32]


async def register(
    rest: Rest, store: Storage, application: str, commands: Sequence[Command], api_url: str, *, user_install: bool
) -> Mapping[str, str]:
    """Register the commands, unless a note in the store says that the same ones are registered. Return their ids.

    One request replaces all of them. They are global, so each shows once in every server. Raises DeliveryError.
    """
    wanted = registration(commands, user_install=user_install)
    key, current = f"discord:commands:{application}", fingerprint(wanted, api_url)
    if (ids := _noted(await store.note(key), current)) is None:
        path = f"/applications/{application}/commands"
        registered = await rest.send(HttpRequest("the commands", "PUT", path, wanted, path))
        ids = {
            str(entry["name"]): str(entry["id"])
            for entry in registered or ()
            if entry.get("type", CHAT_INPUT) == CHAT_INPUT and entry.get("id")
        }
        await store.put_note(key, json.dumps({"registered": current, "ids": ids}))
        log.info("Registered %d commands with Discord", len(wanted))
    return {command.name: ids[command.family] for command in commands if command.family in ids}


def _noted(note: str | None, current: str) -> dict[str, str] | None:
    """Read the ids from a note; None if other commands were registered, or if an earlier version wrote the note."""
    try:
        noted = json.loads(note or "null")
        return dict(noted["ids"]) if noted["registered"] == current else None
    except (ValueError, TypeError, KeyError):
        return None


def _registered(name: str, family: list[Command], user_install: bool) -> Json:
    grouped = any(command.subcommand for command in family)
    summary = " · ".join(command.summary for command in family)
    return {
        "type": CHAT_INPUT,
        "name": name,
        "description": label(summary, SUMMARY_LENGTH),
        "options": [_subcommand(c) for c in family] if grouped else _options(family[0]),
        **_access(family, user_install),
    }


def _shortcut(command: Command, user_install: bool) -> Json:
    """Make the entry in the menu of a message. Discord accepts no description and no options here."""
    return {"type": ON_MESSAGE, "name": command.shortcut, **_access([command], user_install)}


def _access(family: Sequence[Command], user_install: bool) -> Json:
    """Say who may use a command, and where: in servers, in direct messages with the bot, or also among other people."""
    managers_only = all(command.managers_only for command in family)
    anywhere = user_install and all(command.anywhere for command in family)
    others = [PRIVATE_CHANNEL] if anywhere else []
    return {
        "default_member_permissions": MANAGE_CHANNELS if managers_only else None,
        "contexts": [GUILD] if managers_only else [GUILD, BOT_DM, *others],
        "integration_types": [GUILD_INSTALL, USER_INSTALL] if anywhere else [GUILD_INSTALL],
    }


def _subcommand(command: Command) -> Json:
    return {
        "type": SUB_COMMAND,
        "name": command.subcommand,
        "description": command.summary,
        "options": _options(command),
    }


def _options(command: Command) -> list[Json]:
    """Make the options of a command, in the order that Discord demands: required ones first."""
    return [_option(o) for o in sorted(command.options, key=lambda o: not o.required)]


def _option(option: Option) -> Json:
    registered: Json = {
        "type": _TYPES[option.kind],
        "name": option.name,
        "description": option.summary,
        "required": option.required,
    }
    if option.kind == "text":
        registered["max_length"] = option.longest
    return {**registered, "autocomplete": True} if option.completes else registered
