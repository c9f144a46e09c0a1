"""Stored questions with their outcomes, for buttons, edits, deletions and the flood limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.core.events import Target
from bot.core.models import Validity

Outcome: TypeAlias = Literal["answer", "suggestions", "none"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its outcome."""

    id: str
    """16 characters, random, safe in a button's code."""
    question_key: str
    """Key of the message or invocation that asked."""
    platform: str
    channel_key: str
    """`Target.channel_key` of the channel."""
    person: str
    question: str
    """The question as typed; empty for a command that asks no question."""
    outcome: Outcome
    statement_id: str | None
    """The statement that was shown, if any."""
    score: float
    """Score of the best candidate, from 0 to 1; 0 if there was none."""
    private: bool
    """Only the person sees the answer."""
    asked: dt.datetime
    """With time zone."""
    reply_id: str | None = None
    """Id of the message with the answer; None if it can't be edited."""
    direct: bool = False
    """It was asked in a direct message."""
    thread: str | None = None
    """The `Target.thread` in which it was asked."""
    command: str = ""
    """Full name of the command that was called; empty for a question, even if a command asked it."""
    options: Mapping[str, str | bool] = field(default_factory=dict)
    """The options of the command, as given."""
    part: int = 0
    """Index of the question in its message, from 0. Each question has its own exchange."""
    read_as: str = ""
    """The question that was looked up, if it differs from the message: one of several questions, or a short question
    completed from the one before."""
    offered: tuple[str, ...] = ()
    """Ids of the statements that were suggested, the likeliest first; also after one of them was chosen."""
    shown_text: str = ""
    """What the statement said when it was shown; empty if none was, or if it was shown by an older version."""
    shown_validity: Validity | Literal[""] = ""
    """Whether it was valid then."""
    shown_verdict: str = ""
    """The verdict on the words that were checked; empty if none were, or if an older version checked them."""
    wished: bool = False
    """Somebody asked the curators for an answer."""
    copy_of: str = ""
    """The `question_key` of the exchange whose button somebody else pressed; this is theirs."""

    @property
    def target(self) -> Target:
        """Return the place in which it was asked. Of a thread with an id of its own, the channel is not known."""
        _, workspace, channel = self.channel_key.split(":", 2)
        return Target(self.platform, workspace, channel, self.thread, direct=self.direct)

    @property
    def by_message(self) -> bool:
        """Return whether a message asked, so that the reply is seen next to it. Else a command did."""
        return self.question_key.startswith(f"{self.channel_key}:")

    @property
    def line(self) -> str:
        """Return the question in one line; empty for a command that asks none."""
        return " ".join((self.read_as if self.part else self.question).split())

    @property
    def in_workspace(self) -> bool:
        """Return whether it was asked in a workspace, and not in a direct message that belongs to none."""
        return bool(self.channel_key.removeprefix(f"{self.platform}:").partition(":")[0])

    @property
    def looked_up(self) -> str:
        """Return the question that was looked up."""
        return self.read_as or self.question


def same_question(question: str) -> str:
    """Return a question without capitals, double spaces and end marks. Questions are counted together by this."""
    return " ".join(question.casefold().split()).rstrip("?!. ")
