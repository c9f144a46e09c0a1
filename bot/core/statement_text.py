"""Write a statement as a JSON text and read it again: what the store has of it, and what its hash is made of."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from bot.core.models import Fact, Quote, Review, Source, Statement

_KINDS: Final[dict[str, type[Fact] | type[Quote]]] = {"fact": Fact, "quote": Quote}
_DAYS: Final = frozenset(("published", "as_of", "valid_from", "valid_until", "said", "checked", "due"))
_LISTS: Final = frozenset(("questions", "supersedes", "tags", "audience"))
_PARTS: Final[dict[str, Callable[..., Any]]] = {"source": Source, "review": Review}


def to_text(statement: Statement) -> str:
    """Write a statement with all that it says, without its origin. Equal statements have equal texts."""
    kind = "fact" if isinstance(statement, Fact) else "quote"
    return json.dumps({"kind": kind, **_data(statement)}, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Statement:
    """Read a statement from the text that `to_text` made of it. Raises ValueError, KeyError or TypeError."""
    data = json.loads(text)
    return _KINDS[data.pop("kind")](**_values(data))


def fingerprint(statement: Statement) -> str:
    """Return a hash of all that a statement says itself: not whether others replaced it, nor its origin."""
    active = dataclasses.replace(statement, status="active") if statement.status == "superseded" else statement
    return hashlib.sha256(to_text(active).encode("utf-8", "surrogatepass")).hexdigest()


def _data(part: Any) -> dict[str, Any]:
    """Return the fields of a dataclass that are not empty, as JSON has them."""
    values = ((field.name, getattr(part, field.name)) for field in dataclasses.fields(part) if field.name != "origin")
    return {name: _plain(value) for name, value in values if value not in ("", (), None)}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return _data(value) if dataclasses.is_dataclass(value) else value


def _values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in data.items()}


def _value(name: str, value: Any) -> Any:
    if name in _DAYS:
        return dt.date.fromisoformat(value)
    if name in _LISTS:
        return tuple(value)
    return _PARTS[name](**_values(value)) if name in _PARTS else value
