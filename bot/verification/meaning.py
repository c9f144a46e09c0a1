"""Decide whether a change affects the meaning: negations, numbers and hedges that were changed or cut off."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz.distance import OSA

from bot.verification import word_lists as lists
from bot.verification.diff import Comparison, Step
from bot.verification.spelling_variants import readings, same_but_for_spelling
from bot.verification.tokens import Words, signs
from bot.verification.types import Flag

_CLAUSE = frozenset(".;:!?—–()[]")
_STOPS = frozenset(".!?")
_GOVERNS = 6
"""Scope of a negation: it affects this many following words of the same clause."""
_SOFTENS = 3
"""Scope of a hedge, in words."""
_SOFTENS_THAT = 6
"""Scope of a hedge before "that", such as in "it may well be that"."""
_FOLLOWS = 4
"""Number of words after a cut at the end in which a negation reverses the words before."""
_MOVED = 5
"""Minimum words of a run that counts as moved and not as changed."""
_WORDS_PER_TYPO = 12
"""One typo in so many words still counts as a minor difference."""


class ChangeJudge:
    """Judges comparisons of one claim with one stored text."""

    def __init__(self, claim: Words, stored: Words, is_word: Callable[[str], bool]) -> None:
        """Take both texts. `is_word` knows all words of the language and the store: a known word is never a typo."""
        self._claim = claim
        self._stored = stored
        self._is_word = is_word

    def flags(self, comparison: Comparison) -> tuple[Flag, ...]:
        """Return all warnings for a reader, or "minor" if all differences are minor."""
        flags: set[Flag] = set()
        changes = [step for step in comparison.steps if step.kind == "differs"]
        real = self._significant(changes)
        if changes and self._begins_without_not(comparison.steps[0].old):
            flags.add("negation")
        elif changes and not real:
            flags.add("minor")
        flags.update(self._changed(real), self._cut_warnings(comparison.steps))
        return tuple(flag for flag in lists.FLAGS if flag in flags)

    # ------------------------------------------------------------------ changes

    def _begins_without_not(self, first: int) -> bool:
        """Return whether the claim leaves out a negation that is the first word of the stored text."""
        return first == 1 and self._negates(0, 1)

    def _significant(self, changes: Sequence[Step]) -> list[Step]:
        """Return the changes that are not minor; minor are spelling variants, contractions and a few typos."""
        slips: list[Step] = []
        left: list[Step] = []
        for step in changes:
            old, new = self._stored.raw(step.old, step.old_end), self._claim.raw(step.new, step.new_end)
            pairs = [(a, b) for a, b in zip(old, new, strict=False) if not same_but_for_spelling([a], [b])]
            if same_but_for_spelling(old, new) or self._is_decoration(step):
                continue
            if len(old) == len(new) and all(self._slip(a, b) for a, b in pairs):
                slips.append(step)
            else:
                left.append(step)
        if self._moves_a_currency(left):
            left = []
        return left if len(slips) <= max(1, len(self._claim) // _WORDS_PER_TYPO) else left + slips

    def _is_decoration(self, step: Step) -> bool:
        """Return whether a change only leaves out or adds emoji around a sentence."""
        sides = ((self._stored, step.old, step.old_end), (self._claim, step.new, step.new_end))
        (text, first, end), *others = (side for side in sides if side[1] < side[2])
        if others or any(unicodedata.category(key[0]) != "So" for key in text.keys[first:end]):
            return False
        beside = text.gap(first) + text.gap(end)
        return first == 0 or end == len(text) or any(sign in _STOPS for sign in beside)

    def _moves_a_currency(self, changes: Sequence[Step]) -> bool:
        """Return whether the only change is a currency written as a word, such as "5 euros" for "€5"."""
        old = [word for step in changes for word in readings(self._stored.raw(step.old, step.old_end))]
        new = [word for step in changes for word in readings(self._claim.raw(step.new, step.new_end))]
        return bool(old) and sorted(old) == sorted(new) and lists.CURRENCIES.issuperset(old)

    def _slip(self, stored: str, given: str) -> bool:
        """Return whether `given` is a typo of one letter (OSA distance 1) and not a known word."""
        left, right = stored.casefold(), given.casefold()
        if len(left) < 3 or not (left.isalpha() and right.isalpha()) or self._is_word(right):
            return False
        return OSA.distance(left, right) == 1

    def _changed(self, changes: Sequence[Step]) -> Iterator[Flag]:
        paid: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        for step in changes:
            old, new = self._touched(step)
            if sum(map(lists.is_negation, old)) != sum(map(lists.is_negation, new)) or _negated(old, new):
                yield "negation"
            if _amounts(old, new) != _amounts(new, old) or self._splits_a_number(step) or self._limits(step):
                yield "number"
            if self._hedges(old, self._stored, step.old_end) != self._hedges(new, self._claim, step.new_end):
                yield "hedge"
            for currencies, words in zip(paid, (old, new), strict=True):
                currencies.update(lists.CURRENCIES.intersection(words))
        if paid[0] != paid[1]:  # compared over all changes, so that "€5" equals "5 euros"
            yield "number"

    def _limits(self, step: Step) -> bool:
        """Return whether a sign of a number was changed, such as "≥ 5" to "≤ 5" or "18+" to "18"."""
        old, new = (
            [*(lists.LIMITS | {"+"}).intersection(keys[first:end]), *signs(filter(lists.is_number, keys[first:end]))]
            if any(map(lists.is_number, keys[first : end + 2]))
            else []
            for keys, first, end in (
                (self._stored.keys, step.old, step.old_end),
                (self._claim.keys, step.new, step.new_end),
            )
        )
        return sorted(old) != sorted(new)

    def _splits_a_number(self, step: Step) -> bool:
        """Return whether a "one" was removed from or added to a number such as forty-one."""
        sides = ((self._stored.keys, step.old, step.old_end), (self._claim.keys, step.new, step.new_end))
        return any(
            0 < first < end and keys[first] == "one" and keys[first - 1] in lists.TENS for keys, first, end in sides
        )

    def _touched(self, step: Step) -> tuple[list[str], list[str]]:
        """Return the old and new words of a change, normalised; a run that was only moved is left out."""
        stored, claim = self._stored, self._claim
        old = [] if _was_moved(stored.keys[step.old : step.old_end], claim.keys) else stored.raw(step.old, step.old_end)
        new = [] if _was_moved(claim.keys[step.new : step.new_end], stored.keys) else claim.raw(step.new, step.new_end)
        return readings(old), readings(new)

    @staticmethod
    def _hedges(words: list[str], text: Words, end: int) -> Counter[str]:
        """Count the hedges and quantifiers in a run of words that ends before the word `end` of its text."""
        behind = [*words[1:], *text.keys[end : end + 2], "", ""]
        return Counter(
            word
            for n, word in enumerate(words)
            if lists.is_hedge(word) or (word in lists.BOUNDS and lists.bounds(behind[n], behind[n + 1]))
        )

    # ------------------------------------------------------------------ cuts

    def _cut_warnings(self, steps: Sequence[Step]) -> Iterator[Flag]:
        """Yield warnings about words that a cut removes. Skips an edge at which a word was changed."""
        for step in steps:
            if step.kind != "cut":
                continue
            if self._negates(step.old, step.old_end):
                yield "omitted_negation"
            if self._stored.keys[step.old] in lists.CONTRAST | lists.CONDITION:
                yield "cut_after_hedge"
        if steps and steps[0].kind == "equal":
            yield from self._ahead(steps[0].old)
        if steps and steps[-1].kind == "equal":
            yield from self._after(steps[-1].old_end)

    def _ahead(self, first: int) -> Iterator[Flag]:
        before = list(self._clause_before(first))
        if self._negates_any(before[:_GOVERNS]):
            yield "cut_after_negation"
            if 0 in self._claim.cuts:
                yield "omitted_negation"
        if first and self._stored.keys[first - 1] in lists.LIMITS:
            yield "cut_after_hedge"
        reach = _SOFTENS_THAT if before[:1] == ["that"] else _SOFTENS
        if any(map(lists.softens, before[:reach])) or (first and self._stored.keys[first - 1] in lists.CONDITION):
            yield "cut_after_hedge"

    def _after(self, end: int) -> Iterator[Flag]:
        stored = self._stored
        if end == len(stored):
            return
        if any(sign in _STOPS for sign in stored.gap(end)):
            if stored.keys[end] in lists.CONTRAST:
                yield "cut_after_hedge"
            return
        behind = list(islice(self._sentence_from(end), _FOLLOWS))
        if behind[0] in lists.CONTRAST or behind[0] in lists.CONDITION:
            yield "cut_after_hedge"
            if self._negates_any(list(self._clause_before(end))) or self._negates_any(behind):
                yield "cut_after_negation"
        elif self._negates_any(behind[:1]):
            yield "cut_after_negation"
        if len(self._claim) in self._claim.cuts and self._negates_any(behind):
            yield "omitted_negation"

    def _sentence_from(self, end: int) -> Iterator[str]:
        """Yield the words of the same sentence from the word `end` on."""
        for index in range(end, len(self._stored)):
            if index > end and any(sign in _STOPS for sign in self._stored.gap(index)):
                return
            yield self._stored.keys[index]

    def _clause_before(self, first: int) -> Iterator[str]:
        """Yield the words of the same clause before the word `first`, from right to left."""
        for index in range(first - 1, -1, -1):
            key, behind = self._stored.keys[index], self._stored.gap(index + 1)
            if key in lists.JOINTS or any(sign in _CLAUSE for sign in behind) or (key == "no" and "," in behind):
                return
            yield key

    def _negates(self, first: int, end: int) -> bool:
        return self._negates_any(self._stored.keys[first:end])

    @staticmethod
    def _negates_any(keys: Iterable[str]) -> bool:
        return any(lists.is_negation(key) for word in keys for key in readings([word]))


def _was_moved(run: Sequence[str], other: list[str]) -> bool:
    """Return whether a run of at least `_MOVED` words is also in the other text."""
    return len(run) >= _MOVED and any(
        other[start : start + len(run)] == run for start in range(len(other) - len(run) + 1)
    )


def _amounts(words: Sequence[str], others: Sequence[str]) -> Counter[str]:
    """Count the numbers among words, without currencies.

    "first" and "second" count only if the other words have a number, because they are often no numbers ("at first").
    """
    numbers = Counter(word for word in words if lists.is_number(word) and word not in lists.CURRENCIES)
    if not any(map(lists.is_number, others)):
        numbers = Counter({word: count for word, count in numbers.items() if word not in lists.ORDER})
    return numbers


def _negated(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether a word was replaced by its opposite with a prefix or suffix, such as stable and unstable."""
    return any(lists.are_opposites(a, b) for a in old for b in new)
