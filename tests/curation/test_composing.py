"""What people fill in becomes a statement by the rules of fact files, or a sentence for each wrong field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.core.models import Statement
from bot.curation.composing import ComposeError, composed, kind_of, new_id, values_of
from tests.factfiles.strategies import FACTS, QUOTES
from tests.samples.facts import FERRY

SOURCE = {"title": "Log", "publisher": "Harbour office", "published": "2026-03-02"}


@given((FACTS | QUOTES).map(lambda statement: replace(statement, id="one")))
def test_a_form_that_is_sent_unchanged_changes_nothing(statement: Statement) -> None:
    assert composed(kind_of(statement), values_of(statement), "one", statement) == statement


def test_a_fact_needs_its_source() -> None:
    with pytest.raises(ComposeError, match="nothing without its source") as caught:
        composed("fact", {"text": "The lock is open.", "title": "Log", "publisher": "  "}, "lock")
    assert list(caught.value.problems) == ["publisher"]
    assert "“Publisher” and “Date of the source”" in str(caught.value)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text", "", "Please fill this in."),
        ("text", " \n ", "Please fill this in."),
        ("text", "x" * 20_001, "The text has 20,001 characters; at most 20,000 are allowed."),
        ("text", "a\u202eb", "RIGHT-TO-LEFT OVERRIDE, which is not allowed"),
        ("text", "a\x00b", "The text contains the character U+0000 NUL"),
        ("published", "2.3.2026", "The text `2.3.2026` is not a date; write it as YYYY-MM-DD"),
        ("published", "2026-02-30", "is a day that does not exist."),
        ("url", "javascript:alert(1)", "must be an address that begins with https:// or http://."),
        ("title", "two\nlines", "must be on one line"),
        ("questions", "Who?\n" + "x" * 501, "the question has 501 characters"),
        ("paragraph", "0", "must be a whole number from 1 to 999999."),
        ("valid_until", "2026-01-01", "It is before “True from”."),
    ],
)
def test_each_wrong_field_gets_a_sentence(field: str, typed: str, sentence: str) -> None:
    values = {"text": "The lock is open.", "valid_from": "2026-02-01", **SOURCE, field: typed}
    with pytest.raises(ComposeError) as caught:
        composed("fact", values, "lock")
    assert list(caught.value.problems) == [field]
    assert sentence.casefold() in caught.value.problems[field].casefold()


def test_a_quote_needs_its_speaker() -> None:
    with pytest.raises(ComposeError, match="“Speaker”: Please fill this in"):
        composed("quote", {"text": "Fog.", **SOURCE}, "fog")


def test_questions_are_lines_without_repetition() -> None:
    made = composed("fact", {"text": "A.", "questions": "Who?\n\n Who? \nWhen?\n", **SOURCE}, "a")
    assert made.questions == ("Who?", "When?")


def test_an_edit_keeps_what_no_field_shows() -> None:
    before = replace(FERRY, supersedes=("old",), audience=("slack:T1",))
    made = composed("fact", values_of(before) | {"text": "Other."}, "ignored", before)
    assert made == replace(before, text="Other.")


@pytest.mark.parametrize(
    ("text", "taken", "made"),
    [
        ("The harbour opens at six in the morning.", (), "the-harbour-opens-at-six-in"),
        ("The harbour", ("the-harbour", "the-harbour-2"), "the-harbour-3"),
        ("Χρόνος", ("entry",), "entry-2"),
        ("x" * 99, (), "x" * 48),
    ],
)
def test_an_id_is_made_of_the_first_words(text: str, taken: tuple[str, ...], made: str) -> None:
    assert new_id(text, taken) == made
