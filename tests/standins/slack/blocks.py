"""Block Kit as far as messages and Home views use it, checked: Slack publishes no schema, so the limits stand here.

Nothing of the product is imported: a mistake there must not hide itself here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.standins.slack import rich_text
from tests.standins.slack.elements import (
    SELECTS,
    SEVERAL,
    element_problems,
    option_problems,
    select_problems,
)
from tests.standins.slack.text_objects import (
    DATE,
    PING,
    count_problems,
    moment,
    mrkdwn_problems,
    text_problems,
    units,
    unknown_keys,
)

__all__ = [
    "DATE", "MOST_CHARACTERS", "PING", "SELECTS", "SEVERAL", "buttons", "characters", "links", "metadata_problems",
    "moment", "mrkdwn_problems", "option_problems", "problems", "runs", "select_problems", "selects",
    "text_problems", "texts", "units", "unknown_keys",
]  # fmt: skip

MOST_BLOCKS = {"message": 50, "home": 100, "modal": 100}
MOST_CHARACTERS = 13_200

# For each block: the keys that it must have, and those that it may have.
BLOCKS: dict[str, tuple[set[str], set[str]]] = {
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "context": ({"elements"}, set()),
    "context_actions": ({"elements"}, set()),
    "actions": ({"elements"}, set()),
    "header": ({"text"}, set()),
    "divider": (set(), set()),
    "rich_text": ({"elements"}, set()),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "input": ({"label", "element"}, {"optional", "hint", "dispatch_action"}),
    "card": (set(), {"title", "subtitle", "body", "actions"}),
    "alert": ({"text"}, {"level"}),
}
ONLY_IN = {"input": "modal", "alert": "modal", "context_actions": "message", "card": "message"}
"""The blocks that one kind of surface alone shows."""
PRESSABLE = {"button", "icon_button", "feedback_buttons", *SELECTS}
CARD = {"title": 150, "subtitle": 150, "body": 200}


def problems(blocks: Any, surface: str = "message") -> list[str]:
    """Everything that Slack would refuse in `blocks`, or show otherwise than meant, one sentence each."""
    if blocks is None and surface == "message":
        return []
    if not isinstance(blocks, list) or not blocks:
        return ["blocks must be a list with something in it"]
    return list(_check(blocks, surface))


def texts(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All text objects in blocks that a person reads as running text, in reading order; labels of buttons not.

    Each item of a list and each line of small print is one.
    """
    for block in blocks:
        if block.get("type") == "rich_text":
            parts = (item for part in block["elements"] for item in rich_text.paragraphs(part))
            yield from ({"type": "rich_text", "text": rich_text.read_part(part)} for part in parts)
            continue
        if block.get("type") == "context":
            yield from ({**part, "text": line} for part in block["elements"] for line in part["text"].split("\n"))
            continue
        for part in (*map(block.get, ("text", *CARD)), *block.get("fields", ()), *block.get("elements", ())):
            if isinstance(part, dict) and part.get("type") in {"plain_text", "mrkdwn"}:
                yield part


def runs(blocks: list[Any], style: str) -> list[str]:
    """The runs of rich text that are in a style, such as "bold" or "strike"."""
    parts = (part for block in blocks if block["type"] == "rich_text" for part in block["elements"])
    styled = (run for part in parts for run in rich_text.runs(part) if run.get("style", {}).get(style))
    return [rich_text.read_run(run) for run in styled]


def links(blocks: list[Any]) -> Iterator[tuple[str, str]]:
    """Label and address of all links in rich text and of all buttons that open an address."""
    for block in blocks:
        if block.get("type") == "rich_text":
            found = (run for part in block["elements"] for run in rich_text.runs(part) if run.get("url"))
            yield from ((rich_text.read_run(run), run["url"]) for run in found)
    yield from ((button["text"]["text"], button["url"]) for button in _pressable(blocks) if button.get("url"))


def buttons(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All that can be pressed in blocks, in reading order, each as Slack tells of it when it is pressed.

    Feedback is two buttons with one action_id. Links are not among them: see `links`.
    """
    for part in _pressable(blocks):
        if part["type"] == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                told = {key: part[key] for key in ("type", "action_id", "block_id")}
                yield {**told, "text": part[side]["text"], "value": part[side]["value"]}
        elif part["type"] in {"button", "icon_button"} and not part.get("url"):
            yield part


def selects(blocks: list[Any]) -> Iterator[dict[str, Any]]:
    """All selects and pickers in blocks, in reading order, each with its block's id."""
    return (part for part in _pressable(blocks) if part["type"] in SELECTS)


def characters(blocks: list[Any], text: str = "") -> int:
    """How many characters blocks and a message's text have together, labels too."""
    labels = [part["text"] for part in _pressable(blocks) if "text" in part]
    labels += [button["text"] for button in buttons(blocks) if button["type"] == "feedback_buttons"]
    for select in selects(blocks):
        labels += [option["text"] for option in select.get("options", ())]
        labels += [select["placeholder"]] if "placeholder" in select else []
    return units(text) + sum(units(t["text"]) for t in (*texts(blocks), *labels))


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
        for part in (*block.get("elements", ()), *(block.get("actions") or ()), block.get("accessory")):
            if isinstance(part, dict) and part.get("type") in PRESSABLE:
                yield {**part, "block_id": block.get("block_id", "")}


def _check(blocks: list[Any], surface: str) -> Iterator[str]:
    for kind in {block["type"] for block in blocks if isinstance(block, dict) and "type" in block} & ONLY_IN.keys():
        if ONLY_IN[kind] != surface:
            yield f"{kind} stands outside of a {ONLY_IN[kind]}, in a {surface}"
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks in one {surface}"
    found = [f"block {number}: {problem}" for number, block in enumerate(blocks) for problem in _block(block)]
    yield from found
    for name, ids in (
        ("block_id", [b["block_id"] for b in blocks if "block_id" in b]),
        ("action_id", [p.get("action_id") for p in _pressable(blocks)]),
    ):
        for twice in (i for i, count in Counter(ids).items() if count > 1):
            yield f"{name} {twice!r} is there more than once"
    if not found and (count := characters(blocks)) > MOST_CHARACTERS:
        yield f"{count} characters in one {surface}"


def _block(block: Any) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if kind not in BLOCKS:
        yield f"unknown type {kind!r}"
        return
    needed, allowed = BLOCKS[kind]
    yield from (f"{kind} lacks {key}" for key in sorted(needed - block.keys()))
    yield from unknown_keys(block, needed | allowed | {"type", "block_id"})
    if not 0 < len(str(block.get("block_id", "x"))) <= 255:
        yield "block_id has no 1 to 255 characters"
    yield from _inside(block)


def _inside(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _section(block)
        case "context":
            yield from count_problems("elements", block.get("elements"), 10)
            for element in block.get("elements", ()):
                yield from text_problems(element, 3000)
        case "actions" | "context_actions" as kind:
            yield from count_problems("elements", block.get("elements"), 25 if kind == "actions" else 5)
            for element in block.get("elements", ()):
                yield from element_problems(element, kind)
        case "header":
            yield from text_problems(block.get("text"), 150, only="plain_text")
        case "rich_text":
            yield from rich_text.rich_text_problems(block)
        case "card":
            yield from _card(block)
        case "alert":
            yield from _alert(block)


def _section(block: dict[str, Any]) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "section has neither text nor fields"
    if "text" in block:
        yield from text_problems(block["text"], 3000)
    if "fields" in block:
        yield from count_problems("fields", block["fields"], 10)
        for field in block["fields"]:
            yield from text_problems(field, 2000)
    if "accessory" in block:
        yield from element_problems(block["accessory"], "section")


def _alert(block: dict[str, Any]) -> Iterator[str]:
    yield from text_problems(block.get("text"), 3000)
    if block.get("level", "default") not in {"default", "info", "warning", "error", "success"}:
        yield f"unknown level {block['level']!r}"


def _card(block: dict[str, Any]) -> Iterator[str]:
    if not block.keys() & {"title", "body", "actions"}:
        yield "card has neither title nor body nor actions"
    for part in CARD.keys() & block.keys():
        yield from text_problems(block[part], CARD[part])
    for action in block.get("actions", ()):
        yield from element_problems(action, "card")
