"""A text as the words that are compared, each with its place in the text.

Everything in which two copies of the same words may differ ends here: capitals, kinds of quotation marks and dashes,
punctuation, white space, invisible characters. What tells words apart stays: digits with their decimal points, the sign
of a number, percent and currency signs, diacritics.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import regex

from bot.matching.typography import APOSTROPHES

_APOSTROPHES = f"'{APOSTROPHES}"
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts that put no space between words: each of their characters is compared as a word."""

_PARTS = regex.compile(
    rf"""
      (?P<cut>   [\[(]\s*(?:…|\.\.+|\.(?:\s\.)+)\s*[\])] | …+ | ⋯ | \.{{3,}} | \.(?:\s\.){{2,}} )
    | (?P<remark>\[\s*sic\s*!?\s*\])
    | (?P<number>(?:(?<![^\s(\["“„«])[-−–]|[+±<>≤≥=])? \p{{Nd}}+ (?:[.,:/'’]\p{{Nd}}+)* [\p{{L}}\p{{M}}]* )
    | (?P<sign>  (?:\p{{Sc}}|[%‰°])(?![\p{{Sc}}%‰°]) | (?<=\s)&(?=\s) )
    | (?P<glyph> [{_UNSPACED}]\p{{M}}* )
    | (?P<word>
          (?<![\p{{L}}\p{{M}}]) (?:\p{{L}}\p{{M}}*\.)+\p{{L}}\p{{M}}*(?![\p{{L}}\p{{M}}])
        | (?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])+
          (?:[{_APOSTROPHES}](?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}])+)*
      )
    """,
    regex.VERBOSE,
)
_PLAIN = re.compile(
    r"""(?: [A-Za-z]++(?:['’][A-Za-z]++)*+ (?![0-9'’]) | (?<![\w–-])\d++(?![\w'’]|[.,:/]\d)
        | [ ,;:!?"“”–—-] | \.(?![.A-Za-z]|[ ]\.) )*+""",
    re.VERBOSE | re.ASCII,
)
"""What most texts are: words, spaces, common punctuation, numbers of nothing but digits. Reading these is five times
quicker without all that the others need."""
_PLAIN_WORD = re.compile(r"[a-z'’]+|\d+", re.ASCII)
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
    """A text taken apart. All lists run along its words."""

    text: str
    keys: list[str] = field(default_factory=list)
    """What is compared: equal for words that are the same."""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Where each word stands in the text."""
    cuts: set[int] = field(default_factory=set)
    """Numbers of the words before which an ellipsis stands; the number of words for one at the end."""
    compounds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that stand together without white space, such as well-known, by what they are when written as one."""

    def __len__(self) -> int:
        return len(self.keys)

    def raw(self, first: int, end: int) -> list[str]:
        """The words from `first` to before `end` as they are written."""
        return [self.text[self.starts[n] : self.ends[n]] for n in range(first, end)]

    def between(self, first: int, end: int) -> str:
        """The text from the word `first` to before the word `end`, with the punctuation that belongs to it."""
        if first >= end:
            return ""
        start = self.starts[first]
        while start > 0 and not self.text[start - 1].isspace() and (first == 0 or start > self.ends[first - 1]):
            start -= 1
        return self.text[start : self._close(end - 1)].strip()

    def gap(self, number: int) -> str:
        """What stands between the word before and the word `number`."""
        start = self.ends[number - 1] if number else 0
        return self.text[start : self.starts[number] if number < len(self) else len(self.text)]

    def _close(self, number: int) -> int:
        """Where a word ends with the punctuation behind it; what opens the next word is not part of that."""
        end = self.ends[number]
        limit = self.starts[number + 1] if number + 1 < len(self) else len(self.text)
        space = _SPACE.search(self.text, end, limit)
        return space.start() if space else (limit if number + 1 == len(self) else end)


def read(text: str) -> Words:
    """Take a text apart."""
    seen = _INVISIBLE.sub("", text)
    found = _taken_apart(seen)
    if len(seen) != len(text):
        there = [place for place, character in enumerate(text) if not _INVISIBLE.match(character)]
        found.text = text
        found.starts = [there[start] for start in found.starts]
        found.ends = [there[end - 1] + 1 for end in found.ends]
    return found


def _taken_apart(text: str) -> Words:
    found = Words(text)
    first_of_chunk = 0
    for part in _PARTS.finditer(text):
        kind = part.lastgroup
        if kind == "cut":
            found.cuts.add(len(found))
        elif kind != "remark":
            key = _key(part[0])
            if not key:
                continue
            start = part.start()
            if found.keys and _SPACE.search(text, found.ends[-1], start):
                _note_compound(found, first_of_chunk)
                first_of_chunk = len(found)
            found.keys.append(key)
            found.starts.append(start)
            found.ends.append(part.end())
    _note_compound(found, first_of_chunk)
    return found


def keys(text: str) -> list[str]:
    """The keys of a text alone, for an index over many."""
    if _PLAIN.fullmatch(text):
        return [word.replace("'", "").replace("’", "") for word in _PLAIN_WORD.findall(text.lower())]
    return read(text).keys


def like(claim: Words, held: Words) -> Words:
    """The claim with its words joined or split at hyphens and the like as the held text has them.

    "wellknown" and "well-known" are one word and two; here the claim's way of writing follows the held one.
    """
    present = set(held.keys)
    split = {one: parts for one, parts in held.compounds.items() if one not in present}
    joined = {one: parts for one, parts in claim.compounds.items() if one in present}
    if split.keys().isdisjoint(claim.keys) and not joined:
        return claim
    out = Words(claim.text, compounds=claim.compounds)
    number = 0
    while number < len(claim):
        if number in claim.cuts:
            out.cuts.add(len(out))
        key, width = claim.keys[number], 1
        parts: tuple[str, ...] = split.get(key, (key,))
        for one, pieces in joined.items():
            if tuple(claim.keys[number : number + len(pieces)]) == pieces:
                parts, width = (one,), len(pieces)
        start, end = claim.starts[number], claim.ends[number + width - 1]
        for place, part in enumerate(parts):
            out.keys.append(part)
            out.starts.append(start if place == 0 else end)
            out.ends.append(end)
        number += width
    if len(claim) in claim.cuts:
        out.cuts.add(len(out))
    return out


@lru_cache(maxsize=50_000)
def _key(part: str) -> str:
    if not part.isascii():
        part = _RAISED.sub(lambda found: "^" + found[0], part)  # 10² is not 102
        part = unicodedata.normalize("NFKC", part)
        part = unicodedata.normalize("NFKC", part.casefold()).replace("−", "-").replace("–", "-")
    part = part.lower()
    if part[-1:].isdigit() or part[:1].isdigit() or part[:1] == "-":
        return _THOUSANDS.sub("", part)
    return "and" if part == "&" else _IGNORED.sub("", part)


def _note_compound(found: Words, first: int) -> None:
    parts = tuple(found.keys[first:])
    # 3-1 is not 31
    if len(parts) > 1 and not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(parts)):
        found.compounds["".join(parts)] = parts


def mixed(text: str) -> str | None:
    """The first word whose letters come from more than one alphabet, such as a Latin word with a Cyrillic а."""
    for part in _PARTS.finditer(_INVISIBLE.sub("", text)):
        if part.lastgroup != "word" or part[0].isascii():
            continue
        if sum(letter.search(part[0]) is not None for letter in _ALPHABETS) > 1:
            return str(part[0])
    return None
