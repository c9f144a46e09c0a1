"""Recognise the intent of a question: the kind of answer, somebody's words, a period, and the asking clauses."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Callable

from bot.matching.text import FUNCTION_WORDS

WHO, WHEN, WHERE, COUNT, DURATION, WHY, WHAT, OPEN = "who", "when", "where", "count", "duration", "why", "what", ""
_TIME_NOUNS = "year|date|day|month|century|decade|time|season"
_PLACE_NOUNS = "country|countries|city|cities|place|town|state|region|continent|county|nation|island|river|location"
_PERSON_NOUNS = (
    "persons?|man|woman|actor|actress|singer|author|presidents?|politicians?|ministers?|leaders?|players?|king|queen"
)
_LONG = r"\bhow (?:long|old)\b|\bfor how many\b|\bhow many (?:\w+ )?(?:years|days|months|hours|weeks)\b"
_MUCH = (
    r"\bhow (?:many|much|far|high|tall|big|large|deep|heavy)\b"
    r"|\b(?:what|which) (?:percent|number|amount|share|fraction)"
)
_KINDS = [
    (DURATION, re.compile(_LONG)),
    (COUNT, re.compile(_MUCH)),
    (WHEN, re.compile(rf"\bwhen\b|\b(?:what|which|whose) (?:\w+ )?(?:{_TIME_NOUNS})\b|\bsince when\b")),
    (WHERE, re.compile(rf"\bwhere\b|\b(?:what|which|this) (?:\w+ )?(?:{_PLACE_NOUNS})\b")),
    (WHO, re.compile(rf"\b(?:who|whom|whose)\b|\b(?:what|which|this) (?:\w+ )?(?:{_PERSON_NOUNS})\b")),
    (WHY, re.compile(r"\bwhy\b|\b(?:what|which) (?:reason|cause)")),
    (WHAT, re.compile(r"\b(?:what|which|how)\b")),
]  # fmt: skip
_IMPLIED = [  # nouns that imply the kind if no question word does
    (DURATION, re.compile(r"\b(?:duration|length of time)\b")),
    (COUNT, re.compile(r"\b(?:number|figure|amount|total|price|cost|percentage|share|size|count) of\b")),
    (WHEN, re.compile(r"\b(?:dates?|deadline|closing time|opening time|start time)\b")),
    (WHERE, re.compile(r"\b(?:location|venue|whereabouts)\b")),
    (WHO, re.compile(rf"\b(?:founder|creator|inventor|organi[sz]er|owner|name of the (?:{_PERSON_NOUNS}))\b")),
]  # fmt: skip
ASKING = frozenset("who whom whose when where why how which what many much long".split())
"""Question words; they are part of the gist of a question."""
_ASKED_NOUN = re.compile(
    r"\b(?:which|what|whose|how (?:many|much)) "
    r"(?!(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b)((?:[\w-]+ ?){1,4})"
)
_SAYING = re.compile(r"\b(?:said|say|says|saying|quot(?:e|es|ed|ation)|words|remarks?|comment(?:s|ed)?)\b")
_FIRST_PERSON = re.compile(r"\b(?:i|im|ive|my|we|our)\b")
_ASKS = re.compile(
    r"\?|\b(?:wh\w+|how|tell|remind|explain|need|whether|if)\b"
    r"|(?:^\W*|[,.;:-] )(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b"
)
_SPAN = r"(?:year|month|week|quarter|season|decade|century|summer|winter|spring|autumn|time)s?"
PAST, PERIOD, NOW, NEXT, OTHER, IN_TURN = "past", "period", "now", "next", "other", "in turn"
_PERIODS = [
    (PAST, re.compile(rf"\b(?:(?:last|past) {_SPAN}|yesterday|previous|former|formerly|ago)\b")),
    (PERIOD, re.compile(rf"\b(?:this {_SPAN}|so far|to date|today)\b")),
    (NOW, re.compile(r"\b(?:current|currently|now|nowadays|presently)\b")),
    (NEXT, re.compile(rf"\b(?:next|(?:coming|following) {_SPAN}|tomorrow|upcoming|future)\b")),
    (IN_TURN, re.compile(r"\bwho\b.*\b(?:before|after|ahead of)\b|\b(?:predecessor|successor|succeed|preced)")),
    (OTHER, re.compile(r"\b(?:other|others|another|else)\b")),
]
_TELLS_TURN = re.compile(r"\b(?:before|after|ahead of|following|follow(?:s|ed)|replac(?:e|es|ed)|succe|preced|predec)")
_PRESENT = re.compile(r"\b(?:is|are|has|have|will|still)\b")
_GREETING = re.compile(
    r"^good (?:morning|afternoon|evening|day)(?: (?:all|everyone|everybody|folks|team|there))?\b[,.! ]*"
)
_CLAUSE = re.compile(r"[,;:!?]+ |\.+ | -+ ")


def kind_of(normal: str) -> str:
    """Return the kind of answer that a normalised question expects; `OPEN` if the question leaves it open."""
    result = OPEN
    if "how" in normal or "wh" in normal or "this" in normal:
        result = next((kind for kind, pattern in _KINDS if pattern.search(normal)), OPEN)
    if result in (OPEN, WHAT):
        result = next((kind for kind, pattern in _IMPLIED if pattern.search(normal)), result)
    return result


def asked_noun(normal: str) -> list[str]:
    """Return up to two words for what is asked for: "european", "country" in "which european country"."""
    match = _ASKED_NOUN.search(normal)
    nouns: list[str] = []
    for word in match.group(1).split() if match else ():
        if word in FUNCTION_WORDS:
            if nouns:
                break
            continue
        nouns.append(word)
    return nouns[:2]


def asks_for_words(normal: str) -> bool:
    """Return whether the question asks for somebody's words."""
    return bool(_SAYING.search(normal))


def muses(normal: str) -> bool:
    """Return whether the text asks nothing and is about its author: chatter that may share words with the store."""
    return bool(_FIRST_PERSON.search(normal)) and not _ASKS.search(normal)


def periods(normal: str) -> frozenset[str]:
    """Return the labels of the periods that a text refers to, such as the past, and of "other" and "in turn"."""
    return frozenset(label for label, pattern in _PERIODS if pattern.search(normal))


def tells_turn(normal: str) -> bool:
    """Return whether a statement is about who or what came before or after."""
    return bool(_TELLS_TURN.search(normal))


def is_present(normal: str) -> bool:
    """Return whether a statement is also about the present, and not only the past."""
    return bool(_PRESENT.search(normal))


def asking_clauses(normal: str, tells: Callable[[str], bool]) -> str:
    """Return the text without clauses that have no content ("hi all"), judged by `tells`; all if no clause has any."""
    normal = _GREETING.sub("", normal) or normal
    clauses = _CLAUSE.split(normal)
    if len(clauses) == 1:
        return normal
    with_content = [clause for clause in clauses if tells(clause)]
    return " , ".join(with_content) if with_content else normal
