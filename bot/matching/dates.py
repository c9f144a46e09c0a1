"""Dates in figures, in ISO and in words become one and the same: 22 october 2025."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from bot.matching import signs

Stored: TypeAlias = Callable[[str], object]
"""Tells whether the store has a word."""

MONTHS = "january february march april may june july august september october november december".split()
_PLACE = {month: place for place, month in enumerate(MONTHS, 1)}
_SHORT = {month[:3]: place for month, place in _PLACE.items() if month != "may"} | {"sept": 9}
_MODAL = {name: name + signs.NAME for name in ("may", "march")}  # months that are plain words, too
_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
DAYS = {word: place for place, word in enumerate(_UNITS, 1)} | {"thirtieth": 30, "thirty-first": 31}
DAYS |= {f"twenty-{word}": 20 + place for place, word in enumerate(_UNITS[:9], 1)}
"""The ordinals from first to thirty-first."""

_NAMES = frozenset(_MODAL.values())
WORDS = frozenset((*MONTHS, *_SHORT, *_NAMES))
"""What a date may hold that has no figures."""
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
# A pattern that begins with a digit is looked for faster than one that begins with what must not stand before it.
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
_OF_OUR_TIME = 70  # two figures of a year below it mean the years from 2000 on


def written(normal: str, words: Set[str], stored: Stored | None = None) -> str:
    """The normalised text, which has these words, with every date as day, month and year in words: 22 october 2025.

    A date that has two readings, such as 03/04/2025, becomes the one that the store has; as 3.4.2025 it is left where
    the store has both or neither. A month that is a plain word, too, gets the sign of a name.
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
        normal = _DAY_FIRST.sub(lambda match: _date(match[1], _place(match[2]), match[3]) or match[0], normal)
        normal = _MONTH_FIRST.sub(_from_month_first, normal)
        normal = _MONTH_OF_YEAR.sub(lambda match: _month(_place(match[1])) + " ", normal)
    if "ma" in normal:
        normal = _MONTH_ALONE.sub(lambda match: match[0] + signs.NAME, normal)
    return normal


def index_words(normal: str) -> list[str]:
    """What the index needs of a text that was `written`, so that the store can tell whether it has a date."""
    found = []
    for day, month, year in _WRITTEN.findall(normal):
        found.append(day + month)
        if year:
            found.append(day + month + year)
    return found


def spans(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, length, one word for both) of each day followed by its month, in the words of a text `written`."""
    if WORDS.isdisjoint(words):
        return []
    found = []
    for place, (day, month) in enumerate(pairwise(words)):
        bare = signs.bare(month)
        if bare in _PLACE and month == _MODAL.get(bare, bare) and _is_day(day):
            found.append((place, 2, f"{int(day)}{bare}"))
    return found


def _is_day(word: str) -> bool:
    return len(word) < 3 and word.isascii() and word.isdecimal() and 1 <= int(word) <= 31


def _place(name: str) -> int:
    name = name.rstrip(f".{signs.NAME}")
    return _PLACE.get(name) or _SHORT[name]


def _month(place: int) -> str:
    return _MODAL.get(MONTHS[place - 1], MONTHS[place - 1])


def _date(day: str, place: int, year: str | None) -> str | None:
    """The date in words; None where there is no such day or month."""
    if not (1 <= int(day) <= 31 and 1 <= place <= 12):
        return None
    return f"{int(day)} {_month(place)} {year or ''}".rstrip()


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
    held = [date for date in (day_first, month_first) if stored and stored(signs.without(date).replace(" ", ""))]
    return held[0] if len(held) == 1 else f"{int(left)}.{int(right)}.{year}"


def _each(match: re.Match[str]) -> str:
    first = _date(match[1], _place(match[4]), match[5])
    return f"{first} {match[2]} {match[3]}" if first else match[0]


def _from_month_first(match: re.Match[str]) -> str:
    if match[1] == "may" and match.start() == 0 and not match[3] and match.string[match.end() :][:1] == " ":
        return match[0]  # "may 3 people come": no month
    return _date(match[2], _place(match[1]), match[3]) or match[0]
