"""The index of speakers finds people by typed names and roles."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Quote, Source
from bot.knowledge.speakers import Speaker, SpeakerIndex
from tests.call_count import calls

PAPER = Source("Log", "The Gull", dt.date(2026, 3, 2))
PEOPLE = (
    ("Tarek Lundby", "Prime Minister of Albania"),
    ("Ivo Zelić", "Prime Minister of Montenegro"),
    ("Ivo Zelic", "Montenegrin premier"),
    ("Sir Colm Aster", "Prime Minister of the UK"),
    ("Colm Aster", ""),
    ("Ada Quill", "Harbour master"),
    ("John Marsh", "Mayor of Wick"),
    ("John Marsh", "Professor of Law"),
    ("Bo Reed", ""),
    ("Ann Lock", "Deputy Prime Minister of Kosovo"),
    ("Olaf Kraus", "German chancellor"),
    ("Mei Tan", "CEO of Lumen, China"),
)
ALIASES = (("UK", "United Kingdom", "Britain"), ("PM", "prime minister"), ("Tarek Lundby", "Lundby", "Big Tarek"))


def speaker_index(*people: tuple[str, str]) -> SpeakerIndex:
    """Return an index with one quote by each of the people."""
    return SpeakerIndex(
        [Quote(f"q{n}", f"Line {n}.", name, PAPER, role=role) for n, (name, role) in enumerate(people)], ALIASES
    )


ALL = speaker_index(*PEOPLE)


def names(speakers: tuple[Speaker, ...]) -> list[str]:
    """Return the names of speakers."""
    return [speaker.name for speaker in speakers]


def matching_labels(claimed: str) -> list[str]:
    """Return the labels of the speakers who match a claim."""
    return sorted(speaker.label for speaker in ALL.speakers if speaker.key in ALL.fits(claimed))


def test_speakers_are_distinguished_by_name_and_role() -> None:
    speakers = [(speaker.label, len(speaker.quotes)) for speaker in ALL.speakers]
    assert ("John Marsh, Mayor of Wick", 1) in speakers
    assert ("John Marsh, Professor of Law", 1) in speakers
    assert [count for label, count in speakers if "Aster" in label] == [2]
    assert [count for label, count in speakers if "Zeli" in label] == [2]
    assert len(speakers) == 10


def test_keys_of_speakers_fit_into_action_codes_and_do_not_change() -> None:
    again = speaker_index(*reversed(PEOPLE))
    assert {speaker.key for speaker in again.speakers} == {speaker.key for speaker in ALL.speakers}
    for speaker in ALL.speakers:
        assert len(speaker.key) <= 20
        assert ":" not in speaker.key
        assert ALL.by_key(speaker.key) == speaker
    assert ALL.by_key("nobody") is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Zelić", "Ivo Zelic"), ("zelic", "Ivo Zelic"), ("ZELIĆ IVO", "Ivo Zelic"), ("colm astr", "Colm Aster"),
        ("lundbi", "Tarek Lundby"), ("the Albanian PM", "Tarek Lundby"), ("prime minister of albania", "Tarek Lundby"),
        ("P.M. Lundby", "Tarek Lundby"), ("Big Tarek", "Tarek Lundby"), ("UK prime minister", "Colm Aster"),
        ("British PM", "Colm Aster"), ("montenegrin premier", "Ivo Zelic"), ("harbor mastr", "Ada Quill"),
        ("chancellor of Germany", "Olaf Kraus"), ("chinese chief executive", "Mei Tan"), ("deputy pm", "Ann Lock"),
        ("aq", "Ada Quill"), ("adaquill", "Ada Quill"), ("Sir Colm", "Colm Aster"), ("marsh mayor", "John Marsh"),
    ],
)  # fmt: skip
def test_a_clear_name_finds_one_speaker(typed: str, name: str) -> None:
    (speaker,) = ALL.meant(typed)
    assert speaker.name in (name, f"Sir {name}", "Ivo Zelić")
    assert ALL.find(typed)[0] == speaker


@pytest.mark.parametrize(
    "typed", ["Churchill", "Jeremy Aster", "president", "", "  ", "!?", "Sir", "PM of France", "x" * 500]
)
def test_an_unknown_or_vague_name_finds_nobody(typed: str) -> None:
    assert ALL.meant(typed) == ALL.find(typed) == ()


def test_an_ambiguous_name_finds_all_speakers() -> None:
    assert [speaker.role for speaker in ALL.meant("john marsh")] == ["Mayor of Wick", "Professor of Law"]
    assert len(ALL.meant("the prime minister")) == 3
    assert "Ann Lock" not in names(ALL.meant("prime minister"))


def test_the_text_of_a_completion_finds_the_same_speaker() -> None:
    for speaker in ALL.speakers:
        words = ALL.words_for(speaker, 100)
        assert ALL.meant(words) == (speaker,)
        assert ALL.meant(ALL.words_for(speaker, 10)) == (speaker,)


def test_completions_match_the_beginning_of_a_name_or_role() -> None:
    assert names(ALL.complete("li")) == []
    assert names(ALL.complete("mar")) == ["John Marsh", "John Marsh"]
    assert names(ALL.complete("har"))[0] == "Ada Quill"
    assert names(ALL.complete("tarek l")) == ["Tarek Lundby"]
    assert len(ALL.complete("")) == 10
    assert len(ALL.complete("", 3)) == 3
    assert len(ALL.complete("")[0].quotes) == 2


@pytest.mark.parametrize(
    ("claimed", "labels"),
    [
        ("Aster", ["Colm Aster, Prime Minister of the UK"]),
        ("Sir Colm Aster", ["Colm Aster, Prime Minister of the UK"]),
        ("C. Aster", ["Colm Aster, Prime Minister of the UK"]),
        ("Astor", ["Colm Aster, Prime Minister of the UK"]),
        ("British PM Colm Aster", ["Colm Aster, Prime Minister of the UK"]),
        ("the Albanian prime minister", ["Tarek Lundby, Prime Minister of Albania"]),
        ("Mayor Marsh", ["John Marsh, Mayor of Wick"]),
        ("Marsh", ["John Marsh, Mayor of Wick", "John Marsh, Professor of Law"]),
        ("President Bo Reed", ["Bo Reed"]),
        ("J. Aster", []), ("Jeremy Aster", []), ("Colm Asterson", []), ("Reef", []), ("Albania", []),
        ("former Albanian PM", []), ("PM of Kosovo", []), ("Lundby of Kosovo", []), ("C.", []), ("", []), ("Sir", []),
        ("Captain Quill", []), ("Quill and Reed", []),
    ],
)  # fmt: skip
def test_a_claim_matches_only_speakers_that_it_names_exactly(claimed: str, labels: list[str]) -> None:
    assert [label.removeprefix("Sir ") for label in matching_labels(claimed)] == labels


def test_the_name_of_another_speaker_is_not_read_as_a_typo() -> None:
    both = speaker_index(("Ada Quill", ""), ("Ada Quilt", ""))
    assert [both.by_key(key) for key in both.fits("Quilt")] == [s for s in both.speakers if s.name == "Ada Quilt"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so said the Albanian prime minister on Monday", ["Tarek Lundby"]),
        ("— Ada Quill", ["Ada Quill"]),
        ("As Aster put it, no.", ["Aster"]),
        ("Prime Minister Aster's words", ["Aster"]),
        ("Kraus answered the harbour master", ["Olaf Kraus", "Ada Quill"]),
        ("Jeremy Aster said so", []),
        ("the former Albanian PM", []),
        ("a reed in the marsh", []),
        ("", []),
    ],
)
def test_speakers_are_found_in_running_text(text: str, expected: list[str]) -> None:
    speakers = names(ALL.named(text))
    assert len(speakers) == len(expected)
    assert all(part in full for part, full in zip(expected, speakers, strict=True))


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    ALL.find(text)
    assert len(ALL.complete(text)) <= 25
    ALL.fits(text)
    ALL.named(text)


def test_completing_a_name_takes_linear_time() -> None:
    choose = random.Random(4)
    parts = ["ka", "ro", "mi", "ten", "sla", "vic", "dor", "pel", "ann", "bri", "ola", "zet"]

    def word() -> str:
        return "".join(choose.choice(parts) for _ in range(3)).title()

    few, many = (
        speaker_index(*((f"{word()} {word()}", f"{word()} of {word()}") for _ in range(size)))
        for size in (1_000, 5_000)
    )
    for typed in ("k", "kami", "kamiten slavic", "slavic of kami", ""):
        work = calls(lambda typed=typed: many.complete(typed))  # type: ignore[misc]
        assert work < 6 * calls(lambda typed=typed: few.complete(typed))  # type: ignore[misc]
        assert work < 100 * 5_000
