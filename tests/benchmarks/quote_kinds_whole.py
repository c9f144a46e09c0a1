"""Kinds of cases in which the whole of a quotation is given, in other dress."""

from __future__ import annotations

import random
import re
import unicodedata

from bot.core.models import Quote
from tests.benchmarks.quote_edits import Edit, in_digits
from tests.benchmarks.quote_expected import (
    ALL,
    Case,
    Change,
    same,
    verbatim,
)
from tests.benchmarks.quotes_store import World

PAIRS = ("“{}”", '"{}"', "„{}“", "«{}»", "« {} »", "‘{}’", "'{}'", "»{}«", "「{}」", "``{}''")


def _translated(*tables: dict[str, str]) -> Edit:
    """Characters by others, by one table of several."""

    def edit(rng: random.Random, text: str) -> str | None:
        changed = text.translate({ord(old): new for old, new in rng.choice(tables).items()})
        return changed if changed != text else None

    return edit


def _letters(rng: random.Random, text: str) -> str | None:
    changed = rng.choice((text.upper(), text.lower(), text.title(), text.swapcase()))
    # What is lost in capitals (ß, İ) would be another letter when it comes back.
    return changed if changed.casefold() == text.casefold() and changed != text else None


def _spaces(rng: random.Random, text: str) -> str | None:
    space = rng.choice(("  ", "\n", "\u00a0", "\t", "\u2009", "\r\n", "\u202f", "\n> "))
    return "".join(space if char == " " and rng.random() < 0.4 else char for char in f" {text} ")


def _unseen(rng: random.Random, text: str) -> str | None:
    """Characters without a width: joiners beside spaces, a byte order mark, soft hyphens inside longer words."""
    text = re.sub(r"(?<=\w{4})(?=[a-z]{3})", lambda _: "\u00ad" if rng.random() < 0.2 else "", text)
    return "\ufeff" + re.sub(" ", lambda _: rng.choice((" ", " \u200b", "\u200b ", " \u2060")), text)


def _without_marks(rng: random.Random, text: str) -> str | None:
    """No punctuation but inside numbers and words."""
    changed = re.sub(r"(?<!\d)[.,:;!?…](?!\w)|(?<=\w)[.,:;!?…](?=\s|$)|[“”\"()]", "", text)
    return changed if changed != text and "." not in re.sub(r"\d\.\d", "", changed) else None


def _other_marks(rng: random.Random, text: str) -> str | None:
    return re.sub(r"(?<=[^\W\d])[.,;:!](?= |$)", lambda _: rng.choice((".", ",", ";", "!", ":", "?", "")), text)


def _more_marks(rng: random.Random, text: str) -> str | None:
    return re.sub(r"(?<=[a-z]{3}) (?=[a-z])", lambda _: rng.choice((" ", " ", " ", ", ", " – ", "; ")), text) + "!!"


def _hyphens_apart(rng: random.Random, text: str) -> str | None:
    changed = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    return changed if changed != text else None


def _wrapped(rng: random.Random, text: str) -> str | None:
    return rng.choice(("", " ", "\n")) + rng.choice(PAIRS).format(text)


def _no_apostrophes(rng: random.Random, text: str) -> str | None:
    changed = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    return changed if changed != text else None


def _in_other_language(rng: random.Random, quote: Quote, world: World) -> Case | None:
    return (
        Case(quote.text, ("verbatim",), forbidden=ALL, quotes=same(quote, world)) if quote.id in world.foreign else None
    )


def _twin(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """One of two that differ in a negation only, or of two with the same words."""
    if not quote.topic.endswith("twins"):
        return None
    return Case(quote.text, ("verbatim",), quote.speaker, forbidden=ALL, quotes=frozenset({quote.id}))


def _look_alikes(rng: random.Random, text: str) -> str | None:
    """Some Latin letters by Cyrillic ones that look the same."""
    return text.translate(str.maketrans("aeo", "аео")) if rng.random() < 0.5 else text.replace("c", "с")


VERBATIM: dict[str, Change] = {
    "as it is": verbatim(lambda rng, text: text),
    "letter case": verbatim(_letters),
    "curly apostrophes and marks": verbatim(
        _translated({"'": "’", '"': "”"}, {"'": "ʼ", '"': "„"}, {"'": "‘", '"': "“"})
    ),
    "wrapped in quotation marks": verbatim(_wrapped),
    "kinds of dashes": verbatim(_translated({"–": "—", "—": "–"}, {"–": "-"}, {"–": "―"})),
    "kinds of hyphens": verbatim(_translated({"-": "‐"}, {"-": "‑"}, {"-": "–"})),
    "hyphens taken apart": verbatim(_hyphens_apart),
    "white space and line breaks": verbatim(_spaces),
    "characters without width": verbatim(_unseen),
    "punctuation dropped": verbatim(_without_marks),
    "punctuation changed": verbatim(_other_marks),
    "punctuation added": verbatim(_more_marks),
    "decomposed letters": verbatim(
        lambda rng, text: other if (other := unicodedata.normalize("NFD", text)) != text else None
    ),
    "trailing or leading ellipsis": verbatim(
        lambda rng, text: rng.choice(("{}…", "{} …", "… {}", "...{}...", "[…] {}")).format(text)
    ),
    "points of abbreviations dropped": verbatim(
        in_digits(r"\b(?:U\.S\.|[ap]\.m\.)", lambda _, found: found.replace(".", ""))
    ),
    "other languages": _in_other_language,
    "twins": _twin,
    "? apostrophes dropped": verbatim(_no_apostrophes, "altered"),
    "? thousands without comma": verbatim(
        in_digits(r"\d+,\d{3}\b", lambda _, found: found.replace(",", "")), "altered"
    ),
    "? letters that look alike": verbatim(_look_alikes, "altered"),
}
"""A question mark before the name: honest people may differ, so more than one verdict will do."""
