"""Buttons and pickers under a message, and choices for an option that is being typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.adapters.discord.library_hooks import payload
from bot.adapters.discord.payloads import Json
from bot.core.document import Button, Picker
from bot.core.events import CHOICE_LENGTH, CHOICES, Choice
from bot.core.shorten import label

LABEL, ROW, ROWS = 80, 5, 5
PLACEHOLDER = 150


def rows(buttons: Sequence[Button], picker: Picker | None = None, *, each: int = ROW) -> list[Json]:
    """Make rows of at most `each` buttons, all in the quiet style, and a row for the picker."""
    view = ui.View(timeout=None)
    offered = options(picker.choices) if picker else []  # Discord refuses a select without options
    for index, button in enumerate(buttons[: each * (ROWS - bool(offered))]):
        text, style = label(button.label, LABEL), ButtonStyle.secondary
        view.add_item(ui.Button(label=text, custom_id=button.action.code, style=style, row=index // each))
    if picker and offered:
        placeholder = label(picker.label, PLACEHOLDER)
        view.add_item(ui.Select(custom_id=picker.action.code, placeholder=placeholder, options=offered))
    made: list[Json] = payload(view)
    return made


def completions(choices: Iterable[Choice]) -> list[Json]:
    """Make the choices that Discord shows under an option that is being typed."""
    return [{"name": text, "value": value} for text, value in _offered(choices)]


def options(choices: Iterable[Choice], chosen: str = "") -> list[SelectOption]:
    """Make the options of a select, of which one may be chosen already. They may be empty."""
    return [SelectOption(label=text, value=value, default=value == chosen) for text, value in _offered(choices)]


def _offered(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Return label and value of each choice that Discord accepts. A too long value is left out, not cut to another."""
    offered: dict[str, str] = {}
    for choice in choices:
        if choice.value.strip() and len(choice.value) <= CHOICE_LENGTH and choice.value not in offered:
            offered[choice.value] = label(choice.label, CHOICE_LENGTH) or label(choice.value, CHOICE_LENGTH)
    return [(text, value) for value, text in offered.items()][:CHOICES]
