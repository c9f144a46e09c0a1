"""Protocol of the part of the store that counts questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Figures:
    """How many questions there were, and what came of them: each is in one of the four numbers after `asked`."""

    asked: int = 0
    answered: int = 0
    """Answered at once."""
    chosen: int = 0
    """Somebody chose one of several suggestions."""
    not_chosen: int = 0
    """There were suggestions, and nobody chose one."""
    unanswered: int = 0
    """Nothing was found."""
    helpful: int = 0
    wrong: int = 0
    """What people said of the answers. Of each person, only the last word on an answer counts."""

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.asked + other.asked,
            self.answered + other.answered,
            self.chosen + other.chosen,
            self.not_chosen + other.not_chosen,
            self.unanswered + other.unanswered,
            self.helpful + other.helpful,
            self.wrong + other.wrong,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Which questions count: those of a time, in one place or in all."""

    since: dt.datetime
    until: dt.datetime
    """The first moment after it. Both are with time zone."""
    place: str = ""
    """A platform, a workspace or a channel, such as "slack:T1"; empty for all. "discord::7" is a direct message."""


class StatsStorage(Protocol):
    """Counts questions. A question that somebody asked with a command counts, a command that asks none does not.

    Copies that other people got of an answer are no questions, but what they say of it counts. Every method only reads,
    and raises StoreError if the database can't be used.
    """

    async def by_week(self, period: Period) -> Mapping[dt.date, Figures]:
        """Count by the week in UTC, given by its Monday; in order, without weeks in which nothing was asked."""
        ...

    async def by_channel(self, period: Period) -> Mapping[str, Figures]:
        """Count by `Target.channel_key`, most asked first. All direct messages are together, with an empty key.

        So are the channels after the first thousand.
        """
        ...

    async def by_statement(self, period: Period) -> Mapping[str, Figures]:
        """Count by the id of the statement that was shown, most asked first; 100,000 at most."""
        ...

    async def first_asked(self, place: str) -> dt.datetime | None:
        """Return when the oldest question was asked that is still stored; None if there is none."""
        ...
