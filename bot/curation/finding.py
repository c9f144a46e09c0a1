"""Find the entry that somebody types, by its id or its words, among those that may be seen in their place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.core.audience import Places, may_see, places_of
from bot.core.errors import UserError
from bot.core.events import CHOICES, Choice, Completion, Target
from bot.core.models import Statement
from bot.curation import texts as curation_texts
from bot.curation.live import LiveEntries, Standing

HIDDEN: Final = ("draft", "retired")
"""What only curators may look at."""
_MOST_NAMED = 5


async def find_entry(live: LiveEntries, typed: str, place: Target, *, is_curator: bool) -> Standing:
    """Find an entry by its id, or by words that only one entry has. Drafts and what is retired are only for curators.

    Raises UserError if there is none that may be seen in the place, or if several have these words.
    """
    wanted, places = typed.strip().strip("“”\"'").casefold(), places_of(place)
    found = live.find(wanted)
    if found is None and wanted:
        fitting = await asyncio.to_thread(
            lambda: list(islice(_visible(live, wanted, places, hidden=is_curator), _MOST_NAMED + 1))
        )
        if len(fitting) > 1:
            raise UserError(curation_texts.several([statement.id for statement in fitting], most=_MOST_NAMED))
        found = live.find(fitting[0].id) if fitting else None
    if found is None or not may_see(found.statement.audience, places):
        raise UserError(curation_texts.UNKNOWN_ENTRY)
    if not is_curator and found.statement.status in HIDDEN:
        raise UserError(curation_texts.UNKNOWN_ENTRY)
    return found


async def complete_entries(live: LiveEntries, asked: Completion) -> list[Choice]:
    """Return the entries whose ids or words go on from what was typed, off the event loop."""
    places = places_of(asked.target)

    def find() -> list[Choice]:
        found = islice(_visible(live, asked.typed.casefold(), places), CHOICES)
        return [Choice(s.id, f"{s.text} ({s.id})") for s in found]

    return await asyncio.to_thread(find)


def _visible(live: LiveEntries, typed: str, places: Places, *, hidden: bool = False) -> Iterator[Statement]:
    for statement in _matching(live, typed):
        if (hidden or statement.status not in HIDDEN) and may_see(statement.audience, places):
            yield statement


def _matching(live: LiveEntries, typed: str) -> Iterator[Statement]:
    """Yield all entries that fit: ids that begin so, then ids and texts that have all words."""
    entries, words = live.statements, typed.split()
    begun = {s.id for s in entries if words and s.id.startswith(words[0])} if len(words) == 1 else set()
    yield from (s for s in entries if s.id in begun)
    for statement in entries:
        text = f"{statement.id} {statement.text}".casefold()
        if statement.id not in begun and all(word in text for word in words):
            yield statement
