"""The runs of a stored quotation that are marked in a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.controls import Button
from bot.core.cutting import preview
from bot.core.document import PREVIEW, Passage
from bot.core.events import NO_EXCHANGE, Action
from bot.core.models import Quote
from bot.core.replies import Card
from bot.features.verify import texts as verify_texts
from bot.features.verify.checker import QuoteChecker
from bot.features.verify.replies import Verdict
from bot.features.verify.verdicts import verdict
from bot.knowledge.speakers import SpeakerIndex
from bot.verification import tokenize
from tests.samples.quotes import FOG, GUARDS, LOCK

SPOKEN = "Well – we said it (twice), and I repeat: “no bridge”, not in 2031 … nor ever; so be it!  "


def verdict_on(text: str, *quotes: Quote) -> Verdict:
    """Check a text against a few quotes."""
    checked = QuoteChecker(SpeakerIndex(quotes, ())).check(text)
    return verdict(checked, Card(checked.quote, "current") if checked.quote else None)


def marked_text(shown: Verdict) -> list[str]:
    """Return the marked runs as text."""
    assert shown.card
    return [shown.card.statement.text[start:end] for start, end in shown.marked]


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        (FOG.text, FOG, []),
        (FOG.text.upper().rstrip("."), FOG, []),
        ("read timetables", FOG, ["read timetables"]),
        ("Fog does … timetables", FOG, ["Fog does", "timetables"]),
        ("said it (twice", replace(FOG, text=SPOKEN), ["said it (twice"]),
        ("repeat no bridge", replace(FOG, text=SPOKEN), ["repeat: “no bridge"]),
        ("the coast needs fewer guards", GUARDS, ["the coast needs fewer guards"]),
        ("Fog does read timetables", FOG, []),
        ("we may have to if the €20 million isn’t found", LOCK, ["we may have to if the €10 million isn’t found"]),
    ],
)
def test_the_part_that_was_checked_is_marked_unless_it_is_all(text: str, quote: Quote, marked: list[str]) -> None:
    shown = verdict_on(text, quote)
    assert marked_text(shown) == marked
    assert (verify_texts.MARKED in shown.explanation) is bool(marked)


words = st.lists(st.sampled_from(SPOKEN.split()) | st.sampled_from(["…", "[…]", "never", "“so”"]), min_size=2)


@given(words.map(" ".join), st.booleans())
def test_marked_runs_are_within_the_text_in_order_and_apart(claim: str, twice: bool) -> None:
    quote = replace(FOG, text=SPOKEN * (1 + twice))
    checked = QuoteChecker(SpeakerIndex((quote,), ()))._verify(claim, None)
    ends = [0, *(place for run in checked.runs for place in run), len(quote.text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in checked.runs)
    if checked.quote and checked.is_confirmed and checked.diff[0].op != "cut":
        found = [word for start, end in checked.runs for word in tokenize(quote.text[start:end]).keys]
        assert found == [word for change in checked.diff if change.op == "equal" for word in tokenize(change.old).keys]


@given(st.integers(0, 5_000), st.integers(1, 900), st.sampled_from([" ", ". ", "x", "\n"]))
def test_a_preview_of_a_long_text_shows_the_first_marked_run(start: int, length: int, joint: str) -> None:
    text = joint.join(f"wave {n}" for n in range(900))
    whole = Button("Whole text", Action("whole", NO_EXCHANGE, "x"))
    shown = preview(Passage(text, marked=((start, start + length),), whole=whole))
    assert isinstance(shown, Passage)
    assert shown.is_cut
    assert len(shown.text) <= PREVIEW
    assert shown.text.strip("… ") in text
    (run, *_) = [run for run, stands_out in shown.runs if stands_out]
    assert text[start : start + length].startswith(run.rstrip("…"))
