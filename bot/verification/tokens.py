"""Split a text into normalised words, each with its position in the text.

Normalisation removes all differences between two copies of the same words: capitals, kinds of quotation marks and
dashes, punctuation, white space, invisible characters. It keeps what distinguishes words: digits with their decimal
points, the sign of a number, percent and currency signs, diacritics, comparison signs, arrows, emoji, the + of C++.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import regex

from bot.matching.typography import APOSTROPHES

_APOSTROPHES = f"'{APOSTROPHES}"
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts without spaces between words; each of their characters counts as a word."""
_NO_SIGN = r"[|~^+<>=¬∙©®\u2100-\u2138\u214a-\u214f\u2400-\u25b1\u25b4-\u25bb\u25be-\u25ff❖❛-❠➢-➤\ufffc\ufffd]"
"""Symbols that say nothing by themselves, such as bullets and lines, and those that `_PARTS` reads in their context."""

# A > at the beginning of a line is no sign, because it mostly marks a quoted line.
_PARTS = regex.compile(
    rf"""
      (?P<cut>   [\[(]\s*(?:…|\.\.+|\.(?:\s\.)+)\s*[\])] | …+ | ⋯ | \.{{3,}} | \.(?:\s\.){{2,}} )
    | (?P<remark>\[\s*sic\s*!?\s*\])
    | (?P<number>(?:(?<![^\s(\["“„«])[-−–])? \p{{Nd}}+ (?:[.,:/'’]\p{{Nd}}+)* [\p{{L}}\p{{M}}]*
                 (?:\+(?![\p{{L}}\p{{N}}+]))? )
    | (?P<sign>  (?:\p{{Sc}}|[%‰°])(?![\p{{Sc}}%‰°]) | (?<=\s)&(?=\s) )
    | (?P<symbol>
          -{{1,2}}> | => | (?<!=)=(?!=) | \+ | ~(?=\s?\p{{Nd}})
        | [<>]=?+ (?: (?=\p{{Nd}}|\p{{Sc}}) | (?<=<|=)(?=\s\p{{Nd}}) | (?<=\S[^\S\r\n][<>]=?)(?=\s\S)
                    | (?<=[\p{{L}}\p{{M}}\p{{N}}][<>]=?)(?=[\p{{L}}\p{{N}}]) )
        | (?!{_NO_SIGN})\p{{Sm}}\p{{Mn}}* | (?: (?!{_NO_SIGN})\p{{So}}[\p{{Mn}}\p{{Emoji_Modifier}}]* )+
      )
    | (?P<glyph> [{_UNSPACED}]\p{{M}}* )
    | (?P<word>
          (?<![\p{{L}}\p{{M}}]) (?:\p{{L}}\p{{M}}*\.)+\p{{L}}\p{{M}}*(?![\p{{L}}\p{{M}}])
        | (?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])+
          (?:[{_APOSTROPHES}](?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}])+)*
          (?:\+\+(?!\p{{L}}) | [+\#](?![\p{{L}}\p{{N}}+\#]))?
      )
    """,
    regex.VERBOSE,
)
_PLAIN = re.compile(
    r"""(?: [A-Za-z]++(?:['’][A-Za-z]++)*+ (?![0-9'’]) | (?<![\w–-])\d++(?![\w'’]|[.,:/]\d)
        | [ ,;:!?"“”–—-] | \.(?![.A-Za-z]|[ ]\.) )*+""",
    re.VERBOSE | re.ASCII,
)
"""A text of only ASCII words, spaces, common punctuation and plain digits, such as most texts.

A simpler pattern reads such a text five times faster.
"""
_PLAIN_WORD = re.compile(r"[a-z'’]+|\d+", re.ASCII)
_TYPED = {"->": "→", "-->": "→", "=>": "⇒", "<=": "≤", ">=": "≥"}
"""What stands for a sign that most keyboards don't have."""
_MEANINGFUL = regex.compile(r"[^\p{L}\p{M}\p{N}\s.,:;/'’^&%€£$¥-]")
_VARIATION = re.compile("[\ufe0e\ufe0f]")
_IGNORED = regex.compile(rf"[{_APOSTROPHES}.]")
_RAISED = re.compile("[⁰¹²³⁴-⁹₀-₉]+")
_INVISIBLE = regex.compile(r"\p{Cf}+")
_THOUSANDS = regex.compile(r"(?<=\d)[,'’](?=\d{3}(?!\d))")
_SPACE = regex.compile(r"\s")
_ALPHABETS = tuple(
    regex.compile(rf"\p{{{alphabet}}}")
    for alphabet in ("Latin", "Cyrillic", "Greek", "Armenian", "Hebrew", "Arabic", "Cherokee")
)


@dataclass(slots=True)
class Words:
    """A text split into words. All lists have one item for each word."""

    text: str
    keys: list[str] = field(default_factory=list)
    """The normalised words."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """The span of each word is from `starts` to `ends` (exclusive)."""
    cuts: set[int] = field(default_factory=set)
    """Indices of the words after an ellipsis; the number of words if there is an ellipsis at the end."""
    compounds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Parts of compounds without white space, such as well-known, by the joined spelling ("wellknown")."""

    def __len__(self) -> int:
        return len(self.keys)

    def raw(self, first: int, end: int) -> list[str]:
        """Return the words from `first` up to `end` (exclusive) as written."""
        return [self.text[self.starts[n] : self.ends[n]] for n in range(first, end)]

    def between(self, first: int, end: int) -> str:
        """Return the text from the word `first` up to the word `end` (exclusive), with the adjacent punctuation.

        The first word comes with all that is before it, and the last word with all that is behind it.
        """
        return self.text[self._open(first) : self._close(end - 1)].strip() if first < end else ""

    def runs(self, bounds: Sequence[tuple[int, int]], keeps: Sequence[bool]) -> list[str]:
        """Return the texts of runs of words side by side (first and end of each), so that nothing between them is lost.

        What stands free between two runs, such as a dash, goes to the one that `keeps` it, else to the one before.
        """
        texts = [""] * len(bounds)
        filled = [n for n, (first, end) in enumerate(bounds) if first < end]
        cuts = [
            self._close(bounds[b][0] - 1) if keeps[b] and not keeps[a] else self._open(bounds[b][0])
            for a, b in pairwise(filled)
        ]
        if filled:
            cuts = [self._open(bounds[filled[0]][0]), *cuts, self._close(bounds[filled[-1]][1] - 1)]
        for n, (start, stop) in zip(filled, pairwise(cuts), strict=True):
            texts[n] = self.text[start:stop].strip()
        return texts

    def gap(self, index: int) -> str:
        """Return the text between the word `index` and the word before."""
        start = self.ends[index - 1] if index else 0
        return self.text[start : self.starts[index] if index < len(self) else len(self.text)]

    def _open(self, index: int) -> int:
        """Return the start of a word including punctuation before it."""
        start = self.starts[index] if index else 0
        while index and start > self.ends[index - 1] and not self.text[start - 1].isspace():
            start -= 1
        return start

    def _close(self, index: int) -> int:
        """Return the end of a word including punctuation after it, but without marks that open the next word."""
        if index + 1 == len(self):
            return len(self.text)
        space = _SPACE.search(self.text, self.ends[index], self.starts[index + 1])
        return space.start() if space else self.ends[index]


def tokenize(text: str) -> Words:
    """Split a text into words."""
    visible = _INVISIBLE.sub("", text)
    words = _split(visible)
    if len(visible) != len(text):
        offsets = [offset for offset, character in enumerate(text) if not _INVISIBLE.match(character)]
        words.text = text
        words.starts = [offsets[start] for start in words.starts]
        words.ends = [offsets[end - 1] + 1 for end in words.ends]
    return words


def _split(text: str) -> Words:
    words = Words(text)
    first_of_chunk = 0
    for part in _PARTS.finditer(text):
        kind = part.lastgroup
        if kind == "cut":
            words.cuts.add(len(words))
        elif kind != "remark":
            key = _key(part[0])
            if not key:
                continue
            start = part.start()
            if words.keys and _SPACE.search(text, words.ends[-1], start):
                _add_compound(words, first_of_chunk)
                first_of_chunk = len(words)
            words.keys.append(key)
            words.starts.append(start)
            words.ends.append(part.end())
    _add_compound(words, first_of_chunk)
    return words


def keys(text: str) -> list[str]:
    """Return only the keys of a text, to index many texts."""
    if _PLAIN.fullmatch(text):
        return [word.replace("'", "").replace("’", "") for word in _PLAIN_WORD.findall(text.lower())]
    return tokenize(text).keys


def like(claim: Words, stored: Words) -> Words:
    """Return the claim with compounds joined or split as in the stored text.

    "wellknown" is one word and "well-known" two, so the claim must follow the spelling of the stored text.
    """
    present = set(stored.keys)
    split = {compound: parts for compound, parts in stored.compounds.items() if compound not in present}
    joined = {compound: parts for compound, parts in claim.compounds.items() if compound in present}
    if split.keys().isdisjoint(claim.keys) and not joined:
        return claim
    out = Words(claim.text, compounds=claim.compounds)
    index = 0
    while index < len(claim):
        if index in claim.cuts:
            out.cuts.add(len(out))
        key, width = claim.keys[index], 1
        parts: tuple[str, ...] = split.get(key, (key,))
        for compound, pieces in joined.items():
            if tuple(claim.keys[index : index + len(pieces)]) == pieces:
                parts, width = (compound,), len(pieces)
        start, end = claim.starts[index], claim.ends[index + width - 1]
        for n, part in enumerate(parts):
            out.keys.append(part)
            out.starts.append(start if n == 0 else end)
            out.ends.append(end)
        index += width
    if len(claim) in claim.cuts:
        out.cuts.add(len(out))
    return out


@lru_cache(maxsize=50_000)
def _key(part: str) -> str:
    if part in _TYPED:
        return _TYPED[part]
    if not part.isascii():
        part = _VARIATION.sub("", part)
        part = _RAISED.sub(lambda match: "^" + match[0], part)  # 10² is not 102
        part = unicodedata.normalize("NFKC", part)
        part = unicodedata.normalize("NFKC", part.casefold()).replace("−", "-").replace("–", "-")
    part = part.lower()
    if part[-1:].isdigit() or part[:1].isdigit() or part[:1] == "-":
        return _THOUSANDS.sub("", part)
    return "and" if part == "&" else _IGNORED.sub("", part)


def signs(written: Iterable[str]) -> list[str]:
    """Return the signs in written words that only their key tells apart: ≥, →, emoji, the + of C++, rare currencies."""
    return [sign for word in written for sign in _MEANINGFUL.findall(_key(word))]


def _add_compound(words: Words, first: int) -> None:
    parts = tuple(words.keys[first:])
    # Never join digits: 3-1 is not 31.
    if len(parts) > 1 and not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(parts)):
        words.compounds["".join(parts)] = parts


def mixed_script_word(text: str) -> str | None:
    """Find the first word with letters of several alphabets, such as a Latin word with a Cyrillic а; else None."""
    for part in _PARTS.finditer(_INVISIBLE.sub("", text)):
        if part.lastgroup != "word" or part[0].isascii():
            continue
        if sum(letter.search(part[0]) is not None for letter in _ALPHABETS) > 1:
            return str(part[0])
    return None
