"""Change keys, texts and lists of texts in a YAML text, each with as few characters as possible.

A comment goes only if it is on the line of a key or an entry that is removed, or below it and indented deeper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, cast

import yaml

from bot.factfiles.formats.yaml_changes import TextChanges
from bot.factfiles.formats.yaml_layout import BLOCK_STYLES, Collection, PlacedPart, TextLayout
from bot.factfiles.formats.yaml_text import INDENT, Value, pair, written

_COMMENT_LINES: Final = re.compile(r"^ *#.*\n?", re.MULTILINE)
_COMMA: Final = re.compile(r"\s*,[ \t]*")
_BLOCK_HEADER: Final = "|>+-0123456789"


class ValueEditor:
    """Notes the changes that give keys and lists their new values."""

    def __init__(self, layout: TextLayout, changes: TextChanges) -> None:
        self._layout = layout
        self._changes = changes

    def set_keys(self, node: yaml.MappingNode, values: Mapping[str, Value | None], order: Sequence[str]) -> None:
        """Set the values of keys; None removes a key. A new key goes below the nearest one before it in `order`."""
        parts = self._layout.parts(node)
        gone = [number for number, part in enumerate(parts) if part.key in values and values[part.key] is None]
        for part in parts:
            value = values.get(part.key)
            if value is not None:
                self._set(part.value, value, node)
        self.remove(node, parts, gone)
        present = {part.key for part in parts}
        column = node.start_mark.column
        for key in order:
            value = values.get(key)
            if value is not None and key not in present:
                lines = " " * column + pair(key, value, column)
                self.insert_key(node, key, lines, written(value), order, without=gone)

    def insert_key(
        self,
        node: yaml.MappingNode,
        key: str,
        lines: str,
        in_brackets: str,
        order: Sequence[str],
        without: Sequence[int] = (),
    ) -> None:
        """Insert a key with its value: as lines, or if the keys are in brackets, with its value as a text for these.

        The keys with the numbers `without` are being removed.
        """
        ends = {part.key: part.end for number, part in enumerate(self._layout.parts(node)) if number not in without}
        end = next(ends[each] for each in reversed(order[: order.index(key)]) if each in ends)
        if node.flow_style:
            self._changes.insert(end, f", {key}: {in_brackets}")
        else:
            self._changes.insert_lines(end, node.start_mark.column, lines)

    def remove(self, node: Collection, parts: Sequence[PlacedPart], gone: Sequence[int]) -> None:
        """Remove the parts with these numbers, in rising order. Some key must remain."""
        for first, last in _runs(gone):
            if node.flow_style:
                self._remove_in_brackets(parts, first, last)
            elif first == 0 and isinstance(node, yaml.MappingNode):
                self._remove_first_keys(parts, last)
            else:
                for number in range(first, last + 1):
                    part = parts[number]
                    start = self._layout.first_line(node, parts, number)
                    self._changes.replace(start, self._layout.after(part.end, part.column), "")

    # ---------------------------------------------------------------- values

    def _set(self, node: yaml.Node, value: Value, parent: Collection) -> None:
        """Set a value that is in a list or belongs to a key."""
        start, end, column = node.start_mark.index, self._layout.end(node), parent.start_mark.column
        if isinstance(node, yaml.SequenceNode):
            self._set_list(node, (value,) if isinstance(value, str) else cast("tuple[str, ...]", value))
        elif parent.flow_style:
            self._changes.replace(start, end, written(value))
        else:
            # A deeper comment below would become a part of a text with several lines.
            single = self._layout.after(end, column) != self._layout.next_line(end)
            text = written(value, None if single else column, node.start_mark.column)
            first, line_break, rest = text.partition("\n")
            comment = self._comment(cast("yaml.ScalarNode", node), end)
            self._changes.replace(start, self._layout.line_end(end), (first + comment).rstrip() + line_break + rest)

    def _comment(self, node: yaml.ScalarNode, end: int) -> str:
        """Return the comment beside a text, with the space before it."""
        if node.style in BLOCK_STYLES:
            start = node.start_mark.index
            return self._layout.text[start : self._layout.line_end(start)].lstrip(_BLOCK_HEADER)
        return self._layout.text[end : self._layout.line_end(end)]

    def _set_list(self, node: yaml.SequenceNode, values: tuple[str, ...]) -> None:
        """Change a list of texts entry by entry, so that those that stay keep their comments."""
        if not node.value:
            self._changes.replace(node.start_mark.index, node.end_mark.index, written(values))
            return
        parts, gone = self._layout.parts(node), list[int]()
        now = [each.value.strip() for each in node.value]
        for tag, start, end, first, last in SequenceMatcher(None, now, values, autojunk=False).get_opcodes():
            if tag != "equal":
                both = min(end - start, last - first)
                for number in range(both):
                    self._set(parts[start + number].value, values[first + number], node)
                gone += range(start + both, end)
                self._insert_texts(node, parts, start + both, values[first + both : last])
        self.remove(node, parts, gone)

    def _insert_texts(
        self, node: yaml.SequenceNode, parts: list[PlacedPart], number: int, values: tuple[str, ...]
    ) -> None:
        """Insert texts before the entry of that number. The one before it stays."""
        if not values:
            return
        column = node.start_mark.column
        before = parts[number - 1].end if number else None
        texts = ", ".join(map(written, values))
        lines = "\n".join(f"{' ' * column}- {written(each, column, column + INDENT)}" for each in values)
        if node.flow_style and before is not None:
            self._changes.insert(before, f", {texts}")
        elif node.flow_style:
            self._changes.insert(parts[0].start, f"{texts}, ")
        elif before is not None:
            self._changes.insert_lines(before, column, lines)
        else:
            self._changes.insert(self._layout.first_line(node, parts, 0), lines + "\n")

    # ---------------------------------------------------------------- removing

    def _remove_in_brackets(self, parts: Sequence[PlacedPart], first: int, last: int) -> None:
        start, end = parts[first].start, parts[last].end
        before = parts[first - 1].end if first else start
        if last == len(parts) - 1 and "\n" not in self._layout.text[before:start]:
            self._changes.replace(before, end, "")
        else:
            comma = _COMMA.match(self._layout.text, end)
            self._changes.replace(start, comma.end() if comma else end, "")

    def _remove_first_keys(self, parts: Sequence[PlacedPart], last: int) -> None:
        """Remove the keys up to a number, so that the next one is beside the hyphen. Comments between go above it."""
        following = parts[last + 1]
        between = self._layout.text[self._layout.next_line(parts[last].end) : following.line]
        self._changes.insert(parts[0].line, "".join(_COMMENT_LINES.findall(between)))
        self._changes.replace(parts[0].start, following.start, "")


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of numbers that follow each other."""
    first = None
    for index, number in enumerate(numbers):
        first = number if first is None else first
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            yield first, number
            first = None
