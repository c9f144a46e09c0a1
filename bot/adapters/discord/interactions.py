"""Read Discord's interactions: commands, shortcuts, buttons, pickers, forms, and options being typed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.discord.components import SEVERAL
from bot.adapters.discord.messages import Surroundings, name_of, person_of, subject_of, target_of
from bot.adapters.discord.modals import submitted_choices, submitted_code, submitted_values
from bot.adapters.discord.payloads import (
    BOT_DM,
    GUILD_INSTALL,
    ON_MESSAGE,
    SUB_COMMAND,
    SUB_COMMAND_GROUP,
    USER_INSTALL,
    Payload,
    as_text,
)
from bot.adapters.discord.permissions import MANAGER
from bot.core.commands import PRIVATE, Command, Option
from bot.core.events import Completion, FormSubmission, Invocation, Person, Press, Target
from bot.core.mentions import Mention
from bot.core.router import Menu

COMMAND, AUTOCOMPLETE, MODAL_SUBMIT = 2, 4, 5
"""Types of interactions."""


def interaction(payload: Payload, menu: Menu, surroundings: Surroundings) -> Invocation | Press | FormSubmission:
    """Read INTERACTION_CREATE: a command, a shortcut, a form that was sent, a button or a picker."""
    data = payload.get("data") or {}
    kind, author, target = payload.get("type"), _invoker(payload, surroundings), _place(payload, surroundings)
    if kind == COMMAND and data.get("type") == ON_MESSAGE:
        return _shortcut(payload, data, menu, surroundings)
    if kind == COMMAND:
        return _invocation(payload, data, menu, surroundings)
    if kind == MODAL_SUBMIT:
        form, values, ticked = submitted_code(data), submitted_values(data), submitted_choices(data)
        return FormSubmission(str(payload["id"]), author, target, form, values, ticked)
    code, chosen = as_text(data.get("custom_id")), tuple(map(as_text, data.get("values") or ()))
    if code.startswith(SEVERAL):
        code = code.removeprefix(SEVERAL)
    else:  # a button's code is complete, and to a picker's code the chosen value is added
        code, chosen = code + "".join(chosen[:1]), ()
    return Press(str(payload["id"]), author, target, code, chosen)


def completion(payload: Payload, menu: Menu, surroundings: Surroundings) -> Completion | None:
    """Read what is being typed; None if it is no option of the table that can be completed."""
    full_name, given = _command(payload.get("data") or {})
    command = menu.find(full_name)
    focused = next((o for o in given if o.get("focused")), None)
    if command is None or focused is None:
        return None
    name = focused.get("name")
    if not any(option.completes and option.name == name for option in command.options):
        return None
    typed, target = as_text(focused.get("value")), _place(payload, surroundings)
    return Completion(command.name, as_text(name), typed, target, _invoker(payload, surroundings))


def is_guest(payload: Payload) -> bool:
    """Return whether the bot is no member of the place, so that it can only answer a person who has installed it."""
    owners = payload.get("authorizing_integration_owners") or {}
    return str(USER_INSTALL) in owners and str(GUILD_INSTALL) not in owners and payload.get("context") != BOT_DM


def _place(payload: Payload, surroundings: Surroundings) -> Target:
    return replace(target_of(payload, surroundings), guest=is_guest(payload))


def _command(data: Payload) -> tuple[str, Sequence[Payload]]:
    """Return a command's full name and its given options. A subcommand is nested in the options of its command."""
    name, given = as_text(data.get("name")), _options(data)
    while given and given[0].get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP):
        name, given = f"{name} {given[0].get('name')}", _options(given[0])
    return name, given


def _options(data: Payload) -> Sequence[Payload]:
    """Return the options of a command or subcommand; none if they are missing or malformed."""
    options = data.get("options")
    return options if isinstance(options, list) else []


def _invocation(payload: Payload, data: Payload, menu: Menu, surroundings: Surroundings) -> Invocation:
    name, given = _command(data)
    command = menu.find(name)
    declared = {o.name: o for o in command.options} if command else {}
    resolved = data.get("resolved") or {}
    options = {
        o["name"]: _value(declared[o["name"]], o["value"], resolved)
        for o in given
        if o.get("name") in declared and o.get("value") is not None
    }
    options = {**_by_default(payload, command), **options}
    return Invocation(str(payload["id"]), _invoker(payload, surroundings), _place(payload, surroundings), name, options)


def _value(option: Option, value: object, resolved: Payload) -> str | bool:
    """Read the value of an option. Beside the options, Discord describes everybody who is mentioned in them."""
    match option.kind:
        case "flag":
            return value in (True, "true", "True")
        case "who":
            return _mention(str(value), resolved)
        case "text":
            return str(value)


def _by_default(payload: Payload, command: Command | None) -> dict[str, str | bool]:
    """Return the options of a command that nobody gave: where the bot is no member, nobody invited it to post."""
    takes_private = command is not None and any(option.name == PRIVATE for option in command.options)
    return {PRIVATE: True} if takes_private and is_guest(payload) else {}


def _shortcut(payload: Payload, data: Payload, menu: Menu, surroundings: Surroundings) -> Invocation:
    name = as_text(data.get("name"))
    command = next((c for c in menu.commands if c.shortcut and c.shortcut == name), None)
    messages = (data.get("resolved") or {}).get("messages") or {}
    message = messages.get(as_text(data.get("target_id"))) or {}
    target = _place(payload, surroundings)
    return Invocation(
        id=str(payload["id"]),
        author=_invoker(payload, surroundings),
        target=target,
        command=command.name if command else name,
        options=_by_default(payload, command),
        subject=subject_of(message, target, surroundings),
    )


def _invoker(payload: Payload, surroundings: Surroundings) -> Person:
    """Read the person. In a server there is a member, whose permissions are those in the channel."""
    member = payload.get("member") or {}
    user = member.get("user") or payload.get("user") or {}
    manages = bool(int(member.get("permissions") or 0) & MANAGER)
    return replace(person_of(user, member, as_text(payload.get("guild_id")), surroundings), manager=manages)


def _mention(id_: str, resolved: Payload) -> str:
    """Return the role or the person with an id as the value of an option. Discord tells their names beside it."""
    role, user = ((resolved.get(kind) or {}).get(id_) for kind in ("roles", "users"))
    if role:
        return Mention("role", id_, as_text(role.get("name"))).text
    member = (resolved.get("members") or {}).get(id_) or {}
    return Mention("person", id_, name_of(user or {}, member)).text
