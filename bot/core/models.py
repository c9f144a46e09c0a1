"""The data of Factbot: sources, facts and quotes. All classes are frozen and plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["active", "draft", "superseded", "retired"]
"""The curators' status of a statement; drafts and retired statements are never shown."""

Validity: TypeAlias = Literal["current", "upcoming", "expired", "superseded"]
"""Whether a statement is valid on a given day, from its status and its dates."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A position in the fact files, so that a curator can go there. Line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """An article or document that statements come from."""

    title: str
    publisher: str
    published: dt.date
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Who looks after a statement, and when it must be checked again."""

    owner: str = ""
    """The person's platform and id, such as "slack:U123"; empty if nobody looks after it."""
    checked: dt.date | None = None
    """The day on which it was last checked; None if that is the day of the statement."""
    due: dt.date | None = None
    """The day on which it must be checked again; None if it never ages."""


Audience: TypeAlias = tuple[str, ...]
"""The only places in which a statement may be seen; empty for all. See `core.audience`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement in the curators' words, true as of a date."""

    id: str
    text: str
    source: Source
    as_of: dt.date
    topic: str = ""
    questions: tuple[str, ...] = ()
    paragraph: int | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    status: Status = "active"
    supersedes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    audience: Audience = ()
    review: Review | None = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody said, verbatim and without the quotation marks around them."""

    id: str
    text: str
    speaker: str
    source: Source
    role: str = ""
    topic: str = ""
    about: str = ""
    said: dt.date | None = None
    where: str = ""
    questions: tuple[str, ...] = ()
    paragraph: int | None = None
    status: Status = "active"
    tags: tuple[str, ...] = ()
    reported_by: str = ""
    """Who reported the words, if that is not the publisher of the source."""
    audience: Audience = ()
    review: Review | None = None
    origin: Origin | None = field(default=None, compare=False)

    @property
    def as_of(self) -> dt.date:
        """Return the day on which it was said, or else published."""
        return self.said or self.source.published


Statement: TypeAlias = Fact | Quote
"""What can be an answer."""


@dataclass(frozen=True, slots=True)
class NegativeExample:
    """A question that the store must not answer."""

    question: str
    origin: Origin | None = field(default=None, compare=False)
    audience: Audience = ()


@dataclass(frozen=True, slots=True)
class FactCollection:
    """All statements, checked and in order. Ids are unique, and `supersedes` names existing facts."""

    statements: tuple[Statement, ...] = ()
    negative_examples: tuple[NegativeExample, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of names that mean the same, such as ("UK", "United Kingdom", "Britain")."""


def validity(statement: Statement, today: dt.date) -> Validity:
    """Return whether `statement` is valid on the day `today`."""
    if statement.status == "superseded":
        return "superseded"
    if isinstance(statement, Fact):
        if statement.valid_until is not None and statement.valid_until < today:
            return "expired"
        if statement.valid_from is not None and statement.valid_from > today:
            return "upcoming"
    return "current"
