"""Buttons and pickers under a message, and choices for an option that is being typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.adapters.discord.payloads import Json
from bot.core.document import Button, Picker
from bot.core.events import CHOICE_LENGTH, CHOICES, Choice
from bot.core.shorten import label

ACTION_ROW, BUTTON, STRING_SELECT = 1, 2, 3
"""Types of components."""
QUIET_BUTTON = 2
LABEL, ROW, ROWS = 80, 5, 5
PLACEHOLDER = 150


def rows(buttons: Sequence[Button], picker: Picker | None = None, *, each: int = ROW) -> list[Json]:
    """Make rows of at most `each` buttons, all in the quiet style, and a row for the picker."""
    select = _select(picker) if picker else []
    made = [
        {"type": BUTTON, "style": QUIET_BUTTON, "label": label(button.label, LABEL), "custom_id": button.action.code}
        for button in buttons[: each * (ROWS - len(select))]
    ]
    groups = [made[i : i + each] for i in range(0, len(made), each)]
    return [{"type": ACTION_ROW, "components": group} for group in [*groups, *([select] if select else [])]]


def completions(choices: Iterable[Choice]) -> list[Json]:
    """Make the choices that Discord shows under an option that is being typed."""
    return [{"name": text, "value": value} for text, value in _offered(choices)]


def options(choices: Iterable[Choice]) -> list[Json]:
    """Make the options of a select. They may be empty, but Discord refuses a select without options."""
    return [{"label": text, "value": value} for text, value in _offered(choices)]


def _select(picker: Picker) -> list[Json]:
    """Make a picker's component; an empty list if there is nothing to choose."""
    offered = options(picker.choices)
    if not offered:
        return []
    placeholder = label(picker.label, PLACEHOLDER)
    return [{"type": STRING_SELECT, "custom_id": picker.action.code, "placeholder": placeholder, "options": offered}]


def _offered(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Return label and value of each choice that Discord accepts. A too long value is left out, not cut to another."""
    offered: dict[str, str] = {}
    for choice in choices:
        if choice.value.strip() and len(choice.value) <= CHOICE_LENGTH and choice.value not in offered:
            offered[choice.value] = label(choice.label, CHOICE_LENGTH) or label(choice.value, CHOICE_LENGTH)
    return [(text, value) for value, text in offered.items()][:CHOICES]
