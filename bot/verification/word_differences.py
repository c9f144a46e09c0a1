"""Compare two whole texts word by word, to show what was changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.verification.diff import Step, weight
from bot.verification.tokens import Words, tokenize
from bot.verification.types import Change, Op

_MOST_ISLAND = 2
"""Most words between two changes that are shown as changed too, if none of them says much: "of the" and the like."""


def differences(old: str, new: str) -> tuple[Change, ...]:
    """Return the runs of words that two texts share or not, from the first word to the last.

    Punctuation, capitals, quotation marks and white space don't count. A shared run has the words of both texts.
    """
    before, after = tokenize(old), tokenize(new)
    return tuple(_change(step, before, after) for step in _joined(_steps(before, after), before))


def same_words(old: str, new: str) -> bool:
    """Return whether two texts have the same words in the same order."""
    return tokenize(old).keys == tokenize(new).keys


def _steps(before: Words, after: Words) -> Iterator[Step]:
    matcher = SequenceMatcher(None, before.keys, after.keys, autojunk=False)
    for op, old, old_end, new, new_end in matcher.get_opcodes():
        yield Step("equal" if op == "equal" else "differs", old, old_end, new, new_end)


def _joined(steps: Iterator[Step], before: Words) -> list[Step]:
    """Join changes that only small words separate: one change of five words reads better than three of one."""
    joined: list[Step] = []
    for step in steps:
        if len(joined) > 1 and step.kind == "differs" and _is_island(joined[-1], before):
            joined.pop()
            first = joined.pop()
            joined.append(Step("differs", first.old, step.old_end, first.new, step.new_end))
        else:
            joined.append(step)
    return joined


def _is_island(step: Step, before: Words) -> bool:
    words = before.keys[step.old : step.old_end]
    return step.kind == "equal" and len(words) <= _MOST_ISLAND and all(weight(word) < 1 for word in words)


def _change(step: Step, before: Words, after: Words) -> Change:
    old, new = before.between(step.old, step.old_end), after.between(step.new, step.new_end)
    if step.kind == "equal":
        return Change("equal", old, new)
    op: Op = "replace" if old and new else "delete" if old else "insert"
    return Change(op, old, new)
