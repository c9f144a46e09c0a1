"""Recognise what a group of words answers: when, how long, where, or who did it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from bot.curation.grammar import nouns
from bot.curation.grammar.figures import FIGURE, LENGTH, SMALL, SPAN
from bot.matching.dates import MONTHS

Kind: TypeAlias = Literal[
    "object", "when", "for when", "by when", "until when", "since when", "how long", "how often", "where", "by", "other"
]
"""What a group of words answers. An "object" is the object or the complement of the verb.

"by" has who did it, and "for when" the time for which something is planned.
"""

_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_PART = (
    "(?:spring|summer|autumn|winter|morning|afternoon|evening|night|noon|midday|midnight|lunchtime|easter|christmas)"
)
_YEAR = r"(?:1[0-9]|20)\d\d"
_DATE = (
    rf"(?:{_DAY},? (?:the )?)?(?:\d\d?(?:st|nd|rd|th)?(?: (?:and|or|to) \d\d?)?,? (?:of )?{_MONTH}(?:,? {_YEAR})?"
    rf"|{_MONTH} \d\d?(?:st|nd|rd|th)?(?!\d)(?:,? {_YEAR})?|{_MONTH}(?: {_YEAR})?|{_YEAR}(?:/\d\d)?|{_YEAR}-\d\d-\d\d)"
)
_OF_DAY = r"(?: (?:in the|at) (?:morning|afternoon|evening|night)| sharp)?"
_HOUR = (
    r"\d\d?(?:[:.]\d\d)?(?: ?[ap]\.?m\.?| o['’]clock| h)?(?![\d,]*[.,:]?\d)"
    rf"|(?:{SMALL})(?: o['’]clock| [ap]\.?m\.?)?|noon|midnight|midday"
)
_CLOCK = rf"(?:{_HOUR})(?: (?:UTC|GMT|CET|BST))?{_OF_DAY}"
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|next|\d+(?:st|nd|rd|th))"
_OF_PERIOD = rf"(?: (?:of|in) (?:the|each|every) (?:week|month|year|term)| (?:of|in) {_DATE})?"
_POINT = "|".join((
    _DATE,
    rf"{_DAY} \d\d?",
    rf"{_DAY}(?:,? (?:and|or|to|through|until) {_DAY})?(?: {_PART}s?)?",
    "weekdays|weekends|further notice|(?:public|bank) holidays",
    rf"(?:the )?(?:early |late |mid-?)?(?:{_PART}s?(?: of)?(?: {_YEAR})?|{_YEAR}s?|{_MONTH}(?: {_YEAR})?)",
    rf"(?:the )?(?:end|start|beginning|middle) of (?:the )?(?:day|week|month|year|term|season|{_DATE})",
    rf"(?:the )?(?:{_ORDINAL} )+(?:{_DAY}|{SPAN}){_OF_PERIOD}",
    r"\d\d?(?:st|nd|rd|th)(?: of (?:the|each|every) month)?",
    rf"(?:this|next|last|each|every|the same|the following) (?:other )?(?:{_ORDINAL} )?(?:{SPAN}|{_DAY}|{_PART})",
))  # fmt: skip
_RANGE = r"(?: ?[-–—] ?| to | until | till | and )"
_TIME = re.compile(
    rf"(?:(?P<prep>on|in|at|by|for|until|till|since|from|after|before|during|between|every|each|as of|up to|within) )?"
    rf"(?:the )?(?:(?P<point>(?:{_POINT})(?:{_RANGE}(?:{_POINT}))?)|(?P<clock>{_CLOCK}(?:{_RANGE}{_CLOCK})?)"
    rf"|(?P<length>{LENGTH}))",
    re.IGNORECASE,
)
_ADVERBS = frozenset(("tonight", "at night", "at weekends"))
_OFTEN = re.compile(
    rf"(?:once |twice |{FIGURE} times )?(?:an?|each|every(?: (?:second|third|other|{FIGURE}))?) {SPAN}s?"
    "|daily|weekly|hourly|monthly|yearly|annually|nightly",
    re.IGNORECASE,
)
_BEFOREHAND = re.compile(rf"{LENGTH} (?:ahead|earlier|later|ago|in advance|(?:before|after)\b.*)", re.IGNORECASE)
_POINTED = frozenset(("by when", "until when", "since when", "how often"))


def kind_of(words: Sequence[str]) -> Kind:
    """Return what a group of words answers, such as "in 2025" or "by Ida Marlow"."""
    text = " ".join(words)
    first, rest = words[0].lower(), words[1:]
    if _OFTEN.fullmatch(text) and first not in ("a", "an"):
        return "how often"
    if text.lower() in _ADVERBS or _BEFOREHAND.fullmatch(text):
        return "when"
    if first == "for" and re.fullmatch(LENGTH, " ".join(rest), re.IGNORECASE):
        return "how long"
    if match := _TIME.fullmatch(text):
        return _time_kind(match, words)
    if first == "by" and rest and _names_a_doer(rest):
        return "by"
    if first in ("in", "at", "on", "near", "behind", "beside", "under", "opposite", "inside", "outside", "between"):
        return "where" if nouns.is_place(rest) else "other"
    if text.lower().startswith("next to "):
        return "where"
    return "other"


def _time_kind(match: re.Match[str], words: Sequence[str]) -> Kind:
    prep = (match["prep"] or "").lower()
    if match["length"]:
        return "when" if prep in ("after", "every", "each") else "other"
    if match["clock"] and prep not in ("at", "from", "until", "till", "by", "before", "after", "between"):
        return "other"
    if not prep and not re.search(rf"\b(?:{_DAY}|{_MONTH}|every|each|this|next|last)", " ".join(words), re.IGNORECASE):
        return "other"
    kinds: dict[str, Kind] = {"by": "by when", "until": "until when", "till": "until when", "since": "since when",
                              "up to": "until when", "within": "other", "for": "for when"}  # fmt: skip
    return kinds.get(prep, "when")


def is_time(kind: Kind) -> bool:
    """Return whether a group of words of this kind says when, or since or until when, something is."""
    return kind == "when" or kind in _POINTED


def is_date(words: Sequence[str]) -> bool:
    """Return whether words are a day, a month or a year: "3 May 2027"."""
    return re.fullmatch(rf"{_DATE}|{_DAY}", " ".join(words), re.IGNORECASE) is not None


def _without_role(words: Sequence[str]) -> list[str]:
    """Return the name at the end of "the doctor and collector Emil Harlow"; all words if there is no role before it."""
    start = next((n for n, word in enumerate(words) if word[:1].isupper()), 0)
    return list(words[start:]) if start > 1 and words[0] in nouns.DETERMINERS else list(words)


def _names_a_doer(words: Sequence[str]) -> bool:
    """Return whether words name a person by a role, or an organisation: "the mayor", "the Hadwin Institute"."""
    bare = [word for word in words if word.lower() not in nouns.DETERMINERS]
    if not bare or nouns.is_person_name(nouns.before_of(_without_role(words))):
        return bool(bare)
    return nouns.is_person(nouns.head(bare)) or (len(bare) > 1 and all(word[:1].isupper() for word in bare))
