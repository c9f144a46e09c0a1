"""Write a document as plain text, for notifications, screen readers and plain output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import assert_never

from bot.core.comparison import Diff, DiffKind, DiffLegend, DiffSegment
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
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.words import plain

_DIFF_MARKS: Mapping[DiffKind, tuple[str, str]] = {"old": ("[-", "-]"), "new": ("{+", "+}")}


def plain_text(document: Document, most: int = 1 << 40) -> str:
    """Return a document as plain lines, for notifications and screen readers; little longer than `most` characters."""
    lines: list[str] = []
    for line in chain.from_iterable(map(_lines, document.elements)):
        if line.strip():
            lines.append(line[:most])
            most -= len(line)
        if most <= 0:
            break
    return "\n".join(lines)


def diff_text(pieces: Sequence[DiffSegment]) -> str:
    """Write a comparison as plain text: [-only in the quote-], {+only typed+}, […] for a marked cut."""
    text = ""
    for before, piece in zip((None, *pieces), pieces, strict=False):
        start, end = _DIFF_MARKS.get(piece.kind, ("", ""))
        replaces = before is not None and before.kind == "old" and piece.kind == "new"
        text += ("" if before is None or replaces else " ") + start + piece.shown + end
    return text


def legend_text(legend: DiffLegend) -> str:
    """Explain the marks of `diff_text`."""
    return f"[-…-] {legend.old} · {{+…+}} {legend.new}"


def _lines(element: Element) -> Iterator[str]:  # noqa: C901 - a case for each element
    match element:
        case Heading():
            yield element.text
        case Text():
            yield "" if element.aside else plain(element.shown)
        case Passage():
            yield f"{element.attribution}:" if element.attribution else ""
            yield element.shown
        case Diff():
            yield diff_text(element.segments)
        case DiffLegend():
            yield legend_text(element)
        case Preformatted():
            yield element.text
        case Fields():
            yield from (f"{row.label}: {plain(row.text)}" for row in element.rows)
        case SourceLine():
            yield "" if element.other else f"{element.title} · {element.details}"
        case Items():
            for group in element.groups:
                yield group.heading
                yield from (line for item in group.items for part in item for line in _lines(part))
        case Actions():
            yield from (button.label for button in element.buttons if element.stacked)
        case Earlier():
            yield f"{element.label}: {element.text}"
        case Panel() | Divider():
            pass
        case _:
            assert_never(element)
