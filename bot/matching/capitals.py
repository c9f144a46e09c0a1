"""Use the information in capitals: IT is not "it", Type A is not "type a", and Harald II is the second."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from functools import partial

from bot.matching import signs, text
from bot.matching.dates import DAYS, Stored

SMALL = frozenset(word for word in text.FUNCTION_WORDS | text.FILLERS | text.LIGHT if 1 < len(word) < 6) | {"not", "no"}
"""Short words with little or no weight, unless they are names."""
_STRESSED = frozenset(
    "all also always am and any are as at be before but can do does each ever every has have how if in is just may "
    "more most must never no not of on only or please shall should so than that then they this to too very was were "
    "what when where which who why will with yes you your really right new need".split()
)
"""Words that people write in capitals for emphasis; they are names only in certain positions (`apart`)."""
_PRONOUNS = frozenset("i it he she we they you us me him her this that these those there here who all one so".split())
_NO_KING = frozenset(
    "am had have was will would can could do did don't didn't want need think lost got cannot can't know like feel "
    "should must may might live work see saw just also always never hope wish wonder understand".split()
)
"""Words after the pronoun "I", so that it is no roman numeral."""
_ORDERED = frozenset(
    "type phase class part stage grade war level volume act chapter section category title mark group tier zone "
    "division league annex appendix factor schedule".split()
)
"""Nouns that can be followed by a roman numeral."""
_LETTERED_NOUNS = frozenset(
    "area bay block building court deck dock door entrance exit gate hall hepatitis hut line lot option pier plan "
    "plant platform pool quay room row side size stand station team terminal tower unit vitamin ward wing".split()
)
"""Nouns that can be followed by a letter, even if the store has none."""
_ALONE = re.compile(r"\W*([A-Z]{2,5})\W*")
_LOWER = re.compile(r"[^\W\d_A-Z]")
_TRIGGER = re.compile(
    r"(?<![\w.'’])(?:(?:[A-Z]\.){2,}|[A-Z]{1,6}(?![\w+#]|['’](?!s\b))|(?:One|May|March)\b)"
    r"|\bthe [A-Z][a-z-]+(?:st|nd|rd|th)\b"
)
_MAY_TELL = re.compile(r"[A-Z+#](?:[^a-z]|$|ne\b|ay\b|arch\b|[a-z-]*(?:st|nd|rd|th)\b)")
_WORD_BEFORE = re.compile(r"([\w'’-]+) $")
_WORD_BEHIND = re.compile(r"[ ]([\w'’-]+)")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
ROMANS = frozenset("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xx".split())
"""Roman numerals in lower case that are recognised."""
_SMALL_ROMAN = re.compile(r"\b([^\W\d_]{2,}) ([ivx]{1,5})\b(?! (?:am|had|was|have)\b)")
_NAMED_ORDINAL = re.compile(rf"(?<=[A-Z][\w-])(\w{{0,30}}) the ({'|'.join(word.capitalize() for word in DAYS)})\b")
_LETTER = re.compile(r"(?<![\w.'-])([a-z])(?![\w'.+#-]|\. )")
_ALONE_A_NAME = frozenset("c")  # letters without another meaning in chats
_LANGUAGE = re.compile(r"(?<![\w+#])([a-z])(\+\+|#)(?![\w+#])")
_LANGUAGES = {"++": f"plusplus{signs.NAME}", "#": f"sharp{signs.NAME}"}
_THE_NAME = re.compile(r"(?<=\bthe )([a-z]{2,5})(?![\w'-])")
_ENDS = re.compile(
    r"(.*\b(?:is|are|does|do|mean|means|of|by|about|define|meaning)(?: the)?) ([a-z]{2,5})"
    r"( mean| means| stand for| stands for)?[?!. ]*"
)
_LETTERED = re.compile(rf"(?<![\w.'-])([^\W\d_]{{2,}}) ([a-z]){signs.NAME}")


def may_tell(typed: str) -> bool:
    """Return whether capitals, or a sign after a letter, may mean more than the start of a name or sentence."""
    return bool(_MAY_TELL.search(typed))


def marked(typed: str, stored: Stored | None, *, asked: bool) -> str:
    """Mark short words and letters that are names with a placeholder, and write roman numerals in figures.

    `stored` returns whether the store has a word; None if that is not known yet. `asked` means that the text is a
    question, in which a short word counts as a name only if the store has that name.
    """
    if not may_tell(typed) or not _TRIGGER.search(typed):
        return typed
    if not _LOWER.search(typed):  # all in capitals: no information, except for a single word
        alone = _ALONE.fullmatch(typed)
        return _small(alone[1], stored if asked else None, apart=True) if alone and alone[1].lower() in SMALL else typed
    typed = _NAMED_ORDINAL.sub(lambda match: f"{match[1]} {DAYS[match[2].lower()]}", typed)
    return _TRIGGER.sub(partial(_mark, stored, asked), typed)


def _mark(stored: Stored | None, asked: bool, match: re.Match[str]) -> str:
    word = match[0]
    if word[0] == "t":  # "the Second"
        return word
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    behind = _WORD_BEHIND.match(match.string, match.end())
    left, right = before[1] if before else "", behind[1] if behind else ""
    if word in ("May", "March"):
        return word + signs.PLACEHOLDER if left and not left.isdigit() else word
    if word == "One":
        return "1" if left[:1].isupper() and left.lower() not in SMALL else word
    if len(word) == 1:
        return _letter(word, (left, right), match, stored, asked)
    plain = word.replace(".", "")
    if plain == "US":  # `text.spelt` handles it
        return word
    if plain.lower() in SMALL:
        apart = not left or not right or left.lower() in ("the", "an", "is", "does", "of", "mean")
        return _small(plain, stored if asked else None, apart=apart)
    if left and left.lower() not in text.FUNCTION_WORDS and (value := roman(plain)):
        return str(value)
    return plain if len(plain) > 1 and "." in word else word


def _small(word: str, stored: Stored | None, *, apart: bool) -> str:
    lower = word.lower()
    named = stored(lower + signs.NAME) if stored else apart or lower not in _STRESSED
    return lower + signs.PLACEHOLDER if named else word


def _letter(word: str, beside: tuple[str, str], match: re.Match[str], stored: Stored | None, asked: bool) -> str:
    left, right = beside
    lower = left.lower()
    if not left or left[-1].isdigit() or right[:1].isdigit():
        return word
    if word in "IVX" and (value := roman(word)):
        numbered = bool(stored and stored(lower + signs.NUMBERED))
        proper = left[0].isupper() and lower not in SMALL and len(left) > 1 and not asked
        if numbered or (word == "I" and (proper or lower in _ORDERED)):
            return word if right.lower() in _NO_KING else str(value)
        if word == "I":
            return word
    if match.string[match.end() : match.end() + 1] == "." and match.string[match.end() + 2 : match.end() + 3].isupper():
        return word  # an initial
    if word == "A" and (lower in text.FUNCTION_WORDS or (left[0].isupper() and right[:1].isupper())):
        return word
    small = word.lower()
    known = not (asked and stored) or stored(small + signs.NAME) or stored(lower + signs.LETTERED)
    named = known or small in _ALONE_A_NAME or lower in _ORDERED or lower in _LETTERED_NOUNS
    return word + signs.PLACEHOLDER if named else word


def roman(word: str) -> int:
    """Return the value of a roman numeral in capitals up to 39; 0 for another word."""
    if not word or not _ROMAN.fullmatch(word):
        return 0
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in word]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def languages(normal: str) -> str:
    """Turn C++ and C# into words."""
    if "+" not in normal and "#" not in normal:
        return normal
    return _LANGUAGE.sub(lambda match: match[1] + _LANGUAGES[match[2]], normal)


def letters(normal: str, stored: Stored) -> str:
    """Add the sign to single lower-case letters that are names: type b, plan c."""
    return _LETTER.sub(partial(_small_letter, stored), normal)


def _small_letter(stored: Stored, match: re.Match[str]) -> str:
    before = _WORD_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    left = before[1] if before else ""
    if left[-1:].isdigit() or match.string[match.end() :][:2].strip().isdigit():
        return match[0]
    lettered = bool(left) and stored(left + signs.LETTERED)
    named = match[1] in _ALONE_A_NAME or (match[1] not in "ai" and stored(match[1] + signs.NAME))
    return match[1] + signs.NAME if lettered or named else match[1]


def romans(normal: str, stored: Stored) -> str:
    """Write lower-case roman numerals in figures after nouns that the store numbers: harald ii."""
    return _SMALL_ROMAN.sub(partial(_small_roman, stored), normal)


def _small_roman(stored: Stored, match: re.Match[str]) -> str:
    value = roman(match[2].upper())
    known = match[2] in ("ii", "iii") or stored(match[1] + signs.NUMBERED)
    return f"{match[1]} {value}" if value and known else match[0]


def names_in_small(normal: str, stored: Stored) -> str:
    """Add the sign to a short word that is a name, although it was typed in lower case.

    This applies after "the" ("the it team"). It also applies if the question is about nothing else and the word can't
    be a pronoun or verb there ("what is was").
    """
    normal = _THE_NAME.sub(lambda match: _signed(match[1], stored), normal)
    if (alone := normal.strip("?!. ")) in SMALL:
        return _signed(alone, stored)
    ends = _ENDS.fullmatch(normal)
    if not ends or ends[2] in _PRONOUNS or any(word not in SMALL for word in re.findall("[a-z]{2,}", ends[1])):
        return normal
    return f"{ends[1]} {_signed(ends[2], stored)}{ends[3] or ''}"


def _signed(word: str, stored: Stored) -> str:
    return word + signs.NAME if word in SMALL and stored(word + signs.NAME) else word


def lettered(normal: str) -> set[str]:
    """Return the marks of the nouns that are followed by a letter, such as Type A."""
    return {noun + signs.LETTERED for noun, _ in _LETTERED.findall(normal) if noun not in text.FUNCTION_WORDS}
