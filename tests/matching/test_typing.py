"""Line breaks, quotation marks and apostrophes in questions."""

from __future__ import annotations

import pytest

from bot.matching import Entry, Matcher, text
from bot.matching.vetoes import OWN_QUESTION

MILL = Entry("mill", "The mill in Odby is open on Sundays.", ("Is the mill in Odby open?", "Why won't it turn?"))
MAYOR = Entry("mayor", "Łucja Dvořák is the mayor.", ("Who is the mayor Dvořák?",))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.build([MILL, MAYOR])


def test_line_breaks_and_tabs_count_as_spaces(matcher: Matcher) -> None:
    assert text.normalise("the\nmayor\tDvořák") == "the mayor dvorak"
    assert matcher.search("Who is\nthe mayor Dvořák?")[0].score >= OWN_QUESTION


@pytest.mark.parametrize("marks", ["„“", "“”", "‘’", "''", "‚‘", "‹›", "«»", "「」", '""'])
def test_a_listed_question_in_quotation_marks_is_recognised(matcher: Matcher, marks: str) -> None:
    assert matcher.carriers(f"{marks[0]}Is the mill in Odby open?{marks[1]}") == {"mill"}


@pytest.mark.parametrize("typed", ["won't", "won`t", "won´t", "won’t"])
def test_every_kind_of_apostrophe_is_accepted(matcher: Matcher, typed: str) -> None:
    assert matcher.carriers(f"Why {typed} it turn?") == {"mill"}


@pytest.mark.parametrize("marks", ["“”", '""', "()", "**"])
def test_marks_around_a_question_do_not_change_the_results(matcher: Matcher, marks: str) -> None:
    question = "is my mill in odby open on sundays"
    assert matcher.search(f"{marks[0]}{question}{marks[1]}") == matcher.search(question)


def test_two_very_long_entries_that_share_a_question_both_come_first() -> None:
    long = tuple(f"{' '.join(f'word{n}x{m}' for m in range(1_400))} ?" for n in range(20))
    both = [Entry(name, "The fox is red.", ("who is the fox", *long)) for name in "ab"]
    assert {match.id for match in Matcher.build([*both, MILL]).search("who is the fox")[:2]} == {"a", "b"}
