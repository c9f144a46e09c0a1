"""Block Kit as far as messages and Home views use it, checked: Slack publishes no schema, so the limits stand here.

Nothing of the product is imported: a mistake there must not hide itself here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

MOST_BLOCKS = {"message": 50, "home": 100, "modal": 100}
MOST_CHARACTERS = 13_200
PING = re.compile(r"<[@!]|@(?:here|channel|everyone)\b", re.IGNORECASE)

# For each block: the keys that it must have, and those that it may have.
BLOCKS: dict[str, tuple[set[str], set[str]]] = {
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "context": ({"elements"}, set()),
    "actions": ({"elements"}, set()),
    "header": ({"text"}, set()),
    "divider": (set(), set()),
    "rich_text": ({"elements"}, set()),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "input": ({"label", "element"}, {"optional", "hint", "dispatch_action"}),
}
BUTTON = {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}
SELECTS: dict[str, set[str]] = {
    "static_select": {"options", "initial_option"},
    "external_select": {"min_query_length", "initial_option"},
}
SELECT = {"type", "action_id", "placeholder", "confirm", "focus_on_load"}
MOST_OPTIONS = 100


def problems(blocks: Any, surface: str = "message") -> list[str]:
    """Everything that Slack would refuse in `blocks`, or show otherwise than meant, one sentence each."""
    if blocks is None and surface == "message":
        return []
    if not isinstance(blocks, list) or not blocks:
        return ["blocks must be a list with something in it"]
    return list(_check(blocks, surface))


def texts(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All text objects in blocks that a person reads as running text, in reading order; labels of buttons not."""
    for block in blocks:
        for part in (block.get("text"), *block.get("fields", ()), *block.get("elements", ())):
            if isinstance(part, dict) and part.get("type") in {"plain_text", "mrkdwn"}:
                yield part
            elif block.get("type") == "rich_text" and part:
                yield {"type": "rich_text", "text": "".join(run.get("text", "") for run in part["elements"])}


def runs(blocks: list[Any], style: str) -> list[str]:
    """The runs of rich text that are in a style, such as "bold" or "strike"."""
    parts = (part for block in blocks if block["type"] == "rich_text" for part in block["elements"])
    return [run["text"] for part in parts for run in part["elements"] if run.get("style", {}).get(style)]


def buttons(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All buttons in blocks, in reading order, each with its block's id."""
    return (part for part in _pressable(blocks) if part["type"] == "button")


def selects(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All selects in blocks, in reading order, each with its block's id."""
    return (part for part in _pressable(blocks) if part["type"] in SELECTS)


def characters(blocks: list[Any], text: str = "") -> int:
    """How many characters blocks and a message's text have together, labels too."""
    labels = [b["text"] for b in buttons(blocks)]
    for select in selects(blocks):
        labels += [select["placeholder"], *(option["text"] for option in select.get("options", ()))]
    return units(text) + sum(units(t["text"]) for t in (*texts(blocks), *labels))


def option_problems(options: Any) -> list[str]:
    """Everything that Slack would refuse in the options of a select, or in those offered for what was typed."""
    if not isinstance(options, list) or len(options) > MOST_OPTIONS:
        return [f"options must be a list of at most {MOST_OPTIONS}"]
    return [problem for option in options for problem in _option(option)]


def metadata_problems(metadata: Any) -> list[str]:
    """Everything that Slack would refuse in the metadata of a message."""
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        return [f"not metadata: {metadata!r}"]
    kind, payload = metadata["event_type"], metadata["event_payload"]
    found = [] if isinstance(kind, str) and re.fullmatch(r"\w{1,255}", kind) else [f"no event_type: {kind!r}"]
    if not isinstance(payload, dict) or not all(isinstance(value, str | int | bool) for value in payload.values()):
        found.append(f"no event_payload: {payload!r}")
    return found


def _pressable(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        for part in (*block.get("elements", ()), block.get("accessory")):
            if isinstance(part, dict) and part.get("type") in {"button", *SELECTS}:
                yield {**part, "block_id": block.get("block_id", "")}


def _check(blocks: list[Any], surface: str) -> Iterator[str]:
    if surface != "modal" and any(isinstance(block, dict) and block.get("type") == "input" for block in blocks):
        yield f"there is something to fill in outside of a modal, in a {surface}"
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks in one {surface}"
    for number, block in enumerate(blocks):
        for problem in _block(block):
            yield f"block {number}: {problem}"
    for name, ids in (
        ("block_id", [b["block_id"] for b in blocks if "block_id" in b]),
        ("action_id", [p.get("action_id") for p in _pressable(blocks)]),
    ):
        for twice in (i for i, count in Counter(ids).items() if count > 1):
            yield f"{name} {twice!r} is there more than once"
    if (count := characters(blocks)) > MOST_CHARACTERS:
        yield f"{count} characters in one {surface}"


def _block(block: Any) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in BLOCKS:
        yield f"unknown type {kind!r}"
        return
    needed, allowed = BLOCKS[kind]
    yield from (f"{kind} lacks {key}" for key in sorted(needed - block.keys()))
    yield from (
        f"{kind} has an unknown {key}" for key in sorted(block.keys() - needed - allowed - {"type", "block_id"})
    )
    if not 0 < len(str(block.get("block_id", "x"))) <= 255:
        yield "block_id has no 1 to 255 characters"
    yield from _inside(block)


def _inside(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _section(block)
        case "context":
            yield from _count("elements", block.get("elements"), 10)
            for element in block.get("elements", ()):
                yield from text_problems(element, 3000)
        case "actions":
            yield from _count("elements", block.get("elements"), 25)
            for element in block.get("elements", ()):
                yield from _element(element)
        case "header":
            yield from text_problems(block.get("text"), 150, only="plain_text")
        case "rich_text":
            yield from _count("elements", block.get("elements"), 50)
            for part in block.get("elements", ()):
                yield from _rich(part)


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "section has neither text nor fields"
    if "text" in block:
        yield from text_problems(block["text"], 3000)
    if "fields" in block:
        yield from _count("fields", block["fields"], 10)
        for field in block["fields"]:
            yield from text_problems(field, 2000)
    if "accessory" in block:
        yield from _element(block["accessory"])


def _rich(part: Any) -> Iterator[str]:
    if part.get("type") not in {"rich_text_section", "rich_text_quote"}:
        yield f"not a part of rich text: {part!r}"
        return
    yield from _count("elements of rich text", part.get("elements"), 1_000)
    for run in part.get("elements", ()):
        if run.get("type") != "text" or run.keys() - {"type", "text", "style"}:
            yield f"not a run of text: {run!r}"
        if not isinstance(run.get("text"), str) or not run["text"]:
            yield "a run of rich text is empty"
        style = run.get("style", {"bold": True})
        if not style or style.keys() - {"bold", "italic", "strike", "code"} or set(style.values()) - {True, False}:
            yield f"unknown style {style!r}"
    if sum(units(str(run.get("text"))) for run in part.get("elements", ())) > 3000:
        yield "a part of rich text has more than 3,000 characters"


def _element(element: Any) -> Iterator[str]:
    kind = element.get("type") if isinstance(element, dict) else None
    if kind not in SELECTS:
        yield from _button(element)
        return
    if "placeholder" not in element:
        yield f"{kind} has no placeholder"
    yield from select_problems(element)


def select_problems(element: dict[str, Any]) -> Iterator[str]:
    """Everything that Slack would refuse in a select, wherever it stands."""
    kind = element["type"]
    yield from (f"{kind} has an unknown {key}" for key in sorted(element.keys() - SELECT - SELECTS[kind]))
    if "placeholder" in element:
        yield from text_problems(element["placeholder"], 150, only="plain_text")
    yield from _action_id(element)
    if kind == "static_select":
        if not element.get("options"):
            yield "static_select has no options"
        yield from option_problems(element.get("options"))
    elif not isinstance(element.get("min_query_length", 3), int) or element.get("min_query_length", 3) < 0:
        yield "min_query_length is no number"


def _option(option: Any) -> Iterator[str]:
    if not isinstance(option, dict) or option.keys() - {"text", "value", "description"}:
        yield f"not an option: {option!r}"
        return
    yield from text_problems(option.get("text"), 75, only="plain_text")
    if not isinstance(option.get("value"), str) or not 0 < len(option["value"]) <= 150:
        yield "the value of an option has no 1 to 150 characters"


def _button(button: Any) -> Iterator[str]:
    if not isinstance(button, dict) or button.get("type") != "button":
        yield f"not a button: {button!r}"
        return
    yield from (f"button has an unknown {key}" for key in sorted(button.keys() - BUTTON))
    yield from text_problems(button.get("text"), 75, only="plain_text")
    yield from _action_id(button)
    if len(str(button.get("value", ""))) > 2000:
        yield "value has more than 2,000 characters"
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"unknown style {button['style']!r}"


def _action_id(element: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(str(element.get("action_id", ""))) <= 255:
        yield "action_id has no 1 to 255 characters"


def text_problems(text: Any, most: int, only: str | None = None) -> Iterator[str]:
    """Everything that Slack would refuse in a text object."""
    kind = text.get("type") if isinstance(text, dict) else None
    if kind not in {"plain_text", "mrkdwn"} or (only and kind != only):
        yield f"not a {only or 'text object'}: {text!r}"
        return
    extra = {"emoji"} if kind == "plain_text" else {"verbatim"}
    yield from (f"{kind} has an unknown {key}" for key in sorted(text.keys() - {"type", "text"} - extra))
    words = text.get("text")
    if not isinstance(words, str) or not words.strip():
        yield f"{kind} is empty"
    elif units(words) > most:
        yield f"{kind} of {units(words)} characters, where {most} fit"
    elif kind == "mrkdwn" and PING.search(words):
        yield f"mrkdwn pings somebody: {words!r}"


def _count(name: str, parts: Any, most: int) -> Iterator[str]:
    if not isinstance(parts, list) or not 0 < len(parts) <= most:
        yield f"{name} must be 1 to {most}"


def units(text: str) -> int:
    """Count a text's characters as Slack may: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
