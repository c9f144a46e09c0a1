"""Buttons and pickers under a message, and choices for an option that is being typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from discord import ButtonStyle, SelectOption, ui

from bot.adapters.discord.library_hooks import payload
from bot.adapters.discord.payloads import Json
from bot.core.controls import Button, Picker
from bot.core.events import Choice
from bot.core.shorten import label

LABEL, CHOICE_LABEL, PLACEHOLDER = 80, 100, 150
ROW, ROWS = 5, 5


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
    return [{"name": label(choice.label, CHOICE_LABEL), "value": choice.value} for choice in choices]


def options(choices: Iterable[Choice], chosen: str = "") -> list[SelectOption]:
    """Make the options of a select, of which one may be chosen already. They may be empty."""
    return [
        SelectOption(label=label(choice.label, CHOICE_LABEL), value=choice.value, default=choice.value == chosen)
        for choice in choices
    ]
