"""The interactive elements of Block Kit, checked: buttons, feedback, selects and pickers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from tests.standins.slack.text_objects import count_problems, text_problems, unknown_keys

BUTTON = {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}
ICON_BUTTON = {
    "type", "icon", "text", "action_id", "value", "accessibility_label", "visible_to_user_ids", "confirm"
}  # fmt: skip
FEEDBACK = {"type", "action_id", "positive_button", "negative_button"}
SELECTS: dict[str, set[str]] = {
    "static_select": {"options", "initial_option", "placeholder"},
    "external_select": {"min_query_length", "initial_option", "placeholder"},
    "multi_static_select": {"options", "initial_options", "max_selected_items", "placeholder"},
    "checkboxes": {"options", "initial_options"},
    "radio_buttons": {"options", "initial_option"},
    "datepicker": {"initial_date", "placeholder"},
    "timepicker": {"initial_time", "timezone", "placeholder"},
}
"""What a person chooses from, each with the keys of its own."""
SELECT = {"type", "action_id", "confirm", "focus_on_load"}
MENUS = {"static_select", "external_select", "multi_static_select"}
"""Those that show a placeholder, and that have up to a hundred options."""
SEVERAL = {"multi_static_select", "checkboxes"}
MOST_OPTIONS, MOST_BOXES = 100, 10
WHERE = {
    "actions": {"button", *SELECTS} - {"multi_static_select"},
    "section": {"button", *SELECTS},
    "context_actions": {"feedback_buttons", "icon_button"},
    "input": {*SELECTS},
    "card": {"button"},
}
"""Which elements a block may have. A menu of several choices doesn't work in a row of actions."""


def element_problems(element: Any, block: str) -> Iterator[str]:
    """Everything that Slack would refuse in an element of a kind of block, such as "actions"."""
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in WHERE[block]:
        yield f"not a button, and nothing else for {block}: {element!r}"
        return
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if kind in SELECTS:
        if kind in MENUS and "placeholder" not in element:
            yield f"{kind} has no placeholder"
        yield from select_problems(element)
    else:
        yield from _CHECKS[kind](element)


def select_problems(element: dict[str, Any]) -> Iterator[str]:
    """Everything that Slack would refuse in a select or picker, wherever it stands."""
    kind = element["type"]
    yield from unknown_keys(element, SELECT | SELECTS[kind])
    if "placeholder" in element:
        yield from text_problems(element["placeholder"], 150, only="plain_text")
    yield from _action_id(element)
    if "options" in SELECTS[kind]:
        yield from _chosen_from(element, kind)
    if kind == "external_select":
        least = element.get("min_query_length", 3)
        if not isinstance(least, int) or least < 0:
            yield "min_query_length is no number"
    for key, form, shape in (("initial_date", "%Y-%m-%d", "0000-00-00"), ("initial_time", "%H:%M", "00:00")):
        if key in element and not _written_as(element[key], form, shape):
            yield f"{key} is not written as {shape}: {element[key]!r}"


def option_problems(options: Any, most: int = MOST_OPTIONS, *, marked: bool = False) -> list[str]:
    """Everything that Slack would refuse in the options of a select, or in those offered for what was typed."""
    if not isinstance(options, list) or len(options) > most:
        return [f"options must be a list of at most {most}"]
    return [problem for option in options for problem in _option(option, marked=marked)]


def _chosen_from(element: dict[str, Any], kind: str) -> Iterator[str]:
    options = element.get("options")
    if not options:
        yield f"{kind} has no options"
        return
    boxes = kind not in MENUS
    yield from option_problems(options, MOST_BOXES if boxes else MOST_OPTIONS, marked=boxes)
    if kind in SEVERAL:
        chosen = element.get("initial_options", options[:1])
        if not chosen or any(option not in options for option in chosen):
            yield "initial_options are not among the options"
        if element.get("max_selected_items", 1) < 1:
            yield "max_selected_items is less than 1"
    elif "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is not among the options"


def _option(option: Any, *, marked: bool) -> Iterator[str]:
    if not isinstance(option, dict) or option.keys() - {"text", "value", "description"}:
        yield f"not an option: {option!r}"
        return
    for key in ("text", "description"):
        if key == "text" or key in option:
            yield from text_problems(option.get(key), 75, only=None if marked else "plain_text")
    if not isinstance(option.get("value"), str) or not 0 < len(option["value"]) <= 150:
        yield "the value of an option has no 1 to 150 characters"


def _button(button: dict[str, Any]) -> Iterator[str]:
    yield from unknown_keys(button, BUTTON)
    yield from text_problems(button.get("text"), 75, only="plain_text")
    yield from _action_id(button)
    yield from _value(button)
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"unknown style {button['style']!r}"
    address = button.get("url", "https://")
    if not isinstance(address, str) or len(address) > 3000 or not address.startswith(("http://", "https://")):
        yield f"not an address of at most 3,000 characters: {str(address)[:80]!r}"


def _icon_button(button: dict[str, Any]) -> Iterator[str]:
    yield from unknown_keys(button, ICON_BUTTON)
    yield from text_problems(button.get("text"), 75, only="plain_text")
    yield from _action_id(button)
    yield from _value(button)
    if button.get("icon") != "trash":
        yield f"unknown icon {button.get('icon')!r}"
    if "visible_to_user_ids" in button:
        yield from count_problems("visible_to_user_ids", button["visible_to_user_ids"], 10)


def _feedback(element: dict[str, Any]) -> Iterator[str]:
    yield from unknown_keys(element, FEEDBACK)
    yield from _action_id(element)
    for side in ("positive_button", "negative_button"):
        button = element.get(side)
        if not isinstance(button, dict) or not button.get("value"):
            yield f"{side} has no value"
            continue
        yield from unknown_keys(button, {"text", "value", "accessibility_label"})
        yield from text_problems(button.get("text"), 75, only="plain_text")
        yield from _value(button)


def _value(button: dict[str, Any]) -> Iterator[str]:
    if len(str(button.get("value", ""))) > 2000:
        yield "value has more than 2,000 characters"
    if len(str(button.get("accessibility_label", ""))) > 75:
        yield "accessibility_label has more than 75 characters"


def _confirm(confirm: Any) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield f"not a confirmation: {confirm!r}"
        return
    yield from unknown_keys(confirm, {"title", "text", "confirm", "deny", "style"})
    for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from text_problems(confirm.get(part), most, only="plain_text")


def _action_id(element: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(str(element.get("action_id", ""))) <= 255:
        yield "action_id has no 1 to 255 characters"


def _written_as(value: Any, form: str, shape: str) -> bool:
    try:
        dt.datetime.strptime(str(value), form)  # noqa: DTZ007 - neither has a zone
    except ValueError:
        return False
    return len(str(value)) == len(shape)


_CHECKS: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "button": _button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback,
}
