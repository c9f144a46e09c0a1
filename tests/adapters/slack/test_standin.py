"""Test the checks of the stand-in: they report what Slack would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standins.slack import ALICE, BOB, BOT_USER, CHANNEL, Shown, SlackStandIn, kit, modals

TEXT = {"type": "plain_text", "text": "x"}
SECTION = {"type": "section", "text": TEXT}
BUTTON = {"type": "button", "text": TEXT, "action_id": "a", "value": "v"}
OPTION = {"text": TEXT, "value": "v"}
STATIC = {"type": "static_select", "action_id": "s", "placeholder": TEXT, "options": [OPTION]}
EXTERNAL = {"type": "external_select", "action_id": "e", "placeholder": TEXT, "min_query_length": 0}
SEVERAL = STATIC | {"type": "multi_static_select", "action_id": "m", "initial_options": [OPTION]}
BOXES = {"type": "checkboxes", "action_id": "c", "options": [OPTION]}
RADIO = {"type": "radio_buttons", "action_id": "r", "options": [OPTION], "initial_option": OPTION}
DAY = {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-28", "placeholder": TEXT}
HOUR = {"type": "timepicker", "action_id": "t", "initial_time": "09:00", "placeholder": TEXT}
GOOD = {"text": TEXT, "value": "good", "accessibility_label": "Helpful"}
FEEDBACK = {"type": "feedback_buttons", "action_id": "f", "positive_button": GOOD, "negative_button": GOOD}
TRASH = {"type": "icon_button", "icon": "trash", "text": TEXT, "action_id": "i", "value": "v"}
DATE = {"type": "date", "timestamp": 1_760_000_000, "format": "{date_num} at {time}", "fallback": "9 October"}
LINK = {"type": "link", "url": "https://example.org/a", "text": "Annual report"}
CARD = {"type": "card", "title": TEXT, "body": TEXT, "actions": [BUTTON]}


def acting(element: dict[str, Any], **changed: Any) -> list[Any]:
    """Return blocks with one element that differs from a valid one."""
    return [{"type": "actions", "elements": [element | changed]}]


def rich(*runs: Any, part: str = "section", **more: Any) -> list[Any]:
    """Return blocks with one part of rich text."""
    return [{"type": "rich_text", "elements": [{"type": f"rich_text_{part}", "elements": list(runs), **more}]}]


def marked(text: str) -> list[Any]:
    """Return blocks with one text in mrkdwn."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


def confirmed(**changed: Any) -> list[Any]:
    """Return blocks with a button that asks for a confirmation which differs from a valid one."""
    return acting(BUTTON, confirm={"title": TEXT, "text": TEXT, "confirm": TEXT, "deny": TEXT} | changed)


def contextual(*elements: Any) -> list[Any]:
    """Return blocks with actions in small print."""
    return [{"type": "context_actions", "elements": list(elements)}]


def plain(count: int) -> dict[str, str]:
    """Return a plain text of so many characters."""
    return {"type": "plain_text", "text": "x" * count}


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
        (rich({"type": "text", "text": "x"}, part="poem"), "not a part"),
        (rich({"type": "text", "text": "x"}, part="quote", border=2), "border"),
        (rich({"type": "text", "text": "x"}, part="quote", style="bullet"), "unknown style"),
        (rich({"type": "text", "text": "x"}, part="list", style="bullet"), "not an item"),
        (rich(*rich(DATE)[0]["elements"], part="list", style="stars"), "unknown style of a list"),
        (rich(DATE | {"timestamp": "now"}), "no whole number"),
        (rich(DATE | {"format": "at noon"}), "no format of a date"),
        (rich(DATE | {"format": "{noon}"}), "no format of a date"),
        (rich({key: DATE[key] for key in ("type", "timestamp", "format")}), "date lacks fallback"),
        (rich(LINK | {"url": "/a"}), "not an address"),
        (rich(LINK | {"url": "https://" + "x" * 3_000}), "not an address"),
        (rich({"type": "link", "text": "x"}), "link lacks url"),
        (marked("<!date^1760000000^{date_num}>"), "without a fallback"),
        (marked("<!date^1760000000^noon|at noon>"), "no format of a date"),
        (acting(BUTTON, url="https://" + "x" * 3_000), "not an address"),
        (acting(BUTTON, url="mailto:x"), "not an address"),
        (acting(BUTTON, accessibility_label="x" * 76), "accessibility_label"),
        (confirmed(title=plain(101)), "101 char"),
        (confirmed(text=plain(301)), "301 char"),
        (confirmed(deny=plain(31)), "31 char"),
        (acting(SEVERAL), "nothing else for actions"),
        (acting(FEEDBACK), "nothing else for actions"),
        ([SECTION | {"accessory": SEVERAL | {"options": [OPTION] * 101}}], "at most 100"),
        ([SECTION | {"accessory": SEVERAL | {"initial_options": [OPTION | {"value": "w"}]}}], "not among"),
        ([SECTION | {"accessory": SEVERAL | {"max_selected_items": 0}}], "less than 1"),
        (acting(BOXES, options=[OPTION] * 11), "at most 10"),
        (acting(BOXES, options=[]), "no options"),
        (acting(RADIO, options=[OPTION] * 11), "at most 10"),
        (acting(RADIO, initial_option=OPTION | {"value": "w"}), "not among"),
        (acting(RADIO, placeholder=TEXT), "unknown placeholder"),
        (acting(DAY, initial_date="28.11.2026"), "initial_date is not"),
        (acting(DAY, initial_date="2026-02-30"), "initial_date is not"),
        (acting(HOUR, initial_time="9:00"), "initial_time is not"),
        (acting(HOUR, placeholder=plain(151)), "151 char"),
        (contextual(), "1 to 5"),
        (contextual(*[TRASH | {"action_id": str(n)} for n in range(6)]), "1 to 5"),
        (contextual(BUTTON), "nothing else for context_actions"),
        (contextual(TRASH | {"icon": "star"}), "unknown icon"),
        (contextual(TRASH | {"visible_to_user_ids": ["U1"] * 11}), "1 to 10"),
        (contextual(TRASH | {"value": "v" * 2_001}), "2,000"),
        (contextual(TRASH | {"style": "danger"}), "unknown style"),
        (contextual(FEEDBACK | {"positive_button": GOOD | {"text": plain(76)}}), "76 char"),
        (contextual(FEEDBACK | {"positive_button": GOOD | {"value": "v" * 2_001}}), "2,000"),
        (contextual(FEEDBACK | {"negative_button": GOOD | {"accessibility_label": "x" * 76}}), "label"),
        (contextual(FEEDBACK | {"negative_button": GOOD | {"style": "danger"}}), "unknown style"),
        (contextual({key: FEEDBACK[key] for key in ("type", "action_id", "positive_button")}), "negative_button"),
        (contextual({key: FEEDBACK[key] for key in FEEDBACK if key != "action_id"}), "action_id"),
        ([*contextual(FEEDBACK), *acting(BUTTON, action_id="f")], "'f' is there more than once"),
        ([{"type": "alert", "text": TEXT}], "outside of a modal"),
        ([CARD | {"body": plain(201)}], "201 char"),
        ([CARD | {"title": plain(151)}], "151 char"),
        ([{"type": "card", "subtitle": TEXT}], "neither title"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "151 characters"),
        ([{"type": "section", "text": {"type": "plain_text", "text": "x" * 2_900}}] * 5, "14500 characters"),
    ],
)
def test_invalid_blocks_are_reported(blocks: Any, expected: str) -> None:
    assert any(expected in problem for problem in kit.problems(blocks))


def test_valid_blocks_are_accepted() -> None:
    assert kit.problems([CARD]) == []
    assert kit.problems(contextual(FEEDBACK, TRASH | {"visible_to_user_ids": [ALICE]})) == []
    assert kit.problems([{"type": "actions", "elements": [BOXES, RADIO, DAY, HOUR]}]) == []
    assert kit.problems([*rich(DATE, LINK, {"type": "emoji", "name": "wave"}, part="quote", border=1)]) == []
    assert kit.problems(marked("since <!date^1760000000^{date_long_full}^https://example.org|9 October 2025>")) == []
    assert kit.problems(confirmed()) == []
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
        (filling_in(min_length=-1), "min_length"),
        (MODAL | {"blocks": [INPUT | {"hint": {"type": "plain_text", "text": "x" * 2_001}}]}, "2001 characters"),
        (filling_in(max_length=3, initial_value="four"), "longer than the 3"),
        (filling_in(placeholder={"type": "plain_text", "text": "x" * 151}), "151 characters"),
    ],
)
def test_invalid_modals_are_reported(modal: dict[str, Any], expected: str) -> None:
    assert modals.problems(MODAL) == []
    assert any(expected in problem for problem in modals.problems(modal))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"response_action": "clear"}, "closes nothing"),
        ({"response_action": "errors", "errors": {}}, "closes nothing"),
        ({"response_action": "errors", "errors": {"b": "Wrong."}}, "an error at b, which is no input"),
        ({"response_action": "errors", "errors": {"a": " "}}, "the error at a is empty"),
    ],
)
def test_invalid_answers_to_a_modal_that_was_sent_are_reported(answer: dict[str, Any], expected: str) -> None:
    modal = MODAL | {"blocks": [INPUT | {"block_id": "a"}]}
    assert modals.answer_problems(modal, None) == []
    assert modals.answer_problems(modal, {"response_action": "errors", "errors": {"a": "Wrong."}}) == []
    assert any(expected in problem for problem in modals.answer_problems(modal, answer))


def test_a_block_that_another_surface_alone_shows_is_reported() -> None:
    assert any("outside of a modal" in problem for problem in kit.problems([INPUT]))
    assert kit.problems([{"type": "alert", "text": TEXT, "level": "warning"}], "modal") == []
    assert any("outside of a message" in problem for problem in kit.problems(contextual(FEEDBACK), "home"))


@pytest.mark.parametrize("element", [STATIC, SEVERAL, BOXES, RADIO, DAY, HOUR])
def test_whatever_is_chosen_from_stands_in_a_modal(element: dict[str, Any]) -> None:
    assert modals.problems(MODAL | {"blocks": [INPUT | {"element": element}]}) == []
    assert kit.problems([SECTION | {"accessory": element}], "home") == []


def test_a_form_is_filled_in_by_labels() -> None:
    two = [OPTION, {"text": plain(2), "value": "w"}]
    elements = {"m": SEVERAL | {"options": two}, "c": BOXES | {"options": two}, "r": RADIO, "d": DAY, "t": HOUR}
    blocks = [
        {"type": "input", "block_id": key, "label": {"type": "plain_text", "text": key}, "element": element}
        for key, element in elements.items()
    ]
    state = modals.fill_in({"blocks": blocks}, {"m": "x\nxx", "c": "xx", "t": "10:30"})
    assert [o["value"] for o in state["m"]["m"]["selected_options"]] == ["v", "w"]
    assert [o["value"] for o in state["c"]["c"]["selected_options"]] == ["w"]
    assert state["r"]["r"] == {"type": "radio_buttons", "selected_option": OPTION}
    assert (state["d"]["d"]["selected_date"], state["t"]["t"]["selected_time"]) == ("2026-11-28", "10:30")
    with pytest.raises(AssertionError, match="not among the choices"):
        modals.fill_in({"blocks": blocks}, {"m": "xxx"})


def shown(*blocks: Any) -> Shown:
    """Return a message of the bot with these blocks."""
    return Shown("1.1", CHANNEL, BOT_USER, "text", list(blocks))


def test_rich_text_dates_and_links_are_read_as_a_person_reads_them() -> None:
    bold = {"type": "text", "text": "Fog", "style": {"bold": True}}
    message = shown(
        *rich(bold, {"type": "text", "text": " is no excuse."}, part="quote", border=1),
        *rich(*[rich(run)[0]["elements"][0] for run in (DATE, LINK)], part="list", style="bullet"),
        *marked("since <!date^1760000000^{date_long_full}|9 Oct>, or <!date^1760000000^{noon}|9 Oct>"),
        *acting(BUTTON, text=plain(4), url="https://example.org/b"),
    )
    assert message.reading.splitlines() == [
        "Fog is no excuse.", "2025-10-09 at 08:53", "Annual report", "since October 09, 2025, or 9 Oct",
    ]  # fmt: skip
    assert message.bold == ["Fog"]
    assert message.links == {"Annual report": "https://example.org/a", "xxxx": "https://example.org/b"}
    assert message.labels == []


async def test_feedback_and_an_icon_are_pressed_as_slack_tells_of_it() -> None:
    good, bad = (GOOD | {"text": {"type": "plain_text", "text": label}, "value": label} for label in ("Yes", "No"))
    blocks = contextual(FEEDBACK | {"positive_button": good, "negative_button": bad}, TRASH)
    message = shown(blocks[0] | {"block_id": "b"})
    assert message.labels == ["Yes", "No", "x"]
    assert kit.characters(message.blocks) == 6
    told = {"type": "feedback_buttons", "action_id": "f", "block_id": "b", "text": bad["text"], "value": "No"}
    assert list(kit.buttons(message.blocks))[1] == told
    hidden = shown(*contextual(TRASH | {"visible_to_user_ids": [BOB]}))
    with pytest.raises(AssertionError, match="does not see"):
        await SlackStandIn().press(hidden, "x", person=ALICE)
