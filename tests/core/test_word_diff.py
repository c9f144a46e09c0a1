"""Two texts are compared word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.comparison import DiffSegment
from bot.core.word_diff import AROUND, LONGEST_DIFF, close_diff, near_changes, word_diff
from bot.verification import differences, tokenize

SAID = ("the", "a", "of", "not", "1.5", "15", "ferry", "ferries", "Fog,", "“fog”", "reads", "–", "read.", "£5", "5%",
        "≥ 5", "≤5", "<", "→", "🙂", "🔔🚋", "📚.", "C", "C++", "C#", "•", "(£5", "->", "18+")  # fmt: skip
WORDS = st.lists(st.sampled_from(SAID), max_size=12)
TEXTS = st.text(max_size=60) | WORDS.map(" ".join)


def written(before: str, now: str) -> str:
    """Write a comparison: [-gone-] and {+new+}."""
    signs = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[segment.kind].format(segment.text) for segment in word_diff(before, now))


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("About 22,000 people came.", "About 23,000 people came!", "About [-22,000-] {+23,000+} people came!"),
        ("The ferry carries forty cars.", "The new ferry carries forty cars.", "The {+new+} ferry carries forty cars."),
        ("Fog does not read.", "Fog does read.", "Fog does [-not-] read."),
        ("It costs 1.5 pounds.", "It costs 15 pounds.", "It costs [-1.5-] {+15+} pounds."),
        ("It costs £116.75 now.", "It costs £118.75 now.", "It costs [-£116.75-] {+£118.75+} now."),
        ("It rose by 5% in May.", "It rose by 6% in May.", "It rose by [-5%-] {+6%+} in May."),
        ("£5", "£5 and 6%", "£5 {+and 6%+}"),
        ("one", "two", "[-one-] {+two+}"),
        ("The rate of the tax", "The level of the levy", "The [-rate of the tax-] {+level of the levy+}"),
        ("fog, and Rain", "“Fog and rain!”", "“Fog and rain!”"),
        ("Ring 🔔🚋 twice at ten", "Ring 🔔🚲 three times at ten", "Ring [-🔔🚋 twice-] {+🔔🚲 three times+} at ten"),
        ("Read one 📚.", "Read two 📚.", "Read [-one-] {+two+} 📚."),
        ("Costs 5 € → 6 €.", "Costs 5 € → 7 €.", "Costs 5 € → [-6-] {+7+} €."),
        ("A – B", "A – C", "A – [-B-] {+C+}"),
        ("A – B", "C – B", "[-A-] {+C+} – B"),
        ("– A", "– B", "[-– A-] {+– B+}"),
        ("A – B", "A", "A [-B-]"),
        ("Pay ≥ 5 %.", "Pay ≤ 5 %.", "Pay [-≥-] {+≤+} 5 %."),
        ("Line 1 is 🟢.", "Line 1 is 🔴.", "Line 1 is [-🟢.-] {+🔴.+}"),
        ("We use C++ here.", "We use C here.", "We use [-C++-] {+C+} here."),
        ("We use C#.", "We use C.", "We use [-C#.-] {+C.+}"),
        ("From 18+ on", "From 18 on", "From [-18+-] {+18+} on"),
        ("A -> B, x >= 5 & ❤️", "A → B; x ≥5 & ❤", "A → B; x ≥5 & ❤"),
        ("• One – two", "One, two", "One, two"),
        ("Yes", "…", "[-Yes-] {+…+}"),
        ("?!", "…", "…"),
    ],
)
def test_what_differs_is_marked_and_the_rest_is_as_it_is_now(before: str, now: str, shown: str) -> None:
    assert written(before, now) == shown


@given(TEXTS, TEXTS)
def test_the_segments_make_up_both_texts(before: str, now: str) -> None:
    found = word_diff(before, now)
    for kind, text in (("old", before), ("new", now)):
        shown = " ".join(segment.text for segment in found if segment.kind in ("same", kind))
        if kind == "new" or not {"<", ">"}.intersection(before + now):  # what these mean depends on what is beside them
            assert tokenize(shown).keys == tokenize(text).keys
    assert all(segment.text for segment in found)


@given(TEXTS, TEXTS)
def test_nothing_of_the_present_text_is_lost(before: str, now: str) -> None:
    shown = "".join(segment.text for segment in word_diff(before, now) if segment.kind != "old")
    assert "".join(shown.split()) == "".join(now.split())


@given(TEXTS, TEXTS)
def test_nothing_of_the_earlier_text_is_lost_but_beside_what_stays(before: str, now: str) -> None:
    changes = differences(before, now)
    if changes or now.strip():
        shown = "".join(change.old for change in changes)
        assert "".join(shown.split()) == "".join(before.split())


@given(TEXTS)
def test_a_text_has_no_difference_from_itself(text: str) -> None:
    assert {segment.kind for segment in word_diff(text, text)} <= {"same"}


LONG = " ".join(f"Clause {n} keeps berth {n * 7 % 53} free for the pilots." for n in range(200))


def test_of_long_texts_the_part_that_differs_is_compared() -> None:
    now = LONG.replace("Clause 120 keeps berth 45 free", "Clause 120 keeps berth 46 free")
    first, *found, last = close_diff(LONG, now)
    assert (first.text, last.text) == ("…", "…")
    assert [(one.kind, one.text) for one in found if one.kind != "same"] == [("old", "45"), ("new", "46")]
    shown = " ".join(one.text for one in found if one.kind != "old")
    assert shown in now
    assert 2 * AROUND <= len(shown) <= LONGEST_DIFF


@pytest.mark.parametrize("now", [f"First of all: {LONG}", f"{LONG} No more."])
def test_nothing_is_left_out_where_a_long_text_differs_at_an_end(now: str) -> None:
    found = close_diff(LONG, now)
    assert [segment.text for segment in found].count("…") == 1
    assert sum(segment.kind == "new" for segment in found) == 1


def test_a_sentence_that_only_grew_is_compared() -> None:
    before, now = "Northport has seven tram lines.", "Northport has eight tram lines, of which one runs at night only."
    assert [(one.kind, one.text) for one in close_diff(before, now)] == [
        ("same", "Northport has"), ("old", "seven"), ("new", "eight"), ("same", "tram lines,"),
        ("new", "of which one runs at night only."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Northport has seven tram lines.", "The pool at Mill Gate opens at nine and has five lanes for swimmers."),
        ("Northport has eight tram lines, of which one runs at night only.", "Northport has a pool."),
    ],
)
def test_a_text_of_which_little_is_left_is_not_compared(before: str, now: str) -> None:
    assert close_diff(before, now) == ()


def test_long_texts_that_differ_far_apart_are_not_compared() -> None:
    assert close_diff(LONG, LONG.replace("Clause 2 ", "Part 2 ").replace("Clause 180 ", "Part 180 ")) == ()
    assert close_diff(LONG, LONG) == ()


@given(TEXTS, TEXTS)
def test_what_is_left_out_is_the_same_in_both_texts(before: str, now: str) -> None:
    around = " ".join(["same"] * 200)
    left_out = []
    for kind, text in (("old", before), ("new", now)):
        found = close_diff(f"{around} {before} {around}", f"{around} {now} {around}")
        words = tokenize(" ".join(one.text for one in found if one.kind in ("same", kind))).keys
        left_out.append(len(tokenize(f"{around} {text} {around}").keys) - len(words) if found else 0)
    assert left_out[0] == left_out[1]


SEGMENTS = st.builds(
    DiffSegment,
    st.sampled_from(["same", "old", "new", "cut"]),
    st.builds(lambda text, n: text * n, TEXTS, st.integers(1, 9)),
)


@given(st.lists(SEGMENTS, max_size=9), st.integers(0, 900))
def test_no_change_is_left_out(segments: list[DiffSegment], most: int) -> None:
    shown = near_changes(segments, most)
    pairs = list(zip(segments, shown, strict=True))
    assert all(before == after for before, after in pairs if before.kind != "same")
    assert all(before == after or "…" in after.text for before, after in pairs)


def test_each_of_several_changes_keeps_the_words_beside_it() -> None:
    now = LONG.replace("Clause 20 keeps", "Clause 20 never keeps").replace("Clause 180 keeps", "Clause 180 never keeps")
    first, _, middle, _, last = (segment.text for segment in near_changes(word_diff(LONG, now), 600))
    assert (first[:2], first[-9:]) == ("… ", "Clause 20")
    assert middle.startswith("keeps berth 34")
    assert " … " in middle
    assert middle.endswith("Clause 180")
    assert (last[:14], last[-2:]) == ("keeps berth 41", " …")
    assert len(first + middle + last) < 620
