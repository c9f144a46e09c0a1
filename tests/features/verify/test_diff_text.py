"""A comparison in plain text, and what a verdict shows of long texts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.comparison import Diff, DiffSegment
from bot.core.models import Quote
from bot.core.plain_text import diff_text
from bot.core.replies import Card
from bot.features.verify.checker import QuoteChecker
from bot.features.verify.verdicts import verdict
from bot.knowledge.speakers import SpeakerIndex
from tests.samples.quotes import FOG


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        ((), ""),
        ((DiffSegment("same", "We build a pier."),), "We build a pier."),
        (
            (DiffSegment("same", "We"), DiffSegment("old", "never"), DiffSegment("same", "build.")),
            "We [-never-] build.",
        ),
        (
            (
                DiffSegment("same", "We build"),
                DiffSegment("old", "two"),
                DiffSegment("new", "three"),
                DiffSegment("same", "piers."),
            ),
            "We build [-two-]{+three+} piers.",
        ),
        (
            (
                DiffSegment("new", "Yes,"),
                DiffSegment("old", "no,"),
                DiffSegment("cut", "we said before"),
                DiffSegment("same", "we build."),
            ),
            "{+Yes,+} [-no,-] […] we build.",
        ),
    ],
)
def test_the_segments_of_a_diff_are_marked_and_joined_in_order(segments: tuple[DiffSegment, ...], text: str) -> None:
    assert diff_text(segments) == text


LONG = " ".join(f"Clause {n} keeps berth {n * 7 % 53} free for the pilots." for n in range(60))
"""About 2,500 characters."""


def shown(claim: str, *quotes: Quote) -> str:
    """Check a claim, and return the comparison or the claim that its verdict shows."""
    checked = QuoteChecker(SpeakerIndex(quotes, ())).check(claim)
    document = verdict(checked, Card(checked.quote, "current") if checked.quote else None).document()
    (diff,) = (element for element in document.elements if isinstance(element, Diff))
    return diff_text(diff.segments)


def test_of_a_long_claim_what_is_around_each_change_is_shown() -> None:
    claim = LONG.replace("Clause 8 keeps", "Clause 8 never keeps").replace("Clause 50 keeps", "Clause 50 never keeps")
    text = shown(claim, replace(FOG, text=LONG))
    assert len(text) < 700
    assert re.findall(r"Clause \d+ \{\+never\+\}", text) == ["Clause 8 {+never+}", "Clause 50 {+never+}"]
    assert (text[:2], text.count(" … "), text[-2:]) == ("… ", 1, " …")


def test_of_a_long_claim_that_is_not_found_the_beginning_is_shown() -> None:
    text = shown(LONG, FOG)
    assert len(text) < 610
    assert text.startswith("“Clause 0 keeps berth 0 free")
    assert text.endswith("for the pilots. …”")
