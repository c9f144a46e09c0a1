"""Whether Discord would take a request: its own API specification, and the limits that this leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema

Json: TypeAlias = dict[str, Any]

SPECIFICATION = Path(__file__).with_name("openapi.json")
"""The parts of Discord's API specification that are needed here; MIT license."""

MODAL = 9
"""Type of an answer to an interaction."""


def problems(method: str, route: str, body: Any) -> list[str]:
    """What is wrong with `body` as a request of `method` to `route`, such as "/channels/{channel_id}/messages"."""
    validator = _validators().get((method.lower(), route))
    if validator is None:
        return []
    found = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]
    if route.endswith("/channels"):
        return found
    if route.endswith("/commands"):
        found += _command_problems(body)
    if route.endswith("/callback") and body.get("type") == MODAL:
        return found + list(_modal_problems(body.get("data") or {}))
    message = (body.get("data") or {}) if route.endswith("/callback") else body
    if isinstance(message, dict):
        found += _message_problems(message, may_be_empty=route.endswith("/callback") and body.get("type") in (5, 6, 8))
        found += _choice_problems([(c.get("name"), c.get("value")) for c in message.get("choices") or ()])
    return found


def query_problems(method: str, route: str, query: Mapping[str, str]) -> list[str]:
    """What is wrong with the parameters of a request."""
    known = _parameters().get((method.lower(), route), {})
    found = [f"the parameter {name} is not known" for name in query if known and name not in known]
    for name, (number, validator) in known.items():
        if (value := query.get(name)) is not None:
            read = int(value) if number and value.isdigit() else value
            found += [f"{name}: {error.message}" for error in validator.iter_errors(read)]
    return found


@cache
def _parameters() -> dict[tuple[str, str], dict[str, tuple[bool, jsonschema.Draft202012Validator]]]:
    """Of each request the parameters by name: whether it is a number, and what it must be like."""
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    return {
        (method, route): {
            told["name"]: (
                told["schema"].get("type") == "integer",
                jsonschema.Draft202012Validator({**told["schema"], "components": specification["components"]}),
            )
            for told in operation["parameters"]
        }
        for route, operations in specification["paths"].items()
        for method, operation in operations.items()
        if "parameters" in operation
    }


@cache
def _validators() -> dict[tuple[str, str], jsonschema.Draft202012Validator]:
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    for schema in specification["components"]["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False  # a key that is misspelt is a mistake, too
    return {
        (method, route): jsonschema.Draft202012Validator(
            {**operation["requestBody"]["content"]["application/json"]["schema"], **specification}
        )
        for route, operations in specification["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }


def _message_problems(message: Json, *, may_be_empty: bool) -> Iterator[str]:
    embeds, rows = message.get("embeds") or [], message.get("components") or []
    if not (may_be_empty or message.get("content") or embeds or rows):
        yield "the message is empty"
    if len(message.get("content") or "") > 2000:
        yield "content is longer than 2,000"
    yield from _embed_problems(embeds)
    yield from _row_problems(rows)
    if not may_be_empty and message.get("allowed_mentions") != {"parse": [], "replied_user": False}:
        yield "the message may ping somebody"


def _embed_problems(embeds: list[Json]) -> Iterator[str]:
    total = 0
    for embed in embeds:
        parts = {
            "title": (embed.get("title"), 256),
            "description": (embed.get("description"), 4096),
            "footer": ((embed.get("footer") or {}).get("text"), 2048),
            "author": ((embed.get("author") or {}).get("name"), 256),
        }
        fields = embed.get("fields") or []
        for index, field in enumerate(fields):
            parts[f"name {index}"] = (field.get("name"), 256)
            parts[f"value {index}"] = (field.get("value"), 1024)
            if not (field.get("name") or "").strip() or not (field.get("value") or "").strip():
                yield f"field {index} is empty"
        if len(fields) > 25:
            yield "more than 25 fields"
        for name, (text, limit) in parts.items():
            if len(text or "") > limit:
                yield f"{name} of the embed is longer than {limit}"
            total += len(text or "")
    if total > 6000:
        yield f"the embeds hold {total} characters together"


def _row_problems(rows: list[Json]) -> Iterator[str]:
    if len(rows) > 5:
        yield "more than 5 rows"
    components = [component for row in rows for component in row.get("components") or []]
    codes = [component.get("custom_id") for component in components]
    if len(codes) != len(set(codes)):
        yield "two components have the same custom_id"
    if any(component.get("type") == 2 and not component.get("label") for component in components):
        yield "a button has no label"
    selects = [component for component in components if component.get("type") == 3]
    for select in selects:
        choices = [(option.get("label"), option.get("value")) for option in select.get("options") or ()]
        yield from _choice_problems(choices)
        if len(choices) != len({value for _, value in choices}):
            yield "two options of a select have the same value"
    if any(len(row["components"]) > 1 for row in rows for select in selects if select in row.get("components", ())):
        yield "a select shares its row"


def _modal_problems(modal: Json) -> Iterator[str]:
    labels = modal.get("components") or []
    fields = [label.get("component") or {} for label in labels]
    if len(labels) > 5:
        yield "more than 5 fields"
    if len({field.get("custom_id") for field in fields}) != len(fields):
        yield "two fields have the same custom_id"
    for field in fields:
        if field.get("label"):
            yield "a text input inside of a label has a label of its own"
        if len(field.get("value") or "") > (field.get("max_length") or 4000):
            yield "a value is longer than its field"
        if field.get("type") == 3:
            options = field.get("options") or ()
            yield from _choice_problems([(option.get("label"), option.get("value")) for option in options])
            if sum(bool(option.get("default")) for option in options) > field.get("max_values", 1):
                yield "more options are chosen at first than may be"
            if field.get("required", True) and field.get("min_values", 1) < 1:
                yield "a select is required, and nothing need be chosen in it"


def _choice_problems(choices: list[tuple[Any, Any]]) -> Iterator[str]:
    """Of what is offered for an option, or stands in a select: all is trimmed and then may not be empty."""
    for choice in choices:
        if not all(isinstance(part, str) and 1 <= len(part.strip()) <= 100 for part in choice):
            yield f"a choice is empty or too long: {str(choice)[:200]}"


def _command_problems(commands: list[Json]) -> Iterator[str]:
    names = [(command.get("type", 1), command.get("name")) for command in commands]
    if len(names) != len(set(names)):
        yield "two commands of a type have the same name"
    if sum(kind == 3 for kind, _ in names) > 5:
        yield "more than 5 commands for messages"
    for command in commands:
        name = command.get("name", "")
        if command.get("type", 1) == 3:
            if command.get("description") or command.get("options"):
                yield f"{name}: a command for messages has neither description nor options"
        elif not re.fullmatch(r"[-_\w]{1,32}", name) or name != name.lower() or not command.get("description"):
            yield f"{name}: not the name of a slash command, or it has no description"
        required = [bool(option.get("required")) for option in command.get("options") or ()]
        if required != sorted(required, reverse=True):
            yield f"{name}: an option that is required comes after one that is not"
