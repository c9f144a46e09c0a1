"""Render replies for a terminal. It has room for everything, so nothing is cut or counted.

Stored texts are `Text`, never markup, so that they are shown literally. What a style says on a screen, plain output
says in signs or words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from bot.adapters.terminal import numbering
from bot.adapters.terminal.numbering import Numbered, numbered
from bot.core.comparison import Diff, DiffKind, DiffLegend, DiffSegment
from bot.core.directions import without_isolation
from bot.core.document import (
    Actions,
    Divider,
    Document,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Preformatted,
    Role,
    Row,
    SourceLine,
    Tone,
)  # fmt: skip
from bot.core.document import Text as Sentence
from bot.core.plain_text import diff_text, legend_text
from bot.core.replies import Reply
from bot.core.words import plain

_HEADINGS: dict[Tone, str] = {"good": "bold green", "caution": "bold yellow", "quiet": "bold", "closing": "bold"}
_ROLES: dict[Role, str] = {"normal": "", "strong": "bold", "quiet": "dim", "warning": "bold yellow"}
_DIFF: dict[DiffKind, str] = {"same": "", "old": "strike red", "new": "bold green", "cut": "dim"}
_SPEAKER, _PART, _QUIET = "bold cyan", "cyan", "dim"
_LOUD, _MARKED = "bold", "bold underline"
_BAR = "│ "
"""Before each line of a quotation."""
_BULLET = "• "
"""Before an item of a list."""
_MARKED_WORDS = "Marked: {}"


@dataclass(frozen=True, slots=True)
class Copied:
    """A text to copy: printed without any line break or margin of its own."""

    text: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text)


def render(reply: Reply, first: int = 1) -> Group:
    """Render a reply. Buttons and choices are numbered from `first`."""
    document = reply.document()
    rendering = _Rendering(document, count(first))
    return Group(*_spaced(part for element in _tables(document.elements) for part in rendering.render(element)))


def _tables(elements: Iterable[Element]) -> Iterator[Element | list[Fields]]:
    """Put rows of different kinds that follow one another into one table, so that all their texts begin alike."""
    tables: list[Fields] = []
    for element in elements:
        if isinstance(element, Fields) and not element.stacked:
            tables.append(element)
            continue
        if tables:
            yield tables
            tables = []
        yield element
    if tables:
        yield tables


def _spaced(parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """Leave out gaps at the beginning, at the end, and beside another empty line."""
    waiting: _Gap | None = None
    is_apart = True
    for part in parts:
        if isinstance(part, _Gap):
            waiting = part
            continue
        is_empty = isinstance(part, Text) and not part.plain
        if waiting and not (is_apart or is_empty):
            yield waiting
        yield part
        waiting, is_apart = None, is_empty


def entries(reply: Reply) -> tuple[Numbered, ...]:
    """Return what each number under a reply does, in the order of the numbers."""
    return numbering.entries(reply.document())


class _Rendering:
    """Renders the elements of a document, one after the other."""

    def __init__(self, document: Document, numbers: Iterator[int]) -> None:
        self._document = document
        self._numbers = numbers
        """Numbers for what can be pressed."""
        self._tone: Tone = "quiet"

    def render(self, element: Element | list[Fields]) -> Iterator[RenderableType]:  # noqa: C901 - a case for each
        match element:
            case list():
                several = [[(row, next(self._numbers) if row.button else 0) for row in e.rows] for e in element]
                yield _Grid(several)
            case Panel():
                self._tone = element.tone
                yield from [_Gap()] if element.tone == "closing" else ()
            case Heading(level=1):
                yield Text(element.text, style=_HEADINGS[self._tone])
            case Heading():
                yield from (Text(""), Text(element.text, style=_PART))
            case Sentence():
                yield Text(without_isolation(plain(element.shown)), style=_ROLES[element.role])
            case Passage():
                yield from _passage(element)
            case Diff():
                yield from (_Gap(), _Diff(element.segments))
            case DiffLegend():
                yield _Legend(element)
            case Preformatted():
                yield Copied(element.text)
            case Fields(stacked=True):
                for row in element.rows:
                    said = without_isolation(plain(row.text))
                    yield Text.assemble((row.label, "bold"), " · ", said) if row.label else Text(said)
                    yield from ([numbered(next(self._numbers), row.button.label)] if row.button else ())
            case Fields():
                yield from self.render([element])
            case SourceLine():
                yield from _source(element)
            case Earlier():
                yield Text(f"{element.label}: {element.text}", style=_QUIET)
            case Divider():
                yield Text("")
            case Items():
                yield from self._items(element)
            case Actions():
                yield _Gap()
                yield from numbering.controls(element, self._document, self._numbers)
                yield _Gap()
            case _:
                assert_never(element)

    def _items(self, items: Items) -> Iterator[RenderableType]:
        for group in items.groups:
            if group.heading.strip():
                yield from self.render(Heading(group.heading, 2))
            for item in group.items:
                yield _Item([shown for part in item for shown in self.render(part) if not isinstance(shown, _Gap)])


def _passage(element: Passage) -> Iterator[RenderableType]:
    """Render a fact, or a quotation below its speaker."""
    if element.attribution:
        yield from (_Gap(), Text(element.attribution, style=_SPEAKER))
    yield _Words(element)
    if element.subject:
        yield Text(without_isolation(element.subject), style=_QUIET)


def _source(element: SourceLine) -> Iterator[Text]:
    """Render a source in one quiet line, and its address once, because not every terminal can follow a link."""
    title, details = map(without_isolation, (element.title, element.details))
    link = f"link {element.url}" if element.url else ""
    yield Text.assemble(element.lead, (title, link), f" · {details}" if details else "", style=_QUIET)
    if element.url and not element.other:
        yield Text(element.url, style=_QUIET)


def _has_colours(console: Console) -> bool:
    """Return whether styles are visible, and colours are among them."""
    return console.is_terminal and console.color_system is not None and not console.no_color


class _Gap:
    """An empty line on a screen; nothing in piped output."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if console.is_terminal:
            yield Text("")


class _Item:
    """An item of a list: a bullet before its first line, and the rest below its text."""

    def __init__(self, parts: Sequence[RenderableType]) -> None:
        self._parts = parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid()
        table.add_column(width=len(_BULLET))
        table.add_column(overflow="fold")
        table.add_row(_BULLET, Group(*self._parts))
        yield table if console.is_terminal else Group(*self._parts)


class _Words:
    """The words of a passage. On a screen, a quotation has a bar, and marked runs stand out."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        passage = self._passage
        rest = "" if passage.marked else _LOUD
        words = Text.assemble(*((run, _MARKED if stands_out else rest) for run, stands_out in passage.runs))
        if passage.quoted:
            words = Text.assemble("“", words, "”", style=rest)
        if not (passage.quoted and console.is_terminal):
            yield words
        else:
            for line in words.wrap(console, max(options.max_width - len(_BAR), 1)):
                yield Text.assemble((_BAR, "cyan"), line)
        if passage.marked and not _has_colours(console):
            runs = " … ".join(f"“{run}”" for run, stands_out in passage.runs if stands_out)
            yield Text(_MARKED_WORDS.format(runs))


class _Diff:
    """A word diff: in colours on a terminal, with marks in plain output."""

    def __init__(self, segments: Sequence[DiffSegment]) -> None:
        self._segments = segments

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not _has_colours(console):
            yield Text(diff_text(self._segments))
            return
        yield Text(" ").join(Text(s.shown, style=_DIFF[s.kind]) for s in self._segments)


class _Legend:
    """Explains the marks of a diff."""

    def __init__(self, legend: DiffLegend) -> None:
        self._legend = legend

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not _has_colours(console):
            yield Text(legend_text(self._legend), style=_QUIET)
            return
        old, new = ("struck out", _DIFF["old"]), ("bold", _DIFF["new"])
        yield Text.assemble(old, (f" {self._legend.old} · ", _QUIET), new, (f" {self._legend.new}", _QUIET))


class _Grid:
    """Labels beside their texts. A long label wraps, so that its text still has room."""

    def __init__(self, kinds: Sequence[Sequence[tuple[Row, int]]]) -> None:
        """Take rows of several kinds, each row with the number of its button, or 0."""
        self._kinds = kinds

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(style=_PART, max_width=options.max_width * 9 // 20, overflow="fold")
        table.add_column(overflow="fold")  # a long word goes on in the next line
        for is_first, row, number in self._rows():
            if is_first and console.is_terminal:
                table.add_row("", "")
            cell = Text(without_isolation(plain(row.text)))
            if row.example:
                cell.append(f"\n{row.example}", _QUIET)
            if row.button:
                cell = Text.assemble(cell, "\n", numbered(number, row.button.label))
            table.add_row(Text(row.label), cell)
        yield table

    def _rows(self) -> Iterator[tuple[bool, Row, int]]:
        """Yield each row with its number, and with whether it begins another kind."""
        for kind, rows in enumerate(self._kinds):
            yield from ((kind > 0 and n == 0, row, number) for n, (row, number) in enumerate(rows))
