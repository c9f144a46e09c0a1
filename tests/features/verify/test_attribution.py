"""Whose words a line or a message says that they are, and whose they are."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.models import Quote, Source
from bot.core.replies import Card
from bot.features.verify.checker import GIVE_WORDS, NO_QUOTATION, QuoteChecker
from bot.features.verify.handlers import verdict
from bot.knowledge.speakers import SpeakerIndex

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
HELD = (TIDE, CRANES, GULLS, NETS, BELLS, BELLS_TOO)
ALIASES = (("Moen", "The Admiral"),)
CHECKING = QuoteChecker(SpeakerIndex(HELD, ALIASES))


@pytest.mark.parametrize(
    ("speaker", "fits"),
    [
        ("Ada Quill", True), ("quill", True), ("A. Quill", True), ("Ada Quilll", True), ("ADA QUILL", True),
        ("the harbour master", True), ("Harbour master Ada Quill", True), ("Ada Quill, Harbour master", True),
        ("  ", True), (None, True),
        ("Ben Quill", False), ("B. Quill", False), ("Ida Quill", False), ("Ada Moen", False), ("the mayor", False),
        ("Ada Quill's brother", False), ("former harbour master", False), ("🦭", False), ("x" * 3_000, False),
    ],
)  # fmt: skip
def test_whose_words_they_are(speaker: str | None, fits: bool) -> None:
    checked = CHECKING.check(CRANES.text, speaker)
    assert checked.verdict == ("verbatim" if fits else "wrong_speaker")
    assert checked.quote == CRANES
    assert checked.speaker_matches is fits
    assert checked.claimed_speaker == ((speaker or "").strip() or None)


@pytest.mark.parametrize(
    ("line", "speaker", "expected"),
    [
        ("“Every crane deserves a name.” – Ada Quill", "Ada Quill", "verbatim"),
        ("“Every crane deserves a name”, said Ada Quill", "Ada Quill", "verbatim"),
        ("Ada Quill: “Every crane deserves a name.”", "Ada Quill", "verbatim"),
        ("Every crane deserves a name. Ada Quill", "Ada Quill", "verbatim"),
        ("Every crane deserves a name – Ben Quill", "Ben Quill", "wrong_speaker"),
        ("“Every crane deserves a name” (Zebulon Pike)", "Zebulon Pike", "wrong_speaker"),
        ("She said: “Every crane deserves a name.”", None, "verbatim"),
        ("“Every crane,” she said, “deserves a name.”", None, "verbatim"),
        ("Every “crane” deserves a name.", None, "verbatim"),
        ("No “crane” deserves a name.", None, "altered"),
    ],
)
def test_a_line_may_bring_its_speaker(line: str, speaker: str | None, expected: str) -> None:
    checked = CHECKING.check(line)
    assert (checked.verdict, checked.claimed_speaker) == (expected, speaker)


@pytest.mark.parametrize(
    ("message", "speaker", "among"),
    [
        ("Winston Oakes once said “every crane deserves a name”", "Winston Oakes", 0),
        ("“Every crane deserves a name” (Oakes)", "Oakes", 0),
        ("But Ada Quill said “every crane deserves a name”", "Ada Quill", 0),
        ("“Every crane deserves a name,” Ada Quill told Ben Quill", "Ada Quill", 0),
        ("Ada Quill told Ben Quill: “Every crane deserves a name.”", "Ada Quill", 0),
        ("“Every crane deserves a name”, said the harbour master on Monday.", "Ada Quill", 0),
        ("Ada Quill, the harbour master, said: “Every crane deserves a name.”", "Ada Quill", 0),
        ("“Bells carry farther than speeches”, said the pilot Cleo Ash", "Cleo Ash, Pilot", 0),
        ("“Bells carry farther than speeches”, said Cleo Ash", "Cleo Ash", 0),
        ("“Every crane deserves a name” is nonsense. Ben Quill disagrees.", None, 1),
        ("After Ben Quill left, somebody said “every crane deserves a name”", None, 1),
        ("Ada Quill and Ben Quill said “every crane deserves a name”", None, 2),
        ("“Every crane deserves a name” was heard on the quay.", None, 0),
    ],
)
def test_who_is_named_beside_a_quotation(message: str, speaker: str | None, among: int) -> None:
    (claim,) = CHECKING.claims(message)
    assert (claim.speaker, len(claim.among)) == (speaker, among)


def test_namesakes_are_told_apart_by_their_role() -> None:
    assert CHECKING.check(BELLS.text, "Cleo Ash").verdict == "verbatim"
    assert CHECKING.check(BELLS.text, "Cleo Ash, Pilot").verdict == "verbatim"
    wrong = CHECKING.check(BELLS.text, "Cleo Ash, Poet")
    assert wrong.verdict == "wrong_speaker"
    assert "of Cleo Ash, Pilot, not of Cleo Ash, Poet" in verdict(wrong, Card(BELLS, "current")).explanation
    assert CHECKING.check(BELLS_TOO.text, "the poet").verdict == "verbatim"


def test_the_same_words_of_two_are_told() -> None:
    twin = replace(GULLS, id="quill-gulls", speaker="Ben Quill", role="Fisher")
    both = QuoteChecker(SpeakerIndex([*HELD, twin]))
    checked = both.check(GULLS.text)
    assert checked.verdict == "verbatim"
    assert checked.quote
    assert {checked.quote.id, *(quote.id for quote in checked.also)} == {GULLS.id, twin.id}
    assert "The same words are also recorded from" in verdict(checked, Card(GULLS, "current")).explanation
    for speaker, held in (("Moen", GULLS), ("Ben Quill", twin)):
        assert both.check(GULLS.text, speaker).quote == held


def test_one_quotation_of_several_sources_is_theirs() -> None:
    again = replace(GULLS, id="again", source=LETTER)
    assert QuoteChecker(SpeakerIndex([*HELD, again])).check(GULLS.text, "Moen").verdict == "verbatim"


def test_names_that_mean_the_same_fit() -> None:
    assert CHECKING.check(NETS.text, "The Admiral").verdict == "wrong_speaker"
    assert (
        QuoteChecker(SpeakerIndex(HELD, (("Jørn Møen", "The Admiral"),)))
        .check(GULLS.text, "The Admiral")
        .speaker_matches
    )


def test_a_message_with_several_quotations_has_several_claims() -> None:
    claims = CHECKING.claims(f"“{CRANES.text}” and “{NETS.text}” and “{TIDE.text}” and “the end of it”")
    assert [claim.text for claim in claims] == [CRANES.text, NETS.text, TIDE.text]
    (one,) = CHECKING.claims("“My nets”, she said, “are older than your laws”, and left.")
    assert one.text == "My nets … are older than your laws"
    (whole,) = CHECKING.claims('"My nets are "older" than your laws"')
    assert CHECKING.check(whole.text).verdict == "verbatim"


@pytest.mark.parametrize("line", ["", " ", "crane", "…", "?!", "12", "🦭🦭", "“ ”"])
def test_what_holds_no_words_is_refused(line: str) -> None:
    with pytest.raises(UserError) as refusal:
        CHECKING.check(line)
    assert str(refusal.value) == GIVE_WORDS


def test_one_word_that_is_all_that_was_said_can_be_checked() -> None:
    short = QuoteChecker(SpeakerIndex([replace(GULLS, text="Never!"), CRANES]))
    assert short.check("never").verdict == "verbatim"
    with pytest.raises(UserError):
        short.check("crane")


@pytest.mark.parametrize("message", ["", "no marks at all", "“one”", "it's 5 o'clock", '""', "“”"])
def test_a_message_without_a_quotation_is_refused(message: str) -> None:
    with pytest.raises(UserError) as refusal:
        CHECKING.claims(message)
    assert str(refusal.value) == NO_QUOTATION


MARKS = (
    "“", "”", '"', "«", "»", "'", "—", ":", ",", ".", "…", "(", ")", "said", "told", "by", "to", "Ada Quill",
    "the pilot",
)  # fmt: skip
WORDS = st.sampled_from((*MARKS, *CRANES.text.split(), *BELLS.text.split(), "Cleo", "Ash", "Ben", "I"))
MESSAGES = st.text(max_size=200) | st.lists(WORDS, max_size=30).map(" ".join)


@settings(max_examples=300)
@given(MESSAGES, st.none() | st.text(max_size=40) | WORDS)
def test_whatever_is_given_there_is_a_verdict_or_a_sentence(text: str, speaker: str | None) -> None:
    with suppress(UserError):
        checked = CHECKING.check(text, speaker)
        assert (checked.quote is None) == (checked.verdict == "not_held")
    with suppress(UserError):
        assert 0 < len(CHECKING.claims(text)) <= 3
