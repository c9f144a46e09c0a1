"""Questions are proposed that a statement answers, in good English and with no word of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.models import Fact, Quote, Source, Statement
from bot.curation.grammar import nouns, verbs
from bot.curation.phrasings import LONGEST, MOST, proposed
from bot.factfiles.schema import FACT_KEYS
from bot.factfiles.typed import read_typed
from bot.matching.intent import ASKING
from bot.matching.similarity import same_word
from bot.matching.text import FILLERS, FUNCTION_WORDS, normalise, split_hyphens, words
from tests.factfiles.strategies import FACTS, QUOTES
from tests.samples.facts import CRANE, FERRY, FOG, REPORT

BESIDE = Path(__file__)
SOURCE = Source("Log", "Harbour office", dt.date(2026, 3, 2))


def table(name: str) -> list[tuple[str, list[str]]]:
    """Return each statement of a table with the proposals for it."""
    text = BESIDE.with_name(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    blocks = (block.splitlines() for block in "\n".join(lines).strip().split("\n\n"))
    return [(statement, [proposal.strip() for proposal in proposals]) for statement, *proposals in blocks]


def statement(line: str, topic: str) -> Statement:
    """Make a fact of a line of a table, or a quote if it has bars."""
    if " | " not in line:
        return Fact("new", line, SOURCE, SOURCE.published, topic)
    speaker, role, about, text = (part.strip() for part in line.split("|"))
    return Quote("new", text, speaker, SOURCE, role, topic, about)


def fact(text: str, topic: str = "") -> Fact:
    return Fact("new", text, SOURCE, SOURCE.published, topic)


@pytest.mark.parametrize(("line", "proposals"), table("proposals.txt"))
def test_what_is_proposed(line: str, proposals: list[str]) -> None:
    assert list(proposed(statement(line, "Harbour"))) == proposals


@pytest.mark.parametrize(("line", "proposals"), table("proposals_unseen.txt"))
def test_what_is_proposed_for_statements_that_the_rules_did_not_know(line: str, proposals: list[str]) -> None:
    assert list(proposed(statement(line, "Town notes"))) == proposals


def test_most_facts_of_the_tables_get_a_question() -> None:
    facts = [p for name in ("proposals.txt", "proposals_unseen.txt") for line, p in table(name) if " | " not in line]
    assert len(facts) > 130
    assert sum(any(q.endswith("?") for q in proposals) for proposals in facts) > 0.75 * len(facts)


# ---------------------------------------------------------------- what people asked


def test_questions_that_people_asked_come_first_word_for_word() -> None:
    asked = ("how many passengers took the ferry??", "How many passengers did the ferries carry in 2025?")
    new = replace(FERRY, questions=())
    assert proposed(new, asked)[:2] == asked
    assert proposed(new, asked)[2] == "When did the ferries carry 1.2 million passengers?"


@pytest.mark.parametrize(
    "asked",
    [
        "How many passengers did the ferries carry in 2024?",  # another year
        "What did the ferries cost?",  # another thing
        "Did Ada Quill take the ferry in 2025?",  # a name that the fact lacks
        "Why did the ferries carry passengers?",  # no reason is given
        "hello?",
        "",
    ],
)
def test_what_the_statement_does_not_answer_is_not_proposed(asked: str) -> None:
    assert asked not in proposed(FERRY, (asked,))


def test_how_many_and_when_need_a_figure_and_a_time() -> None:
    guided = fact("Pilots guide ships through the narrows.")
    asked = ("How many pilots guide ships through the narrows?", "When do pilots guide ships through the narrows?")
    assert not set(asked) & set(proposed(guided, asked))
    assert asked[0] not in proposed(fact("Since 2019, pilots guide ships through the narrows."), asked)
    assert asked[0] in proposed(fact("Nine pilots guide ships through the narrows."), asked)


def test_a_question_that_is_listed_already_is_not_proposed() -> None:
    assert "How long is the eastern lock?" in proposed(fact("The eastern lock is 120 metres long."))
    listed = replace(fact("The eastern lock is 120 metres long."), questions=("how long is the Eastern lock",))
    assert "How long is the eastern lock?" not in proposed(listed, ("How long is the eastern lock?",))


def test_a_question_that_no_fact_file_may_have_is_not_proposed() -> None:
    for asked in ("What may crane 4 lift\u202e?", "What may crane 4 lift?" + " crane 4" * 30):
        assert asked not in proposed(CRANE, (asked,))


# ---------------------------------------------------------------- properties

ANY = st.text(max_size=80)
STATEMENTS = (
    st.builds(fact, ANY, ANY)
    | st.builds(Quote, st.just("new"), ANY, ANY, st.just(REPORT), ANY, ANY, ANY)
    | FACTS
    | QUOTES
)
SUBJECTS = st.sampled_from(["The harbour office", "Our ferries", "Ida Marlow", "Two pilots", "The old lock of 1890",
                            "Dredging of the basin", "Members", "You", "The staff", "The ferry to Orsa"])  # fmt: skip
DOING = st.sampled_from(["opens", "carried", "will close", "is closed", "are repaired", "has been moved", "costs",
                         "may not stay", "cost", "has", "works and stops", "said that", "is"])  # fmt: skip
THINGS = st.sampled_from(["", "1.2 million passengers", "its doors", "4 euros a day", "the bridge, the pier and a boat",
                          "120 metres long", "free", "Jonas Weir", "a place for ships which wait"])  # fmt: skip
WHEN = st.sampled_from(["in 2025", "on 3 May 2027", "at six", "from 8:00 to 16:00", "every Monday", "until noon",
                        "for three weeks", "since 1999", "by 15 May", "after a storm in June"])  # fmt: skip
SENTENCES = st.builds("{} {} {} {}.".format, SUBJECTS, DOING, THINGS, WHEN | st.just(""))
LED = st.builds(
    "{}, {}{}".format, st.sampled_from(["In 2024", "On Mondays", "After that"]), SUBJECTS, st.just(" is free.")
)


@given(STATEMENTS | st.builds(fact, SENTENCES | LED, ANY), st.lists(ANY, max_size=4))
@example(fact("("), [])
@example(fact("\ud800 opens at 6."), ["\ud800?"])
def test_every_proposal_is_one_that_a_fact_file_may_have(new: Statement, asked: list[str]) -> None:
    proposals = proposed(new, asked)
    assert len(proposals) <= MOST
    assert len({normalise(proposal).strip(" ?") for proposal in proposals}) == len(proposals)
    assert read_typed(FACT_KEYS["questions"], proposals, "questions") == (proposals, "")
    assert all(len(proposal) <= LONGEST for proposal in proposals)


@pytest.mark.parametrize("part", ["a, ", ". ", "1 ", "(", "The ", "at six ", "about 5 days ", "up to ", "字", "- "])
def test_the_longest_texts_are_read_too(part: str) -> None:
    text = part * (20_000 // len(part))
    proposals = proposed(fact(f"The harbour office opens {text}", "Harbour"), (text[:500],))
    assert proposals
    proposals += proposed(Quote("new", text, "Ada Quill", REPORT, topic="Harbour", about=text[:500]))
    assert all(0 < len(proposal) <= LONGEST for proposal in proposals)


@given(SENTENCES | LED)
def test_every_word_that_means_something_is_of_the_statement(text: str) -> None:
    known = forms(text)
    for proposal in proposed(fact(text)):
        meaning = {word for word in plain(proposal) if word not in FUNCTION_WORDS | FILLERS | ASKING}
        assert {word for word in meaning if not any(same_word(word, other) for other in known)} == set()


@given(SENTENCES)
def test_every_question_ends_as_one_and_key_words_end_in_a_word(text: str) -> None:
    for proposal in proposed(fact(text)):
        if proposal.endswith("?"):
            assert proposal.split()[0].lower() in ASKING | verbs.HELPERS | {"by", "until", "since"}
        else:
            assert proposal[-1].isalnum()
            assert not proposal.startswith(("How ", "What ", "When ", "Where ", "Who ", "Why "))
        assert proposal.count("?") == proposal.endswith("?")
        assert "  " not in proposal


@given(SUBJECTS.filter(lambda subject: subject != "Two pilots"), WHEN)
def test_the_answer_is_no_part_of_its_question(subject: str, when: str) -> None:
    for proposal in proposed(fact(f"{subject} carried 47 passengers {when}.")):
        if proposal.startswith(("How many", "How much")):
            assert "47" not in proposal
        if proposal.startswith(("When", "By when", "Since when", "Until when", "How long", "How often")):
            assert when.split(" ", 1)[1] not in proposal


def plain(text: str) -> set[str]:
    return set(split_hyphens(words(normalise(text))))


def forms(text: str) -> set[str]:
    """Return the words of a text, their singulars, and the infinitives and other forms of its verbs."""
    found = plain(text)
    of_verbs = [verb for word in found for verb in verbs.readings(word).values()]
    return found | {nouns.singular(word) for word in found} | {
        form for verb in of_verbs for form in (verb.base, verb.s, verb.past, verb.participle)
    }  # fmt: skip


def test_the_samples_get_no_question_that_they_list() -> None:
    assert not set(proposed(FOG)) & set(FOG.questions)
    assert proposed(FOG) == ("What did Ada Quill say about delays?", "Ada Quill on delays")
