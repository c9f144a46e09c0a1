"""Forms beyond what a platform allows, and texts that do not fit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.errors import UserError
from bot.core.events import Choice
from bot.core.forms import LABEL_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Form, FormField, check_texts

TEXT = FormField("text", "Text")


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ({"name": ""}, "needs a name"),
        ({"label": " "}, "needs a label"),
        ({"label": "l" * (LABEL_LENGTH + 1)}, "needs a label"),
        ({"limit": 0}, "needs a limit"),
        ({"limit": TEXT_LENGTH + 1}, "needs a limit"),
        ({"kind": "choice"}, "needs 1 to 25 choices"),
        ({"kind": "choice", "choices": tuple(Choice(str(n), "x") for n in range(26))}, "needs 1 to 25 choices"),
        (
            {"kind": "choice", "choices": (Choice("a", "x"), Choice("a", "y"))},
            "a choice with a bad value",
        ),
        ({"kind": "choice", "choices": (Choice("a" * 101, "x"),)}, "a choice with a bad value"),
    ],
)
def test_a_field_beyond_the_limits_is_refused(field: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=f"the field .*{problem}"):
        FormField(**{"name": "text", "label": "Text", **field})


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"fields": ()}, "needs 1 to 5 fields"),
        ({"fields": tuple(FormField(str(n), "Text") for n in range(6))}, "needs 1 to 5 fields"),
        ({"fields": (TEXT, TEXT)}, "two fields of one name: .'text'"),
        ({"title": "t" * (TITLE_LENGTH + 1)}, "needs 1 to 24 characters"),
        ({"submit": ""}, "needs 1 to 24 characters"),
        ({"value": "a:b"}, "a bad value"),
        ({"value": "v" * 61}, "a bad value"),
    ],
)
def test_a_form_beyond_the_limits_is_refused(form: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=f"the form 'edit'.*{problem}"):
        Form(**{"name": "edit", "title": "Edit", "fields": (TEXT,), **form})


@pytest.mark.parametrize("value", ["x" * 11, "😀" * 6])
def test_a_text_that_is_too_long_for_its_field_is_named(value: str) -> None:
    check_texts(Form("edit", "Edit", (FormField("text", "Text", value="x" * 10, limit=10),)))
    with pytest.raises(UserError, match="The text under “Text” has more than 10 characters"):
        check_texts(Form("edit", "Edit", (FormField("text", "Text", value=value, limit=10),)))


def test_a_choice_that_is_gone_is_no_initial_value() -> None:
    choices = (Choice("a", "A"),)
    values = [FormField("kind", "Kind", "choice", value=value, choices=choices).initial for value in ("a", "gone")]
    assert values == ["a", ""]
