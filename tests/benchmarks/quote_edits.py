"""Single changes to a text, such as people make when they quote from memory or improve a quotation.

Each takes a random generator and a text. It returns the changed text, or None if the text has nothing to change in that
way. The expected verdicts are defined with the kinds of cases, not here.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.benchmarks.quotes_words import AUXILIARIES, Reading, lower_first, negates, risky, upper_first

Edit: TypeAlias = Callable[[random.Random, str], str | None]
Position: TypeAlias = Callable[[Reading, int], bool]

NAMES = ("Lorwick Dravik Veldmark Tarvian Florin Vesely February March Monday Wednesday Thursday Friday").split()


def anywhere(reading: Reading, n: int) -> bool:
    """Allow every word."""
    return True


def replacing(table: Mapping[str, str], allowed: Position = anywhere) -> Edit:
    """Make an edit that replaces a word or group of words according to a table.

    An empty string in the table deletes the words; "a|b" is a choice. `allowed` limits the words by their index.
    """
    longest = max(len(key.split()) for key in table)

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        positions = [
            (n, count, table[key])
            for n in range(len(reading.words))
            for count in range(1, min(longest, len(reading.words) - n) + 1)
            if (key := " ".join(reading.keys[n : n + count])) in table
            and allowed(reading, n)
            and _joined(reading, n, count)
        ]
        if not positions:
            return None
        n, count, new = rng.choice(positions)
        return reading.replaced(n, rng.choice(new.split("|")), count)

    return edit


def _joined(reading: Reading, n: int, count: int) -> bool:
    """Return whether only spaces separate `count` words from word `n` on."""
    return all(reading.between(k) == " " for k in range(n, n + count - 1))


def inserting(words: str, allowed: Position = anywhere) -> Edit:
    """Make an edit that inserts one of the words ("a|b") after an auxiliary without a negation or hedge near it."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        positions = [
            n
            for n in range(1, len(reading.words) - 1)
            if reading.keys[n] in AUXILIARIES
            and n not in {first for first, _ in reading.sentences}
            and reading.between(n) == " "
            and not any(risky(key) or key in ("the", "I", "we") for key in reading.keys[n + 1 : n + 4])
            and not any(map(negates, reading.keys[max(0, n - 3) : n]))
            and allowed(reading, n)
        ]
        return reading.with_after(rng.choice(positions), rng.choice(words.split("|"))) if positions else None

    return edit


def followed_by_word(reading: Reading, n: int) -> bool:
    """Return whether a word follows without a mark between, so that word `n` may modify what follows."""
    return n + 1 < len(reading.words) and reading.between(n) == " "


def before_number(reading: Reading, n: int) -> bool:
    """Return whether a number follows word `n`."""
    return followed_by_word(reading, n) and (reading.words[n + 1][0].isdigit() or reading.keys[n + 1] in SMALL_NUMBERS)


def not_before_of(reading: Reading, n: int) -> bool:
    """Return whether a word other than "of" follows word `n`."""
    return followed_by_word(reading, n) and reading.keys[n + 1] != "of"


def content_positions(reading: Reading, shortest: int = 5) -> list[int]:
    """Return the indices of lower-case words with at least `shortest` letters that are no negation, hedge or number."""
    return [
        n
        for n, word in enumerate(reading.words)
        if len(word) >= shortest and re.fullmatch("[a-z]+", word) and not risky(word) and word not in SMALL_NUMBERS
    ]


def other_content_word(rng: random.Random, text: str) -> str | None:
    """Replace a content word by an unrelated word that is not in the text."""
    reading = Reading(text)
    positions = content_positions(reading)
    words = "apparatus|kettle|umbrella|blanket|quarrel|junction|velvet|mustard|pigeons|gravel|orchards|lantern".split(
        "|"
    )
    words = [word for word in words if word not in text]
    return reading.replaced(rng.choice(positions), rng.choice(words)) if positions else None


def inserted_adjective(rng: random.Random, text: str) -> str | None:
    """Insert an adjective after an article or possessive."""
    reading = Reading(text)
    positions = [
        n for n, key in enumerate(reading.keys[:-1]) if key in ("the", "our", "my", "a") and reading.between(n) == " "
    ]
    return (
        reading.with_after(rng.choice(positions), rng.choice(("beloved", "proud", "crooked", "dusty")))
        if positions
        else None
    )


def dropped_content_word(rng: random.Random, text: str) -> str | None:
    """Delete a content word."""
    reading = Reading(text)
    positions = content_positions(reading)
    return reading.replaced(rng.choice(positions), "") if positions else None


def swapped_words(rng: random.Random, text: str) -> str | None:
    """Swap two neighbouring content words."""
    reading = Reading(text)
    positions = [
        n for n in content_positions(reading, 3) if n + 1 in content_positions(reading, 3) and reading.between(n) == " "
    ]
    positions = [n for n in positions if reading.words[n] != reading.words[n + 1]]
    if not positions:
        return None
    n = rng.choice(positions)
    return reading.replaced(n, f"{reading.words[n + 1]} {reading.words[n]}", 2)


def swapped_clauses(rng: random.Random, text: str) -> str | None:
    """Swap the two halves of a sentence that are joined by ", and ", ", but ", "; " or a dash."""
    match = re.fullmatch(r"([^.!?…]{15,}?)(, and |, but |; | – )([^.!?…]{15,})([.!?])", text)
    return f"{upper_first(match[3])}{match[2]}{lower_first(match[1])}{match[4]}" if match else None


def swapped_sentences(mark: str = " ") -> Edit:
    """Make an edit that swaps two neighbouring sentences, with a mark between them."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        if len(reading.sentences) < 2:
            return None
        k = rng.randrange(len(reading.sentences) - 1)
        (first, middle), (_, end) = reading.sentences[k : k + 2]
        if middle - first < 3 or end - middle < 3:
            return None
        return f"{reading.run(middle, end)}{mark if mark != ' ' else '. '}{reading.run(first, middle)}."

    return edit


def silent_cut(hides: Callable[[str], bool]) -> Edit:
    """Make an edit that deletes two to five words in a row without a mark. `hides` must be true for these words."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        count = rng.randrange(2, 6)
        positions = [
            n for n in range(2, len(reading.words) - count - 2) if hides(" ".join(reading.keys[n : n + count]))
        ]
        return reading.replaced(rng.choice(positions), "", count) if positions else None

    return edit


def hides_nothing(words: str) -> bool:
    """Return whether there is no negation, hedge or number in the words."""
    return not any(risky(word) or word in SMALL_NUMBERS or word[0].isdigit() for word in words.lower().split())


def hides_negation(words: str) -> bool:
    """Return whether one of the first two words is a form of "not" or "never"."""
    keys = words.split()
    return any(key in ("not", "never") or key.endswith("n't") for key in keys[:2])


def sentence_added(rng: random.Random, text: str) -> str | None:
    """Add an invented sentence at the end."""
    inventions = (
        "So help me, that is the plan.",
        "The kettle agrees with me.",
        "Mark my words, they will fold by Easter.",
    )
    return f"{text} {rng.choice(inventions)}"


def in_digits(pattern: str, change: Callable[[random.Random, str], str]) -> Edit:
    """Make an edit that changes one match of the pattern."""

    def edit(rng: random.Random, text: str) -> str | None:
        matches = list(re.finditer(pattern, text))
        if not matches:
            return None
        match = rng.choice(matches)
        return text[: match.start()] + change(rng, match[0]) + text[match.end() :]

    return edit


def other_digit(rng: random.Random, number: str) -> str:
    """Replace one digit by another, which is never 0."""
    n = rng.choice([k for k, char in enumerate(number) if char.isdigit()])
    return number[:n] + rng.choice([digit for digit in "123456789" if digit != number[n]]) + number[n + 1 :]


def nought_added(rng: random.Random, number: str) -> str:
    """Add a 0 at the end or before the last digit."""
    return f"{number[:-1]}0{number[-1]}" if rng.random() < 0.5 else number + "0"


def point_moved(rng: random.Random, number: str) -> str:
    """Remove the decimal point, swap the parts around it, or move it to the front."""
    whole, part = number.split(".")
    return rng.choice((whole + part, f"{part}.{whole}" if whole != part else whole + part, f"0.{whole}{part}"))


def typo(known_words: frozenset[str]) -> Edit:
    """Make an edit with one typing error that does not result in a known word.

    Two letters are swapped, or one letter is missing, doubled or replaced.
    """

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        positions = content_positions(reading, 7)
        if not positions:
            return None
        n = rng.choice(positions)
        word = reading.words[n]
        k = rng.randrange(1, len(word) - 4)
        slips = (
            word[:k] + word[k + 1] + word[k] + word[k + 2 :],
            word[:k] + word[k + 1 :],
            word[:k] + word[k] * 2 + word[k + 1 :],
            word[:k] + rng.choice("qwxzjk") + word[k + 1 :],
        )
        wrong = [slip for slip in slips if slip != word and slip not in known_words]
        return reading.replaced(n, rng.choice(wrong)) if wrong else None

    return edit


def without_diacritics(rng: random.Random, text: str) -> str | None:
    """Remove diacritics from Latin letters. In other scripts they often distinguish letters."""
    stripped = "".join(
        "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
        if "LATIN" in unicodedata.name(char, "")
        else char
        for char in text
    )
    return stripped if stripped != text else None


def chained(*edits: Edit) -> Edit:
    """Make an edit that applies all the edits, one after another."""

    def edit(rng: random.Random, text: str) -> str | None:
        changed: str | None = text
        for single_edit in edits:
            changed = single_edit(rng, changed) if changed is not None else None
        return changed

    return edit


def both_ways(table: Mapping[str, str]) -> dict[str, str]:
    """Return the table with its inverse added."""
    return {**table, **{new: old for old, new in table.items()}}


def pairs(text: str) -> dict[str, str]:
    """Read a table from "old>new, old>new"; "~" means nothing."""
    rows = (row.partition(">") for row in re.split(r",\s*", text.strip()))
    return {old.strip(): new.strip().replace("~", "") for old, _, new in rows}


SMALL_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "nineteen": "19",
    "twenty": "20", "thirty": "30",
}  # fmt: skip
