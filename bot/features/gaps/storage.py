"""Protocol of the part of the store that gaps use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Reason: TypeAlias = Literal["none", "suggestions", "wrong"]
"""There was no answer, no suggestion was chosen, or somebody said that the answer is wrong or out of date."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that got no good answer."""

    exchange: str
    """Id of the exchange."""
    question: str
    """As it was looked up, in one line."""
    platform: str
    workspace: str
    channel: str
    person: str
    """Id on the platform."""
    asked: dt.datetime
    """With time zone."""
    reason: Reason
    is_open: bool
    """It was not asked privately or in a direct message."""
    is_wished: bool
    """The person asked the curators for an answer."""
    shown: str = ""
    """Id of the statement that was shown."""
    shown_text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What curators decided about a question."""

    is_ignored: bool = False
    given_to: str = ""
    """Key of a person, see `curation.people`; empty for nobody."""


class GapStorage(Protocol):
    """Reads missed questions, and stores decisions about them. Methods as in `core.storage.Storage`."""

    async def missed(self, since: dt.datetime, limit: int, platform: str = "", workspace: str = "") -> Sequence[Missed]:
        """Return the newest missed questions since a moment, of one workspace or of all; the newest first."""
        ...

    async def decisions(self, platform: str, workspace: str) -> Mapping[str, Decision]:
        """Return what was decided in a workspace, by the question, see `core.exchanges.same_question`."""
        ...

    async def decide(
        self, platform: str, workspace: str, questions: Sequence[str], decision: Decision, by: str
    ) -> None:
        """Store a decision about questions, which replaces earlier ones, with a line in the audit log."""
        ...
