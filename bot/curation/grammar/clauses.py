"""Read the main clause of an English sentence into subject, verb and what follows. What is not sure is not read."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.curation.grammar import figures, nouns
from bot.curation.grammar.groups import Part, Tail, cut, groups
from bot.curation.grammar.verbs import HELPERS, Form, is_participle, readings

Words: TypeAlias = tuple[str, ...]
Number: TypeAlias = Literal["singular", "plural", "either"]

BE = frozenset("is are was were".split())
_DO: Mapping[Form, str] = {"s": "does", "base": "do", "past": "did"}
_HAVING = {"has": "does", "have": "do", "had": "did"}
_AGREES: dict[str, Number] = {**dict.fromkeys(("is", "was", "has", "does"), "singular"),
                              **dict.fromkeys(("are", "were", "have", "do"), "plural")}  # fmt: skip
_ADVERBS = frozenset(
    "also already always currently first formally fully generally just mainly mostly normally now officially often "
    "only originally partly previously probably since still then usually".split()
)
_DENIALS = frozenset("not never no longer".split())
_DENYING_OBJECTS = frozenset("none nothing neither nobody".split())
_PARTICLES = frozenset("up out off down away back".split())
_FIRST_WORDS = frozenset(
    "it they he she this that these those there here such what who which whoever whatever i if when where why how "
    "while because although though unless its their his her no none nobody nothing neither not please".split()
)
"""Words with which no sentence begins that is clear by itself, or that tells something of its subject."""
_NO_VERB_AFTER = nouns.DETERMINERS | nouns.PREPOSITIONS | {"and", "or", "to", "of", "very", "more", "most", "last"}
_INSIDE = frozenset("no you it they he she this that these those".split())
"""Words that show that a subject is more than that: "damage you see"."""
_ADJECTIVES = frozenset("clean clear close complete free live open own secure separate welcome".split())
_LINKS = nouns.CONJUNCTIONS | {"but"}
_LONGEST_SUBJECT = 12
_SINGULAR = frozenset("a an each every this that another one".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause, in the order of a question: "did" "the ferries" "carry" "1.2 million passengers" "in 2025"."""

    subject: Words
    """Without a capital at its beginning, unless it begins with a name."""
    helper: str
    """What goes before the subject in a question."""
    verb: Words
    """What stays behind the subject; empty if the helper is the only verb."""
    told: Words
    """The verbs as the sentence has them."""
    base: str
    """The infinitive of the main verb; of an unknown one, the form in the sentence."""
    parts: tuple[Part, ...] = ()
    """What follows the verb, and at the end what came before the subject."""
    passive: bool = False
    negative: bool = False
    reason: bool = False
    """Whether the sentence goes on with "because"."""
    claim: bool = False
    """Whether the sentence goes on with "that"."""

    @property
    def complement(self) -> Part | None:
        """Return the object or the like; None if what follows the verb begins with a preposition or a time."""
        return self.parts[0] if self.parts and self.parts[0].kind == "object" else None


def read(words: Words, lead: Part | None) -> Clause | None:
    """Read the words of a sentence after its `lead`, each with the comma behind it. None if anything is not sure."""
    if words[0] == "there":
        return _existence(words, lead)
    if len(words) < 2 or words[0].lower() in _FIRST_WORDS:
        return None
    at = _verb_at(words)
    if at is None or at > _LONGEST_SUBJECT:
        return None
    subject, rest = words[:at], words[at:]
    if not _INSIDE.isdisjoint(subject[1:]):
        return None
    clause = _helped(subject, rest) if rest[0].rstrip(",") in HELPERS else _plain(subject, rest)
    if clause is None or any(word.endswith(",") for word in clause.told):
        return None
    if [part.words for part in clause.parts] in ([("only",)], [("later",)]):
        return None  # "only if …"
    if any(part.words[-1] in nouns.PREPOSITIONS | {"and", "or", "of"} for part in clause.parts) or "since" in subject:
        return None  # "from 2018 on"
    clause = replace(clause, parts=(*clause.parts, lead)) if lead else clause
    return _in_its_tense(clause)


def _existence(words: Words, lead: Part | None) -> Clause | None:
    """Read "there is …". Without the "no" of a negative one."""
    if len(words) < 3 or words[1] not in BE:
        return None
    denied = words[2] == "no"
    parts = groups(cut(words[3 if denied else 2 :]).words)
    return Clause(words[:1], words[1], (), words[:2], "be", (*parts, lead) if lead else parts, negative=denied)


def number(subject: Sequence[str]) -> Number:
    """Return whether a subject is singular or plural, as far as its words show."""
    first, noun = subject[0].lower(), nouns.head(subject)
    if first in ("you", "we") or figures.has_figure((first,)):
        return "plural"
    if first in _SINGULAR:
        return "singular"
    if "and" in subject or noun in ("staff", "police", "team", "crew", "committee", "data"):
        return "either"
    if nouns.is_plural(noun):
        return "either" if any(word.lower() == noun and word != noun for word in subject[1:]) else "plural"
    return "singular"


def _verb_at(words: Words) -> int | None:
    """Return the place of the verb that goes with the subject; None if there may be several."""
    found = _possible_verbs(words)
    if not found or "unclear" in found.values():
        return None
    at = next(iter(found))
    if found[at] == "helper":
        return at
    may_be_reduced = found[at] == "past" and "participle" in readings(words[at])
    if helpers := [other for other, kind in found.items() if kind == "helper"]:
        may_be_reduced = may_be_reduced or helpers[0] == at + 1  # "production deploys are"
        return helpers[0] if may_be_reduced and len(found) == 2 else None  # "the bridge built in 1867 is"
    if may_be_reduced and len(found) > 1:
        return None  # "beds cancelled in time cost nothing"
    return _of_two(words, at) if _is_crowded(words, at) else at


def _possible_verbs(words: Words) -> dict[int, str]:
    """Return the places of all words that may be the verb of the main clause, and the form of each."""
    found: dict[int, str] = {}
    for at, word in enumerate(words):
        bare = word.rstrip(",")
        compares = bare == "than" and words[at - 1].lower() in ("more", "less", "fewer")
        if bare in (_LINKS if found else _LINKS - {"and", "or"}) and not compares:
            break
        if at and (kind := _may_be_verb(words, at, bare)):
            found[at] = kind
        if word.endswith(","):
            break
    return found


def _is_crowded(words: Words, at: int) -> bool:
    """Return whether the word after a verb may be the verb as well: "the bus stops close"."""
    following = words[at + 1].rstrip(",") if at + 1 < len(words) else ""
    forms, count = readings(following), number(words[: at + 1])
    fits = "past" in forms or ("s" in forms and count != "plural") or ("base" in forms and count != "singular")
    return fits and following not in ("place", "part")


def _of_two(words: Words, at: int) -> int | None:
    """Return the place of the second of two possible verbs, if it has an object: "ferry tickets cost 8 euros"."""
    after = words[at + 2].lower() if at + 2 < len(words) else ""
    return at + 1 if after in nouns.DETERMINERS or figures.has_figure((after,)) else None


def _may_be_verb(words: Words, at: int, word: str) -> str:
    """Return which form of a verb a word may be; empty if it can be none with the words before it."""
    before, count = words[at - 1].lower(), number(words[:at])
    if word in HELPERS:
        if before in nouns.DETERMINERS:
            return ""
        return "helper" if count == "either" or _AGREES.get(word, count) == count else "unclear"
    if before in _NO_VERB_AFTER or before.endswith(("'s", "’s", "'", "’")):
        return ""
    forms = readings(word)
    if word.endswith("s") and before.endswith("ed") and is_participle(before):
        return ""  # "guided tours"
    if word == "last" and at + 1 < len(words) and re.match(f"{figures.SPAN}\\b", words[at + 1]):
        return ""  # "last year"
    if "past" in forms:
        return "past"
    if "s" in forms and count != "plural":
        return "s"
    return "base" if "base" in forms and count != "singular" and (before == "you" or word not in _ADJECTIVES) else ""


def _plain(subject: Words, rest: Words) -> Clause | None:
    """Read a clause without a helper: "The ferries carried"."""
    told, after = rest[0].rstrip(","), () if rest[0].endswith(",") else rest[1:]
    forms, count = readings(told), number(subject)
    form: Form = "s" if "s" in forms and count != "plural" else "past" if "past" in forms else "base"
    if form == "past" and "base" in forms and count == "plural":
        form = "base"  # "cost": the times of the clause decide
    verb, helper = forms[form].base, _DO[form]
    over = after[:1] == ("over",) and verb in ("hand", "take")
    particle = after[:1] if over or (after[:1] and after[0] in _PARTICLES and after[1:2] != ("to",)) else ()
    tail = cut(after[len(particle) :])
    denied = tail.words[:1] == ("no",)
    if denied:
        tail = replace(tail, words=tail.words[1:])
    elif tail.words and tail.words[0] in _DENYING_OBJECTS:
        return None
    clause = Clause(subject, helper, (verb, *particle), (told, *particle), verb, negative=denied)
    return _going_on(clause, tail)


def _helped(subject: Words, rest: Words) -> Clause | None:
    """Read a clause with a helper or a form of "be": "The lock is", "will open", "has been closed"."""
    helper, after = rest[0], rest[1:]
    small = next((n for n, word in enumerate(after) if word not in _ADVERBS | _DENIALS), len(after))
    adverbs = tuple(word for word in after[:small] if word not in _DENIALS)
    denied, after = small > len(adverbs), after[small:]
    if not after or (helper in _DO.values() and not denied) or (helper in BE and after[0] == "to"):
        return None
    following = after[0].rstrip(",")
    if helper in _HAVING and following != "been" and not is_participle(following):
        told = (helper, *adverbs)
        clause = Clause(subject, _HAVING[helper], (*adverbs, "have"), told, "have", negative=denied)
        return _going_on(clause, cut(after))
    count, passive = _verbs(helper, [word.rstrip(",") for word in after])
    chain = tuple(word.rstrip(",") for word in after[:count])
    main = chain[-1] if chain else "be"
    verb = readings(main).get("participle")
    base = verb.base if verb else "be" if main == "been" else main
    ended = any(word.endswith(",") for word in after[:count])
    rest = () if ended else after[count:]
    particle = rest[:1] if chain and rest and rest[0] in _PARTICLES else ()
    chain = (*adverbs, *chain, *particle)
    clause = Clause(subject, helper, chain, (helper, *chain), base, passive=passive, negative=denied)
    return _going_on(clause, cut(rest[len(particle) :]))


def _verbs(helper: str, after: Sequence[str]) -> tuple[int, bool]:
    """Return how many of the words after a helper are verbs, and whether these are passive."""
    second = after[1] if len(after) > 1 else ""
    if helper in BE:
        passive = is_participle(after[0])
        return int(passive or (after[0].endswith("ing") and after[0].islower() and bool(second))), passive
    if after[0] in ("be", "been"):
        passive = is_participle(second)
        return 1 + passive, passive
    return 1, False


def _going_on(clause: Clause, tail: Tail) -> Clause:
    """Return the clause with what follows its verb."""
    stopped = tail.stopped_at
    return replace(clause, parts=groups(tail.words), reason=stopped == "because", claim=stopped == "that")


def _in_its_tense(clause: Clause) -> Clause:
    """Return the clause with "did" if its verb may be past or present, and it names a year."""
    forms = readings(clause.told[0])
    dated = any(any(word[:2] in ("19", "20") and word.isdecimal() for word in part.words) for part in clause.parts)
    return replace(clause, helper="did") if clause.helper == "do" and "past" in forms and dated else clause
