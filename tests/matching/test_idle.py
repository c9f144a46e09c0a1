"""Greetings and thanks are not questions. Questions about other or next things are not answered."""

from __future__ import annotations

import pytest

from bot.matching import Entry, Matcher, Thresholds

FAIR = "All bakers of the town meet at a fair in Odby on 4 May 2026."
MILL = "Ida Holm designed the mill, and the deal for it was signed at once."
STORE = [
    Entry("fair", FAIR, ("Where is the bakers' fair?", "When do all bakers meet?")),
    Entry("mill", MILL, ("Who designed the mill?", "Who is the designer of the mill?", "What did Ida Holm design?")),
    Entry("chief", "Bo Lund is the chief executive of Odby Ferries.", ("Who leads Odby Ferries?", "Who is Bo Lund?")),
    Entry("canal", "The Odby canal is 14 km long.", ("How long is the Odby canal?", "length of the Odby canal")),
    Entry("heir", "Liv Berg became head teacher after Nils Aas.", ("Who is the head teacher?",)),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return a matcher for facts that share words with small talk."""
    return Matcher.build(STORE)


@pytest.mark.parametrize("text", ["hi all", "Thanks a lot!", "hello everybody", "ok thanks", "yes please"])
def test_small_talk_gets_no_suggestion(matcher: Matcher, text: str) -> None:
    assert all(m.score < Thresholds.default().suggest for m in matcher.search(text))


@pytest.mark.parametrize(
    "text",
    [
        "Who led Odby Ferries before Bo Lund?",
        "Who became chief executive of Odby Ferries after Bo Lund?",
        "What else did Ida Holm design?",
        "Which other mill did Ida Holm design?",
    ],
)
def test_questions_about_earlier_later_or_other_things_are_not_answered(matcher: Matcher, text: str) -> None:
    assert all(m.veto or m.score < Thresholds.default().answer for m in matcher.search(text))


def test_a_question_about_the_next_fair_is_not_answered_unprompted(matcher: Matcher) -> None:
    best = matcher.search("Where is the next bakers' fair?")[0]
    assert best.score < Thresholds.default().unprompted


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Good morning! Who leads Odby Ferries?", "chief"),
        ("good evening everyone, where is the bakers' fair?", "fair"),
        ("who's the CEO of Odby Ferries", "chief"),
        ("how many kilometres long is the Odby canal", "canal"),
        ("Who became head teacher after Nils Aas?", "heir"),
    ],
)
def test_greetings_and_abbreviations_do_not_prevent_an_answer(matcher: Matcher, text: str, entry: str) -> None:
    best = matcher.search(text)[0]
    assert (best.id, best.veto) == (entry, "")
    assert best.score >= Thresholds.default().suggest


def test_a_typo_in_a_short_word_still_gets_a_suggestion(matcher: Matcher) -> None:
    best = matcher.search("who wos the designer of the mill")[0]
    assert best.id == "mill"
    assert best.score >= Thresholds.default().suggest
