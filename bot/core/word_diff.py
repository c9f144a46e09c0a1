"""Turn comparisons of texts into the segments that documents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.document import DiffSegment
from bot.verification import Change, differences


def word_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare an earlier text with the present one. What both have in common is written as it is now."""
    changes = differences(before, now)
    return tuple(diff_segments(replace(one, old=one.new) if one.op == "equal" else one for one in changes))


def diff_segments(changes: Iterable[Change]) -> Iterator[DiffSegment]:
    """Yield the segments of a comparison. What both texts have in common is written as in the recorded one."""
    for change in changes:
        match change.op:
            case "equal":
                yield DiffSegment("same", change.old)
            case "cut":
                yield DiffSegment("cut", change.old)
            case "replace":
                yield DiffSegment("old", change.old)
                yield DiffSegment("new", change.new)
            case "delete":
                yield DiffSegment("old", change.old)
            case "insert":
                yield DiffSegment("new", change.new)
