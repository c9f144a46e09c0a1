"""Texts within a limit: shortened at a word with an ellipsis, or cut into pieces that joined are the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

ELLIPSIS = "…"
Measure = Callable[[str], int]


def shorten(text: str, limit: int, measure: Measure = len) -> str:
    """Shorten a text to `limit`, as `measure` counts, at a word and with an ellipsis; one that fits stays as it is."""
    if measure(text) <= limit:
        return text
    return next(pieces(text, limit - measure(ELLIPSIS), measure)).rstrip() + ELLIPSIS


def label(text: str, limit: int, measure: Measure = len) -> str:
    """Shorten a text that stands on one line, such as a button's."""
    return shorten(" ".join(text.split()), limit, measure)


def pieces(text: str, limit: int, measure: Measure = len) -> Iterator[str]:
    """Cut a text into pieces of at most `limit`, after a space if there is one; joined they are the text.

    `measure` counts at least one for each character, and no less for a longer text.
    """
    limit = max(limit, 1)  # something is shown wherever there is a text, and no room is no endless work
    while measure(text) > limit:
        end = min(limit, len(text))
        while measure(text[:end]) > limit and end > 1:
            end -= max(1, (measure(text[:end]) - limit + 1) // 2)
        end = max(end, 1)
        cut = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1
        cut = cut if cut > end // 2 else end
        yield text[:cut]
        text = text[cut:]
    yield text
