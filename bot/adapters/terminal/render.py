"""Render replies for a terminal. It has room for everything, so nothing is cut or counted.

Stored texts are `Text`, never markup, so that they are shown literally.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from bot.core.document import (
    Actions,
    Diff,
    DiffKind,
    DiffLegend,
    DiffSegment,
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


def render(reply: Reply, first: int = 1) -> RenderableType:
    """Render a reply. Buttons and choices are numbered from `first`."""
    document = reply.document()
    tone: Tone = "quiet"
    rendered: list[RenderableType] = []
    for element in document.elements:
        tone = element.tone if isinstance(element, Panel) else tone
        if not isinstance(element, Actions):
            rendered += _render(element, tone)
    return Group(*rendered, *_numbered(document, first))


def entries(reply: Reply) -> list[tuple[str, str]]:
    """Return label and code of all buttons, then of all choices of a reply, in the order of their numbers."""
    return _entries(reply.document().actions)


def _render(element: Element, tone: Tone) -> Iterator[RenderableType]:  # noqa: C901 - a case for each element
    match element:
        case Heading(level=1):
            yield Text(element.text, style=_HEADINGS[tone])
        case Heading():
            yield from (Text(""), Text(element.text, style="cyan"))
        case Sentence():
            yield Text(plain(element.shown), style=_ROLES[element.role])
        case Passage():
            yield from _passage(element)
        case Diff():
            yield _Diff(element.segments)
        case DiffLegend():
            yield Text(legend_text(element), style="dim")
        case Preformatted():
            yield Text(element.text)
        case Fields(stacked=True):
            yield from (Text.assemble((row.label, "bold"), " · ", plain(row.text)) for row in element.rows)
        case Fields():
            yield _Grid(element.rows)
        case SourceLine():
            yield from _source(element)
        case Earlier():
            yield from (Text(f"{element.label}:", style="dim"), Text(element.text, style="dim strike"))
        case Divider():
            yield Text("")
        case Items():
            for group in element.groups:
                yield from _render(Heading(group.heading, 2), tone)
                for n, item in enumerate(group.items):
                    yield from [Text("")] * bool(n)
                    for part in item:
                        yield from _render(part, tone)
        case Panel() | Actions():
            pass
        case _:
            assert_never(element)


def _passage(element: Passage) -> Iterator[Text]:
    yield Text(element.shown, style="bold")
    if element.attribution:
        yield Text(f"— {element.attribution}")
    if element.subject:
        yield Text(element.subject)


def _source(element: SourceLine) -> Iterator[Text]:
    title = Text(element.title, style=f"link {element.url}" if element.url else "")
    if element.other:
        yield Text(f"{element.title} · {element.details}", style="dim")
        return
    yield Text.assemble(title, " · ", element.details, style="dim")
    if element.url:
        yield Text(element.url, style="dim")


class _Diff:
    """A word diff: in colours on a terminal, with marks in plain output."""

    def __init__(self, segments: Sequence[DiffSegment]) -> None:
        self._segments = segments

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not console.is_terminal:
            yield Text(diff_text(self._segments))
            return
        yield Text(" ").join(Text(s.shown, style=_DIFF[s.kind]) for s in self._segments)


class _Grid:
    """Labels beside their texts. A long label wraps, so that its text still has room."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", max_width=options.max_width * 9 // 20, overflow="fold")
        table.add_column(overflow="fold")  # a long word goes on in the next line
        for row in self._rows:
            example = (f"\n{row.example}", "dim") if row.example else ""
            table.add_row(Text(row.label), Text.assemble(plain(row.text), example))
        yield table


# ---------------------------------------------------------------- what can be pressed


def _entries(actions: Actions) -> list[tuple[str, str]]:
    pairs = [(button.label, button.action.code) for button in actions.pressable]
    for picker in actions.pickers:
        pairs += [(choice.label, picker.action.code + choice.value) for choice in picker.choices]
    return pairs


def _numbered(document: Document, first: int) -> list[Text]:
    """Number buttons and choices. A label precedes the choices, unless the reply itself is that question."""
    actions = document.actions
    numbered = [Text.assemble((f"[{n}]", "cyan"), " ", label) for n, (label, _) in enumerate(_entries(actions), first)]
    if actions.pickers and not (len(document.elements) == 2 and isinstance(document.elements[0], Sentence)):
        numbered.insert(len(actions.pressable), Text(f"{actions.pickers[0].label}:", style="dim"))
    return numbered
