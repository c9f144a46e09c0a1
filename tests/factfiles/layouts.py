"""Fact files in any layout that people might choose: styles, indentation, comments, blank lines and line ends."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from bot.core.models import Fact, Statement
from bot.factfiles.contents import FileHead
from bot.factfiles.entries import entry_values, source_values


class AnyLayout:
    """Writes one file. Each comment is another word: the id and the key to which it belongs, and a number.

    A comment on a line of its own ends in "!".
    """

    def __init__(self, rng: Random) -> None:
        self.entries: dict[str, str] = {}
        """The lines of each entry, by its id."""
        self._rng = rng
        self._comments = 0

    def file(self, head: FileHead, statements: Sequence[Statement], silent: Sequence[str]) -> bytes:
        """Write a file of these statements, which must fit the head."""
        sections = [self._source(head)]
        if head.topic:
            sections.append([f"topic: {self._text(head.topic, 0, 'file.topic')}"])
        if head.audience:
            sections.append([f"audience: {json.dumps(head.audience)}{self._beside('file.audience')}"])
        for name, facts in (("facts", True), ("quotes", False)):
            chosen = [each for each in statements if isinstance(each, Fact) == facts]
            if chosen or self._rng.random() < 0.1:
                sections.append(list(self._entries(name, chosen, head)))
        if silent:
            sections.append(["stay_silent:", *(f"  - {_json(each)}" for each in silent)])
        self._rng.shuffle(sections)
        lines = [line for section in sections for line in [*self._above("file.top", 0), *section]]
        text = "\n".join([self._rng.choice(["---", "# first"]), *lines, *self._above("file.end", 0)])
        text = self._rng.choice(["", "\ufeff"]) + text + self._rng.choice(["", "\n", "\n\n"])
        return text.replace("\n", self._rng.choice(["\n", "\r\n"])).encode()

    def _source(self, head: FileHead) -> list[str]:
        values = {key: value for key, value in source_values(head.source).items() if value}
        lines = [f"  {key}: {_json(str(value))}{self._beside(f'file.{key}')}" for key, value in values.items()]
        return ["source:", *lines]

    def _entries(self, section: str, statements: Sequence[Statement], head: FileHead) -> Iterator[str]:
        if not statements or self._rng.random() < 0.1:
            for each in statements:
                self.entries[each.id] = self._in_brackets(each, head)
            yield f"{section}: [{', '.join(self.entries[each.id] for each in statements)}]"
            return
        yield f"{section}:{self._beside('file.section')}"
        column = self._rng.choice([0, 2, 4])
        blank_line = self._rng.choice([[], [""]])
        for each in statements:
            yield from self._above("file.entry", column)
            lines = list(self._block(each, head, column))
            if self._rng.random() < 0.2:
                lines = [f"{' ' * column}- {self._in_brackets(each, head)}{self._beside(f'{each.id}.id')}"]
            self.entries[each.id] = "\n".join(lines)
            yield from (*lines, *blank_line)

    def _in_brackets(self, statement: Statement, head: FileHead) -> str:
        return "{" + ", ".join(f"{key}: {_json(value)}" for key, value in self._shuffled(statement, head)) + "}"

    def _block(self, statement: Statement, head: FileHead, column: int) -> Iterator[str]:
        start = " " * column + self._rng.choice(["- ", "-   "])
        inner = len(start)
        for key, value in self._shuffled(statement, head):
            name = f"{statement.id}.{key}"
            yield from self._above(name, inner) if start.isspace() else ()
            if isinstance(value, tuple):
                yield from self._list(f"{start}{key}:", value, inner, name)
            else:
                yield f"{start}{key}: {self._text(str(value), inner, name)}"
            start = " " * inner

    def _list(self, start: str, values: Sequence[str], column: int, name: str) -> Iterator[str]:
        style = self._rng.choice(["one line", "brackets", "hyphens"])
        if style == "one line":
            yield f"{start} {_json(values)}{self._beside(name)}"
        elif style == "brackets":
            yield f"{start} [{self._beside(name)}"
            yield from (f"{' ' * column}  {_json(each)},{self._beside(name)}" for each in values)
            yield f"{' ' * column}]{self._beside(name)}"
        else:
            yield f"{start}{self._beside(name)}"
            deeper = column + self._rng.choice([0, 2, 4])
            for each in values:
                yield from self._above(name, deeper)
                yield f"{' ' * deeper}- {self._text(each, deeper, name)}"

    def _shuffled(self, statement: Statement, head: FileHead) -> list[tuple[str, Any]]:
        values = list(entry_values(statement, head).items())
        if self._rng.random() < 0.3:
            self._rng.shuffle(values)
        return values

    def _text(self, text: str, column: int, name: str) -> str:
        """Write a text in any style, with a comment beside it."""
        comment = self._beside(name)
        margin = " " * (column + self._rng.choice([1, 2, 4]))
        style = self._rng.choice(["plain", "single", "double", "block", "folded"])
        if style == "single" and "\n" not in text:
            return "'" + text.replace("'", "''") + f"'{comment}"
        if style == "plain" and all(map(str.isalpha, text.split(" "))) and text.lower() != "null":
            return text.replace(" ", f"\n{margin}", 1) + comment
        if style == "block" and "\n" in text and "\ufeff" not in text:
            lines = "\n".join(line and margin + line for line in text.split("\n"))
            return f"{self._rng.choice(['|', '|-', '|+'])}{comment}\n{lines}"
        if style == "folded" and not any(sign in text for sign in ("\n", "\ufeff", "  ")):
            return f">-{comment}\n{margin}" + text.replace(" ", f"\n{margin}", 1)
        return _json(text) + comment

    def _beside(self, name: str) -> str:
        return self._rng.choice([" ", "   "]) + self._comment(name) if self._rng.random() < 0.2 else ""

    def _above(self, name: str, column: int) -> list[str]:
        blank_line = self._rng.choice([[], [""]])
        return [*blank_line, f"{' ' * column}{self._comment(name)}!"] if self._rng.random() < 0.2 else []

    def _comment(self, name: str) -> str:
        self._comments += 1
        return f"# {name}.{self._comments}"


def _json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False).replace("\ufeff", "\\ufeff")
