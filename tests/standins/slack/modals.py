"""Modals, checked as strictly as Slack checks them, and what a person fills into their fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.standins.slack import blocks as kit

MODAL = {
    "type", "title", "blocks", "submit", "close", "callback_id", "private_metadata", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip
TEXT_INPUT = {"type", "action_id", "multiline", "max_length", "min_length", "initial_value", "placeholder"}


def problems(view: Any) -> list[str]:
    """Everything that Slack would refuse in a modal, one sentence each."""
    if not isinstance(view, dict) or view.get("type") != "modal":
        return [f"not a modal: {view!r}"]
    inputs = [block for block in view.get("blocks") or () if block.get("type") == "input"]
    found = (problem for block in inputs for problem in _input(block))
    return [*_around(view), *kit.problems(view.get("blocks"), "modal"), *found]


def _around(view: dict[str, Any]) -> Iterator[str]:
    yield from (f"a modal has an unknown {key}" for key in sorted(view.keys() - MODAL))
    for part in ("title", "submit", "close"):
        if part in view or part == "title":
            yield from kit.text_problems(view.get(part), 24, only="plain_text")
    if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks") or ()):
        yield "a modal with inputs has no submit"
    if len(str(view.get("callback_id", ""))) > 255:
        yield "callback_id has more than 255 characters"
    if len(str(view.get("private_metadata", ""))) > 3_000:
        yield "private_metadata has more than 3,000 characters"


def _input(block: dict[str, Any]) -> Iterator[str]:
    yield from kit.text_problems(block.get("label"), 2_000, only="plain_text")
    if "hint" in block:
        yield from kit.text_problems(block["hint"], 2_000, only="plain_text")
    element: dict[str, Any] = block.get("element") or {}
    kind = element.get("type")
    if kind in kit.SELECTS:
        yield from kit.select_problems(element)
    elif kind == "plain_text_input":
        yield from _text_input(element)
    else:
        yield f"not something to fill in: {element!r}"


def _text_input(element: dict[str, Any]) -> Iterator[str]:
    yield from (f"plain_text_input has an unknown {key}" for key in sorted(element.keys() - TEXT_INPUT))
    if "placeholder" in element:
        yield from kit.text_problems(element["placeholder"], 150, only="plain_text")
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if not isinstance(least, int) or not 0 <= least <= 3_000:
        yield "min_length is not 0 to 3,000"
    if not isinstance(most, int) or not 0 < most <= 3_000:
        yield "max_length is not 1 to 3,000"
    elif kit.units(str(element.get("initial_value", ""))) > most:
        yield f"initial_value is longer than the {most} characters of max_length"


def fill_in(view: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """Fill in fields by their labels, and give the state of all as Slack tells it.

    A person types a text, or the label of a choice; what they leave alone stays as it was shown. Fails if Slack would
    not let them send that.
    """
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    labels = {block["label"]["text"] for block in inputs}
    assert typed.keys() <= labels, f"there is no field {sorted(typed.keys() - labels)}"
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block, typed.get(block["label"]["text"]))}
        for block in inputs
    }


def answer_problems(view: dict[str, Any], answer: Any) -> list[str]:
    """Everything that Slack would refuse in the answer to a modal that was sent; nothing closes it."""
    if answer is None:
        return []
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if not isinstance(errors, dict) or not errors or answer.keys() != {"response_action", "errors"}:
        return [f"the acknowledgement closes nothing: {answer}"]
    named = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    return [f"an error at {name}, which is no input" for name in errors.keys() - named] + [
        f"the error at {name} is empty" for name, error in errors.items() if not str(error).strip()
    ]


def _state(block: dict[str, Any], typed: str | None) -> dict[str, Any]:
    element, name = block["element"], block["label"]["text"]
    if element["type"] in kit.SELECTS:
        chosen = _chosen(element, typed)
        assert any(chosen.values()) or block.get("optional"), f"{name} must be chosen"
        return {"type": element["type"], **chosen}
    value = element.get("initial_value") if typed is None else typed
    assert value or block.get("optional"), f"{name} must be filled in"
    assert not value or kit.units(value) >= element.get("min_length", 0), f"{name} needs more"
    assert kit.units(value or "") <= element.get("max_length", 3_000), f"{name} takes no more"
    return {"type": element["type"], "value": value or None}


def _chosen(element: dict[str, Any], typed: str | None) -> dict[str, Any]:
    """What is chosen of a select or picker: by label, a line for each of several; else what was shown."""
    for part in ("date", "time"):
        if element["type"] == f"{part}picker":
            return {f"selected_{part}": element.get(f"initial_{part}") if typed is None else typed}
    several = element["type"] in kit.SEVERAL
    key = "options" if several else "option"
    if typed is None:
        return {f"selected_{key}": element.get(f"initial_{key}") or ([] if several else None)}
    labels = typed.splitlines() if several else [typed]
    chosen = [option for option in element["options"] if option["text"]["text"] in labels]
    assert len(chosen) == len(labels), f"not among the choices: {labels}"
    return {f"selected_{key}": chosen if several else chosen[0]}


def still_open(view: dict[str, Any], state: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """Return a modal as it stays open after errors: with what was filled in, and the errors at the fields."""
    blocks = [
        {**block, "element": _refilled(block["element"], next(iter(state[block["block_id"]].values())))}
        if block["type"] == "input"
        else block
        for block in view["blocks"]
    ]
    return {**view, "blocks": blocks, "errors": errors}


def _refilled(element: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """A field with what is filled in, as a modal that opens with it would have it."""
    empty = {key: value for key, value in element.items() if not key.startswith("initial_")}
    filled = {f"initial_{key.removeprefix('selected_')}": value for key, value in state.items() if value}
    return empty | {key: value for key, value in filled.items() if key != "initial_type"}
