"""Names, job titles and topics are found as people type them."""

from __future__ import annotations

import pytest

from bot.knowledge.job_titles import JobTitles, alike, has_all_words
from bot.knowledge.person_names import NameEntry, NameIndex, name_words
from bot.matching import Entry, Matcher, find_about


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sir Colm Aster", ("colm", "aster")),
        ("the Rt. Hon. Dame Ada Quill MP", ("ada", "quill")),
        ("J. K. Marsh", ("j", "k", "marsh")),
        ("J.K. Marsh", ("j", "k", "marsh")),
        ("Seán O’Hara's", ("sean", "ohara")),
        ("Łucja Müller-Dąb", ("lucja", "muller", "dab")),
        ("Sir", ("sir",)),
        ("", ()),
    ],
)
def test_titles_and_punctuation_are_removed_from_names(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("albania", "albanian"), ("kosovo", "kosovar"), ("italy", "italian"), ("ukraine", "ukrainian"),
        ("montenegro", "montenegrin"), ("belgium", "belgian"), ("lebanon", "lebanese"), ("iceland", "icelandic"),
        ("serb", "serbia"), ("jordan", "jordanian"), ("iraq", "iraqi"),
    ],
)  # fmt: skip
def test_a_country_and_its_adjective_are_alike(left: str, right: str) -> None:
    assert alike(left, right)
    assert alike(right, left)


@pytest.mark.parametrize(("left", "right"), [("austria", "australian"), ("iran", "iraqi"), ("slovenia", "slovakia")])
def test_different_countries_are_not_alike(left: str, right: str) -> None:
    assert not alike(left, right)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("British PM", "Prime Minister of the United Kingdom"),
        ("Dutch premier", "Prime Minister of the Netherlands"),
        ("US president", "President of the United States of America"),
        ("us president", "President of the USA"),
        ("Czech FM", "Minister of Foreign Affairs of the Czech Republic"),
        ("the Lumen chief executive", "CEO, Lumen"),
        ("MEP", "Member of the European Parliament"),
        ("chairwoman of the trust", "Chair, Canal Trust"),
    ],
)
def test_different_forms_of_a_job_title_match(typed: str, written: str) -> None:
    job_titles = JobTitles()
    assert has_all_words(job_titles.typed(typed), job_titles.words(written))


def test_the_name_index_ranks_exact_words_before_prefixes_and_typos() -> None:
    people = [NameEntry((name_words(name),)) for name in ("Bo Marsham", "Bo Marsh", "Bo Narsh", "Bo Quill")]
    assert [position for position, _ in NameIndex(people).find(("marsh",), ())] == [1, 0, 2]
    assert NameIndex(people).find((), ()) == []
    assert NameIndex([]).find(("marsh",), ("marsh",)) == []


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """Return a matcher for four quotes."""
    return Matcher.build(
        [
            Entry(
                "fees",
                "Whoever moors here pays.",
                ("What did the minister from Albania say about fees?",),
                context=("mooring fees",),
            ),
            Entry("ice", "We broke the ice with 12 oars.", context=("the frozen basin",)),
            Entry("rail", "We would build a railway to the pier.", context=("transport",)),
            Entry("tug", "Nobody tows a tug in Norway.", context=("tugs",)),
        ]
    )


@pytest.mark.parametrize(
    ("topic", "ids"),
    [
        ("mooring fee", ["fees"]), ("frozen basins", ["ice"]), ("trains", ["rail"]), ("12 oars", ["ice"]),
        ("13 oars", []), ("football", []), ("Norway", ["tug"]), ("Albania", []), ("mooring in Norway", []), ("", []),
    ],
)  # fmt: skip
def test_entries_about_a_topic_are_found(matcher: Matcher, topic: str, ids: list[str]) -> None:
    assert [match.id for match in find_about(matcher, topic)] == ids


def test_a_topic_search_can_be_limited_to_some_entries(matcher: Matcher) -> None:
    assert [m.id for m in find_about(matcher, "oars", ("ice", "tug"))] == ["ice"]
    assert find_about(matcher, "oars", ("tug",)) == []
    assert find_about(matcher, "oars", ()) == []
