"""Ask what something is, and whether it is so."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterator

from bot.curation.grammar import figures, nouns, spans
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.figure_questions import MEASURES, measures
from bot.curation.grammar.groups import Part
from bot.curation.grammar.phrasing import Phrasing, ask, joined, words_of
from bot.curation.grammar.time_questions import SAYING, STATES

_GIVING = frozenset("cause contain cover include mean measure offer produce provide sell serve show teach".split())
"""Verbs whose object answers "what" as a whole."""
_ARTICLES = ("a", "an", "the")


def things(clause: Clause) -> Iterator[Phrasing]:
    """Ask what somebody said, what something means or includes, or what it is."""
    part = clause.complement
    if clause.claim and clause.base in SAYING | {"mean", "show"} and clause.helper in ("do", "does", "did"):
        yield ask("what", clause)
    elif part is None or clause.passive:
        return
    elif clause.base in _GIVING and figures.quantity(part.words) is None:
        yield ask("what", clause, clause.parts)
    elif clause.base == "be" and not clause.verb and _has_value(clause, part):
        timed = [other for other in clause.parts if spans.is_time(other.kind)]
        yield joined(("what", clause.helper, *clause.subject), timed, clause.subject)


def _has_value(clause: Clause, part: Part) -> bool:
    """Return whether "what is …?" asks for the complement: for the meaning of a name, or the value of a thing."""
    subject, first, noun = clause.subject, part.words[0], nouns.head(clause.subject)
    acting = subject[-1].islower() and noun.endswith(("er", "or", "ist", "ian"))
    if nouns.is_person(noun) or acting or subject == ("there",):
        return False
    if nouns.is_person(nouns.head(part.words)) or nouns.is_person_name(nouns.before_of(part.words)):
        return False
    explained = first in _ARTICLES and len(part.words) > 1
    if subject[0] in ("a", "an") or (subject[0][:1].isupper() and not nouns.is_person_name(subject)):
        return explained and not any(spans.is_time(other.kind) for other in clause.parts)
    if figure := figures.quantity(part.words):
        asked = any(measures(clause, part, figure)) or part.words[-1] in MEASURES  # how much, how long
        return not asked and subject[0].islower() and not figures.has_figure(subject[:1])
    definite = subject[0] in ("the", "your") or any(word.endswith(("'s", "’s")) for word in subject)
    named = first[:1].isupper() and len(part.words) <= 3 and not spans.is_date(part.words)
    return definite and (named or (explained and (len(subject) > 2 or subject[0] == "your")))


def states(clause: Clause) -> Iterator[Phrasing]:
    """Ask whether something is open, free, allowed and so on; with a verb such as "may", whether it may be done."""
    if clause.subject == ("there",) or (clause.base in ("have", "need") and clause.negative and clause.complement):
        yield from _existence(clause)
    elif state := _state(clause):
        parts = [part for part in clause.parts if part.kind != "how long" or clause.negative]
        timed = [part for part in parts if spans.is_time(part.kind)]
        others = [part for part in parts if part not in timed]
        if not any(figures.has_figure(part.words) for part in others) and (clause.negative or not timed):
            focus = (*state, *words_of(others[:1]))
            yield joined((clause.helper, *clause.subject, *clause.verb), parts, clause.subject, focus)


def _state(clause: Clause) -> tuple[str, ...]:
    """Return the words for what a question can be answered about with yes or no; empty if there are none."""
    part = clause.complement
    if clause.base == "be" and part and part.words[0] in STATES and len(part.words) <= 2:
        return part.words
    if clause.passive and clause.verb[-1] in STATES:
        return clause.verb
    able = clause.base != "be" and clause.helper in (("may", "can") if clause.negative else ("may", "can", "must"))
    return clause.verb if able or clause.base == "need" else ()


def _existence(clause: Clause) -> Iterator[Phrasing]:
    """Ask whether there is something, or whether the subject has it."""
    part = clause.complement
    if part is None or figures.has_figure(part.words):
        return
    noun = nouns.head(part.words)
    denied = clause.negative and not nouns.is_plural(noun)
    if denied and not nouns.is_countable(noun):
        return  # "there is no parking": no article is sure
    article = ("an" if part.words[0][:1] in "aeiou" else "a",) if denied else ()
    about = (*(() if clause.subject == ("there",) else clause.subject), *part.words)
    yield joined(
        (clause.helper, *clause.subject, *clause.verb, *article), clause.parts, about, words_of(clause.parts[1:])
    )
