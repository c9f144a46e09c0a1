"""The arithmetic of the asking benchmark, and whether its case files are sound."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.core.models import Collection
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

HELD = cases.Ask("When is it?", frozenset({"when"}))
FOREIGN = cases.Ask("Why is it?")
ANSWER = Result((("when", 0.9),), answers=("when",))
OTHER = Result((("where", 0.9),), answers=("where",))
OFFER = Result((("where", 0.5), ("when", 0.4)), suggestions=("where", "when"))
SILENCE = Result((("when", 0.1),))
NOTHING = Result()


def bools(values: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """One for each letter: whether it is a y."""
    return np.array([letter == "y" for letter in values])


# ---------------------------------------------------------------- shares
@pytest.mark.parametrize(
    ("scores", "held", "expected"),
    [
        ((0.9, 0.8, 0.2, 0.1), "yynn", 1.0),
        ((0.1, 0.2, 0.8, 0.9), "yynn", 0.0),
        ((0.5, 0.5, 0.5), "yny", 0.5),
        ((0.9, 0.4, 0.6), "yyn", 0.5),
        ((0.9, 0.6, 0.6), "yyn", 0.75),
    ],
)
def test_auroc_counts_pairs_in_order_and_ties_half(scores: Sequence[float], held: str, expected: float) -> None:
    assert auroc(np.array(scores), bools(held)) == pytest.approx(expected)


def test_auroc_of_one_kind_alone_is_not_defined() -> None:
    assert math.isnan(auroc(np.array([0.5]), bools("y")))


def test_coverage_takes_the_lowest_threshold_that_is_right_often_enough() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.1, 0.1, 0.1, 0.1])
    assert coverage(scores, bools("yynynnnn"), bools("yyyynnnn"), least=0.95) == pytest.approx(2 / 4)
    assert coverage(scores, bools("yynynnnn"), bools("yyyynnnn"), least=0.75) == pytest.approx(3 / 4)


def test_coverage_takes_all_questions_of_one_score_or_none() -> None:
    assert coverage(np.array([0.9, 0.9]), bools("yn"), bools("yn")) == 0.0


def test_coverage_weighs_answerable_and_unanswerable_the_same() -> None:
    """One false answer of one unanswerable question is as heavy as all four answerable ones."""
    scores, held = np.array([0.9, 0.9, 0.9, 0.9, 0.9]), bools("yyyyn")
    assert coverage(scores, bools("yyyyn"), held, least=0.51) == 0.0
    assert coverage(scores, bools("yyyyn"), held, least=0.5) == 1.0


def test_precision_weighs_the_unanswerable_by_the_ratio() -> None:
    given, good, held = bools("yyny"), bools("yynn"), bools("yynn")
    assert precision(given, good, held, 1) == pytest.approx(2 / 3)
    assert precision(given, good, held, 4) == pytest.approx(2 / 6)
    assert math.isnan(precision(bools("nnnn"), bools("nnnn"), held, 1))


def test_the_shares_of_a_set() -> None:
    asked: list[Asked] = [(HELD, ANSWER), (HELD, OTHER), (HELD, OFFER), (HELD, SILENCE), (FOREIGN, OFFER)]
    shares = curated_figures(asked, [(HELD, ANSWER), (HELD, NOTHING)])
    assert shares["P@1"] == 0.5
    assert shares["two typos"] == 0.5
    assert shares["right"] == 0.25
    assert shares["precision"] == 0.5
    assert shares["silent"] == 0.25
    assert shares["un-answered"] == 0.0
    assert shares["un-suggested"] == 1.0


def test_no_candidate_at_all_ranks_below_a_score_of_nothing() -> None:
    shares = curated_figures([(HELD, Result((("when", 0.0),))), (FOREIGN, NOTHING)], [])
    assert shares["AUROC"] == 1.0


def test_sets_weigh_the_same_in_the_mean() -> None:
    assert mean([{"P@1": 0.5}, {"P@1": 1.0}]) == {"P@1": 0.75}


# ---------------------------------------------------------------- counts
@pytest.mark.parametrize(
    ("ask", "result", "kind"),
    [
        (HELD, ANSWER, "right"),
        (HELD, OTHER, "wrong"),
        (HELD, Result(answers=("when", "where")), "wrong"),
        (HELD, OFFER, "offered"),
        (HELD, Result(suggestions=("where",)), "missed"),
        (HELD, SILENCE, "missed"),
        (FOREIGN, OTHER, "wrong"),
        (FOREIGN, OFFER, "right"),
        (FOREIGN, NOTHING, "right"),
    ],
)
def test_the_kind_of_an_outcome(ask: cases.Ask, result: Result, kind: str) -> None:
    assert kind_of(ask, result) == kind


def test_outcomes_add_up() -> None:
    found = Outcomes()
    for result in (ANSWER, OTHER, OFFER, SILENCE, Result((("where", 0.5),), suggestions=("where",))):
        found.add(HELD, result)
    for result in (OTHER, OFFER, NOTHING):
        found.add(FOREIGN, result)
    assert found == Outcomes(
        answerable=5, first=2, right=1, suggested=1, astray=1, silent=1, wrong=1, unanswerable=3, false=1, offered=1
    )
    assert found.right + found.suggested + found.astray + found.silent + found.wrong == found.answerable
    assert found + found == Outcomes(10, 4, 2, 2, 2, 2, 2, 6, 2, 2)
    assert found.mistakes == pytest.approx(90 / 5 + 30 / 3)


def test_parts_of_a_message_are_counted_one_by_one() -> None:
    two = cases.Ask("When and where is it?", frozenset({"when", "where"}))
    assert parts([(two, ANSWER), (two, OFFER), (FOREIGN, OTHER)]) == (3, 4)


# ---------------------------------------------------------------- vetoes
def test_vetoes_are_counted_by_kind_and_by_what_they_did() -> None:
    asked = [
        (HELD, Result(vetoed="when", veto="the other direction")),
        (HELD, Result(vetoed="where", veto="the other direction")),
        (FOREIGN, Result(vetoed="where", veto="the other direction")),
        (FOREIGN, Result(vetoed="where", veto="another name")),
        (FOREIGN, Result(answers=("when",), vetoed="where", veto="another name")),  # wrong all the same
        (FOREIGN, OTHER),
    ]
    assert vetoes(asked) == {"the other direction": (1, 2), "another name": (0, 1)}


@pytest.mark.parametrize(("score", "veto"), [(0.99, "Not the same."), (0.01, "")])
def test_a_veto_counts_only_where_the_score_would_have_been_enough(score: float, veto: str) -> None:
    knowledge = systems.Ours(None).knowledge(Collection())
    found = SearchResult("When is it?", "none", (Match("when", score, "Not the same."),))
    assert systems.result(found, knowledge).veto == veto
    assert bool(systems.result(found, knowledge).vetoed) == bool(veto)


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
def test_every_system_finds_a_store_s_own_phrasings(make: systems.System) -> None:
    answer = make(STORE)
    for question, owner in STORE.phrasings:
        found = answer(question)
        assert (found.first, found.answers) == (owner, (owner,))


def test_a_baseline_whose_package_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "bm25s", None)
    with pytest.raises(systems.MissingError, match="bm25s is not installed"):
        systems.baseline("BM25", None)


def test_shares_are_printed_with_their_cases() -> None:
    assert percent(54, 90) == "60% of 90"
    assert percent(0, 0) == "–"
    assert (share(0.123), share(math.nan)) == ("12.3", "–")
    assert (ratio(0.9, 0.6), ratio(0.9, 0.0)) == ("1.50", "–")


# ---------------------------------------------------------------- case files
def test_a_curated_set_is_cut_as_the_harness_cuts_it(tmp_path: Path) -> None:
    facts = [{"id": "B_1", "text": "It costs 5.", "questions": ["a", "b", "c"]}]
    asks = [{"q": "far", "gold": None}, {"q": "near", "typo2": "naer", "gold": "B_1"}, {"q": "no", "gold": None}]
    file = tmp_path / "curated-x.json"
    file.write_text(json.dumps({"name": "x", "facts": facts, "asks": asks}), encoding="utf-8")
    store = cases.read_curated(file, phrasings=2, limit=1)
    assert store.phrasings == [("a", "f0"), ("b", "f0")]
    assert store.asks == (cases.Ask("near", frozenset({"f0"}), "naer"), cases.Ask("far"))


def test_the_phrasings_of_a_newcomer_are_terse_and_whole_in_turn() -> None:
    store = cases.read_newcomer(cases.CASES / "stores_a1.json", 2)
    lengths = [len(fact["questions"]) for fact in store.page["facts"]]
    assert set(lengths) == {2}
    words = [len(question.split()) for question, _ in store.phrasings]
    assert min(words) <= 2
    assert max(words) >= 8


@pytest.mark.parametrize("name", [*cases.FITTED, *cases.JUDGED])
def test_a_newcomer_s_store_can_be_loaded_and_names_only_its_own_facts(name: str) -> None:
    _assert_sound(cases.read_newcomer(cases.CASES / f"{name}.json", 1))


@pytest.mark.parametrize("name", [*cases.SMALL_STORES, "talks"])
def test_small_stores_can_be_loaded_and_name_only_their_own_facts(name: str) -> None:
    for store in cases.read_small_stores(cases.CASES / f"{name}.json"):
        _assert_sound(store)


def test_the_questions_on_the_shipped_facts_are_unseen_and_name_what_is_held() -> None:
    shipped = FactFolder(shipped_facts()).load()
    held = {statement.id for statement in shipped.statements}
    curated = {question.lower() for statement in shipped.statements for question in statement.questions}
    for ask in cases.read_shipped(cases.CASES / "shipped.json"):
        assert ask.right <= held
        assert ask.text.lower() not in curated


def _assert_sound(store: cases.Store) -> None:
    held = {statement.id for statement in systems.collection(store.page).statements}
    assert {i for ask in store.asks for i in ask.right} <= held
    assert store.asks
