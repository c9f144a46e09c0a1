"""Compare two whole texts word by word, to show what was changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from bot.verification.diff import Kind, Step, weight
from bot.verification.tokens import Words, tokenize
from bot.verification.types import Change
from bot.verification.written import one_change, written

_MOST_ISLAND = 2
"""Most words between two changes that are shown as changed too, if none of them says much: "of the" and the like."""


def differences(old: str, new: str) -> tuple[Change, ...]:
    """Return the runs of words that two texts share or not, from the first word to the last.

    Punctuation, capitals, quotation marks and white space don't count. A shared run has the words of both texts.
    Together, the runs have the whole of both.
    """
    before, after = tokenize(old), tokenize(new)
    if not (before and after):
        kind: Kind = "differs" if before or after else "equal"
        return (one_change(kind, old.strip(), new.strip()),) if (new if kind == "equal" else old + new).strip() else ()
    steps = _joined(_steps(before, after), before)
    return written(list(_with_signs(steps, before, after)), before, after)


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


def _with_signs(steps: list[Step], before: Words, after: Words) -> Iterator[Step]:
    """Let a sign belong to the number beside it: not "£" and a changed number, but "£5" and "£6"."""
    starts = [(step.old, step.new) for step in steps] + [(len(before), len(after))]
    for n, (step, following) in enumerate(pairwise(steps), 1):
        old, new = starts[n]
        if step.kind == "equal" and _is_joined_sign(before, old - 1, old) and _is_joined_sign(after, new - 1, new):
            starts[n] = old - 1, new - 1
        elif following.kind == "equal" and _is_joined_sign(before, old, old) and _is_joined_sign(after, new, new):
            starts[n] = old + 1, new + 1
    for step, (old, new), (old_end, new_end) in zip(steps, starts, starts[1:], strict=False):
        if old < old_end or new < new_end:
            yield Step(step.kind, old, old_end, new, new_end)


def _is_joined_sign(words: Words, sign: int, gap: int) -> bool:
    """Return whether a word is only a sign, without a space in the gap before the word `gap`."""
    return not any(map(str.isalnum, words.keys[sign])) and not words.gap(gap)


def _is_island(step: Step, before: Words) -> bool:
    words = before.keys[step.old : step.old_end]
    return step.kind == "equal" and len(words) <= _MOST_ISLAND and all(weight(word) < 1 for word in words)
