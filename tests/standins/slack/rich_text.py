"""Rich text of Block Kit: checked, and read as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.standins.slack.text_objects import count_problems, format_problem, moment, units, unknown_keys

PARTS: dict[str, set[str]] = {
    "rich_text_section": set(),
    "rich_text_quote": {"border"},
    "rich_text_preformatted": {"border"},
    "rich_text_list": {"border", "style", "indent", "offset"},
}
"""The kinds of parts, each with what it may have beside its elements."""
RUNS: dict[str, tuple[set[str], set[str]]] = {
    "text": ({"text"}, set()),
    "link": ({"url"}, {"text", "unsafe"}),
    "emoji": ({"name"}, {"unicode", "skin_tone"}),
    "date": ({"timestamp", "format", "fallback"}, {"url", "timezone"}),
}
"""The kinds of runs that ping nobody: what each must have, and may have beside its style.

A date may lack its fallback, but then nothing is read if it can't be shown.
"""
STYLES = {"bold", "italic", "strike", "code", "underline"}


def rich_text_problems(block: dict[str, Any]) -> Iterator[str]:
    """Everything that Slack would refuse in a block of rich text."""
    yield from count_problems("elements", block.get("elements"), 50)
    for part in block.get("elements") or ():
        yield from _part(part)


def runs(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All runs of a part, those in the items of a list too."""
    for element in part.get("elements") or ():
        yield from runs(element) if element.get("type") in PARTS else [element]


def paragraphs(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a list, or the part itself."""
    return list(part["elements"]) if part.get("type") == "rich_text_list" else [part]


def read_part(part: dict[str, Any]) -> str:
    """Read a part of rich text; each item of a list is a line."""
    if part.get("type") == "rich_text_list":
        return "\n".join(read_part(item) for item in part.get("elements") or ())
    return "".join(map(read_run, runs(part)))


def read_run(run: dict[str, Any]) -> str:
    """Read a run of rich text."""
    if run.get("type") == "date":
        return moment(run["timestamp"], run["format"], str(run.get("fallback", "")))
    if run.get("type") == "emoji":
        return f":{run['name']}:"
    return str(run.get("text") or run.get("url") or "")


def _part(part: Any) -> Iterator[str]:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind not in PARTS:
        yield f"not a part of rich text: {part!r}"
        return
    yield from unknown_keys(part, {"type", "elements"} | PARTS[kind])
    if part.get("border", 0) not in (0, 1):
        yield f"border is not 0 or 1: {part['border']!r}"
    yield from count_problems("elements of rich text", part.get("elements"), 1_000)
    if kind == "rich_text_list":
        if part.get("style") not in {"bullet", "ordered"}:
            yield f"unknown style of a list {part.get('style')!r}"
        for item in part.get("elements") or ():
            yield from _part(item) if item.get("type") == "rich_text_section" else [f"not an item: {item!r}"]
        return
    wrong = [problem for run in part.get("elements") or () for problem in _run(run)]
    yield from wrong
    if not wrong and sum(units(read_run(run)) for run in runs(part)) > 3000:
        yield "a part of rich text has more than 3,000 characters"


def _run(run: Any) -> Iterator[str]:
    kind = run.get("type") if isinstance(run, dict) else None
    if kind not in RUNS:
        yield f"not a run of text: {run!r}"
        return
    needed, allowed = RUNS[kind]
    yield from unknown_keys(run, {"type", "style"} | needed | allowed)
    yield from (f"{kind} lacks {key}" for key in sorted(needed - run.keys()))
    for key in {"text", "url", "name", "fallback"} & run.keys():
        if not isinstance(run[key], str) or not run[key]:
            yield f"a run of rich text is empty: {key}"
    if "url" in run and (not str(run["url"]).startswith(("http://", "https://")) or units(str(run["url"])) > 3000):
        yield f"not an address: {str(run['url'])[:80]!r}"
    if kind == "date":
        if not isinstance(run.get("timestamp"), int):
            yield f"timestamp is no whole number: {run.get('timestamp')!r}"
        if problem := format_problem(run.get("format")):
            yield problem
    style = run.get("style", {"bold": True})
    if not style or style.keys() - STYLES or set(style.values()) - {True, False}:
        yield f"unknown style {style!r}"
