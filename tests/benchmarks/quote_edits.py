"""Single changes to a text, as people make them who quote from memory or polish what they quote.

Each takes a source of chance and a text, and gives another text, or None where the text has nothing to change in that
way. What a change should lead to is not said here but where the kinds of cases are listed.
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
    return True


def replacing(table: Mapping[str, str], where: Position = anywhere) -> Edit:
    """One word or group of words by what the table has for it; an empty string takes it out; "a|b" leaves a choice."""
    longest = max(len(key.split()) for key in table)

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        places = [
            (n, count, table[key])
            for n in range(len(reading.words))
            for count in range(1, min(longest, len(reading.words) - n) + 1)
            if (key := " ".join(reading.keys[n : n + count])) in table
            and where(reading, n)
            and _joined(reading, n, count)
        ]
        if not places:
            return None
        n, count, new = rng.choice(places)
        return reading.replaced(n, rng.choice(new.split("|")), count)

    return edit


def _joined(reading: Reading, n: int, count: int) -> bool:
    """Nothing but space stands between the words."""
    return all(reading.between(k) == " " for k in range(n, n + count - 1))


def inserting(words: str, before: Position = anywhere) -> Edit:
    """One of the words after an auxiliary, where the clause has no negation or hedge near it."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        places = [
            n
            for n in range(1, len(reading.words) - 1)
            if reading.keys[n] in AUXILIARIES
            and n not in {first for first, _ in reading.sentences}
            and reading.between(n) == " "
            and not any(risky(key) or key in ("the", "I", "we") for key in reading.keys[n + 1 : n + 4])
            and not any(map(negates, reading.keys[max(0, n - 3) : n]))
            and before(reading, n)
        ]
        return reading.with_after(rng.choice(places), rng.choice(words.split("|"))) if places else None

    return edit


def followed_by_word(reading: Reading, n: int) -> bool:
    """Not before a mark and not at the end, so that the word says something of what comes next."""
    return n + 1 < len(reading.words) and reading.between(n) == " "


def before_number(reading: Reading, n: int) -> bool:
    return followed_by_word(reading, n) and (reading.words[n + 1][0].isdigit() or reading.keys[n + 1] in SMALL_NUMBERS)


def not_before_of(reading: Reading, n: int) -> bool:
    return followed_by_word(reading, n) and reading.keys[n + 1] != "of"


def content_places(reading: Reading, shortest: int = 5) -> list[int]:
    """Longer words in small letters that are no negation, hedge or number."""
    return [
        n
        for n, word in enumerate(reading.words)
        if len(word) >= shortest and re.fullmatch("[a-z]+", word) and not risky(word) and word not in SMALL_NUMBERS
    ]


def other_content_word(rng: random.Random, text: str) -> str | None:
    """One word by another with no letters to speak of in common."""
    reading = Reading(text)
    places = content_places(reading)
    words = "apparatus|kettle|umbrella|blanket|quarrel|junction|velvet|mustard|pigeons|gravel|orchards|lantern".split(
        "|"
    )
    words = [word for word in words if word not in text]
    return reading.replaced(rng.choice(places), rng.choice(words)) if places else None


def inserted_adjective(rng: random.Random, text: str) -> str | None:
    reading = Reading(text)
    places = [
        n for n, key in enumerate(reading.keys[:-1]) if key in ("the", "our", "my", "a") and reading.between(n) == " "
    ]
    return (
        reading.with_after(rng.choice(places), rng.choice(("beloved", "proud", "crooked", "dusty"))) if places else None
    )


def dropped_content_word(rng: random.Random, text: str) -> str | None:
    reading = Reading(text)
    places = content_places(reading)
    return reading.replaced(rng.choice(places), "") if places else None


def swapped_words(rng: random.Random, text: str) -> str | None:
    reading = Reading(text)
    places = [
        n for n in content_places(reading, 3) if n + 1 in content_places(reading, 3) and reading.between(n) == " "
    ]
    places = [n for n in places if reading.words[n] != reading.words[n + 1]]
    if not places:
        return None
    n = rng.choice(places)
    return reading.replaced(n, f"{reading.words[n + 1]} {reading.words[n]}", 2)


def swapped_clauses(rng: random.Random, text: str) -> str | None:
    """The two halves of a sentence around ", and", ", but" or "; " in the other order."""
    found = re.fullmatch(r"([^.!?…]{15,}?)(, and |, but |; | – )([^.!?…]{15,})([.!?])", text)
    return f"{upper_first(found[3])}{found[2]}{lower_first(found[1])}{found[4]}" if found else None


def swapped_sentences(mark: str = " ") -> Edit:
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
    """Two to five words in a row left out without a mark; `hides` tells whether the cut is over what it should be."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        count = rng.randrange(2, 6)
        places = [n for n in range(2, len(reading.words) - count - 2) if hides(" ".join(reading.keys[n : n + count]))]
        return reading.replaced(rng.choice(places), "", count) if places else None

    return edit


def hides_nothing(words: str) -> bool:
    return not any(risky(word) or word in SMALL_NUMBERS or word[0].isdigit() for word in words.lower().split())


def hides_negation(words: str) -> bool:
    keys = words.split()
    return any(key in ("not", "never") or key.endswith("n't") for key in keys[:2])


def sentence_added(rng: random.Random, text: str) -> str | None:
    own = ("So help me, that is the plan.", "The kettle agrees with me.", "Mark my words, they will fold by Easter.")
    return f"{text} {rng.choice(own)}"


def in_digits(pattern: str, change: Callable[[random.Random, str], str]) -> Edit:
    """One place that the pattern finds, changed."""

    def edit(rng: random.Random, text: str) -> str | None:
        found = list(re.finditer(pattern, text))
        if not found:
            return None
        one = rng.choice(found)
        return text[: one.start()] + change(rng, one[0]) + text[one.end() :]

    return edit


def other_digit(rng: random.Random, number: str) -> str:
    """One digit is another, the first never becomes a nought."""
    n = rng.choice([k for k, char in enumerate(number) if char.isdigit()])
    return number[:n] + rng.choice([digit for digit in "123456789" if digit != number[n]]) + number[n + 1 :]


def nought_added(rng: random.Random, number: str) -> str:
    return f"{number[:-1]}0{number[-1]}" if rng.random() < 0.5 else number + "0"


def point_moved(rng: random.Random, number: str) -> str:
    whole, part = number.split(".")
    return rng.choice((whole + part, f"{part}.{whole}" if whole != part else whole + part, f"0.{whole}{part}"))


def typo(known: frozenset[str]) -> Edit:
    """A slip in a word that leaves no word that is known: two letters swapped, one lost, doubled or hit beside."""

    def edit(rng: random.Random, text: str) -> str | None:
        reading = Reading(text)
        places = content_places(reading, 7)
        if not places:
            return None
        n = rng.choice(places)
        word = reading.words[n]
        k = rng.randrange(1, len(word) - 4)
        slips = (
            word[:k] + word[k + 1] + word[k] + word[k + 2 :],
            word[:k] + word[k + 1 :],
            word[:k] + word[k] * 2 + word[k + 1 :],
            word[:k] + rng.choice("qwxzjk") + word[k + 1 :],
        )
        wrong = [slip for slip in slips if slip != word and slip not in known]
        return reading.replaced(n, rng.choice(wrong)) if wrong else None

    return edit


def without_diacritics(rng: random.Random, text: str) -> str | None:
    """Marks taken off Latin letters only; elsewhere they are often no ornament."""
    taken = "".join(
        "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
        if "LATIN" in unicodedata.name(char, "")
        else char
        for char in text
    )
    return taken if taken != text else None


def chained(*edits: Edit) -> Edit:
    """All of the changes after one another."""

    def edit(rng: random.Random, text: str) -> str | None:
        changed: str | None = text
        for one in edits:
            changed = one(rng, changed) if changed is not None else None
        return changed

    return edit


def both_ways(table: Mapping[str, str]) -> dict[str, str]:
    return {**table, **{new: old for old, new in table.items()}}


def pairs(text: str) -> dict[str, str]:
    """A table out of "old>new, old>new"; "~" stands for nothing."""
    rows = (row.partition(">") for row in re.split(r",\s*", text.strip()))
    return {old.strip(): new.strip().replace("~", "") for old, _, new in rows}


SMALL_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "nineteen": "19",
    "twenty": "20", "thirty": "30",
}  # fmt: skip
