"""Turn comparisons of texts into the segments that documents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from bot.core.comparison import DiffSegment
from bot.verification import Change, differences

LONGEST_DIFF: Final = 400
"""Most characters of two texts that are compared."""
LEAST_SAME: Final = 0.5
"""Share of the characters that both texts need to have in common."""


def word_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare an earlier text with the present one. What both have in common is written as it is now."""
    changes = differences(before, now)
    return tuple(diff_segments(replace(one, old=one.new) if one.op == "equal" else one for one in changes))


def close_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare two texts if that is easy to read: they are short, and have most words in common. Else return nothing."""
    longest = max(len(before), len(now))
    if before == now or longest > LONGEST_DIFF:
        return ()
    found = word_diff(before, now)
    same = sum(len(segment.text) for segment in found if segment.kind == "same")
    return found if same >= LEAST_SAME * longest else ()


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
