"""What somebody is about to save: all that they filled in so far, over several forms."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

from bot.core.events import Target
from bot.core.models import Statement
from bot.core.statement_text import from_text, to_text
from bot.curation.composing import Kind, Values
from bot.curation.entries import ChangeKind

Reach: TypeAlias = Literal["", "all", "workspace", "channel"]
"""Who may see it: everybody, or only people in the workspace or the channel in which it was begun. Empty if the person
has not said it yet."""
REACHES: Final[tuple[Reach, ...]] = ("all", "workspace", "channel")


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """An entry that is being written. It belongs to one person, and is nothing that anybody else can see."""

    id: str
    """16 characters, safe in a button's code."""
    kind: ChangeKind
    """"add", "edit" or "supersede"."""
    of: Kind
    values: Values
    place: Target
    """The place in which it was begun."""
    reach: Reach = ""
    before: Statement | None = None
    """What counted when an edit began; for "supersede", the fact that is replaced."""
    expected: int = 0
    """The version of it in the store; 0 if there is none."""
    original: Statement | None = None
    """See `entries.EntryChange`."""
    proposed: tuple[str, ...] = ()
    """Questions that the person may tick."""
    ticked: tuple[str, ...] = ()
    draft: str = ""
    """Id of the draft that a curator edits; empty for all else."""
    edits: int = 0
    """Number of edits of that draft that the curator saw."""
    answers: str = ""
    """The question for which it is written, if somebody asked it in vain."""
    why: str = ""

    def to_text(self) -> str:
        """Write it as JSON, for the store."""
        data = asdict(self) | {"before": _text(self.before), "original": _text(self.original)}
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> WorkingCopy:
        """Read what `to_text` wrote."""
        data: dict[str, Any] = json.loads(text)
        data |= {name: from_text(data[name]) if data[name] else None for name in ("before", "original")}
        data |= {name: tuple(data[name]) for name in ("proposed", "ticked")}
        return cls(**data | {"place": Target(**data["place"])})


def _text(statement: Statement | None) -> str:
    return to_text(statement) if statement else ""
