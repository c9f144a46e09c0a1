"""Forms as Discord's modals, and the values that people send with them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discord import TextStyle, ui

from bot.adapters.discord.components import PLACEHOLDER, options
from bot.adapters.discord.library_hooks import payload
from bot.adapters.discord.payloads import Json, Payload
from bot.core.forms import Form, FormField
from bot.core.shorten import label

HINT = 100
"""Most characters of the hint in a text input."""

PREFIX = "form"
"""Prefix of the custom id of every form, so that it never looks like the id of a button."""


def modal(form: Form) -> Json:
    """Make the data of a modal. Discord itself labels the button that sends it."""
    made = ui.Modal(title=form.title, custom_id=f"{PREFIX}:{form.code}", timeout=None)
    for field in form.fields:
        made.add_item(ui.Label(text=field.label, component=_select(field) if field.kind == "choice" else _input(field)))
    data: Json = payload(made)
    return data


def submitted_code(data: Payload) -> str:
    """Read the code of the form from what was sent; empty if the modal is not one of the bot's."""
    prefix, _, code = str(data.get("custom_id") or "").partition(":")
    return code if prefix == PREFIX else ""


def submitted_values(data: Payload) -> dict[str, str]:
    """Read the values by the names of their fields; empty if a field was left out."""
    return {str(c["custom_id"]): _value(c) for c in _filled(data.get("components") or ()) if c.get("custom_id")}


def _input(field: FormField) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        custom_id=field.name,
        style=TextStyle.paragraph if field.kind == "paragraph" else TextStyle.short,
        required=field.required,
        max_length=field.limit,
        default=field.value or None,
        placeholder=label(field.hint, HINT) or None,
    )


def _select(field: FormField) -> ui.Select[ui.Modal]:
    return ui.Select(
        custom_id=field.name,
        required=field.required,
        min_values=int(field.required),
        options=options(field.choices, (field.initial,)),
        placeholder=label(field.hint, PLACEHOLDER) or None,
    )


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
