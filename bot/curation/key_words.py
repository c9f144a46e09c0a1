"""Choose the words with which somebody searches for what a statement says: "ferry passengers 2025"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.models import Quote, Statement
from bot.curation.grammar import figures, nouns
from bot.curation.grammar.phrasing import Phrasing
from bot.curation.grammar.sentences import without_capital
from bot.curation.grammar.verbs import HELPERS, readings
from bot.matching.languages import common_words, language
from bot.matching.text import FILLERS, FUNCTION_WORDS, LIGHT, is_year, normalise

MOST: Final = 6
"""Words of a phrase."""
_FEWEST, _ENOUGH, _OF_TOPIC = 2, 3, 3
_LONGEST: Final = 40
"""Characters of a word; longer ones are of scripts without spaces, or addresses."""
_BEGINNING: Final = 400
"""Characters of a text that are read."""
_WORD = re.compile(r"\d[\d.,:]*\d|[^\W_](?:[\w'’&/.+#-]*[\w+#])?")
_POSSESSIVE = re.compile(r"['’]s?$")
_EMPTY = (
    FUNCTION_WORDS
    | FILLERS
    | HELPERS
    | nouns.DETERMINERS
    | nouns.PREPOSITIONS
    | nouns.CONJUNCTIONS
    | {"no", "not", "never", "percent"}
)
_VAGUE = frozenset(
    ("all", "any", "everyone", "everything", "few", "many", "most", "one", "several", "some", "there", "you")
)
_LIGHT = frozenset(("also", "later", "less", "more", "now", "only", "such", "up", "yourself", "own", "first"))
_OF = re.compile(r"(?P<noun>[^,]+?) of (?:the |a |an )?(?P<of>[^,]+)")


def of_phrasing(phrasing: Phrasing, topic: str) -> str:
    """Return the key words of a question. If they are few, its topic is added."""
    about = _turned(" ".join(phrasing.about))
    about = [word for word in about if "," not in word]
    telling = (word for word in _content(phrasing.focus) if not (word in LIGHT and readings(word)))
    focus = [word for word in telling if not _is_figure(word)]
    if focus and focus[0].islower() and nouns.is_plural(focus[0]) and about and about[-1].islower():
        about[-1] = nouns.singular(about[-1])  # "ferry passengers"
    return _phrase([*about, *focus, *_content(phrasing.dated)], topic)


def of_text(statement: Statement, *, with_topic: bool = True) -> str:
    """Return the first words that tell something in a text of any language. If they are few, its topic is added."""
    common = common_words(language(statement.text)) | _LIGHT
    words = [word for word in _content(_start(statement.text)) if word.isupper() or word.lower() not in common]
    return _phrase([word for word in words if not _is_figure(word)], statement.topic if with_topic else "")


def of_quote(quote: Quote) -> str:
    """Return the speaker and the first words that tell something in the quote; empty if none does."""
    words = of_text(quote, with_topic=False)
    return f"{quote.speaker} {words}" if words else ""


def tells_apart(subject: Sequence[str]) -> bool:
    """Return whether a subject is neither a name without "the", nor one word, nor an indefinite number of things."""
    telling = _content(subject)
    vague = subject[0] in _VAGUE or figures.has_figure(subject[:1])
    named = subject[0] != "the" and not any(word.islower() for word in telling)
    return len(telling) >= _FEWEST and not named and not vague


def _is_figure(word: str) -> bool:
    return figures.has_figure((word,)) and not is_year(word)


def _turned(about: str) -> list[str]:
    """Return the content of a noun phrase, with what follows "of" in front: "lock warden"."""
    match = _OF.fullmatch(about)
    if match and len(match["noun"].split()) <= 3 and len(match["of"].split()) <= 3:
        of = _content(match["of"].split())
        common = of and of[-1].islower()
        return [
            *of[:-1],
            *(nouns.singular(word) if common else word for word in of[-1:]),
            *_content(match["noun"].split()),
        ]
    return _content(about.split())


def _content(words: Iterable[str]) -> list[str]:
    """Return the words with a meaning, without the signs around them."""
    bare = (_POSSESSIVE.sub("", found) for word in words for found in _WORD.findall(word))
    return [word for word in bare if len(word) <= _LONGEST and _tells(word)]


def _tells(word: str) -> bool:
    """Return whether a word has a meaning by itself. "New" in a name has one, and "new" has not."""
    plain = normalise(word)
    named = word[:1].isupper() and word != "I" and plain not in nouns.DETERMINERS
    return any(map(str.isalnum, word)) and (named or plain not in _EMPTY)


def _phrase(words: Sequence[str], topic: str) -> str:
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(nouns.singular(normalise(word)), word)
    distinct = list(first.values())[:MOST]
    if len(distinct) < _FEWEST:
        known = {normalise(word) for word in distinct}
        distinct += [word for word in _content(topic.split())[:_OF_TOPIC] if normalise(word) not in known]
    return " ".join(distinct)


def _start(text: str) -> list[str]:
    """Return the words of the first part of a text, up to a sign that ends a clause."""
    pieces = [piece for piece in re.split(r"(?<=[,;:.!?)–—])\s+|\n", text[:_BEGINNING]) if piece.strip()]
    words: list[str] = []
    for piece in pieces:
        words += piece.split()
        if len(_content(without_capital(words))) >= _ENOUGH:
            break
    return without_capital(words) if words else []
