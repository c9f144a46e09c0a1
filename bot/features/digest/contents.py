"""The contents of a digest, by the ids of the statements, so that they can be stored and the rest shown later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from bot.features.digest.changes import Changed

SOON = dt.timedelta(days=30)
"""A digest lists what ends within this time."""
INTRODUCED = 5
"""The first digest of a channel shows so many facts at least, if there are as many."""


@dataclass(frozen=True, slots=True)
class DigestContents:
    """What the digest of a day has. Ids are those of statements.

    Contents are stored, so each field after the first four has a default, and none is ever renamed.
    """

    date: dt.date
    zone: str
    since: dt.datetime
    """What was added or changed after this is new …"""
    until: dt.datetime
    """… up to this."""
    new: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Topic and ids, in the order of the fact files; those of one source are side by side."""
    changed: tuple[Changed, ...] = ()
    ending: tuple[str, ...] = ()
    ends_anew: bool = False
    """One of `ending` was not listed before, because its end was further away."""
    ending_new: int = 0
    """How many of `ending` are new. They are not in `new`."""
    unanswered: tuple[tuple[str, int], ...] = ()
    """Question, and how often it was asked."""
    asked_anew: bool = False
    """One of `unanswered` was asked since the last digest."""
    quote: str = ""
    older: str = ""
    """An older fact, if nothing is new."""
    wished: tuple[str, ...] = ()
    """Those of `unanswered` for which people asked the curators."""
    superseded: tuple[Changed, ...] = ()
    """Statements that replace others since the last digest."""
    first: bool = False
    """The channel never had a digest."""
    known: int = 0
    """How many facts there are on the channel's topics, if this is its first digest."""
    introduced: tuple[str, ...] = ()
    """Older facts that the first digest shows, so that it has `INTRODUCED` facts in all."""
    topics: tuple[str, ...] = ()
    """The channel's topics, if this is its first digest; empty for all."""
    shown: tuple[int, ...] = ()
    """Positions of the items that the post shows, counted over all of its sections. All others are behind the button.
    Versions before 0.3 stored none."""
    last: dt.date | None = None
    """The last day of the subscription, if no other digest comes after this one."""
    places: tuple[str, ...] = ()
    """All names of the place for which it was made."""

    @property
    def has_news(self) -> bool:
        """Return whether a quiet subscription gets this digest."""
        has_new = bool(self.new or self.ending_new or self.changed or self.superseded)
        return has_new or self.ends_anew or self.asked_anew

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing at all to show."""
        return not (any(self.ids) or self.unanswered)

    @property
    def ids(self) -> Iterator[str]:
        """Return the id of every statement in the digest; it is empty if there is no quote or no older fact."""
        yield from (change.id for change in (*self.changed, *self.superseded))
        yield from self.ending
        for _, ids in self.new:
            yield from ids
        yield from (*self.introduced, self.quote, self.older)

    @property
    def rotated(self) -> tuple[str, ...]:
        """Return the ids that were chosen in rotation."""
        return tuple(filter(None, (self.quote, self.older, *self.introduced)))

    def to_text(self) -> str:
        """Return the contents as JSON."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> DigestContents:
        """Read what `to_text` wrote, also in an earlier version."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[DigestContents]:
    return TypeAdapter(DigestContents)
