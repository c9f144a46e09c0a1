"""Vary phrasings as people type them: small letters, typing errors, keywords only, a greeting or background.

A checksum of the phrasing chooses the variant, so every process makes the same one.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable

_LONG_ENOUGH = 4
"""Fewest letters of a word that gets a typing error. In a shorter word, an error makes another word."""
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrewtyuoiasdfghjklkxzvcbn", strict=True))
"""For each letter, a neighbour on the keyboard."""
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
_FUNCTION_WORDS = frozenset(
    (
        "a", "an", "am", "and", "are", "as", "at", "be", "can", "could", "did", "do", "does", "for", "from", "had",
        "has", "have", "how", "i", "in", "is", "it", "its", "may", "me", "my", "of", "on", "or", "our", "should",
        "some", "that", "the", "their", "there", "these", "they", "this", "those", "to", "us", "was", "we", "were",
        "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
    )
)  # fmt: skip
"""Words that people leave out if they type keywords."""


def as_typed(phrasing: str, turn: int = 0) -> str:
    """Return the phrasing as somebody might type it; another `turn` gives another variant."""
    seed = zlib.crc32(phrasing.encode("utf-8", "replace"))
    variants: tuple[Callable[[str, random.Random], str], ...] = (_plainly, _with_slips, _keywords, _with_background)
    variant = variants[(seed + turn) % len(variants)]
    return variant(phrasing, random.Random(seed * 31 + turn))  # noqa: S311 (the same for everybody, no secret)


def _plainly(phrasing: str, _: random.Random) -> str:
    return phrasing.lower().rstrip("?!. ")


def _with_slips(phrasing: str, rng: random.Random) -> str:
    """Use small letters and make one typing error, or two if the phrasing has five words or more."""
    words = _plainly(phrasing, rng).split()
    candidates = [index for index, word in enumerate(words) if len(word) >= _LONG_ENOUGH and word.isalpha()]
    for index in rng.sample(candidates, min(len(candidates), 2 if len(words) > 4 else 1)):
        words[index] = _slip(words[index], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """Swap, drop, double or replace a letter, but not the first."""
    index = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:index] + word[index + 1] + word[index] + word[index + 2 :]
    if kind == 1:
        return word[:index] + word[index + 1 :]
    letter = word[index] if kind == 2 else _NEIGHBOURS.get(word[index], word[index])
    return word[: index + (kind == 2)] + letter + word[index + 1 :]


def _keywords(phrasing: str, rng: random.Random) -> str:
    words = re.findall(r"[^\s?!,;]+", phrasing.lower())
    keywords = [word for word in words if word not in _FUNCTION_WORDS]
    return " ".join(keywords) if len(keywords) > 1 else _plainly(phrasing, rng)


def _with_background(phrasing: str, rng: random.Random) -> str:
    typed = phrasing if rng.random() < 0.5 else phrasing[:1].lower() + phrasing[1:]
    if rng.random() < 0.6:
        return rng.choice(_BEFORE) + typed
    return (typed if typed[-1:] in "?!." else typed + ".") + rng.choice(_AFTER)
