"""Kinds of test cases about the speaker, about words that nobody said, and about input that cannot be checked."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from bot.core.models import Quote
from tests.benchmarks.quote_edits import in_digits, other_digit
from tests.benchmarks.quote_expected import ALL, MINOR, NEGATION, NUMBER, Case, Change, quotes_with, same
from tests.benchmarks.quotes_store import World
from tests.benchmarks.quotes_words import Reading, lower_first

STRANGERS = ("Corin Valtsheim", "Tabea Ostrowind", "Jasper Quillfeather", "Noor Haddington-Vey", "Old Mrs Pomfret")
GIVEN = ("Gustav", "Wanda", "Ottokar", "Philippa", "Lucinda")

Claim = Callable[[random.Random, Quote, World], str | None]
Extract = Callable[[random.Random, Quote], str | None]


def _whole(rng: random.Random, quote: Quote) -> str | None:
    """Return the whole text."""
    return quote.text


def _run(rng: random.Random, quote: Quote) -> str | None:
    """Return at least seven words in a row; None if the quotation has fewer than ten words."""
    reading = Reading(quote.text)
    if len(reading.words) < 10:
        return None
    first = rng.randrange(0, len(reading.words) - 8)
    return reading.run(first, rng.randrange(first + 7, len(reading.words)))


def folded(name: str) -> str:
    """Return a name without diacritics."""
    return (
        "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
        .replace("ø", "o")
        .replace("Ł", "L")
    )


def _said_by(claim: Claim, extract: Extract = _whole) -> Change:
    """Make a change with the right speaker, who is named as `claim` returns."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text, speaker = extract(rng, quote), claim(rng, quote, world)
        if text is None or speaker is None:
            return None
        forbidden = ALL if extract is _whole else MINOR | NUMBER
        quotes = frozenset({quote.id}) if claim is _full_name else same(quote, world)
        return Case(
            text, ("verbatim",) if extract is _whole else ("excerpt",), speaker, forbidden=forbidden, quotes=quotes
        )

    return change


def _full_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the name of the speaker."""
    return quote.speaker


def _surname(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the surname of the speaker."""
    return quote.speaker.split()[-1]


def _no_diacritics(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the name or surname without diacritics; None if it has none."""
    name = rng.choice((quote.speaker, quote.speaker.split()[-1]))
    return folded(name) if folded(name) != name else None


def _careless(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the name in capitals, in lower case or with extra spaces."""
    return f" {rng.choice((quote.speaker.upper(), quote.speaker.lower(), quote.speaker.replace(' ', '  ')))} "


def _role(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the role of the speaker; None if several people have it."""
    same_role = {name for name, role in world.speakers() if role == quote.role}
    return rng.choice((quote.role, f"the {quote.role}", f"The {quote.role}")) if len(same_role) == 1 else None


def _role_and_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return role and name."""
    return rng.choice(
        (f"{quote.role} {quote.speaker}", f"{quote.speaker}, {quote.role}", f"{quote.speaker} ({quote.role})")
    )


def _short_office(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return a short form of "prime minister"; None for other roles."""
    office = quote.role.lower()
    if "prime minister" not in office:
        return None
    short = {"prime minister of tarvia": "the PM of Tarvia", "veldish prime minister": "the Veldish PM"}
    return rng.choice(
        (short[office], short[office].removeprefix("the "), f"PM {quote.speaker.split()[-1]}", "prime minister")
    )


def _misattributed(claim: Claim, extract: Extract = _whole) -> Change:
    """Make a change with a wrong speaker: nobody whom the claim may mean said the words."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text, speaker = extract(rng, quote), claim(rng, quote, world)
        if text is None or speaker is None:
            return None
        names = {
            part
            for stored in quotes_with(text, world)
            for part in (stored.speaker.split()[-1], stored.speaker, stored.role)
        }
        if (speaker.split()[-1] in {name.split()[-1] for name in names} and claim is not _namesake) or speaker in names:
            return None
        forbidden = ALL if extract is _whole else MINOR | NUMBER
        return Case(text, ("wrong_speaker",), speaker, forbidden=forbidden, quotes=same(quote, world))

    return change


def _other_speaker(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the name of any speaker."""
    return rng.choice(world.speakers())[0]


def _other_surname(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the surname of any speaker."""
    return rng.choice(world.speakers())[0].split()[-1]


def _other_role(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the role of another speaker; None if several people have it or it is the same."""
    name, role = rng.choice(world.speakers()[:60])
    shared = {speaker for speaker, other_role in world.speakers() if other_role == role}
    return f"the {role}" if len(shared) == 1 and name != quote.speaker and role != quote.role else None


def _stranger(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the name of a person without quotations."""
    return rng.choice(STRANGERS)


def _namesake(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the same surname with another first name, if possible of a speaker with quotations."""
    first, last = quote.speaker.split()[0], quote.speaker.split()[-1]
    namesakes = [name for name, _ in world.speakers() if name.split()[-1] == last and name.split()[0] != first]
    return rng.choice(namesakes or [f"{given} {last}" for given in GIVEN])


def _same_first_name(rng: random.Random, quote: Quote, world: World) -> str | None:
    """Return the same first name with another surname."""
    return f"{quote.speaker.split()[0]} Dunkelbach"


def _wrong_and_altered(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Change a number, and name a wrong speaker."""
    text = in_digits(r"\d+", other_digit)(rng, quote.text)
    return (
        text and Case(text, ("altered", "wrong_speaker"), "Corin Valtsheim", (NUMBER,), MINOR, same(quote, world))
    ) or None


def _unheld(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take a sentence that nobody said."""
    text = rng.choice(world.unheld)
    return Case(text, ("not_held",), rng.choice((None, quote.speaker)), forbidden=ALL)


def _paraphrase(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take a paraphrase of the quotation, if there is one."""
    paraphrases = world.paraphrases.get(quote.id)
    return Case(rng.choice(paraphrases), ("not_held",), rng.choice((None, quote.speaker))) if paraphrases else None


def _few_words_shared(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Put three or four words of a quotation into an invented sentence."""
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
    """Take words in several scripts."""
    text = rng.choice(
        (
            "Привет wereld 你好 olive shalom مرحبا zephyr",
            "ξένος 日本 жук quartz ñandú हिन्दी hat",
            "ไทย und ქართული et 한국어",
        )
    )
    return Case(text, ("not_held", "refused"))


def _refused(*texts: str) -> Change:
    """Make a change that takes one of the texts, which cannot be checked."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        return Case(rng.choice(texts), ("refused",))

    return change


def _long_rubbish(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take the words of many quotations in random order."""
    words = [word for other in rng.sample(world.quotes, 120) for word in Reading(other.text).words]
    rng.shuffle(words)
    return Case(" ".join(words)[:10_000], ("not_held", "refused"))


def _long_with_quote(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Put a quotation between many other words."""
    text = f"{'kettle mustard lantern gravel ' * 160}{quote.text}{' velvet pigeon orchard quarrel' * 160}"
    return Case(text[:10_000], ("not_held", "refused", "altered"))


def _stored_whole(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Join many quotations, which no speaker said together."""
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
