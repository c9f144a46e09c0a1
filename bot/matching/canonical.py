"""Compute keys that are equal for statements that differ only in spelling, so that no pairs need to be compared.

Precision matters more than recall. Similarity of letters is not enough: "extended" and "ended", or "Albania lent
Serbia" and "Serbia lent Albania", are as similar as two spellings of one statement. All words must be equal, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching import text
from bot.matching.aliases import Aliases

_SILENT = frozenset(("the", "that", "has", "have"))  # words that do not change a statement
_AROUND = ".,;:!?\"'()[]«»"
_ORDINARY = re.compile(r"[$€£¥]?\w[\w'.,&%/:-]*")  # a word defined by its letters and digits; not C++ or -5
_SCALED = re.compile(r"([$€£¥]?\d+(?:\.\d+)?)(k|mn?|bn|tn)")
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_DATING = ("in", "since", "by", "until", "on")
_LEADING_DATE = re.compile(
    rf"((?:{'|'.join(_DATING)}) (?:\d\d? )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* )?\d{{4}}) (.+)"
)


class CanonicalKeys:
    """Computes keys of statements. Statements with equal keys say the same in the same words."""

    def __init__(self, aliases: Iterable[Sequence[str]] = ()) -> None:
        """Take groups of names that mean the same (`aliases`)."""
        self._aliases = Aliases(aliases)
        names = [name.split() for names in self._aliases.names.values() for name in names]
        self._first_words = {name[0] for name in names}
        self._longest = max(map(len, names), default=0)
        self._readings, self._exact = _Readings(_SILENT), _Readings(frozenset())

    def key(self, statement: str) -> str:
        """Return a key that ignores capitals, punctuation, number formats, aliases, filler words and a leading date.

        A date at the beginning has the same key as at the end.
        """
        words = self._readings.of(statement)
        if not self._first_words.isdisjoint(words):
            words = self._with_labels(words)
        joined = " ".join(words)
        dated = _LEADING_DATE.fullmatch(joined) if words and words[0] in _DATING else None
        return f"{dated[2]} {dated[1]}" if dated else joined

    def key_to_the_letter(self, quotation: str) -> str:
        """Return a key that ignores only capitals, punctuation and number formats."""
        return " ".join(self._exact.of(quotation))

    def _with_labels(self, words: list[str]) -> list[str]:
        """Replace names that mean the same by one label. Looks only at words with which a name can begin."""
        labelled: list[str] = []
        position = 0
        for start in [n for n, word in enumerate(words) if word in self._first_words]:
            names = self._aliases.find(words[start : start + self._longest]) if start >= position else []
            if names and names[0][0] == 0:
                _, length, label = names[0]
                labelled += [*words[position:start], label]
                position = start + length
        return labelled + words[position:]


class _Readings(dict[str, str]):
    """A cache of the normalised form of each run of characters between two spaces."""

    def __init__(self, silent: frozenset[str]) -> None:
        super().__init__()
        self._silent = silent

    def of(self, statement: str) -> list[str]:
        chunks = statement.replace("per cent", "percent").split()
        return " ".join(map(self.__getitem__, chunks)).split()

    def __missing__(self, chunk: str) -> str:
        bare = text.spelt(f"a {chunk}")[2:].strip(_AROUND)  # after a word, to distinguish US from us
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
