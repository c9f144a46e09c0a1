"""Whether Discord would take a request: its own API specification, and the limits that this leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema

from tests.standins.discord.commands import command_problems
from tests.standins.discord.components import choice_problems, is_layout, layout_problems, old_problems

Json: TypeAlias = dict[str, Any]

SPECIFICATION = Path(__file__).with_name("openapi.json")
"""The parts of Discord's API specification that are needed here; MIT license."""

MODAL = 9
"""Type of an answer to an interaction."""


def problems(method: str, route: str, body: Any, before: Json | None = None) -> list[str]:
    """What is wrong with `body` as a request of `method` to `route`, such as "/channels/{channel_id}/messages".

    `before` is the message that the request edits, if there is one.
    """
    validator = _validators().get((method.lower(), route))
    if validator is None:
        return []
    errors = (leaf for error in validator.iter_errors(body) for leaf in _leaves(error))
    found = [f"{error.json_path}: {error.message[:300]}" for error in errors]
    if route.endswith("/channels"):
        return found
    if route.endswith("/commands"):
        return found + list(command_problems(body or []))
    if route.endswith("/callback") and body.get("type") == MODAL:
        return found + list(_modal_problems(body.get("data") or {}))
    message = (body.get("data") or {}) if route.endswith("/callback") else body
    if isinstance(message, dict):
        may_be_empty = route.endswith("/callback") and body.get("type") in (5, 6, 8)
        found += _message_problems(message, before or {}, may_be_empty=may_be_empty)
        found += choice_problems([(c.get("name"), c.get("value")) for c in message.get("choices") or ()])
    return found


def error_tree(found: list[str]) -> Json:
    """What Discord says under "errors": each problem at its path, as far as the problem names one."""
    tree: Json = {}
    for problem in found:
        path, colon, message = problem.partition(": ")
        place = tree
        for step in re.findall(r"\w+", path) if colon and re.fullmatch(r"[$\w.\[\]]+", path) else ():
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": "STANDIN_REFUSED", "message": message or problem})
    return tree


def _leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """What is wrong inside of the one kind that is meant, if its type tells which one; else the error itself."""
    kinds: dict[Any, list[jsonschema.ValidationError]] = {}
    for inner in error.context or ():
        kinds.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [inners for inners in kinds.values() if not any(list(i.relative_path) == ["type"] for i in inners)]
    if len(meant) == 1 and len(kinds) > 1:
        for inner in meant[0]:
            yield from _leaves(inner)
    else:
        yield error


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


def _message_problems(message: Json, before: Json, *, may_be_empty: bool) -> Iterator[str]:
    whole = {**before, **message}
    if is_layout(before) and not is_layout(whole):
        yield "flags: the flag of Components V2 can't be taken off a message"
    if is_layout(before) or is_layout(whole):
        if not may_be_empty:
            yield from layout_problems(whole)
    else:
        embeds, rows = whole.get("embeds") or [], whole.get("components") or []
        if not (may_be_empty or whole.get("content") or embeds or rows):
            yield "the message is empty"
        if len(whole.get("content") or "") > 2000:
            yield "content is longer than 2,000"
        yield from _embed_problems(embeds)
        yield from old_problems(whole)
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


def _modal_problems(modal: Json) -> Iterator[str]:
    labels = modal.get("components") or []
    fields = [label.get("component") or {} for label in labels if label.get("type") == 18]
    if len(labels) > 5:
        yield "more than 5 fields"
    if any(not (part.get("content") or "").strip() for part in labels if part.get("type") == 10):
        yield "a text between fields is empty"
    if len({field.get("custom_id") for field in fields}) != len(fields):
        yield "two fields have the same custom_id"
    for field in fields:
        yield from _field_problems(field)


def _field_problems(field: Json) -> Iterator[str]:
    if field.get("label"):
        yield "a text input inside of a label has a label of its own"
    if len(field.get("value") or "") > (field.get("max_length") or 4000):
        yield "a value is longer than its field"
    if (field.get("min_length") or 0) > (field.get("max_length") or 4000):
        yield "a text has to be longer than it may be"
    if field.get("required", True) and "options" in field and field.get("min_values", 1) < 1:
        yield "something must be chosen, and nothing need be chosen"
    if "options" in field:
        options, most = field["options"], field.get("max_values") or 1
        yield from choice_problems([(option.get("label"), option.get("value")) for option in options])
        if len({option.get("value") for option in options}) != len(options):
            yield "two options have the same value"
        if not (field.get("min_values") or 0) <= most <= len(options):
            yield f"{field.get('min_values')} to {most} of {len(options)} options"
        if sum(bool(option.get("default")) for option in options) > most:
            yield "more options are chosen at first than may be"
