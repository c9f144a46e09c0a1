"""Whether Discord would take a request body: its own API specification, and the limits that this leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema

Json: TypeAlias = dict[str, Any]

SPECIFICATION = Path(__file__).with_name("openapi.json")
"""The parts of Discord's API specification that are needed here; MIT license."""


def problems(method: str, route: str, body: Any) -> list[str]:
    """What is wrong with `body` as a request of `method` to `route`, such as "/channels/{channel_id}/messages"."""
    validator = _validators().get((method.lower(), route))
    if validator is None:
        return []
    found = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]
    message = (body.get("data") or {}) if route.endswith("/callback") else body
    if isinstance(message, dict):
        found += _message_problems(message, may_be_empty=route.endswith("/callback") and body.get("type") in (5, 6, 8))
    return found


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
    codes = [button.get("custom_id") for row in rows for button in row.get("components") or []]
    if len(codes) != len(set(codes)):
        yield "two buttons have the same custom_id"
    for row in rows:
        for button in row.get("components") or []:
            if not button.get("label"):
                yield "a button has no label"
