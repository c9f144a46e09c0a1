"""Test the checks of the stand-in: they report what Slack would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.slack import kit, modals

TEXT = {"type": "plain_text", "text": "x"}
SECTION = {"type": "section", "text": TEXT}
BUTTON = {"type": "button", "text": TEXT, "action_id": "a", "value": "v"}
OPTION = {"text": TEXT, "value": "v"}
STATIC = {"type": "static_select", "action_id": "s", "placeholder": TEXT, "options": [OPTION]}
EXTERNAL = {"type": "external_select", "action_id": "e", "placeholder": TEXT, "min_query_length": 0}


def acting(element: dict[str, Any], **changed: Any) -> list[Any]:
    """Return blocks with one element that differs from a valid one."""
    return [{"type": "actions", "elements": [element | changed]}]


def rich(*runs: Any) -> list[Any]:
    """Return blocks with one section of rich text."""
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(runs)}]}]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([], "must be a list"),
        ([{"type": "poem"}], "unknown type"),
        ([SECTION] * 51, "51 blocks"),
        ([{"type": "section"}], "neither text nor fields"),
        ([{"type": "section", "text": {"type": "plain_text", "text": " "}}], "empty"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "x" * 3_001}}], "3001 characters"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "🧭" * 1_501}}], "3002 characters"),
        ([{"type": "section", "text": {"type": "markdown", "text": "x"}}], "not a text object"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}], "unknown emoji"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "hi <!here>"}}], "pings"),
        ([{"type": "section", "fields": [TEXT] * 11}], "1 to 10"),
        ([{"type": "section", "text": TEXT, "colour": "red"}], "unknown colour"),
        ([{"type": "context", "elements": []}], "1 to 10"),
        ([{"type": "context"}], "lacks elements"),
        ([{"type": "actions", "elements": [BUTTON | {"action_id": str(n)} for n in range(26)]}], "1 to 25"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "action_id 'a' is there more than once"),
        ([SECTION | {"block_id": "b"}, SECTION | {"block_id": "b"}], "block_id 'b' is there more than once"),
        ([{"type": "actions", "elements": [BUTTON | {"value": "v" * 2_001}]}], "2,000"),
        ([{"type": "actions", "elements": [BUTTON | {"text": {"type": "plain_text", "text": "x" * 76}}]}], "76 char"),
        ([{"type": "actions", "elements": [BUTTON | {"text": {"type": "mrkdwn", "text": "x"}}]}], "not a plain_text"),
        ([{"type": "actions", "elements": [BUTTON | {"style": "blue"}]}], "unknown style"),
        (acting(STATIC, options=[]), "has no options"),
        (acting(STATIC, options=[OPTION] * 101), "at most 100"),
        (acting(STATIC, options=[OPTION | {"value": "v" * 151}]), "1 to 150"),
        (acting(STATIC, options=[OPTION | {"value": ""}]), "1 to 150"),
        (acting(STATIC, options=[OPTION | {"text": {"type": "plain_text", "text": "x" * 76}}]), "76 char"),
        (acting(STATIC, placeholder={"type": "plain_text", "text": "x" * 151}), "151 char"),
        (acting(STATIC, min_query_length=0), "unknown min_query_length"),
        (acting(EXTERNAL, options=[OPTION]), "unknown options"),
        (acting(EXTERNAL, action_id="x" * 256), "1 to 255"),
        (acting(EXTERNAL, min_query_length=-1), "no number"),
        ([*acting(EXTERNAL), *acting(STATIC, action_id="e")], "'e' is there more than once"),
        (rich(), "1 to 1000"),
        (rich({"type": "text", "text": ""}), "empty"),
        (rich({"type": "text", "text": "x", "style": {"big": True}}), "unknown style"),
        (rich({"type": "user", "user_id": "U1"}), "not a run of text"),
        (rich({"type": "text", "text": "x" * 3_001}), "more than 3,000"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "151 characters"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "x" * 2_900}}] * 5, "14500 characters"),
    ],
)
def test_invalid_blocks_are_reported(blocks: Any, expected: str) -> None:
    assert any(expected in problem for problem in kit.problems(blocks))


def test_valid_blocks_are_accepted() -> None:
    assert (
        kit.problems([SECTION, {"type": "divider"}, {"type": "actions", "elements": [BUTTON, STATIC, EXTERNAL]}]) == []
    )
    assert (
        kit.problems(rich({"type": "text", "text": "x", "style": {"strike": True}}, {"type": "text", "text": " "}))
        == []
    )


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (None, "not metadata"),
        ({"event_type": "x"}, "not metadata"),
        ({"event_type": "no spaces", "event_payload": {}}, "no event_type"),
        ({"event_type": "x", "event_payload": "key"}, "no event_payload"),
        ({"event_type": "x", "event_payload": {"key": ["k"]}}, "no event_payload"),
    ],
)
def test_invalid_metadata_is_reported(metadata: Any, expected: str) -> None:
    assert any(expected in problem for problem in kit.metadata_problems(metadata))
    assert kit.metadata_problems({"event_type": "a_b", "event_payload": {"key": "k"}}) == []


INPUT = {"type": "input", "label": TEXT, "element": {"type": "plain_text_input", "action_id": "v"}}
MODAL = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": [INPUT]}


def filling_in(**changed: Any) -> dict[str, Any]:
    """Return a modal with one field that differs from a valid one."""
    return MODAL | {"blocks": [INPUT | {"element": INPUT["element"] | changed}]}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("modal", "expected"),
    [
        ({"type": "home", "blocks": [SECTION]}, "not a modal"),
        (MODAL | {"title": {"type": "plain_text", "text": "x" * 25}}, "25 characters"),
        (MODAL | {"submit": {"type": "plain_text", "text": "x" * 25}}, "25 characters"),
        (MODAL | {"title": {"type": "mrkdwn", "text": "x"}}, "not a plain_text"),
        ({key: MODAL[key] for key in ("type", "title", "blocks")}, "no submit"),
        (MODAL | {"blocks": [INPUT] * 101}, "101 blocks"),
        (MODAL | {"blocks": []}, "must be a list"),
        (MODAL | {"blocks": [INPUT | {"block_id": "b"}] * 2}, "block_id 'b' is there more than once"),
        (MODAL | {"blocks": [INPUT | {"label": {"type": "plain_text", "text": "x" * 2_001}}]}, "2001 characters"),
        (MODAL | {"blocks": [INPUT | {"element": BUTTON}]}, "not something to fill in"),
        (MODAL | {"blocks": [INPUT | {"element": STATIC | {"options": []}}]}, "has no options"),
        (MODAL | {"blocks": [INPUT | {"element": STATIC | {"initial_option": {}}}]}, "not among the options"),
        (MODAL | {"private_metadata": "x" * 3_001}, "private_metadata"),
        (MODAL | {"callback_id": "x" * 256}, "callback_id"),
        (MODAL | {"colour": "red"}, "unknown colour"),
        (filling_in(colour="red"), "unknown colour"),
        (filling_in(max_length=3_001), "max_length"),
        (filling_in(max_length=3, initial_value="four"), "longer than the 3"),
        (filling_in(placeholder={"type": "plain_text", "text": "x" * 151}), "151 characters"),
    ],
)
def test_invalid_modals_are_reported(modal: dict[str, Any], expected: str) -> None:
    assert modals.problems(MODAL) == []
    assert any(expected in problem for problem in modals.problems(modal))


def test_an_input_block_outside_of_a_modal_is_reported() -> None:
    assert any("outside of a modal" in problem for problem in kit.problems([INPUT]))
