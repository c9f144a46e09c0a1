"""A message is parsed into its quotations, the words beside them, and the name in these words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.verify.quotation_parser import parse_quotation


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Ada said: “Fog does not read.”", ("Fog does not read.",)),
        ("„Nebel liest nicht.“ sagte Ada", ("Nebel liest nicht.",)),
        ("«Le brouillard ne lit pas», »Tåge læser ikke«", ("Le brouillard ne lit pas", "Tåge læser ikke")),
        ('"Fog does not" and ＂read＂', ("Fog does not", "read")),
        ("「霧は読まない」『表』", ("霧は読まない", "表")),
        ("‘Fog doesn’t read’, she said", ("Fog doesn’t read",)),
        ("'Fog doesn't read', she said", ("Fog doesn't read",)),
        ("‹Fog reads›", ("Fog reads",)),
        ("“So,” she said, “it is.”", ("So,", "it is.")),
        ("“The end is open", ("The end is open",)),
        ("It's the crew's ship, isn't it", ()),
        ("“…” and \"?!\" and ''", ()),
        ("", ()),
    ],
)
def test_texts_in_quotation_marks_are_the_parts_of_a_quotation(message: str, parts: tuple[str, ...]) -> None:
    assert parse_quotation(message).parts == parts


@pytest.mark.parametrize(
    ("beside", "name"),
    [
        ("{} – Ada Quill", "Ada Quill"),
        ("{}\n— Élise van der Meer", "Élise van der Meer"),
        ("{} - Quill", "Quill"),
        ("{}, said Ada Quill.", "Ada Quill"),
        ("{}, Ada Quill said", "Ada Quill"),
        ("Ada Quill: {}", "Ada Quill"),
        ("according to Ada Quill, {}", "Ada Quill"),
        ("A line by Ada Quill-O’Hara: {}", "Ada Quill-O’Hara"),
        ("{}, she said", None),
        ("She said: {}", None),
        ("The mate told me: {}", None),
        ("Quote of the Day: {}", None),
        ("Monday: {}", None),
        ("News: {}", None),
        ("Ada Quill: {} Bo Reed: {}", None),
        ("{}", None),
    ],
)
def test_words_that_look_like_a_name_are_taken_as_the_speaker(beside: str, name: str | None) -> None:
    assert parse_quotation(beside.replace("{}", "“Fog does not read timetables.”")).unknown_name == name


def test_the_words_beside_a_quotation_have_an_ellipsis_for_each_part() -> None:
    assert parse_quotation("So  “a b”,\nshe said, “c d”.").beside == "So … , she said, … ."


@given(st.text(alphabet="aA “”„«»\"'‘’「」\n:—.,", max_size=60) | st.text(max_size=80))
def test_any_message_can_be_parsed(message: str) -> None:
    parsed = parse_quotation(message)
    for part in parsed.parts:
        assert part in message
        assert any(character.isalnum() for character in part)
    assert parsed.unknown_name is None or parsed.unknown_name.strip()
