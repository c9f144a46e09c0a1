"""A form: a few fields that a person fills in and sends, as a window over the chat or field after field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.events import Choice

FieldKind: TypeAlias = Literal["line", "paragraph", "choice"]
MOST_FIELDS = 5
"""Fields of a form; Discord shows no more."""


@dataclass(frozen=True, slots=True)
class FormField:
    """Something to fill in."""

    name: str
    """Key of its value in a `FormSubmission`."""
    label: str
    """At most 45 characters, Discord's limit."""
    kind: FieldKind = "line"
    required: bool = True
    value: str = ""
    """What stands in it at first."""
    hint: str = ""
    """What is shown while it is empty."""
    limit: int = 1_000
    """Most characters of its value."""
    choices: tuple[Choice, ...] = ()
    """Of a field of kind "choice": at most 25."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form. A feature declares its name with `core.declarations.form` and gets what was filled in."""

    name: str
    title: str
    """At most 45 characters, Discord's limit."""
    fields: tuple[FormField, ...]
    """At most `MOST_FIELDS`."""
    value: str = ""
    """What it is about, such as the id of a statement; at most 60 characters, without a colon."""
    submit: str = "Send"
    """What the button says that sends it."""

    @property
    def code(self) -> str:
        """Travels through the platform and back with the submission."""
        return f"{self.name}:{self.value}"
