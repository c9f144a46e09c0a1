"""The keys of a fact file, and how one file is read into statements.

A file has the keys `source`, `topic`, `facts`, `quotes` and `stay_silent`; `aliases.yaml` is a list of groups of names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, BinaryIO, Final

from bot.core.errors import Problem
from bot.core.models import Audience, Fact, NegativeExample, Origin, Quote, Review, Source, Statement
from bot.factfiles import fields
from bot.factfiles.contents import FactFile, FileHead, Supersession
from bot.factfiles.fields import Read, listed, one_or_more, suggestion, text, wrong_kind
from bot.factfiles.formats import OpenFormat
from bot.factfiles.nodes import Entries, FormatError, Mapping, Node, NodeReader, Scalar, position, shown
from bot.factfiles.nodes import Sequence as ListNode

MAX_PROBLEMS = 100
"""Problems of one file that are kept; further ones are only counted."""
_MAX_COUNTED = 10_000  # reading of a file stops after so many problems

_short = text(fields.NAME)
_question = text(fields.QUESTION)
_questions = listed(_question, "the question", distinct=True)
_tags = listed(_short, "the tag")

SOURCE_KEYS: Final[dict[str, Read]] = {
    "title": _short,
    "publisher": _short,
    "published": fields.date,
    "url": fields.url,
}
AUDIENCE: Final = one_or_more(fields.place, "the place")
UPKEEP_KEYS: Final[dict[str, Read]] = {
    "audience": AUDIENCE,
    "owner": _short,
    "checked": fields.date,
    "review": fields.due,
}
"""Who may see a statement, and who looks after it."""
FACT_KEYS: Final[dict[str, Read]] = {
    "id": fields.identifier,
    "text": text(fields.TEXT, lines=True),
    "questions": _questions,
    "paragraph": fields.number,
    "as_of": fields.date,
    "valid_from": fields.date,
    "valid_until": fields.date,
    "status": fields.status,
    "supersedes": one_or_more(fields.identifier, "the id"),
    "tags": _tags,
    **UPKEEP_KEYS,
}
QUOTE_KEYS: Final[dict[str, Read]] = {
    "id": fields.identifier,
    "speaker": _short,
    "role": _short,
    "text": text(fields.TEXT, lines=True),
    "about": _question,
    "said": fields.date,
    "where": _short,
    "questions": _questions,
    "paragraph": fields.number,
    "status": fields.status,
    "tags": _tags,
    "reported_by": _short,
    **UPKEEP_KEYS,
}
REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "source": ("title", "publisher", "published"),
    "fact": ("id", "text"),
    "quote": ("id", "speaker", "text"),
}
"""The keys that each must have."""
SECTIONS: Final = ("source", "topic", "audience", "facts", "quotes", "stay_silent")
TOPIC: Final = _short
SILENCE: Final = _question
_group = listed(_short, "the name", distinct=True)
_UNKNOWN_SOURCE: Final = Source("", "", dt.date.min)  # never visible to callers, because the missing source is reported


class FileReport:
    """The problems of one file: the first hundred, and the count of all."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.count = 0

    def add(self, line: int, column: int, message: str) -> None:
        """Add one problem. Raises FormatError if there are too many to go on reading."""
        self.close(line, column, message)
        if self.count >= _MAX_COUNTED:
            raise FormatError(line, column, f"reading stopped after {_MAX_COUNTED:,} problems; fix these first")

    def close(self, line: int, column: int, message: str) -> None:
        """Add the last problem."""
        self.count += 1
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(Origin(self.file, line, column), message))


def read_fact_file(
    file: BinaryIO, name: str, open_format: OpenFormat, on_bytes: Callable[[int], None] | None = None
) -> FactFile:
    """Read an open fact file; messages call it `name`. Raises OSError if the system can't read it."""
    reader = _FileReader(name)
    return reader.finish(lambda: reader.read_sections(open_format(file, reader.report, on_bytes)))


def read_alias_file(
    file: BinaryIO, name: str, open_format: OpenFormat, on_bytes: Callable[[int], None] | None = None
) -> FactFile:
    """Read an open file of aliases. Arguments and errors are those of `read_fact_file`."""
    reader = _FileReader(name)
    return reader.finish(lambda: reader.read_groups(open_format(file, reader.report, on_bytes)))


def refused(name: str, message: str) -> FactFile:
    """Return the result for a file that can't be read at all."""
    return FactFile(problems=(Problem(Origin(name, 1, 1), message),), problem_count=1, complete=False)


class _FileReader:
    """Reads one file. Builds the statements at the end, because their source may come after them."""

    def __init__(self, name: str) -> None:
        self.report = FileReport(name)
        self._source: Source | None = None
        self._topic = ""
        self._audience: Audience = ()
        self._drafts: list[tuple[type[Fact] | type[Quote], dict[str, Any]]] = []
        self._negative_examples: list[tuple[str, Origin]] = []
        self._groups: list[tuple[tuple[str, ...], Origin]] = []
        self._links: list[Supersession] = []

    def finish(self, read: Callable[[], None]) -> FactFile:
        """Call `read` and return the contents, even if reading stopped before the end of the file."""
        complete = True
        try:
            read()
        except FormatError as end:
            self.report.close(end.line, end.column, end.message)
            complete = False
        statements = self._statements()
        silent_for = _silent_for([statement.audience for statement in statements] or [self._audience])
        return FactFile(
            head=FileHead(self._source, self._topic, self._audience) if self._source else None,
            statements=tuple(statements),
            negative_examples=tuple(NegativeExample(q, at, silent_for) for q, at in self._negative_examples),
            groups=tuple(self._groups),
            links=tuple(self._links),
            problems=tuple(self.report.problems),
            problem_count=self.report.count,
            complete=complete,
        )

    def _statements(self) -> Sequence[Statement]:
        source = self._source or _UNKNOWN_SOURCE
        statements: list[Statement] = []
        for kind, draft in self._drafts:
            if kind is Fact and draft.get("as_of") is None:
                draft["as_of"] = source.published
            draft["audience"] = draft.get("audience") or self._audience
            draft["review"] = _review(draft, draft.get("as_of") or draft.get("said") or source.published)
            statements.append(kind(source=source, topic=self._topic, **draft))
        return statements

    def read_sections(self, reader: NodeReader) -> None:
        """Read the sections of a fact file."""
        seen = set()
        for key, node in reader.sections("keys with values (`source:`, `facts:` …) at the top of the file"):
            seen.add(key.value)
            match key.value:
                case "source":
                    self._read_source(node)
                case "topic":
                    self._topic = TOPIC(node, "`topic`", self.report)
                case "audience":
                    self._audience = AUDIENCE(_whole(node), "`audience`", self.report)
                case "facts":
                    self._each(node, "`facts`", self._read_fact)
                case "quotes":
                    self._each(node, "`quotes`", self._read_quote)
                case "stay_silent":
                    self._each(node, "`stay_silent`", self._read_negative_example)
                case _:
                    self.report.add(*position(key), _unknown_key(key.value, SECTIONS, "a fact file"))
        if seen and "source" not in seen:
            self.report.add(1, 1, "the key `source` is missing; say where the facts of this file come from")

    def read_groups(self, reader: NodeReader) -> None:
        """Read the groups of a file of aliases."""
        for node in reader.entries("a list of groups of names such as `- [UK, United Kingdom, Britain]`"):
            names = _group(node, "a group", self.report)
            if isinstance(node, ListNode) and len(node.entries) < 2:
                self.report.add(*position(node), "a group needs at least two names that mean the same")
            self._groups.append((names, self._origin(node)))

    def _each(self, node: Node | Entries, name: str, read: Callable[[Node], None]) -> None:
        if not isinstance(node, Entries):
            wrong_kind(node, name, "a list, each entry after a hyphen", self.report)
            return
        for entry in node:
            read(entry)

    def _read_source(self, node: Node | Entries) -> None:
        fields = self._fields(node, "`source`", "a source", SOURCE_KEYS, REQUIRED["source"])
        if fields and fields.get("published"):
            self._source = Source(**{"title": "", "publisher": "", **fields})

    def _read_fact(self, node: Node) -> None:
        fields = self._fields(node, "a fact", "a fact", FACT_KEYS, REQUIRED["fact"])
        if fields is None or not isinstance(node, Mapping):
            return
        start, end = fields.get("valid_from"), fields.get("valid_until")
        if start and end and start > end:
            message = f"`valid_until` {end} is before `valid_from` {start}"
            self.report.add(*position(node.values["valid_until"]), message)
        if targets := fields.get("supersedes"):
            self._add_links(fields.get("id", ""), targets, node.values["supersedes"])
        self._drafts.append((Fact, {"id": "", "text": "", **fields, "origin": self._origin(node)}))

    def _read_quote(self, node: Node) -> None:
        fields = self._fields(node, "a quote", "a quote", QUOTE_KEYS, REQUIRED["quote"])
        if fields is not None:
            self._drafts.append((Quote, {"id": "", "speaker": "", "text": "", **fields, "origin": self._origin(node)}))

    def _read_negative_example(self, node: Node) -> None:
        question = SILENCE(node, "the question", self.report)
        if question:
            self._negative_examples.append((question, self._origin(node)))

    def _add_links(self, successor: str, targets: tuple[str, ...], node: Node) -> None:
        nodes = node.entries if isinstance(node, ListNode) else [node]
        by_target = {entry.value.strip(): entry for entry in nodes if isinstance(entry, Scalar)}
        self._links.extend(Supersession(successor, target, self._origin(by_target[target])) for target in targets)

    def _fields(
        self, node: Node | Entries, name: str, what: str, table: dict[str, Read], required: tuple[str, ...]
    ) -> dict[str, Any] | None:
        """Read keys with values, each by its reader in `table`; None if the node is of another kind."""
        report = self.report
        if not isinstance(node, Mapping):
            wrong_kind(node, name, "keys with values", report)
            return None
        fields = {}
        for key, value in node.values.items():
            read = table.get(key)
            if read is None:
                report.add(*position(node.keys[key]), _unknown_key(key, tuple(table), what))
            else:
                fields[key] = read(value, f"`{key}`", report)
        for key in required:
            if key not in node.keys:
                report.add(*position(node), f"the key `{key}` is missing; {what} needs {_and(required)}")
        return fields

    def _origin(self, node: Node) -> Origin:
        return Origin(self.report.file, *position(node))


def _silent_for(audiences: Sequence[Audience]) -> Audience:
    """Return the audience of what a file must not answer: everybody who may see one of its statements."""
    return tuple(dict.fromkeys(chain.from_iterable(audiences))) if all(audiences) else ()


def _whole(node: Node | Entries) -> Node:
    """Read a list at the top level as a whole."""
    if not isinstance(node, Entries):
        return node
    entries = ListNode(node.start_mark)
    entries.entries.extend(node)
    return entries


def _review(draft: dict[str, Any], since: dt.date) -> Review | None:
    """Take who looks after a statement out of its values; None if nobody does. A number of days begins at the check."""
    owner, checked, due = (draft.pop(key, None) for key in ("owner", "checked", "review"))
    if not (owner or checked or due):
        return None
    return Review(owner or "", checked, due_on(due, checked or since))


def due_on(review: dt.date | int | None, start: dt.date) -> dt.date | None:
    """Return the day that `review` means: itself, or so many days after the start."""
    if isinstance(review, int):
        return start + min(dt.timedelta(days=review), dt.date.max - start)
    return review


def _unknown_key(key: str, known: Sequence[str], what: str) -> str:
    hint = suggestion(key, known) or f"; {what} has the keys {', '.join(known)}"
    return f"unknown key {shown(key)}{hint}"


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
