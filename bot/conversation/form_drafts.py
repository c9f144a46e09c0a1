"""What people typed into forms, stored for a day so that it is not lost. The part of the store for it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

KEPT_FOR: Final = dt.timedelta(days=1)
"""How long a draft is kept. Platforms forget private messages with their buttons sooner or later, too."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What somebody typed into a form, or what a feature has to remember until a form is sent."""

    code: str
    """The code of the form, see `core.forms.Form`."""
    values: Mapping[str, str]
    """As in `FormSubmission`. A feature may add values that no field shows."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    """Why it was refused, a sentence each, by the names of the fields."""

    def to_text(self) -> str:
        """Return it as JSON, for the store."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> FormDraft:
        """Read what `to_text` wrote."""
        stored: Mapping[str, Any] = json.loads(text)
        chosen = {name: tuple(values) for name, values in stored["chosen"].items()}
        return cls(stored["code"], stored["values"], chosen, stored["problems"])


class FormDrafts(Protocol):
    """Stores drafts. Every method is one transaction, and raises StoreError if the database can't be used."""

    async def put(self, key: str, platform: str, person: str, text: str) -> None:
        """Store a draft of a person, as the text that `FormDraft.to_text` returns."""
        ...

    async def find(self, key: str, platform: str, person: str) -> str | None:
        """Return the text of a draft of this person; None if there is none."""
        ...
