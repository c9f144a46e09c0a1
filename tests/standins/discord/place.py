"""The place that the stand-in plays: a server with its channels and threads, its people and what they write."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

BOT, GUILD, OWNER, ASKER, MANAGER, OTHER_BOT = "1001", "2001", "3001", "3002", "3003", "3004"
GENERAL, RANDOM, THREAD, DIRECT = "4001", "4002", "4003", "4004"
PRIVATE_THREAD, VOICE = "4005", "4006"
BOT_ROLE, MANAGER_ROLE, PLAIN_ROLE = "5001", "5002", "5003"
SIGNATURE = base64.urlsafe_b64encode(BOT.encode()).decode().rstrip("=")

NAMES = {BOT: "factbot", OWNER: "olga", ASKER: "asker", MANAGER: "manon", OTHER_BOT: "otherbot"}
CONTENT_ALLOWED = 1 << 19
MANAGE_CHANNELS, SEND_MESSAGES = 1 << 4, 1 << 11
VIEW_CHANNEL, EMBED_LINKS, HISTORY, SEND_IN_THREADS = 1 << 10, 1 << 14, 1 << 16, 1 << 38
CONNECT = 1 << 20
BY_DEFAULT = VIEW_CHANNEL | CONNECT
"""What everybody may do in the server, of what matters here."""
ALLOWED = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | HISTORY | SEND_IN_THREADS
"""What the invitation gives the bot."""


def user(id_: str) -> Json:
    """A person's or a bot's account."""
    names = {"username": NAMES[id_], "global_name": None, "discriminator": "0", "avatar": None}
    return {"id": id_, **names, "bot": id_ in (BOT, OTHER_BOT), "flags": 0}


def member(id_: str) -> Json:
    """An account as a member of the server."""
    roles = {BOT: [BOT_ROLE], MANAGER: [MANAGER_ROLE]}.get(id_, [])
    joined = "2026-01-05T10:00:00+00:00"
    return {
        "user": user(id_),
        "nick": None,
        "roles": roles,
        "joined_at": joined,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def application() -> Json:
    """The bot's application, as its owner sees it."""
    return {
        "id": BOT,
        "name": "Factbot",
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "00",
        "flags": CONTENT_ALLOWED,
    }


def guild() -> Json:
    """The server, as the gateway tells of it."""

    def role(id_: str, name: str, permissions: int, **more: Any) -> Json:
        looks = {"color": 0, "hoist": False, "managed": bool(more), "mentionable": True, "position": 1, "flags": 0}
        return {"id": id_, "name": name, "permissions": str(permissions), **looks, **more}

    def channel(id_: str, name: str, type_: int = 0) -> Json:
        place = {"position": 0, "permission_overwrites": [], "guild_id": GUILD}
        return {
            "id": id_,
            "type": type_,
            "name": name,
            **place,
            **({"bitrate": 64000, "user_limit": 0} if type_ else {}),
        }

    def thread(id_: str, name: str, type_: int) -> Json:
        state = {"archived": False, "auto_archive_duration": 60, "locked": False}
        return {
            "id": id_,
            "type": type_,
            "name": name,
            "guild_id": GUILD,
            "parent_id": GENERAL,
            "owner_id": ASKER,
            "message_count": 1,
            "member_count": 1,
            "thread_metadata": {**state, "archive_timestamp": "2026-01-05T10:00:00+00:00"},
        }

    return {
        "id": GUILD,
        "name": "Harbour",
        "icon": None,
        "owner_id": OWNER,
        "afk_timeout": 60,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-GB",
        "system_channel_flags": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [
            role(GUILD, "@everyone", BY_DEFAULT),
            role(BOT_ROLE, "Factbot", ALLOWED, tags={"bot_id": BOT}),
            role(MANAGER_ROLE, "harbour office", MANAGE_CHANNELS),
            role(PLAIN_ROLE, "pilots", 0),
        ],
        "channels": [channel(GENERAL, "general"), channel(RANDOM, "random"), channel(VOICE, "on the quay", 2)],
        "threads": [thread(THREAD, "berths", 11), thread(PRIVATE_THREAD, "wages", 12)],
        "members": [member(BOT)],
        "member_count": 4,
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "large": False,
        "unavailable": False,
        "joined_at": "2026-01-05T10:00:00+00:00",
    }


def may_view(server: Json, place: Json) -> bool:
    """Whether the bot sees a channel: by a role of everybody or of its own, unless the channel says otherwise."""
    (me,) = (member for member in server["members"] if member["user"]["id"] == BOT)
    everybody, mine = {server["id"]}, set(me["roles"])
    seen = any(int(r["permissions"]) & VIEW_CHANNEL for r in server["roles"] if r["id"] in everybody | mine)
    for ids in (everybody, mine):
        rules = [rule for rule in place.get("permission_overwrites", ()) if rule["id"] in ids]
        if any(int(rule["allow"]) & VIEW_CHANNEL for rule in rules):
            seen = True
        elif any(int(rule["deny"]) & VIEW_CHANNEL for rule in rules):
            seen = False
    return seen


def message_of(id_: str, text: str, channel: str, by: str, more: Json) -> Json:
    """A message as the gateway tells of it; `more` are further fields."""
    message: Json = {
        "id": id_,
        "type": 0,
        "channel_id": channel,
        "author": user(by),
        "content": text,
        "timestamp": now(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": mentions_in(text),
        "mention_roles": [role for role in (BOT_ROLE, PLAIN_ROLE) if f"<@&{role}>" in text],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
    }
    if channel != DIRECT:
        message |= {"guild_id": GUILD, "member": member(by)}
    return message | more


def interaction_payload(id_: str, token: str, kind: int, data: Json, channel: str, by: str) -> Json:
    """An interaction as the gateway tells of it."""
    payload: Json = {
        "id": id_,
        "application_id": BOT,
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel_id": channel,
        "channel": {"id": channel, "type": {DIRECT: 1, THREAD: 11, PRIVATE_THREAD: 12, VOICE: 2}.get(channel, 0)},
        "locale": "en-GB",
        "entitlements": [],
    }
    if channel == DIRECT:
        return payload | {"user": user(by), "context": 1}
    permissions = SEND_MESSAGES | (MANAGE_CHANNELS if by in (MANAGER, OWNER) else 0)
    return payload | {"guild_id": GUILD, "context": 0, "member": {**member(by), "permissions": str(permissions)}}


def mentions_in(text: str) -> list[Json]:
    """The people that a text mentions."""
    return [{**user(id_), "member": member(id_)} for id_ in NAMES if f"<@{id_}>" in text or f"<@!{id_}>" in text]


def now() -> str:
    """The present moment as Discord writes it."""
    return dt.datetime.now(dt.UTC).isoformat()


def command_data(name: str, given: list[Json]) -> Json:
    """The data of a slash command, such as "ask" or "watch on"."""
    command, *sub = name.split()
    if sub:
        given = [{"type": 1, "name": sub[0], "options": given}]
    return {"id": "6001", "type": 1, "name": command, "options": given}


def options_data(options: Json) -> list[Json]:
    """Options that were given with a command."""
    return [
        {"name": key, "value": value, "type": 5 if isinstance(value, bool) else 3} for key, value in options.items()
    ]
