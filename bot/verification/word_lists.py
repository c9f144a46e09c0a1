"""Lists of words that decide the meaning of a sentence, and functions that classify words."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from typing import get_args

from bot.matching.text import is_number as has_digits
from bot.verification.types import Flag

FLAGS: tuple[Flag, ...] = get_args(Flag)

NEGATIONS = frozenset(
    "not no never none nobody noone nothing nowhere neither nor without hardly barely scarcely non nt "
    "nicht kein keine keinen keinem keiner nie niemals nichts niemand ohne "
    "ne pas jamais rien aucun aucune sans nunca nada nadie ningun ninguno ninguna ni sin mai niente nessuno senza "
    "nije nisu nisam nismo nikad nikada nista niko nitko nema bez nao nunca nenhum niet geen nooit inte ikke aldrig "
    "ne nem soha nincs degil hayir δεν όχι μη ποτέ не нет ни никогда никто ничего није нису "
    "لم لا ليس لن غير 不 没 沒 無 无 未 非".split()
)
HEDGES = frozenset(
    "may might could would should can must ought "
    "perhaps maybe possibly probably likely unlikely presumably apparently allegedly reportedly supposedly seemingly "
    "potentially conceivably arguably possible probable certain certainly definitely surely undoubtedly absolutely "
    "seem seems seemed appear appears appeared suggest suggests suggested believe believes believed think thinks "
    "thought hope hopes hoped expect expects expected assume assumes assumed guess suspect suspects tend tends try "
    "tries tried trying "
    "all every each everyone everybody everything everywhere any anyone anybody some someone somebody something "
    "sometimes somewhat most mostly many much few fewer several both more less least always usually often frequently "
    "occasionally rarely seldom generally typically normally largely mainly partly partially entirely wholly fully "
    "completely totally only just merely almost nearly approximately roughly virtually practically essentially "
    "slightly enough".split()
)
"""Words for certainty, amount, frequency and degree."""
SOFTENERS = frozenset(
    "may might could would perhaps maybe possibly probably likely unlikely presumably apparently allegedly reportedly "
    "supposedly seemingly potentially arguably seem seems seemed appear appears appeared suggest suggests believe "
    "believes believed think thinks thought hope hopes hoped assume assumes guess suspect suspects doubt doubts if "
    "unless almost nearly few some sometimes rarely seldom hypothetically sure certain".split()
)
"""Hedges that must not be cut off from the words after them; "sure" and "certain" because of "not sure that"."""
BOUNDS = frozenset("about around over under above below beyond some nearly almost circa exactly precisely up".split())
"""Words that qualify a number after them, and otherwise mean something else."""
LIMITS = frozenset("< > ≤ ≥ ≦ ≧ ⩽ ⩾ ≪ ≫ ≠ ≈ ~ ±".split())
"""Signs that qualify a number after them."""
QUANTITIES = frozenset(
    "hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens half halve "
    "halves halved third thirds quarter quarters double doubles doubled twice triple tripled thrice tenfold percent "
    "euro euros dollar dollars pound pounds yen first second fourth fifth sixth seventh eighth ninth tenth "
    "zero minus".split()
)
ORDER = frozenset(("first", "second"))
"""Words that count as numbers only if they replace a number, but not if added or removed ("the first time")."""
TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
"""Words that form a number with a following "one"."""
CURRENCIES = frozenset("euro euros dollar dollars pound pounds yen".split())
CONTRAST = frozenset(
    "but however although though yet except nevertheless nonetheless albeit "
    "aber sondern doch jedoch mais pero sino però ali nego но али".split()
)
CONDITION = frozenset("if unless provided providing assuming".split())
JOINTS = (
    CONTRAST | CONDITION | frozenset("and or so because since when while where who which until whereas then".split())
)
"""Words that begin a new clause."""

_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non")
_NO_OPPOSITES = frozenset(
    "import inform invest income inside improve impose impress display discover dismiss indeed intend include impart "
    "immigrate unit union under until input intake intent inland instill dispatch disease distress dispose discount "
    "disclose disguise".split()
)
"""Words that only seem to have such a prefix."""


def is_negation(key: str) -> bool:
    """Return whether a word is a negation."""
    return key in NEGATIONS


def is_number(key: str) -> bool:
    """Return whether a word is a number, or a scale, share or currency of one."""
    return key in QUANTITIES or has_digits(key)


def is_hedge(key: str) -> bool:
    """Return whether a word expresses certainty, amount, frequency or degree."""
    return key in HEDGES


def bounds(following: str, next_but_one: str) -> bool:
    """Return whether the two words after a word of `BOUNDS` contain its number, such as "about 8" or "up to 8"."""
    return is_number(following) or (following in ("to", "than", "the") and is_number(next_but_one))


def softens(key: str) -> bool:
    """Return whether a word makes the following words less certain."""
    return key in SOFTENERS


def are_opposites(left: str, right: str) -> bool:
    """Return whether two words are opposites by prefix or suffix: stable and unstable, careful and careless."""
    short, long = sorted((left, right), key=len)
    if len(short) >= 4 and long not in _NO_OPPOSITES and any(long == prefix + short for prefix in _PREFIXES):
        return True
    roots = [word.removesuffix("less") for word in (left, right) if word.endswith("less")]
    return (
        len(roots) == 1
        and len(roots[0]) > 2
        and (short if short != roots[0] + "less" else long).removesuffix("ful") == roots[0]
    )
