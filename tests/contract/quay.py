"""Quotations that nobody said, of a quay where many speak."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Quote, Source

PAPER = Source("The quay speaks", "The Gull", dt.date(2026, 4, 9), "https://example.org/quay")
LETTER = Source("Letters to the office", "Harbour office", dt.date(2026, 1, 20))

TIDE = Quote(
    "quill-tide",
    "We will not close the old lock before 2031, but we may have to raise the fees.",
    "Ada Quill",
    PAPER,
    role="Harbour master",
    topic="Quay",
    about="the old lock",
    said=dt.date(2026, 4, 7),
    where="Custom House, Eastmark",
)
CRANES = Quote(
    "quill-cranes", "Every crane deserves a name.", "Ada Quill", LETTER, role="Harbour master", about="cranes"
)
GULLS = Quote("moen-gulls", "The gulls were here first.", "Jørn Møen", PAPER, role="Mayor of Eastmark", about="gulls")
NETS = Quote("quill-nets", "My nets are older than your laws.", "Ben Quill", PAPER, role="Fisher", about="nets")
BELLS = Quote("ash-bells", "Bells carry farther than speeches.", "Cleo Ash", PAPER, role="Pilot", about="bells")
BELLS_TOO = Quote("ash-lamps", "Lamps are the bells of the night.", "Cleo Ash", PAPER, role="Poet", about="lamps")
GONE = Quote(
    "quill-gone", "The lock was never mine to close.", "Ada Quill", LETTER, role="Harbour master", status="retired"
)
MANY = tuple(
    Quote(f"crew-{n:02}", f"Deck number {n} was scrubbed twice.", f"Sailor{n:02} Crewe", PAPER, role="Deckhand")
    for n in range(20)
)
QUOTES = (TIDE, CRANES, GULLS, NETS, BELLS, BELLS_TOO, GONE)
