"""Sentences of the bot with moments in them, which platforms show in each reader's own time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

MomentForm: TypeAlias = Literal["date", "time", "date and time", "relative"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in a sentence."""

    at: dt.datetime
    """With time zone."""
    zone: str = "UTC"
    """IANA name of the zone in which it is written if the platform does not know the reader's."""
    form: MomentForm = "date and time"
    """How it is written: the day with its weekday, the time of day, both, or how far away it is ("in 2 days")."""

    @property
    def text(self) -> str:
        """Write it in its zone, such as "Monday 30 November 2026 at 09:00"; "relative" is written with both parts."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        date = f"{local:%A} {local.day} {local:%B %Y}"
        match self.form:
            case "date":
                return date
            case "time":
                return f"{local:%H:%M}"
        return f"{date} at {local:%H:%M}"


Words: TypeAlias = str | tuple[str | Moment, ...]
"""A sentence, or its parts if it has moments."""


def parts(words: Words) -> tuple[str | Moment, ...]:
    """Return the parts of a sentence."""
    return (words,) if isinstance(words, str) else words


def plain(words: Words) -> str:
    """Write a sentence with each moment in its own zone."""
    return words if isinstance(words, str) else "".join(p if isinstance(p, str) else p.text for p in words)


def joined(*several: Words) -> Words:
    """Join sentences, with spaces between them. Empty ones are left out."""
    kept = [words for words in several if words]
    if all(isinstance(words, str) for words in kept):
        return " ".join(words for words in kept if isinstance(words, str))
    made: list[str | Moment] = []
    for words in kept:
        made += [*([" "] if made else []), *parts(words)]
    return tuple(made)
