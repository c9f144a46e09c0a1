"""What can be pressed under a message of Slack: buttons, links, feedback and menus with choices. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.adapters.slack.blocks import LABEL, Block, fit, plain
from bot.core.controls import Button, ButtonStyle, Feedback, Link, Picker
from bot.core.events import Choice

MOST_QUIET = 5
"""Most elements in one block of `quiet_actions`."""
LINK = "link"
"""The beginning of the action_id of a button that only opens an address."""
_PLACEHOLDER = 150
_SEPARATOR = "|"
"""Separates the parts of a picker's action_id."""
_SIGNS = re.compile(r"\A\W+")
_STYLES: dict[ButtonStyle, Block] = {"normal": {}, "main": {"style": "primary"}, "danger": {"style": "danger"}}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def quiet_actions(*elements: Block) -> Block:
    """Make a line of small signs. Only messages have it, and not views."""
    return {"type": "context_actions", "elements": list(elements)}


def button(button: Button) -> Block:
    """Make a button. `numbered` adds a number to its action_id, which must be unique in a message."""
    return {"type": "button", "action_id": button.action.name, **_pressed(button), **_STYLES[button.style]}


def link(link: Link) -> Block:
    """Make a button that opens an address. Slack tells the bot of each press, too."""
    return {"type": "button", "action_id": LINK, "text": plain(link.label, LABEL), "url": link.url}


def icon(button: Button) -> Block:
    """Make a small sign that only one person sees. Slack has only one sign: a bin."""
    return {
        "type": "icon_button",
        "icon": "trash",
        "action_id": button.action.name,
        **_pressed(button),
        "accessibility_label": _spoken(button.label),
        "visible_to_user_ids": [button.only_for],
    }


def feedback(feedback: Feedback) -> Block:
    """Make the two thumbs by which people say if an answer was good; the labels appear on pointing at them."""
    helpful, wrong = (
        {**_pressed(each), "accessibility_label": _spoken(each.label)} for each in (feedback.helpful, feedback.wrong)
    )
    return {
        "type": "feedback_buttons",
        "action_id": feedback.helpful.action.name,
        "positive_button": helpful,
        "negative_button": wrong,
    }


def numbered(made: list[Block]) -> list[Block]:
    """Number everything in a message but its pickers: an action_id must be unique there."""
    parts = [part for block in made for part in (*block.get("elements", ()), block.get("accessory"))]
    pressable = (part for part in parts if part and part["type"] in {"button", "icon_button", "feedback_buttons"})
    for index, part in enumerate(pressable):
        part["action_id"] = f"{part['action_id']}-{index}"
    return made


def _spoken(label: str) -> str:
    """Return what a screen reader says of a sign, without the emoji before the label."""
    return fit(_SIGNS.sub("", label) or label, LABEL)


def _pressed(button: Button) -> Block:
    return {"text": plain(button.label, LABEL), "value": button.action.code}


# ---------------------------------------------------------------- pickers


def is_settled(picker: Picker) -> bool:
    """Return whether a picker shows choices instead of its label, so that the label must be beside it."""
    return bool(picker.chosen) or picker.most > 1


def select(picker: Picker) -> Block | None:
    """Make a picker; None if it would be empty. Its action_id says how to handle a choice and what somebody types.

    Slack accepts one for several choices only beside a text.
    """
    block = {"action_id": picker.action.code, "placeholder": plain(picker.label, _PLACEHOLDER), **_chosen(picker)}
    if picker.completes and picker.most == 1:
        action_id = _SEPARATOR.join((picker.action.code, picker.completes.command, picker.completes.option))
        return {**block, "type": "external_select", "action_id": action_id, "min_query_length": 0}
    if not picker.choices:
        return None
    entries = {"options": options(picker.choices)}
    if picker.most == 1:
        return {**block, "type": "static_select", **entries}
    return {**block, "type": "multi_static_select", **entries, "max_selected_items": picker.most}


def options(choices: Sequence[Choice]) -> list[Block]:
    """Make the entries of a picker."""
    return [{"text": plain(choice.label, LABEL), "value": choice.value} for choice in choices]


def read_select(action_id: str) -> tuple[str, str, str]:
    """Split a picker's action_id into code, command and option.

    A choice completes the code. Command and option are empty if the picker has all its choices from the start.
    """
    code, _, rest = action_id.partition(_SEPARATOR)
    command, _, option = rest.partition(_SEPARATOR)
    return code, command, option


def _chosen(picker: Picker) -> Block:
    """Return the entries that are chosen already. Slack accepts only those that the picker has."""
    chosen = options([choice for choice in picker.choices if choice.value in picker.chosen])[: picker.most]
    if not chosen:
        return {}
    return {"initial_options": chosen} if picker.most > 1 else {"initial_option": chosen[0]}
