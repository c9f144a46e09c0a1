"""Compare what two statements say: their words, their figures, and what they are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.core.models import Quote, Statement
from bot.curation.grammar.figures import quantity
from bot.curation.grammar.nouns import CALENDAR, is_person_name
from bot.curation.grammar.sentences import clause, is_english, sentences
from bot.knowledge.person_names import name_words
from bot.matching import CanonicalKeys, text_similarity
from bot.matching.similarity import same_word
from bot.matching.text import FILLERS, FUNCTION_WORDS, LIGHT, is_number, is_year
from bot.verification import same_words

SAME, NONE = 1.0, 0.0
_NOT_SAME = 0.99
_WITHIN, _ALIKE = 0.9, 0.75
"""Share of the words of one fact that the other has, and of all words of both that both have, if they say the same."""
_LEAST_WITHIN, _LEAST_MET = 3, 2
"""Words of a fact that says the same as a longer one, and words that both have if they mean nearly the same."""
_LONG_FIGURE = 3
"""Digits of a figure that two facts hardly share by chance."""
_MEANING, _UPDATE = 0.9, 0.75
"""Shares of the score of an answer that are enough, the second one if both have figures of the same subject."""
_SAME_QUOTE, _WITHIN_QUOTE, _ANY_SPEAKER = 0.6, 0.8, 0.85
_EMPTY = FUNCTION_WORDS | FILLERS | LIGHT | {"not", "no", "never"} | CALENDAR
_FIGURES = re.compile(r"[$€£¥]?\d[\d.,:]*%?(?: (?:hundred|thousand|million|billion))?")


@dataclass(frozen=True, slots=True)
class Gist:
    """What the text of a fact says, in comparable words."""

    words: frozenset[str]
    """Words with a meaning, without figures and times."""
    figures: frozenset[str]
    """Figures that are no years."""
    subject: frozenset[str]
    """Those of the words and figures that say what it is about, such as "terminal 2"; empty if that is not sure."""

    def met(self, other: Gist) -> frozenset[str]:
        """Return the words that the other one has, too, in some form."""
        return self.words - _unmet(self.words, other.words)

    def is_apart(self, other: Gist) -> bool:
        """Return whether each is about something that the other one does not name."""
        known, others = self.words | self.figures, other.words | other.figures
        return bool(_unmet(self.subject, others)) and bool(_unmet(other.subject, known))


class StatementComparison:
    """Compares one statement with others. `aliases` are groups of names that mean the same."""

    def __init__(self, statement: Statement, aliases: Iterable[Sequence[str]]) -> None:
        self._statement = statement
        self._keys = CanonicalKeys(aliases)
        self._gist = self._gist_of(statement)

    def likeness(self, other: Statement, score: float, least: float, *, answers: bool = False) -> float:
        """Return how near another statement is, from 0 (not near) to 1 (it says the same in the same words).

        `score` is the matcher's score of the other one for this one. From `least` on, it is near by its meaning.
        `answers` is whether it surely answers a question of this one.
        """
        if same_words(self._statement.text, other.text):
            return SAME
        if isinstance(self._statement, Quote) or isinstance(other, Quote):
            return self._as_quotes(self._statement, other)
        return self._as_facts(other, score, least, answers=answers)

    def _as_facts(self, other: Statement, score: float, least: float, *, answers: bool) -> float:
        left, right = self._gist, self._gist_of(other)
        if left.is_apart(right):
            return NONE
        met, back = left.met(right), right.met(left)
        if not met:
            return score if answers else NONE
        alike = (len(met) + len(back)) / (len(left.words) + len(right.words))
        within = max(_share(met, left.words), _share(back, right.words))
        figures = left.figures == right.figures and any(len(figure) >= _LONG_FIGURE for figure in left.figures)
        updates = bool(left.subject) and left.subject == right.subject and bool(left.figures and right.figures)
        means = score >= least * (_UPDATE if updates else _MEANING) and (updates or len(met) >= _LEAST_MET)
        near = alike >= _ALIKE or within >= _WITHIN or figures or means or answers
        return min(max(alike, score), _NOT_SAME) if near else NONE

    def _as_quotes(self, own: Statement, other: Statement) -> float:
        if not (isinstance(own, Quote) and isinstance(other, Quote)):
            return NONE
        likeness = text_similarity(own.text, other.text)
        if name_words(own.speaker) != name_words(other.speaker):
            return likeness if likeness >= _ANY_SPEAKER else NONE
        left, right = self._gist, self._gist_of(other)
        within = max(_share(left.met(right), left.words), _share(right.met(left), right.words))
        return max(likeness, within) if likeness >= _SAME_QUOTE or within >= _WITHIN_QUOTE else NONE

    def _gist_of(self, statement: Statement) -> Gist:
        words = self._keys.key(statement.text).split()
        subject = self._keys.key(_subject(statement)).split()
        return Gist(_telling(words), _figures(words), _telling(subject) | _figures(subject))


def without_figures(text: str) -> str:
    """Return a text without its figures, to find what says the same with others."""
    return " ".join(_FIGURES.sub(" ", text).split())


def _subject(statement: Statement) -> str:
    if isinstance(statement, Quote) or not is_english(statement.text):
        return ""
    found = clause(next(sentences(statement.text)))
    if not found or quantity(found.subject) or is_person_name(found.subject):
        return ""  # what the fact is about is not the subject
    return " ".join(found.subject)


def _telling(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in _EMPTY and not is_number(word))


def _figures(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if is_number(word) and not is_year(word))


def _unmet(words: Collection[str], others: Collection[str]) -> frozenset[str]:
    """Return the words that none of the others is a form of."""
    return frozenset(word for word in words if not any(same_word(word, other) for other in others))


def _share(met: Collection[str], words: Collection[str]) -> float:
    return len(met) / len(words) if len(words) >= _LEAST_WITHIN else 0.0
