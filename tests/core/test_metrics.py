"""Counters and durations add up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.metrics import Counter, Durations


def test_a_counter_counts_each_combination_of_labels() -> None:
    counter = Counter("platform", "outcome")
    counter.add("slack", "none", times=0)
    counter.add("slack", "answer")
    counter.add("slack", "answer", times=2)
    counter.add("discord", "answer")
    assert dict(counter) == {("slack", "none"): 0, ("slack", "answer"): 3, ("discord", "answer"): 1}
    assert counter.of("slack", "answer") == 3
    assert counter.of("terminal", "answer") == 0


@pytest.mark.parametrize("values", [(), ("slack",), ("slack", "answer", "more")])
def test_a_counter_refuses_other_labels_than_its_own(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="platform, outcome"):
        Counter("platform", "outcome").add(*values)


@given(st.lists(st.floats(min_value=0, max_value=1e6)))
def test_classes_of_durations_are_cumulative_and_complete(seconds: list[float]) -> None:
    durations = Durations()
    durations.expect("slack")
    for each in seconds:
        durations.add("slack", each)
    ((platform, up_to, total),) = durations
    assert platform == "slack"
    assert all(count == sum(each <= bound for each in seconds) for bound, count in up_to)
    assert up_to[-1] == (math.inf, len(seconds))
    assert durations.count("slack") == len(seconds)
    assert total == pytest.approx(sum(seconds))
