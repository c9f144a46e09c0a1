"""Compare two versions of a text word by word."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.core.document import DiffSegment


def word_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare two versions of a text. What only the earlier one has is "old", what only the later one has is "new"."""
    return tuple(_segments(before.split(), now.split()))


def _segments(before: list[str], now: list[str]) -> Iterator[DiffSegment]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield DiffSegment("same", " ".join(before[start:end]))
            continue
        if start < end:
            yield DiffSegment("old", " ".join(before[start:end]))
        if new_start < new_end:
            yield DiffSegment("new", " ".join(now[new_start:new_end]))
