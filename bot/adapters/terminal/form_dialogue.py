"""A form in the terminal: one field after the other, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bot.core.events import Choice
from bot.core.forms import Form, FormField

CANCEL = "/cancel"
RULES = f"Type one line for each field. {CANCEL} ends the form."
NOT_SENT = "The form was not sent."
REQUIRED = "Please fill in this field."


class FormDialogue:
    """Asks the fields of a form and keeps their values. Show `question`, give the typed line to `take`, and repeat."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._values: dict[str, str] = {}

    @property
    def values(self) -> Mapping[str, str] | None:
        """Return all values; None while a field is missing."""
        return self._values if len(self._values) == len(self.form.fields) else None

    def opening(self) -> RenderableType:
        """Show the title and the rules above the first field."""
        return Group(Text(self.form.title, style="bold"), Text(RULES, style="dim"))

    def question(self) -> RenderableType:
        """Show the current field."""
        field = self._field
        lines = [Text.assemble((field.label, "bold"), (_empty_line(field), "dim"))]
        if field.hint:
            lines.append(Text(field.hint, style="dim"))
        if field.initial:
            lines.append(Text(f"Now: {_current_text(field)}"))
        lines += [Text(f"[{number}] {choice.label}") for number, choice in _numbered(field)]
        return Group(*lines)

    def take(self, typed: str) -> str | None:
        """Fill in the current field. Return a message if it must be typed again."""
        field = self._field
        value, problem = _read(field, typed) if typed.strip() else (field.initial, None)
        if not value and field.required:
            problem = problem or REQUIRED
        if problem is None:
            self._values[field.name] = value
        return problem

    @property
    def _field(self) -> FormField:
        return self.form.fields[len(self._values)]


def _empty_line(field: FormField) -> str:
    """Say what an empty line does."""
    if field.initial:
        return " (an empty line keeps it)"
    return "" if field.required else " (an empty line leaves it out)"


def _read(field: FormField, typed: str) -> tuple[str, str | None]:
    """Turn a typed line into a value and, if it is invalid, a message."""
    if field.kind != "choice":
        long = len(typed) > field.limit
        return typed, f"Please use at most {field.limit:,} characters; these are {len(typed):,}." if long else None
    for number, choice in _numbered(field):
        if typed.strip().casefold() in (str(number), choice.value.casefold(), choice.label.casefold()):
            return choice.value, None
    return "", f"Please type a number from 1 to {len(field.choices)}."


def _numbered(field: FormField) -> Iterator[tuple[int, Choice]]:
    return enumerate(field.choices if field.kind == "choice" else (), 1)


def _current_text(field: FormField) -> str:
    """Show the current value, or the label of a choice."""
    return next((choice.label for _, choice in _numbered(field) if choice.value == field.initial), field.initial)
