"""Entries about a small town, for tests that need a matcher."""

from __future__ import annotations

from bot.matching import Entry, Thresholds

STORE = [
    Entry(
        "bakery-hours",
        "The bakery on Mill Street opens at six in the morning and closes at noon.",
        ("When does the bakery open?", "What are the opening hours of the bakery?", "bakery closing time"),
        context=("shops",),
    ),
    Entry(
        "bridge-cost",
        "The footbridge over the Tarn cost 10 billion crowns.",
        ("How much did the footbridge cost?", "What was the price of the footbridge?"),
    ),
    Entry(
        "mayor",
        "Łucja Dvořák is the mayor of Tarnstadt.",
        ("Who is the mayor of Tarnstadt?", "Who leads the town of Tarnstadt?"),
    ),
    Entry(
        "visitors-2021",
        "In 2021 the castle had 22,000 visitors.",
        ("How many visitors did the castle have in 2021?", "How many people visited the castle in 2021?"),
    ),
    Entry(
        "quote-river",
        "The river belongs to those who swim in it",
        ("What did Dvořák say about the river?", "Who said that the river belongs to swimmers?"),
        speaker="Łucja Dvořák",
        context=("mayor of Tarnstadt", "bathing in the Tarn"),
    ),
    Entry("guard", "The River Guard has patrolled the Tarn since 1998.", ("Since when does RG patrol the Tarn?",)),
]

ALIASES = [("River Guard", "RG"), ("Tarnstadt", "Tarn Town")]


ANSWER, SUGGEST = Thresholds.default().answer, Thresholds.default().suggest
