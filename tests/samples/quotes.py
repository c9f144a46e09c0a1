"""What people of our own making said on a quay, for tests that need quotations."""

from __future__ import annotations

import datetime as dt

from bot.core.models import FactCollection, Quote, Source, Status

MINUTES = Source("Minutes of the quay", "Harbour office", dt.date(2026, 3, 9), "https://example.org/minutes")
GULL = Source("Voices from the water", "The Gull", dt.date(2026, 3, 12))


def quote(
    quote_id: str,
    text: str,
    speaker: str,
    role: str,
    about: str,
    day: int,
    *,
    source: Source = MINUTES,
    where: str = "",
    status: Status = "active",
) -> Quote:
    """A quote of March 2026."""
    said = dt.date(2026, 3, day)
    return Quote(quote_id, text, speaker, source, role, about=about, said=said, where=where, status=status)


LOCK = quote(
    "quill-lock",
    "We don’t want to close the old lock, but we may have to if the €10 million isn’t found by 2028.",
    "Ada Quill",
    "Harbour master",
    "the old lock",
    2,
    where="Wick",
)
FOG = quote("quill-fog", "Fog does not read timetables.", "Ada Quill", "Harbour master", "delays", 1)
FEES = quote("quill-fees", "Whoever moors here pays the fee.", "Ada Quill", "Harbour master", "mooring fees", 3)
SHIPS = quote(
    "rima-ships",
    "Nobody on this quay believes that 1,200 ships can be piloted by nine people.",
    "Elio Rima",
    "Prime Minister of Velania",
    "pilots",
    4,
)
BRIDGE = quote(
    "rima-bridge", "A bridge is a promise kept in stone.", "Elio Rima", "Prime Minister of Velania", "the bridge", 5
)
GUARDS = quote(
    "spanjic-guards",
    "Perhaps the coast needs fewer guards and more lamps.",
    "Milić Španjić",
    "Minister of Ports",
    "the coast",
    6,
)
RISE = quote("marsh-rise", "The fee for mooring will not rise.", "Jon Marsh", "Mayor of Wick", "mooring fees", 7)
LAW = quote("marsh-law", "A pier is a road that got wet.", "Jon Marsh", "Professor of law", "piers", 8)
TUG = quote("reed-tug", "Nobody tows a tug for fun.", "Bo Reed", "Mate", "tugs", 1)
TUG_AGAIN = quote("reed-tug-again", "Nobody tows a tug for fun.", "Bo Reed", "Mate", "tugs", 1, source=GULL)
WHITE = quote(
    "reed-white", "The lighthouse stays white for ever.", "Bo Reed", "Mate", "the lighthouse", 9, status="superseded"
)
WHALES = quote(
    "finch-whales", "Whales are only very large fish.", "Zoe Finch", "Biologist", "whales", 6, status="draft"
)
ROPES = quote("reed-ropes", "Ropes remember every storm at sea.", "Bo Reed", "Mate", "ropes", 6, status="retired")
ANCHOR = quote("bell-anchor", "Enough.", "Ida Bell", "Diver", "anchors", 9)

QUOTES = (
    LOCK, FOG, FEES, SHIPS, BRIDGE, GUARDS, RISE, LAW, TUG, TUG_AGAIN, WHITE, WHALES, ROPES, ANCHOR,
)  # fmt: skip
SHOWN = (LOCK, FOG, FEES, SHIPS, BRIDGE, GUARDS, RISE, LAW, TUG, WHITE, ANCHOR)
"""Those that may be shown, the same words once."""
QUAYSIDE = FactCollection(QUOTES, (), (("Bo Reed", "Old Bo"), ("PM", "Prime Minister")))
