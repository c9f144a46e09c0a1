"""Read a YAML file into plain nodes with line and column, from the parser's stream of events.

Every scalar is a text: `no` stays "no" and `1:20:30` is not a number. Only `null` and `~` are refused if they have no
quotes, because they mean that there is no text. Anchors, tags, deep nesting and repeated keys are refused, because a
fact file does not need them and an attacker might. Lists at the top level or directly below it are read entry by entry,
so that a large file is never in memory as nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

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

from bot.factfiles.formats.yaml_reader import TextReader
from bot.factfiles.nodes import Entries, FormatError, Mapping, Node, Refused, Report, Scalar, Sequence, position, shown

MAX_DEPTH = 20
"""Maximum nesting of lists and mappings."""
MAX_NODES = 20_000
"""Maximum number of values in one entry of a list."""
MAX_ENTRIES = 1_000_000
"""Maximum number of entries in a list that is read entry by entry."""
_NULLS = frozenset({"null", "Null", "NULL", "~"})
"""What YAML reads as "no value" if it has no quotes. An empty value is reported by its reader, which knows its name."""

Parser: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The parser. If PyYAML was built without libyaml, it is its own, which is much slower and a little stricter."""

Scalar.register(ScalarEvent)


class YamlNodeReader:
    """Reads one YAML file, once. Every method raises FormatError if the rest of the file can't be read."""

    def __init__(self, file: BinaryIO, report: Report, on_bytes: Callable[[int], None] | None = None) -> None:
        self._parser = Parser(TextReader(file, on_bytes))
        self._report = report
        self._nodes = 0

    def sections(self, expected: str) -> Iterator[tuple[Scalar, Node | Entries]]:
        """Read a file of keys with values: yields each key with its value, and lists as Entries.

        `expected` describes the expected contents in messages.
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
                for _ in entries:  # entries that the caller did not read
                    pass
            else:
                self._nodes = 0
                node = self._compose(value, 2)
                if key:
                    yield key, node
        self._end()

    def entries(self, expected: str) -> Iterator[Node]:
        """Read a file that is one list: yields its entries. `expected` describes the list in messages."""
        start = self._begin()
        if not isinstance(start, SequenceStartEvent):
            self._report.add(*_at(start), f"expected {expected}, but found {_shape(start)}")
            return
        yield from self._read_entries()
        self._end()

    def _begin(self) -> Event:
        self._next()  # the start of the stream
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
        ) as error:  # neither error has a position; TextReader refuses most inputs that would lead here
            raise FormatError(1, 1, f"not readable as YAML: {error}") from None
        assert event is not None  # noqa: S101 - None comes only after the end of the stream, which is never read
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
        """Read the node that begins with `event`, at nesting level `depth`."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise FormatError(*_at(event), f"one entry has more than {MAX_NODES:,} values")
        if isinstance(event, ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._check(event)
            if event.value in _NULLS and not event.style:
                self._report.add(
                    *_at(event), f"{shown(event.value)} means no value; write a text, or put quotes around it"
                )
                return Refused(event.start_mark)
            return cast("Scalar", event)
        if isinstance(event, AliasEvent):
            self._report.add(*_at(event), f"the alias `*{event.anchor}` is not allowed here; write the value itself")
            return Refused(event.start_mark)
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
        """Read a key and add it to `seen`. Returns None if the key is refused; the caller then skips its value."""
        if not isinstance(event, ScalarEvent):
            if not isinstance(event, AliasEvent):
                self._report.add(*_at(event), f"expected a word as key, but found {_shape(event)}")
            self._compose(event, depth + 1)
            return None
        if event.anchor is not None or event.tag is not None:
            self._check(event)
        if event.value in seen:
            line = position(seen[event.value])[0]
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
    return position(cast("Scalar", event))


def _shape(event: Event) -> str:
    """Describe the kind of value that begins with an event."""
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
    """Turn the parser's error into a message with a hint."""
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in (error.problem or "") and error.context_mark:
        mark = error.context_mark  # the position of the quotation mark that is not closed
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message = f"not readable as YAML: {error.problem}"
    if error.context:
        message += f" {error.context}"
        if error.context_mark and error.context_mark.line + 1 != line:
            message += f" that begins in line {error.context_mark.line + 1}"
    hint = next((hint for words, hint in _HINTS.items() if words in message), None)
    return FormatError(line, column, f"{message}; {hint}" if hint else message)
