"""Short follow-up questions are recognised and get full readings."""

from __future__ import annotations

import pytest

from bot.matching.followups import goes_on, is_fragment, own_words, readings, subjects

LOCK = "How long is the old lock of Tarn?"


@pytest.mark.parametrize(
    "text",
    ["and in 2024?", "what about Serbia?", "when?", "until when?", "who said that?", "and the price?", "is it big?"],
)
def test_short_or_incomplete_texts_are_follow_up_questions(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize(
    "text",
    ["", "?", "How many people took the ferry?", "Who painted the ceiling?", "and so " * 9, "ferry timetable of Tarn"],
)
def test_full_questions_are_no_follow_up_questions(text: str) -> None:
    assert not goes_on(text)


def test_texts_that_only_name_a_new_part_are_fragments() -> None:
    assert all(map(is_fragment, ("and the bank?", "what about Velmora?", "and in 2024?")))
    assert not any(map(is_fragment, ("and where is the bank?", "and is it open?", "the bank", "when?")))


def test_own_words_are_the_new_content_words_of_a_short_question() -> None:
    assert own_words("and for children?") == {"children"}
    assert own_words("when?") == own_words("why is it?") == frozenset()


def reading_texts(short: str, before: str = LOCK, answer: str = "The old lock of Tarn is 90 metres long.") -> list[str]:
    """Return the readings of a short question after another."""
    return [reading.text for reading in readings(short, [before], subjects(before, [answer]))]


@pytest.mark.parametrize(
    ("short", "before", "reading"),
    [
        ("and in 2024?", "How many boats came in 2025?", "How many boats came in 2024"),
        ("and in 2024?", "How many boats came?", "How many boats came in 2024"),
        ("what about Serbia?", "Who leads Ostland?", "Who leads Serbia"),
        ("and the bank?", "When does the café open?", "When does the bank open"),
        ("and to the south?", "How long does delivery to the north take?", "How long does delivery to the south take"),
        ("and the luma 2?", "How much does the Luma 1 weigh?", "How much does the luma 2 weigh"),
    ],
)
def test_a_new_part_replaces_a_part_of_the_previous_question(short: str, before: str, reading: str) -> None:
    assert reading in reading_texts(short, before)


def test_a_pronoun_is_replaced_by_the_subject() -> None:
    assert "when was Tarn built" in reading_texts("when was it built?")
    assert "when was the old lock built" in reading_texts("when was it built?")
    assert "when – the old lock" in reading_texts("when?")


def test_there_are_at_most_ten_readings_and_they_contain_only_given_words() -> None:
    for short in ("and the bank?", "when?", "why is it so?", "and in 2024?"):
        results = reading_texts(short)
        assert 1 <= len(results) <= 10
        given = set(f"{short} {LOCK}".lower().replace("?", "").split()) | {"–", "metres", "90"}
        assert {word for text in results for word in text.lower().split()} <= given
