"""A statement that was not checked again says so, and is only suggested after twice the time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.freshness import is_too_old, unchecked_since
from bot.core.models import FactCollection, Review
from bot.knowledge import presentation, versions
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.factfiles.strategies import DATES
from tests.samples.facts import FERRY, FERRY_QUESTION

CHECKED, DUE = dt.date(2026, 3, 1), dt.date(2026, 5, 30)
AGEING = replace(FERRY, review=Review("", CHECKED, DUE))


@pytest.mark.parametrize(
    ("today", "since", "too_old"),
    [
        (dt.date(2026, 5, 29), None, False),
        (DUE, CHECKED, False),
        (dt.date(2026, 8, 27), CHECKED, False),
        (dt.date(2026, 8, 28), CHECKED, True),
    ],
)
def test_it_ages_after_its_time_and_is_too_old_after_twice(
    today: dt.date, since: dt.date | None, too_old: bool
) -> None:
    assert (unchecked_since(AGEING, today), is_too_old(AGEING, today)) == (since, too_old)


@given(DATES)
def test_without_a_date_it_never_ages(today: dt.date) -> None:
    for review in (None, Review("slack:U1"), Review(checked=CHECKED)):
        assert unchecked_since(replace(FERRY, review=review), today) is None
        assert not is_too_old(replace(FERRY, review=review), today)


@given(st.none() | DATES, DATES, DATES)
def test_what_is_too_old_was_not_checked(checked: dt.date | None, due: dt.date, today: dt.date) -> None:
    ageing = replace(FERRY, review=Review("", checked, due))
    assert unchecked_since(ageing, today) or not is_too_old(ageing, today)


@pytest.mark.parametrize(
    ("today", "outcome", "note"),
    [
        (dt.date(2026, 5, 1), "answer", ""),
        (dt.date(2026, 7, 1), "answer", "Not re-checked since 1 March 2026."),
        (dt.date(2026, 9, 1), "suggestions", "Not re-checked since 1 March 2026."),
    ],
)
def test_what_is_old_says_so_and_then_is_only_suggested(today: dt.date, outcome: str, note: str) -> None:
    knowledge = Knowledge(FactCollection((AGEING,)), Thresholds.default())
    assert knowledge.ask(FERRY_QUESTION, today=today).outcome == outcome
    card = presentation.card(knowledge, AGEING, today)
    assert card.unchecked == note
    explanation = knowledge.explain(FERRY_QUESTION, FERRY.id, today)
    assert explanation
    assert (explanation.veto == versions.UNCHECKED) == (outcome == "suggestions")
