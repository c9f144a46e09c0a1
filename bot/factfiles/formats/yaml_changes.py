"""Collect changes of a text, and make them all at once, so that positions stay right until then."""

from __future__ import annotations

from bot.factfiles.formats.yaml_layout import BREAKS, TextLayout


class TextChanges:
    """Ranges of a text with their replacements. No two of them overlap."""

    def __init__(self, layout: TextLayout) -> None:
        self._layout = layout
        self._text = layout.text
        self._newline = "\r\n" if "\r\n" in layout.text else "\n"
        self._changes: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace what is from one index to another."""
        self._changes.append((start, end, text))

    def insert(self, at: int, text: str) -> None:
        """Insert a text. Of several at one index, the first stays first."""
        self.replace(at, at, text)

    def insert_lines(self, end: int, column: int, lines: str) -> None:
        """Insert lines below a part at a column that ends at the index `end`, and below the comments of that part."""
        at = self._layout.after(end, column)
        self.insert(at, lines + "\n" if self._text[at - 1] in BREAKS else "\n" + lines)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return the text with all changes, or one part of it with those that begin there."""
        end = len(self._text) if end is None else end
        pieces, done = [], start
        within = (change for change in self._changes if start <= change[0] <= end)
        for first, last, text in sorted(within, key=lambda change: change[:2]):
            assert first >= done  # noqa: S101 - changes do not overlap
            pieces += [self._text[done:first], text.replace("\n", self._newline)]
            done = last
        return "".join([*pieces, self._text[done:end]])

    def forget(self, start: int, end: int) -> None:
        """Forget the changes that begin in a part of the text."""
        self._changes = [change for change in self._changes if not start <= change[0] <= end]
