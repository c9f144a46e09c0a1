"""Invented quotes for tests."""

from __future__ import annotations

from bot.verification import IndexedQuote

ADA, BEN = "ada", "ben"
SAID = (
    IndexedQuote(
        "tide", "We don't want to close the old lock, but we may have to if the €10 million isn't found by 2028.", ADA
    ),
    IndexedQuote("pilots", "Nobody on this quay believes that 1,200 ships can be piloted by nine people.", BEN),
    IndexedQuote("plan", "It is not true that the well-known U.S. plan failed; perhaps 15% of it did.", ADA),
    IndexedQuote("fog", "Fog does not read timetables.", BEN),
    IndexedQuote("colour", "I think the colour of the buoys matters at 3.30 p.m. – and only then.", ADA),
    IndexedQuote("ferry", "Well… the ferry, he called it “a tired horse”, is neither fast nor cheap.", BEN),
    IndexedQuote("muelle", "El muelle no está cerrado: mañana llegan tres barcos.", BEN),
    IndexedQuote("hafen", "Der Hafen ist für alle da, nicht nur für die Großen.", ADA),
    IndexedQuote(
        "vow", "We will not raise the fees. We will repair every crane. We will not raise the fees again.", ADA
    ),
    IndexedQuote("echo", "Fog does not read timetables.", ADA),
)
"""Ada and Ben say the same of the fog."""
TEXTS = {one.id: one.text for one in SAID}
