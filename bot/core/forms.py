"""Forms: a few fields that a person fills in and sends, in a window or one after the other.

The limits are those that every platform allows. A form beyond them is a mistake in the code: it raises ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from bot.core import texts
from bot.core.errors import UserError
from bot.core.events import CHOICES, Choice, usable_choices
from bot.core.shorten import shorten, width

FieldKind: TypeAlias = Literal["line", "paragraph", "choice", "choices", "date"]
"""A text of one line or several, one choice, several choices to tick, or a day."""
MOST_FIELDS: Final = 5
"""Most fields of a form, Discord's limit. A note at its top counts as one."""
MOST_TICKS: Final = 10
"""Most choices of kind "choices", the limit of both platforms."""
TITLE_LENGTH: Final = 24
"""Most characters of a title and of the button that sends the form, Slack's limit."""
LABEL_LENGTH: Final = 45
"""Most characters of a label, Discord's limit."""
HELP_LENGTH: Final = 100
"""Most characters of the help below a label, Discord's limit."""
NOTE_LENGTH: Final = 1_000
"""Most characters of a note that a feature may write; it should be a line or two."""
TEXT_LENGTH: Final = 3_000
"""Most characters of a text, Slack's limit."""
DATE_HINT: Final = "YYYY-MM-DD, such as 2026-11-30"
"""What is shown in an empty date where the platform has no calendar."""
_NAME_LENGTH: Final = 100
_VALUE_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    """Key of its value in a `FormSubmission`."""
    label: str
    """At most `LABEL_LENGTH` characters."""
    kind: FieldKind = "line"
    required: bool = True
    value: str = ""
    """The initial value. For "choice" the value of a choice; one that is gone counts as none. For "date" a day as
    YYYY-MM-DD; what is no such day is shown only where people type dates."""
    hint: str = ""
    """The text that is shown while it is empty."""
    limit: int = 1_000
    """Most characters of the value, up to `TEXT_LENGTH`."""
    choices: tuple[Choice, ...] = ()
    """From 1 to `CHOICES`, with different values; for "choices" to `MOST_TICKS`."""
    chosen: tuple[str, ...] = ()
    """For "choices": the values that are ticked at first."""
    help: str = ""
    """A line below the label that stays there; at most `HELP_LENGTH` characters."""
    least: int = 0
    """Fewest characters of a text, unless it is left out."""
    problem: str = ""
    """Why the value was refused. It is shown at the field, in place of the help."""

    def __post_init__(self) -> None:
        """Raise ValueError if a platform would refuse the field."""
        field = f"the field {self.name!r}"
        _check(0 < len(self.name) <= _NAME_LENGTH, f"{field} needs a name of 1 to {_NAME_LENGTH} characters")
        _check(_is_length(self.label, LABEL_LENGTH), f"{field} needs a label of 1 to {LABEL_LENGTH} characters")
        _check(width(self.help) <= HELP_LENGTH, f"{field} needs a help of at most {HELP_LENGTH} characters")
        _check(0 < self.limit <= TEXT_LENGTH, f"{field} needs a limit from 1 to {TEXT_LENGTH}")
        _check(0 <= self.least <= self.limit, f"{field} needs a least length from 0 to its limit")
        most = MOST_TICKS if self.kind == "choices" else CHOICES
        _check(self.is_text or 0 < len(self.choices) <= most, f"{field} needs 1 to {most} choices")
        values, usable = [choice.value for choice in self.choices], usable_choices(self.choices)
        _check(values == [choice.value for choice in usable], f"{field} has a choice with a bad value, or one twice")
        object.__setattr__(self, "choices", usable)

    @property
    def is_text(self) -> bool:
        """Return whether it has no choices. A date is a text where people type it."""
        return self.kind not in ("choice", "choices")

    @property
    def below(self) -> str:
        """Return what is shown at the label: why the value was refused, or else the help."""
        return _warning(self.problem) or self.help

    @property
    def initial(self) -> str:
        """Return the initial value; empty if it is a choice that is gone."""
        if self.kind == "choice" and all(choice.value != self.value for choice in self.choices):
            return ""
        return self.value

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the values that are ticked at first, without those that are gone, in the order of the choices."""
        return tuple(choice.value for choice in self.choices if choice.value in self.chosen)


@dataclass(frozen=True, slots=True)
class Form:
    """A form. A feature declares its name with `core.declarations.form` and gets the submitted values."""

    name: str
    title: str
    """At most `TITLE_LENGTH` characters."""
    fields: tuple[FormField, ...]
    """From 1 to `MOST_FIELDS`, with different names; with a note, one less."""
    value: str = ""
    """The subject of the form, such as the id of a statement; at most 60 characters, without a colon."""
    submit: str = "Send"
    """Label of the button that sends the form; at most `TITLE_LENGTH` characters."""
    note: str = ""
    """A line or two above the fields."""
    problem: str = ""
    """Why the form as a whole was refused. It is above the note; without room for it, a message has said it."""

    def __post_init__(self) -> None:
        """Raise ValueError if a platform would refuse the form."""
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        form, most = f"the form {self.name!r}", MOST_FIELDS - bool(self.note)
        _check(0 < len(names) <= most, f"{form} needs 1 to {most} fields")
        _check(not twice, f"{form} has two fields of one name: {twice}")
        for text in (self.title, self.submit):
            _check(_is_length(text, TITLE_LENGTH), f"{form} needs 1 to {TITLE_LENGTH} characters, not {text!r}")
        _check(":" not in self.value and len(self.value) <= _VALUE_LENGTH, f"{form} has a bad value: {self.value!r}")
        _check(width(self.note) <= NOTE_LENGTH, f"{form} needs a note of at most {NOTE_LENGTH} characters")

    @property
    def code(self) -> str:
        """Return the code that the platform sends back with the submission."""
        return f"{self.name}:{self.value}"

    @property
    def above(self) -> str:
        """Return what is shown above the fields: why the form was refused, and the note."""
        return "\n".join(filter(None, (_warning(self.problem), self.note)))

    def filled_in(
        self, values: Mapping[str, str], chosen: Mapping[str, tuple[str, ...]], problems: Mapping[str, str]
    ) -> Form:
        """Return the form with what was filled in before, and with what was wrong with it by the names of the fields.

        Problems under other names are those of the whole form.
        """
        fields = tuple(
            replace(
                field,
                value=values.get(field.name, field.value),
                chosen=chosen.get(field.name, field.chosen),
                problem=problems.get(field.name, ""),
            )
            for field in self.fields
        )
        names = {field.name for field in self.fields}
        whole = " ".join(problem for name, problem in problems.items() if name not in names)
        return replace(self, fields=fields, problem=shorten(whole, NOTE_LENGTH, width))


def check_texts(form: Form) -> None:
    """Raise UserError if a text is too long for its field. If the form was sent, the rest of the text would be lost."""
    for field in form.fields:
        if field.is_text and width(field.value) > field.limit:
            raise UserError(texts.too_long_for_field(field.label, field.limit))


def _warning(problem: str) -> str:
    return f"⚠️ {problem}" if problem else ""


def _is_length(text: str, most: int) -> bool:
    return bool(text.strip()) and width(text) <= most


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(problem)
