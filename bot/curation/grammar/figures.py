"""Read figures with what they count, and lengths of time: "1.2 million passengers", "about 47 minutes"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.curation.grammar import nouns
from bot.matching.text import NUMBER_WORDS, is_year

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = "one two three four five six seven eight nine".split()
_SCALES = "hundred thousand million billion trillion dozen".split()
SMALL: Final = "|".join(("one", *NUMBER_WORDS))
"""Pattern of a number in one word."""
_COMPOUND = f"(?:{'|'.join(_TENS)})-(?:{'|'.join(_UNITS)})"
FIGURE: Final = rf"(?:[$€£¥]?\d[\d.,']*(?:bn|[km])?%?|{_COMPOUND}|{SMALL})"
"""Pattern of a number in figures or words."""
_ABOUT = (
    "(?:(?:about|around|roughly|nearly|almost|some|over|exactly|only|just|up to|at least|at most|more than|less than|"
    "fewer than|as many as|a total of|another|an estimated) )*"
)
_QUANTITY = re.compile(
    rf"(?P<about>{_ABOUT})(?P<figure>{FIGURE})(?: (?:{'|'.join(_SCALES)}))*(?:[ -](?P<noun>\S.*))?", re.IGNORECASE
)
_RATE = re.compile(
    ",? (?:an?|per|each|every) [a-z]+(?: and [a-z]+)?$|,? (?:each|daily|weekly|monthly|yearly|annually)$"
)
SPAN: Final = "(?:second|minute|hour|day|night|week|weekend|month|term|season|year|decade|working day|business day)"
"""Pattern of a unit of time."""
LENGTH: Final = (
    rf"{_ABOUT}(?:{FIGURE}|an?|half an?|the whole|several|many)(?: to {FIGURE})? (?:full |whole |more )?{SPAN}s?"
)
"""Pattern of a length of time."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts: "up to four weeks"."""

    figure: str
    noun: tuple[str, ...]
    """The words of what is counted, without a rate such as "a month"."""

    @property
    def is_money(self) -> bool:
        """Return whether it is a sum of money in a known currency."""
        return self.figure[:1] in "$€£¥" or (len(self.noun) == 1 and nouns.is_money(self.noun[0].lower()))

    @property
    def counts(self) -> bool:
        """Return whether it counts things with a plural noun, so that it answers "how many"."""
        plain = [word.lower() for word in self.noun]
        if not plain or "percent" in plain or "per" in plain or self.figure.endswith("%") or self.figure[:1] in "$€£¥":
            return False
        return nouns.is_plural(nouns.head(plain)) and plain[0] not in ("of", "and", "or", "to") and plain[0].isalpha()


def quantity(words: Sequence[str]) -> Quantity | None:
    """Read a figure at the beginning of words. None if there is none, or if it is "one" or only a year."""
    match = _QUANTITY.fullmatch(" ".join(words))
    if match is None or match["figure"].lower() == "one":
        return None
    if is_year(match["figure"]) and not match["about"]:
        return None
    noun = f" {match['noun'] or ''}"
    return Quantity(match["figure"], tuple(_RATE.sub("", noun).split()))


def has_figure(words: Sequence[str]) -> bool:
    """Return whether there is a number among the words, in figures or in words."""
    return any(any(c.isdigit() for c in word) or word.lower() in NUMBER_WORDS or word.lower() in
               ("hundred", "thousand", "million", "billion", "dozen") for word in words)  # fmt: skip


def is_length(words: Sequence[str]) -> bool:
    """Return whether words are a length of time, such as "about 47 minutes"."""
    return re.fullmatch(LENGTH, " ".join(words), re.IGNORECASE) is not None
