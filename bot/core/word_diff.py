"""Turn comparisons of texts into the segments that documents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.core.comparison import DiffSegment
from bot.core.shorten import ELLIPSIS
from bot.verification import Change, differences

LONGEST_DIFF: Final = 400
"""Most characters of two texts that are compared. Of longer ones, only the part with all differences is compared."""
AROUND: Final = 80
"""Characters on each side of that part that are the same in both texts, for the reader."""
NEAR: Final = 30
"""Least characters that stay on each side of a change in a long comparison."""
_LEFT_OUT: Final = DiffSegment("same", ELLIPSIS)
LEAST_SAME: Final = 0.5
"""Share of the earlier text that needs to be in the present one too."""


def word_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare an earlier text with the present one. What both have in common is written as it is now."""
    changes = differences(before, now)
    return tuple(diff_segments(replace(one, old=one.new) if one.op == "equal" else one for one in changes))


def close_diff(before: str, now: str) -> tuple[DiffSegment, ...]:
    """Compare two texts if that is easy to read: most of the first is kept, and what differs is close together.

    Else return nothing. Of long texts, a mark stands for what is left out at both ends.
    """
    kept = LEAST_SAME * len(before)
    start, end = _ends_left_out(before, now) if max(len(before), len(now)) > LONGEST_DIFF else (0, 0)
    before, now = before[start : len(before) - end], now[start : len(now) - end]
    if before == now or max(len(before), len(now)) > LONGEST_DIFF:
        return ()
    found = word_diff(before, now)
    same = sum(len(segment.text) for segment in found if segment.kind == "same")
    if start + same + end < kept:
        return ()
    return (*((_LEFT_OUT,) if start else ()), *found, *((_LEFT_OUT,) if end else ()))


def near_changes(segments: Sequence[DiffSegment], most: int = 0) -> tuple[DiffSegment, ...]:
    """Leave out words that both texts have, far from what differs, so that about `most` characters stay.

    Every change stays, with some words on each side of it. An ellipsis stands for what is left out.
    """
    sides = [_sides(n, segments) for n in range(len(segments))]
    changed = sum(len(segment.text) for segment in segments if segment.kind in ("old", "new"))
    around = max(NEAR, (most - changed) // max(1, sum(before + after for before, after in sides)))
    return tuple(
        replace(segment, text=_shortened(segment.text, around, *beside)) if any(beside) else segment
        for segment, beside in zip(segments, sides, strict=True)
    )


def _sides(index: int, segments: Sequence[DiffSegment]) -> tuple[bool, bool]:
    """Return whether there is a change before and after a segment that both texts have; neither for a change."""
    is_same = segments[index].kind == "same"
    return is_same and index > 0, is_same and index < len(segments) - 1


def _shortened(text: str, around: int, before: bool, after: bool) -> str:
    """Keep what is next to the changes before and after a text, at words."""
    words = text.strip()
    if len(words) <= around * (before + after) + NEAR:
        return text
    first = words[:around].rsplit(None, 1)[0] if before else ""
    last = words[-around:].split(None, 1)[-1] if after else ""
    return " ".join(filter(None, (first, ELLIPSIS, last)))


def _ends_left_out(before: str, now: str) -> tuple[int, int]:
    """Return how many characters at the start and at the end two texts have in common, far from what differs.

    Both counts end between two words.
    """
    start = _same_at_start(before, now)
    end = _same_at_start(before[start:][::-1], now[start:][::-1])
    first = now.rfind(" ", 0, max(0, start - AROUND)) + 1
    last = now.find(" ", min(len(now), len(now) - end + AROUND))
    return first, len(now) - last if last >= 0 else 0


def _same_at_start(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


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
