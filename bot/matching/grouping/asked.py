"""Separate what a question asks for, such as a price or a date, from the words for what it is about."""

from __future__ import annotations

import re
from typing import TypeAlias

Aspects: TypeAlias = frozenset[str]

_WHAT = r"(?:what|which)"
_BE = r"(?:is|are|was|were|will|would)"
_DO = r"(?:do|does|did|will|would|must|should|can|could|may)"
_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have)"
_ONE = r"(?:i|you|we|one|people|somebody|someone)"
_TIME = r"(?:times?|hours?|days?|dates?|years?|months?|weekdays?)"
_SPAN = r"(?:minutes|hours|days|weeks|months|years)"
_PLACE = r"(?:place|city|town|country|street|floor|building|room|address|location)"
_DIMENSIONS = {
    "length": "long", "width": "wide|broad", "height": "high|tall", "depth": "deep", "weight": "heavy", "age": "old",
    "size": "big|large", "speed": "fast", "distance": "far",
}  # fmt: skip

_PHRASES = (
    ("whether", rf"^{_AUXILIARY}(?: {_ONE}| there| it (?:ok|okay|possible|allowed|permitted|necessary)(?: to)?)?"),
    ("whether", r"allowed(?: to)?|(?:possible|ok|okay)$"),
    ("why", rf"(?:for )?{_WHAT} reasons?|(?:{_WHAT} {_BE} )?(?:the )?(?:reasons?|causes?) (?:for|of|why|that)"),
    ("why", r"why|how come"),
    ("age", rf"(?:(?:at|from) )?{_WHAT} age|minimum (?:\w+ )?age"),
    ("who", rf"(?:how|what)(?: {_BE})?(?= .* called\b)"),
    ("duration", rf"(?:for )?how (?:many {_SPAN}|much time)|duration(?: of)?"),
    ("duration length", rf"(?:for )?how long(?: {_BE})?|how many metres long"),
    ("count", r"how many(?: times)?|(?:^|(?<=the ))number of|numbers of"),
    ("when", rf"(?:(?:at|on|in|by|from|since|until|till) )?(?:{_WHAT} (?:\w+ )?{_TIME}|when)|how (?:late|early|soon)"),
    ("when", rf"{_TIME} (?:of|for|when|(?:in|at|on) which)|(?<!per )(?<!\ba ){_TIME}$|(?<=ing ){_TIME}"),
    ("when", r"deadline|birthday"),
    ("frequency duration", r"how (?:often|frequently)|frequency(?: of)?"),
    ("cost amount", rf"how (?:much|expensive) {_BE}|(?:how much|what) {_DO} {_ONE}(?: have to)?(?= pay\b)"),
    ("cost amount", rf"how much {_DO}(?=.* (?:cost|charge|pay)\b)|what {_DO}(?=.* cost\b)"),
    ("weight", rf"how much {_DO}(?=.* weigh\b)"),
    ("amount", rf"how much(?: {_DO}|$)"),
    ("amount count", r"how much"),
    ("cost", r"(?<!in the )(?:price|prices|cost|costs|fee|fees|fare|fares)|expensive"),
    *((noun, rf"how (?:{words})|(?:the )?{noun}(?= (?:of|from|between)\b|$)") for noun, words in _DIMENSIONS.items()),
    ("how", rf"how (?:{_DO} {_ONE}|to|(?:does|do) (?:it|that|this) work)|how|is there (?:a|any) way (?:to|of)"),
    ("how", rf"what (?:do|must|should) {_ONE} (?:have to |need to )?do(?: to)?"),
    ("where", rf"{_WHAT} {_PLACE}|where(?: {_DO} {_ONE})?|location of|(?<!mail )address of"),
    ("who", rf"who|whom|whose|names? of|name$|{_WHAT} (?:person|people)"),
    ("which who", rf"{_WHAT}(?! (?:{_AUXILIARY}|the|a|an|my|your|if|about|else|now|happens)\b)"),
)
"""The aspects of each phrase. A phrase is cut from the question, so that the next ones do not see its words."""
_PATTERNS = tuple((frozenset(aspects.split()), re.compile(rf"\b(?:{phrase})(?!\w)")) for aspects, phrase in _PHRASES)
_ANY_TIME = re.compile(r"\b(?:time|date|day|year)s?\b(?! \d)")
_KIN = tuple(
    frozenset(names.split())
    for names in (
        "duration count length frequency when", "where how whether", "where which",
        "count weight size", "amount weight size", "amount height cost", "age when",
    )
)  # fmt: skip
"""Aspects that people ask for in similar ways: how long do I keep it, until when do I keep it."""

_LEADS = {
    "why": "why", "when": "when", "where": "where", "duration": "how long", **dict.fromkeys(_DIMENSIONS),
    "frequency": "how often", "cost": "price of", "amount": "how much", "count": "number of", "how": "how to",
    "whether": "is it allowed", "which": "which", "who": "who",
}  # fmt: skip
"""A beginning of a short question for each aspect, the most specific first; None for the aspect itself."""


def aspects_of(spoken: str) -> tuple[Aspects, str]:
    """Return what a question asks for, and the rest of its words. Takes normalised words."""
    aspects: Aspects = frozenset()
    for names, pattern in _PATTERNS:
        rest = pattern.sub(" ", spoken)
        if rest != spoken:
            aspects |= names
            spoken = " ".join(rest.split())
    if not aspects and _ANY_TIME.search(spoken):
        aspects = frozenset(("when",))
    return aspects, spoken


def conflicting(left: Aspects, right: Aspects) -> bool:
    """Return whether two questions ask for different things, such as a price and a date."""
    if not left or not right or left & right:
        return False
    return not any(left & kin and right & kin for kin in _KIN)


def lead(aspects: Aspects) -> str:
    """Return the beginning of a short question for one of the aspects; empty if there is none."""
    return next((words or aspect for aspect, words in _LEADS.items() if aspect in aspects), "")
