"""Phrasings as strangers type them: small letters, slips of the keyboard, keywords only, a greeting or background.

A checksum of the phrasing decides what is done to it, so every process makes the same of it.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable

_LONG_ENOUGH = 4
"""Letters from which a word gets a slip; in shorter ones a slip makes another word."""
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrewtyuoiasdfghjklkxzvcbn", strict=True))
"""For each letter one that lies beside it on a keyboard."""
_BEFORE = (
    "hi, ",
    "Hello, may I ask: ",
    "hey all, ",
    "Good morning, quick question: ",
    "does anyone know ",
    "I am new here. ",
    "sorry if this was asked before. ",
    "my colleague asked me and I did not know. ",
)
_AFTER = (
    " thanks!",
    " please",
    " Kind regards, Jo",
    " I could not find it anywhere.",
    " It is for a report.",
    " cheers",
)
_SMALL = frozenset(
    (
        "a", "an", "am", "and", "are", "as", "at", "be", "can", "could", "did", "do", "does", "for", "from", "had",
        "has", "have", "how", "i", "in", "is", "it", "its", "may", "me", "my", "of", "on", "or", "our", "should",
        "some", "that", "the", "their", "there", "these", "they", "this", "those", "to", "us", "was", "we", "were",
        "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
    )
)  # fmt: skip
"""Words that people leave out who type keywords."""


def as_typed(phrasing: str, turn: int = 0) -> str:
    """Return the phrasing as some stranger would type it; another `turn`, another stranger."""
    seed = zlib.crc32(phrasing.encode("utf-8", "replace"))
    ways: tuple[Callable[[str, random.Random], str], ...] = (_plainly, _with_slips, _keywords, _with_background)
    way = ways[(seed + turn) % len(ways)]
    return way(phrasing, random.Random(seed * 31 + turn))  # noqa: S311 (the same for everybody, no secret)


def _plainly(phrasing: str, _: random.Random) -> str:
    return phrasing.lower().rstrip("?!. ")


def _with_slips(phrasing: str, rng: random.Random) -> str:
    """Small letters and one slip, two where the phrasing has five words or more."""
    words = _plainly(phrasing, rng).split()
    able = [place for place, word in enumerate(words) if len(word) >= _LONG_ENOUGH and word.isalpha()]
    for place in rng.sample(able, min(len(able), 2 if len(words) > 4 else 1)):
        words[place] = _slip(words[place], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """Swap, drop, double or replace a letter, but not the first."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    letter = word[at] if kind == 2 else _NEIGHBOURS.get(word[at], word[at])
    return word[: at + (kind == 2)] + letter + word[at + 1 :]


def _keywords(phrasing: str, rng: random.Random) -> str:
    words = re.findall(r"[^\s?!,;]+", phrasing.lower())
    kept = [word for word in words if word not in _SMALL]
    return " ".join(kept) if len(kept) > 1 else _plainly(phrasing, rng)


def _with_background(phrasing: str, rng: random.Random) -> str:
    typed = phrasing if rng.random() < 0.5 else phrasing[:1].lower() + phrasing[1:]
    if rng.random() < 0.6:
        return rng.choice(_BEFORE) + typed
    return (typed if typed[-1:] in "?!." else typed + ".") + rng.choice(_AFTER)
