"""Buttons, links and pickers of a message, and choices for an option that is being typed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
_LINE: Final = 50
"""Most characters of all labels of buttons that are in one line."""
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
    return sum(1 + len(group) for group in _groups(actions, stacked=stacked)) + 2 * len(actions.pickers)


def rows(actions: Actions, *, stacked: bool = False) -> Iterator[Row]:
    """Make the rows of buttons and pickers."""
    for group in _groups(actions, stacked=stacked):
        yield ui.ActionRow(*(_link(each) if isinstance(each, Link) else button(each) for each in group))
    for picker in actions.pickers:
        if picker.choices:  # Discord refuses a select without options
            yield ui.ActionRow(_select(picker))


def _groups(actions: Actions, *, stacked: bool) -> Iterator[Sequence[Button | Link]]:
    """Yield what shares a row: everything if it fits in one line, else the feedback has a row of its own.

    If stacked, each button that everybody may need has a row.
    """
    shared, quiet = actions.shared, actions.pressable[len(actions.shared) :]
    together: list[Button | Link] = [*shared, *actions.links, *quiet]
    if stacked:
        yield from ([each] for each in shared)
        yield from _chunks((*actions.links, *quiet))
    elif _is_one_line(together) or not actions.feedback:
        yield from _chunks(together)
    else:
        yield from _chunks((*shared, *actions.links))
        yield from _chunks(quiet)


def _is_one_line(several: Sequence[Button | Link]) -> bool:
    """Return whether buttons fit beside one another in Discord's usual width."""
    widths = (1 if isinstance(each, Button) and _sign(each) else len(each.label) for each in several)
    return len(several) <= ROW and sum(widths) <= _LINE


def _chunks(several: Sequence[Button | Link]) -> Iterator[Sequence[Button | Link]]:
    return (several[n : n + ROW] for n in range(0, len(several), ROW))


def button(made: Button) -> Item:
    """Make a button. One that only one person needs shows only its emoji, as on Slack, so that it takes no room."""
    if sign := _sign(made):
        return ui.Button(emoji=sign, custom_id=made.action.code, style=STYLES[made.style])
    return ui.Button(label=label(made.label, LABEL), custom_id=made.action.code, style=STYLES[made.style])


def _sign(made: Button) -> str:
    """Return the emoji of a button that only one person needs; empty for all others."""
    sign, _, rest = made.label.partition(" ")
    return sign if made.only_for and rest and not any(map(str.isalnum, sign)) else ""


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
