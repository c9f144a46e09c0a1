"""Read Slack's payloads as events of the core, each with its reply route. Pure: nothing here calls Slack.

A missing or unknown part of a payload gives None, never an error.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import uuid4

from bot.adapters.slack import mrkdwn
from bot.adapters.slack.payloads import Payload, mapping
from bot.core.commands import HELP
from bot.core.events import CommandLine, Deletion, Event, Invocation, Message, Person, Target

PLATFORM = "slack"
_WRITTEN = (None, "thread_broadcast", "file_share")
"""Subtypes of a message that a person wrote."""
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's user, bot id and workspace, as `auth.test` returns them."""

    user: str
    bot: str
    team: str
    """The workspace of the bot token. Every target names it: the same event may come with different teams."""
    team_name: str = field(default="", compare=False)
    """Empty if it is not known. Not compared, as Slack says it only sometimes."""


@dataclass(frozen=True, slots=True)
class ReplyRoute:
    """Where a reply to an event goes."""

    channel: str
    person: str
    direct: bool = False
    thread: str | None = None
    """Thread for public replies: the question's own, even if it has no reply yet."""
    open_thread: str | None = None
    """Thread that has replies already. Slack shows private messages in no other."""
    question: str | None = None
    """The message that asked the question. Replies are younger."""
    response_url: str | None = None
    pressed: str | None = None
    """The message whose button was pressed, or from which something was picked."""
    ephemeral: bool = False
    """Whether the pressed message is visible to one person only."""
    replaces: bool = False
    """Whether a reply that is as private as the pressed message replaces it."""
    trigger: str | None = None
    """The trigger id, which opens a form once and within three seconds."""
    home: str = ""
    """The channel of the person's direct messages, if the reply is shown in the bot's Home."""


RoutedEvent: TypeAlias = tuple[Event, ReplyRoute]


def read_event(body: Payload, me: Identity, watched: frozenset[str]) -> RoutedEvent | None:
    """Read an `event_callback`: a message that was written, edited or deleted, or an opening of the bot's Home."""
    event = mapping(body.get("event"))
    channel = str(event.get("channel") or "")
    match event.get("type"), event.get("subtype"):
        case "app_home_opened", _:
            return _home(event, body, me)
        case (("app_mention" | "message"), _) if not channel:
            return None
        case "message", "message_changed":
            return _edit(event, channel, me, watched)
        case "message", "message_deleted":
            return _deletion(event, channel, me)
        case (("app_mention" | "message"), subtype) if subtype in _WRITTEN:
            return _message(event, event, channel, me, watched)
    return None


def read_command(body: Payload, me: Identity, *, mentions: bool = False) -> RoutedEvent:
    """Read a slash command. With `mentions`, people and groups in it are kept as `core.mentions` writes them."""
    channel, person = str(body.get("channel_id") or ""), str(body.get("user_id") or "")
    direct = channel.startswith("D") or body.get("channel_name") == "directmessage"
    text = mrkdwn.decode(str(body.get("text") or ""), me.user, mentions=mentions)
    line = CommandLine(
        id=str(body.get("trigger_id") or uuid4().hex),
        author=Person(person, str(body.get("user_name") or "")),
        target=Target(PLATFORM, me.team, channel, direct=direct),
        line=f"{str(body['command']).lstrip('/')} {text}",
    )
    url, trigger = (body.get(key) or None for key in ("response_url", "trigger_id"))
    return line, ReplyRoute(channel, person, direct=channel.startswith("D"), response_url=url, trigger=trigger)


# ---------------------------------------------------------------- messages


def _message(
    event: Payload, written: Payload, channel: str, me: Identity, watched: frozenset[str]
) -> RoutedEvent | None:
    """Read what a person wrote. `written` is the message itself; in an edit, it is inside of the event.

    Messages in threads are read in any channel, as the bot may have answered there.
    """
    person, ts, raw = str(written.get("user") or ""), str(written.get("ts") or ""), str(written.get("text") or "")
    previous = mapping(event.get("previous_message"))
    sent = written_at(ts)
    if sent is None or not person or _automatic(written, me):
        return None
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    thread = written.get("thread_ts") or None
    addressed = direct or event.get("type") == "app_mention" or mrkdwn.mentions(raw, me.user)
    no_longer = mrkdwn.mentions(str(previous.get("text") or ""), me.user)
    if not (addressed or no_longer or thread) and channel not in watched:
        return None
    edited = mapping(written.get("edited")).get("ts")
    changed = written is not event
    message = Message(
        id=ts,
        author=Person(person, _name(written)),
        text=mrkdwn.read(raw, me.user),
        target=Target(PLATFORM, me.team, channel, thread, direct=direct),
        sent=sent,
        addressed=addressed,
        revision=str(edited or event.get("event_ts") or event.get("ts")) if edited or changed else None,
        to_others=mrkdwn.mentions_others(raw, (me.user, person)),
    )
    return message, route_of(message)


def route_of(message: Message) -> ReplyRoute:
    """Return where the replies to a message go: into its thread, or into a new one."""
    target, thread = message.target, message.target.thread
    return ReplyRoute(
        target.channel, message.author.id, target.direct, thread or message.id, thread, question=message.id
    )


def _edit(event: Payload, channel: str, me: Identity, watched: frozenset[str]) -> RoutedEvent | None:
    """Read an edit; None if the text did not change, as when Slack adds the preview of a link."""
    written, previous = mapping(event.get("message")), mapping(event.get("previous_message"))
    if written.get("subtype") not in _WRITTEN:
        return _deletion(event, channel, me) if written.get("subtype") == "tombstone" else None
    if written.get("text") == previous.get("text") or not (written.get("edited") or previous):
        return None
    return _message(event, written, channel, me, watched)


def _deletion(event: Payload, channel: str, me: Identity) -> RoutedEvent | None:
    previous = mapping(event.get("previous_message"))
    ts = str(event.get("deleted_ts") or previous.get("ts") or mapping(event.get("message")).get("ts") or "")
    if not ts or _automatic(previous, me):
        return None
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    target = Target(PLATFORM, me.team, channel, previous.get("thread_ts") or None, direct=direct)
    return Deletion(ts, target), ReplyRoute(channel, str(previous.get("user") or ""), direct, ts)


def _automatic(written: Payload, me: Identity) -> bool:
    """Return whether a message comes from this bot or another one."""
    ours = bool(me.user) and written.get("user") == me.user
    return ours or bool(written.get("bot_id") or written.get("bot_profile")) or written.get("user") == _SLACKBOT


def _home(event: Payload, body: Payload, me: Identity) -> RoutedEvent | None:
    """Read an opening of the bot's Home as the command `/help`, whose reply the Home shows."""
    person = str(event.get("user") or "")
    if not person or event.get("tab", "home") != "home":
        return None
    moment = str(body.get("event_id") or event.get("event_ts") or uuid4().hex)
    direct = str(event.get("channel") or "")
    target = Target(PLATFORM, me.team, direct, direct=True)
    route = ReplyRoute("", person, direct=True, home=direct)
    return Invocation(f"home:{person}:{moment}", Person(person), target, HELP), route


def _name(written: Payload) -> str:
    profile = mapping(written.get("user_profile"))
    return str(profile.get("display_name") or profile.get("real_name") or profile.get("name") or "")


def written_at(ts: str) -> dt.datetime | None:
    """Return when a message was written, by its id; None if that is malformed."""
    try:
        return dt.datetime.fromtimestamp(float(ts), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
