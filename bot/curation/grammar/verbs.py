"""The forms of English verbs: "carried" is the past of "carry", "sold" that of "sell"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from bot.matching.embeddings import load_background

Form: TypeAlias = Literal["base", "s", "past", "participle"]
"""A form of a verb: open, opens, opened, has opened. For most verbs, the last two are one word."""

_REGULAR = """\
abandon abolish absorb accept achieve acquire act adapt add address admit adopt advertise advise agree allow announce
answer apologise appear apply appoint appreciate approve argue arrange arrest arrive ask assess assign assist attach
attack attempt attend attract audit award back ban base belong benefit block board book borrow build bury calculate call
campaign cancel capture care carry cast cater cause celebrate certify chair change charge chase check claim clean clear
climb close coach collapse collect combine command comment compete complain complete condemn conduct confirm connect
consider consist contact contain continue contract contribute control convert cook copy correct count cover crash create
criticise cross damage date decide declare decline decorate dedicate defeat defend delay delegate deliver demand deny
depart depend deploy deposit derive describe deserve design destroy detect determine develop differ direct disappear
discover discuss dismiss dispatch display distribute divide donate double drop earn edit elect eliminate employ enable
encourage end enforce engage enjoy enrol ensure enter escape establish estimate evacuate examine exceed exchange exclude
exist expand expect expire explain explore export express extend face fail favour fear feature fetch file fill finance
finish fix flow follow force form found free function fund gain gather generate grade grant greet guarantee guard guide
handle happen harm harvest head help hire honour hope host house identify improve include increase inform inherit injure
insist inspect install insure intend interview introduce invent invest investigate invite involve issue join judge jump
kick kill knock label lack land last launch lease lend licence license lie lift limit link list listen live load locate
lock look lower maintain manage manufacture march mark marry match matter measure mention merge monitor mount move name
need negotiate number object oblige observe occupy occur offer open operate oppose order organise organize outlaw own
pack paint park participate pass perform permit phone pick place plan plant play pledge point post postpone praise
predict prefer prepare present preserve press prevent print process produce prohibit promise promote propose protect
protest prove provide publish pull punish purchase push qualify question raise rank ratify reach react reappear receive
recognise recommend record recover recruit reduce refer reform refund refuse register reject release relocate rely
remain remember remove rename renew renovate rent reopen repair repeat replace report represent request require rescue
research reserve resign resolve respect rest restore restrict result resume retire return reveal review revise reward
rise roll rotate rule sail sample save scan schedule score search seat secure select separate serve settle shape share
ship sign sleep sort sponsor start state station stay step stock stop store stretch study submit subscribe suffer
suggest supervise supply support suppose surround survive suspend switch tackle tap target taste tax test thank threaten
ticket touch tour trace trade train transfer translate transport travel treat triple try turn unite unlock unveil update
upgrade urge use validate vary visit volunteer vote vow wait walk want warn wash waste watch water weigh welcome widen
withdraw witness work worry
"""
_DOUBLING = frozenset(
    "admit ban cancel control drop enrol kidnap label permit plan refer scan ship step stop submit tap transfer "
    "travel".split()
)
_IRREGULAR = """\
bear bore borne, beat beat beaten, become became become, begin began begun, bind bound bound, blow blew blown, break
broke broken, breed bred bred, bring brought brought, broadcast broadcast broadcast, build built built, burn burnt
burnt, buy bought bought, catch caught caught, choose chose chosen, come came come, cost cost cost, cut cut cut, deal
dealt dealt, do did done, draw drew drawn, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen,
feed fed fed, fight fought fought, find found found, fly flew flown, forbid forbade forbidden, forget forgot
forgotten, freeze froze frozen, get got got, give gave given, go went gone, grow grew grown, hang hung hung, have had
had, hear heard heard, hide hid hidden, hit hit hit, hold held held, keep kept kept, know knew known, lay laid laid,
lead led led, leave left left, lend lent lent, let let let, lie lay lain, light lit lit, lose lost lost, make made
made, mean meant meant, meet met met, overtake overtook overtaken, pay paid paid, put put put, read read read, ride
rode ridden, ring rang rung, rise rose risen, run ran run, say said said, see saw seen, seek sought sought, sell sold
sold, send sent sent, set set set, shine shone shone, shoot shot shot, show showed shown, shut shut shut, sing sang
sung, sink sank sunk, sit sat sat, sleep slept slept, speak spoke spoken, spend spent spent, split split split, spread
spread spread, stand stood stood, steal stole stolen, strike struck struck, swim swam swum, take took taken, teach
taught taught, tear tore torn, tell told told, think thought thought, throw threw thrown, understand understood
understood, undergo underwent undergone, wear wore worn, weave wove woven, win won won, withdraw withdrew withdrawn,
write wrote written
"""

HELPERS = frozenset("is are was were will would can could may might must shall should has have had do does did".split())
"""Verbs that change places with the subject in a question."""
_VOWELS = "aeiou"
_NO_PARTICIPLES = frozenset(("hundred", "kindred", "naked", "sacred", "wicked"))


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with its forms."""

    base: str
    s: str
    past: str
    participle: str


def readings(word: str) -> Mapping[Form, Verb]:
    """Return which forms of which verb a word in lower case may be; empty if it is no form of a known verb."""
    return _forms().get(word) or _derived(word)


def is_participle(word: str) -> bool:
    """Return whether a word is the participle of a known verb, or looks like one: "closed", "sold", "unveiled"."""
    return "participle" in readings(word) or is_regular_past(word)


def is_regular_past(word: str) -> bool:
    """Return whether a word looks like a past or a participle in "ed"."""
    return bool(re.fullmatch(r"[a-z]{2,}[^e\W]ed", word)) and word not in _NO_PARTICIPLES


def _derived(word: str) -> Mapping[Form, Verb]:
    """Read an unknown past in "ed", if only one known word can be its infinitive: "peaked"."""
    if not is_regular_past(word):
        return {}
    known = [base for base in (word[:-1], word[:-2]) if base in load_background()]
    verb = Verb(known[0], _s(known[0]), word, word) if len(known) == 1 else None
    return {"past": verb, "participle": verb} if verb else {}


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, Mapping[Form, Verb]]:
    forms: dict[str, dict[Form, Verb]] = defaultdict(dict)
    irregular = [Verb(base, _s(base), past, participle) for base, past, participle in _principal_parts()]
    known = {verb.base for verb in irregular}
    regular = [Verb(base, _s(base), past, past) for base in _REGULAR.split() if base not in known for past in _ed(base)]
    for verb in (*irregular, *regular):
        forms[verb.base].setdefault("base", verb)
        forms[verb.s].setdefault("s", verb)
        forms[verb.past].setdefault("past", verb)
        forms[verb.participle].setdefault("participle", verb)
    return {word: readings for word, readings in forms.items() if word not in HELPERS}


def _principal_parts() -> list[tuple[str, str, str]]:
    parts = (entry.split() for entry in _IRREGULAR.split(","))
    return [(base, past, participle) for base, past, participle in parts]


def _s(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if _ends_in_y(base) else base + "s"


def _ed(base: str) -> tuple[str, ...]:
    """Return the past of a regular verb, in the British and the American spelling."""
    if base.endswith("e"):
        return (base + "d",)
    if _ends_in_y(base):
        return (base[:-1] + "ied",)
    doubled = base + base[-1] + "ed"
    if base.endswith("l"):
        return (doubled, base + "ed") if base in _DOUBLING else (base + "ed",)
    return (doubled,) if base in _DOUBLING else (base + "ed",)


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in _VOWELS
