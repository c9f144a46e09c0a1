"""The numbers by which people press buttons and choose in pickers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from bot.core.controls import Link, Picker
from bot.core.document import Actions, Document, Element, Fields, SourceLine
from bot.core.document import Text as Sentence

_CHOSEN, _NOT_CHOSEN = "✓ ", "  "


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


def controls(actions: Actions, document: Document, numbers: Iterator[int]) -> Iterator[Text]:
    """Show buttons, links and choices with their numbers; each picker has its label, unless the reply has it."""
    yield from (numbered(next(numbers), button.label) for button in actions.pressable)
    shown = {element.url for element in document.elements if isinstance(element, SourceLine)}
    yield from (_link(link) for link in actions.links if link.url not in shown)
    for picker in actions.pickers:
        if not _is_question(document):
            yield Text(picker.label if picker.label.endswith("?") else f"{picker.label}:", style="dim")
        is_marked = bool(picker.chosen) or picker.most > 1
        for choice in picker.choices:
            mark = (_CHOSEN if choice.value in picker.chosen else _NOT_CHOSEN) if is_marked else ""
            yield numbered(next(numbers), mark + choice.label)


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
