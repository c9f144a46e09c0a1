"""The numbers by which people press buttons and choose in pickers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from bot.core.controls import Link, Picker
from bot.core.document import Actions, Document, Fields, SourceLine
from bot.core.document import Text as Sentence

_CHOSEN, _NOT_CHOSEN = "✓ ", "  "


@dataclass(frozen=True, slots=True)
class Entry:
    """What a number does: it sends a code and, if it belongs to a picker for several, all values chosen then."""

    label: str
    code: str
    chosen: tuple[str, ...] = ()


def entries(actions: Actions) -> tuple[Entry, ...]:
    """Return all buttons, then all choices, in the order of their numbers."""
    buttons = (Entry(button.label, button.action.code) for button in actions.pressable)
    return (*buttons, *(entry for picker in actions.pickers for entry in _choices(picker)))


def row_buttons(document: Document) -> int:
    """Count the buttons of rows. They have the first numbers, and are shown beside their rows."""
    return sum(row.button is not None for e in document.elements if isinstance(e, Fields) for row in e.rows)


def numbered(number: int, label: str) -> Text:
    """Write a number with what it does."""
    return Text.assemble((f"[{number}]", "cyan"), " ", label)


def controls(document: Document, first: int) -> Iterator[Text]:
    """Show buttons, links and choices, numbered from `first`; each picker has its label, unless the reply has it."""
    actions, beside = document.actions, row_buttons(document)
    all_entries = list(enumerate(entries(actions), first))
    yield from (numbered(n, entry.label) for n, entry in all_entries[beside : len(actions.pressable)])
    shown = {element.url for element in document.elements if isinstance(element, SourceLine)}
    yield from (_link(link) for link in actions.links if link.url not in shown)
    choices = iter(all_entries[len(actions.pressable) :])
    for picker in actions.pickers:
        if not _is_question(document):
            yield Text(f"{picker.label}:", style="dim")
        for choice, (n, entry) in zip(picker.choices, choices, strict=False):
            mark = (
                (_CHOSEN if choice.value in picker.chosen else _NOT_CHOSEN) if picker.chosen or picker.most > 1 else ""
            )
            yield numbered(n, mark + entry.label)


def _choices(picker: Picker) -> Iterator[Entry]:
    """Yield the choices. In a picker for several, each turns its value on or off."""
    for choice in picker.choices:
        if picker.most == 1:
            yield Entry(choice.label, picker.action.code + choice.value)
        else:
            wanted = {*picker.chosen} ^ {choice.value}
            yield Entry(choice.label, picker.action.code, tuple(c.value for c in picker.choices if c.value in wanted))


def _link(link: Link) -> Text:
    return Text.assemble((f"{link.label}: ", ""), (link.url, f"dim link {link.url}"))


def _is_question(document: Document) -> bool:
    """Return whether the document is only a sentence with one picker."""
    return len(document.elements) == 2 and isinstance(document.elements[0], Sentence)
