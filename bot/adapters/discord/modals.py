"""Forms as Discord's modals, and the values that people send with them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, assert_never

from discord import CheckboxGroupOption, ComponentType, TextStyle, ui

from bot.adapters.discord.components import CHOICE_LABEL, PLACEHOLDER, options
from bot.adapters.discord.library_hooks import payload
from bot.adapters.discord.markup import escape
from bot.adapters.discord.payloads import Json, Payload
from bot.core.forms import DATE_HINT, HELP_LENGTH, MOST_FIELDS, Form, FormField
from bot.core.shorten import label

HINT = 100
"""Most characters of the hint in a text input."""

CHECKBOXES: Final = ComponentType.checkbox_group.value
"""The type of components in which several choices can be ticked."""

PREFIX = "form"
"""Prefix of the custom id of every form, so that it never looks like the id of a button."""


def modal(form: Form) -> Json:
    """Make the data of a modal. Discord itself labels the button that sends it."""
    made = ui.Modal(title=form.title, custom_id=f"{PREFIX}:{form.code}", timeout=None)
    if form.above and len(form.fields) < MOST_FIELDS:
        made.add_item(ui.TextDisplay(escape(form.above)))
    for field in form.fields:
        below = label(field.below, HELP_LENGTH) or None
        made.add_item(ui.Label(text=field.label, description=below, component=_component(field)))
    data: Json = payload(made)
    return data


def submitted_code(data: Payload) -> str:
    """Read the code of the form from what was sent; empty if the modal is not one of the bot's."""
    prefix, _, code = str(data.get("custom_id") or "").partition(":")
    return code if prefix == PREFIX else ""


def submitted_values(data: Payload) -> dict[str, str]:
    """Read texts and single choices by the names of their fields; empty if a field was left out."""
    return {str(c["custom_id"]): _value(c) for c in _named(data) if c.get("type") != CHECKBOXES}


def submitted_choices(data: Payload) -> dict[str, tuple[str, ...]]:
    """Read what was ticked, by the names of the fields."""
    boxes = (c for c in _named(data) if c.get("type") == CHECKBOXES)
    return {str(c["custom_id"]): tuple(map(str, c.get("values") or ())) for c in boxes}


def _component(field: FormField) -> ui.Item[ui.Modal]:
    match field.kind:
        case "choice":
            return _select(field)
        case "choices":
            return _boxes(field)
        case "line" | "paragraph" | "date":
            return _input(field)
    assert_never(field.kind)


def _input(field: FormField) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(
        custom_id=field.name,
        style=TextStyle.paragraph if field.kind == "paragraph" else TextStyle.short,
        required=field.required,
        min_length=field.least or None,
        max_length=field.limit,
        default=field.value or None,
        placeholder=label(field.hint or (DATE_HINT if field.kind == "date" else ""), HINT) or None,
    )


def _select(field: FormField) -> ui.Select[ui.Modal]:
    return ui.Select(
        custom_id=field.name,
        required=field.required,
        min_values=int(field.required),
        options=options(field.choices, (field.initial,)),
        placeholder=label(field.hint, PLACEHOLDER) or None,
    )


def _boxes(field: FormField) -> ui.CheckboxGroup[ui.Modal]:
    ticked = field.ticked
    return ui.CheckboxGroup(
        custom_id=field.name,
        required=field.required,
        min_values=int(field.required),
        max_values=len(field.choices),
        options=[
            CheckboxGroupOption(
                label=label(choice.label, CHOICE_LABEL), value=choice.value, default=choice.value in ticked
            )
            for choice in field.choices
        ],
    )


def _named(data: Payload) -> Iterator[Payload]:
    return (component for component in _filled(data.get("components") or ()) if component.get("custom_id"))


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
