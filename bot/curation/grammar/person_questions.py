"""Ask who did something, and who somebody is."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.curation.grammar import nouns
from bot.curation.grammar.clauses import BE, Clause, number
from bot.curation.grammar.groups import Part
from bot.curation.grammar.phrasing import Phrasing, joined, words_of
from bot.curation.grammar.verbs import readings

_DOERS = frozenset(
    "build buy chair coach command compose create design direct discover donate draw edit establish found guide host "
    "invent launch lead manage open organise organize own paint present record repair run score set sign sponsor "
    "supervise teach train translate win write".split()
)
"""What persons and teams do, and places don't."""


def persons(clause: Clause) -> Iterator[Phrasing]:
    """Ask who did it, by a passive verb or by its subject, or who somebody is."""
    if clause.passive:
        yield from _agents(clause)
    elif (
        (clause.base in _DOERS or clause.verb == ("take", "over"))
        and clause.complement
        and _is_one(clause.told[0])
        and _is_somebody(clause.subject)
    ):
        yield joined(("who", *clause.told), clause.parts, clause.complement.words, clause.told)
    elif clause.base == "be" and not clause.verb and clause.complement:
        yield from _identities(clause, clause.complement)


def _agents(clause: Clause) -> Iterator[Phrasing]:
    agent = next((part for part in clause.parts if part.kind == "by"), None)
    verb = readings(clause.verb[0]).get("participle") if len(clause.verb) == 1 else None
    if agent and verb and clause.helper in BE:
        form = verb.s if clause.helper in ("is", "are") else verb.past
        others = [part for part in clause.parts if part is not agent]
        yield joined(("who", form, *clause.subject), others, clause.subject, clause.verb)


def _identities(clause: Clause, part: Part) -> Iterator[Phrasing]:
    noun = nouns.head(clause.subject)
    has_role = nouns.is_person(noun) or noun.endswith(("ator", "ist", "ian"))
    if has_role and nouns.is_person_name(nouns.before_of(part.words)) and clause.helper in ("is", "was"):
        yield joined(("who", clause.helper, *clause.subject), (), clause.subject)
    elif nouns.is_person_name(clause.subject) and nouns.is_person(nouns.head(part.words)):
        described = words_of([p for p in clause.parts if p is part or p.kind in ("where", "other")])
        if part.words[0] == "the":
            yield joined(("who", clause.helper, *described), (), described)
        yield joined(("who", clause.helper, *clause.subject), (), clause.subject, described)


def _is_one(verb: str) -> bool:
    """Return whether a verb may have a singular subject, so that "who" fits before it."""
    return verb in ("is", "was", "has", "had") or not {"s", "past"}.isdisjoint(readings(verb))


def _is_somebody(words: Sequence[str]) -> bool:
    """Return whether words are the name of a person, or name one by a role: "Ida Marlow", "the warden of the lock"."""
    has_role = nouns.is_person(nouns.head(words)) and number(words) == "singular"
    return has_role or nouns.is_person_name(nouns.before_of(words))
