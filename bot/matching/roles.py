"""Find out who does what to whom from the order of words, to recognise that two phrasings reverse it.

"Who did Rovers beat" and "who beat Rovers" share every word; so do "from Norrby to Sunne" and "to Norrby from Sunne".
Each word gets a role (part) for each possible verb. Two phrasings contradict each other if a shared word has opposite
roles. Converse verbs (buy, sell) share their roles.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.matching.text import FUNCTION_WORDS

_DO = frozenset("do does did can could will would should shall must may might has have had ca wo".split())
_BE = frozenset("am is are was were be been being get gets got".split())
_WH = frozenset("who whom whose which what".split())
_PARTICIPLES = frozenset(
    "sold bought lent paid sent taught lost won beaten beat given gave taken took led built made held met hit put "
    "owed brought caught found learnt told shown drawn driven".split()
)
_ASKS = frozenset("how when where why".split())
_DETERMINERS = frozenset("the a an my your our his her its their this that these those some any".split())
_ME, _YOU = frozenset("i me we us myself".split()), frozenset(("you", "ya", "u"))
_TO, _FROM = frozenset("to into onto towards toward".split()), frozenset(("from",))
_BY, _THAN = frozenset(("by",)), frozenset(("than", "instead"))
_OTHER = frozenset(
    "in on at of for with without about over under after before against during through since until as".split()
)
_BREAKS = frozenset("and or but if when because so".split())

SUBJECT, OBJECT, GOAL, SOURCE, THAN, OF, ASIDE = "subject", "object", "goal", "source", "than", "of", "aside"
_OPPOSED = {frozenset((SUBJECT, OBJECT)), frozenset((SOURCE, GOAL))}

_MARKS = {
    **dict.fromkeys(_OTHER, ASIDE), **dict.fromkeys(_TO, GOAL), **dict.fromkeys(_FROM, SOURCE),
    **dict.fromkeys(_BY, "by"), **dict.fromkeys(_THAN, THAN), "of": OF,
}  # fmt: skip
_DUTY = frozenset("have has had".split())
"""Words that are no auxiliary verbs before "to": what I have to tell."""
_ENDING = _DO | _BE | _BREAKS
"""Words that end the phrase of a preposition."""

# Verbs that share roles with others: (family, {role with this verb: role in the family}).
_GIVES = {SUBJECT: SOURCE, GOAL: GOAL, SOURCE: SOURCE}
_TAKES = {SUBJECT: GOAL, SOURCE: SOURCE, GOAL: GOAL}
_GIVES_ONE = {**_GIVES, OBJECT: GOAL}  # the object is mostly the receiver
_FAMILIES: dict[str, tuple[str, dict[str, str]]] = {}
for _family, _map, _verbs in (
    ("trade", _TAKES, "buy buys bought buying purchase purchased import imports imported"),
    ("trade", _GIVES, "sell sells sold selling export exports exported"),
    ("loan", _GIVES_ONE, "lend lends lent lending"), ("loan", _TAKES, "borrow borrows borrowed borrowing"),
    ("gift", _GIVES_ONE, "give gives gave given pay pays paid paying owe owes owed send sends sent"),
    ("gift", _GIVES_ONE, "charge charges charged"),
    ("gift", _GIVES_ONE, "donate donates donated grant grants granted award awards awarded deliver delivers delivered"),
    ("gift", _TAKES, "receive receives received get gets got obtain"),
    ("lesson", _GIVES_ONE, "teach teaches taught"), ("lesson", _TAKES, "learn learns learned learnt"),
    ("game", {SUBJECT: SUBJECT, OBJECT: OBJECT}, "beat beats beaten defeat defeats defeated"),
    ("game", {SUBJECT: OBJECT, GOAL: SUBJECT}, "lose loses lost"),
    ("work", {SUBJECT: SOURCE, OBJECT: GOAL}, "employ employs employed hire hires hired"),
    ("order", {SUBJECT: SUBJECT, OBJECT: OBJECT}, "replace replaces replaced succeed succeeds succeeded"),
    ("order", {SUBJECT: SUBJECT, OBJECT: OBJECT}, "follow follows followed"),
    ("order", {SUBJECT: OBJECT, OBJECT: SUBJECT}, "precede precedes preceded"),
):  # fmt: skip
    for _verb in _verbs.split():
        _FAMILIES[_verb] = (_family, _map)
CONVERSE = frozenset(_FAMILIES)
"""Verbs that have a converse, such as buy and sell."""
_NOMINAL = frozenset(
    "invasion conquest defeat purchase takeover acquisition attack murder occupation annexation discovery".split()
)


def _is_noun_of(words: Sequence[str], named: Sequence[str], index: int) -> bool:
    """Return whether a word may be the noun of an action: B's praise of A, the praise of A by B."""
    if words[index] in _NOMINAL:
        return True
    follows = index + 1 < len(words) and words[index + 1] == "of"
    return follows and (bool(index and named[index - 1]) or "by" in words[index + 1 :])


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of the words of one phrasing."""

    parts: dict[str, dict[str, str]]  # stem of a possible verb, or its family -> {stem of another word: its role}
    goals: frozenset[str]  # after "to"
    sources: frozenset[str]  # after "from", or directly before "to"
    thans: frozenset[str]  # after "than" or "instead of"
    compared: frozenset[str]  # on the other side of the comparison

    @classmethod
    def read(cls, words: Sequence[str], stems: Sequence[str]) -> Roles:
        """Determine the roles from the order of the words."""
        if not 2 <= len(words) <= 40:
            return cls({}, frozenset(), frozenset(), frozenset(), frozenset())
        named = _named(words, stems)
        markers = _markers(words)
        parts: dict[str, dict[str, str]] = {}
        for index, word in enumerate(words):
            if _may_be_verb(list(words), index) or (named[index] and _is_noun_of(words, named, index)):
                roles = _parts(index, words, named, markers)
                if word in _FAMILIES:
                    family, mapped = _FAMILIES[word]
                    of_family = parts.setdefault("=" + family, {})
                    of_family.update({w: mapped[p] for w, p in roles.items() if p in mapped})
                if SUBJECT in roles.values() and OBJECT in roles.values():
                    parts[stems[index][:_ROOT]] = roles
        goals = {named[n] for n, m in enumerate(markers) if m == GOAL and named[n]}
        sources = {named[n] for n, m in enumerate(markers) if m == SOURCE and named[n]}
        if goals and not sources:
            sources = {
                named[n - 1] for n, w in enumerate(words) if n and w in _TO and named[n - 1] and not markers[n - 1]
            }
        thans = {named[n] for n, m in enumerate(markers) if m == THAN and named[n]}
        if words[-1] in _THAN and words[0] in _WH:  # which brother is he older than
            helper = next((n for n, word in enumerate(words) if word in _DO or word in _BE), 0)
            thans = {name for name in named[1:helper] if name}
        compared = (
            {name for name, marker in zip(named, markers, strict=True) if name and marker != THAN} if thans else set()
        )
        return cls(
            parts, frozenset(goals - sources), frozenset(sources - goals), frozenset(thans), frozenset(compared - thans)
        )


def agreed_roles(asked: Roles, known: Roles) -> bool:
    """Return whether a shared word has the same role with two converse verbs, such as buy and sell."""
    return any(
        part in (SOURCE, GOAL) and known.parts.get(verb, {}).get(word) == part
        for verb, parts in asked.parts.items() if verb.startswith("=")
        for word, part in parts.items()
    )  # fmt: skip


def reversed_comparison(asked: Roles, known: Roles) -> bool:
    """Return whether a comparison is reversed: larger than A, A is larger than."""
    crossed = len(asked.thans & known.compared) + len(asked.compared & known.thans)
    return crossed > len(asked.thans & known.thans)


def reversed_roles(asked: Roles, known: Roles) -> bool:
    """Return whether shared words have opposite roles, and at least as many as have equal roles."""
    crossed = len(asked.goals & known.sources) + len(asked.sources & known.goals)
    if crossed and crossed >= len(asked.goals & known.goals) + len(asked.sources & known.sources):
        return True
    for verb, parts in asked.parts.items():
        others = known.parts.get(verb, {})
        shared = [(part, others[word]) for word, part in parts.items() if word in others and word not in _WH]
        opposed = sum(frozenset(pair) in _OPPOSED for pair in shared) + _swapped(parts, others)
        if opposed and opposed >= sum(left == right != ASIDE for left, right in shared):
            return True
    return False


def _swapped(parts: Mapping[str, str], others: Mapping[str, str]) -> int:
    """Count the words that swap roles with the question word: who rents it from A, from whom does A rent it."""
    asked, known = ({part for word, part in side.items() if word in _WH} for side in (parts, others))
    return sum(
        SUBJECT in (part, others[word]) and not {SOURCE, GOAL}.isdisjoint((part, others[word]))
        and part in known and others[word] in asked
        for word, part in parts.items() if word in others and word not in _WH
    )  # fmt: skip


_SELF = "=me"
_ROOT = 4
"""Number of letters of a stem that a verb and its noun must share: conquer, conquest."""


def _named(words: Sequence[str], stems: Sequence[str]) -> list[str]:
    """Return the name of each word in the roles; empty for a word without role.

    "I" and "we" are the asker. So is "you" without them, because it may mean anybody.
    """
    mine = any(word in _ME for word in words)
    out = []
    for word, stem in zip(words, stems, strict=True):
        if word in _ME or (word in _YOU and not mine):
            out.append(_SELF)
        elif word in _YOU:
            out.append("=you")
        elif word in _WH:
            out.append(word)
        else:
            out.append("" if word in FUNCTION_WORDS or word in _BREAKS or word in _THAN else stem)
    return out


def _markers(words: Sequence[str]) -> list[str]:
    """Return the role that the preposition before each word gives it; empty if there is none."""
    out: list[str] = []
    marker = ""
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        if word == "of" and before == "instead":
            pass
        elif word == "on" and before.startswith(("depend", "rely", "relies")):
            marker = ""  # what something depends on is its object
        elif word in _MARKS:
            marker = _MARKS[word]
        elif word in _ENDING or (word in _WH | _DETERMINERS and before not in _MARKS):
            marker = ""
        out.append(marker)
    return out


def _may_be_verb(words: list[str], index: int) -> bool:
    word = words[index]
    if word in FUNCTION_WORDS or word in _BREAKS or len(word) < 2:
        return word in _FAMILIES and word not in _BE
    if word in _NOMINAL:
        return True
    if (index and words[index - 1] in _DETERMINERS) or word.endswith(("tion", "sion", "ment", "ance", "ence")):
        return False
    before = words[max(0, index - 7) : index]
    helper = next((w for w in reversed(before) if w in _DO or w in _BE), "")
    if helper in _BE and words[index - 1] not in _TO:
        return word.endswith(("ing", "ed", "en")) or word in _PARTICIPLES
    if (
        helper
        or (before and (before[-1] in _WH or before[-1] in _ME or before[-1] in _YOU))
        or before[-2:-1] in (["which"], ["what"])
    ):
        return True
    # Without an auxiliary verb, a series of nouns looks like a sentence: "unpaid leave days".
    return word in _FAMILIES and (word.endswith(("ed", "s")) or word in _PARTICIPLES)


def _helper(verb: int, words: Sequence[str]) -> int | None:
    """Return the index of the auxiliary verb of the word at `verb`; None if it has none."""
    helpers = [n for n in range(verb - 1, max(-1, verb - 8), -1) if words[n] in _DO or words[n] in _BE]
    if len(helpers) > 1 and words[helpers[0]] in _DUTY and words[helpers[0] + 1] in _TO:
        return helpers[1]
    return helpers[0] if helpers else None


def _without_infinitive(verb: int, words: Sequence[str], markers: Sequence[str]) -> Sequence[str]:
    """Return the markers without that of a "to" before the verb, because it does not affect words after the verb."""
    if not verb or words[verb - 1] not in _TO:
        return markers
    last = next((n for n in range(verb + 1, len(words)) if words[n] in _MARKS or not markers[n]), len(words))
    return [*markers[: verb + 1], *[""] * (last - verb - 1), *markers[last:]]


def _parts(verb: int, words: Sequence[str], named: Sequence[str], markers: Sequence[str]) -> dict[str, str]:
    """Return the role of each named word, if the word at `verb` is the verb."""
    helper = _helper(verb, words)
    passive = (
        helper is not None
        and words[helper] in _BE
        and words[verb - 1] not in _TO
        and (words[verb].endswith(("ed", "en", "n", "t", "d")) or "by" in words)
    )
    nominal = _is_noun_of(words, named, verb)
    asks = helper is not None and any(w in _WH or w in _ASKS for w in words[:helper])
    agent = passive and words[-1] in _BY  # "what was it caused by": the question word is the agent
    markers = _without_infinitive(verb, words, markers)
    roles: dict[str, str] = {}
    for index, name in enumerate(named):
        if not name or index == verb:
            continue
        marker = markers[index]
        if marker == "by":
            part = SUBJECT if passive or nominal else ASIDE
        elif marker == OF:
            part = OBJECT if nominal and index > verb else ASIDE
        elif marker == GOAL and index < verb and words[verb - 1] in _TO:
            part = SUBJECT
        elif marker in (GOAL, SOURCE, THAN) and index != verb:
            part = marker
        elif marker:
            part = ASIDE
        elif index > verb:
            part = OBJECT
        elif helper is None or index > helper or words[helper] in _BE or not asks:
            part = OBJECT if passive and not (agent and words[index] in _WH) else SUBJECT
        else:
            part = OBJECT  # before the auxiliary verb: what is asked for
        roles.setdefault(name, part)
    return roles
