"""Lint asks only the questions whose answer may fail, and finds near duplicates."""

from __future__ import annotations

import pytest

from bot.core.models import FactCollection, NegativeExample
from bot.features.calibration.linting import lint
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import SearchResult
from bot.matching import Thresholds
from tests.samples.phrasings import fact

PIERS = tuple(
    fact(f"p{n}", f"Pier {n} measures {n * 7} feet.", f"How long is pier {n}?", f"length of pier {n}")
    for n in range(101, 121)
)
DEFAULT = Thresholds.default()


def asked_by_lint(knowledge: Knowledge) -> list[str]:
    asked: list[str] = []
    ask = knowledge.ask

    def spy(question: str) -> SearchResult:
        asked.append(question)
        return ask(question)

    knowledge.ask = spy  # type: ignore[assignment, method-assign]
    list(lint(knowledge))
    return asked


def test_lint_does_not_ask_questions_whose_answer_is_certain() -> None:
    assert asked_by_lint(Knowledge(FactCollection(PIERS), DEFAULT)) == []
    silent = NegativeExample("Is there a lighthouse?")
    # The bot obeys a stay_silent question in any case.
    assert asked_by_lint(Knowledge(FactCollection(PIERS, (silent,)), DEFAULT)) == []


def test_lint_asks_questions_whose_answer_may_fail() -> None:
    twice = fact("again", "Who knows.", "how long is pier 101")
    near = NegativeExample("How long is pier 102 now?")
    other = fact("tea", "The mate drank it.", "Who drank the tea?")
    asked = asked_by_lint(Knowledge(FactCollection((*PIERS, twice, other), (near,)), DEFAULT))
    assert {"How long is pier 101?", "how long is pier 101", "How long is pier 102?"} <= set(asked)
    assert "Who drank the tea?" not in asked
    strict = Knowledge(FactCollection(PIERS), Thresholds(answer=1.0, suggest=0.3, unprompted=1.0))
    assert len(asked_by_lint(strict)) == 2 * len(PIERS)
    assert sum(remark.kind == "question" for remark in lint(strict)) == 2 * len(PIERS)


@pytest.mark.parametrize("size", [3, 400])
def test_near_duplicates_are_found_in_small_and_large_stores(size: int) -> None:
    facts = [
        fact(f"f{n}", f"Ferry {n} carries cargo{n % 7} to harbour{n} on line{n}.", f"ferry {n}") for n in range(size)
    ]
    twin = fact("twin", "Ferry 2 carries cargo2 to harbour2 on line2 too.", "second ferry")
    remarks = [
        str(remark) for remark in lint(Knowledge(FactCollection((*facts, twin)), DEFAULT)) if remark.kind == "duplicate"
    ]
    assert any("f2 says nearly the same as twin" in remark for remark in remarks)
