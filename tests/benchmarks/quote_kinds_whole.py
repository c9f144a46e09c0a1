"""Kinds of test cases with a whole quotation, in which only letter case, marks, spaces or similar characters differ."""

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
    """Make an edit that replaces characters according to one of the tables."""

    def edit(rng: random.Random, text: str) -> str | None:
        changed = text.translate({ord(old): new for old, new in rng.choice(tables).items()})
        return changed if changed != text else None

    return edit


def _letters(rng: random.Random, text: str) -> str | None:
    """Change the letter case."""
    changed = rng.choice((text.upper(), text.lower(), text.title(), text.swapcase()))
    # Some letters (ß, İ) cannot be restored from capitals.
    return changed if changed.casefold() == text.casefold() and changed != text else None


def _spaces(rng: random.Random, text: str) -> str | None:
    """Replace some spaces by other white space."""
    space = rng.choice(("  ", "\n", "\u00a0", "\t", "\u2009", "\r\n", "\u202f", "\n> "))
    return "".join(space if char == " " and rng.random() < 0.4 else char for char in f" {text} ")


def _unseen(rng: random.Random, text: str) -> str | None:
    """Insert characters without width: next to spaces, a byte order mark, soft hyphens inside longer words."""
    text = re.sub(r"(?<=\w{4})(?=[a-z]{3})", lambda _: "\u00ad" if rng.random() < 0.2 else "", text)
    return "\ufeff" + re.sub(" ", lambda _: rng.choice((" ", " \u200b", "\u200b ", " \u2060")), text)


def _without_marks(rng: random.Random, text: str) -> str | None:
    """Delete punctuation, except inside numbers and words."""
    changed = re.sub(r"(?<!\d)[.,:;!?…](?!\w)|(?<=\w)[.,:;!?…](?=\s|$)|[“”\"()]", "", text)
    return changed if changed != text and "." not in re.sub(r"\d\.\d", "", changed) else None


def _other_marks(rng: random.Random, text: str) -> str | None:
    """Replace punctuation after words."""
    return re.sub(r"(?<=[^\W\d])[.,;:!](?= |$)", lambda _: rng.choice((".", ",", ";", "!", ":", "?", "")), text)


def _more_marks(rng: random.Random, text: str) -> str | None:
    """Add punctuation between words and at the end."""
    return re.sub(r"(?<=[a-z]{3}) (?=[a-z])", lambda _: rng.choice((" ", " ", " ", ", ", " – ", "; ")), text) + "!!"


def _hyphens_apart(rng: random.Random, text: str) -> str | None:
    """Replace hyphens by spaces."""
    changed = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    return changed if changed != text else None


def _wrapped(rng: random.Random, text: str) -> str | None:
    """Put the text in quotation marks."""
    return rng.choice(("", " ", "\n")) + rng.choice(PAIRS).format(text)


def _no_apostrophes(rng: random.Random, text: str) -> str | None:
    """Delete apostrophes inside words."""
    changed = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    return changed if changed != text else None


def _in_other_language(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take a quotation in another language."""
    return (
        Case(quote.text, ("verbatim",), forbidden=ALL, quotes=same(quote, world)) if quote.id in world.foreign else None
    )


def _twin(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take one of two quotations that differ only in a negation or have the same words."""
    if not quote.topic.endswith("twins"):
        return None
    return Case(quote.text, ("verbatim",), quote.speaker, forbidden=ALL, quotes=frozenset({quote.id}))


def _look_alikes(rng: random.Random, text: str) -> str | None:
    """Replace some Latin letters by Cyrillic letters that look the same."""
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
        in_digits(r"\b(?:U\.S\.|[ap]\.m\.)", lambda _, match: match.replace(".", ""))
    ),
    "other languages": _in_other_language,
    "twins": _twin,
    "? apostrophes dropped": verbatim(_no_apostrophes, "altered"),
    "? thousands without comma": verbatim(
        in_digits(r"\d+,\d{3}\b", lambda _, match: match.replace(",", "")), "altered"
    ),
    "? letters that look alike": verbatim(_look_alikes, "altered"),
}
"""A question mark before a name means that experts may disagree, so more than one verdict is acceptable."""
