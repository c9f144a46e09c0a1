"""Learn from many questions which words tell them apart.

"How many doctors work here?" and "How many nurses work here?" differ in one word. So doctors and nurses are different
things, also in "number of doctors" and "nurses here, how many". And if some ask "Who is the mayor?" and others "Who is
the deputy mayor?", then a deputy mayor is no mayor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

from bot.matching.grouping.wording import Wording

_GAP = ""


def contrasting(wordings: Sequence[Wording], alike: Callable[[str, str], bool]) -> set[tuple[str, str]]:
    """Return the pairs of words in which two questions differ that have all other words in common, in order.

    `alike` returns whether two words mean about the same, so that they are no contrast.
    """
    fillings: dict[tuple[str, ...], set[str]] = {}
    for wording in wordings:
        for index, word in enumerate(wording.words):
            if word in wording.content and len(wording.content) > 1:
                frame = (*wording.words[:index], _GAP, *wording.words[index + 1 :])
                fillings.setdefault(frame, set()).add(word)
    pairs = (pair for words in fillings.values() for pair in combinations(sorted(words), 2))
    return {pair for pair in pairs if not alike(*pair)}


def restricting(wordings: Sequence[Wording]) -> set[tuple[str, str]]:
    """Return each word, with the next one, without which a question is another one of the questions."""
    whole = {wording.words for wording in wordings}
    return {
        (word, following)
        for wording in wordings
        for index, (word, following) in enumerate(pairwise(wording.words))
        if word in wording.content and following in wording.content
        and (*wording.words[:index], *wording.words[index + 1 :]) in whole
    }  # fmt: skip
