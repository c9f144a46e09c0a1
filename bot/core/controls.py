"""What can be pressed under a reply: buttons, links, feedback, and pickers with choices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.core.events import CALL, CHOICES, NO_EXCHANGE, Action, Choice, usable_choices
from bot.core.shorten import width

CODE_LENGTH: Final = 100
"""Most characters of the code of a button or a picker, Discord's limit."""


URL_LENGTH: Final = 512
"""Most characters of the address of a link, Discord's limit."""
_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*")

ButtonStyle: TypeAlias = Literal["normal", "main", "danger"]
"""How a button looks. A document has one main button at most; "danger" is for what can't be undone."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply."""

    label: str
    """What the person reads; adapters shorten it to their limit with an ellipsis."""
    action: Action
    style: ButtonStyle = "normal"
    only_for: str = ""
    """Id of the only person who needs it. Platforms that can show it to this person alone do so."""

    @classmethod
    def calling(cls, label: str, line: str, style: ButtonStyle = "normal") -> Button:
        """Make a button that calls a command, with a private reply; `line` is the command without its slash.

        The reply to a command that is announced is public. A command without its options shows a form for them, if it
        has one.
        """
        return cls(label, Action(CALL, NO_EXCHANGE, line), style)

    def __post_init__(self) -> None:
        """Raise ValueError if the label is blank or the code is too long: platforms refuse that."""
        _check_code(self.action)
        if not self.label.strip():
            raise ValueError(f"the button {self.action.code} has no label")


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address."""

    label: str
    url: str

    @classmethod
    def to(cls, label: str, url: str | None) -> Link | None:
        """Make a link; None if there is no address, or one that not every platform can open."""
        return cls(label, url) if url and _ADDRESS.fullmatch(url) and width(url) <= URL_LENGTH else None


@dataclass(frozen=True, slots=True)
class Feedback:
    """Two buttons by which people say if an answer was good. Platforms show them in their own way."""

    helpful: Button
    wrong: Button


@dataclass(frozen=True, slots=True)
class CompletedOption:
    """An option of a command whose completions a picker offers, too."""

    command: str
    """Full name of the command."""
    option: str


@dataclass(frozen=True, slots=True)
class Picker:
    """A menu of choices under a reply."""

    label: str
    """The text in it before a choice is made."""
    action: Action
    """With an empty value. The code of a choice is this action's code with the choice's value at its end."""
    choices: tuple[Choice, ...]
    """At most 25, the likeliest first. What no platform can show is left out, see `usable_choices`."""
    completes: CompletedOption | None = None
    """If there are more choices: the option whose completions have them, see `Completion.keys`."""
    chosen: tuple[str, ...] = ()
    """Values of the choices that are chosen already."""
    most: int = 1
    """How many choices can be made at once. If more than one, the code of a press is the action's own code, and
    `Press.chosen` has the values. None chosen is possible, too."""

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
