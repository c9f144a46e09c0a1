"""All exceptions that Factbot raises on purpose.

FactbotError
├── UserError            its sentence is shown to the person who asked, unchanged
│   └── FormRefusedError   says what is wrong with which field of a form
├── ConfigurationError   a setting, token or file is wrong; shown to the operator, ends the command
│   ├── FactFilesError   every problem of every fact file
│   └── StoreError       the database can't be used now
│       └── StoreVersionError  the database belongs to another program or version, so waiting won't help
├── AccessError          a platform refused the bot for good (token, intent, scope); never retried
└── DeliveryError        a reply or a digest could not be delivered; logged
    ├── LateError        it would come too late, so it is given up; the channel gets one line about that
    ├── UncertainError   it is unknown whether it was delivered; never sent again
    ├── RefusedError     the platform refuses the content; trying again won't help
    └── ClosedError      the bot may not post in that channel, or it is gone; its sentence is shown to the owner
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Origin


class FactbotError(Exception):
    """Base of all errors of Factbot."""


class UserError(FactbotError):
    """Something that the person who asked can correct; the message is one helpful sentence for them."""


class FormRefusedError(UserError):
    """What was filled into a form can't be taken. Each problem is one sentence, by the name of its field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


class ConfigurationError(FactbotError):
    """Something that the operator can correct; the message says what is wrong and what was expected."""


class StoreError(ConfigurationError):
    """The database is unreachable, full, locked or damaged."""


class StoreVersionError(StoreError):
    """The database belongs to a newer version or to another program; waiting won't help."""


class AccessError(FactbotError):
    """A platform refused the bot for good; the message says who can fix it, and where."""


class DeliveryError(FactbotError):
    """A platform did not accept a reply even after retries."""


class LateError(DeliveryError):
    """A platform's limits would delay a reply so much that it is given up."""


class UncertainError(DeliveryError):
    """It is unknown whether a reply was delivered, so it must not be sent again."""


class RefusedError(DeliveryError):
    """A platform refuses the content of a post, and will refuse it every time."""


class ClosedError(DeliveryError):
    """The bot may not post in a channel, or it is gone; the message is a sentence that says what is missing."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone
        """Whether the channel no longer exists, so that nobody can open it to the bot again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error in a fact file."""

    origin: Origin
    message: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}"


class FactFilesError(ConfigurationError):
    """The fact files can't be used; has the problems of all of them, in order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
