"""Read a text for the test cases: its words with their positions, its sentences, and words that affect the meaning."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"[^\W_]+(?:['’.,:\-‐‑](?=[^\W_])[^\W_]+)*")
_TOKEN = re.compile(r"[$€£%]|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")

NEGATIONS = frozenset(
    "not no never nobody nothing none nowhere neither nor cannot without hardly barely least little few".split()
)
HEDGES = frozenset(
    "may might could would should perhaps maybe probably possibly likely unlikely apparently roughly about almost "
    "nearly some most many often sometimes usually seems suggests appears hope doubt suspect guess think believe "
    "expect as at argues claimed pretend say sure certain surprised told telling said taught agrees accept convinced "
    "mistaken even only certainly always all every everybody everyone".split()
)
CONTRASTS = frozenset("but however although though unless if yet except while whereas otherwise still until so".split())
AUXILIARIES = frozenset("will can could should would must is are was were".split())


@dataclass(frozen=True)
class Reading:
    """A text with its words and sentences."""

    text: str

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The start and end of each word in the text."""
        return tuple(match.span() for match in _WORD.finditer(self.text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words as written."""
        return tuple(self.text[start:end] for start, end in self.spans)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words for look-ups: in lower case, unless they have a capital inside a sentence, such as May and Most."""
        firsts = {first for first, _ in self.sentences}
        small = (word.replace("’", "'") for word in self.words)
        return tuple(
            word.lower() if n in firsts and not re.match("I(?:'|$)", word) else word for n, word in enumerate(small)
        )

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The index of the first word of each sentence, and of the word after its last."""
        starts = [0]
        for n in range(1, len(self.words)):
            between = self.between(n - 1)
            if re.search(r"[.!?…]", between) and self.words[n][0].isupper() and self.words[n - 1] not in ("Dr", "U.S"):
                starts.append(n)
        return tuple(zip(starts, [*starts[1:], len(self.words)], strict=True))

    def between(self, n: int) -> str:
        """Return the characters between word `n` and the next."""
        return self.text[self.spans[n][1] : self.spans[n + 1][0]]

    def run(self, first: int, end: int) -> str:
        """Return the text of the words from `first` up to but not `end`, with the signs of numbers at its ends."""
        before, after = self.text[: self.spans[first][0]], self.text[self.spans[end - 1][1] :]
        start = len(before) - (before[-1:] in tuple("$€£−"))
        return self.text[start : len(self.text) - len(after) + (after[:1] == "%")]

    def sentence_of(self, n: int) -> tuple[int, int]:
        """Return the sentence of word `n`, as in `sentences`."""
        return next((first, end) for first, end in self.sentences if first <= n < end)

    def replaced(self, n: int, new: str, count: int = 1) -> str:
        """Return the text with `count` words from `n` on replaced.

        If `new` is empty, they are deleted with the space after them.
        """
        start, end = self.spans[n][0], self.spans[n + count - 1][1]
        if new:
            return self.text[:start] + (upper_first(new) if self.words[n][0].isupper() else new) + self.text[end:]
        rest = self.text[end:].lstrip(" ")
        before = self.text[:start]
        if not rest or not rest[0].isalnum():
            before = before.rstrip(" ")
        return before + (upper_first(rest) if self.words[n][0].isupper() else rest)

    def with_after(self, n: int, new: str) -> str:
        """Return the text with `new` inserted after word `n`."""
        end = self.spans[n][1]
        return f"{self.text[:end]} {new}{self.text[end:]}"


def upper_first(text: str) -> str:
    """Return the text with a capital at the beginning."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return the text with a lower-case letter at the beginning, except the word "I"."""
    return text if text[:2] in ("I ", "I'") else text[:1].lower() + text[1:]


def negates(key: str) -> bool:
    """Return whether a word is a negation."""
    return key in NEGATIONS or key.endswith("n't") or key.lower() in ("nobody", "no", "not", "never", "nothing")


def risky(key: str) -> bool:
    """Return whether a word may affect the meaning of what follows or restrict what came before."""
    return negates(key) or key.lower() in HEDGES or key.lower() in CONTRASTS


def plain(text: str) -> str:
    """Return the form of a text that is compared: tokens between single spaces, with signs of currency and percent."""
    text = unicodedata.normalize("NFC", text).replace("’", "'").casefold()
    return f" {' '.join(_TOKEN.findall(text))} "
