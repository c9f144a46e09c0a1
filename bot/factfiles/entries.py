"""Say what an entry of a fact file has for a statement: its keys with their values, but not what its file says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.core.models import Fact, Quote, Review, Source, Statement
from bot.factfiles import fields
from bot.factfiles.contents import FileHead
from bot.factfiles.formats.yaml_text import INDENT, Value, mapping
from bot.factfiles.nodes import Scalar
from bot.factfiles.schema import FACT_KEYS, QUOTE_KEYS, SOURCE_KEYS, FileReport, due_on

ORDER: Final[Mapping[type[Statement], tuple[str, ...]]] = {Fact: tuple(FACT_KEYS), Quote: tuple(QUOTE_KEYS)}
"""The keys of each kind of statement, in the order in which they are written."""
LISTS: Final[Mapping[type[Statement], str]] = {Fact: "facts", Quote: "quotes"}
"""The section of a file that has the statements of each kind."""

_ONE_OR_MORE: Final = ("supersedes", "audience")
_NOTHING: Final = (None, "", ())


def entry_lines(statement: Statement) -> str:
    """Write a statement as an entry of a fact file, as a person would read it there."""
    values = entry_values(statement, FileHead(statement.source, statement.topic))
    return f"- {mapping(values, INDENT)}\n"


def head_lines(head: FileHead) -> str:
    """Write the top of a new fact file."""
    source = {key: value for key, value in source_values(head.source).items() if value}
    values = {"source": source, "topic": head.topic, "audience": _shortest("audience", head.audience)}
    return mapping({key: value for key, value in values.items() if value not in _NOTHING}, 0) + "\n"


def source_values(source: Source) -> dict[str, Value | None]:
    """Return the keys of a source with their values."""
    return {key: getattr(source, key) or None for key in SOURCE_KEYS}


def entry_values(statement: Statement, head: FileHead) -> dict[str, Value]:
    """Return the keys of a new entry with their values, in a file with this head."""
    values = changes(frozenset(), {}, statement, statement, head)
    return {key: value for key, value in values.items() if value is not None}


def fits(statement: Statement, head: FileHead) -> bool:
    """Return whether a statement can be in a file with this head: no entry is for everybody in a file for some."""
    same = statement.source == head.source and statement.topic == head.topic
    return same and bool(statement.audience or not head.audience)


def changes(
    keys: Collection[str], texts: Mapping[str, Scalar], now: Statement, then: Statement, head: FileHead
) -> dict[str, Value | None]:
    """Return the new values of those keys of an entry that must change; None if a key is no longer needed.

    The entry has these keys, some with texts, and says what `now` says. It must say what `then` says.
    """
    defaults = {"as_of": head.source.published, "audience": head.audience, "status": "active"}
    old, new = _values(now), _values(then)
    if "review" in texts:  # if it is a number of days, they begin on another day once the entry is checked
        due = fields.due(texts["review"], "`review`", FileReport(""))
        old["review"] = due_on(due, new["checked"] or new.get("as_of") or new.get("said") or head.source.published)
    changed: dict[str, Value | None] = {}
    for key in ORDER[type(then)]:
        value = new[key]
        default = value in _NOTHING or value == defaults.get(key)
        if old[key] != value if key in keys else not default:
            changed[key] = None if default else _shortest(key, value)
    return changed


def _values(statement: Statement) -> dict[str, Any]:
    """Return what a statement says for each key of its kind, also if the key may be left out."""
    review = statement.review or Review()
    upkeep = {"owner": review.owner, "checked": review.checked, "review": review.due}
    return {key: upkeep[key] if key in upkeep else getattr(statement, key) for key in ORDER[type(statement)]}


def _shortest(key: str, value: Value) -> Value:
    """Write a list of one id or place without brackets."""
    return value[0] if key in _ONE_OR_MORE and isinstance(value, tuple) and len(value) == 1 else value
