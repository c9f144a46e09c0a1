"""Normalise numbers: decimal commas, currencies, units, times of day, versions, and words that end in digits."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Set

from bot.matching import text
from bot.matching.dates import Stored

_CURRENCIES = {
    "€": "euros", "eur": "euros", "£": "pounds", "gbp": "pounds", "us$": "dollars", "$": "dollars", "usd": "dollars",
    "¥": "yen", "jpy": "yen", "chf": "francs", "inr": "rupees", "₹": "rupees", "pln": "zlotys", "czk": "korunas",
    "sek": "kronor", "nok": "kroner", "dkk": "kroner", "cny": "yuan", "rmb": "yuan", "cad": "canadian dollars",
    "aud": "australian dollars", "nzd": "new zealand dollars", "try": "liras", "rub": "roubles", "krw": "won",
}  # fmt: skip
_CURRENCY = "(" + "|".join(map(re.escape, _CURRENCIES)) + ")"
_AMOUNT = r"(\d(?:[\d.,]*\d)?(?: ?(?:k|m|mn|bn|tn|thousand|million|billion|trillion)\b)?)"
_BEFORE_AMOUNT = re.compile(
    rf"(?<![\w$€£]){_CURRENCY} ?{_AMOUNT}(?: ?(?:euros?|pounds?|dollars?|yen|francs?|eur|usd|gbp|chf)\b)?"
)
_BEHIND_AMOUNT = re.compile(rf"(?<![\w.,]){_AMOUNT} ?{_CURRENCY}(?![\w$€£])")
_DIGIT = re.compile("[0-9]")
CODES = frozenset("eur gbp usd chf jpy no nr".split())
"""Words that `codes` may replace."""
_CODES = frozenset(code for code in _CURRENCIES if code.isalpha())
_MONEY = re.compile("[€£$¥₹]|[0-9](?:eur|usd|gbp|chf)|(?:eur|usd|gbp|chf)[0-9]")
_CODE = re.compile(r"\b(?:eur|gbp|usd|chf|jpy)\b")

_UNITS = {
    "km": "kilometres", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms", "g": "grams", "mg": "milligrams",
    "l": "litres", "ml": "millilitres", "h": "hours", "hr": "hours", "hrs": "hours", "min": "minutes",
    "mins": "minutes", "s": "seconds", "sec": "seconds", "secs": "seconds", "lb": "pounds", "lbs": "pounds",
    "ft": "feet", "mi": "miles", "kw": "kilowatts", "kwh": "kilowatt hours", "gb": "gigabytes", "mb": "megabytes",
    "tb": "terabytes", "kb": "kilobytes", "mph": "miles per hour", "kmh": "kilometres per hour",
    "km/h": "kilometres per hour", "px": "pixels", "pcs": "pieces", "yrs": "years", "yr": "years", "w": "watts",
    "ha": "hectares", "sqm": "square metres", "m2": "square metres", "m²": "square metres", "kms": "kilometres",
    "°c": "degrees celsius", "°f": "degrees fahrenheit", "°": "degrees", "pts": "points", "wks": "weeks",
}  # fmt: skip
_COMPOUND = re.compile(r"\b(?:(web)[ -](sites?|pages?)|(wi)[ -](fi)|(e)[ -](mails?)|(on)-(line))\b")
_APART = re.compile(r"\b(?:web|wi|e) ")
_FIGURE = r"([0-9](?<![\w.,][0-9])(?:[\d.,]*\d)?)"  # a pattern that begins with a digit is fastest
_UNIT = re.compile(rf"{_FIGURE}[ -]?({'|'.join(sorted(_UNITS, key=lambda u: -len(u)))})(?![\w/+#'-])")
_SPACED_UNIT = re.compile(rf"{_FIGURE}(?:(?: |-)m(?![\w/+#'-])|(metres?|meters?|miles?|years?|euros?)\b)")

_GROUPED = re.compile(r"([0-9](?<![\w.,][0-9])\d{0,2}(?:\.\d{3})+),(\d{1,2})(?![\w,]|\.\d)")
_DECIMAL = re.compile(r"([0-9](?<![\d.,][0-9])\d*),(\d{1,2})(?!\d|[.,]\d)")

_DOTTED_HALF = re.compile(r"(?<=\d)( ?[ap])\. ?m\b\.?")
_HALF = re.compile(r"([0-9](?<![\w.,:][0-9])\d?)(?:[:.](\d\d))? ?([ap]m)\b")
_CLOCK = re.compile(
    r"([0-9](?<![\w.,:][0-9])\d?)(?::|(?=\.\d\d (?:h|hrs|hours|o'?clock)\b)\.)([0-5]\d)(?![\w:]|\.\d)(?: ?h(?:rs)?\b)?"
)
_O_CLOCK = re.compile(r" o'?clock\b")
_TIME = re.compile(r"(\d\d?)h(\d\d)")

_VERSION = re.compile(r"(?<![\w.])(?:v|ver|vers)\.? ?(?=\d+(?:\.\d+)*(?![\w.]*[^\W\d]))")
_NUMBER_WORDS = frozenset(("no", "nr", "num"))
_NUMBER_SIGN = re.compile(r"(?:\b(?:no|nr|num)\b\.? ?|(?<!\w)# ?)(?=\d)")
_NUMBER_OF = re.compile(
    r"\b((?:tele)?phone|tel|fax|mobile|account|acc|id|order|member|room|serial|ref|reference|passport|flight|bus|line|"
    r"ticket|invoice|part|customer|bank|page|house|plate|registration|reg)\.? (?:no|nr|num)\b\.?(?! \d)"
)
_FIGURES = re.compile(r"[0-9](?<![0-9.,][0-9])\d{0,5}(?![\w-]|[.,:/]\d)")
_LETTERS_BEFORE = re.compile(r"(?<![\w.@/-])[^\W\d_]{1,12}$")
_JOINED = re.compile(r"([^\W\d_]{1,12})(\d{1,6})")
_NO_PREFIX = frozenset(
    "mid pre post sub over under top non since early late plus minus up to the in of on at by".split()
)


def compounds(normal: str) -> str:
    """Join the few nouns that are also written as two words or with a hyphen: web site becomes website."""
    if "-" not in normal and not _APART.search(normal):
        return normal
    return _COMPOUND.sub(lambda match: "".join(part for part in match.groups() if part), normal)


def amounts(normal: str, words: Set[str]) -> str:
    """Write a normalised text, which has these words, with decimal points, and currencies and units after amounts."""
    if "," in normal:
        normal = _GROUPED.sub(lambda match: match[1].replace(".", "") + "." + match[2], normal)
        normal = _DECIMAL.sub(r"\1.\2", normal)
    if not _CODES.isdisjoint(words) or _MONEY.search(normal):
        normal = _BEFORE_AMOUNT.sub(lambda match: f"{match[2]} {_CURRENCIES[match[1]]}", normal)
        normal = _BEHIND_AMOUNT.sub(lambda match: f"{match[1]} {_CURRENCIES[match[2]]}", normal)
    if ".m" in normal or ". m" in normal:
        normal = _DOTTED_HALF.sub(r"\1m", normal)
    normal = _UNIT.sub(lambda match: f"{match[1]} {_UNITS[match[2]]}", normal)
    normal = _SPACED_UNIT.sub(lambda match: f"{match[1]} {match[2] or 'metres'}", normal)
    if "v" in normal:
        normal = _VERSION.sub("version ", normal)
    return _NUMBER_SIGN.sub("", normal) if "#" in normal or not _NUMBER_WORDS.isdisjoint(words) else normal


def codes(normal: str) -> str:
    """Write the codes of currencies, and "no." for a number, in words."""
    return _CODE.sub(lambda match: _CURRENCIES[match[0]], _NUMBER_OF.sub(r"\1 number", normal))


def times(normal: str) -> str:
    """Write each time of day as one word: 18h00."""
    clock = "clock" in normal
    if "am" in normal or "pm" in normal:
        normal = _HALF.sub(_in_24_hours, normal)
    if clock or ":" in normal or " h" in normal:
        normal = _CLOCK.sub(lambda match: _clock(int(match[1]), match[2]) or match[0], normal)
    return _O_CLOCK.sub("", normal) if clock else normal


def _clock(hour: int, minutes: str) -> str | None:
    return f"{hour}h{minutes}" if hour <= 24 else None


def _in_24_hours(match: re.Match[str]) -> str:
    hour = int(match[1])
    if not 1 <= hour <= 12:
        return match[0]
    return f"{hour % 12 + 12 * (match[3] == 'pm')}h{match[2] or '00'}"


def parts_of_time(word: str) -> list[str]:
    """Return what else may be typed for a time of day: 18h00 is also 18 and 6; empty for another word."""
    match = _TIME.fullmatch(word)
    if not match:
        return []
    hour = int(match[1])
    parts = [str(hour)] + ([str(hour - 12)] if hour > 12 else [])
    return parts if match[2] == "00" else [*parts, match[2]]


def hours(word: str) -> list[str]:
    """Return the times of day that a bare hour ("at 7") can mean; empty for another word."""
    if not (word.isascii() and word.isdecimal() and len(word) < 3 and int(word) <= 24):
        return []
    hour = int(word)
    return [f"{hour}h00"] + ([f"{hour + 12}h00"] if 1 <= hour <= 11 else [])


def joined(normal: str, stored: Stored) -> str:
    """Write words that end in digits as the store does: covid19 for covid-19, and http 503 for http503."""
    done, rest = "", 0
    for match in _FIGURES.finditer(normal):
        start = match.start()
        between = normal[start - 1 : start] if start and normal[start - 1] in " -" else ""
        letters = _LETTERS_BEFORE.search(normal, max(0, start - 14), start - len(between))
        if not letters or letters[0] in _NO_PREFIX or (between and text.is_year(match[0])):
            continue
        if stored(letters[0] + match[0]):
            done += normal[rest : letters.end()]
        elif between != " " and stored(letters[0]):
            done += normal[rest : letters.end()] + " "
        else:
            continue
        rest = start
    return done + normal[rest:]


def letters_of_joined(word: str) -> list[str]:
    """Return the letters of a word such as covid19, which may be typed alone; empty for e17 and other words."""
    match = _JOINED.fullmatch(word)
    return [match[1]] if match and len(match[1]) > 2 else []
