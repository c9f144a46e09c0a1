"""Greetings and thanks are no questions; other and next things are not the things held."""

from __future__ import annotations

import pytest

from bot.matching import Entry, Matcher, Thresholds

FAIR = "All bakers of the town meet at a fair in Odby on 4 May 2026."
MILL = "Ida Holm designed the mill, and the deal for it was signed at once."
STORE = [
    Entry("fair", FAIR, ("Where is the bakers' fair?", "When do all bakers meet?")),
    Entry("mill", MILL, ("Who designed the mill?", "What did Ida Holm design?")),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Two facts that share words with small talk."""
    return Matcher.build(STORE)


@pytest.mark.parametrize("text", ["hi all", "Thanks a lot!", "hello everybody", "ok thanks", "yes please"])
def test_small_talk_is_not_even_suggested_for(matcher: Matcher, text: str) -> None:
    assert all(m.score < Thresholds.default().suggest for m in matcher.search(text))


@pytest.mark.parametrize(
    "text",
    ["Where is the next bakers' fair?", "What else did Ida Holm design?", "Which other mill did Ida Holm design?"],
)
def test_the_next_and_the_other_are_not_answered(matcher: Matcher, text: str) -> None:
    assert all(m.score < Thresholds.default().answer for m in matcher.search(text))
