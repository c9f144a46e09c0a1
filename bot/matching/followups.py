"""Complete short follow-up questions from their context: "and in 2024?", "who said that?".

Readings consist only of words of the person and of the store.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.matching.intent import WHEN, WHO, WHY, kind_of
from bot.matching.text import FUNCTION_WORDS, normalise, words

LONGEST = 10
"""Maximum words of a follow-up question; a longer question is complete."""
MOST = 10
"""Maximum readings, because each of them is searched."""

_LEAD = re.compile(
    r"^(?:(?:and|or|but|so|then|ok|okay|also)\b[ ,]*)*(?:what about|how about|what of|what if)?(?:\b[ ,]*)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^(?:(?:ok|okay|so)[ ,]+)?(?:and|or|but|what about|how about|what of)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(?P<owner>its|their|his|her(?= \w))\b"
    r"|\b(?P<place>there)\b(?! (?:is|are|was|were|a|an|any))(?<!is there)(?<!are there)"
    r"|\b(?P<thing>it|that|this|they|them|those|these|he|him|she|her)\b",
    re.IGNORECASE,
)
_ASKING = frozenset(
    "what who whom whose which when where why how much many long far often old exactly until till since from to at by "
    "for in on so come".split()
)
_WITH_ANYTHING = frozenset("until till since from to at by for in on".split())
"""Question words that can also begin a replacement, such as "in" in "and in 2024?"."""
_PREPOSITION = re.compile(
    r"^(in|on|at|for|from|to|of|by|with|without|until|till|before|after|during|since|under|over|near|between|about)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:what|who|whom|whose|which|when|where|why|how|much|many|long|far|often|old|is|are|was|were|do|does|did|can|"
    r"could|may|must|should|will|would|has|have|i|you|we|it|there|to|at|in|on|from|please|tell|me|about)\b[ ,]*)+",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"\b(?:the|an?|my|our|your) ((?:[\w'’-]+)(?: [\w'’-]+)?)", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*"
_NAMES = re.compile(rf"(?<!^)(?<![.?!] )\b{_CAPITAL}(?: (?:(?:of|de|the|and) )?{_CAPITAL}| \d+)*")
_OPENING_NAME = re.compile(rf"{_CAPITAL} {_CAPITAL}(?: {_CAPITAL})*")
_ARTICLE = re.compile(r"^(?:the|an?|my|our|your)\b ?", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|may|must|will|would|has|have|had)\b", re.IGNORECASE)
_TELLING = {
    WHEN: re.compile(
        r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|midnight|noon|morning|evening)", re.IGNORECASE
    ),
    WHY: re.compile(r"\b(?:because|since|due to|so that|in order to|as a result|owing to)\b", re.IGNORECASE),
    WHO: re.compile(r"\b(?:said|says|told|announced)\b", re.IGNORECASE),
}
"""Patterns of statements that contain an answer of a kind."""
_SCALED = re.compile(r"\b[\w'’-]*\d[\w'’.-]*\b")


@dataclass(frozen=True, slots=True)
class FullQuestion:
    """A full question that a short one may mean."""

    text: str
    kept: frozenset[str]
    """Its words from the context, normalised; an answer must contain at least one of them."""
    swapped: bool
    """Whether it is the previous question with a part replaced; then an answer must contain all of `kept`."""


def goes_on(text: str) -> bool:
    """Return whether a text has the form of a follow-up question."""
    typed = words(normalise(text))
    if not typed or len(typed) > LONGEST:
        return False
    short = len(typed) <= 2 and text.rstrip().endswith("?")
    return short or bool(_GOES_ON.match(text.strip())) or _asks_only(typed) or bool(_PRONOUN.search(text))


def is_fragment(text: str) -> bool:
    """Return whether a text only names a replacement for something before: "and the bank?", "what about Velmora?"."""
    if not _GOES_ON.match(text.strip()):
        return False
    rest = words(normalise(_LEAD.sub("", text.strip())))
    return bool(rest) and rest[0] not in _ASKING - _WITH_ANYTHING and not _VERB.search(text) and len(rest) <= 5


def tells(kind: str, statement: str, questions: Sequence[str]) -> bool:
    """Return whether a statement contains an answer of a kind (who, when, where, why), by its questions or words."""
    if any(kind_of(normalise(question)) == kind for question in questions):
        return True
    return bool(_TELLING[kind].search(statement)) if kind in _TELLING else False


def own_words(text: str) -> frozenset[str]:
    """Return the new content words of a short question, normalised."""
    rest = _PRONOUN.sub(" ", _LEAD.sub("", text.strip()))
    return _content_words(rest)


def subjects(question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the subjects of a question and its answer: names, noun phrases, the question without question words."""
    result = [name for text in (question, *texts) for name in _names(text)]
    result += [phrase[0].rstrip(" ?.") for phrase in _PHRASE.finditer(question)]
    result.append(_LEADING.sub("", question.strip()).rstrip(" ?.!"))
    return _distinct(result)


def needs_more(text: str) -> bool:
    """Return whether a text refers to something by a pronoun: "how much is it?"."""
    return bool(_PRONOUN.search(text))


def readings(text: str, asked: Sequence[str], about: Sequence[str]) -> tuple[FullQuestion, ...]:
    """Return the full questions that a short one may mean, likeliest first.

    `asked` are forms of the previous question; `about` are its `subjects`.
    """
    rest = _LEAD.sub("", text.strip()).strip().rstrip("?.! ")
    typed = words(normalise(rest))
    if not typed:
        return ()
    completed: list[str] = []
    swapped: list[str] = []
    if _asks_only(typed):
        completed = [f"{rest} – {subject}" for subject in about]
    elif _PRONOUN.search(rest):
        completed = [_PRONOUN.sub(partial(_in_place, subject), rest, count=1) for subject in about]
    else:
        whole = [question.strip().rstrip("?.! ") for question in asked if typed[0] not in _ASKING - _WITH_ANYTHING]
        swapped = [reading for question in whole for reading in _put_in(rest, question)]
        if not swapped or not _PREPOSITION.match(rest):
            completed = [f"{rest} – {subject}" for subject in about]
    new, room = own_words(text), max(MOST - len(_distinct(completed)), MOST // 2)
    shown = (*_distinct(swapped)[:room], *_distinct(completed))[:MOST]
    return tuple(FullQuestion(reading, _content_words(reading) - new, reading in swapped) for reading in shown)


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in words(normalise(text)) if word not in FUNCTION_WORDS and word not in _ASKING)


def _asks_only(typed: Sequence[str]) -> bool:
    asking = [word for word in typed if word not in ("and", "but", "or", "so")]
    return bool(asking) and all(word in _ASKING for word in asking)


def _in_place(subject: str, met: re.Match[str]) -> str:
    """Return the subject in a form that replaces the matched pronoun."""
    if met["owner"]:
        return f"{subject}'s"
    return f"in {subject}" if met["place"] else subject


def _put_in(piece: str, question: str) -> Iterator[str]:
    """Yield the question with a new piece in place of each part that it may replace, or at the end."""
    if before := _PREPOSITION.match(piece):
        matches = list(re.finditer(rf"\b{before[0]} (?:(?:the|an?|my|our|your) )?[\w'’-]+", question, re.IGNORECASE))
        for match in reversed(matches):
            yield f"{question[: match.start()]}{piece}{question[match.end() :]}"
            yield f"{question[: match.start()]}{piece}"
        yield f"{question} {piece}"
        return
    size = len(_ARTICLE.sub("", piece).split())
    for figure in _SCALED.finditer(question) if _SCALED.search(piece) else ():
        ahead = question[: figure.start()].split()
        prefix = " ".join(ahead[: len(ahead) - size + 1])
        yield f"{_without_article(prefix, piece).strip()} {piece}{question[figure.end() :]}".strip()
    yield from (_swapped(question, name, piece) for name in reversed(_names(question)))
    for phrase in _PHRASE.finditer(question):
        first = phrase[1].split()[0]
        for old in (phrase[0][: phrase[0].index(phrase[1])] + first, phrase[0]):
            yield _swapped(question, old, piece)
    content_words = [
        word for word in re.findall(r"[\w'’-]+", question) if normalise(word) not in FUNCTION_WORDS | _ASKING
    ]
    yield from (_swapped(question, word, piece) for word in reversed(content_words))


def _swapped(question: str, old: str, new: str) -> str:
    """Return the question with `new` in place of `old`, with only one article."""
    start = question.rfind(old)
    return f"{_without_article(question[:start], new)}{new}{question[start + len(old) :]}"


def _without_article(ahead: str, new: str) -> str:
    """Return the text before `new`, without its final article if `new` begins with one."""
    return re.sub(r"\b(?:the|an?|my|our|your) ?$", "", ahead, flags=re.IGNORECASE) if _ARTICLE.match(new) else ahead


def _names(text: str) -> list[str]:
    """Return the names of a text: words with a capital; at the start of a sentence, only several in a row."""
    opening = [match[0]] if (match := _OPENING_NAME.match(text)) else []
    rest = text[len(opening[0]) :] if opening else text
    return [*opening, *(match[0] for match in _NAMES.finditer(rest) if len(match[0]) > 1)]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
