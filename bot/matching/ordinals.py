"""Normalise ordinals in words and figures, and "one" as a number, if the store numbers such things."""

from __future__ import annotations

import re
from functools import partial

from bot.matching import signs, text
from bot.matching.dates import DAYS, Stored

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORDS = "|".join(sorted(DAYS, key=lambda day: -len(day)))
WORDS = frozenset(word for word in DAYS if "-" not in word)
"""Words that `written` may replace."""
_NOUNS = r"(?=( [^\W\d_]+)?( [^\W\d_]+)?)"
_WORD = re.compile(rf"(?<![\w-])(?:({_TENS})[- ])?({_WORDS})(?![\w-]){_NOUNS}")
_FIGURE = re.compile(rf"([0-9](?<![\w.,][0-9])\d*)(?:st|nd|rd|th)\b{_NOUNS}")
_NO_ORDINAL = re.compile(r"(?:\d|\b(?:a|an|per|each|every|one|two|three|half|ten|few|split)) $")
_BEHIND = re.compile(rf"\b([^\W\d_]{{2,}}) the (?:({_WORDS})|(\d+)(?:st|nd|rd|th))\b(?!-)")
_IN_WORDS = {value: word for word, value in DAYS.items()}
_NUMBERED = re.compile(r"(?<![\w.'-])([^\W\d_]{2,}) (\d{1,3})(?![\w%€$£:-]|[.,]\d)")
_ONE = re.compile(r"\b([^\W\d_]{2,}) one\b(?! of\b)")


def may_tell(typed: str) -> bool:
    """Return whether the text may contain an ordinal from second to sixth, which shows that something is numbered."""
    return "econd" in typed or "hird" in typed or "ourth" in typed or "ifth" in typed or "ixth" in typed


def written(normal: str, stored: Stored) -> str:
    """Write ordinals in figures with a sign, if the store numbers the next noun: second book, 2nd book.

    Otherwise they are plain words, as in "first of all" and "second hand". After the name of something numbered they
    become its number: Harald the second is Harald 2.
    """
    if " the " in normal:
        normal = _BEHIND.sub(partial(_behind, stored), normal)
    normal = _WORD.sub(partial(_word, stored), normal)
    return _FIGURE.sub(partial(_figure, stored), normal)


def ones(normal: str, stored: Stored) -> str:
    """Write "one" as a number after a noun that the store numbers: pier one."""
    return _ONE.sub(lambda match: f"{match[1]} 1" if _numbers(stored, match[1]) else match[0], normal)


def numbered(normal: str) -> set[str]:
    """Return the marks of the nouns that a text of the store numbers: pier 1, the second assembly."""
    nouns = [noun for noun, _ in _NUMBERED.findall(normal)]
    nouns += [match[3] for match in _WORD.finditer(normal) if match[2] != "first" and not _is_none(match)]
    nouns += [match[2] for match in _FIGURE.finditer(normal)]
    following = (noun.strip() for noun in nouns if noun)
    return {noun + signs.NUMBERED for noun in following if noun not in text.FUNCTION_WORDS and noun not in text.LIGHT}


def in_other_order(before: str, word: str) -> list[str]:
    """Return the ordinal of a number after a noun, and the number of an ordinal: floor 2, 2nd floor."""
    if word.endswith(signs.ORDINAL):
        return [word[:-1]]
    return [word + signs.ORDINAL] if len(word) < 3 and word.isdecimal() and before.isalpha() else []


def _is_none(match: re.Match[str]) -> bool:
    """Return whether the word is no ordinal, as in "30 second" and "a third"."""
    return bool(_NO_ORDINAL.search(match.string, max(0, match.start() - 8), match.start()))


def _numbers(stored: Stored, *nouns: str | None) -> bool:
    return any(noun and stored(noun.strip() + signs.NUMBERED) for noun in nouns)


def _behind(stored: Stored, match: re.Match[str]) -> str:
    return f"{match[1]} {DAYS.get(match[2]) or match[3]}" if _numbers(stored, match[1]) else match[0]


def _word(stored: Stored, match: re.Match[str]) -> str:
    tens, word, *nouns = match.groups()
    if tens:
        return f"{text.NUMBER_WORDS[tens] + DAYS[word]}{signs.ORDINAL}"
    if "-" not in word and (_is_none(match) or not _numbers(stored, *nouns)):
        return word
    return f"{DAYS[word]}{signs.ORDINAL}"


def _figure(stored: Stored, match: re.Match[str]) -> str:
    value, *nouns = match.groups()
    word = _IN_WORDS.get(int(value[:4]), "")
    if word and not _numbers(stored, *nouns) and stored(word):
        return word
    return value + signs.ORDINAL
