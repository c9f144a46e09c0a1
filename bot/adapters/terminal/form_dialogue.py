"""A form in the terminal: one field after the other, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bot.core.events import Choice
from bot.core.forms import DATE_HINT, Form, FormField
from bot.core.shorten import width

CANCEL, LEAVE_OUT = "/cancel", "-"
RULES = f"Type one line for each field. {CANCEL} ends the form."
NOT_SENT = "The form was not sent."
REQUIRED = "Please fill in this field."
SEVERAL = "Type the numbers of all that you choose, such as: 1, 3"


class FormDialogue:
    """Asks the fields of a form and keeps their values. Show `question`, give the typed line to `take`, and repeat.

    If only some fields were refused, it asks only those. All others keep what they have.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        refused = [field for field in form.fields if field.problem and not form.problem]
        self._asked = refused or list(form.fields)
        """The fields that are asked, without those that were answered."""
        self._values = {field.name: field.initial for field in form.fields if field.kind != "choices"}
        self._chosen = {field.name: field.ticked for field in form.fields if field.kind == "choices"}

    @property
    def values(self) -> Mapping[str, str] | None:
        """Return all values but those of choices to tick; None while a field is missing."""
        return None if self._asked else self._values

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """Return what was chosen among choices to tick."""
        return self._chosen

    def opening(self) -> RenderableType:
        """Show the title, the note and the rules above the first field."""
        above = [Text(self.form.above)] if self.form.above else []
        return Group(Text(self.form.title, style="bold"), *above, Text(RULES, style="dim"))

    def question(self) -> RenderableType:
        """Show the current field."""
        field = self._asked[0]
        lines = [Text.assemble((field.label, "bold"), (_empty_line(field), "dim"))]
        hint = field.hint or (DATE_HINT if field.kind == "date" else "")
        lines += [Text(field.below, style="bold yellow" if field.problem else "dim")] if field.below else []
        lines += [Text(hint, style="dim")] if hint else []
        if current := _current_text(field):
            lines.append(Text(f"Now: {current}"))
        lines += [Text(f"[{number}] {choice.label}") for number, choice in _numbered(field)]
        lines += [Text(SEVERAL, style="dim")] if field.kind == "choices" else []
        return Group(*lines)

    def take(self, typed: str) -> str | None:
        """Fill in the current field. Return a message if it must be typed again."""
        field, line = self._asked[0], typed.strip()
        if line == LEAVE_OUT and _can_clear(field):
            self._set(field)
        elif line and (problem := self._fill_in(field, typed)):
            return problem
        elif not line and field.required and not _current_text(field):
            return REQUIRED
        del self._asked[0]
        return None

    def _fill_in(self, field: FormField, typed: str) -> str | None:
        """Set the value of a field to a typed line. Return a message if it is invalid."""
        if field.is_text:
            length = width(typed)
            if length > field.limit:
                return f"Please use at most {field.limit:,} characters; these are {length:,}."
            if length < field.least:
                return f"Please use at least {field.least:,} characters; these are {length:,}."
            self._set(field, typed)
            return None
        parts = [part for part in typed.split(",") if part.strip()] if field.kind == "choices" else []
        found = [_find(field, part) for part in parts or [typed]]
        if None in found:
            return f"Please type a number from 1 to {len(field.choices)}."
        self._set(field, *(choice.value for choice in field.choices if choice in found))
        return None

    def _set(self, field: FormField, *values: str) -> None:
        if field.kind == "choices":
            self._chosen[field.name] = values
        else:
            self._values[field.name] = "".join(values)


def _empty_line(field: FormField) -> str:
    """Say what an empty line does, and how to remove what is there."""
    if _can_clear(field):
        return f" (an empty line keeps it, {LEAVE_OUT} leaves it out)"
    if _current_text(field):
        return " (an empty line keeps it)"
    return "" if field.required else " (an empty line leaves it out)"


def _can_clear(field: FormField) -> bool:
    return not field.required and bool(_current_text(field))


def _find(field: FormField, typed: str) -> Choice | None:
    """Find a choice by its number, its value or its label."""
    for number, choice in _numbered(field):
        if typed.strip().casefold() in (str(number), choice.value.casefold(), choice.label.casefold()):
            return choice
    return None


def _numbered(field: FormField) -> Iterator[tuple[int, Choice]]:
    return enumerate(() if field.is_text else field.choices, 1)


def _current_text(field: FormField) -> str:
    """Show the current value, or the labels of what is chosen."""
    if field.is_text:
        return field.initial
    chosen = field.ticked if field.kind == "choices" else (field.initial,)
    return ", ".join(choice.label for choice in field.choices if choice.value in chosen)
