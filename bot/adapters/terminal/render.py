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
    return Group(*_spaced(part for element in document.elements for part in rendering.render(element)))


def _spaced(parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """Leave out gaps at the beginning and after another empty line."""
    is_apart = True
    for part in parts:
        if not (is_apart and isinstance(part, _Gap)):
            yield part
        is_apart = isinstance(part, _Gap) or (isinstance(part, Text) and not part.plain)


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

    def render(self, element: Element) -> Iterator[RenderableType]:  # noqa: C901 - a case for each element
        match element:
            case Panel():
                self._tone = element.tone
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
                    yield Text.assemble((row.label, "bold"), " · ", plain(row.text))
                    yield from ([numbered(next(self._numbers), row.button.label)] if row.button else ())
            case Fields():
                yield _Grid([(row, next(self._numbers) if row.button else 0) for row in element.rows])
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
            case _:
                assert_never(element)

    def _items(self, items: Items) -> Iterator[RenderableType]:
        for group in items.groups:
            if group.heading.strip():
                yield from self.render(Heading(group.heading, 2))
            for n, item in enumerate(group.items):
                yield from [Text("")] * bool(n)
                for part in item:
                    yield from self.render(part)


def _passage(element: Passage) -> Iterator[RenderableType]:
    """Render a fact, or a quotation below its speaker."""
    if element.attribution:
        yield from (_Gap(), Text(element.attribution, style=_SPEAKER))
    yield _Words(element)
    if element.subject:
        yield Text(without_isolation(element.subject))


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

    def __init__(self, rows: Sequence[tuple[Row, int]]) -> None:
        """Take rows, each with the number of its button, or 0."""
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(style=_PART, max_width=options.max_width * 9 // 20, overflow="fold")
        table.add_column(overflow="fold")  # a long word goes on in the next line
        for row, number in self._rows:
            cell = Text(plain(row.text))
            if row.example:
                cell.append(f"\n{row.example}", _QUIET)
            if row.button:
                cell = Text.assemble(cell, "\n", numbered(number, row.button.label))
            table.add_row(Text(row.label), cell)
        yield table
