"""Before something is saved, a person sees what is stored of the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

import pytest

from bot.core.models import Fact, FactCollection, NegativeExample, Quote, Source, Statement
from bot.curation.near import clashing, near
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.facts import DREDGING, FOG, HARBOUR

SOURCE = Source("Log", "Harbour office", dt.date(2026, 3, 2))
STORED = {
    "ferry": ("The ferries carried 1.2 million passengers in 2025.", "How many passengers did the ferries carry?"),
    "eastern": ("The eastern lock is 120 metres long.", "How long is the eastern lock?"),
    "western": ("The western lock is 150 metres long.", "How long is the western lock?"),
    "office": ("The harbour office opens at six.", "When does the harbour office open?"),
    "warden": ("The warden of the old lock is Ida Marlow.", "Who is the warden of the old lock?"),
    "ticket": ("A day ticket costs 4 euros.", "How much is a day ticket?"),
    "crane": ("Crane 4 may lift 40 tonnes.", "How much may crane 4 lift?"),
    "bridge": ("The new bridge will open on 3 May 2027.", "When will the new bridge open?"),
    "dogs": ("Dogs are not allowed on the beach.", "May I bring my dog to the beach?"),
    "parking": ("Parking in front of the harbour office is free for two hours.", "How long may I park there?"),
    "support": ("The UK extends its support for KFOR in Kosovo until December 2028.", "Until when does the UK stay?"),
    "museum": ("The museum was founded in 1867 by the collector Emil Harlow.", "Who founded the museum?"),
    "lift": ("There is a lift to all floors of the terminal.", "Is there a lift in the terminal?"),
    "bus": ("The harbour bus runs every 20 minutes.", "How often does the harbour bus run?"),
    "comet": ("The comet will pass the Sun on 14 February 2028.", "When will the comet pass the Sun?"),
    "mirror": ("The observatory on Mount Carrow has a mirror of 3.6 metres.", "How large is the mirror?"),
    "fee": ("The annual fee for allotments is 55 pounds.", "How much is an allotment a year?"),
    "board": ("Rita Vance has chaired the housing board since 2022.", "Who chairs the housing board?"),
    "flats": ("The housing board approved 312 new flats in 2025.", "How many flats were approved in 2025?"),
    "train": ("The last train to Elmsworth departs at 23:52.", "When does the last train to Elmsworth leave?"),
    "runners": ("More than 8,000 runners took part in the marathon of 2025.", "How many people ran the marathon?"),
    "single": ("A single room costs 64 euros per night.", "How much is a single room?"),
    "double": ("A double room costs 98 euros per night.", "How much is a double room?"),
    "backup": ("Backups are kept for 90 days.", "How long are backups kept?"),
    "wifi": ("The password of the guest network changes every Monday.", "How often does the password change?"),
    "sale": ("Plum Software bought the company for 12 million pounds in 2023.", "Who bought the company?"),
    "school": ("The island's only school has 23 pupils and two teachers.", "How many pupils does the school have?"),
}
NEAR = [
    ("The ferries carried 1.2 million passengers in 2025", "ferry"),
    ("The ferries carried 1.3 million passengers in 2026.", "ferry"),
    ("In 2025 the ferries carried 1.2 million passengers.", "ferry"),
    ("The ferries transported 1.4 million travellers in 2026.", "ferry"),
    ("The eastern lock is 125 metres long.", "eastern"),
    ("The harbour office is open from 7.", "office"),
    ("The harbour office opens at seven from May on.", "office"),
    ("Jonas Weir is the warden of the old lock.", "warden"),
    ("The new warden of the old lock is Petra Haldis.", "warden"),
    ("Day tickets cost 5 euros.", "ticket"),
    ("The price of a day ticket is 5 euros.", "ticket"),
    ("The new bridge opens on 10 June 2027.", "bridge"),
    ("The opening of the new bridge is put off to August 2027.", "bridge"),
    ("Dogs are allowed on the beach in winter.", "dogs"),
    ("You may park for three hours in front of the harbour office.", "parking"),
    ("Britain extends its support for KFOR in Kosovo until 2029.", "support"),
    ("Emil Harlow founded the museum in 1868.", "museum"),
    ("The lift to all floors of the terminal is out of order.", "lift"),
    ("The harbour bus runs every 15 minutes in summer.", "bus"),
    ("Crane 4 can lift 45 tonnes.", "crane"),
    ("The comet passes the Sun on 15 February 2028.", "comet"),
    ("The mirror of the observatory on Mount Carrow measures 3.6 metres.", "mirror"),
    ("The annual fee for allotments rises to 61 pounds in 2027.", "fee"),
    ("Samuel Orde chairs the housing board.", "board"),
    ("The housing board approved 287 new flats in 2026.", "flats"),
    ("The last train to Elmsworth leaves at 23:40 from December on.", "train"),
    ("9,200 runners took part in the marathon of 2026.", "runners"),
    ("A single room costs 70 euros per night.", "single"),
    ("Backups are kept for 30 days only.", "backup"),
    ("The password of the guest network changes every day.", "wifi"),
    ("In 2023, the company was bought by Plum Software for 12 million pounds.", "sale"),
    ("The school on the island has 19 pupils.", "school"),
]
UNRELATED = [
    "The northern lock is 90 metres long.",
    "The buses carried 3 million passengers in 2025.",
    "The library opens at six.",
    "A month ticket costs 60 euros.",
    "The old bridge was closed in 2019.",
    "Cats are not allowed in the kitchen.",
    "Crane 5 may lift 20 tonnes.",
    "The lighthouse has 214 steps.",
    "The museum is closed on Mondays.",
    "The ferry captain is Jonas Weir.",
    "The UK left the EU in 2020.",
    "The school bus leaves at seven.",
    "The terminal has 400 parking spaces.",
    "Ida Marlow was born in 1961.",
    "The council meets every second Thursday.",
    "The harbour office employs 12 people.",
    "The comet was discovered by Lina Aubrey.",
    "A ticket for the observatory costs 9 euros.",
    "The annual fee for the library is 20 pounds.",
    "The sports board has nine members.",
    "The first train to Elmsworth departs at 4:31.",
    "The marathon starts at the cathedral.",
    "The hotel has 60 rooms.",
    "The backup server is in the basement.",
    "The company has 140 employees.",
    "Der Hafen ist im Winter geschlossen.",
    "?",
]


@lru_cache(maxsize=1)
def store() -> Knowledge:
    facts = tuple(replace(fact(text, asked), id=name) for name, (text, asked) in STORED.items())
    return known(*facts, aliases=(("UK", "United Kingdom", "Britain"),))


def known(*statements: Statement, aliases: tuple[tuple[str, ...], ...] = ()) -> Knowledge:
    silent = (NegativeExample("How many people took the bus in 2025?"),)
    return Knowledge(FactCollection(statements, silent, aliases), Thresholds.default())


def fact(text: str, *questions: str) -> Fact:
    return Fact("new", text, SOURCE, SOURCE.published, questions=questions)


def quote(text: str, speaker: str = "Ada Quill", name: str = "new") -> Quote:
    return Quote(name, text, speaker, SOURCE)


def found(knowledge: Knowledge, statement: Statement) -> list[str]:
    return [stored.id for stored in near(knowledge, statement)]


@pytest.mark.parametrize(("text", "stored"), NEAR)
def test_what_says_the_same_or_something_newer_is_near(text: str, stored: str) -> None:
    assert found(store(), fact(text)) == [stored]


@pytest.mark.parametrize("text", UNRELATED)
def test_what_is_about_something_else_is_not_near(text: str) -> None:
    assert found(store(), fact(text)) == []


def test_what_lists_or_answers_a_question_is_near_whatever_it_says() -> None:
    text = "Visitors ring the brass bell."
    assert found(store(), fact(text)) == []
    assert found(store(), fact(text, "how long is the Western lock")) == ["western"]
    assert found(store(), fact("The ferries were full.", "How many passengers did the ferries carry in 2025?")) == [
        "ferry"
    ]


def test_the_nearest_comes_first_and_only_some_are_shown() -> None:
    same = [
        replace(fact(f"The eastern lock is {length} metres long."), id=f"lock-{length}") for length in range(90, 95)
    ]
    knowledge = known(*same)
    assert found(knowledge, fact("The eastern lock is 93 metres long."))[0] == "lock-93"
    assert len(near(knowledge, fact("The eastern lock is 93 metres long."))) == 3
    assert len(near(knowledge, fact("The eastern lock is 93 metres long."), limit=1)) == 1


def test_neither_the_statement_itself_nor_what_it_supersedes_is_near() -> None:
    old = replace(fact("The eastern lock is 120 metres long.", "How long is the eastern lock?"), id="lock")
    longer = replace(old, text="The eastern lock is 125 metres long.")
    knowledge = known(old)
    assert found(knowledge, longer) == []
    assert clashing(knowledge, longer) == ()
    newer = replace(longer, id="new", supersedes=("lock",))
    assert found(knowledge, newer) == []
    assert clashing(knowledge, newer) == ()
    assert found(knowledge, replace(newer, supersedes=())) == ["lock"]


def test_the_same_fact_of_another_source_is_near_while_one_of_both_is_edited() -> None:
    one = replace(fact("The eastern lock is 120 metres long."), id="one")
    two = replace(one, id="two", source=replace(SOURCE, title="Survey"))
    assert found(known(one, two), one) == ["two"]
    assert found(known(one, two), two) == ["one"]


def test_what_was_superseded_is_not_near() -> None:
    newest = replace(DREDGING, id="new", supersedes=())
    assert found(Knowledge(HARBOUR, Thresholds.default()), newest) == ["dredging-end"]


@pytest.mark.parametrize(
    ("text", "speaker", "stored"),
    [
        ("Fog does not read timetables", "Ada Quill", ["fog"]),
        ("fog doesn’t read time tables!", "Ada Quill", ["fog"]),
        ("Fog does not read timetables, and it never answers letters.", "Dr Ada Quill", ["fog"]),
        ("Fog does not read timetables.", "Jonas Weir", ["fog"]),  # one of both did not say it
        ("The gates stay open until the last child has gone home.", "Ada Quill", []),
        ("Fog is a great actor.", "Ada Quill", []),
        ("Fog reads nothing at all.", "Jonas Weir", []),
    ],
)
def test_quotes_are_near_by_their_words(text: str, speaker: str, stored: list[str]) -> None:
    others = (quote("A lock is a patient thing.", name="lock"), quote("Fog pays no toll.", "Bill Soames", "toll"))
    assert found(known(replace(FOG, id="fog"), *others), quote(text, speaker)) == stored


def test_a_fact_in_the_words_of_a_quote_is_near_and_another_one_is_not() -> None:
    knowledge = known(replace(FOG, id="fog"))
    assert found(knowledge, fact("Fog does not read timetables.")) == ["fog"]
    assert found(knowledge, fact("Fog closed the harbour for two days.")) == []


# ---------------------------------------------------------------- the same question


def test_each_question_that_another_statement_lists_is_named_with_it() -> None:
    new = fact(
        "The locks are long.", "how long is the eastern lock", "How old are the locks?", "How much is a day ticket?"
    )
    clashes = [(question, stored.id) for question, stored in clashing(store(), new)]
    assert clashes == [("how long is the eastern lock", "eastern"), ("How much is a day ticket?", "ticket")]


def test_a_negative_example_is_no_statement_that_lists_a_question() -> None:
    assert clashing(store(), fact("Buses are full.", "How many people took the bus in 2025?")) == ()


def test_of_the_same_facts_the_one_that_lists_the_question_is_named() -> None:
    one = replace(fact("The eastern lock is 120 metres long.", "How long is it?"), id="one")
    two = replace(one, id="two", questions=("How long is the eastern lock?",), source=replace(SOURCE, title="Survey"))
    knowledge = known(one, two)
    for question, stored in (("How long is it?", "one"), ("How long is the eastern lock?", "two")):
        assert [s.id for _, s in clashing(knowledge, fact("Long.", question))] == [stored]
    assert clashing(knowledge, two) == ()


def test_a_question_of_what_was_superseded_is_answered_by_the_newest() -> None:
    new = fact("Diggers are loud.", "When will the diggers leave the north basin?")
    assert [s.id for _, s in clashing(Knowledge(HARBOUR, Thresholds.default()), new)] == ["dredging-end"]
