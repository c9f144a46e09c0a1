"""A short question that goes on from another, and how it may be read in full: "and in 2024?", "who said that?".

Only words of the person and of the store are put together; nothing is made up.
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
"""Words; what is longer says by itself what it asks."""
MOST = 10
"""Readings at most, as each is looked up."""

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
"""Words of asking that may also open what takes the place of something: "and in 2024?"."""
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
"""Words of a statement that tell what kind of answer it has, whatever it was written to answer."""
_SCALED = re.compile(r"\b[\w'’-]*\d[\w'’.-]*\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that a short one may stand for."""

    text: str
    kept: frozenset[str]
    """The words of it that come from before, folded: what answers it speaks of one of them at least."""
    swapped: bool
    """It is the question before with something new in it, so that what answers it speaks of all that was kept."""


def goes_on(text: str) -> bool:
    """Whether a text needs what was spoken of before it, as far as its form tells."""
    said = words(normalise(text))
    if not said or len(said) > LONGEST:
        return False
    short = len(said) <= 2 and text.rstrip().endswith("?")
    return short or bool(_GOES_ON.match(text.strip())) or _asks_only(said) or bool(_PRONOUN.search(text))


def is_fragment(text: str) -> bool:
    """Whether a text only names what takes the place of something before it: "and the bank?", "what about Velmora?"."""
    if not _GOES_ON.match(text.strip()):
        return False
    rest = words(normalise(_LEAD.sub("", text.strip())))
    return bool(rest) and rest[0] not in _ASKING - _WITH_ANYTHING and not _VERB.search(text) and len(rest) <= 5


def tells(kind: str, statement: str, questions: Sequence[str]) -> bool:
    """Whether a statement tells who, when, where or why, by its questions or by its words."""
    if any(kind_of(normalise(question)) == kind for question in questions):
        return True
    return bool(_TELLING[kind].search(statement)) if kind in _TELLING else False


def own_words(text: str) -> frozenset[str]:
    """The words of a short question that tell what is new in it, folded."""
    rest = _PRONOUN.sub(" ", _LEAD.sub("", text.strip()))
    return _telling(rest)


def subjects(question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """What a question and its answer were about: names, then things, then the question without its asking words."""
    found = [name for text in (question, *texts) for name in _names(text)]
    found += [phrase[0].rstrip(" ?.") for phrase in _PHRASE.finditer(question)]
    found.append(_LEADING.sub("", question.strip()).rstrip(" ?.!"))
    return _distinct(found)


def needs_more(text: str) -> bool:
    """Whether a text speaks of something that it does not name: "how much is it?"."""
    return bool(_PRONOUN.search(text))


def readings(text: str, asked: Sequence[str], about: Sequence[str]) -> tuple[Reading, ...]:
    """The questions that a short one may stand for, the likeliest first.

    `asked` are forms of the question before it; `about` what that was about, as `subjects` gives it.
    """
    rest = _LEAD.sub("", text.strip()).strip().rstrip("?.! ")
    said = words(normalise(rest))
    if not said:
        return ()
    found: list[str] = []
    swapped: list[str] = []
    if _asks_only(said):
        found = [f"{rest} – {subject}" for subject in about]
    elif _PRONOUN.search(rest):
        found = [_PRONOUN.sub(partial(_in_place, subject), rest, count=1) for subject in about]
    else:
        whole = [question.strip().rstrip("?.! ") for question in asked if said[0] not in _ASKING - _WITH_ANYTHING]
        swapped = [reading for question in whole for reading in _put_in(rest, question)]
        if not swapped or not _PREPOSITION.match(rest):
            found = [f"{rest} – {subject}" for subject in about]
    new, room = own_words(text), max(MOST - len(_distinct(found)), MOST // 2)
    shown = (*_distinct(swapped)[:room], *_distinct(found))[:MOST]
    return tuple(Reading(reading, _telling(reading) - new, reading in swapped) for reading in shown)


def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in words(normalise(text)) if word not in FUNCTION_WORDS and word not in _ASKING)


def _asks_only(said: Sequence[str]) -> bool:
    asking = [word for word in said if word not in ("and", "but", "or", "so")]
    return bool(asking) and all(word in _ASKING for word in asking)


def _in_place(subject: str, met: re.Match[str]) -> str:
    """A subject in the place of a pronoun."""
    if met["owner"]:
        return f"{subject}'s"
    return f"in {subject}" if met["place"] else subject


def _put_in(piece: str, question: str) -> Iterator[str]:
    """The question with a new piece in the place of what it seems to replace, or at its end."""
    if before := _PREPOSITION.match(piece):
        places = list(re.finditer(rf"\b{before[0]} (?:(?:the|an?|my|our|your) )?[\w'’-]+", question, re.IGNORECASE))
        for place in reversed(places):
            yield f"{question[: place.start()]}{piece}{question[place.end() :]}"
            yield f"{question[: place.start()]}{piece}"
        yield f"{question} {piece}"
        return
    size = len(_ARTICLE.sub("", piece).split())
    for number in _SCALED.finditer(question) if _SCALED.search(piece) else ():
        ahead = question[: number.start()].split()
        kept = " ".join(ahead[: len(ahead) - size + 1])
        yield f"{_without_article(kept, piece).strip()} {piece}{question[number.end() :]}".strip()
    yield from (_swapped(question, name, piece) for name in reversed(_names(question)))
    for phrase in _PHRASE.finditer(question):
        first = phrase[1].split()[0]
        for old in (phrase[0][: phrase[0].index(phrase[1])] + first, phrase[0]):
            yield _swapped(question, old, piece)
    telling = [word for word in re.findall(r"[\w'’-]+", question) if normalise(word) not in FUNCTION_WORDS | _ASKING]
    yield from (_swapped(question, word, piece) for word in reversed(telling))


def _swapped(question: str, old: str, new: str) -> str:
    """The question with something new in the place of something in it; with one article only."""
    place = question.rfind(old)
    return f"{_without_article(question[:place], new)}{new}{question[place + len(old) :]}"


def _without_article(ahead: str, new: str) -> str:
    """What stands before something new, without its article if the new brings one."""
    return re.sub(r"\b(?:the|an?|my|our|your) ?$", "", ahead, flags=re.IGNORECASE) if _ARTICLE.match(new) else ahead


def _names(text: str) -> list[str]:
    """The names of a text: words with a capital; one that opens a sentence only with another."""
    opening = [found[0]] if (found := _OPENING_NAME.match(text)) else []
    rest = text[len(opening[0]) :] if opening else text
    return [*opening, *(found[0] for found in _NAMES.finditer(rest) if len(found[0]) > 1)]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
