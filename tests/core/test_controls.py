"""Buttons, pickers and choices that some platform would refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.controls import CODE_LENGTH, Button, Picker
from bot.core.events import CHOICE_LENGTH, CHOICES, Action, Choice, usable_choices
from bot.core.shorten import width

any_choices = st.lists(st.builds(Choice, st.text(max_size=120), st.text(max_size=20)), max_size=40)


@pytest.mark.parametrize(("name", "exchange", "value"), [("", "-", ""), ("why", "", ""), ("why", "-", "a:b")])
def test_an_action_whose_code_could_not_be_parsed_is_refused(name: str, exchange: str, value: str) -> None:
    with pytest.raises(ValueError, match="can't have the code"):
        Action(name, exchange, value)


def test_a_code_beyond_the_limit_is_refused() -> None:
    longest = Action("a", "-", "v" * (CODE_LENGTH - 4))
    assert Action.decode(Button("Go", longest).action.code) == longest
    with pytest.raises(ValueError, match="more than 100 characters"):
        Button("Go", Action("a", "-", "v" * (CODE_LENGTH - 3)))
    with pytest.raises(ValueError, match="more than 100 characters"):
        Picker("Choose", Action("a" * CODE_LENGTH, "-"), (Choice("a", "A"),))
    with pytest.raises(ValueError, match="before a choice is made"):
        Picker("Choose", Action("a", "-", "v"), (Choice("a", "A"),))


@given(any_choices)
def test_choices_are_offered_only_if_every_platform_can_show_them(choices: list[Choice]) -> None:
    usable = usable_choices(choices)
    values = [choice.value for choice in usable]
    assert len(set(values)) == len(values) <= CHOICES
    assert all(value.strip() and width(value) <= CHOICE_LENGTH for value in values)
    assert all(choice.label in (" ".join(choice.label.split()), choice.value) for choice in usable)
    assert all(choice.label.strip() for choice in usable)
    first = [choice.value for choice in choices if choice.value.strip() and width(choice.value) <= CHOICE_LENGTH]
    assert values == list(dict.fromkeys(first))[:CHOICES]
    assert [choice.value for choice in usable_choices(usable)] == values
