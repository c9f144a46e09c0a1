"""Make invented quotations by invented speakers, to test the checking of quotations.

Many of the sentences were written by hand (quotes_spoken.txt). The others are combined from short phrases
(quotes_parts.txt) so that no two quotations share seven words in a row, except a few deliberate twins.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.models import Quote, Source
from tests.benchmarks.quotes_words import lower_first, plain, upper_first

FOLDER = Path(__file__).parent
ALIASES = (("PM", "Prime Minister", "premier"), ("CEO", "chief executive"))
SHARED_AT_MOST = 6  # maximum words in a row that two quotations may share
FIRST_NAMES = "Alva Bram Ceridwen Dorian Etta Fabrice Gitta Halvard Ilka Jonas Katya Leif Mirela Nils Odile".split()
LAST_NAMES = (
    "Abendrot-Lisk Bracewyn Castellin Doverholt Eastmere Fjordbakk Grünwaldt Hollowmere Ilvesniemi Jurkovsek Kestrelby "
    "Lindenfalk Mornhaupt Nightingell Oderbrecht Pellworm Quarrendon Rosenquill Stavanhagen Tillingbourne"
).split()
ROLES = (
    "member of parliament for {}", "councillor from {}", "surgeon in {}", "bus driver from {}", "chair of the {} port",
    "baker in {}", "historian at the university of {}", "head of the {} fire brigade",
)  # fmt: skip
TOWNS = ("Vrbov", "Eastmark", "Sankt Olben", "Cala Roja", "Mirnograd", "Tverholm", "Old Pell")
_WORDS = ("two three four five six seven eight nine ten eleven twelve fifteen twenty thirty").split()


@dataclass(frozen=True, slots=True)
class World:
    """The quotations in the store, and sentences that are not."""

    quotes: tuple[Quote, ...]
    twins: dict[str, frozenset[str]]
    """The ids of quotations with the same words, by id."""
    unheld: tuple[str, ...]
    """Sentences on the same topics that none of the speakers said."""
    foreign: tuple[str, ...]
    """The ids of the quotations in other languages than English."""
    paraphrases: dict[str, tuple[str, ...]]
    """The same statements in very different words, by the id of the quotation."""
    plain_texts: tuple[str, ...] = field(repr=False)
    """The plain words of each quotation."""
    joined: str = field(repr=False)
    """All `plain_texts` in one text."""

    def contains(self, text: str) -> bool:
        """Return whether a quotation contains the words of `text` in a row."""
        return plain(text) in self.joined

    def speakers(self) -> list[tuple[str, str]]:
        """Return the names and roles of all speakers, sorted."""
        return sorted({(quote.speaker, quote.role) for quote in self.quotes})


def read_parts(*names: str) -> dict[str, list[str]]:
    """Return the lines below each "= heading" of the files. Raises OSError if a file is missing."""
    parts: dict[str, list[str]] = {}
    lines = (line for name in names for line in (FOLDER / name).read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith("= "):
            under = parts.setdefault(line[2:], [])
        elif line and not line.startswith("#"):
            under.append(line)
    return parts


class Speech:
    """Makes sentences from phrases. The same seed makes the same sentences."""

    def __init__(self, rng: random.Random, parts: dict[str, list[str]], surnames: list[str]) -> None:
        self._rng = rng
        self._parts = parts
        self._surnames = surnames

    def quotation(self, topic: str) -> tuple[str, frozenset[str]]:
        """Return one to four sentences, sometimes with a closing one, and who does what in them."""
        count = self._rng.choice((1, 1, 1, 1, 2, 2, 2, 3, 4))
        deeds: set[str] = set()
        sentences = [self._sentence(topic, deeds) for _ in range(count)]
        if self._rng.random() < 0.3:
            sentences.append(self._filled(self._pick("closings")))
        return " ".join(sentences), frozenset(deeds)

    def _sentence(self, topic: str, deeds: set[str]) -> str:
        """Return a sentence of one or two clauses, and add who does what to `deeds`."""
        sentence = self._clause(topic, deeds, tail=self._rng.random() < 0.7)
        shape = self._rng.random()
        if shape < 0.35:
            sentence = f"{self._pick('openings')} {sentence}"
        if 0.2 < shape < 0.55:
            sentence += f"{self._pick('joins')} {lower_first(self._pick('second'))}"
        elif 0.55 < shape < 0.7:
            sentence += f"{self._pick('joins')} {self._clause(topic, deeds, tail=True)}"
        return upper_first(self._filled(sentence)) + self._rng.choice("......!.")

    def _clause(self, topic: str, deeds: set[str], tail: bool) -> str:
        """Return a clause, with an addition at its end if `tail` is true, and add who does what to `deeds`."""
        subject = self._pick(f"{topic} subjects" if self._rng.random() < 0.5 else "anyone")
        plural = re.search(r"(?:[a-z]{2}s|people|we|they)\b(?!')", subject) is not None
        modal = self._pick("modals")
        while not plural and re.match("(?:do|don't|have|are|want|were)\\b", modal):
            modal = self._pick("modals")
        act = self._pick(f"{topic} acts")
        deeds.add(f"{subject} {act}")
        return f"{subject} {modal} {act}" + (f" {self._pick(f'{topic} tails')}" if tail else "")

    def _pick(self, part: str) -> str:
        """Draw a phrase of a part."""
        return self._rng.choice(self._parts[part])

    def _filled(self, phrase: str) -> str:
        """Replace the slots of a phrase, such as {n}, by random words."""
        return re.sub(r"\{(.)\}", lambda slot: self._slot(slot[1]), phrase)

    def _slot(self, kind: str) -> str:
        """Draw a number, number word, amount, percentage or year; for another kind, a surname."""
        number = self._rng.choice(
            (
                str(self._rng.randint(13, 99)),
                str(self._rng.randint(101, 989)),
                f"{self._rng.randint(1, 79)},{self._rng.choice(('000', '200', '500', '750'))}",
            )
        )
        few = f"{self._rng.randint(1, 9)}.{self._rng.randint(1, 9)}"
        money = self._rng.choice((f"${few} million", f"€{number}", f"£{few} billion", f"{number} euros"))
        percent = self._rng.choice((f"{few}%", f"{self._rng.randint(3, 48)} percent", f"{few} per cent"))
        year = str(self._rng.randint(1988, 2039))
        word = self._rng.choice(_WORDS)
        slots = {"n": number, "w": word, "m": money, "p": percent, "y": year}
        return slots.get(kind) or self._rng.choice(self._surnames)


class _Builder:
    """Collects quotations, and checks that they do not share too many words in a row."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.parts = read_parts("quotes_spoken.txt", "quotes_parts.txt", "quotes_rest.txt")
        self.people = [(name, role) for name, _, role in (line.partition(" | ") for line in self.parts["speakers"])]
        self.people += [
            (f"{self.rng.choice(FIRST_NAMES)} {name}", self.rng.choice(ROLES).format(self.rng.choice(TOWNS)))
            for name in LAST_NAMES * 3
        ]
        self.speech = Speech(self.rng, self.parts, [name.split()[-1] for name, _ in self.people])
        self.quotes: list[Quote] = []
        self._runs: set[str] = set()
        self._deeds: set[str] = set()

    def add(self, text: str, topic: str, person: tuple[str, str] | None = None) -> Quote:
        """Add a quotation by `person`, (name, role), or by a random speaker."""
        number = len(self.quotes)
        name, role = person or self.rng.choice(self.people)
        day = dt.date(2020, 1, 1) + dt.timedelta(days=self.rng.randrange(2000))
        source = Source(f"Notes on {topic}, {number}", "The Lorwick Courier", day, f"https://courier.example/{number}")
        quote = Quote(f"q{number:05}", text, name, source, role=role, topic=topic, about=topic, said=day)
        self.quotes.append(quote)
        self._runs.update(runs(text))
        return quote

    def is_distinct(self, text: str) -> bool:
        """Return whether the text shares no run of words with the quotations so far and contains none twice."""
        text_runs = list(runs(text))
        return len(text_runs) == len(set(text_runs)) and self._runs.isdisjoint(text_runs)

    def made(self, topic: str) -> str:
        """Make a quotation from phrases that is distinct from all quotations so far.

        No subject in it does the same as in an earlier one.
        """
        while True:
            text, deeds = self.speech.quotation(topic)
            if self._deeds.isdisjoint(deeds) and self.is_distinct(text) and 5 <= len(plain(text).split()) <= 90:
                self._deeds |= deeds
                return text


def runs(text: str, length: int = SHARED_AT_MOST + 1) -> Iterator[str]:
    """Return all runs of `length` words of a text."""
    words = plain(text).split()
    return (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))


def build(seed: int = 1, made: int = 900) -> World:
    """Build the world from all hand-written quotations and `made` quotations from phrases.

    The same seed builds the same world.
    """
    builder = _Builder(seed)
    paraphrases = _spoken(builder)
    foreign = tuple(builder.add(text, "languages").id for text in builder.parts["lone"])
    twins = _twins(builder)
    topics = [name.removesuffix(" acts") for name in builder.parts if name.endswith(" acts")]
    for n in range(made):
        topic = topics[n % len(topics)]
        builder.add(builder.made(topic), topic)
    texts = tuple(plain(quote.text) for quote in builder.quotes)
    unheld = list(builder.parts["unheld"])
    close = {run for quote in builder.quotes for run in runs(quote.text, 6)}
    while len(unheld) < 240:
        text = builder.made(topics[len(unheld) % len(topics)])
        if close.isdisjoint(runs(text, 6)) and len(plain(text).split()) >= 8:
            unheld.append(text)
    return World(tuple(builder.quotes), twins, tuple(unheld), foreign, paraphrases, texts, "|".join(texts))


def _spoken(builder: _Builder) -> dict[str, tuple[str, ...]]:
    """Add quotations of one or more sentences on a topic, and return their paraphrases by id.

    Each sentence is in one quotation only.
    """
    paraphrases: dict[str, tuple[str, ...]] = {}
    for heading in [name for name in builder.parts if name.startswith("spoken ")]:
        sentences: list[tuple[str, ...]] = []
        for line in builder.parts[heading]:
            sentences[-1:] = [(*sentences[-1], line[2:])] if line.startswith("~ ") else [*sentences[-1:], (line,)]
        builder.rng.shuffle(sentences)
        while sentences:
            chosen = [sentences.pop() for _ in range(min(len(sentences), builder.rng.choice((1, 1, 1, 2, 2, 3, 4))))]
            while sentences and len(plain(" ".join(alternatives[0] for alternatives in chosen)).split()) < 5:
                chosen.append(sentences.pop())
            quote = builder.add(" ".join(alternatives[0] for alternatives in chosen), heading.removeprefix("spoken "))
            paraphrases[quote.id] = tuple(other for alternatives in chosen for other in alternatives[1:])
    return {key: value for key, value in paraphrases.items() if value}


def _twins(builder: _Builder) -> dict[str, frozenset[str]]:
    """Add quotations with the same words by two speakers, and pairs that differ only in a negation.

    Return the ids of those with the same words, by id.
    """
    same: dict[str, frozenset[str]] = {}
    for text in builder.parts["others"]:
        pair = [builder.add(text, "twins", person) for person in builder.rng.sample(builder.people, 2)]
        same |= dict.fromkeys((quote.id for quote in pair), frozenset(quote.id for quote in pair))
    for line in builder.parts["negated"]:
        for text in line.split(" | "):
            builder.add(text, "negated twins")
    return same


def enlarged(world: World, size: int, seed: int = 3) -> tuple[Quote, ...]:
    """Return `size` quotations: those of the world, then copies in which every longer word is replaced."""
    rng = random.Random(seed)
    vocabulary = sorted({word for quote in world.quotes for word in re.findall(r"[a-z]{4,}", quote.text)})
    people = world.speakers()
    more: list[Quote] = []
    while len(world.quotes) + len(more) < size:
        old = rng.choice(world.quotes)
        text = re.sub(r"\b[a-z]{4,}\b", lambda _: rng.choice(vocabulary), old.text)
        text = re.sub(r"\d", lambda digit: str(rng.randint(1, 9)) if digit[0] != "0" else "0", text)
        name, role = rng.choice(people)
        if not world.contains(text):
            more.append(Quote(f"m{len(more):06}", text, name, old.source, role=role, topic=old.topic, said=old.said))
    return world.quotes[:size] + tuple(more)
