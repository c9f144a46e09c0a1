"""Read that the bot was invited to a channel, or that somebody opens the chat with it. Pure."""

from __future__ import annotations

from bot.adapters.slack.messages import PLATFORM, Identity, ReplyRoute, RoutedEvent
from bot.adapters.slack.payloads import Payload, mapping
from bot.core.events import Joined, Person, Target


def read_joining(body: Payload, me: Identity) -> RoutedEvent | None:
    """Read a `member_joined_channel` of the bot itself, or an `app_home_opened` of the Messages tab; else None.

    The second one comes at every opening. The conversation answers only the first.
    """
    event = mapping(body.get("event"))
    channel, user = str(event.get("channel") or ""), str(event.get("user") or "")
    match event.get("type"), event.get("tab"):
        case ("member_joined_channel", _) if channel and user and user == me.user:
            return _joined(me, channel, str(event.get("inviter") or ""), direct=False)
        case ("app_home_opened", "messages") if channel and user:
            return _joined(me, channel, user, direct=True)
    return None


def _joined(me: Identity, channel: str, person: str, *, direct: bool) -> RoutedEvent:
    event = Joined(channel, Person(person), Target(PLATFORM, me.team, channel, direct=direct))
    return event, ReplyRoute(channel, person, direct)
