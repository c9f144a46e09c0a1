"""Forms as Discord's modals, and the values that people send with them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.adapters.discord.components import PLACEHOLDER, STRING_SELECT, options
from bot.adapters.discord.payloads import Json, Payload
from bot.core.forms import Form, FormField
from bot.core.shorten import label

TEXT_INPUT, LABEL = 4, 18
"""Types of components, beside those of messages."""
SHORT, PARAGRAPH = 1, 2
"""Styles of a text input."""
HINT = 100
"""Most characters of the hint in a text input."""

PREFIX = "form"
"""Prefix of the custom id of every form, so that it never looks like the id of a button."""


def modal(form: Form) -> Json:
    """Make the data of a modal. Discord itself labels the button that sends it."""
    return {
        "custom_id": f"{PREFIX}:{form.code}",
        "title": form.title,
        "components": [{"type": LABEL, "label": field.label, "component": _component(field)} for field in form.fields],
    }


def submitted_code(data: Payload) -> str:
    """Read the code of the form from what was sent; empty if the modal is not one of the bot's."""
    prefix, _, code = str(data.get("custom_id") or "").partition(":")
    return code if prefix == PREFIX else ""


def submitted_values(data: Payload) -> dict[str, str]:
    """Read the values by the names of their fields; empty if a field was left out."""
    return {str(c["custom_id"]): _value(c) for c in _filled(data.get("components") or ()) if c.get("custom_id")}


def _component(field: FormField) -> Json:
    common: Json = {"custom_id": field.name, "required": field.required}
    if field.kind == "choice":
        return {"type": STRING_SELECT, **common, **_selection(field)}
    style = PARAGRAPH if field.kind == "paragraph" else SHORT
    component = {"type": TEXT_INPUT, **common, "style": style, "max_length": field.limit}
    if field.value:
        component["value"] = field.value
    if field.hint:
        component["placeholder"] = label(field.hint, HINT)
    return component


def _selection(field: FormField) -> Json:
    offered = options(field.choices)
    chosen = [{**option, "default": True} if option["value"] == field.initial else option for option in offered]
    selection: Json = {"options": chosen, "min_values": int(field.required), "max_values": 1}
    return {**selection, "placeholder": label(field.hint, PLACEHOLDER)} if field.hint else selection


def _filled(components: Any) -> Iterator[Payload]:
    """Yield the components with a value. A label contains one, and a row of older clients several."""
    for component in components:
        if inner := component.get("component"):
            yield inner
        elif rows := component.get("components"):
            yield from _filled(rows)
        else:
            yield component


def _value(component: Payload) -> str:
    """Return a text input's text, or the one choice of a select."""
    if "values" in component:
        return str(next(iter(component["values"] or ()), ""))
    return str(component.get("value") or "")
