"""Buttons, links and pickers of a message, and choices for an option that is being typed. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from discord import ButtonStyle, SelectOption, ui

from bot.adapters.discord.payloads import Json
from bot.core import controls
from bot.core.controls import Button, Link, Picker
from bot.core.document import Actions
from bot.core.events import Choice
from bot.core.shorten import label

LABEL, CHOICE_LABEL, PLACEHOLDER = 80, 100, 150
ROW: Final = 5
"""Most buttons in a row. A picker has a row of its own."""
SEVERAL: Final = "several:"
"""Prefix of the custom id of a picker for several choices, so that a press tells which kind it was."""
STYLES: Mapping[controls.ButtonStyle, ButtonStyle] = {
    "normal": ButtonStyle.secondary,
    "main": ButtonStyle.primary,
    "danger": ButtonStyle.danger,
}

Row: TypeAlias = "ui.ActionRow[ui.LayoutView]"
Item: TypeAlias = "ui.Item[Any]"


def count(actions: Actions, *, stacked: bool = False) -> int:
    """Count the components of buttons and pickers, with their rows. See `rows`."""
    own, others = len(actions.shared), len(actions.pressable) + len(actions.links) - len(actions.shared)
    needed = own + math.ceil(others / ROW) if stacked else math.ceil((own + others) / ROW)
    return own + others + needed + 2 * len(actions.pickers)


def rows(actions: Actions, *, stacked: bool = False) -> Iterator[Row]:
    """Make the rows of buttons and pickers; if stacked, a row for each button. Links and feedback share rows."""
    buttons: list[Item] = [button(each) for each in actions.shared]
    others: list[Item] = [_link(each) for each in actions.links]
    others += [button(each) for each in actions.pressable[len(actions.shared) :]]
    groups = [[each] for each in buttons] if stacked else []
    rest = others if stacked else buttons + others
    groups += [rest[n : n + ROW] for n in range(0, len(rest), ROW)]
    for group in groups:
        yield ui.ActionRow(*group)
    for picker in actions.pickers:
        if picker.choices:  # Discord refuses a select without options
            yield ui.ActionRow(_select(picker))


def button(made: Button) -> Item:
    """Make a button."""
    return ui.Button(label=label(made.label, LABEL), custom_id=made.action.code, style=STYLES[made.style])


def _link(link: Link) -> Item:
    return ui.Button(label=label(link.label, LABEL), url=link.url)


def _select(picker: Picker) -> Item:
    several = picker.most > 1
    return ui.Select(
        custom_id=(SEVERAL if several else "") + picker.action.code,
        placeholder=label(picker.label, PLACEHOLDER),
        options=options(picker.choices, picker.chosen),
        min_values=0 if several else 1,
        max_values=min(picker.most, len(picker.choices)),
    )


def completions(choices: Iterable[Choice]) -> list[Json]:
    """Make the choices that Discord shows under an option that is being typed."""
    return [{"name": label(choice.label, CHOICE_LABEL), "value": choice.value} for choice in choices]


def options(choices: Iterable[Choice], chosen: Collection[str] = ()) -> list[SelectOption]:
    """Make the options of a select, of which some may be chosen already. They may be empty."""
    return [
        SelectOption(label=label(choice.label, CHOICE_LABEL), value=choice.value, default=choice.value in chosen)
        for choice in choices
    ]
