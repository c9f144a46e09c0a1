"""Questions that ask the same are grouped, and similar ones that ask something else are not."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.encoder import FILE, load_encoder
from bot.matching.grouping import QuestionGrouper
from bot.matching.grouping.asked import aspects_of, conflicting
from bot.matching.grouping.contrasts import contrasting, restricting
from bot.matching.grouping.linkage import average_link
from bot.matching.grouping.wording import WordingReader
from tests.benchmarks.crowds import Crowd
from tests.benchmarks.grouping_cases import DEVELOPING, UNSEEN, figures, read_groups
from tests.call_count import calls
from tests.fake_encoder import FakeEncoder
from tests.matching.test_properties import ODD

with_encoder = pytest.mark.skipif(not FILE.exists(), reason="there is no encoder")
QUESTIONS = read_groups([DEVELOPING], 1).questions
TYPED = st.lists(
    st.one_of(st.sampled_from(QUESTIONS), st.text(max_size=30), st.sampled_from(QUESTIONS).map(str.upper)), max_size=25
)
NAMES = [("UTS", "University of Tarnsund")]


def together(groups: Sequence[Sequence[int]], questions: Sequence[str]) -> set[frozenset[str]]:
    """Return the groups as sets of questions."""
    return {frozenset(questions[index] for index in group) for group in groups}


# ---------------------------------------------------------------- quality
@with_encoder
def test_unseen_questions_are_grouped_well() -> None:
    cases = read_groups([UNSEEN])
    fit = figures(QuestionGrouper(load_encoder(), cases.aliases).groups(cases.questions), cases.right)
    assert min(fit.f1, fit.precision, fit.cubed) >= 0.9


@with_encoder
@pytest.mark.slow
def test_all_questions_are_grouped_well() -> None:
    cases = read_groups([DEVELOPING, UNSEEN])
    fit = figures(QuestionGrouper(load_encoder(), cases.aliases).groups(cases.questions), cases.right)
    assert min(fit.f1, fit.precision, fit.cubed) >= 0.9


def test_words_alone_group_less_well_but_hardly_anything_wrong() -> None:
    cases = read_groups([UNSEEN])
    fit = figures(QuestionGrouper(None, cases.aliases).groups(cases.questions), cases.right)
    assert fit.precision >= 0.9
    assert fit.recall >= 0.6


SAME = [
    ("When does the ferry leave?", "pls when does teh ferry leave"),
    ("When does the ferry leave?", "ferry departure time"),
    ("When does the ferry leave?", "WHEN DOES THE FERRY LEAVE"),
    ("How much is a ticket?", "ticket price"),
    ("Who is the head of UTS?", "head of the University of Tarnsund"),
    ("How many goals did Jonna score?", "how mny goals by Jonna"),
    ("Until when is the shop open?", "When does the shop close?"),
]
OTHER = [
    ("When did the toll rise?", "When did the toll fall?"),
    ("What was the toll in 2024?", "What was the toll in 2025?"),
    ("Who did Anna call?", "Who did Ben call?"),
    ("Who called Anna?", "Who did Anna call?"),
    ("How many tickets did they sell?", "How much did they sell the tickets for?"),
    ("Which streets are gritted?", "Which streets are not gritted?"),
    ("What does it cost per month?", "What does it cost per year?"),
    ("Who is the mayor of Orsa?", "When was the mayor of Orsa elected?"),
    ("Who is the mayor?", "Who is the deputy mayor?"),
    ("Is the hall open on Saturday?", "is it open on sundays, the hall"),
    ("Who leads the club?", "Who led the club before Dr Hald?"),
    ("How long is the pier?", "How wide is the pier?"),
]


@with_encoder
@pytest.mark.parametrize(("question", "other"), SAME)
def test_two_phrasings_of_one_question_are_the_same(question: str, other: str) -> None:
    assert QuestionGrouper(load_encoder(), NAMES).same(question, other)


@pytest.mark.parametrize("encoder", [pytest.param("real", marks=with_encoder), "none"])
@pytest.mark.parametrize(("question", "other"), OTHER)
def test_a_small_difference_makes_another_question(question: str, other: str, encoder: str) -> None:
    assert not QuestionGrouper(load_encoder() if encoder == "real" else None).same(question, other)


# ---------------------------------------------------------------- rules for all lists
@settings(max_examples=20)
@given(TYPED, st.booleans(), st.randoms(use_true_random=False))
def test_each_index_is_in_one_group_and_the_order_changes_nothing(
    typed: list[str], vectors: bool, rng: random.Random
) -> None:
    grouper = QuestionGrouper(FakeEncoder() if vectors else None)
    groups = grouper.groups(typed)
    assert sorted(index for group in groups for index in group) == list(range(len(typed)))
    assert groups == sorted(sorted(group) for group in groups)
    mixed = rng.sample(typed, len(typed))
    assert together(grouper.groups(mixed), mixed) == together(groups, typed)
    in_groups = [typed[index] for group in groups for index in group]
    assert together(grouper.groups(in_groups), in_groups) == together(groups, typed)


@settings(max_examples=20)
@given(TYPED, st.sampled_from(QUESTIONS))
def test_equal_questions_are_together_in_any_case_and_with_any_punctuation(typed: list[str], question: str) -> None:
    forms = [question, question.upper(), f"  {question.strip('?.! ')} !!"]
    groups = QuestionGrouper(FakeEncoder()).groups([*forms, *typed])
    assert {0, 1, 2} <= set(groups[0])


@pytest.mark.parametrize("encoder", [None, FakeEncoder()])
def test_odd_texts_are_grouped_without_an_error(encoder: FakeEncoder | None) -> None:
    odd = [*ODD.values(), "When does the ferry leave?"]
    groups = QuestionGrouper(encoder).groups(odd)
    assert sorted(index for group in groups for index in group) == list(range(len(odd)))


def test_no_questions_have_no_groups() -> None:
    assert QuestionGrouper(None).groups([]) == []


def test_the_work_for_many_questions_grows_about_as_their_number() -> None:
    crowd = Crowd(3)
    asked = [crowd.question(fact) for fact in crowd.facts(400)]
    grouper = QuestionGrouper(None)
    grouper.groups(asked)
    few, many = calls(lambda: grouper.groups(asked[:100])), calls(lambda: grouper.groups(asked))
    assert many < 8 * few  # with a loop over all pairs, it would be 16 times the work


def test_a_known_question_is_not_encoded_again() -> None:
    encoder = FakeEncoder()
    grouper = QuestionGrouper(encoder)
    grouper.groups(QUESTIONS)
    read = len(encoder.read)
    grouper.groups(QUESTIONS)
    assert len(encoder.read) == read


# ---------------------------------------------------------------- the phrasing that is shown
def test_the_question_that_was_asked_most_stands_for_its_group() -> None:
    assert QuestionGrouper(None).representative(["ferry times", "When does the ferry leave?"], [2, 5]) == 1


def test_among_equals_the_most_central_question_stands_for_its_group() -> None:
    group = ["price of a ticket for the ferry", "When does the ferry to Orsa leave?", "When does the ferry leave?"]
    assert QuestionGrouper(None).representative(group, [1, 1, 1]) == 2


def test_among_equally_central_questions_the_shortest_stands_for_its_group() -> None:
    assert (
        QuestionGrouper(None).representative(["When does the ferry leave???", "when does the ferry leave"], [1, 1]) == 1
    )


# ---------------------------------------------------------------- parts
@pytest.mark.parametrize(
    ("spoken", "aspects", "rest"),
    [
        ("how much is the ferry to orsa", {"cost", "amount"}, "the ferry to orsa"),
        ("when was the pier built", {"when"}, "was the pier built"),
        ("what is the length of the pier", {"length"}, "what is of the pier"),
        ("how do i reset my password", {"how"}, "reset my password"),
        ("are dogs allowed on the ferry", {"whether"}, "dogs on the ferry"),
        ("number of councillors", {"count"}, "councillors"),
        ("what is the elephant called", {"who"}, "the elephant called"),
        ("harbour toll", set(), "harbour toll"),
    ],
)
def test_what_is_asked_for_is_cut_from_a_question(spoken: str, aspects: set[str], rest: str) -> None:
    assert aspects_of(spoken) == (frozenset(aspects), rest)


@pytest.mark.parametrize(
    ("left", "right", "differ"),
    [("who", "when", True), ("cost", "when", True), ("how", "where", False), ("when", "duration", False)],
)
def test_some_aspects_conflict(left: str, right: str, differ: bool) -> None:
    assert conflicting(frozenset((left,)), frozenset((right,))) is differ
    assert not conflicting(frozenset((left,)), frozenset())


def test_words_that_differ_in_one_place_are_contrasts_unless_they_are_alike() -> None:
    asked = ["how many doctors work here", "how many nurses work here", "who leads the clinic", "who heads the clinic"]
    wordings = WordingReader(asked, ()).read()
    assert contrasting(wordings, lambda a, b: False) == {("doctors", "nurses")}
    assert contrasting(wordings, lambda a, b: {a, b} == {"doctors", "nurses"}) == set()


def test_a_word_before_a_noun_restricts_it_if_others_ask_without_it() -> None:
    wordings = WordingReader(["Who is the mayor of Orsa?", "Who is the deputy mayor of Orsa?"], ()).read()
    assert restricting(wordings) == {("deputy", "mayor")}


def test_a_typing_mistake_is_corrected_but_not_a_name_or_a_negating_prefix() -> None:
    typed = ["when is the libary open", "the library", "Who is the mayor of Westermoor?", "mayor of Ostermoor",
             "ostermoor", "how do i unshare a note"]  # fmt: skip
    words = [wording.words for wording in WordingReader(typed, ()).read()]
    assert "library" in words[0]
    assert "westermoor" in words[2]
    assert "unshare" in words[5]


def test_a_chain_of_similar_items_is_no_group() -> None:
    chain = [(n, n + 1, 0.9) for n in range(5)]
    assert max(map(len, average_link(6, chain, 0.5))) < 4
    assert average_link(3, [(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.9)], 0.5) == [[0, 1, 2]]
    assert average_link(3, [], 0.5) == [[0], [1], [2]]
