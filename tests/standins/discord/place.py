"""The place that the stand-in plays: a server with its channels and threads, its people and what they write."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

BOT, GUILD, OWNER, ASKER, MANAGER, OTHER_BOT = "1001", "2001", "3001", "3002", "3003", "3004"
EDITOR, MODERATOR, PILOT, STRANGER = "3005", "3006", "3007", "3008"
"""Members with a role each, and somebody who is not in the server."""
GENERAL, RANDOM, THREAD, DIRECT = "4001", "4002", "4003", "4004"
PRIVATE_THREAD, VOICE = "4005", "4006"
SECOND_GUILD, SECOND_GENERAL, SECOND_RANDOM = "2002", "4201", "4202"
"""A server that the bot can be added to while it is connected."""
FOREIGN_GUILD, FOREIGN = "2003", "4301"
GROUP, TWO_PEOPLE = "4302", "4303"
"""A channel of a server without the bot, a group of people, and two people: only a bot of one's own comes there."""
GUESTS = (FOREIGN, GROUP, TWO_PEOPLE)
"""Where the bot is a guest: somebody who installed it calls it there, and it sees nothing else."""
BOT_ROLE, MANAGER_ROLE, PLAIN_ROLE, EDITOR_ROLE, MODERATOR_ROLE = "5001", "5002", "5003", "5004", "5005"
ROLES = {
    BOT: [BOT_ROLE], MANAGER: [MANAGER_ROLE], EDITOR: [EDITOR_ROLE], MODERATOR: [MODERATOR_ROLE], PILOT: [PLAIN_ROLE]
}  # fmt: skip
"""The roles of each person at first."""
SIGNATURE = base64.urlsafe_b64encode(BOT.encode()).decode().rstrip("=")

NAMES = {BOT: "factbot", OWNER: "olga", ASKER: "asker", MANAGER: "manon", OTHER_BOT: "otherbot"}
NAMES |= {EDITOR: "edith", MODERATOR: "moritz", PILOT: "pia", STRANGER: "stella"}
CONTENT_ALLOWED = 1 << 19
ADMINISTRATOR, MANAGE_CHANNELS, SEND_MESSAGES, MANAGE_MESSAGES = 1 << 3, 1 << 4, 1 << 11, 1 << 13
VIEW_CHANNEL, EMBED_LINKS, HISTORY, SEND_IN_THREADS = 1 << 10, 1 << 14, 1 << 16, 1 << 38
CONNECT = 1 << 20
BY_DEFAULT = VIEW_CHANNEL | CONNECT
"""What everybody may do in the server, of what matters here."""
ALLOWED = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | HISTORY | SEND_IN_THREADS
"""What the invitation gives the bot."""
GUEST_ALLOWED = EMBED_LINKS | 1 << 15 | 1 << 17
"""What is told of a bot's permissions where it is a guest: links, files, mentions. So in direct messages; elsewhere
it is assumed.
"""
TYPES = {DIRECT: 1, TWO_PEOPLE: 1, VOICE: 2, GROUP: 3, THREAD: 11, PRIVATE_THREAD: 12}
"""The types of channels that aren't plain ones of a server."""


def user(id_: str) -> Json:
    """A person's or a bot's account."""
    names = {"username": NAMES[id_], "global_name": None, "discriminator": "0", "avatar": None}
    return {"id": id_, **names, "bot": id_ in (BOT, OTHER_BOT), "flags": 0}


def member(id_: str) -> Json:
    """An account as a member of the server."""
    joined = "2026-01-05T10:00:00+00:00"
    return {
        "user": user(id_),
        "nick": None,
        "roles": ROLES.get(id_, []),
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
        "owner": user(OWNER),
        "team": None,
    }


def guild() -> Json:
    """The server that the bot is in, as the gateway tells of it."""
    return _server(
        GUILD,
        "Harbour",
        [_channel(GUILD, GENERAL, "general"), _channel(GUILD, RANDOM, "random"), _channel(GUILD, VOICE, "on the quay")],
        [_thread(THREAD, "berths"), _thread(PRIVATE_THREAD, "wages")],
    )


def second_guild(*, system_channel: str | None = SECOND_GENERAL) -> Json:
    """A server that the bot can be added to; Discord greets new members in its system channel."""
    channels = [_channel(SECOND_GUILD, SECOND_GENERAL, "hello"), _channel(SECOND_GUILD, SECOND_RANDOM, "talk")]
    return {**_server(SECOND_GUILD, "Lighthouse", channels, []), "system_channel_id": system_channel}


def guild_of(channel: str) -> str | None:
    """Return the id of the server that a channel is in, None of a private one."""
    if channel in (DIRECT, GROUP, TWO_PEOPLE):
        return None
    return {FOREIGN: FOREIGN_GUILD, SECOND_GENERAL: SECOND_GUILD, SECOND_RANDOM: SECOND_GUILD}.get(channel, GUILD)


def _server(id_: str, name: str, channels: list[Json], threads: list[Json]) -> Json:
    return {
        "id": id_,
        "name": name,
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
        "system_channel_id": None,
        "system_channel_flags": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [
            _role(id_, "@everyone", BY_DEFAULT),
            _role(BOT_ROLE, "Factbot", ALLOWED, tags={"bot_id": BOT}),
            _role(MANAGER_ROLE, "harbour office", MANAGE_CHANNELS),
            _role(PLAIN_ROLE, "pilots", 0),
            _role(EDITOR_ROLE, "Editors", 0),
            _role(MODERATOR_ROLE, "wardens", MANAGE_MESSAGES),
        ],
        "channels": channels,
        "threads": threads,
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


def _role(id_: str, name: str, permissions: int, **more: Any) -> Json:
    looks = {"color": 0, "hoist": False, "managed": bool(more), "mentionable": True, "position": 1, "flags": 0}
    return {"id": id_, "name": name, "permissions": str(permissions), **looks, **more}


def _channel(server: str, id_: str, name: str) -> Json:
    place = {"position": 0, "permission_overwrites": [], "guild_id": server}
    voice = {"bitrate": 64000, "user_limit": 0} if TYPES.get(id_) == 2 else {}
    return {"id": id_, "type": TYPES.get(id_, 0), "name": name, **place, **voice}


def _thread(id_: str, name: str) -> Json:
    state = {"archived": False, "auto_archive_duration": 60, "locked": False}
    return {
        "id": id_,
        "type": TYPES[id_],
        "name": name,
        "guild_id": GUILD,
        "parent_id": GENERAL,
        "owner_id": ASKER,
        "message_count": 1,
        "member_count": 1,
        "thread_metadata": {**state, "archive_timestamp": "2026-01-05T10:00:00+00:00"},
    }


def permissions_in(server: Json, channel: str) -> int | None:
    """What the bot may do in a channel or thread of a server, as a set of bits; None if there is no such place.

    It is what everybody and the bot's roles may do, unless the channel says otherwise.
    """
    places = {place["id"]: place for place in (*server["channels"], *server["threads"])}
    if channel not in places:
        return None
    place = places.get(places[channel].get("parent_id"), places[channel])
    (me,) = (member for member in server["members"] if member["user"]["id"] == BOT)
    everybody, mine = {server["id"]}, set(me["roles"])
    allowed = 0
    for role in server["roles"]:
        allowed |= int(role["permissions"]) if role["id"] in everybody | mine else 0
    if allowed & ADMINISTRATOR:
        return ~0
    for ids in (everybody, mine):
        rules = [rule for rule in place.get("permission_overwrites", ()) if rule["id"] in ids]
        for rule in rules:
            allowed &= ~int(rule["deny"])
        for rule in rules:
            allowed |= int(rule["allow"])
    return allowed


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
    if server := guild_of(channel):
        message |= {"guild_id": server, "member": member(by)}
    return message | more


def interaction_payload(id_: str, token: str, kind: int, data: Json, channel: str, by: str) -> Json:
    """An interaction as the gateway tells of it."""
    server = guild_of(channel)
    payload: Json = {
        "id": id_,
        "application_id": BOT,
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel_id": channel,
        "channel": {"id": channel, "type": TYPES.get(channel, 0)},
        "locale": "en-GB",
        "entitlements": [],
        "context": context_of(channel),
        # Whom the bot was installed for: a person (1), or a server (0), of which there is none in direct messages.
        "authorizing_integration_owners": {"1": by} if channel in GUESTS else {"0": server or "0"},
    }
    if channel in (GROUP, TWO_PEOPLE):
        payload["channel"] |= {"name": None, "icon": None, "owner_id": OWNER, "recipients": [user(OWNER), user(by)]}
    if server is None:
        return payload | {"user": user(by)}
    permissions = SEND_MESSAGES | (MANAGE_CHANNELS if by in (MANAGER, OWNER) else 0)
    payload |= {"guild": {"id": server, "locale": "en-GB", "features": []}, "guild_locale": "en-GB"}
    return payload | {"guild_id": server, "member": {**member(by), "permissions": str(permissions)}}


def context_of(channel: str) -> int:
    """Return where an interaction is: 0 in a server, 1 in the bot's direct messages, 2 among other people."""
    return 0 if guild_of(channel) else 1 if channel == DIRECT else 2


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


class Picked(str):
    """The id of a person or a role that was picked in an option."""

    __slots__ = ()


def options_data(options: Json) -> list[Json]:
    """Options that were given with a command."""
    kinds = {bool: 5, str: 3, Picked: 9}
    return [{"name": key, "value": value, "type": kinds[type(value)]} for key, value in options.items()]


def resolved_data(options: Json, roles: list[Json]) -> Json:
    """Who was picked in the options of a command, as Discord tells of them."""
    picked = {value for value in options.values() if isinstance(value, Picked)}
    people = [id_ for id_ in NAMES if id_ in picked]
    shown = {
        "users": {id_: user(id_) for id_ in people},
        "members": {id_: {k: v for k, v in member(id_).items() if k != "user"} for id_ in people if id_ != STRANGER},
        "roles": {role["id"]: role for role in roles if role["id"] in picked},
    }
    return {"resolved": shown} if picked else {}
