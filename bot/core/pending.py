"""Questions that a process works on, and where to look for those that nobody heard."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.events import Message, Person, Target


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A message that was claimed and has no outcome yet."""

    key: str
    """The key of its claim."""
    account: str
    """`Reach.bot` of the bot that was asked."""
    message: Message

    @property
    def platform(self) -> str:
        """Return the name of the platform."""
        return self.message.target.platform

    def to_text(self) -> str:
        """Return the message as JSON, for the store."""
        values = asdict(self.message) | {"sent": self.message.sent.isoformat()}
        return json.dumps(values, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class LookBack:
    """Where to look for messages that the bot missed."""

    since: dt.datetime
    channels: Sequence[Target]
    """Channels in which people asked lately, the last one first."""


def message_from(text: str) -> Message:
    """Read a message that `PendingQuestion.to_text` wrote. Fields of another version are left out or by default."""
    values: dict[str, Any] = json.loads(text)
    fields = {name: value for name, value in values.items() if name in Message.__dataclass_fields__}
    return Message(
        **fields
        | {
            "author": _read(Person, values["author"]),
            "target": _read(Target, values["target"]),
            "sent": dt.datetime.fromisoformat(values["sent"]),
        }
    )


def _read(kind: type[Any], values: dict[str, Any]) -> Any:
    return kind(**{name: value for name, value in values.items() if name in kind.__dataclass_fields__})
