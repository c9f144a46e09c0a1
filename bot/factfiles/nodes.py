"""The nodes into which every format is read: texts, lists and keys with values, each with its line and column."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from typing import Protocol, TypeAlias


class FormatError(Exception):
    """Raised if the rest of a file can't be read. Line and column count from 1; the message is for curators."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


class Mark(Protocol):
    """A position in a file, counted from 0."""

    @property
    def line(self) -> int:
        """Return the line, from 0."""
        ...

    @property
    def column(self) -> int:
        """Return the character in its line, from 0."""
        ...


class Scalar(ABC):
    """A text.

    A format may register its own class that has these attributes. A second object for each text would take a third
    more time.
    """

    value: str
    start_mark: Mark | None


class Refused:
    """A value that has been reported already."""

    __slots__ = ("start_mark",)

    def __init__(self, start_mark: Mark | None) -> None:
        self.start_mark = start_mark


class Mapping:
    """Keys with their values, in order, and the position of each key."""

    __slots__ = ("keys", "start_mark", "values")

    def __init__(self, start_mark: Mark | None) -> None:
        self.start_mark = start_mark
        self.keys: dict[str, Scalar] = {}
        self.values: dict[str, Node] = {}


class Sequence:
    """A list of nodes."""

    __slots__ = ("entries", "start_mark")

    def __init__(self, start_mark: Mark | None) -> None:
        self.start_mark = start_mark
        self.entries: list[Node] = []


class Entries:
    """A list that is read during iteration. Iterate over it once, before the reader continues."""

    def __init__(self, start_mark: Mark | None, nodes: Iterator[Node]) -> None:
        self.start_mark = start_mark
        self._nodes = nodes

    def __iter__(self) -> Iterator[Node]:
        return self._nodes


Node: TypeAlias = Scalar | Sequence | Mapping | Refused


class Report(Protocol):
    """Collects problems. Line and column count from 1."""

    def add(self, line: int, column: int, message: str) -> None:
        """Add one problem."""
        ...


class NodeReader(Protocol):
    """Reads one file of a format, once. Every method raises FormatError if the rest can't be read."""

    def sections(self, expected: str) -> Iterator[tuple[Scalar, Node | Entries]]:
        """Read a file of keys with values: yields each key with its value, and lists as Entries.

        `expected` describes the expected contents in messages.
        """
        ...

    def entries(self, expected: str) -> Iterator[Node]:
        """Read a file that is one list: yields its entries. `expected` describes the list in messages."""
        ...


def position(node: Node | Entries) -> tuple[int, int]:
    """Return line and column of a node's first character, counted from 1."""
    mark = node.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def shown(text: str, limit: int = 60) -> str:
    """Quote a text of the file for a message: on one line, short, with unprintable characters escaped."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return "`" + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short) + "`"
