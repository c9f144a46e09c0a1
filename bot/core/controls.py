"""What can be pressed under a reply: buttons, and pickers with choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.events import CHOICES, Action, Choice, Completion, usable_choices
from bot.core.shorten import width

CODE_LENGTH: Final = 100
"""Most characters of the code of a button or a picker, Discord's limit."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply."""

    label: str
    """What the person reads; adapters shorten it to their limit with an ellipsis."""
    action: Action

    def __post_init__(self) -> None:
        """Raise ValueError if the label is blank or the code is too long: platforms refuse that."""
        _check_code(self.action)
        if not self.label.strip():
            raise ValueError(f"the button {self.action.code} has no label")


@dataclass(frozen=True, slots=True)
class Picker:
    """A menu of choices under a reply."""

    label: str
    """The text in it before a choice is made."""
    action: Action
    """With an empty value. The code of a choice is this action's code with the choice's value at its end."""
    choices: tuple[Choice, ...]
    """At most 25, the likeliest first. What no platform can show is left out, see `usable_choices`."""
    completes: Completion | None = None
    """If there are more choices: the request for `EventHandler.complete`, without the typed text. It returns values for
    the action, as in `choices`."""

    def __post_init__(self) -> None:
        """Raise ValueError if there are too many choices, or the code is too long or has a value already."""
        _check_code(self.action)
        if self.action.value:
            raise ValueError(f"the picker {self.action.code} has a value before a choice is made")
        if len(self.choices) > CHOICES:
            raise ValueError(f"the picker {self.action.code} has {len(self.choices)} choices, and {CHOICES} fit")
        object.__setattr__(self, "choices", usable_choices(self.choices))


def _check_code(action: Action) -> None:
    """Raise ValueError if the code of a button or picker is too long."""
    if width(action.code) > CODE_LENGTH:
        raise ValueError(f"the code {action.code!r} has more than {CODE_LENGTH} characters")
