"""Forms beyond what a platform allows, and texts that do not fit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.errors import UserError
from bot.core.events import Choice
from bot.core.forms import (
    HELP_LENGTH,
    LABEL_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Form,
    FormField,
    check_texts,
)

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
        ({"kind": "choices"}, "needs 1 to 10 choices"),
        ({"kind": "choices", "choices": tuple(Choice(str(n), "x") for n in range(11))}, "needs 1 to 10 choices"),
        ({"help": "h" * (HELP_LENGTH + 1)}, "needs a help of at most 100"),
        ({"least": 11, "limit": 10}, "needs a least length"),
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
        ({"fields": tuple(FormField(str(n), "Text") for n in range(5)), "note": "Look"}, "needs 1 to 4 fields"),
        ({"note": "n" * (NOTE_LENGTH + 1)}, "needs a note of at most 1000"),
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


def test_a_form_is_filled_in_again_with_what_was_wrong() -> None:
    choices = (Choice("a", "A"), Choice("b", "B"))
    fields = (
        TEXT,
        FormField("day", "Day", "date", value="2026-11-30"),
        FormField("kind", "Kind", "choice", choices=choices, value="a"),
        FormField("ticks", "Ticks", "choices", choices=choices, chosen=("a",)),
    )
    form = Form("edit", "Edit", fields, note="A note")
    wrong = {"text": "Too short.", "": "I know this.", "gone": "And more."}
    again = form.filled_in({"text": "Fog", "kind": "b", "gone": "x"}, {"ticks": ("b", "gone")}, wrong)
    assert [field.initial for field in again.fields] == ["Fog", "2026-11-30", "b", ""]
    assert again.fields[3].ticked == ("b",)
    assert [field.problem for field in again.fields] == ["Too short.", "", "", ""]
    assert again.above == "⚠️ I know this. And more.\nA note"
