"""When two statements are the same in other spelling: one key for all of a kind, so that none need be compared.

Exactness goes before recall. Likeness in letters will not do: "extended" and "ended", "north" and "south", "Albania
lent Serbia" and "Serbia lent Albania" are as alike as two spellings of one statement. All words must agree, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching import text
from bot.matching.encoding import Aliases

_SILENT = frozenset(("the", "that", "has", "have"))  # words with or without which a statement is the same
_AROUND = ".,;:!?\"'()[]«»"
_ORDINARY = re.compile(r"[$€£¥]?\w[\w'.,&%/:-]*")  # a word that its letters and digits tell whole; C++ and -5 are none
_SCALED = re.compile(r"([$€£¥]?\d+(?:\.\d+)?)(k|mn?|bn|tn)")
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_DATING = ("in", "since", "by", "until", "on")
_LEADING_DATE = re.compile(
    rf"((?:{'|'.join(_DATING)}) (?:\d\d? )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* )?\d{{4}}) (.+)"
)


class Sameness:
    """Turns statements into keys; those of equal keys say the same in the same words."""

    def __init__(self, aliases: Iterable[Sequence[str]] = ()) -> None:
        """`aliases` are groups of names that mean the same."""
        self._aliases = Aliases(aliases)
        names = [name.split() for names in self._aliases.names.values() for name in names]
        self._first_words = {name[0] for name in names}
        self._longest = max(map(len, names), default=0)
        self._readings, self._exact = _Readings(_SILENT), _Readings(frozenset())

    def key(self, statement: str) -> str:
        """The same for statements that differ in capitals, marks, ways of writing a number, names that mean the same,
        words that add nothing, or in whether the date stands first or last."""
        words = self._readings.of(statement)
        if not self._first_words.isdisjoint(words):
            words = self._with_labels(words)
        joined = " ".join(words)
        dated = _LEADING_DATE.fullmatch(joined) if words and words[0] in _DATING else None
        return f"{dated[2]} {dated[1]}" if dated else joined

    def key_to_the_letter(self, quotation: str) -> str:
        """The same for words that differ in capitals, marks and ways of writing a number only."""
        return " ".join(self._exact.of(quotation))

    def _with_labels(self, words: list[str]) -> list[str]:
        """The words with one label for all names that mean the same; only looks where a name can begin."""
        labelled: list[str] = []
        place = 0
        for start in [n for n, word in enumerate(words) if word in self._first_words]:
            found = self._aliases.find(words[start : start + self._longest]) if start >= place else []
            if found and found[0][0] == 0:
                _, length, label = found[0]
                labelled += [*words[place:start], label]
                place = start + length
        return labelled + words[place:]


class _Readings(dict[str, str]):
    """Each run of characters between two spaces as it is compared, worked out when first met."""

    def __init__(self, silent: frozenset[str]) -> None:
        super().__init__()
        self._silent = silent

    def of(self, statement: str) -> list[str]:
        chunks = statement.replace("per cent", "percent").split()
        return " ".join(map(self.__getitem__, chunks)).split()

    def __missing__(self, chunk: str) -> str:
        bare = text.spelt(f"a {chunk}")[2:].strip(_AROUND)  # after a word, so that US can be told from us
        if bare.isdecimal():
            return bare
        if bare.isascii() and bare.isalpha():
            words = [str(text.NUMBER_WORDS.get(bare, text.american(bare)))]
        elif scaled := _SCALED.fullmatch(bare):
            words = [*text.words(scaled[1]), _SCALES[scaled[2]]]
        elif _ORDINARY.fullmatch(bare):
            words = [text.american(word) for word in text.split_hyphens(text.words(bare))]
        else:
            words = [] if bare in ("-", "") else [bare]
        self[chunk] = " ".join(word for word in words if word not in self._silent)
        return self[chunk]
