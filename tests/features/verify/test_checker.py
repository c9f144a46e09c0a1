"""Lines are checked against stored quotes: their verdicts, their claimed speakers, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.core.models import FactCollection, Quote
from bot.features.verify.checker import (
    GIVE_WORDS,
    MAX_CLAIM,
    NO_QUOTATION,
    CheckedClaim,
    QuoteChecker,
    quote_checker,
)
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.quotes import (
    ANCHOR,
    BRIDGE,
    FOG,
    GUARDS,
    GULL,
    LAW,
    LOCK,
    QUAYSIDE,
    QUOTES,
    RISE,
    ROPES,
    SHOWN,
    TUG,
    WHALES,
    WHITE,
)


def checker_of(quotes: Sequence[Quote]) -> QuoteChecker:
    """Return a checker of some quotes."""
    return quote_checker(Knowledge(FactCollection(tuple(quotes), (), QUAYSIDE.aliases), Thresholds.default()))


CHECKER = checker_of(QUOTES)


def verdict_and_id(checked: CheckedClaim) -> tuple[str, str | None]:
    """Return the verdict and the id of its quote."""
    return checked.verdict, checked.quote.id if checked.quote else None


def refusal(text: str, checker: QuoteChecker = CHECKER) -> str:
    """Check that a text is refused, and return the sentence."""
    with pytest.raises(UserError) as refused:
        checker.check(text)
    return str(refused.value)


# ---------------------------------------------------------------------- the claimed speaker


@pytest.mark.parametrize(
    ("quote", "speaker"),
    [
        *[
            (FOG, speaker)
            for speaker in (
                "Ada Quill", "ada quill", "QUILL", "Quill, Ada", "Ms Quill", "Ada", "the harbour master",
                "harbor master", "Ada Quill, Harbour master", " Ada  Quill ",
            )
        ],
        *[(BRIDGE, speaker) for speaker in ("Rima", "PM of Velania", "the Velanian PM", "Velania's prime minister")],
        *[(GUARDS, speaker) for speaker in ("Milić Španjić", "Milic Spanjic", "SPANJIC", "the Minister of Ports")],
        *[(TUG, speaker) for speaker in ("Old Bo", "Bo Reed", "Mate")],
        *[(RISE, speaker) for speaker in ("Jon Marsh", "the Mayor of Wick", "Jon Marsh, Mayor of Wick")],
    ],
)  # fmt: skip
def test_a_speaker_may_be_claimed_in_any_form_of_the_name_or_role(quote: Quote, speaker: str) -> None:
    checked = CHECKER.check(quote.text, speaker)
    assert verdict_and_id(checked) == ("verbatim", quote.id)
    assert checked.speaker_matches
    assert checked.claimed_speaker == speaker.strip()


@pytest.mark.parametrize(
    ("quote", "speaker"),
    [
        *[
            (FOG, speaker)
            for speaker in ("Bo Reed", "Winston Gale", "Ada Reed", "Adam Quill", "Harbour master of Wick")
        ],
        *[(FOG, speaker) for speaker in ("the pilot", "🦭", "?", "x" * 2_000)],
        (BRIDGE, "Prime Minister of Tarsia"),
        (RISE, "Professor of law"),
        (RISE, "Jon Marsh, Professor of law"),
        (LAW, "the Mayor of Wick"),
    ],
)
def test_any_other_person_is_the_wrong_speaker(quote: Quote, speaker: str) -> None:
    checked = CHECKER.check(quote.text, speaker)
    assert verdict_and_id(checked) == ("wrong_speaker", quote.id)
    assert not checked.speaker_matches


def test_an_empty_speaker_is_no_claim() -> None:
    for speaker in (None, "", "  "):
        checked = CHECKER.check(FOG.text, speaker)
        assert (verdict_and_id(checked), checked.claimed_speaker) == (("verbatim", FOG.id), None)


def test_altered_words_with_a_wrong_speaker_are_altered_and_do_not_match() -> None:
    checked = CHECKER.check(LOCK.text.replace("10", "20"), "Bo Reed")
    assert (verdict_and_id(checked), checked.flags, checked.speaker_matches) == (
        ("altered", LOCK.id),
        ("number",),
        False,
    )


@pytest.mark.parametrize("speaker", [None, "Ada Quill", "Winston Gale"])
def test_an_unknown_text_is_not_found_for_any_speaker(speaker: str | None) -> None:
    assert verdict_and_id(CHECKER.check("The gulls will vote on Tuesday at noon.", speaker)) == ("not_held", None)


# ---------------------------------------------------------------------- stored quotes


@pytest.mark.parametrize("quote", SHOWN, ids=lambda quote: quote.id)
def test_every_shown_quote_is_verbatim_in_capitals_in_marks_or_with_its_speaker(quote: Quote) -> None:
    for text in (quote.text, quote.text.upper(), f"“{quote.text}”", f"“{quote.text}” – {quote.speaker}"):
        assert verdict_and_id(CHECKER.check(text)) == ("verbatim", quote.id)


@pytest.mark.parametrize("quote", [WHALES, ROPES])
def test_drafts_and_retired_quotes_are_never_found(quote: Quote) -> None:
    for speaker in (None, quote.speaker):
        assert verdict_and_id(CHECKER.check(quote.text, speaker)) == ("not_held", None)
    assert verdict_and_id(checker_of([WHALES, ROPES]).check(quote.text)) == ("not_held", None)


def test_a_superseded_quote_is_still_verbatim() -> None:
    assert verdict_and_id(CHECKER.check(WHITE.text, "Bo Reed")) == ("verbatim", WHITE.id)


def test_the_newest_of_several_sources_is_used_and_a_card_shows_all() -> None:
    again = replace(TUG, id="reed-tug-late", source=GULL, said=GULL.published)
    late = checker_of([TUG, again]).check(TUG.text)
    assert verdict_and_id(late) == ("verbatim", again.id)
    knowledge = Knowledge(QUAYSIDE, Thresholds.default())
    quote = quote_checker(knowledge).check(TUG.text).quote
    assert quote
    card = presentation.card(knowledge, quote, GULL.published)
    assert {card.statement.id, *(other.id for other in card.also)} == {"reed-tug", "reed-tug-again"}


def test_the_claimed_speaker_decides_between_two_who_said_the_same() -> None:
    echo = replace(FOG, id="reed-fog", speaker="Bo Reed", role="Mate")
    both = checker_of([FOG, echo])
    for quote in (FOG, echo):
        assert verdict_and_id(both.check(FOG.text, quote.speaker)) == ("verbatim", quote.id)
    assert both.check(FOG.text, "Elio Rima").verdict == "wrong_speaker"


# ---------------------------------------------------------------------- a speaker beside the quotation marks


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (f"“{FOG.text}” – Ada Quill", FOG),
        (f'"{FOG.text[:-1]}," said Ada Quill.', FOG),
        (f"Ada Quill said: “{FOG.text}”", FOG),
        (f"'{FOG.text}' Ada Quill said", FOG),
        (f"«{FOG.text}» (Ada Quill, Harbour master)", FOG),
        (f"„{FOG.text}“ — Quill, The Gull", FOG),
        (f"“{FOG.text}”\n— ADA QUILL", FOG),
        (f'"{FOG.text}" said the harbour master on Monday', FOG),
        ("“Fog”, said Ada Quill, “does not read timetables.”", FOG),
        (f"Harbour Master Quill said: “{FOG.text}”", FOG),
        (f"“{BRIDGE.text}” – the Velanian PM", BRIDGE),
        (f"The Prime Minister of Velania said: “{BRIDGE.text}”", BRIDGE),
        (f"As the mayor of Wick says, “{RISE.text}”", RISE),
        (f"“{RISE.text}” – Jon Marsh, Mayor of Wick", RISE),
        (f"“{RISE.text}” – Jon Marsh", RISE),
        (f"“{GUARDS.text}” – Milic Spanjic", GUARDS),
    ],
)
def test_the_right_speaker_is_read_beside_the_quotation_marks(text: str, quote: Quote) -> None:
    checked = CHECKER.check(text)
    assert verdict_and_id(checked) == ("verbatim", quote.id)
    assert checked.claimed_speaker
    assert quote.speaker in checked.claimed_speaker
    (claim,) = CHECKER.claims(text)
    assert verdict_and_id(CHECKER.check(claim.text, claim.speaker)) == ("verbatim", quote.id)


@pytest.mark.parametrize(
    ("text", "claimed", "quote"),
    [
        (f"“{FOG.text}” – Bo Reed", "Bo Reed", FOG),
        (f"„{FOG.text}“ Bo Reed", "Bo Reed", FOG),
        (f"“{FOG.text}” – Winston Gale", "Winston Gale", FOG),
        (f"The mayor of Wick said: “{FOG.text}”", "Jon Marsh, Mayor of Wick", FOG),
        (f"The Mayor of Brod said: “{RISE.text}”", "Brod", RISE),
        (f"The Professor of law said: “{RISE.text}”", "Jon Marsh, Professor of law", RISE),
        (f"“{RISE.text}” – Jon Marsh, Professor of law", "Jon Marsh, Professor of law", RISE),
        (f"Jon Marsh met Wick, and Wick said: “{RISE.text}”", "Wick", RISE),
    ],
)
def test_a_wrong_speaker_is_read_beside_the_quotation_marks(text: str, claimed: str, quote: Quote) -> None:
    checked = CHECKER.check(text)
    assert verdict_and_id(checked) == ("wrong_speaker", quote.id)
    assert checked.claimed_speaker == claimed
    (claim,) = CHECKER.claims(text)
    assert verdict_and_id(CHECKER.check(claim.text, claim.speaker)) == ("wrong_speaker", quote.id)


def test_altered_words_in_quotation_marks_are_altered_with_the_right_speaker() -> None:
    checked = CHECKER.check("“Fog does read timetables.” – Ada Quill")
    assert (verdict_and_id(checked), checked.flags, checked.claimed_speaker) == (
        ("altered", FOG.id),
        ("negation",),
        "Ada Quill",
    )


# ---------------------------------------------------------------------- messages


def test_each_quotation_is_a_claim_once() -> None:
    (one, other) = CHECKER.claims(f"“{FOG.text}” and “{BRIDGE.text}”, yes, “{FOG.text}”")
    assert (one.text, other.text, one.speaker, one.among) == (FOG.text, BRIDGE.text, None, ())
    many = CHECKER.claims(" and ".join(f"“{quote.text}”" for quote in SHOWN))
    assert [claim.text for claim in many] == [quote.text for quote in SHOWN if quote != ANCHOR]  # it is one word


@pytest.mark.parametrize("typed", ["“{}” ada quill", "ada quill “{}”", "“{}”, quill", "“{}” (ada quill)"])
def test_a_speaker_beside_a_quotation_needs_no_capital(typed: str) -> None:
    checked = CHECKER.check(typed.format(FOG.text))
    assert (verdict_and_id(checked), checked.claimed_speaker is not None) == (("verbatim", FOG.id), True)


def test_a_claim_lists_all_speakers_if_a_message_names_several() -> None:
    (claim,) = CHECKER.claims(f"Bo Reed and Ada Quill wondered: “{FOG.text}”")
    assert claim.speaker is None
    assert [one.name for one in claim.among] == ["Bo Reed", "Ada Quill"]


@pytest.mark.parametrize("message", ["", "Fog does not read timetables.", "“Fog”", "“?! …”", "\n\n", "It's Ada's ship"])
def test_a_message_without_a_quotation_is_refused(message: str) -> None:
    with pytest.raises(UserError) as refused:
        CHECKER.claims(message)
    assert str(refused.value) == NO_QUOTATION


# ---------------------------------------------------------------------- texts that are refused


@pytest.mark.parametrize("text", ["", "  \n", "lamps", "“lamps”", "?!… 🦭", "—", "\u200b\u200b"])
def test_less_than_two_words_are_refused(text: str) -> None:
    assert refusal(text) == GIVE_WORDS


def test_one_word_can_be_checked_if_it_is_a_whole_quote() -> None:
    for text in ("Enough.", "ENOUGH", "“Enough!”"):
        assert verdict_and_id(CHECKER.check(text)) == ("verbatim", ANCHOR.id)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert "at most 5,000 characters" in refusal("word " * 2_000)
    assert CHECKER.check("word " * (MAX_CLAIM // 5)).verdict == "not_held"


def test_a_word_that_mixes_alphabets_is_refused() -> None:
    for text in ("Fоg does not read timetables", "The fоghorn is loud tonight"):  # with a Cyrillic о
        assert refusal(text).endswith("mixes letters of different alphabets that look alike. Please type it again.")
    assert CHECKER.check("Туман does not read").verdict in ("altered", "not_held")  # each word in one alphabet


WORDS = sorted({word for quote in QUOTES for word in quote.text.split()} | {"…", "“", "”", "–", "said", "Ada Quill"})
LINES = st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
SPEAKERS = st.none() | st.sampled_from([quote.speaker for quote in QUOTES] + ["the mayor", ""]) | st.text(max_size=40)


@settings(max_examples=250)
@given(LINES, SPEAKERS)
def test_any_line_gets_a_verdict_or_a_sentence(text: str, speaker: str | None) -> None:
    try:
        checked = CHECKER.check(text, speaker)
    except UserError:
        return
    assert (checked.quote is None) == (checked.verdict == "not_held")
    if checked.quote:
        assert checked.quote.status in ("active", "superseded")
    if checked.verdict == "wrong_speaker":
        assert not checked.speaker_matches


@settings(max_examples=250)
@given(LINES)
def test_any_message_gives_claims_or_a_sentence(message: str) -> None:
    try:
        claims = CHECKER.claims(message)
    except UserError:
        return
    assert claims
    for claim in claims:
        assert claim.text
        assert not (claim.speaker and claim.among)
