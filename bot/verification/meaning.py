"""What a change does to the meaning: which of the few words that turn a sentence round were touched, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from rapidfuzz.distance import OSA

from bot.verification import word_lists as lists
from bot.verification.diff import Comparison, Step
from bot.verification.spelling_variants import readings, same_but_for_spelling
from bot.verification.tokens import Words
from bot.verification.types import Flag

_CLAUSE = frozenset(".;:!?—–()[]")
_STOPS = frozenset(".!?")
_GOVERNS = 6
"""Words of the same clause over which a negation reaches what follows it."""
_SOFTENS = 3
"""The same for a hedge."""
_SOFTENS_THAT = 6
"""The same where what follows is said to be so, as in "it may well be that"."""
_FOLLOWS = 4
"""Words behind a cut at the end in which a negation takes back what stands before it."""
_MOVED = 5
"""Words that were only moved as a whole keep their meaning if they are so many."""
_WORDS_A_TYPO = 12
"""So many words may hold one slip and still differ in small things only."""


class Meaning:
    """Judges comparisons of one claim with one held text."""

    def __init__(self, claim: Words, held: Words, is_word: Callable[[str], bool]) -> None:
        """`is_word` knows the words of the language and of the store: what is one is no slip of another."""
        self._claim = claim
        self._held = held
        self._is_word = is_word

    def flags(self, found: Comparison) -> tuple[Flag, ...]:
        """Everything that a reader should be warned of, and whether all differences are small ones."""
        flags: set[Flag] = set()
        changes = [step for step in found.steps if step.kind == "differs"]
        real = self._real(changes)
        if changes and self._begins_without_not(found.steps[0].old):
            flags.add("negation")
        elif changes and not real:
            flags.add("minor")
        flags.update(self._changed(real), self._hidden(found.steps))
        return tuple(flag for flag in lists.FLAGS if flag in flags)

    # ------------------------------------------------------------------ changes

    def _begins_without_not(self, first: int) -> bool:
        """Whether a negation at the beginning was left out, which is no choice of a run where words are changed."""
        return first == 1 and self._negates(0, 1)

    def _real(self, changes: Sequence[Step]) -> list[Step]:
        """The changes that are no small things: another spelling, a contraction, a slip."""
        slips: list[Step] = []
        left: list[Step] = []
        for step in changes:
            old, new = self._held.raw(step.old, step.old_end), self._claim.raw(step.new, step.new_end)
            pairs = [(a, b) for a, b in zip(old, new, strict=False) if not same_but_for_spelling([a], [b])]
            if same_but_for_spelling(old, new):
                continue
            if len(old) == len(new) and all(self._slip(a, b) for a, b in pairs):
                slips.append(step)
            else:
                left.append(step)
        if self._moves_a_currency(left):
            left = []
        return left if len(slips) <= max(1, len(self._claim) // _WORDS_A_TYPO) else left + slips

    def _moves_a_currency(self, changes: Sequence[Step]) -> bool:
        """Whether all that was done is to write "€5" as "5 euros"."""
        old = [word for step in changes for word in readings(self._held.raw(step.old, step.old_end))]
        new = [word for step in changes for word in readings(self._claim.raw(step.new, step.new_end))]
        return bool(old) and sorted(old) == sorted(new) and lists.CURRENCIES.issuperset(old)

    def _slip(self, held: str, given: str) -> bool:
        """One letter wrong, missing, too many or swapped, in what is no word then."""
        left, right = held.casefold(), given.casefold()
        if len(left) < 3 or not (left.isalpha() and right.isalpha()) or self._is_word(right):
            return False
        return OSA.distance(left, right) == 1

    def _changed(self, changes: Sequence[Step]) -> Iterator[Flag]:
        paid: tuple[Counter[str], Counter[str]] = Counter(), Counter()
        for step in changes:
            old, new = self._touched(step)
            if sum(map(lists.is_negation, old)) != sum(map(lists.is_negation, new)) or _negated(old, new):
                yield "negation"
            if _amounts(old, new) != _amounts(new, old) or self._splits_a_number(step):
                yield "number"
            if self._hedges(old, self._held, step.old_end) != self._hedges(new, self._claim, step.new_end):
                yield "hedge"
            for currencies, words in zip(paid, (old, new), strict=True):
                currencies.update(lists.CURRENCIES.intersection(words))
        if paid[0] != paid[1]:  # taken together, so that "€5" is no other amount than "5 euros"
            yield "number"

    def _splits_a_number(self, step: Step) -> bool:
        """Whether a "one" was taken from or put to a number such as forty-one."""
        sides = ((self._held.keys, step.old, step.old_end), (self._claim.keys, step.new, step.new_end))
        return any(
            0 < first < end and keys[first] == "one" and keys[first - 1] in lists.TENS for keys, first, end in sides
        )

    def _touched(self, step: Step) -> tuple[list[str], list[str]]:
        """The words of a change for their meaning; a run that only stands elsewhere in the other text is left out."""
        held, claim = self._held, self._claim
        old = [] if _stands(held.keys[step.old : step.old_end], claim.keys) else held.raw(step.old, step.old_end)
        new = [] if _stands(claim.keys[step.new : step.new_end], held.keys) else claim.raw(step.new, step.new_end)
        return readings(old), readings(new)

    @staticmethod
    def _hedges(words: list[str], text: Words, end: int) -> Counter[str]:
        """The hedges and quantifiers of a run of words that ends before the word `end` of its text."""
        behind = [*words[1:], *text.keys[end : end + 2], "", ""]
        return Counter(
            word
            for n, word in enumerate(words)
            if lists.is_hedge(word) or (word in lists.BOUNDS and lists.bounds(behind[n], behind[n + 1]))
        )

    # ------------------------------------------------------------------ cuts

    def _hidden(self, steps: Sequence[Step]) -> Iterator[Flag]:
        """What the words around a cut would say; where a word was changed at an edge, that is another matter."""
        for step in steps:
            if step.kind != "cut":
                continue
            if self._negates(step.old, step.old_end):
                yield "omitted_negation"
            if self._held.keys[step.old] in lists.CONTRAST | lists.CONDITION:
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
        reach = _SOFTENS_THAT if before[:1] == ["that"] else _SOFTENS
        if any(map(lists.softens, before[:reach])) or (first and self._held.keys[first - 1] in lists.CONDITION):
            yield "cut_after_hedge"

    def _after(self, end: int) -> Iterator[Flag]:
        held = self._held
        if end == len(held):
            return
        if any(sign in _STOPS for sign in held.gap(end)):
            if held.keys[end] in lists.CONTRAST:
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
        """The words of the same sentence from a word on."""
        for number in range(end, len(self._held)):
            if number > end and any(sign in _STOPS for sign in self._held.gap(number)):
                return
            yield self._held.keys[number]

    def _clause_before(self, first: int) -> Iterator[str]:
        """The words of the same clause before a word, from right to left."""
        for number in range(first - 1, -1, -1):
            key, behind = self._held.keys[number], self._held.gap(number + 1)
            if key in lists.JOINTS or any(sign in _CLAUSE for sign in behind) or (key == "no" and "," in behind):
                return
            yield key

    def _negates(self, first: int, end: int) -> bool:
        return self._negates_any(self._held.keys[first:end])

    @staticmethod
    def _negates_any(keys: Iterable[str]) -> bool:
        return any(lists.is_negation(key) for word in keys for key in readings([word]))


def _stands(run: Sequence[str], elsewhere: list[str]) -> bool:
    """Whether a run that is long enough to be moved as a whole stands in another text."""
    return len(run) >= _MOVED and any(
        elsewhere[start : start + len(run)] == run for start in range(len(elsewhere) - len(run) + 1)
    )


def _amounts(words: Sequence[str], others: Sequence[str]) -> Counter[str]:
    """The numbers among words, currencies aside; "first" and "second" only where a number stands in their place."""
    numbers = Counter(word for word in words if lists.is_number(word) and word not in lists.CURRENCIES)
    if not any(map(lists.is_number, others)):
        numbers = Counter({word: count for word, count in numbers.items() if word not in lists.ORDER})
    return numbers


def _negated(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a word stands against its opposite with a prefix or suffix, such as stable and unstable."""
    return any(lists.are_opposites(a, b) for a in old for b in new)
