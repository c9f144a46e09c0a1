"""Presses, picks, typing and shortcuts on a message, as events of the core. Pure.

A missing or unknown part of a payload gives None, never an error.
"""

from __future__ import annotations

import re
from uuid import uuid4

from bot.adapters.slack import message_text
from bot.adapters.slack.messages import PLATFORM, Identity, ReplyRoute, RoutedEvent, written_at
from bot.adapters.slack.payloads import Payload, listing, mapping
from bot.adapters.slack.pressables import LINK, read_select
from bot.core.events import Action, Completion, Invocation, Person, Press, Target
from bot.core.router import Menu
from bot.core.subjects import MessageSubject

_QUESTION_THREAD = re.compile(r"(\d+\.\d+)/\d+")


def block_id(thread: str | None, index: int) -> str:
    """Name a block of buttons so that a press on a private message says which question it belongs to."""
    return f"{thread or '0.0'}/{index}"


def read_press(body: Payload, me: Identity, menu: Menu) -> RoutedEvent | None:
    """Read a press on a message or in a view: `block_actions`, or `interactive_message` of an old attachment's button.

    An element that is none of the bot's has an empty code. None if nothing was pressed, or the button is a link.
    """
    container, message = (mapping(body.get(k)) for k in ("container", "message"))
    if container.get("type") == "view":
        return _press_in_view(body, me)
    channel = str(container.get("channel_id") or mapping(body.get("channel")).get("id") or "")
    pressed = str(container.get("message_ts") or message.get("ts") or body.get("message_ts") or "")
    element = mapping(next(iter(listing(body.get("actions"))), None))
    code = "" if body.get("type") == "interactive_message" else _code(element)
    if not channel or _is_link(element):
        return None
    open_thread = container.get("thread_ts") or message.get("thread_ts") or None
    question = _QUESTION_THREAD.fullmatch(str(element.get("block_id")))
    thread = question[1] if question and question[1] != "0.0" else open_thread
    author = read_person(body)
    press = Press(
        id=str(body.get("trigger_id") or f"{channel}:{pressed}:{author.id}:{element.get('action_ts')}"),
        author=author,
        target=Target(PLATFORM, me.team, channel, thread, direct=channel.startswith("D")),
        code=code,
        chosen=_chosen(element),
    )
    route = ReplyRoute(
        channel,
        author.id,
        press.target.direct,
        thread,
        open_thread,
        response_url=body.get("response_url") or None,
        pressed=pressed or None,
        ephemeral=bool(container.get("is_ephemeral") or message.get("is_ephemeral")),
        replaces=menu.is_in_place(press),
        trigger=body.get("trigger_id") or None,
    )
    return press, route


def _press_in_view(body: Payload, me: Identity) -> RoutedEvent | None:
    """Read a press in the Home. A direct message answers it, in the channel that the Home's metadata names."""
    element, author = mapping(next(iter(listing(body.get("actions"))), None)), read_person(body)
    if not author.id or _is_link(element):
        return None
    channel = str(mapping(body.get("view")).get("private_metadata") or "")
    channel = channel if channel.startswith("D") else author.id  # of an older Home, or of a form
    press = Press(
        id=str(body.get("trigger_id") or f"home:{author.id}:{element.get('action_ts')}"),
        author=author,
        target=Target(PLATFORM, me.team, channel, direct=True),
        code=_code(element),
        chosen=_chosen(element),
    )
    return press, ReplyRoute(channel, author.id, direct=True, trigger=body.get("trigger_id") or None)


def read_typing(body: Payload, me: Identity) -> Completion | None:
    """Read a `block_suggestion`, which asks for completions; None if it comes from no picker of the bot.

    In a view, the channel is not known, so only what the whole workspace may see is offered.
    """
    _, command, option = read_select(str(body.get("action_id") or ""))
    if not (command and option):
        return None
    channel = str(mapping(body.get("container")).get("channel_id") or mapping(body.get("channel")).get("id") or "")
    target = Target(PLATFORM, me.team, channel, direct=channel.startswith("D"))
    return Completion(command, option, str(body.get("value") or "").strip(), target, read_person(body), keys=True)


def read_shortcut(body: Payload, me: Identity) -> RoutedEvent | None:
    """Read a `message_action`: a command called on a message."""
    channel = str(mapping(body.get("channel")).get("id") or "")
    if not channel:
        return None
    message, author = mapping(body.get("message")), read_person(body)
    ts, thread = str(message.get("ts") or body.get("message_ts") or ""), message.get("thread_ts") or None
    if thread == ts:  # a thread's root is read in the channel, but a private reply in the thread is not seen there
        thread = None
    direct = channel.startswith("D")
    invocation = Invocation(
        id=str(body.get("trigger_id") or uuid4().hex),
        author=author,
        target=Target(PLATFORM, me.team, channel, thread, direct=direct),
        command=str(body.get("callback_id") or ""),
        subject=_subject(body, channel, message, me),
    )
    response_url, trigger = (body.get(key) or None for key in ("response_url", "trigger_id"))
    return invocation, ReplyRoute(
        channel, author.id, direct, thread, thread, response_url=response_url, trigger=trigger
    )


def _subject(body: Payload, channel: str, message: Payload, me: Identity) -> MessageSubject:
    """Read the message on which a shortcut was used. `subjects.look_up` finds out the rest."""
    ts, domain = str(message.get("ts") or body.get("message_ts") or ""), mapping(body.get("team")).get("domain")
    root = message.get("thread_ts")
    thread = f"?thread_ts={root}&cid={channel}" if root and root != ts else ""
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{thread}"
    return MessageSubject(
        text=message_text.read(message, me.user),
        author=str(message.get("username") or mapping(message.get("bot_profile")).get("name") or ""),
        author_id=str(message.get("user") or message.get("bot_id") or ""),
        sent=written_at(ts),
        link=address if domain and ts else "",
    )


def read_person(body: Payload) -> Person:
    """Read which person caused the event."""
    user = mapping(body.get("user"))
    return Person(str(user.get("id") or ""), str(user.get("username") or user.get("name") or ""))


def _code(element: Payload) -> str:
    """Return the code of a button, or the code of a picker followed by the choice; empty for any other element.

    If a picker takes several choices, its code has none.
    """
    code = read_select(str(element.get("action_id")))[0]
    if "selected_options" in element:
        return code if Action.decode(code) else ""
    chosen = mapping(element.get("selected_option")).get("value")
    return f"{code}{chosen}" if chosen else str(element.get("value") or "")


def _chosen(element: Payload) -> tuple[str, ...]:
    """Return all values that were chosen in a picker for several."""
    options = map(mapping, listing(element.get("selected_options")))
    return tuple(str(option["value"]) for option in options if option.get("value"))


def _is_link(element: Payload) -> bool:
    """Return whether Slack itself opens an address when this is pressed."""
    is_own = str(element.get("action_id") or "").partition("-")[0] == LINK
    return not element.get("value") and bool(is_own or element.get("url"))
