"""Stores in which some entries have phrasings and some have none: neither kind may displace the other."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching import Entry, Matcher
from bot.matching.encoder import FILE, load_encoder
from bot.matching.packing import pack

ENTRIES = (
    Entry("lock", "The lock of 1890 is ninety metres long.", ("How long is the old lock?", "old lock length")),
    Entry("ferry", "The ferry to Orsa leaves at seven.", ("When does the ferry leave?", "ferry to orsa time")),
    Entry("crane", "Crane 4 may lift 40 tonnes.", ("What can crane 4 lift?",)),
    Entry("measure", "Ships may measure ninety metres at most."),
    Entry("fee", "The harbour fee for yachts is 12 florins a night."),
    Entry("fog", "In fog the harbour master closes the gate of the canal."),
)
QUESTIONS = (
    ("the old lock is how long", "lock"),
    ("at what time is the ferry to orsa leaving", "ferry"),
    ("how much may crane 4 lift", "crane"),
    ("what is the harbour fee for a yacht", "fee"),
    ("who closes the canal gate in fog", "fog"),
)


def matcher(*, vectors: bool) -> Matcher:
    made = Matcher.build(ENTRIES)
    if vectors:
        encoder = load_encoder()
        assert encoder is not None
        made.take_vectors(np.stack([pack(encoder.encode([text]))[0] for text in made.texts()]), encoder)
    return made


def assert_found_first(made: Matcher) -> None:
    for question, right in QUESTIONS:
        matches = made.search(question, 2)
        assert matches[0].id == right, question
        assert matches[0].score > 0.3, question


def test_entries_with_and_without_phrasings_are_found_first() -> None:
    assert_found_first(matcher(vectors=False))


@pytest.mark.skipif(not FILE.exists(), reason="there is no encoder")
def test_entries_with_and_without_phrasings_are_found_first_with_vectors() -> None:
    assert_found_first(matcher(vectors=True))
