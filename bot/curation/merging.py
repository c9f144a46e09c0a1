"""Put the entries of the store and those of the fact files together.

An entry of the store that changes a file's entry counts as long as the file says what it was made from. Otherwise it is
a conflict, which a person must solve, and the file counts meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.core.models import Fact, FactCollection, Statement
from bot.core.statement_text import fingerprint
from bot.curation.entries import SavedEntry

ConflictKind: TypeAlias = Literal["changed", "gone", "twice"]
"""The file's entry was changed since, or it is gone; or a file has an entry with the id of one that was saved."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry of the store that does not count, because the fact files say something else."""

    kind: ConflictKind
    entry: SavedEntry
    in_file: Statement | None
    """What the file says; None if it is gone."""

    def __str__(self) -> str:
        where = f" ({self.in_file.origin})" if self.in_file and self.in_file.origin else ""
        match self.kind:
            case "changed":
                return (
                    f"“{self.entry.id}” was edited here, but its fact file{where} was changed since. The file counts."
                )
            case "gone":
                return f"“{self.entry.id}” was edited here, but no fact file has it any more. So it is not shown."
            case "twice":
                return f"“{self.entry.id}” was saved here, but a fact file{where} has the same id. The file counts."


@dataclass(frozen=True, slots=True)
class Merged:
    """All statements that count, and what does not."""

    collection: FactCollection
    conflicts: tuple[Conflict, ...] = ()


def merge(files: FactCollection, saved: Iterable[SavedEntry]) -> Merged:
    """Put the statements of files and store together: those of the files in their order, then the others by id.

    What one of them supersedes is superseded, wherever it stands. The store's drafts and retired entries are in the
    collection, too; nothing shows them.
    """
    entries = sorted(saved, key=lambda entry: entry.id)
    if not entries:
        return Merged(files)
    in_files = {statement.id: statement for statement in files.statements}
    conflicts = tuple(conflict for entry in entries if (conflict := _conflict(entry, in_files.get(entry.id))))
    without = {conflict.entry.id for conflict in conflicts}
    counted = {e.id: e.statement for e in entries if e.id not in without and not e.says_what_the_file_says}
    of_files = (_edited(statement, counted.get(statement.id)) for statement in files.statements)
    of_store = (statement for statement in counted.values() if statement.id not in in_files)
    statements = _superseded((*of_files, *of_store), counted.values())
    return Merged(replace(files, statements=statements), conflicts)


def _conflict(entry: SavedEntry, in_file: Statement | None) -> Conflict | None:
    if entry.base and in_file is None:
        return Conflict("gone", entry, None) if not entry.says_what_the_file_says else None
    if in_file is None or entry.says_what_the_file_says:
        return None
    if not entry.base:
        return Conflict("twice", entry, in_file)
    return Conflict("changed", entry, in_file) if fingerprint(in_file) != entry.base else None


def _edited(in_file: Statement, saved: Statement | None) -> Statement:
    """Return what counts of a file's entry, with its place in the file. What replaced it still does."""
    if saved is None:
        return in_file
    keeps = in_file.status == "superseded" and saved.status == "active"
    return replace(saved, origin=in_file.origin, status="superseded" if keeps else saved.status)


def _superseded(statements: Sequence[Statement], saved: Iterable[Statement]) -> tuple[Statement, ...]:
    """Mark what a saved fact supersedes, unless that one is only a draft. Circles are left out."""
    links = {s.id: s.supersedes for s in statements if isinstance(s, Fact) and s.status != "draft"}
    changed = [s for s in saved if isinstance(s, Fact) and s.status != "draft"]
    old = {target for fact in changed for target in fact.supersedes if not _leads_to(fact.id, target, links)}
    return tuple(
        replace(s, status="superseded") if s.id in old and s.status == "active" and isinstance(s, Fact) else s
        for s in statements
    )


def _leads_to(goal: str, start: str, links: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a fact supersedes another one, directly or not."""
    waiting, seen = [start], set[str]()
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(links.get(here, ()))
    return False
