"""What was asked and what came of it, as it is kept for buttons, edits, deletions and the flood limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["answer", "suggestions", "none"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its outcome."""

    id: str
    """16 characters, random, safe in a button's code."""
    question_key: str
    """Key of the message or invocation that asked."""
    platform: str
    place: str
    """`Target.place` of the channel."""
    person: str
    question: str
    """The question as it was asked; empty if a command asked none."""
    outcome: Outcome
    statement_id: str | None
    """The statement that was shown, where one was."""
    score: float
    """Of the best candidate, 0 to 1; 0 where there was none."""
    private: bool
    """The question was asked so that only the person sees the answer."""
    asked: dt.datetime
    """With time zone."""
    reply_id: str | None = None
    """The message that holds the answer, where it can be edited."""
    direct: bool = False
    """It was asked in a direct message."""
    thread: str | None = None
    """`Target.thread` in which it was asked."""
    command: str = ""
    """Full name of the command that was called; empty for a question, however it was asked."""
    options: Mapping[str, str | bool] = field(default_factory=dict)
    """What was given with the command, as it was given."""
    part: int = 0
    """Which of the questions of its message this is, from 0; each has an exchange of its own."""
    read_as: str = ""
    """What was looked up if that is not the message as it stands: one of its questions, or a short question that
    goes on from another, read in full."""

    @property
    def looked_up(self) -> str:
        """The question that was looked up."""
        return self.read_as or self.question
