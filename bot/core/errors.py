"""Everything that Factbot raises on purpose.

FactbotError
├── UserError            its sentence is shown to the person who asked, as it is
├── ConfigurationError   a setting, token or file is wrong; shown to the operator, ends the command
│   ├── FactFilesError   every problem of every fact file
│   └── StoreError       the database can't be used
├── AccessError          a platform refused us for good (token, intent, scope); never retried
└── DeliveryError        a reply or a digest could not be delivered; logged
    ├── UncertainError   nobody knows whether it was delivered; never sent again
    ├── RefusedError     the platform refuses what we post; trying again won't help
    └── ClosedError      we may not post in that channel, or it is gone; its sentence is shown to the owner
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.models import Origin


class FactbotError(Exception):
    """Root of all errors that are ours."""


class UserError(FactbotError):
    """Something that the person who asked can mend; the message is one helpful sentence for them."""


class ConfigurationError(FactbotError):
    """Something that the operator can mend; the message says what is wrong and what was expected."""


class StoreError(ConfigurationError):
    """The database is of a newer version, out of reach or damaged."""


class AccessError(FactbotError):
    """A platform refused us for good; the message says who can mend it and where."""


class DeliveryError(FactbotError):
    """A platform did not take a reply even after retries."""


class UncertainError(DeliveryError):
    """It can't be found out whether a reply was delivered, so it must not be sent in another way."""


class RefusedError(DeliveryError):
    """A platform refuses what we post, and will whenever we try."""


class ClosedError(DeliveryError):
    """We may not post in a channel, or it is gone; the message is a sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a fact file."""

    origin: Origin
    message: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}"


class FactFilesError(ConfigurationError):
    """The fact files can't be used; carries every problem found in all of them, in order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))
