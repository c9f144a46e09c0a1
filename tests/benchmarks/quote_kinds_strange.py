"""Kinds of cases about who said it, about what nobody said, and about input that can't be checked."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from bot.core.models import Quote
from tests.benchmarks.quote_edits import in_digits, other_digit
from tests.benchmarks.quote_expected import ALL, MINOR, NEGATION, NUMBER, Case, Change, held_in, same
from tests.benchmarks.quotes_store import World
from tests.benchmarks.quotes_words import Reading, lower_first

STRANGERS = ("Corin Valtsheim", "Tabea Ostrowind", "Jasper Quillfeather", "Noor Haddington-Vey", "Old Mrs Pomfret")
GIVEN = ("Gustav", "Wanda", "Ottokar", "Philippa", "Lucinda")

Claim = Callable[[random.Random, Quote, World], str | None]
Told = Callable[[random.Random, Quote], str | None]


def _whole(rng: random.Random, quote: Quote) -> str | None:
    return quote.text


def _run(rng: random.Random, quote: Quote) -> str | None:
    """Seven words or more out of it, of which no cut is to warn."""
    reading = Reading(quote.text)
    if len(reading.words) < 10:
        return None
    first = rng.randrange(0, len(reading.words) - 8)
    return reading.run(first, rng.randrange(first + 7, len(reading.words)))


def folded(name: str) -> str:
    return (
        "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        .replace("ø", "o")
        .replace("Ł", "L")
    )


def _said_by(claim: Claim, told: Told = _whole) -> Change:
    """Rightly attributed, whatever way the speaker is named."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text, speaker = told(rng, quote), claim(rng, quote, world)
        if text is None or speaker is None:
            return None
        forbidden = ALL if told is _whole else MINOR | NUMBER
        quotes = frozenset({quote.id}) if claim is _full_name else same(quote, world)
        return Case(
            text, ("verbatim",) if told is _whole else ("excerpt",), speaker, forbidden=forbidden, quotes=quotes
        )

    return change


def _full_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    return quote.speaker


def _surname(rng: random.Random, quote: Quote, world: World) -> str | None:
    return quote.speaker.split()[-1]


def _no_diacritics(rng: random.Random, quote: Quote, world: World) -> str | None:
    name = rng.choice((quote.speaker, quote.speaker.split()[-1]))
    return folded(name) if folded(name) != name else None


def _careless(rng: random.Random, quote: Quote, world: World) -> str | None:
    return f" {rng.choice((quote.speaker.upper(), quote.speaker.lower(), quote.speaker.replace(' ', '  ')))} "


def _role(rng: random.Random, quote: Quote, world: World) -> str | None:
    same_role = {name for name, role in world.speakers() if role == quote.role}
    return rng.choice((quote.role, f"the {quote.role}", f"The {quote.role}")) if len(same_role) == 1 else None


def _role_and_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    return rng.choice(
        (f"{quote.role} {quote.speaker}", f"{quote.speaker}, {quote.role}", f"{quote.speaker} ({quote.role})")
    )


def _short_office(rng: random.Random, quote: Quote, world: World) -> str | None:
    office = quote.role.lower()
    if "prime minister" not in office:
        return None
    short = {"prime minister of tarvia": "the PM of Tarvia", "veldish prime minister": "the Veldish PM"}
    return rng.choice(
        (short[office], short[office].removeprefix("the "), f"PM {quote.speaker.split()[-1]}", "prime minister")
    )


def _misattributed(claim: Claim, told: Told = _whole) -> Change:
    """The words are held, but of nobody whom the claim may mean."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text, speaker = told(rng, quote), claim(rng, quote, world)
        if text is None or speaker is None:
            return None
        names = {part for held in held_in(text, world) for part in (held.speaker.split()[-1], held.speaker, held.role)}
        if (speaker.split()[-1] in {name.split()[-1] for name in names} and claim is not _namesake) or speaker in names:
            return None
        forbidden = ALL if told is _whole else MINOR | NUMBER
        return Case(text, ("wrong_speaker",), speaker, forbidden=forbidden, quotes=same(quote, world))

    return change


def _other_speaker(rng: random.Random, quote: Quote, world: World) -> str | None:
    return rng.choice(world.speakers())[0]


def _other_surname(rng: random.Random, quote: Quote, world: World) -> str | None:
    return rng.choice(world.speakers())[0].split()[-1]


def _other_role(rng: random.Random, quote: Quote, world: World) -> str | None:
    name, role = rng.choice(world.speakers()[:60])
    shared = {held for held, its in world.speakers() if its == role}
    return f"the {role}" if len(shared) == 1 and name != quote.speaker and role != quote.role else None


def _stranger(rng: random.Random, quote: Quote, world: World) -> str | None:
    return rng.choice(STRANGERS)


def _namesake(rng: random.Random, quote: Quote, world: World) -> str | None:
    """The same surname after another first name, of somebody who is held where there is one."""
    first, last = quote.speaker.split()[0], quote.speaker.split()[-1]
    held = [name for name, _ in world.speakers() if name.split()[-1] == last and name.split()[0] != first]
    return rng.choice(held or [f"{given} {last}" for given in GIVEN])


def _same_first_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    return f"{quote.speaker.split()[0]} Dunkelbach"


def _wrong_and_altered(rng: random.Random, quote: Quote, world: World) -> Case | None:
    text = in_digits(r"\d+", other_digit)(rng, quote.text)
    return (
        text and Case(text, ("altered", "wrong_speaker"), "Corin Valtsheim", (NUMBER,), MINOR, same(quote, world))
    ) or None


def _unheld(rng: random.Random, quote: Quote, world: World) -> Case | None:
    text = rng.choice(world.unheld)
    return Case(text, ("not_held",), rng.choice((None, quote.speaker)), forbidden=ALL)


def _paraphrase(rng: random.Random, quote: Quote, world: World) -> Case | None:
    told = world.paraphrases.get(quote.id)
    return Case(rng.choice(told), ("not_held",), rng.choice((None, quote.speaker))) if told else None


def _few_words_shared(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """A sentence of ours with three or four words of a quotation in it."""
    reading = Reading(quote.text)
    if len(reading.words) < 8:
        return None
    count = rng.randrange(3, 5)
    first = rng.randrange(1, len(reading.words) - count)
    run = lower_first(reading.run(first, first + count))
    frame = rng.choice(
        (
            "My uncle kept a parrot called {}, which shouted at the postman whenever the kettle began to sing.",
            "Somewhere between the bakery and the graveyard he heard {} and decided to become a plumber instead.",
            "Twelve umbrellas stood in the hall under a banner that read {}, and a goose was asleep beneath them.",
        )
    )
    text = frame.format(run)
    return Case(text, ("not_held",), forbidden=NUMBER | NEGATION)


def _mixed_scripts(rng: random.Random, quote: Quote, world: World) -> Case | None:
    text = rng.choice(
        (
            "Привет wereld 你好 olive shalom مرحبا zephyr",
            "ξένος 日本 жук quartz ñandú हिन्दी hat",
            "ไทย und ქართული et 한국어",
        )
    )
    return Case(text, ("not_held", "refused"))


def _refused(*texts: str) -> Change:
    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        return Case(rng.choice(texts), ("refused",))

    return change


def _long_rubbish(rng: random.Random, quote: Quote, world: World) -> Case | None:
    words = [word for other in rng.sample(world.quotes, 120) for word in Reading(other.text).words]
    rng.shuffle(words)
    return Case(" ".join(words)[:10_000], ("not_held", "refused"))


def _long_with_quote(rng: random.Random, quote: Quote, world: World) -> Case | None:
    text = f"{'kettle mustard lantern gravel ' * 160}{quote.text}{' velvet pigeon orchard quarrel' * 160}"
    return Case(text[:10_000], ("not_held", "refused", "altered"))


def _stored_whole(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Many quotations after one another: none of them said that."""
    text = " ".join(other.text for other in rng.sample(world.quotes, 50))
    return Case(text[:10_000], ("not_held", "refused", "altered"))


STRANGE: dict[str, Change] = {
    "right speaker, full name": _said_by(_full_name),
    "right speaker, surname": _said_by(_surname),
    "right speaker, no diacritics": _said_by(_no_diacritics),
    "right speaker, carelessly written": _said_by(_careless),
    "right speaker, role": _said_by(_role),
    "right speaker, role and name": _said_by(_role_and_name),
    "right speaker, PM": _said_by(_short_office),
    "right speaker of an excerpt": _said_by(_full_name, _run),
    "wrong speaker": _misattributed(_other_speaker),
    "wrong speaker, surname": _misattributed(_other_surname),
    "wrong speaker, role": _misattributed(_other_role),
    "wrong speaker, not held": _misattributed(_stranger),
    "wrong speaker of the same surname": _misattributed(_namesake),
    "wrong speaker of the same first name": _misattributed(_same_first_name),
    "wrong speaker of an excerpt": _misattributed(_other_speaker, _run),
    "wrong speaker of an excerpt, not held": _misattributed(_stranger, _run),
    "wrong speaker of an excerpt, same surname": _misattributed(_namesake, _run),
    "? wrong speaker and altered": _wrong_and_altered,
    "never said": _unheld,
    "in quite other words": _paraphrase,
    "a few words shared": _few_words_shared,
    "mixed scripts": _mixed_scripts,
    "no text": _refused("", " ", "\n\t", "\u00a0", "\u200b"),
    "one word": _refused("taxes", "“never”", "  Hello! ", "нет", "…no…"),
    "only punctuation": _refused("?!", "“…”", "— — —", "...", "«»", "[…]", "🙂🙂🙂", "*** ___ ~~~"),
    "10,000 characters of words": _long_rubbish,
    "10,000 characters around a quotation": _long_with_quote,
    "10,000 characters of quotations": _stored_whole,
    "10,000 marks": _refused("." * 10_000, "—" * 10_000, "“ " * 5_000),
}
