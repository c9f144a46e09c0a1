"""Find the entry that somebody types, by its id or its words, among those that may be seen in their place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

from bot.core.audience import may_see, places_of
from bot.core.errors import UserError
from bot.core.events import CHOICES, Choice, Completion, Target
from bot.core.models import Statement
from bot.curation.live import LiveEntries, Standing
from bot.features.curation import texts as curation_texts

HIDDEN: Final = ("draft", "retired")
"""What only curators may look at."""


def find_entry(live: LiveEntries, typed: str, place: Target, *, is_curator: bool) -> Standing:
    """Find an entry by its id. Drafts and what is retired are only there for curators.

    Raises UserError if there is none, or if it may not be seen in the place.
    """
    standing = live.find(typed.strip().strip("“”\"'").casefold())
    if standing is None or not may_see(standing.statement.audience, places_of(place)):
        raise UserError(curation_texts.UNKNOWN_ID)
    if not is_curator and standing.statement.status in HIDDEN:
        raise UserError(curation_texts.UNKNOWN_ID)
    return standing


async def complete_entries(live: LiveEntries, asked: Completion) -> list[Choice]:
    """Return the entries whose ids or words go on from what was typed, off the event loop."""
    places = places_of(asked.target)

    def find() -> list[Choice]:
        found = (s for s in _matching(live, asked.typed) if s.status not in HIDDEN and may_see(s.audience, places))
        return [Choice(s.id, f"{s.text} ({s.id})") for s, _ in zip(found, range(CHOICES), strict=False)]

    return await asyncio.to_thread(find)


def _matching(live: LiveEntries, typed: str) -> Iterator[Statement]:
    """Yield all entries that fit: ids that begin so, then ids and texts that have all words."""
    entries, words = live.statements, typed.casefold().split()
    begun = {s.id for s in entries if words and s.id.startswith(words[0])} if len(words) == 1 else set()
    yield from (s for s in entries if s.id in begun)
    for statement in entries:
        text = f"{statement.id} {statement.text}".casefold()
        if statement.id not in begun and all(word in text for word in words):
            yield statement
