"""Split a message into the questions that it asks, judging by its form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 6
"""Maximum parts; a text with more is another kind of list."""

MOST_STATED = 3
"""Maximum parts of a message in which no part has the form of a question, such as a report or a wish."""

_WH = r"(?:(?:at|in|on|from|to|for|by|until|since|with) )?(?:what|who|whom|whose|which|when|where|why|how)(?:['’]?s)?\b"
_AUX = r"(?:is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have|am)\b"
_SUBJECT = r"(?:there|the|an?|i|you|we|they|it|he|she|my|your|our|this|that|these|those|any|all|everyone|somebody)\b"
_ASKS = rf"(?:{_WH}|{_AUX} {_SUBJECT})"
"""The beginning of a question inside a sentence; at the start of a sentence, a verb alone is enough."""
_REQUEST = (
    r"(?:please |pls |kindly )?(?:(?:could|can|would|will) you |i (?:want|need|would like|'d like) to |i wonder)?"
    r"(?:please |pls )?(?:tell me|tell us|know|let me know|explain|remind me|ask)\b"
)
_ASIDE = r"(?:(?:and|also|but|or|so|then|plus|please|pls|ok|okay|well|finally|secondly|next|hi|hello|hey)\b[ ,!]*)*"
_OPENS = re.compile(rf"{_ASIDE}(?:{_ASKS}|{_AUX} |{_REQUEST})", re.IGNORECASE)

_SHORT = r"(?<!\bst)(?<!\bmr)(?<!\bmrs)(?<!\bdr)(?<!\bno)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bprof)"
_END = re.compile(rf"(?<=[?!])\s*(?=[^\s?!])|(?<=\w){_SHORT}\.+\s+(?=\S)|\s*[\n;]+\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?[1-9][.)]\s+|(?:^|\n)\s*[-*•]\s+")
_LEAD_IN = re.compile(rf"^[^:?]{{1,80}}:\s+(?={_ASIDE}{_ASKS})", re.IGNORECASE)
_LINK = r"(?:and|also|plus|but|then|as well as|please|pls)"
_JOIN = re.compile(
    rf"(?P<comma>\s*[,–—]\s*|\s+-+\s+)(?P<link>(?:{_LINK} )*)(?={_ASKS}|{_AUX} \w)|\s+(?:{_LINK} )+(?={_ASKS})",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|when|once|as|since|while|after|before|because|although) (?:i|we|you|it|he|she|they|my|our|the|an?)\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:{_WH}\s*|{_LINK}\s*)+", re.IGNORECASE)

_BOTH_ASKED = re.compile(rf"^({_ASIDE})({_WH}) (?:and|or) ({_WH}) (.+)$", re.IGNORECASE)
_BOTH_NAMED = re.compile(r"^(.*?)\b([\w'’-]+) and ([\w'’-]+)(.*)$", re.IGNORECASE)
_NAMED_TWICE = re.compile(r" and (?=(?:the|an?|my|your|our) )", re.IGNORECASE)
_TELLS = re.compile(r"\b(?:i|i['’]m|i['’]ve|we|my|our|you|is|are|was|were|it)\b", re.IGNORECASE)
_LISTED = re.compile(r"\s*,\s*(?:and )?|\s+and\s+")
_EDGE = re.compile(rf"^(?:(?:{_LINK}|or)\b[ ,]*)+|[\s,]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A part of a message that may be a question by itself."""

    text: str
    asks: bool = True
    """Whether it has the form of a question; for other parts, only a certain answer counts."""


def split(text: str) -> tuple[QuestionPart, ...]:
    """Split a message into the questions that it may ask, in order; returns no parts if it asks one thing.

    This judges only the form. The search results decide whether the parts are really questions.
    """
    points = [point.strip() for point in _NUMBERED.split(text) if point.strip()]
    if len(points) > 1:
        return tuple(QuestionPart(_EDGE.sub("", point)) for point in points) if len(points) <= MOST else ()
    sentences = [part for sentence in _sentences(text) for part in _clauses(sentence)]
    if len(sentences) > MOST_STATED and not any(part.asks for part in sentences):
        return ()
    parts = sentences if len(sentences) > 1 else _shared(text.strip())
    return tuple(parts) if 2 <= len(parts) <= MOST else ()


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _END.split(text) if sentence and re.search(r"\w", sentence)]


def _clauses(sentence: str) -> list[QuestionPart]:
    """Split a sentence into the questions that follow one another in it."""
    sentence = _LEAD_IN.sub("", sentence)
    parts: list[QuestionPart] = []
    start = 0
    for join in _JOIN.finditer(sentence):
        before = sentence[start : join.start()]
        if _BARE.fullmatch(before.strip() + " ") or not before.strip():
            continue  # "how and when do I pay" asks one thing
        if join["comma"] and not join["link"] and not _asks_fully(before):
            continue  # "when I arrive, where do I go?", "at the old pier, when does it open?"
        parts.append(_part(before))
        start = join.end()
    parts.append(_part(sentence[start:]))
    return [part for part in parts if part.text]


def _asks_fully(clause: str) -> bool:
    """Return whether a clause before a comma is a complete question, and no condition of the next clause."""
    return bool(_OPENS.match(clause.strip())) and not _CONDITION.match(clause.strip())


def _part(text: str) -> QuestionPart:
    clean = _EDGE.sub("", text.strip()).strip()
    return QuestionPart(clean, clean.endswith("?") or bool(_OPENS.match(clean)))


def _shared(sentence: str) -> list[QuestionPart]:
    """Split a sentence whose questions share words: "when and where does it open", "the price of A and B"."""
    if match := _BOTH_ASKED.match(sentence):
        aside, first, second, rest = match.groups()
        return _unsure((f"{aside}{first} {rest}", f"{aside}{second} {rest}"))
    pieces = _LISTED.split(sentence)
    keywords = "," in sentence and not _TELLS.search(sentence) and all(len(piece.split()) <= 4 for piece in pieces)
    if len(pieces) > 2 and keywords and not _OPENS.match(sentence):
        return [QuestionPart(piece) for piece in pieces]
    twice = _NAMED_TWICE.split(sentence)
    if len(twice) == 2 and all(len(piece.split()) > 2 for piece in twice):
        return [QuestionPart(piece, bool(_OPENS.match(sentence))) for piece in twice]
    if match := _BOTH_NAMED.match(sentence):
        before, first, second, after = match.groups()
        return _unsure((f"{before}{first}{after}", f"{before}{second}{after}"))
    return []


def _unsure(texts: Iterable[str]) -> list[QuestionPart]:
    return [QuestionPart(" ".join(text.split()), False) for text in texts]
