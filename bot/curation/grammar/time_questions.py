"""Ask when, where and why something is."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.curation.grammar import spans
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.groups import Part
from bot.curation.grammar.phrasing import Phrasing, ask

STATES = frozenset(
    "open closed free available possible compulsory mandatory optional legal allowed permitted forbidden banned "
    "included required needed accepted exempt prohibited welcome".split()
)
SAYING = frozenset(
    "announce admit agree calculate claim confirm declare demand estimate explain promise reveal say suggest "
    "warn".split()
)
_TIMELY_STATES = STATES | frozenset("back due effective fresh full ready valid".split())
_LOCATED = frozenset("be happen lie live meet play sit stand stay".split())
_PUT = frozenset("base build bury display find hold keep locate park play sell serve show store take".split())
"""Verbs that say where something is if they are passive."""
_SCHEDULED = frozenset("arrive begin close come depart end expire finish go leave meet open start return run".split())
_PLANNED = frozenset("book expect fix move plan postpone schedule set".split())
_LASTING = frozenset(
    "be borrow close keep last live open park remain rent run sit stand stay store use wait work".split()
)
_ABILITIES = ("may", "can", "must")


def times(clause: Clause) -> Iterator[Phrasing]:
    """Ask when, until when, how often or how long."""
    state = clause.complement.words if clause.complement else ()
    if state and (state[0].endswith("ing") or state in (("only",), ("later",))):
        return
    if clause.base in SAYING and not state:
        return
    planned = (clause.base in _PLANNED and clause.passive) or state[:1] in (("due",), ("valid",))
    timed = [part for part in clause.parts if spans.is_time(part.kind) or part.kind == "how long" or
             (part.kind == "for when" and planned)]  # fmt: skip
    lasts = bool(timed) and timed[0].kind == "since when"
    if clause.base == "be" and state and state[0] not in _TIMELY_STATES and not lasts:
        return
    if timed and _fits(clause, timed):
        asking = "when" if timed[0].kind == "for when" else timed[0].kind
        yield ask(asking, clause, timed, (*clause.verb, *state))


def _fits(clause: Clause, timed: Sequence[Part]) -> bool:
    """Return whether the time surely belongs to the verb, and the question word goes with the verb's tense."""
    match timed[0].kind:
        case "when":
            at = clause.parts.index(timed[0])
            of_other = at > 1 and clause.parts[at - 1].kind == "other"  # "after a rockfall in May"
            perfect = clause.helper in ("has", "have")  # "when has it opened" is no good English
            return not of_other and not perfect and not _may_date_the_object(clause, timed)
        case "by when":
            return clause.helper in (*_ABILITIES, "will", "should", "is", "are")
        case "since when":
            return clause.helper in ("has", "have")
        case "how long":
            return clause.passive or clause.base in _LASTING or clause.helper in _ABILITIES
    return True


def _may_date_the_object(clause: Clause, timed: Sequence[Part]) -> bool:
    """Return whether a year may belong to the object: "describes the flood in 2013"."""
    usual = clause.helper in ("do", "does") and clause.base not in _SCHEDULED
    year = len(timed[0].words) < 3 and any(word.isdecimal() and len(word) == 4 for word in timed[0].words)
    return usual and year and clause.complement is not None


def places(clause: Clause) -> Iterator[Phrasing]:
    """Ask where something is or happens."""
    takes_place = clause.base == "take" and clause.complement is not None and clause.complement.words == ("place",)
    located = clause.base in (_PUT if clause.passive else _LOCATED) and (clause.complement is None or clause.passive)
    placed = any(part.kind == "where" for part in clause.parts[: 1 if clause.base == "be" else None])
    if placed and (located or takes_place):
        yield ask("where", clause, [part for part in clause.parts if part.kind != "object"])


def reasons(clause: Clause) -> Iterator[Phrasing]:
    """Ask why something is, if the sentence goes on with the reason."""
    if clause.reason:
        yield ask("why", clause)
