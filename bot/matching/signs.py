"""Signs behind a word that tell what capitals and neighbours told: IT beside it, Type A beside a type, pier 1.

The signs are letters, so that the candidate engine keeps them in the word, but letters that no text holds once it is
normalised, so that nobody can type them.
"""

from __future__ import annotations

NAME = "ᴬ"
"""Behind a small word or a single letter that is a name here: IT, WHO, the A of Type A, the month of May."""
NUMBERED = "ᴺ"
"""Behind a noun that the store numbers: pier 1, the second assembly, Harald II. Only in the index."""
LETTERED = "ᴸ"
"""Behind a noun that the store gives letters: Type A. Only in the index."""
ORDINAL = "ᴼ"
"""Behind the figures of an ordinal: 2nd."""
PLACEHOLDER = "_^"
"""What stands for `NAME` until the text is normalised, which would fold the sign itself to a plain letter."""

_ALL = (NAME, NUMBERED, LETTERED)


def is_signed(word: str) -> bool:
    """Whether the word ends in a sign, so that it has no other spelling."""
    return word.endswith(_ALL)


def bare(word: str) -> str:
    """The word without its sign."""
    return word[:-1] if is_signed(word) else word


def without(normal: str) -> str:
    """A text without the signs of names."""
    return normal.replace(NAME, "")


def shown(word: str) -> str:
    """The word for a reader: IT, A, May."""
    if word.endswith(ORDINAL):
        number = word[:-1]
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
        return number + ("th" if number[-2:-1] == "1" else ending)
    if not is_signed(word):
        return word
    plain = bare(word)
    plain = plain.replace("plusplus", "++").replace("sharp", "#")
    return plain.capitalize() if plain in ("may", "march") else plain.upper()
