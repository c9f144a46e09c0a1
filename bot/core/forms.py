"""Forms: a few fields that a person fills in and sends, in a window or one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.events import Choice

FieldKind: TypeAlias = Literal["line", "paragraph", "choice"]
MOST_FIELDS = 5
"""Most fields of a form, Discord's limit."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    """Key of its value in a `FormSubmission`."""
    label: str
    """At most 45 characters, Discord's limit."""
    kind: FieldKind = "line"
    required: bool = True
    value: str = ""
    """The initial value."""
    hint: str = ""
    """The text that is shown while it is empty."""
    limit: int = 1_000
    """Most characters of the value."""
    choices: tuple[Choice, ...] = ()
    """For kind "choice": at most 25."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form. A feature declares its name with `core.declarations.form` and gets the submitted values."""

    name: str
    title: str
    """At most 45 characters, Discord's limit."""
    fields: tuple[FormField, ...]
    """At most `MOST_FIELDS`."""
    value: str = ""
    """The subject of the form, such as the id of a statement; at most 60 characters, without a colon."""
    submit: str = "Send"
    """Label of the button that sends the form."""

    @property
    def code(self) -> str:
        """Return the code that the platform sends back with the submission."""
        return f"{self.name}:{self.value}"
