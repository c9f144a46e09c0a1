"""Forms as Slack's modals: made from a form of the core, and read when somebody sends them. Pure.

A missing or unknown part of a payload gives None or an empty text, never an error.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import logging
import re
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Final, assert_never

from bot.adapters.slack import blocks, pressables
from bot.adapters.slack.blocks import Block
from bot.adapters.slack.interactions import read_person
from bot.adapters.slack.messages import PLATFORM, Identity, ReplyRoute, RoutedEvent
from bot.adapters.slack.payloads import Payload, listing, mapping
from bot.core.events import Event, FormSubmission, Target
from bot.core.forms import Form, FormField
from bot.core.router import Menu

log = logging.getLogger(__name__)

CALLBACK: Final = "form:"
"""Prefix of the callback_id of the bot's modals; the form's code follows."""
_HINT: Final = 150
_BELOW: Final = 500
"""Most characters of the text in an empty field, and of the text below a field."""
_SEVERAL: Final = "selected_options"
"""The part of a field's state that only boxes to tick have."""
_ACTION: Final = "value"
"""The action_id of every field: a block has only one, and its block_id is the field's name."""
_UNESCAPED: Final = re.compile(r"[<>]|&(?!(?:lt|gt|amp);)")
_ROUTE_FIELDS: Final = ("channel", "direct", "thread", "open_thread", "response_url", "pressed", "ephemeral")
"""Fields of the reply route that are needed when the form is sent."""


def modal(form: Form, route: ReplyRoute) -> Block:
    """Make the modal of a form. Its metadata says where replies go when it is sent."""
    fields = {key: value for key, value in asdict(route).items() if key in _ROUTE_FIELDS and value}
    return {
        "type": "modal",
        "callback_id": CALLBACK + form.code,
        "private_metadata": json.dumps(fields),
        "title": blocks.plain(form.title),
        "submit": blocks.plain(form.submit),
        "blocks": [*([blocks.section(blocks.plain(form.above))] if form.above else []), *map(_input, form.fields)],
    }


def read_submission(body: Payload, me: Identity, menu: Menu) -> RoutedEvent | None:
    """Read a `view_submission`. A modal that is no form of the bot has an empty code, and a direct message answers it.

    None if the modal or the person has no id.
    """
    view, author = mapping(body.get("view")), read_person(body)
    code, view_id, route = str(view.get("callback_id") or ""), str(view.get("id") or ""), _read_route(view)
    if not view_id or not author.id:
        return None
    if route is None or not code.startswith(CALLBACK):
        code, route = "", ReplyRoute(author.id, author.id, direct=True)
    values = mapping(mapping(view.get("state")).get("values"))
    states = {str(name): mapping(mapping(block).get(_ACTION)) for name, block in values.items()}
    submission = FormSubmission(
        id=f"form:{view_id}",  # a modal is sent once, even if Slack repeats the event
        author=author,
        target=Target(PLATFORM, me.team, route.channel, route.thread, direct=route.direct),
        code=code.removeprefix(CALLBACK),
        values={name: _value(state) for name, state in states.items() if _SEVERAL not in state},
        chosen={name: _ticked(state) for name, state in states.items() if _SEVERAL in state},
    )
    replaces = route.pressed is not None and menu.is_in_place(submission)
    return submission, replace(route, person=author.id, replaces=replaces)


def errors(sent: Event, menu: Menu) -> dict[str, str]:
    """Return what the check of a form says, by the fields at which Slack shows it; empty if the form is taken.

    A problem of no field is shown at the first one.
    """
    if not isinstance(sent, FormSubmission):
        return {}
    fields, at_fields = [*sent.values, *sent.chosen], dict[str, str]()
    try:
        for name, problem in menu.problems(sent).items():
            at = name if name in fields else fields[0]
            at_fields[at] = f"{at_fields[at]} {problem}" if at in at_fields else problem
    except Exception:  # the conversation checks the form again, and reports this
        log.exception("Could not check the form %s", sent.code)
        return {}
    return at_fields


def _input(field: FormField) -> Block:
    return {
        "type": "input",
        "block_id": field.name,
        "label": blocks.plain(field.label),
        "optional": not field.required,
        "element": _element(field),
    } | ({"hint": blocks.plain(field.below, _BELOW)} if field.below else {})


def _element(field: FormField) -> Block:
    match field.kind:
        case "line" | "paragraph":
            return _text_box(field)
        case "choice":
            return _chooser(field)
        case "choices":
            return _boxes(field)
        case "date":
            return _calendar(field)
    assert_never(field.kind)


def _text_box(field: FormField) -> Block:
    multiline = field.kind == "paragraph"
    box: Block = {"type": "plain_text_input", "action_id": _ACTION, "multiline": multiline, "max_length": field.limit}
    if field.least:
        box["min_length"] = field.least
    if field.value:
        box["initial_value"] = field.value
    return box | _placeholder(field)


def _chooser(field: FormField) -> Block:
    chooser: Block = {"type": "static_select", "action_id": _ACTION, "options": pressables.options(field.choices)}
    if chosen := next((option for option in chooser["options"] if option["value"] == field.initial), None):
        chooser["initial_option"] = chosen
    return chooser | _placeholder(field)


def _boxes(field: FormField) -> Block:
    boxes: Block = {"type": "checkboxes", "action_id": _ACTION, "options": pressables.options(field.choices)}
    ticked = [option for option in boxes["options"] if option["value"] in field.ticked]
    return boxes | ({"initial_options": ticked} if ticked else {})


def _calendar(field: FormField) -> Block:
    calendar: Block = {"type": "datepicker", "action_id": _ACTION}
    with suppress(ValueError):  # nothing was given, or something else than a day
        calendar["initial_date"] = dt.date.fromisoformat(field.value).isoformat()
    return calendar | _placeholder(field)


def _placeholder(field: FormField) -> Block:
    return {"placeholder": blocks.plain(field.hint, _HINT)} if field.hint else {}


def _value(state: Payload) -> str:
    """Return the typed text, the day or the chosen value of a field; empty if it was left out."""
    if "selected_date" in state:
        return str(state["selected_date"] or "")
    if "selected_option" in state:
        return str(mapping(state["selected_option"]).get("value") or "")
    typed = str(state.get("value") or "")
    return html.unescape(typed) if is_escaped(typed) else typed


def is_escaped(typed: str) -> bool:
    """Return whether the three characters of Slack's markup are all escaped in a text, and it has some.

    Slack does that in messages and commands. For fields it is undocumented.
    """
    return "&" in typed and not _UNESCAPED.search(typed)


def _ticked(state: Payload) -> tuple[str, ...]:
    """Return the values that were ticked in a field."""
    options = map(mapping, listing(state[_SEVERAL]))
    return tuple(str(option.get("value")) for option in options if option.get("value"))


def _read_route(view: Payload) -> ReplyRoute | None:
    """Read from a modal where replies go; None if it does not say."""
    try:
        fields = mapping(json.loads(str(view.get("private_metadata") or "")))
    except ValueError:
        return None
    text = {key: str(fields.get(key) or "") for key in _ROUTE_FIELDS}
    if not text["channel"]:
        return None
    return ReplyRoute(
        text["channel"],
        person="",
        direct=bool(fields.get("direct")),
        thread=text["thread"] or None,
        open_thread=text["open_thread"] or None,
        response_url=text["response_url"] or None,
        pressed=text["pressed"] or None,
        ephemeral=bool(fields.get("ephemeral")),
    )
