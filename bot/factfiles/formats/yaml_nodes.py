"""A YAML file as plain nodes with line and column, read from the parser's stream of events: see `YamlNodeReader`.

Every scalar is a text: `no` stays "no" and `1:20:30` is not a number. What a fact file has no use for and an attacker
has (anchors, tags, deep nesting, keys given twice) is refused. Lists that stand at the top or directly below it are
read entry by entry, so that a large file never stands in memory as nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from bot.factfiles.formats.yaml_reader import TextReader
from bot.factfiles.nodes import Entries, FormatError, Mapping, Node, Refused, Report, Scalar, Sequence, place, shown

MAX_DEPTH = 20
"""Lists and mappings within each other."""
MAX_NODES = 20_000
"""Values within one entry of a list."""
MAX_ENTRIES = 1_000_000
"""Entries in one list that is read entry by entry."""


class PythonParser(Reader, Scanner, Parser):
    """The parser for a PyYAML that was built without libyaml: many times slower, a little stricter."""

    def __init__(self, stream: TextReader) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


try:
    from yaml._yaml import CParser as _Parser
except ImportError:
    _Parser = PythonParser  # type: ignore[misc,assignment]


Scalar.register(ScalarEvent)
Refused.register(AliasEvent)


class YamlNodeReader:
    """One walk through one file. Raises FormatError from any method where the rest of the file can't be read."""

    def __init__(self, file: BinaryIO, report: Report, on_bytes: Callable[[int], None] | None = None) -> None:
        self._parser = _Parser(TextReader(file, on_bytes))
        self._report = report
        self._nodes = 0

    def sections(self, expected: str) -> Iterator[tuple[Scalar, Node | Entries]]:
        """Read a file that holds keys with values: each key with its value, lists as Entries.

        `expected` says in messages what the file should hold.
        """
        start = self._begin()
        if not isinstance(start, MappingStartEvent):
            self._report.add(*_at(start), f"expected {expected}, but found {_shape(start)}")
            return
        seen: dict[str, Scalar] = {}
        while (event := self._next()).__class__ is not MappingEndEvent:
            key = self._key(event, seen)
            value = self._next()
            if isinstance(value, SequenceStartEvent):
                self._check(value)
                entries = Entries(value.start_mark, self._read_entries())
                if key:
                    yield key, entries
                for _ in entries:  # what the caller left
                    pass
            else:
                self._nodes = 0
                node = self._compose(value, 2)
                if key:
                    yield key, node
        self._end()

    def entries(self, expected: str) -> Iterator[Node]:
        """Read a file that is one list: its entries. `expected` says in messages what the file should hold."""
        start = self._begin()
        if not isinstance(start, SequenceStartEvent):
            self._report.add(*_at(start), f"expected {expected}, but found {_shape(start)}")
            return
        yield from self._read_entries()
        self._end()

    def _begin(self) -> Event:
        self._next()  # the stream's start
        start = self._next()
        if start.__class__ is StreamEndEvent:
            raise FormatError(1, 1, "the file is empty")
        root = self._next()
        if isinstance(root, ScalarEvent | CollectionStartEvent):
            self._check(root)
        return root

    def _end(self) -> None:
        end = self._next()
        assert end.__class__ is DocumentEndEvent  # noqa: S101 - nothing else can follow after the only root node
        event = self._next()
        if event.__class__ is DocumentStartEvent:
            raise FormatError(*_at(event), "a second document begins here; a file may have only one document")

    def _next(self) -> Event:
        try:
            event: Event | None = self._parser.get_event()
        except yaml.MarkedYAMLError as error:
            raise _unreadable(error) from None
        except (
            yaml.YAMLError,
            ValueError,
        ) as error:  # neither knows the place; TextReader has kept out what leads here
            raise FormatError(1, 1, f"not readable as YAML: {error}") from None
        assert event is not None  # noqa: S101 - only after the stream's end, where the walk is over
        return event

    def _read_entries(self) -> Iterator[Node]:
        count = 0
        while (event := self._next()).__class__ is not SequenceEndEvent:
            count += 1
            if count > MAX_ENTRIES:
                raise FormatError(*_at(event), f"the list has more than {MAX_ENTRIES:,} entries; split the file")
            self._nodes = 0
            yield self._compose(event, 3)

    def _compose(self, event: Event, depth: int) -> Node:
        """Read the node that begins with `event`, which is nested `depth` deep."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise FormatError(*_at(event), f"one entry has more than {MAX_NODES:,} values")
        if isinstance(event, ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._check(event)
            return cast("Scalar", event)
        if isinstance(event, AliasEvent):
            self._report.add(*_at(event), f"the alias `*{event.anchor}` is not allowed here; write the value itself")
            return cast("Refused", event)
        if depth > MAX_DEPTH:
            raise FormatError(*_at(event), f"nested more than {MAX_DEPTH} levels deep")
        assert isinstance(event, CollectionStartEvent)  # noqa: S101
        self._check(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth)
        sequence = Sequence(event.start_mark)
        while (entry := self._next()).__class__ is not SequenceEndEvent:
            sequence.entries.append(self._compose(entry, depth + 1))
        return sequence

    def _mapping(self, start: MappingStartEvent, depth: int) -> Mapping:
        mapping = Mapping(start.start_mark)
        while (event := self._next()).__class__ is not MappingEndEvent:
            key = self._key(event, mapping.keys, depth)
            value = self._compose(self._next(), depth + 1)
            if key:
                mapping.values[key.value] = value
        return mapping

    def _key(self, event: Event, seen: dict[str, Scalar], depth: int = 1) -> Scalar | None:
        """Read a key and note it as seen; None where it was refused, so that its value is passed over."""
        if not isinstance(event, ScalarEvent):
            if not isinstance(event, AliasEvent):
                self._report.add(*_at(event), f"expected a word as key, but found {_shape(event)}")
            self._compose(event, depth + 1)
            return None
        if event.anchor is not None or event.tag is not None:
            self._check(event)
        if event.value in seen:
            line = place(seen[event.value])[0]
            self._report.add(*_at(event), f"the key {shown(event.value)} is repeated; it is already in line {line}")
            return None
        key = cast("Scalar", event)
        seen[event.value] = key
        return key

    def _check(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._report.add(*_at(event), f"the anchor `&{event.anchor}` is not allowed here; delete it")
        if event.tag is not None:
            self._report.add(*_at(event), f"the tag {shown(event.tag)} is not allowed here; every value is a text")


def _at(event: Event) -> tuple[int, int]:
    return place(cast("Scalar", event))


def _shape(event: Event) -> str:
    """Name what begins with an event."""
    match event:
        case ScalarEvent(value=""):
            return "nothing"
        case ScalarEvent():
            return "a text"
        case SequenceStartEvent():
            return "a list"
        case MappingStartEvent():
            return "keys with values"
    return "an alias"


_HINTS = {
    "mapping values are not allowed": "a text that contains `: ` must be in quotes",
    "cannot start any token": "indent with spaces, never with tabs, and put texts that begin with @, ` or % in quotes",
    "did not find expected key": "look for wrong indentation, or for a text that must be in quotes",
    "did not find expected '-'": "look for wrong indentation",
    "unexpected end of stream": "a quotation mark is not closed",
    "escape": "use single quotes, or write \\\\ for a backslash",
}


def _unreadable(error: yaml.MarkedYAMLError) -> FormatError:
    """Turn the parser's complaint into a sentence with a hint."""
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in (error.problem or "") and error.context_mark:
        mark = error.context_mark  # where the quotation mark stands that is not closed
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message = f"not readable as YAML: {error.problem}"
    if error.context:
        message += f" {error.context}"
        if error.context_mark and error.context_mark.line + 1 != line:
            message += f" that begins in line {error.context_mark.line + 1}"
    hint = next((hint for words, hint in _HINTS.items() if words in message), None)
    return FormatError(line, column, f"{message}; {hint}" if hint else message)
