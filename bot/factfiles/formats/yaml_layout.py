"""Know the lines and columns of everything in a YAML text, and which comments belong to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml

from bot.factfiles.formats import yaml_nodes
from bot.factfiles.nodes import Scalar

Scalar.register(yaml.ScalarNode)

Collection: TypeAlias = yaml.MappingNode | yaml.SequenceNode
"""A list, or keys with values."""

BLOCK_STYLES: Final = ("|", ">")
"""The styles of texts whose lines are below their key."""
_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]|\\Z")
BREAKS: Final = "\r\n\x85\u2028\u2029"
"""The characters that end a line in YAML."""


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """An entry of a list, or a key with its value."""

    start: int
    """The index of its first character, after the hyphen of an entry."""
    column: int
    """The column of that character, from 0."""
    end: int
    """The index after its last character."""
    value: yaml.Node
    key: str = ""
    """Empty if it is an entry of a list."""

    @property
    def line(self) -> int:
        """Return the index at which its first line begins."""
        return self.start - self.column


class TextLayout:
    """The nodes of a text that was read without problems, so that it has no anchors, tags and repeated keys."""

    def __init__(self, text: str) -> None:
        self.text = text
        root = yaml.compose(text, Loader=yaml_nodes.Parser)
        assert isinstance(root, yaml.MappingNode)  # noqa: S101 - the file was read as one
        self.root = root

    def parts(self, node: Collection) -> list[PlacedPart]:
        """Return what is in a list or in keys with values, in order."""
        if isinstance(node, yaml.MappingNode):
            return [self._part(key, value, key.value) for key, value in node.value]
        return [self._part(value, value) for value in node.value]

    def _part(self, first: yaml.Node, value: yaml.Node, key: str = "") -> PlacedPart:
        return PlacedPart(first.start_mark.index, first.start_mark.column, self.end(value), value, key)

    def end(self, node: yaml.Node) -> int:
        """Return the index after the last character of a node. The parser also counts comments and blank lines."""
        if isinstance(node, Collection) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in BLOCK_STYLES:
            start = node.start_mark.index
            return start + len(self.text[start:end].rstrip(" \t" + BREAKS))
        return end

    def line_end(self, at: int) -> int:
        """Return the index at which the line with a character ends, before its line break."""
        return self._break(at).start()

    def next_line(self, at: int) -> int:
        """Return the index at which the next line begins."""
        return self._break(at).end()

    def _break(self, at: int) -> re.Match[str]:
        found = _BREAK.search(self.text, at)
        assert found  # noqa: S101 - it also matches the end of the text
        return found

    def after(self, end: int, column: int) -> int:
        """Return the index of the line after a part, and after the comments below it that are indented deeper.

        `end` is the index after the part, and `column` is its own column.
        """
        comment_line = re.compile(rf"(?: *[\r\n])* {{{column + 1},}}#")
        at = self.next_line(end)
        while comment := comment_line.match(self.text, at):
            at = self.next_line(comment.end())
        return at

    def first_line(self, node: Collection, parts: Sequence[PlacedPart], number: int) -> int:
        """Return the index at which the line of a part begins; of an entry, the line with its hyphen."""
        part = parts[number]
        if isinstance(node, yaml.MappingNode):
            return part.line
        column: int = node.start_mark.column
        if number == 0:
            return int(node.start_mark.index) - column
        hyphen = re.compile(rf"^ {{{column}}}-(?=\s)", re.MULTILINE)
        found = hyphen.search(self.text, self.next_line(parts[number - 1].end), part.start)
        return found.start() if found else part.line
