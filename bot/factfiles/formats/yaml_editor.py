"""Change entries of a fact file in YAML, and leave every other character as it is: comments, order, styles, line ends.

`yaml_layout` knows the place of everything, `yaml_values` changes single values, and `yaml_text` writes new ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import yaml

from bot.factfiles.formats.yaml_changes import TextChanges
from bot.factfiles.formats.yaml_layout import PlacedPart, TextLayout
from bot.factfiles.formats.yaml_text import INDENT, Value, mapping, written
from bot.factfiles.formats.yaml_values import ValueEditor
from bot.factfiles.nodes import Scalar

_MARK: Final = "\ufeff"  # the byte order mark
_BLANK_LINE: Final = re.compile(r"\n[ \r]*\n")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry of a list in the file."""

    node: yaml.MappingNode
    keys: frozenset[str]
    texts: Mapping[str, Scalar]
    """Its values that are texts, by key."""


@dataclass(frozen=True, slots=True)
class AddedEntry:
    """An entry that is added to a list."""

    values: Mapping[str, Value]
    text: str = ""
    """The same as it was written elsewhere, with its comments and without a margin; empty if it is new."""


class YamlEditor:
    """Edits one file, which was read without problems. Sections and keys that are missing come where `order` says."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8")
        self._mark = _MARK if text.startswith(_MARK) else ""
        self._layout = TextLayout(text.removeprefix(_MARK))
        self._changes = TextChanges(self._layout)
        self._values = ValueEditor(self._layout, self._changes)

    def content(self) -> bytes:
        """Return the file with all changes."""
        return (self._mark + self._changes.text()).encode("utf-8")

    def entries(self, section: str) -> list[FileEntry]:
        """Return the entries of a list at the top level; none if it is missing."""
        part = self._section(section)
        return [_entry(node) for node in part.value.value] if part else []

    def change(self, entry: FileEntry, values: Mapping[str, Value | None], order: Sequence[str]) -> None:
        """Set values of an entry; None removes a key."""
        self._values.set_keys(entry.node, values, order)

    def change_top(self, values: Mapping[str, Value | None], order: Sequence[str]) -> None:
        """Set values at the top level; None removes a key."""
        self._values.set_keys(self._layout.root, values, order)

    def change_section(self, section: str, values: Mapping[str, Value | None], order: Sequence[str]) -> None:
        """Set values of a section that has keys; None removes a key."""
        part = self._section(section)
        assert part  # noqa: S101 - the file was read with it
        self._values.set_keys(cast("yaml.MappingNode", part.value), values, order)

    def take(self, section: str, entry: FileEntry) -> str:
        """Return the text of an entry with its changes, and forget these. `rearrange` then removes the entry."""
        whole = self._section(section)
        part, end = self._layout.parts(entry.node)[0], self._layout.end(entry.node)
        if whole and not cast("yaml.SequenceNode", whole.value).flow_style:
            end = self._layout.after(end, part.column)
        text = self._changes.text(entry.node.start_mark.index, end).replace("\r\n", "\n").rstrip("\n")
        self._changes.forget(part.start, end)
        return re.sub(rf"\n {{0,{part.column}}}", "\n", text)

    def rearrange(
        self, section: str, removed: Sequence[FileEntry], added: Sequence[AddedEntry], order: Sequence[str]
    ) -> None:
        """Remove entries of a list, and add others at its end."""
        part = self._section(section)
        if part and len(part.value.value) == len(removed):
            self._refill(part, cast("yaml.SequenceNode", part.value), added)
            return
        if part:
            node = cast("yaml.SequenceNode", part.value)
            parts, gone = self._layout.parts(node), {each.node for each in removed}
            self._values.remove(node, parts, [number for number, each in enumerate(parts) if each.value in gone])
            self._append(node, parts, added)
        elif added:
            lines = f"\n{section}:\n{_items(added, INDENT)}"
            self._values.insert_key(self._layout.root, section, lines, f"[{_in_brackets(added)}]", order)

    def _section(self, name: str) -> PlacedPart | None:
        return next((part for part in self._layout.parts(self._layout.root) if part.key == name), None)

    def _append(self, node: yaml.SequenceNode, parts: Sequence[PlacedPart], added: Sequence[AddedEntry]) -> None:
        """Add entries to a list that has some, with a blank line before each if the last one has that."""
        if added and node.flow_style:
            self._changes.insert(parts[-1].end, f", {_in_brackets(added)}")
        elif added:
            gap = self._layout.text[parts[-2].end : parts[-1].start] if len(parts) > 1 else ""
            column = node.start_mark.column
            lines = _items(added, column, apart=bool(_BLANK_LINE.search(gap)))
            self._changes.insert_lines(parts[-1].end, column, lines)

    def _refill(self, part: PlacedPart, node: yaml.SequenceNode, added: Sequence[AddedEntry]) -> None:
        """Replace all entries of a list, or fill an empty one."""
        colon = self._layout.text.index(":", part.start + len(part.key)) + 1
        if node.flow_style and (self._layout.root.flow_style or not added):
            self._changes.replace(node.start_mark.index, part.end, f"[{_in_brackets(added)}]")
        elif node.flow_style:
            self._changes.replace(colon, part.end, "")
        else:
            self._values.remove(node, self._layout.parts(node), range(len(node.value)))
            self._changes.insert(colon, "" if added else " []")
        if added and not self._layout.root.flow_style:
            column = part.column + INDENT
            self._changes.insert_lines(part.end, column, _items(added, column))


def _entry(node: yaml.MappingNode) -> FileEntry:
    values = {key.value: value for key, value in node.value}
    texts = {key: cast("Scalar", value) for key, value in values.items() if isinstance(value, yaml.ScalarNode)}
    return FileEntry(node, frozenset(values), texts)


def _in_brackets(entries: Sequence[AddedEntry]) -> str:
    return ", ".join(written(each.values) for each in entries)


def _items(entries: Sequence[AddedEntry], column: int, *, apart: bool = False) -> str:
    """Write entries of a list whose hyphens are at a column; `apart` has a blank line before each."""
    inner = column + INDENT
    margin = f"\n{' ' * inner}"
    texts = (re.sub(r"\n(?!\n|$)", margin, each.text) or mapping(each.values, inner) for each in entries)
    return "\n".join(f"{chr(10) * apart}{' ' * column}- {text}" for text in texts)
