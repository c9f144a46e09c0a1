"""The numbers by which people press buttons and choose in pickers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from bot.core.controls import Link, Picker
from bot.core.document import Actions, Document, Element, Fields, SourceLine
from bot.core.document import Text as Sentence

_CHOSEN, _NOT_CHOSEN = "✓ ", "  "
_BETWEEN = "   "
_SHORT = 20
"""Most characters of a choice that shares a line with others."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a number does: it sends a code and, if it belongs to a picker for several, all values chosen then."""

    label: str
    code: str
    chosen: tuple[str, ...] = ()


def entries(document: Document) -> tuple[Numbered, ...]:
    """Return what each number does, in the order in which the document shows them."""
    return tuple(entry for element in document.elements for entry in _entries(element))


def _entries(element: Element) -> Iterator[Numbered]:
    match element:
        case Fields():
            buttons = [row.button for row in element.rows if row.button]
            yield from (Numbered(button.label, button.action.code) for button in buttons)
        case Actions():
            yield from (Numbered(button.label, button.action.code) for button in element.pressable)
            yield from (entry for picker in element.pickers for entry in _choices(picker))


def numbered(number: int, label: str) -> Text:
    """Write a number with what it does."""
    return Text.assemble((f"[{number}]", "cyan"), " ", label)


def controls(actions: Actions, document: Document, numbers: Iterator[int]) -> Iterator[RenderableType]:
    """Show buttons, links and choices with their numbers; each picker has its label, unless the reply has it.

    Buttons and short choices share a line.
    """
    buttons = [numbered(next(numbers), button.label) for button in actions.pressable]
    if actions.stacked:
        yield from buttons
    elif buttons:
        yield _Line(buttons)
    shown = {element.url for element in document.elements if isinstance(element, SourceLine)}
    yield from (_link(link) for link in actions.links if link.url not in shown)
    for picker in actions.pickers:
        if not _is_question(document):
            yield Text(picker.label if picker.label.endswith("?") else f"{picker.label}:", style="dim")
        is_marked = bool(picker.chosen) or picker.most > 1
        choices: list[Text] = []
        for choice in picker.choices:
            mark = (_CHOSEN if choice.value in picker.chosen else _NOT_CHOSEN) if is_marked else ""
            choices.append(numbered(next(numbers), mark + choice.label))
        is_short = all(len(choice.label) <= _SHORT for choice in picker.choices)
        yield from [_Line(choices)] if is_short and choices else choices


class _Line:
    """What can be pressed, side by side on a screen as far as there is room; in piped output, a line each."""

    def __init__(self, several: Sequence[Text]) -> None:
        self._several = several

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for each in self._several:
            between = _BETWEEN if line else ""
            if line and (not console.is_terminal or line.cell_len + len(between) + each.cell_len > options.max_width):
                yield line
                line, between = Text(), ""
            line.append(between).append_text(each)
        yield line


def _choices(picker: Picker) -> Iterator[Numbered]:
    """Yield the choices. In a picker for several, each turns its value on or off."""
    for choice in picker.choices:
        if picker.most == 1:
            yield Numbered(choice.label, picker.action.code + choice.value)
        else:
            wanted = {*picker.chosen} ^ {choice.value}
            yield Numbered(
                choice.label, picker.action.code, tuple(c.value for c in picker.choices if c.value in wanted)
            )


def _link(link: Link) -> Text:
    return Text.assemble((f"{link.label}: ", ""), (link.url, f"dim link {link.url}"))


def _is_question(document: Document) -> bool:
    """Return whether the document is only a sentence with one picker."""
    return len(document.elements) == 2 and isinstance(document.elements[0], Sentence)
