"""Attribution: the speaker whom a line or a message names, compared with the person who said the words."""

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
from bot.features.verify.verdicts import verdict
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
STORED = (TIDE, CRANES, GULLS, NETS, BELLS, BELLS_TOO)
ALIASES = (("Moen", "The Admiral"),)
CHECKER = QuoteChecker(SpeakerIndex(STORED, ALIASES))


TRAMS = Quote("ortiz-trams", "Trams are the blood of the town.", "Maria Lena Ortiz-Vega", PAPER, role="Minister")
LAMPS = Quote("ortiz-lamps", "A lamp is a small promise.", "Lena Ortiz", PAPER, role="Mayor")


@pytest.mark.parametrize(
    "speaker", ["Lena Ortiz", "lena ortiz", "Ms Lena Ortiz", "Lena Ortiz, Mayor", "Mayor Lena Ortiz"]
)
def test_the_full_name_of_another_speaker_means_only_that_one(speaker: str) -> None:
    checker = QuoteChecker(SpeakerIndex((TRAMS, LAMPS)))
    assert checker.check(TRAMS.text, speaker).verdict == "wrong_speaker"
    assert checker.check(f"“{TRAMS.text}” – {speaker}").verdict == "wrong_speaker"
    assert checker.check(LAMPS.text, speaker).verdict == "verbatim"


@pytest.mark.parametrize("speaker", ["Maria Lena Ortiz-Vega", "Maria Ortiz", "Ortiz", "Lena Ortiz-Vega"])
def test_a_part_of_a_name_may_still_mean_several_people(speaker: str) -> None:
    assert QuoteChecker(SpeakerIndex((TRAMS, LAMPS))).check(TRAMS.text, speaker).verdict == "verbatim"
    assert QuoteChecker(SpeakerIndex((TRAMS,))).check(TRAMS.text, "Lena Ortiz").verdict == "verbatim"


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
def test_a_claimed_speaker_fits_in_any_form_and_any_other_is_wrong(speaker: str | None, fits: bool) -> None:
    checked = CHECKER.check(CRANES.text, speaker)
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
def test_the_speaker_is_read_from_the_line(line: str, speaker: str | None, expected: str) -> None:
    checked = CHECKER.check(line)
    assert (checked.verdict, checked.claimed_speaker) == (expected, speaker)


@pytest.mark.parametrize(
    ("message", "speaker", "candidates"),
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
def test_the_speaker_is_read_from_the_words_beside_a_quotation(
    message: str, speaker: str | None, candidates: int
) -> None:
    (claim,) = CHECKER.claims(message)
    assert (claim.speaker, len(claim.among)) == (speaker, candidates)


def test_two_people_of_one_name_are_distinguished_by_their_role() -> None:
    assert CHECKER.check(BELLS.text, "Cleo Ash").verdict == "verbatim"
    assert CHECKER.check(BELLS.text, "Cleo Ash, Pilot").verdict == "verbatim"
    wrong = CHECKER.check(BELLS.text, "Cleo Ash, Poet")
    assert wrong.verdict == "wrong_speaker"
    assert "of Cleo Ash, Pilot, not of Cleo Ash, Poet" in verdict(wrong, Card(BELLS, "current")).explanation
    assert CHECKER.check(BELLS_TOO.text, "the poet").verdict == "verbatim"


def test_the_verdict_says_so_if_two_speakers_said_the_same_words() -> None:
    twin = replace(GULLS, id="quill-gulls", speaker="Ben Quill", role="Fisher")
    both = QuoteChecker(SpeakerIndex([*STORED, twin]))
    checked = both.check(GULLS.text)
    assert checked.verdict == "verbatim"
    assert checked.quote
    assert {checked.quote.id, *(quote.id for quote in checked.also)} == {GULLS.id, twin.id}
    assert "The same words are also recorded from" in verdict(checked, Card(GULLS, "current")).explanation
    for speaker, expected in (("Moen", GULLS), ("Ben Quill", twin)):
        assert both.check(GULLS.text, speaker).quote == expected


def test_a_quote_from_two_sources_is_verbatim_for_its_speaker() -> None:
    again = replace(GULLS, id="again", source=LETTER)
    assert QuoteChecker(SpeakerIndex([*STORED, again])).check(GULLS.text, "Moen").verdict == "verbatim"


def test_an_alias_of_the_speaker_fits() -> None:
    assert CHECKER.check(NETS.text, "The Admiral").verdict == "wrong_speaker"
    assert (
        QuoteChecker(SpeakerIndex(STORED, (("Jørn Møen", "The Admiral"),)))
        .check(GULLS.text, "The Admiral")
        .speaker_matches
    )


def test_a_message_with_several_quotations_has_several_claims() -> None:
    claims = CHECKER.claims(f"“{CRANES.text}” and “{NETS.text}” and “{TIDE.text}” and “the end of it”")
    assert [claim.text for claim in claims] == [CRANES.text, NETS.text, TIDE.text, "the end of it"]
    (one,) = CHECKER.claims("“My nets”, she said, “are older than your laws”, and left.")
    assert one.text == "My nets … are older than your laws"
    (whole,) = CHECKER.claims('"My nets are "older" than your laws"')
    assert CHECKER.check(whole.text).verdict == "verbatim"


@pytest.mark.parametrize("line", ["", " ", "crane", "…", "?!", "12", "🦭🦭", "“ ”"])
def test_a_line_with_less_than_two_words_is_refused(line: str) -> None:
    with pytest.raises(UserError) as refusal:
        CHECKER.check(line)
    assert str(refusal.value) == GIVE_WORDS


def test_one_word_can_be_checked_if_it_is_a_whole_quote() -> None:
    short = QuoteChecker(SpeakerIndex([replace(GULLS, text="Never!"), CRANES]))
    assert short.check("never").verdict == "verbatim"
    with pytest.raises(UserError):
        short.check("crane")


@pytest.mark.parametrize("message", ["", "no marks at all", "“one”", "it's 5 o'clock", '""', "“”"])
def test_a_message_without_a_quotation_is_refused(message: str) -> None:
    with pytest.raises(UserError) as refusal:
        CHECKER.claims(message)
    assert str(refusal.value) == NO_QUOTATION


MARKS = (
    "“", "”", '"', "«", "»", "'", "—", ":", ",", ".", "…", "(", ")", "said", "told", "by", "to", "Ada Quill",
    "the pilot",
)  # fmt: skip
WORDS = st.sampled_from((*MARKS, *CRANES.text.split(), *BELLS.text.split(), "Cleo", "Ash", "Ben", "I"))
MESSAGES = st.text(max_size=200) | st.lists(WORDS, max_size=30).map(" ".join)


@settings(max_examples=300)
@given(MESSAGES, st.none() | st.text(max_size=40) | WORDS)
def test_any_text_and_speaker_get_a_verdict_or_a_sentence(text: str, speaker: str | None) -> None:
    with suppress(UserError):
        checked = CHECKER.check(text, speaker)
        assert (checked.quote is None) == (checked.verdict == "not_held")
    with suppress(UserError):
        assert CHECKER.claims(text)
