"""Measure texts and fit them into a limit: shorten them at a word with an ellipsis, or cut them into pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

ELLIPSIS = "…"
SENTENCE_END = re.compile(r"[.!?…。！？][”’»)\]]*(?=\s)")
"""Matches the sign at the end of a sentence that another one follows."""
_PARAGRAPH_END = re.compile(r"\n\s*")
_NEXT_SENTENCE = re.compile(rf"{SENTENCE_END.pattern}\s+")
Measure = Callable[[str], int]


def width(text: str) -> int:
    """Return the length of a text as platforms may count it: in UTF-16 units, so that an emoji counts as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int, measure: Measure = len) -> str:
    """Shorten a text at a word, with an ellipsis, to `limit` as counted by `measure`. A text that fits is unchanged.

    `measure` must count at least one for each character.
    """
    if len(text) <= limit and measure(text) <= limit:
        return text
    return next(pieces(text[: max(limit, 0) + 1], limit - measure(ELLIPSIS), measure)).rstrip() + ELLIPSIS


def at_sentence(text: str, limit: int, measure: Measure = len) -> str:
    """Shorten a text to `limit` after a line or a sentence, or at a word if that would remove more than half of it.

    An ellipsis says so. `measure` is as in `shorten`.
    """
    short = shorten(text, limit, measure)
    if short == text:
        return text
    ends = [short.rfind("\n"), *(match.end() for match in SENTENCE_END.finditer(short))]
    end = max(ends)
    return f"{short[:end].rstrip()} {ELLIPSIS}" if end > len(short) // 2 else short


def label(text: str, limit: int, measure: Measure = len) -> str:
    """Shorten a text to one line, such as a button's label."""
    return shorten(" ".join(text.split()), limit, measure)


def pieces(text: str, limit: int, measure: Measure = len) -> Iterator[str]:
    """Cut a text into pieces of at most `limit`, if possible after spaces. Joined, they are the text.

    `measure` must count at least one for each character, and no less for a longer text.
    """
    limit = max(limit, 1)  # show at least something, and prevent an endless loop
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


def parts(text: str, limit: int) -> Iterator[str]:
    """Cut a text into pieces for a reader: after a paragraph or a sentence, if one ends in the last third of a piece.

    Else a piece ends as those of `pieces` do. Joined, they are the text.
    """
    while len(text) > limit:
        since = limit - limit // 3
        ends = [match.end() for end in (_NEXT_SENTENCE, _PARAGRAPH_END) for match in end.finditer(text, since, limit)]
        end = ends[-1] if ends else len(next(pieces(text, limit)))
        yield text[:end]
        text = text[end:]
    yield text
