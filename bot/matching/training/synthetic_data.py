"""Draw stores and questions from small worlds, in many different combinations; to fit the weights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.matching.embeddings import load_background
from bot.matching.text import FUNCTION_WORDS, is_number, is_year, normalise, split_hyphens
from bot.matching.text import words as words_of
from bot.matching.types import Entry


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a store, and the ids of the entries that answer it."""

    text: str
    gold: frozenset[str] = frozenset()


@dataclass(slots=True)
class Store:
    """A store and its questions."""

    entries: list[Entry]
    asks: list[Ask]


@dataclass(slots=True)
class World:
    """An invented subject: its entries, other phrasings for them, and questions (`nears`) that no entry answers."""

    entries: list[Entry] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    nears: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- how people type
_BEFORE = (
    "hi everyone, ", "does anybody here know ", "can you tell me ", "quick one: ", "for a report I am writing - ",
    "my boss wants to know, ", "sorry to bother you, but ", "I was wondering ", "please remind me, ", "ok so ", "",
)  # fmt: skip


def slip(question: str, edits: int, rng: random.Random) -> str:
    """Return the question with up to `edits` typing errors, each in another content word."""
    words = question.split(" ")
    spots = [n for n, w in enumerate(words) if len(w) > 3 and w.isalpha() and w.lower() not in FUNCTION_WORDS]
    for n in rng.sample(spots, min(edits, len(spots))):
        word, position = words[n], rng.randrange(1, len(words[n]) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            words[n] = word[:position] + word[position + 1] + word[position] + word[position + 2 :]
        elif kind == 1:
            words[n] = word[:position] + word[position + 1 :]
        elif kind == 2:
            words[n] = word[: position + 1] + word[position:]
        else:
            words[n] = word[:position] + rng.choice("etaoinshrlu") + word[position + 1 :]
    return " ".join(words)


def keywords(question: str) -> str:
    """Return the question without function words; unchanged if it has no other words."""
    content_words = [w for w in question.rstrip("?").split() if w.lower().strip("?,.") not in FUNCTION_WORDS]
    return " ".join(content_words) or question


def around(question: str, rng: random.Random) -> str:
    """Return the question with polite or hesitant words before it, after it or both."""
    before, after = rng.choice(_BEFORE), rng.choice(("", "", " thanks", " please", " anyone?", " again"))
    return before + question + after


def varied(question: str, rng: random.Random) -> str:
    """Return the question with random changes, such as people in a hurry make. Usually nothing changes."""
    dice = rng.random()
    if dice > 0.85:
        return around(question, rng)
    if dice < 0.10:
        return slip(question, 1, rng)
    if dice < 0.18:
        return slip(question, 2, rng)
    if dice < 0.24:
        return keywords(question)
    return question


class Twister:
    """Changes a question so that its entry no longer answers it: another name, number, year or word."""

    def __init__(self) -> None:
        self._background = load_background()
        listed = self._background.words()[300:20_000]
        self._names = [word for word in listed if self._background.is_name(word) and len(word) > 3]
        self._words = [word for word in listed[:6000] if not self._background.is_name(word) and len(word) > 3]

    def twist(self, question: str, rng: random.Random, within: str | None = None) -> str | None:
        """Return the question with one word replaced, or None if no word can be replaced.

        If a text `within` is given, only a word that occurs in it is replaced.
        """
        words = question.rstrip("?").split()
        plain = [normalise(word).strip(".,;:'\"").removesuffix("'s") for word in words]
        spots = [n for n, w in enumerate(plain) if w and w not in FUNCTION_WORDS and len(w) > 2]
        if within is not None:
            known = set(split_hyphens(words_of(normalise(within))))
            spots = [n for n in spots if plain[n] in known]
        preferred = [n for n in spots if is_number(plain[n]) or (words[n][0].isupper() and n > 0)]
        if not spots:
            return None
        n = rng.choice(preferred) if preferred and rng.random() < 0.7 else rng.choice(spots)
        words[n] = self._other(plain[n], words[n], n in preferred, rng)
        return " ".join(words) + "?"

    def _other(self, word: str, typed: str, name: bool, rng: random.Random) -> str:
        """Return a year near this one, another number, a similar name, or any other word."""
        if is_year(word):
            return str(int(word) + rng.choice((-9, -4, -3, -2, -1, 1, 2, 3, 5)))
        if word.isascii() and word.isdigit():
            return str(int(word) * 2 + rng.randrange(1, 9))
        if name and typed[0].isupper():
            return self._near(word, self._names, rng).capitalize()
        return rng.choice(self._words)

    def _near(self, word: str, pool: list[str], rng: random.Random) -> str:
        """Draw a word of the pool with a similar vector, so that only the word itself distinguishes the questions."""
        some = rng.sample(pool, 300)
        if word not in self._background:
            return rng.choice(some)
        cosine = self._background.vectors(some) @ self._background.vectors([word])[0]
        order = sorted(range(len(some)), key=lambda n: -float(cosine[n]))
        best = [some[n] for n in order[:6] if some[n] != word and some[n][:4] != word[:4]]
        return rng.choice(best or some)


# ---------------------------------------------------------------- files of small worlds
def read_worlds(path: Path) -> list[World]:
    """Read worlds from a text file. Each line is a letter and a text (see the head of the file).

    Raises OSError if the file cannot be read, and IndexError if a line comes before what it belongs to.
    """
    worlds: list[World] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        letter, _, rest = line.partition(" ")
        if letter == "W":
            worlds.append(World())
        elif letter in ("F", "S"):
            speaker, _, content = rest.partition(": ") if letter == "S" else ("", "", rest)
            worlds[-1].entries.append(Entry(f"{path.stem}-{number:04}", content, (), speaker))
        elif letter == "N":
            worlds[-1].nears.append(rest)
        elif letter == "A":
            worlds[-1].asks.append(Ask(rest, frozenset((worlds[-1].entries[-1].id,))))
        elif letter in ("Q", "C"):
            old = worlds[-1].entries.pop()
            questions = (*old.questions, rest) if letter == "Q" else old.questions
            context = tuple(rest.split("; ")) if letter == "C" else old.context
            worlds[-1].entries.append(Entry(old.id, old.text, questions, old.speaker, context))
    return worlds


def world_stores(worlds: list[World], draws: int, seed: int) -> Iterator[Store]:
    """Draw stores of one, several or all worlds. The same seed draws the same stores.

    Some entries are left out; their questions must find nothing. Some curated questions are not in the store; they must
    still find their entry.
    """
    rng = random.Random(f"worlds{seed}")  # noqa: RUF100, S311
    twister = Twister()
    for draw in range(draws):
        count = min(len(worlds), (1, 2, 4, len(worlds))[draw % 4])
        included = rng.sample(range(len(worlds)), count)
        store = Store([], [])
        for n in included:
            _draw_world(worlds[n], store, rng, twister)
        foreign = [ask.text for n, world in enumerate(worlds) if n not in included for ask in world.asks]
        store.asks += [Ask(varied(text, rng)) for text in rng.sample(foreign, min(len(foreign), 10))]
        if store.entries:
            yield store


def _draw_world(world: World, store: Store, rng: random.Random, twister: Twister) -> None:
    """Add the entries and questions of a world to a store, some of them changed or left out."""
    included: set[str] = set()
    for entry in world.entries:
        if rng.random() < 0.2:
            phrasings = [*entry.questions, *(ask.text for ask in world.asks if entry.id in ask.gold)]
            store.asks += [Ask(varied(text, rng)) for text in rng.sample(phrasings, min(len(phrasings), 2))]
            continue
        included.add(entry.id)
        questions = list(entry.questions)
        rng.shuffle(questions)
        listed = questions[: rng.randrange((len(questions) + 1) // 2, len(questions) + 1)]
        store.entries.append(Entry(entry.id, entry.text, tuple(listed), entry.speaker, entry.context))
        store.asks += [Ask(varied(text, rng), frozenset((entry.id,))) for text in questions[len(listed) :]]
        if listed and rng.random() < 0.5 and (twisted := twister.twist(listed[0], rng)):
            store.asks.append(Ask(twisted))
        if listed and rng.random() < 0.3:
            store.asks.append(Ask(slip(listed[0], rng.randrange(1, 3), rng), frozenset((entry.id,))))
    store.asks += [Ask(varied(ask.text, rng), ask.gold) for ask in world.asks if ask.gold <= included]
    store.asks += [Ask(text) for text in world.nears]
