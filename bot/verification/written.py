"""Write the steps of a comparison as both texts have them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.verification.diff import Kind, Step
from bot.verification.tokens import Words
from bot.verification.types import Change, Op


def written(steps: Sequence[Step], stored: Words, claim: Words) -> tuple[Change, ...]:
    """Write steps, side by side, with all punctuation between them.

    A dash or another mark that stands free beside a change belongs to what both texts have.
    """
    same = [step.kind == "equal" for step in steps]
    old = stored.runs([(step.old, step.old_end) for step in steps], same)
    new = claim.runs([(step.new, step.new_end) for step in steps], same)
    return tuple(one_change(step.kind, *texts) for step, *texts in zip(steps, old, new, strict=True))


def one_change(kind: Kind, old: str, new: str) -> Change:
    """Write one step, given its texts."""
    if kind == "equal":
        return Change("equal", old, new)
    if kind == "cut":
        return Change("cut", old, "…")
    op: Op = "replace" if old and new else "delete" if old else "insert"
    return Change(op, old, new)
