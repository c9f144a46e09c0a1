"""Normalise dates in figures, in ISO format and in words to one form: 22 october 2025."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from bot.matching import signs

Stored: TypeAlias = Callable[[str], object]
"""A function whose result is true if the store has a word."""

MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NUMBER = {month: number for number, month in enumerate(MONTHS, 1)}
_SHORT = {month[:3]: number for month, number in _MONTH_NUMBER.items() if month != "may"} | {"sept": 9}
_MODAL = {name: name + signs.NAME for name in ("may", "march")}  # months that are also ordinary words
_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
DAYS = {word: number for number, word in enumerate(_UNITS, 1)} | {"thirtieth": 30, "thirty-first": 31}
DAYS |= {f"twenty-{word}": 20 + number for number, word in enumerate(_UNITS[:9], 1)}
"""The ordinals from first to thirty-first."""

_NAMES = frozenset(_MODAL.values())
WORDS = frozenset((*MONTHS, *_SHORT, *_NAMES))
"""Words of a date that have no figures."""
_FULL = (
    "|".join(MONTHS)
    .replace("march", f"march{signs.NAME}?")
    .replace("may", rf"may{signs.NAME}?(?! (?:i|we|you|he|she|they|it|be|have|not)\b)")
)
_MONTH = rf"((?:{_FULL})\b|(?:{'|'.join(_SHORT)})\b\.?)"
_DAY_WORD = "(" + "|".join(sorted(DAYS, key=lambda name: -len(name))) + r")(?![\w-])"
_DAY = r"([0-9](?<![\w.,:/-][0-9])\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:,|-|,? (?:of )?)(\d{4})(?!\w|\.\d))?"

_SEPARATED = re.compile("[0-9][./-][0-9]")
_DIGIT = re.compile("[0-9]")
# A pattern that begins with a digit is faster than one that begins with a negative look-behind.
_ISO = re.compile(r"([0-9](?<![\w./-][0-9])\d{3})([-/.])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)")
_FIGURES = re.compile(r"([0-9](?<![\w./-][0-9])\d?)([-/.])(\d{1,2})\2(\d{4}|\d\d)(?![\w/-]|\.\d)")
_WORD_BEFORE = re.compile(rf"\b{_DAY_WORD}(?= (?:day )?of {_MONTH}| (?!may|march){_MONTH})")
_WORD_BEHIND = re.compile(rf"\b{_MONTH} (?:the )?{_DAY_WORD}")
_SEVERAL = re.compile(
    rf"{_DAY} ?(-|,|and|to|or|until|through)(?: the)? ?(\d{{1,2}})(?:st|nd|rd|th)?(?= (?:of )?{_MONTH}{_YEAR})"
)
_DAY_FIRST = re.compile(rf"{_DAY}(?: day)?(?: of)?[ -]?{_MONTH}{_YEAR}")
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH},?[ -]?(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?![\w%/]|[.:,]\d| ?(?:am|pm|km|kg|euros?|%)\b){_YEAR}"
)
_MONTH_OF_YEAR = re.compile(rf"\b{_MONTH},? (?:of )?(?=\d{{4}}\b)")
_BEFORE_MONTH = "in|by|of|on|since|until|till|after|before|during|early|every|next|last|late|from"
_MONTH_ALONE = re.compile(
    rf"\b({_BEFORE_MONTH}|mid-?) ?\b(may|march)(?![\w{signs.NAME}-]| (?:i|we|you|he|she|they|it|be|have|not)\b)"
)
_MONTH_NAME = rf"((?!may|march)(?:{'|'.join(MONTHS)})|(?:may|march)(?={signs.NAME}))"
_WRITTEN = re.compile(rf"(?<!\w)([1-9]|[12]\d|3[01]) {_MONTH_NAME}{signs.NAME}?(?: (\d{{4}})(?!\w))?")
_OF_OUR_TIME = 70  # a two-digit year below this is in the 2000s


def written(normal: str, words: Set[str], stored: Stored | None = None) -> str:
    """Write every date of a normalised text, which has these words, in the form 22 october 2025.

    An ambiguous date such as 03/04/2025 is resolved to the date that the store has. If the store has both or neither,
    it becomes 3.4.2025. A month that is also an ordinary word gets the sign of a name.
    """
    if _SEPARATED.search(normal):
        normal = _ISO.sub(lambda match: _date(match[4], int(match[3]), match[1]) or match[0], normal)
        normal = _FIGURES.sub(partial(_from_figures, stored), normal)
    if WORDS.isdisjoint(words):
        return normal
    if not DAYS.keys().isdisjoint(words):
        normal = _WORD_BEFORE.sub(lambda match: str(DAYS[match[1]]), normal)
        normal = _WORD_BEHIND.sub(lambda match: f"{match[1]} {DAYS[match[2]]}", normal)
    if _DIGIT.search(normal):
        normal = _SEVERAL.sub(_each, normal)
        normal = _DAY_FIRST.sub(lambda match: _date(match[1], _month_number(match[2]), match[3]) or match[0], normal)
        normal = _MONTH_FIRST.sub(_from_month_first, normal)
        normal = _MONTH_OF_YEAR.sub(lambda match: _month(_month_number(match[1])) + " ", normal)
    if "ma" in normal:
        normal = _MONTH_ALONE.sub(lambda match: match[0] + signs.NAME, normal)
    return normal


def index_words(normal: str) -> list[str]:
    """Return words for the index of a text after `written`, so that `stored` can look up a date."""
    joined = []
    for day, month, year in _WRITTEN.findall(normal):
        joined.append(day + month)
        if year:
            joined.append(day + month + year)
    return joined


def spans(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (start, length, joined word) of each day that is followed by its month, in the words after `written`."""
    if WORDS.isdisjoint(words):
        return []
    result = []
    for start, (day, month) in enumerate(pairwise(words)):
        bare = signs.bare(month)
        if bare in _MONTH_NUMBER and month == _MODAL.get(bare, bare) and _is_day(day):
            result.append((start, 2, f"{int(day)}{bare}"))
    return result


def _is_day(word: str) -> bool:
    return len(word) < 3 and word.isascii() and word.isdecimal() and 1 <= int(word) <= 31


def _month_number(name: str) -> int:
    name = name.rstrip(f".{signs.NAME}")
    return _MONTH_NUMBER.get(name) or _SHORT[name]


def _month(number: int) -> str:
    return _MODAL.get(MONTHS[number - 1], MONTHS[number - 1])


def _date(day: str, month: int, year: str | None) -> str | None:
    """Return the date in words; None if there is no such day or month."""
    if not (1 <= int(day) <= 31 and 1 <= month <= 12):
        return None
    return f"{int(day)} {_month(month)} {year or ''}".rstrip()


def _from_figures(stored: Stored | None, match: re.Match[str]) -> str:
    left, right, year = match[1], match[3], match[4]
    if len(year) == 2:
        if match[2] != "/" and len(left) + len(right) < 4:  # 2.10.25 is a version
            return match[0]
        year = str(int(year) + (2000 if int(year) < _OF_OUR_TIME else 1900))
    day_first, month_first = _date(left, int(right), year), _date(right, int(left), year)
    if match[2] == "." or not month_first or day_first == month_first:
        return day_first or match[0]
    if not day_first:
        return month_first
    known = [date for date in (day_first, month_first) if stored and stored(signs.without(date).replace(" ", ""))]
    return known[0] if len(known) == 1 else f"{int(left)}.{int(right)}.{year}"


def _each(match: re.Match[str]) -> str:
    first = _date(match[1], _month_number(match[4]), match[5])
    return f"{first} {match[2]} {match[3]}" if first else match[0]


def _from_month_first(match: re.Match[str]) -> str:
    if match[1] == "may" and match.start() == 0 and not match[3] and match.string[match.end() :][:1] == " ":
        return match[0]  # "may 3 people come" has no month
    return _date(match[2], _month_number(match[1]), match[3]) or match[0]
