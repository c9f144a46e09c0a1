"""The components of a message, checked: rows of the old kind, and Components V2 with all that they exclude."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

LAYOUT = 1 << 15
"""The flag of a message that consists of Components V2 alone."""
ROW, BUTTON, SELECT, SECTION, TEXT, SEPARATOR, CONTAINER, LABEL = 1, 2, 3, 9, 10, 14, 17, 18
SELECTS = {SELECT, 5, 6, 7, 8}
LINK_STYLE = 5
"""The style of a button that opens an address."""
MOST_COMPONENTS, MOST_CHARACTERS = 40, 4_000
MOST_BYTES, BYTES_PER_TEXT = 10_170, 12
"""Beyond so many bytes of all texts, with some for each text, Discord fails with a 500 (discord-api-docs#8554)."""


def is_layout(message: Json) -> bool:
    """Return whether a message has the flag of Components V2."""
    return bool((message.get("flags") or 0) & LAYOUT)


def every(components: Any) -> Iterator[Json]:
    """Yield all components, nested ones after what holds them, a section's accessory after its texts."""
    for component in components or ():
        yield component
        yield from every(component.get("components"))
        yield from every([component["accessory"]] if component.get("accessory") else ())


def numbered(components: list[Json]) -> list[Json]:
    """Copy components and give an id to each one without, as Discord does in what it tells of a message."""
    copied = copy.deepcopy(components)
    taken = {part.get("id") for part in every(copied)}
    free = (number for number in itertools.count(1) if number not in taken)
    for part in every(copied):
        part["id"] = part.get("id") or next(free)
    return copied


def displays(message: Json) -> list[str]:
    """Return the contents of all text displays, from top to bottom."""
    return [part.get("content") or "" for part in every(message.get("components")) if part.get("type") == TEXT]


def makes_discord_fail(message: Json) -> bool:
    """Return whether the texts have too many bytes, which Discord answers with an error of its own."""
    shown = displays(message)
    return sum(len(text.encode("utf-8", "surrogatepass")) + BYTES_PER_TEXT for text in shown) > MOST_BYTES


def has_container(message: Json) -> bool:
    """Return whether a container stands in a message."""
    return any(part.get("type") == CONTAINER for part in every(message.get("components")))


def layout_problems(message: Json) -> Iterator[str]:
    """Yield what is wrong with a message of Components V2, given as it is after an edit."""
    for field in ("content", "embeds", "poll", "sticker_ids"):
        if message.get(field):
            yield f"{field}: cannot be used with Components V2"
    parts = list(every(message.get("components")))
    if not parts:
        yield "components: a message of Components V2 has none"
    if len(parts) > MOST_COMPONENTS:
        yield f"components: {len(parts)} components, nested ones too, where {MOST_COMPONENTS} fit"
    if (count := sum(map(len, displays(message)))) > MOST_CHARACTERS:
        yield f"components: {count} characters of text, where {MOST_CHARACTERS} fit"
    for part in parts:
        yield from _nested(part)
    yield from component_problems(parts)


def old_problems(message: Json) -> Iterator[str]:
    """Yield what is wrong with the rows of a message without the flag."""
    rows = message.get("components") or []
    if len(rows) > 5:
        yield "components: more than 5 rows"
    for kind in sorted({row.get("type") for row in rows} - {ROW}):
        yield f"components: the type {kind} needs the flag of Components V2"
    yield from component_problems(list(every(rows)))


def component_problems(parts: list[Json]) -> Iterator[str]:
    """Yield what is wrong with rows, buttons and selects, wherever they stand."""
    codes = [part["custom_id"] for part in parts if part.get("custom_id") is not None]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"components: two components have the same custom_id {code}"
    numbers = [part["id"] for part in parts if part.get("id")]
    if len(numbers) != len(set(numbers)):
        yield "components: two components have the same id"
    for part in parts:
        if part.get("type") == ROW:
            yield from _row(part.get("components") or [])
        elif part.get("type") == BUTTON:
            yield from _button(part)
        elif part.get("type") == SELECT:
            yield from _select(part)


def _nested(part: Json) -> Iterator[str]:
    inside = part.get("components") or []
    if part.get("type") == CONTAINER and any(other.get("type") == CONTAINER for other in inside):
        yield "components: a container stands in a container"
    if part.get("type") == SECTION:
        if not 1 <= len(inside) <= 3 or any(other.get("type") != TEXT for other in inside):
            yield "components: a section has not 1 to 3 texts"
        if not part.get("accessory"):
            yield "components: a section has no accessory"
    if part.get("type") == TEXT and not (part.get("content") or "").strip():
        yield "components: a text display is empty"


def _row(inside: list[Json]) -> Iterator[str]:
    kinds = [part.get("type") for part in inside]
    if not 1 <= len(kinds) <= 5:
        yield f"components: a row has {len(kinds)} components, not 1 to 5"
    if SELECTS & set(kinds) and len(kinds) > 1:
        yield "components: a select shares its row"
    for kind in set(kinds) - SELECTS - {BUTTON}:
        yield f"components: the type {kind} stands in a row"


def _button(button: Json) -> Iterator[str]:
    label = button.get("label") or ""
    if not (label.strip() or button.get("emoji")):
        yield "components: a button has neither label nor emoji"
    if len(label) > 80:
        yield f"components: the label of a button has {len(label)} characters, where 80 fit"
    yield from _code(button, needed=button.get("style") != LINK_STYLE)
    if button.get("style") == LINK_STYLE:
        if not button.get("url") or len(button["url"]) > 512:
            yield "components: a link button has no address of at most 512 characters"
        elif not button["url"].startswith(("http://", "https://", "discord://")):
            yield f"components: a link button leads to {button['url'][:40]}"
    elif button.get("url"):
        yield "components: a button that is no link has an address"


def _select(select: Json) -> Iterator[str]:
    options = select.get("options") or []
    yield from _code(select, needed=True)
    if not 1 <= len(options) <= 25:
        yield f"components: a select has {len(options)} options, not 1 to 25"
    yield from choice_problems([(option.get("label"), option.get("value")) for option in options])
    if len(options) != len({option.get("value") for option in options}):
        yield "components: two options of a select have the same value"
    if len(select.get("placeholder") or "") > 150:
        yield "components: a placeholder is longer than 150"
    least, most = (1 if select.get(name) is None else select[name] for name in ("min_values", "max_values"))
    if not 0 <= least <= most <= len(options):
        yield f"components: {least} to {most} of {len(options)} options are to be chosen"
    if sum(bool(option.get("default")) for option in options) > most:
        yield "components: more options are chosen at first than may be"


def _code(part: Json, *, needed: bool) -> Iterator[str]:
    code = part.get("custom_id")
    if needed and not 1 <= len(code or "") <= 100:
        yield "components: a custom_id has not 1 to 100 characters"
    if not needed and code is not None:
        yield "components: a link button has a custom_id"


def choice_problems(choices: list[tuple[Any, Any]]) -> Iterator[str]:
    """Of what is offered for an option, or stands in a select: all is trimmed and then may not be empty."""
    for choice in choices:
        if not all(isinstance(part, str) and 1 <= len(part.strip()) <= 100 for part in choice):
            yield f"a choice is empty or too long: {str(choice)[:200]}"
