"""Divide what follows a verb into groups of words: the object, then what begins with a preposition or a time."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from bot.curation.grammar import figures, nouns, spans
from bot.curation.grammar.verbs import HELPERS, readings

Words: TypeAlias = tuple[str, ...]

_STOPS = nouns.CONJUNCTIONS - {"and", "or", "once"} | {"except", "what", "how", "why", "if"}
_COMPARED = frozenset("more less fewer later earlier other rather".split())
_TIMELY = frozenset(
    "tonight every each daily weekly monthly yearly annually today tomorrow yesterday twice weekdays".split()
)
_BEFOREHAND = re.compile(rf"{figures.LENGTH} (?:before|after|ahead|earlier|later|ago|in advance)\b", re.IGNORECASE)
_WEEKDAYS = frozenset(word.capitalize() for word in nouns.CALENDAR if word.endswith(("day", "days")))
_SPAN_WORDS = frozenset("day night week weekend month term year season".split())


@dataclass(frozen=True, slots=True)
class Part:
    """A group of words, such as the object or "in 2025"."""

    words: Words
    kind: spans.Kind

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Tail:
    """What belongs to a clause of what follows its verb."""

    words: Words
    stopped_at: str = ""
    """The word that begins another clause; empty if there is none."""


def cut(words: Sequence[str]) -> Tail:
    """Cut off what is another clause, or a list after a comma."""
    kept: list[str] = []
    for at, word in enumerate(words):
        bare = word.rstrip(",;:")
        before = kept[-1] if kept else ""
        many = bare == "as" and "many" in (before, *words[at + 1 : at + 2])
        if bare in _STOPS and not many and not (bare == "than" and before in _COMPARED):
            whole = len(kept) - (bare in ("which", "whom", "whose") and before in nouns.PREPOSITIONS)
            return Tail(tuple(kept[:whole]), bare)
        if bare in ("–", "—", "-"):
            return Tail(tuple(kept))
        if bare in ("and", "or", "then") and (not kept or _begins_clause(words, at)):
            return Tail(tuple(kept))
        kept.append(bare)
        if word != bare and not (word[-1] == "," and _is_in_date(words, at)):
            return Tail(tuple(kept), "that" if words[at + 1 : at + 2] == ("that",) else "")
    return Tail(tuple(kept))


def groups(words: Words) -> tuple[Part, ...]:
    """Divide words into groups with the kind of each. Only the first can be an object."""
    starts = [at for at in range(len(words)) if at == 0 or _begins_group(words, at)]
    found = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    joined: list[Words] = []
    for group in found:
        if joined and spans.kind_of(joined[-1]) == "other" and spans.is_time(spans.kind_of((*joined[-1], *group))):
            group = (*joined.pop(), *group)  # "two weeks" "before departure"
        joined.append(group)
    return tuple(Part(group, _kind(group, first=n == 0)) for n, group in enumerate(joined))


def _kind(group: Words, *, first: bool) -> spans.Kind:
    kind = spans.kind_of(group)
    begins = group[0].lower() in nouns.PREPOSITIONS and group[:2] not in (("up", "to"),) and not is_about(group, 0)
    return "object" if first and kind == "other" and not begins else kind


def _begins_group(words: Words, at: int) -> bool:
    word, before = words[at].lower(), words[at - 1].lower()
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    if (figures.has_figure((word,)) or is_about(words, at)) and _BEFOREHAND.match(" ".join(words[at:])):
        return before not in ("least", "most", "than", "about", "around")
    if word == "up" and following == "to":
        return not is_about(words, at)
    if word in nouns.PREPOSITIONS:
        if before in nouns.PREPOSITIONS or before in ("up", "more", "less") or is_about(words, at):
            return False
        if word == "to" and (before in ("next", "close", "due") or _is_range(before, following)):
            return False
        start = next((n for n in range(at - 1, -1, -1) if words[n].lower() in ("from", "between")), None)
        ranged = word in ("to", "until", "till") and start is not None and at - start <= 5
        return not (ranged and words[start or 0].lower() == "from")
    if before in nouns.PREPOSITIONS or before in nouns.DETERMINERS or before in ("and", "or", "of", "once", "twice"):
        return False
    if word in ("once", "twice"):
        return following in ("a", "an", "every")
    if word in _TIMELY:
        return True
    return (word in ("next", "last", "this") and following in _SPAN_WORDS) or words[at] in _WEEKDAYS


def _is_range(before: str, following: str) -> bool:
    """Return whether "to" joins two days, months or figures: "Monday to Friday", "2 to 8 degrees"."""
    days = before in nouns.CALENDAR and following in nouns.CALENDAR
    return days or (figures.has_figure((before,)) and figures.has_figure((following,)))


def is_about(words: Words, at: int) -> bool:
    """Return whether a preposition only belongs to a figure: "at least 5", "about 5", "over 500"."""
    word, following = words[at].lower(), words[at + 1].lower() if at + 1 < len(words) else ""
    if word == "at":
        return following in ("least", "most")
    if word == "up":
        return following == "to" and at + 2 < len(words) and figures.has_figure((words[at + 2],))
    return word in ("about", "around", "over", "under") and figures.has_figure((following,))


def _begins_clause(words: Sequence[str], at: int) -> bool:
    """Return whether "and" or "or" joins another clause, and not another noun."""
    after = [word.rstrip(",;:") for word in words[at + 1 :]]
    if not after or after[0] in nouns.PREPOSITIONS:
        return True
    if figures.has_figure((after[0],)) and not figures.has_figure((words[at - 1],)):
        return "between" not in words[max(0, at - 4) : at]
    if at and words[at - 1][:1].isupper() and after[0][:1].isupper() and not any(w in HELPERS for w in after[:6]):
        return False  # Bosnia and Herzegovina
    if "between" in words[max(0, at - 4) : at]:
        return False
    if readings(after[0]) and words[at - 1].rstrip(",").lower() not in nouns.DETERMINERS:
        return not nouns.is_plural(after[0]) or "s" not in readings(after[0]) or len(after) > 1
    return any(word in HELPERS or "past" in readings(word) or "s" in readings(word) for word in after[:10])


def _is_in_date(words: Sequence[str], at: int) -> bool:
    """Return whether a comma only divides a date: "Sunday, 9 May", "May 9, 2027"."""
    if at + 1 >= len(words):
        return False
    bare, following = words[at].rstrip(","), words[at + 1].rstrip(",")
    if bare.lower() in nouns.CALENDAR:
        return following[:1].isdigit()
    return bare.isdecimal() and spans.is_date((following,))
