"""The asking benchmark calculates its figures correctly, and its case files are valid."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.core.models import FactCollection
from bot.factfiles import FactFolder
from bot.knowledge.search_results import SearchResult
from bot.matching import Match
from bot.settings import shipped_facts
from tests.benchmarks import asking_cases as cases
from tests.benchmarks import asking_systems as systems
from tests.benchmarks.asking_figures import (
    Asked,
    Outcomes,
    Result,
    auroc,
    coverage,
    curated_figures,
    kind_of,
    mean,
    parts,
    precision,
    vetoes,
)
from tests.benchmarks.asking_tables import percent, ratio, share
from tests.benchmarks.grouping_cases import DEVELOPING, UNSEEN, figures, read_groups

ANSWERABLE = cases.Ask("When is it?", frozenset({"when"}))
UNANSWERABLE = cases.Ask("Why is it?")
ANSWER = Result((("when", 0.9),), answers=("when",))
OTHER = Result((("where", 0.9),), answers=("where",))
OFFER = Result((("where", 0.5), ("when", 0.4)), suggestions=("where", "when"))
SILENCE = Result((("when", 0.1),))
NOTHING = Result()


def bools(values: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return one truth value for each letter: true for “y”."""
    return np.array([letter == "y" for letter in values])


# ---------------------------------------------------------------- shares
@pytest.mark.parametrize(
    ("scores", "answerable", "expected"),
    [
        ((0.9, 0.8, 0.2, 0.1), "yynn", 1.0),
        ((0.1, 0.2, 0.8, 0.9), "yynn", 0.0),
        ((0.5, 0.5, 0.5), "yny", 0.5),
        ((0.9, 0.4, 0.6), "yyn", 0.5),
        ((0.9, 0.6, 0.6), "yyn", 0.75),
    ],
)
def test_auroc_counts_pairs_in_the_right_order_and_half_of_the_ties(
    scores: Sequence[float], answerable: str, expected: float
) -> None:
    assert auroc(np.array(scores), bools(answerable)) == pytest.approx(expected)


def test_auroc_is_not_a_number_if_all_questions_are_answerable() -> None:
    assert math.isnan(auroc(np.array([0.5]), bools("y")))


def test_coverage_uses_the_lowest_threshold_with_the_required_precision() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.1, 0.1, 0.1, 0.1])
    assert coverage(scores, bools("yynynnnn"), bools("yyyynnnn"), least=0.95) == pytest.approx(2 / 4)
    assert coverage(scores, bools("yynynnnn"), bools("yyyynnnn"), least=0.75) == pytest.approx(3 / 4)


def test_coverage_counts_questions_of_the_same_score_together() -> None:
    assert coverage(np.array([0.9, 0.9]), bools("yn"), bools("yn")) == 0.0


def test_coverage_gives_answerable_and_unanswerable_questions_the_same_total_weight() -> None:
    """One false answer to the only unanswerable question weighs as much as all four answerable questions."""
    scores, answerable = np.array([0.9, 0.9, 0.9, 0.9, 0.9]), bools("yyyyn")
    assert coverage(scores, bools("yyyyn"), answerable, least=0.51) == 0.0
    assert coverage(scores, bools("yyyyn"), answerable, least=0.5) == 1.0


def test_precision_weighs_unanswerable_questions_by_the_ratio() -> None:
    answered, good, answerable = bools("yyny"), bools("yynn"), bools("yynn")
    assert precision(answered, good, answerable, 1) == pytest.approx(2 / 3)
    assert precision(answered, good, answerable, 4) == pytest.approx(2 / 6)
    assert math.isnan(precision(bools("nnnn"), bools("nnnn"), answerable, 1))


def test_the_figures_of_a_set_are_shares_of_its_questions() -> None:
    asked: list[Asked] = [
        (ANSWERABLE, ANSWER),
        (ANSWERABLE, OTHER),
        (ANSWERABLE, OFFER),
        (ANSWERABLE, SILENCE),
        (UNANSWERABLE, OFFER),
    ]
    shares = curated_figures(asked, [(ANSWERABLE, ANSWER), (ANSWERABLE, NOTHING)])
    assert shares["P@1"] == 0.5
    assert shares["two typos"] == 0.5
    assert shares["right"] == 0.25
    assert shares["precision"] == 0.5
    assert shares["silent"] == 0.25
    assert shares["un-answered"] == 0.0
    assert shares["un-suggested"] == 1.0


def test_a_question_without_candidates_ranks_below_a_score_of_zero() -> None:
    shares = curated_figures([(ANSWERABLE, Result((("when", 0.0),))), (UNANSWERABLE, NOTHING)], [])
    assert shares["AUROC"] == 1.0


def test_all_sets_have_the_same_weight_in_the_mean() -> None:
    assert mean([{"P@1": 0.5}, {"P@1": 1.0}]) == {"P@1": 0.75}


# ---------------------------------------------------------------- counts
@pytest.mark.parametrize(
    ("ask", "result", "kind"),
    [
        (ANSWERABLE, ANSWER, "right"),
        (ANSWERABLE, OTHER, "wrong"),
        (ANSWERABLE, Result(answers=("when", "where")), "wrong"),
        (ANSWERABLE, OFFER, "offered"),
        (ANSWERABLE, Result(suggestions=("where",)), "missed"),
        (ANSWERABLE, SILENCE, "missed"),
        (UNANSWERABLE, OTHER, "wrong"),
        (UNANSWERABLE, OFFER, "right"),
        (UNANSWERABLE, NOTHING, "right"),
    ],
)
def test_each_result_gets_the_right_kind_of_outcome(ask: cases.Ask, result: Result, kind: str) -> None:
    assert kind_of(ask, result) == kind


def test_outcomes_are_counted_and_can_be_added() -> None:
    outcomes = Outcomes()
    for result in (ANSWER, OTHER, OFFER, SILENCE, Result((("where", 0.5),), suggestions=("where",))):
        outcomes.add(ANSWERABLE, result)
    for result in (OTHER, OFFER, NOTHING):
        outcomes.add(UNANSWERABLE, result)
    assert outcomes == Outcomes(
        answerable=5, first=2, right=1, suggested=1, astray=1, silent=1, wrong=1, unanswerable=3, false=1, offered=1
    )
    assert (
        outcomes.right + outcomes.suggested + outcomes.astray + outcomes.silent + outcomes.wrong == outcomes.answerable
    )
    assert outcomes + outcomes == Outcomes(10, 4, 2, 2, 2, 2, 2, 6, 2, 2)
    assert outcomes.mistakes == pytest.approx(90 / 5 + 30 / 3)


def test_parts_of_a_message_are_counted_one_by_one() -> None:
    two = cases.Ask("When and where is it?", frozenset({"when", "where"}))
    assert parts([(two, ANSWER), (two, OFFER), (UNANSWERABLE, OTHER)]) == (3, 4)


# ---------------------------------------------------------------- vetoes
def test_vetoes_are_counted_by_kind_and_by_effect() -> None:
    asked = [
        (ANSWERABLE, Result(vetoed="when", veto="the other direction")),
        (ANSWERABLE, Result(vetoed="where", veto="the other direction")),
        (UNANSWERABLE, Result(vetoed="where", veto="the other direction")),
        (UNANSWERABLE, Result(vetoed="where", veto="another name")),
        (UNANSWERABLE, Result(answers=("when",), vetoed="where", veto="another name")),  # wrong in spite of the veto
        (UNANSWERABLE, OTHER),
    ]
    assert vetoes(asked) == {"the other direction": (1, 2), "another name": (0, 1)}


@pytest.mark.parametrize(("score", "veto"), [(0.99, "Not the same."), (0.01, "")])
def test_a_veto_counts_only_if_the_score_was_high_enough_for_an_answer(score: float, veto: str) -> None:
    knowledge = systems.Ours(None).knowledge(FactCollection())
    search_result = SearchResult("When is it?", "none", (Match("when", score, "Not the same."),))
    assert systems.result(search_result, knowledge).veto == veto
    assert bool(systems.result(search_result, knowledge).vetoed) == bool(veto)


# ---------------------------------------------------------------- systems
STORE = cases.Store(
    "two",
    {
        "source": {"title": "Handbook", "publisher": "Test", "published": "2025-01-01"},
        "topic": "Ferry",
        "facts": [
            {"id": "time", "text": "It leaves at 8.", "questions": ["When does the ferry leave?", "ferry time"]},
            {"id": "price", "text": "It costs 5 talers.", "questions": ["What does the ferry cost?", "ferry price"]},
        ],
    },
    (),
)


@pytest.mark.parametrize("make", [systems.Ours(None), systems.baseline("token_set", None)])
def test_every_system_answers_the_phrasings_of_a_store(make: systems.System) -> None:
    answer = make(STORE)
    for question, owner in STORE.phrasings:
        result = answer(question)
        assert (result.first, result.answers) == (owner, (owner,))


def test_a_baseline_names_its_package_if_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "bm25s", None)
    with pytest.raises(systems.MissingError, match="bm25s is not installed"):
        systems.baseline("BM25", None)


def test_shares_are_printed_as_percentages_with_the_number_of_cases() -> None:
    assert percent(54, 90) == "60% of 90"
    assert percent(0, 0) == "–"
    assert (share(0.123), share(math.nan)) == ("12.3", "–")
    assert (ratio(0.9, 0.6), ratio(0.9, 0.0)) == ("1.50", "–")


# ---------------------------------------------------------------- case files
def test_a_curated_set_is_cut_to_the_given_number_of_phrasings_and_questions(tmp_path: Path) -> None:
    facts = [{"id": "B_1", "text": "It costs 5.", "questions": ["a", "b", "c"]}]
    asks = [{"q": "far", "gold": None}, {"q": "near", "typo2": "naer", "gold": "B_1"}, {"q": "no", "gold": None}]
    file = tmp_path / "curated-x.json"
    file.write_text(json.dumps({"name": "x", "facts": facts, "asks": asks}), encoding="utf-8")
    store = cases.read_curated(file, phrasings=2, limit=1)
    assert store.phrasings == [("a", "f0"), ("b", "f0")]
    assert store.asks == (cases.Ask("near", frozenset({"f0"}), "naer"), cases.Ask("far"))


def test_a_newcomer_store_has_short_and_full_phrasings() -> None:
    store = cases.read_newcomer(cases.CASES / "stores_a1.json", 2)
    lengths = [len(fact["questions"]) for fact in store.page["facts"]]
    assert set(lengths) == {2}
    words = [len(question.split()) for question, _ in store.phrasings]
    assert min(words) <= 2
    assert max(words) >= 8


@pytest.mark.parametrize("name", [*cases.FITTED, *cases.JUDGED])
def test_a_newcomer_store_can_be_loaded_and_names_only_its_own_facts(name: str) -> None:
    _assert_valid(cases.read_newcomer(cases.CASES / f"{name}.json", 1))


@pytest.mark.parametrize("name", [*cases.SMALL_STORES, "talks"])
def test_small_stores_can_be_loaded_and_name_only_their_own_facts(name: str) -> None:
    for store in cases.read_small_stores(cases.CASES / f"{name}.json"):
        _assert_valid(store)


def test_questions_on_the_shipped_facts_are_unlisted_and_name_existing_statements() -> None:
    shipped = FactFolder(shipped_facts()).load()
    ids = {statement.id for statement in shipped.statements}
    curated = {question.lower() for statement in shipped.statements for question in statement.questions}
    for ask in cases.read_shipped(cases.CASES / "shipped.json"):
        assert ask.right <= ids
        assert ask.text.lower() not in curated


def _assert_valid(store: cases.Store) -> None:
    ids = {statement.id for statement in systems.collection(store.page).statements}
    assert {i for ask in store.asks for i in ask.right} <= ids
    assert store.asks


# ---------------------------------------------------------------- groups
def test_groups_are_compared_by_their_pairs_and_by_question() -> None:
    fit = figures([[0, 1, 2], [3], [4]], right=(0, 0, 1, 1, 2))
    assert fit.precision == pytest.approx(1 / 3)
    assert fit.recall == pytest.approx(1 / 2)
    assert fit.f1 == pytest.approx(2 / 5)
    precise, complete = (4 / 3 + 1 / 3 + 1 + 1) / 5, (2 + 1 / 2 + 1 / 2 + 1) / 5
    assert fit.cubed == pytest.approx(2 * precise * complete / (precise + complete))


def test_no_groups_at_all_are_precise_and_find_nothing() -> None:
    fit = figures([[0], [1]], right=(0, 0))
    assert (fit.precision, fit.recall, fit.f1) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("file", [DEVELOPING, UNSEEN])
def test_every_question_of_the_groups_is_there_once(file: Path) -> None:
    grouped = read_groups([file])
    assert len({question.lower() for question in grouped.questions}) == len(grouped.questions) >= 300
    assert len(set(grouped.right)) >= 90


def test_the_halves_of_the_groups_have_no_question_in_common() -> None:
    assert set(read_groups([DEVELOPING]).questions).isdisjoint(read_groups([UNSEEN]).questions)
