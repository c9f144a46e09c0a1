"""What is not current says so in one line that can't be misread."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import Fact, Statement, validity
from tests.samples.facts import CRANE, DREDGING_FIRST, FERRY, FOG

MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))


@pytest.mark.parametrize(
    ("statement", "caution"),
    [
        (FERRY, None),
        (FOG, None),
        (replace(FERRY, valid_until=JULY), None),
        (replace(FERRY, valid_from=MAY), None),
        (CRANE, "No longer valid. Until 30 April 2026:"),
        (replace(CRANE, valid_from=dt.date(2026, 1, 1)), "No longer valid. Until 30 April 2026:"),
        (replace(FERRY, valid_from=JULY), "Not valid yet. From 1 July 2026:"),
        (DREDGING_FIRST, "Until 1 March 2026, then replaced by a newer fact:"),
        (replace(DREDGING_FIRST, valid_until=JULY), "Until 1 July 2026, then replaced by a newer fact:"),
        (replace(DREDGING_FIRST, valid_until=None), "Replaced by a newer fact:"),
        (replace(DREDGING_FIRST, valid_until=None, valid_from=MAY), "Replaced by a newer fact:"),
        (replace(FOG, status="superseded"), "This quote was withdrawn or replaced:"),
    ],
)
def test_the_line_above_a_statement(statement: Statement, caution: str | None) -> None:
    assert texts.caution(statement, validity(statement, JUNE)) == caution


@pytest.mark.parametrize(
    ("earlier", "label"),
    [
        (DREDGING_FIRST, "Until 1 March 2026"),
        (replace(DREDGING_FIRST, valid_until=None), "Before"),
    ],
)
def test_the_label_of_an_earlier_statement_names_only_its_end(earlier: Fact, label: str) -> None:
    assert texts.replaced(earlier) == label
