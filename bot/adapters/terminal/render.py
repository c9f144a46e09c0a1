"""Replies laid out for a terminal. Stored texts are `Text`, never markup, so that they show to the letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from bot.core import texts
from bot.core.models import Quote, Statement
from bot.core.replies import (
    Button,
    Card,
    Clarification,
    Details,
    DiffKind,
    DiffSegment,
    Digest,
    Explanation,
    Help,
    Item,
    Notice,
    Picker,
    Reply,
    Speakers,
    Suggestions,
    TextPart,
    Verdict,
)


def render(reply: Reply, first: int = 1) -> RenderableType:
    """Lay a reply out; what can be pressed is numbered from `first`."""
    match reply:
        case Card():
            return Group(*_read_as(reply), *_card(reply), *_numbered(reply, first))
        case TextPart():
            return Group(Text(reply.text), Text(reply.note, style="dim"))
        case Verdict():
            return Group(*_verdict(reply), *_numbered(reply, first))
        case Speakers():
            lines = [Text.assemble((line.name, "bold"), " · ", line.held) for line in reply.lines]
            return Group(Text(reply.title), *lines, *_numbered(reply, first))
        case Clarification():
            return Group(Text(reply.prompt), *_numbered(reply, first))
        case Suggestions():
            return Group(*_read_as(reply), Text(texts.DID_YOU_MEAN), *_numbered(reply, first))
        case Explanation() | Help() | Details():
            return _table(reply)
        case Digest():
            return Group(*_digest(reply))
        case Notice():
            return Text(reply.text)
        case _:
            assert_never(reply)


def _table(reply: Explanation | Help | Details) -> RenderableType:
    """Labels beside their texts."""
    match reply:
        case Explanation():
            return _Grid([(label, Text(text)) for label, text in texts.explanation_lines(reply)])
        case Help():
            usages: list[tuple[str, RenderableType]] = [(line.usage, Text(line.summary)) for line in reply.lines]
            usages += [("1, 2, 3", Text("Choose a button of the last reply")), ("/quit", Text("Leave"))]
            return Group(Text(reply.holds), Text("Just type a question, or:"), _Grid(usages))
        case Details():
            return Group(Text(reply.title, style="bold"), _Grid([(label, Text(text)) for label, text in reply.rows]))


def _read_as(reply: Card | Suggestions) -> list[Text]:
    return [Text(texts.read_as(reply.read_as), style="dim")] if reply.read_as else []


def _card(card: Card) -> list[RenderableType]:
    statement = card.statement
    lines: list[RenderableType] = []
    if warning := texts.caution(card):
        lines.append(Text("⚠ " + warning, style="bold yellow"))
    lines += _said(statement)
    for other in card.also:
        lines.append(Text(texts.also(other), style="dim"))
    for earlier in card.replaces:
        lines += [Text(f"{texts.replaced(earlier)}:", style="dim"), Text(earlier.text, style="dim strike")]
    return lines


def _said(statement: Statement) -> list[RenderableType]:
    """A statement with its source."""
    lines: list[RenderableType] = [Text(statement.text, style="bold")]
    if isinstance(statement, Quote):
        lines = [Text(f"“{statement.text}”", style="bold"), Text(f"— {texts.attribution(statement)}")]
        if subject := texts.subject(statement):
            lines.append(Text(subject))
    source = statement.source
    title = Text(source.title, style=f"link {source.url}" if source.url else "")
    lines.append(Text.assemble(title, " · ", texts.provenance(statement), style="dim"))
    if source.url:
        lines.append(Text(source.url, style="dim"))
    lines.append(Text(f"{texts.as_of(statement)} · {statement.id}", style="dim"))
    return lines


def _digest(digest: Digest) -> list[RenderableType]:
    """A digest; a terminal has room for all of it."""
    lines: list[RenderableType] = [Text(digest.title, style="bold cyan")]
    if digest.summary:
        lines.append(Text(digest.summary))
    for section in (*digest.sections, *digest.closing):
        lines += [Text(""), Text(section.heading, style="cyan")]
        for n, item in enumerate(section.items):
            lines += [Text("")] * bool(n) + _item(item)
    return lines


def _item(item: Item) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(item.text, style="bold")]
    if item.statement:
        lines = _said(item.statement)
    if item.note:
        lines.append(Text(item.note, style="yellow"))
    lines += [Text(texts.also(other), style="dim") for other in item.also]
    for what, text in item.before:
        lines += [Text(f"{what}:", style="dim"), Text(text, style="dim strike")]
    return lines


def _verdict(verdict: Verdict) -> list[RenderableType]:
    style = "bold green" if verdict.good else "bold yellow"
    lines: list[RenderableType] = [Text(verdict.headline, style=style), Text(verdict.told)]
    lines += [Text("⚠ " + warning, style="yellow") for warning in verdict.warnings]
    if verdict.pieces:
        lines.append(_Diff(verdict.pieces))
    return lines + (_card(verdict.card) if verdict.card else [])


class _Diff:
    """A word diff: in colours on a terminal, in marks where the output is plain."""

    def __init__(self, pieces: Sequence[DiffSegment]) -> None:
        self._pieces = pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not console.is_terminal:
            yield Text(texts.diff_text(self._pieces))
            return
        yield Text(" ").join(
            Text("[…]" if piece.kind == "cut" else piece.text, style=_STYLES[piece.kind]) for piece in self._pieces
        )


_STYLES: dict[DiffKind, str] = {"same": "", "old": "strike red", "new": "bold green", "cut": "dim"}


def entries(reply: Reply) -> list[tuple[str, str]]:
    """(label, code) of all that can be pressed under a reply, in the order of their numbers: buttons, then choices."""
    found = [(button.label, button.action.code) for button in _buttons(reply)]
    if picker := _picker(reply):
        found += [(choice.label, picker.action.code + choice.value) for choice in picker.choices]
    return found


def _buttons(reply: Reply) -> tuple[Button, ...]:
    match reply:
        case Verdict():
            return reply.buttons + (reply.card.buttons if reply.card else ())
        case Card() | Suggestions() | Speakers():
            return reply.buttons
        case _:
            return ()


def _picker(reply: Reply) -> Picker | None:
    match reply:
        case Card() | Verdict() | Speakers() | Clarification():
            return reply.picker
        case _:
            return None


def _numbered(reply: Reply, first: int) -> list[Text]:
    numbered = [Text.assemble((f"[{n}]", "cyan"), " ", label) for n, (label, _) in enumerate(entries(reply), first)]
    if (picker := _picker(reply)) and not isinstance(reply, Clarification):
        numbered.insert(len(_buttons(reply)), Text(f"{picker.label}:", style="dim"))
    return numbered


class _Grid:
    """Labels beside their texts; a long label wraps, so that its text still has room."""

    def __init__(self, rows: Sequence[tuple[str, RenderableType]]) -> None:
        self._rows = rows

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", max_width=options.max_width * 9 // 20)
        for label, text in self._rows:
            table.add_row(Text(label), text)
        yield table
