"""Make a statement from what people fill in, by the same rules as those of fact files, and the reverse."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Container, Iterable, Mapping
from itertools import count
from typing import Any, Final, Literal, TypeAlias

from bot.core.errors import UserError
from bot.core.models import Fact, Quote, Source, Statement
from bot.factfiles.fields import Read
from bot.factfiles.schema import FACT_KEYS, QUOTE_KEYS, SOURCE_KEYS, TOPIC
from bot.factfiles.typed import read_typed

Kind: TypeAlias = Literal["fact", "quote"]
Values: TypeAlias = Mapping[str, str]
"""What was filled in, by the names of the keys of a fact file; lists have one item a line."""

LABELS: Final[Mapping[str, str]] = {
    "text": "Fact",
    "words": "Words",
    "title": "Source",
    "publisher": "Publisher",
    "published": "Date of the source",
    "url": "Address",
    "topic": "Topic",
    "questions": "Questions",
    "valid_from": "True from",
    "valid_until": "True until",
    "as_of": "As of",
    "speaker": "Speaker",
    "role": "Role of the speaker",
    "about": "About",
    "said": "Said on",
    "where": "Place",
    "reported_by": "Reported by",
    "paragraph": "Paragraph",
    "tags": "Tags",
}
"""The label of each field, also in what is said about it."""
SOURCE_FIELDS: Final = ("title", "publisher", "published", "url")
FACT_FIELDS: Final = ("text", "topic", "questions", "as_of", "valid_from", "valid_until", "paragraph", "tags")
QUOTE_FIELDS: Final = (
    "text", "topic", "questions", "speaker", "role", "about", "said", "where", "reported_by", "paragraph", "tags",
)  # fmt: skip
_LISTS: Final = ("questions", "tags")
_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "fact": ("text", "title", "publisher", "published"),
    "quote": ("text", "speaker", "title", "publisher", "published"),
}
_NONE_IF_EMPTY: Final = frozenset(("published", "url", "as_of", "valid_from", "valid_until", "said", "paragraph"))
_MOST_WORDS, _LONGEST_ID = 6, 48
_THIS: Final = "The text"
"""How a sentence begins that stands beside a field."""


class ComposeError(UserError):
    """What was filled in makes no statement. Nothing is lost: the form shows it again."""

    def __init__(self, kind: Kind, problems: Mapping[str, str]) -> None:
        self.problems = problems
        """A sentence for each field that must be changed, by its name. It stands beside the field."""
        self.named = {name: f"“{label(kind, name)}”: {problem}" for name, problem in problems.items()}
        """The same sentences, with the labels of the fields."""
        super().__init__(" ".join(self.named.values()))


def composed(kind: Kind, values: Values, entry_id: str, before: Statement | None = None) -> Statement:
    """Make a statement. What no field shows, such as its status, is as `before`. Raises ComposeError."""
    problems: dict[str, str] = {}
    read = {name: _read(kind, name, values.get(name, ""), problems) for name in (*SOURCE_FIELDS, *fields_of(kind))}
    problems |= _missing(values, _NEEDED[kind])
    start, end = read.get("valid_from"), read.get("valid_until")
    if start and end and start > end:
        problems["valid_until"] = f"It is before “{LABELS['valid_from']}”."
    if problems:
        raise ComposeError(kind, problems)
    source = Source(**{name: read.pop(name) for name in SOURCE_FIELDS})
    if kind == "fact":
        read["as_of"] = read["as_of"] or source.published
    if before is not None:
        return dataclasses.replace(before, source=source, **read)
    return (Fact if kind == "fact" else Quote)(id=entry_id, source=source, **read)


def problems_of(kind: Kind, values: Values) -> dict[str, str]:
    """Return what is wrong with some fields, each by itself; a sentence for each, by its name."""
    problems: dict[str, str] = {}
    for name, typed in values.items():
        _read(kind, name, typed, problems)
    return problems | _missing(values, [name for name in _NEEDED[kind] if name in values])


def values_of(statement: Statement) -> dict[str, str]:
    """Return what a form shows of a statement. `composed` makes the same statement of it."""
    source = {name: _written(getattr(statement.source, name)) for name in SOURCE_FIELDS}
    own = {name: _written(getattr(statement, name)) for name in fields_of(kind_of(statement))}
    if own.get("as_of") == source["published"]:
        own["as_of"] = ""
    return source | own


def kind_of(statement: Statement) -> Kind:
    """Return whether it is a fact or a quote."""
    return "fact" if isinstance(statement, Fact) else "quote"


def fields_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of all fields of a statement itself, without its source."""
    return FACT_FIELDS if kind == "fact" else QUOTE_FIELDS


def label(kind: Kind, name: str) -> str:
    """Return the label of a field."""
    return LABELS["words"] if (kind, name) == ("quote", "text") else LABELS[name]


def new_id(text: str, taken: Container[str]) -> str:
    """Make the id of a new entry from its first words, such as "the-harbour-opens-at-six"."""
    words = [word for word in re.split("[^a-z0-9]+", text.casefold()) if word][:_MOST_WORDS]
    base = "-".join(words)[:_LONGEST_ID].strip("-") or "entry"
    return next(made for n in count(1) if (made := base if n == 1 else f"{base}-{n}") not in taken)


def _read(kind: Kind, name: str, typed: str, problems: dict[str, str]) -> Any:
    """Read one field. If it can't be read, note why."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    lines = list(dict.fromkeys(lines)) if name == "questions" else lines
    if not lines:
        return () if name in _LISTS else None if name in _NONE_IF_EMPTY else ""
    value, problem = read_typed(_reader(kind, name), lines if name in _LISTS else typed, _THIS)
    if problem:
        problems[name] = f"{problem[0].upper()}{problem[1:]}."
    return value


def _reader(kind: Kind, name: str) -> Read:
    if name == "topic":
        return TOPIC
    return {**(FACT_KEYS if kind == "fact" else QUOTE_KEYS), **SOURCE_KEYS}[name]


def _missing(values: Values, needed: Iterable[str]) -> dict[str, str]:
    """Ask for what must be filled in."""
    missing = [name for name in needed if not values.get(name, "").strip()]
    own = dict.fromkeys((name for name in missing if name not in SOURCE_FIELDS), "Please fill this in.")
    source = [name for name in missing if name in SOURCE_FIELDS]
    return own | ({source[0]: _no_source(source)} if source else {})


def _written(value: object) -> str:
    """Write a value as a person would type it."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def _no_source(missing: Collection[str]) -> str:
    """Say what is missing of the source."""
    labels = [f"“{LABELS[name]}”" for name in SOURCE_FIELDS if name in missing]
    names = labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
    return f"I save nothing without its source. Please fill in {names}."
