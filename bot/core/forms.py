"""Forms: a few fields that a person fills in and sends, in a window or one after the other.

The limits are those that every platform allows. A form beyond them is a mistake in the code: it raises ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.core import texts
from bot.core.errors import UserError
from bot.core.events import CHOICES, Choice, usable_choices
from bot.core.shorten import width

FieldKind: TypeAlias = Literal["line", "paragraph", "choice"]
MOST_FIELDS: Final = 5
"""Most fields of a form, Discord's limit."""
TITLE_LENGTH: Final = 24
"""Most characters of a title and of the button that sends the form, Slack's limit."""
LABEL_LENGTH: Final = 45
"""Most characters of a label, Discord's limit."""
TEXT_LENGTH: Final = 3_000
"""Most characters of a text, Slack's limit."""
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
    """The initial value; for kind "choice" the value of a choice. A choice that is gone counts as none."""
    hint: str = ""
    """The text that is shown while it is empty."""
    limit: int = 1_000
    """Most characters of the value, up to `TEXT_LENGTH`."""
    choices: tuple[Choice, ...] = ()
    """For kind "choice": from 1 to `CHOICES`, with different values."""

    def __post_init__(self) -> None:
        """Raise ValueError if a platform would refuse the field."""
        field = f"the field {self.name!r}"
        _check(0 < len(self.name) <= _NAME_LENGTH, f"{field} needs a name of 1 to {_NAME_LENGTH} characters")
        _check(_is_length(self.label, LABEL_LENGTH), f"{field} needs a label of 1 to {LABEL_LENGTH} characters")
        _check(0 < self.limit <= TEXT_LENGTH, f"{field} needs a limit from 1 to {TEXT_LENGTH}")
        _check(self.kind != "choice" or 0 < len(self.choices) <= CHOICES, f"{field} needs 1 to {CHOICES} choices")
        values, usable = [choice.value for choice in self.choices], usable_choices(self.choices)
        _check(values == [choice.value for choice in usable], f"{field} has a choice with a bad value, or one twice")
        object.__setattr__(self, "choices", usable)

    @property
    def initial(self) -> str:
        """Return the initial value; empty if it is a choice that is gone."""
        if self.kind == "choice" and all(choice.value != self.value for choice in self.choices):
            return ""
        return self.value


@dataclass(frozen=True, slots=True)
class Form:
    """A form. A feature declares its name with `core.declarations.form` and gets the submitted values."""

    name: str
    title: str
    """At most `TITLE_LENGTH` characters."""
    fields: tuple[FormField, ...]
    """From 1 to `MOST_FIELDS`, with different names."""
    value: str = ""
    """The subject of the form, such as the id of a statement; at most 60 characters, without a colon."""
    submit: str = "Send"
    """Label of the button that sends the form; at most `TITLE_LENGTH` characters."""

    def __post_init__(self) -> None:
        """Raise ValueError if a platform would refuse the form."""
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        form = f"the form {self.name!r}"
        _check(0 < len(names) <= MOST_FIELDS, f"{form} needs 1 to {MOST_FIELDS} fields")
        _check(not twice, f"{form} has two fields of one name: {twice}")
        for text in (self.title, self.submit):
            _check(_is_length(text, TITLE_LENGTH), f"{form} needs 1 to {TITLE_LENGTH} characters, not {text!r}")
        _check(":" not in self.value and len(self.value) <= _VALUE_LENGTH, f"{form} has a bad value: {self.value!r}")

    @property
    def code(self) -> str:
        """Return the code that the platform sends back with the submission."""
        return f"{self.name}:{self.value}"


def check_texts(form: Form) -> None:
    """Raise UserError if a text is too long for its field. If the form was sent, the rest of the text would be lost."""
    for field in form.fields:
        if field.kind != "choice" and width(field.value) > field.limit:
            raise UserError(texts.too_long_for_field(field.label, field.limit))


def _is_length(text: str, most: int) -> bool:
    return bool(text.strip()) and width(text) <= most


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(problem)
