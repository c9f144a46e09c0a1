"""The stand-in refuses the forms that Discord would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.discord.checking import problems

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
BOXES = {"type": 22, "custom_id": "b", "options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
         "min_values": 0, "max_values": 2, "required": False}  # fmt: skip
TEXT = {"type": 4, "custom_id": "t", "style": 1}


def found(*components: dict[str, Any]) -> list[str]:
    """Return what is wrong with a form of these fields and texts."""
    parts = [part if part["type"] == 10 else {"type": 18, "label": "Label", "component": part} for part in components]
    return problems("POST", CALLBACK, {"type": 9, "data": {"custom_id": "f", "title": "Form", "components": parts}})


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (BOXES | {"max_values": 3}, "0 to 3 of 2 options"),
        (BOXES | {"max_values": 11}, "11 is greater than the maximum of 10"),
        (BOXES | {"required": True}, "something must be chosen, and nothing need be chosen"),
        (BOXES | {"options": BOXES["options"] * 2}, "two options have the same value"),  # type: ignore[operator]
        (BOXES | {"options": []}, "should be non-empty"),
        (BOXES | {"max_values": 1, "options": [{"label": v, "value": v, "default": True} for v in "ab"]}, "at first"),
        (TEXT | {"min_length": 5, "max_length": 4}, "longer than it may be"),
        ({"type": 10, "content": " "}, "a text between fields is empty"),
        ({"type": 5, "custom_id": "u"}, "is not valid under any"),
    ],
)
def test_forms_beyond_the_limits_are_refused(part: dict[str, Any], expected: str) -> None:
    assert found({"type": 10, "content": "Look"}, BOXES, TEXT) == []
    assert any(expected in problem for problem in found(part)), found(part)


def test_a_text_counts_among_the_five() -> None:
    fields = [TEXT | {"custom_id": str(n)} for n in range(5)]
    assert found(*fields) == []
    assert found(*fields, {"type": 10, "content": "Look"}) == ["more than 5 fields"]
