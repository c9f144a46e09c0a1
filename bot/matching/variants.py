"""Find what else people may type for words of an entry: abbreviations, joined words, other forms of times."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence

from bot.matching import numbers, ordinals, signs

SHORT = {
    "acc": ["account"], "acct": ["account"], "admin": ["administrator"], "apt": ["apartment"],
    "asst": ["assistant"], "bldg": ["building"], "doc": ["document", "doctor"], "docs": ["documents", "doctors"],
    "ext": ["extension"], "hr": ["hour"], "lab": ["laboratory"], "max": ["maximum"], "min": ["minimum", "minute"],
    "pic": ["picture"], "pics": ["pictures"], "prof": ["professor"], "rd": ["road"], "ref": ["reference"],
    "reg": ["registration"], "rm": ["room"], "sec": ["seconds", "second"], "temp": ["temperature"],
    "tel": ["telephone"], "uni": ["university"], "ave": ["avenue"], "vol": ["volume"],
    "cm": ["centimetres"], "ft": ["feet"], "gb": ["gigabytes"], "kwh": ["kilowatt"], "lbs": ["pounds"],
    "mb": ["megabytes"], "mm": ["millimetres"], "tb": ["terabytes"],
    "mon": ["monday"], "tue": ["tuesday"], "tues": ["tuesday"], "wed": ["wednesday"], "weds": ["wednesday"],
    "thu": ["thursday"], "thur": ["thursday"], "thurs": ["thursday"], "fri": ["friday"], "sat": ["saturday"],
    "sun": ["sunday"], "jan": ["january"], "feb": ["february"], "mar": [f"march{signs.NAME}"], "apr": ["april"],
    "jun": ["june"], "jul": ["july"], "aug": ["august"], "sep": ["september"], "sept": ["september"],
    "oct": ["october"], "nov": ["november"], "dec": ["december"],
}  # fmt: skip
"""Abbreviations that are also words, or that have several meanings; the store decides how to read them."""
_OFTEN_OTHERS = "jan feb mar apr jun jul aug sep sept oct nov dec sat sun wed temp doc docs ext hr min ref reg sec vol"
_IN_ENTRIES = SHORT.keys() - frozenset(_OFTEN_OTHERS.split())
_VERBS = frozenset("check log sign opt pick drop set back shut start clock turn hand".split())
_PARTICLES = frozenset("in out on off up down".split())
_HOUR_AFTER = frozenset("at until from by".split())  # after these words, a bare number is an hour
_DIGITS = frozenset("0123456789")


def phrasal(word: str, particle: str) -> list[str]:
    """Return the noun of a verb and its particle: check in, checkin; empty for other words."""
    return [word + particle] if word in _VERBS and particle in _PARTICLES else []


def also_typed(words: Sequence[str]) -> list[str]:
    """Return what else may be typed for the words of an entry."""
    variants = [full for word in _IN_ENTRIES.intersection(words) for full in SHORT[word]]
    for index, word in enumerate(words):
        if word in _PARTICLES and index:
            variants += phrasal(words[index - 1], word)
        elif word[0] in _DIGITS:
            before = words[index - 1] if index else ""
            variants += numbers.parts_of_time(word) + ordinals.in_other_order(before, word)
            variants += numbers.hours(word) if before in _HOUR_AFTER else []
        elif word[-1] in _DIGITS:
            variants += numbers.letters_of_joined(word)
    return variants
