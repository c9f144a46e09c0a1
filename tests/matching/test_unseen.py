"""Search as if no entry listed the question (leave-one-out)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.matching import Entry, Match, Matcher, Thresholds
from bot.matching.features import NAMES
from bot.matching.vetoes import OWN_QUESTION
from tests.samples.entries import ALIASES, STORE

QUESTIONS = [(entry, question) for entry in STORE for question in entry.questions]
MORE = Entry("guard-again", "Since 1998 the Tarn is patrolled.", ("since when does rg patrol the tarn", "who patrols"))


@pytest.fixture
def matcher() -> Matcher:
    return Matcher.build([*STORE, MORE], ALIASES)


def score_of(matches: list[Match], entry_id: str) -> float:
    return next((match.score for match in matches if match.id == entry_id), 0.0)


@pytest.mark.parametrize(("entry", "question"), QUESTIONS)
def test_a_hidden_question_is_no_exact_match(matcher: Matcher, entry: Entry, question: str) -> None:
    assert score_of(matcher.search(question, 9), entry.id) >= OWN_QUESTION
    assert score_of(matcher.search(question, 9, without=(question,)), entry.id) < OWN_QUESTION


def test_all_entries_that_list_a_hidden_question_lose_it(matcher: Matcher) -> None:
    question = "Since when does RG patrol the Tarn?"
    assert matcher.carriers("since when does RG patrol the Tarn") == {"guard", "guard-again"}
    trial = matcher.trial(question, without=(question,))
    assert trial is not None
    curated = dict(zip(trial.indices, trial.measured.features[:, NAMES.index("curated")], strict=True))
    spoken = {matcher.entry(p).id: view.spoken for p, view in zip(trial.indices, trial.views, strict=True)}
    assert (spoken["guard"], spoken["guard-again"]) == ([], ["who patrols"])
    assert [curated[p] for p in trial.indices if matcher.entry(p).id in ("guard", "guard-again")] == [0, 1]


def test_another_question_with_the_same_words_still_counts(matcher: Matcher) -> None:
    entries = [Entry("a", "The mill turns.", ("When was the mill built?", "the mill was built when")), *STORE]
    matches = Matcher.build(entries).search("When was the mill built?", without=("When was the mill built?",))
    assert matches[0].id == "a"
    assert matches[0].score > max(Thresholds.default().suggest, matches[1].score)


def test_hiding_an_unlisted_question_does_not_change_the_results(matcher: Matcher) -> None:
    assert matcher.carriers("who runs the mayor's bakery") == frozenset()
    for question in ("who runs the mayor's bakery", "castle visitors", "", "?!"):
        assert matcher.search(question, without=(question,)) == matcher.search(question)


def test_a_hidden_question_of_function_words_has_no_matches() -> None:
    matcher = Matcher.build([Entry("a", "The mill turns.", ("Who is it?",))])
    assert [match.id for match in matcher.search("who is it")] == ["a"]
    assert matcher.search("who is it", without=("who is it",)) == []


def test_hiding_a_question_has_no_effect_on_later_searches(matcher: Matcher) -> None:
    plain = {question: matcher.search(question) for _, question in QUESTIONS}
    other = Matcher.build([*STORE, MORE], ALIASES)
    first = {question: other.search(question, without=(question,)) for _, question in QUESTIONS}
    assert {question: other.search(question) for _, question in QUESTIONS} == plain
    assert {question: other.search(question, without=(question,)) for _, question in QUESTIONS} == first


def test_searches_in_several_threads_give_the_same_results(matcher: Matcher) -> None:
    searches = [(question, hidden) for _, question in QUESTIONS for hidden in ((), (question,))] * 5
    alone = [matcher.search(question, without=hidden) for question, hidden in searches]
    other = Matcher.build([*STORE, MORE], ALIASES)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda ask: other.search(ask[0], without=ask[1]), searches))
    assert together == alone


def test_vetoes_ignore_hidden_questions() -> None:
    closes = "When does the mill close?"
    mill = Entry("a", "The mill opens at six.", ("When does the mill open?", closes))
    matcher = Matcher.build([mill, *STORE])
    hidden = {match.id: match.veto for match in matcher.search(closes, without=(closes,))}
    assert hidden["a"] == "the question asks for the opposite"
    assert matcher.search("When does that mill close?")[0].veto == ""


@pytest.mark.parametrize(("entry", "question"), QUESTIONS)
def test_an_excluded_entry_is_not_found(matcher: Matcher, entry: Entry, question: str) -> None:
    for typed in (question, entry.text, question.upper()):
        matches = matcher.search(typed, 99, except_for=(entry.id, "unknown"))
        assert {match.id for match in matches} <= {other.id for other in (*STORE, MORE)} - {entry.id}
    assert score_of(matcher.search(question, 9), entry.id) >= OWN_QUESTION


def test_all_entries_may_be_excluded(matcher: Matcher) -> None:
    everything = [entry.id for entry in (*STORE, MORE)]
    assert all(matcher.search(question, 9, except_for=everything) == [] for _, question in QUESTIONS)
