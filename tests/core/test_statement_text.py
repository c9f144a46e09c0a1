"""A statement survives being written as a text, and its hash tells whether it says the same."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Origin, Statement
from bot.core.statement_text import fingerprint, from_text, to_text
from tests.factfiles.strategies import FACTS, QUOTES
from tests.samples.facts import FERRY

STATEMENTS = (FACTS | QUOTES).map(lambda statement: dataclasses.replace(statement, id="one"))


@given(STATEMENTS)
def test_a_statement_is_the_same_after_reading(statement: Statement) -> None:
    assert from_text(to_text(statement)) == statement


@given(STATEMENTS, STATEMENTS)
def test_equal_hashes_mean_equal_statements(one: Statement, other: Statement) -> None:
    plain = [dataclasses.replace(s, status="active") for s in (one, other)]
    assert (fingerprint(plain[0]) == fingerprint(plain[1])) == (plain[0] == plain[1])


@given(STATEMENTS, st.integers(1, 99))
def test_the_hash_ignores_where_it_stands_and_what_replaced_it(statement: Statement, line: int) -> None:
    active = dataclasses.replace(statement, status="active")
    moved = dataclasses.replace(active, status="superseded", origin=Origin("other.yaml", line, 1))
    assert fingerprint(moved) == fingerprint(active)


def test_what_is_no_statement_is_refused() -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_text('{"kind": "rumour", "id": "x"}')
    assert from_text(to_text(FERRY)).text == FERRY.text
