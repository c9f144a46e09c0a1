"""Questions that a process works on, and where to look for those that nobody heard."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.events import CommandLine, Invocation, Message, Person, Target


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A message or a command that was claimed and has no outcome yet."""

    key: str
    """The key of its claim."""
    account: str
    """`Reach.bot` of the bot that was asked."""
    message: Message
    """Of a command only who used it, and where and when."""
    command: str = ""
    """The first word of the command; empty for a message."""

    @property
    def platform(self) -> str:
        """Return the name of the platform."""
        return self.message.target.platform

    def to_text(self) -> str:
        """Return the message and the command as JSON, for the store."""
        values = asdict(self.message) | {"sent": self.message.sent.isoformat(), "command": self.command}
        return json.dumps(values, ensure_ascii=False, default=sorted)  # of sets

    @classmethod
    def of_command(cls, event: CommandLine | Invocation, account: str, now: dt.datetime) -> PendingQuestion:
        """Note that a command was used, without what was typed after it."""
        line = event.line if isinstance(event, CommandLine) else event.command
        message = Message(event.id, event.author, "", event.target, now, addressed=True)
        return cls(event.key, account, message, line.partition(" ")[0])

    @classmethod
    def from_text(cls, key: str, account: str, text: str) -> PendingQuestion:
        """Read what `to_text` wrote. Fields of another version are left out or by default."""
        values: dict[str, Any] = json.loads(text)
        return cls(key, account, _message(values), str(values.get("command", "")))


@dataclass(frozen=True, slots=True)
class LookBack:
    """Where to look for messages that the bot missed."""

    since: dt.datetime
    channels: Sequence[Target]
    """Channels in which people asked lately, the last one first."""


def _message(values: dict[str, Any]) -> Message:
    fields = {name: value for name, value in values.items() if name in Message.__dataclass_fields__}
    return Message(
        **fields
        | {
            "author": _read(Person, values["author"] | _sets(values["author"])),
            "target": _read(Target, values["target"]),
            "sent": dt.datetime.fromisoformat(values["sent"]),
        }
    )


def _sets(author: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Read the sets of a person, which JSON has as lists."""
    return {name: frozenset(author.get(name, ())) for name in ("roles", "permissions")}


def _read(kind: type[Any], values: dict[str, Any]) -> Any:
    return kind(**{name: value for name, value in values.items() if name in kind.__dataclass_fields__})
