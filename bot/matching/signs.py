"""Signs after a word that preserve the information of capitals and neighbours: IT, Type A, pier 1.

The signs are letters, so that the candidate engine keeps them in the word. No normalised text contains these letters,
so nobody can type them.
"""

from __future__ import annotations

NAME = "ᴬ"
"""After a short word or a single letter that is a name: IT, WHO, the A of Type A, the month of May."""
NUMBERED = "ᴺ"
"""After a noun that the store numbers: pier 1, the second assembly, Harald II. Only in the index."""
LETTERED = "ᴸ"
"""After a noun that the store combines with letters: Type A. Only in the index."""
ORDINAL = "ᴼ"
"""After the figures of an ordinal: 2nd."""
PLACEHOLDER = "_^"
"""Placeholder for `NAME` before normalisation, which would turn the sign itself into a plain letter."""

_ALL = (NAME, NUMBERED, LETTERED)


def is_signed(word: str) -> bool:
    """Return whether the word ends in a sign, so that it has no other spelling."""
    return word.endswith(_ALL)


def bare(word: str) -> str:
    """Return the word without its sign."""
    return word[:-1] if is_signed(word) else word


def without(normal: str) -> str:
    """Return a text without the signs of names."""
    return normal.replace(NAME, "")


def shown(word: str) -> str:
    """Return the word for a reader: IT, A, May."""
    if word.endswith(ORDINAL):
        digits = word[:-1]
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1:], "th")
        return digits + ("th" if digits[-2:-1] == "1" else ending)
    if not is_signed(word):
        return word
    plain = bare(word)
    plain = plain.replace("plusplus", "++").replace("sharp", "#")
    return plain.capitalize() if plain in ("may", "march") else plain.upper()
