"""Write number words up to 59 in digits, in English, German, French and Spanish."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_GERMAN = (
    "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_FRENCH = "zero une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_SPANISH = (
    "cero una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuna veintidos veintitres veinticuatro veinticinco"
).split()
_TENS = (
    ("twenty", "zwanzig", "vingt", "veinte"),
    ("thirty", "dreissig", "trente", "treinta"),
    ("forty", "vierzig", "quarante", "cuarenta"),
    ("fifty", "funfzig", "cinquante", "cincuenta"),
)
AMBIGUOUS = frozenset("ein eine elf once sept un una une".split())
"""Numbers that are common words in another language. By themselves they are no time."""


def _number_words() -> dict[str, str]:
    """Return the digits of each number word, with hyphens or spaces between the parts of a number."""
    numbers = {word: value for words in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH) for value, word in enumerate(words)}
    numbers |= {"ein": 1, "un": 1, "veintiun": 21, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19}
    for value, (english, german, french, spanish) in zip((20, 30, 40, 50), _TENS, strict=True):
        numbers |= dict.fromkeys((english, german, french, spanish), value)
        numbers |= {f"{french} et {one}": value + 1 for one in ("un", "une")}
        for unit in range(1, 10):
            german_unit = "ein" if unit == 1 else _GERMAN[unit]
            numbers[f"{english}-{_ENGLISH[unit]}"] = value + unit
            numbers[f"{german_unit}und{german}"] = value + unit
            numbers[f"{french}-{_FRENCH[unit]}"] = value + unit
            numbers[f"{spanish} y {_SPANISH[unit]}"] = value + unit
    written = {word: str(value) for word, value in numbers.items()}
    written |= {f"oh {word}": f"0{value}" for value, word in enumerate(_ENGLISH[:10])}  # nine oh five
    written |= {word.replace("-", " "): digits for word, digits in written.items()}
    written |= {word.replace("funf", "fuenf").replace("zwolf", "zwoelf"): n for word, n in written.items()}
    return written


_DIGITS = _number_words()
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})\b")


def with_digits(normal: str) -> str:
    """Replace the number words of a normalised text by digits: "twenty-five past acht" gives "25 past 8"."""
    return _NUMBER.sub(lambda word: _DIGITS[word[0]], normal)
