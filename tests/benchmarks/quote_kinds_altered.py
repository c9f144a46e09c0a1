"""Kinds of test cases in which the words differ from those that were said."""

from __future__ import annotations

import random
import re

from bot.core.models import Quote
from tests.benchmarks import quote_tables as tables
from tests.benchmarks.quote_edits import (
    SMALL_NUMBERS,
    Edit,
    before_number,
    both_ways,
    chained,
    dropped_content_word,
    followed_by_word,
    hides_negation,
    hides_nothing,
    in_digits,
    inserted_adjective,
    inserting,
    not_before_of,
    nought_added,
    other_content_word,
    other_digit,
    pairs,
    point_moved,
    replacing,
    sentence_added,
    silent_cut,
    swapped_clauses,
    swapped_sentences,
    swapped_words,
    typo,
    without_diacritics,
)
from tests.benchmarks.quote_expected import (
    ALL,
    HEDGE,
    MEANING,
    MINOR,
    NEGATION,
    NUMBER,
    Case,
    Change,
    altered,
    altered_part,
)
from tests.benchmarks.quotes_store import World
from tests.benchmarks.quotes_words import Reading

YEAR = r"\b(?:19|20)\d\d\b"
PERCENT = r"\d+(?:\.\d+)?(?=%| percent| per cent)"
DECIMAL = r"\b\d+\.\d+\b(?!\.)"
NUMERAL = r"(?<![\d.,:])\d+(?:,\d{3})*(?![\d.,:]*\d)"
NUMBER_FREE = NEGATION | HEDGE | MINOR
ONLY_SMALL = ALL - MINOR
PLAIN_CHANGE = MEANING | MINOR


def _not_one(reading: Reading, n: int) -> bool:
    """Return whether a word other than "one", "more" and "less" follows."""
    return followed_by_word(reading, n) and reading.keys[n + 1] not in ("one", "more", "less")


def _before_plain_word(reading: Reading, n: int) -> bool:
    """Return whether a word follows, so that an inserted hedge would modify the statement."""
    return reading.keys[n + 1].isalpha()


def _joined_halves(mark: str) -> Change:
    """Join the beginning of one quotation and the end of another, of at least five words each."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        start, tail = Reading(quote.text), Reading(rng.choice(world.quotes).text)
        if min(len(start.words), len(tail.words)) < 10 or start.text == tail.text:
            return None
        first = start.run(0, rng.randrange(5, len(start.words) - 2))
        text = f"{first}{mark}{tail.run(len(tail.words) - rng.randrange(5, 9), len(tail.words))}"
        return None if world.contains(text) else Case(text, ("altered", "not_held"))

    return change


def _foreign_word_changed(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Delete a word of a quotation in another language, or two letters if it has hardly any spaces."""
    if quote.id not in world.foreign:
        return None
    words = quote.text.split()
    if len(words) > 3:
        n = rng.randrange(1, len(words) - 1)
        if not any(map(str.isalnum, words[n])):
            return None
        text = " ".join(words[:n] + words[n + 1 :])
    else:
        n = rng.randrange(2, len(quote.text) - 4)
        if not quote.text[n : n + 2].isalpha():
            return None
        text = quote.text[:n] + quote.text[n + 2 :]
    return Case(text, ("altered",), quotes=frozenset({quote.id}))


def _foreign_negation(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Delete the negations of a quotation in another language."""
    if quote.id not in world.foreign:
        return None
    text = re.sub(r"\b(?:nicht |не |nismo |nije |non |δεν |لم |لا )|没有", "", quote.text, flags=re.IGNORECASE)
    return None if text == quote.text else Case(text, ("altered",), forbidden=NUMBER, quotes=frozenset({quote.id}))


def _noisy(edit: Edit) -> Edit:
    """Combine the edit with harmless changes: capitals, lower case, other marks, line breaks."""

    def change(rng: random.Random, text: str) -> str | None:
        changed = edit(rng, text)
        if changed is None:
            return None
        cased = rng.choice((changed, changed.lower(), changed.upper()))
        return f"«{cased.replace(' ', rng.choice((' ', chr(10), chr(160))))}»".replace("'", "’").replace(",", "")

    return change


def _no_dropped(rng: random.Random, text: str) -> str | None:
    """Delete a "no"."""
    return replacing(pairs("no>~"), _not_one)(rng, text)


NOT_DROPPED = replacing(pairs("not>~"), followed_by_word)
NOT_ADDED = inserting("not|never")
HEDGE_RAISED = replacing(pairs(tables.MODALS_RAISED))
HEDGE_LOWERED = replacing(pairs(tables.MODALS_LOWERED), followed_by_word)
CONTRACTED = replacing(pairs(tables.CONTRACTIONS), followed_by_word)
TWO_DIGITS = in_digits(r"(?<![\d.,:$€£])\d{2}(?![\d.,:]*\d)", other_digit)

NEGATIONS: dict[str, Change] = {
    "not dropped": altered(NOT_DROPPED, NEGATION, forbidden=NUMBER),
    "not or never added": altered(NOT_ADDED, NEGATION, forbidden=NUMBER),
    "never dropped": altered(replacing(pairs("never>~"), followed_by_word), NEGATION, forbidden=NUMBER),
    "no dropped": altered(_no_dropped, NEGATION, forbidden=NUMBER),
    "n't undone": altered(replacing(pairs(tables.CONTRACTED_NEGATIONS)), NEGATION, forbidden=NUMBER),
    "n't added": altered(
        replacing(
            pairs(tables.NEGATED_AUXILIARIES),
            lambda reading, n: (
                followed_by_word(reading, n)
                and n + 1 < len(reading.keys)
                and reading.keys[n + 1] not in ("not", "never", "hardly")
            ),
        ),
        NEGATION,
        forbidden=NUMBER,
    ),
    "nobody to everybody and such": altered(replacing(pairs(tables.NEGATIVE_WORDS)), NEGATION, forbidden=NUMBER),
    "everybody to nobody and such": altered(
        replacing(pairs(tables.POSITIVE_WORDS), followed_by_word), NEGATION, forbidden=NUMBER
    ),
    "un- and in- dropped": altered(replacing(pairs(tables.PREFIXED)), NEGATION, forbidden=NUMBER),
    "un- and in- added": altered(replacing(pairs(tables.PREFIXABLE)), NEGATION, forbidden=NUMBER),
    "slip that makes or eats a negation": altered(
        replacing(pairs(tables.SLIPS_THAT_NEGATE), followed_by_word), NEGATION
    ),
    "hardly dropped": altered(replacing(pairs(tables.HARDLY)), NEGATION | HEDGE, forbidden=NUMBER),
    "? unless to if": altered(replacing(pairs("unless>if, if>unless"), followed_by_word), forbidden=MINOR | NUMBER),
    "silent cut over a not": altered(silent_cut(hides_negation), NEGATION | frozenset({"omitted_negation"})),
    "negation under noise": altered(_noisy(NOT_DROPPED), NEGATION, forbidden=NUMBER),
    "negation in an excerpt": altered_part(NOT_DROPPED, NEGATION, forbidden=NUMBER),
    "negation added to an excerpt": altered_part(NOT_ADDED, NEGATION, forbidden=NUMBER),
}

NUMBERS_CHANGED: dict[str, Change] = {
    "digit changed": altered(in_digits(NUMERAL, other_digit), NUMBER, forbidden=NUMBER_FREE),
    "nought added": altered(in_digits(NUMERAL, nought_added), NUMBER, forbidden=NUMBER_FREE),
    "number word changed": altered(replacing(pairs(tables.NUMBERS)), NUMBER, forbidden=NUMBER_FREE),
    "million to billion and such": altered(replacing(pairs(tables.SCALES)), NUMBER, forbidden=NUMBER_FREE),
    "percentage changed": altered(in_digits(PERCENT, other_digit), NUMBER, forbidden=NUMBER_FREE),
    "year changed": altered(
        in_digits(YEAR, lambda rng, year: str(int(year) + rng.choice((-10, -1, 1, 2, 10)))),
        NUMBER,
        forbidden=NUMBER_FREE,
    ),
    "decimal point moved or lost": altered(in_digits(DECIMAL, point_moved), NUMBER, forbidden=NUMBER_FREE),
    "digits to another number word": altered(
        in_digits(NUMERAL + "(?= [a-z])", lambda rng, _: rng.choice(("two", "forty", "nine"))),
        NUMBER,
        forbidden=NUMBER_FREE,
    ),
    "ordinal changed": altered(replacing(pairs(tables.ORDINALS)), NUMBER, forbidden=NUMBER_FREE),
    "number dropped": altered(
        in_digits(NUMERAL + r" (?=[a-z])(?!per|million|billion|euros)", lambda rng, _: ""),
        NUMBER,
        forbidden=NEGATION | MINOR,
    ),
    "? currency changed": altered(
        in_digits("[$€£](?=[0-9])", lambda rng, mark: rng.choice([other for other in "$€£" if other != mark])),
        forbidden=NUMBER_FREE,
    ),
    "? percent mark lost": altered(in_digits(r"(?<=\d)%", lambda rng, _: ""), forbidden=NUMBER_FREE),
    "? a.m. to p.m.": altered(
        in_digits(r"\b[ap](?=\.m\.)", lambda rng, half: "p" if half == "a" else "a"), forbidden=NEGATION | HEDGE | MINOR
    ),
    "number in an excerpt": altered_part(in_digits(NUMERAL, other_digit), NUMBER, forbidden=NUMBER_FREE),
    "number under noise": altered(_noisy(in_digits(NUMERAL, other_digit)), NUMBER, forbidden=NUMBER_FREE),
}

HEDGES_CHANGED: dict[str, Change] = {
    "may to will and such": altered(HEDGE_RAISED, HEDGE, forbidden=NUMBER | MINOR),
    "will to may and such": altered(HEDGE_LOWERED, HEDGE, forbidden=NUMBER | MINOR),
    "hedge changed to its opposite": altered(
        replacing(pairs(tables.HEDGES_CHANGED)), HEDGE, forbidden=NUMBER | NEGATION
    ),
    "hedge dropped": altered(
        replacing(pairs(tables.HEDGES_DROPPED), followed_by_word), HEDGE, forbidden=NUMBER | NEGATION
    ),
    "about dropped before a number": altered(
        replacing(pairs("about>~, roughly>~, almost>~, nearly>~"), before_number), HEDGE, forbidden=NEGATION | MINOR
    ),
    "hedge added": altered(
        inserting("probably|perhaps|possibly", _before_plain_word), HEDGE, forbidden=NUMBER | NEGATION | MINOR
    ),
    "quantifier changed": altered(replacing(pairs(tables.QUANTIFIERS), not_before_of), HEDGE, forbidden=NUMBER | MINOR),
    "quantifier before of changed": altered(
        replacing(
            pairs("some>all|most, most>all|some, none>some, all>some"), lambda reading, n: not not_before_of(reading, n)
        ),
        HEDGE | NEGATION,
        forbidden=NUMBER | MINOR,
    ),
    "at least to at most": altered(replacing(pairs(tables.AT_LEAST)), HEDGE, forbidden=NUMBER | MINOR),
    "hedge in an excerpt": altered_part(HEDGE_RAISED, HEDGE, forbidden=NUMBER | MINOR),
}

WORDS_CHANGED: dict[str, Change] = {
    "synonym": altered(replacing(pairs(tables.SYNONYMS)), forbidden=PLAIN_CHANGE),
    "antonym": altered(replacing(pairs(tables.ANTONYMS)), forbidden=MINOR),
    "another word": altered(other_content_word, forbidden=PLAIN_CHANGE),
    "word put in": altered(inserted_adjective, forbidden=PLAIN_CHANGE),
    "word left out": altered(dropped_content_word, forbidden=PLAIN_CHANGE),
    "small word changed": altered(
        replacing(pairs(tables.FUNCTION_WORDS), followed_by_word), forbidden=NUMBER | NEGATION
    ),
    "pronoun changed": altered(replacing(pairs(tables.PRONOUNS), followed_by_word), forbidden=PLAIN_CHANGE),
    "name changed": altered(replacing(pairs(tables.NAMES)), forbidden=NEGATION | HEDGE | MINOR),
    "tense changed": altered(replacing(pairs(tables.TENSES)), forbidden=PLAIN_CHANGE),
    "? singular and plural": altered(replacing(pairs(tables.PLURALS)), forbidden=MEANING),
    "two words swapped": altered(swapped_words, forbidden=MEANING),
    "clauses swapped": altered(swapped_clauses),
    "sentences swapped": altered(swapped_sentences()),
    "sentences swapped, … between": altered(swapped_sentences(" … ")),
    "silent cut": altered(silent_cut(hides_nothing), forbidden=PLAIN_CHANGE),
    "sentence invented at the end": altered(sentence_added, forbidden=MINOR),
    "? halves of two quotations": _joined_halves(" "),
    "? halves of two, … between": _joined_halves(" … "),
    "word in an excerpt": altered_part(other_content_word, forbidden=PLAIN_CHANGE),
    "other language, word left out": _foreign_word_changed,
    "? other language, negation dropped": _foreign_negation,
}


def small(known_words: frozenset[str]) -> dict[str, Change]:
    """Return kinds of small changes that an editor corrects without comment; some include an important change."""
    slip = typo(known_words)
    return {
        "contraction made": altered(CONTRACTED, MINOR, forbidden=ONLY_SMALL),
        "contraction undone": altered(
            replacing({new: old for old, new in pairs(tables.CONTRACTIONS).items() if new != "I'd"}),
            MINOR,
            forbidden=ONLY_SMALL,
        ),
        "it is and it's": altered(
            replacing(both_ways(pairs(tables.CONTRACTED_IS)), followed_by_word), MINOR, forbidden=ONLY_SMALL
        ),
        "British and American spelling": altered(
            replacing(both_ways(pairs(tables.SPELLINGS))), MINOR, forbidden=ONLY_SMALL
        ),
        "one typo": altered(slip, MINOR, forbidden=ONLY_SMALL),
        "number word to digits": altered(replacing(SMALL_NUMBERS), MINOR, forbidden=ONLY_SMALL),
        "digits to number word": altered(
            replacing({digits: word for word, digits in SMALL_NUMBERS.items()}), MINOR, forbidden=ONLY_SMALL
        ),
        "% to percent": altered(
            in_digits(r"(?<=\d)%", lambda rng, _: rng.choice((" percent", " per cent"))), MINOR, forbidden=ONLY_SMALL
        ),
        "? percent to %": altered(
            in_digits(r"(?<=\d) per ?cent\b", lambda rng, _: "%"), forbidden=MEANING, also=("verbatim",)
        ),
        "diacritics dropped": altered(without_diacritics, MINOR, forbidden=ONLY_SMALL),
        "small change in an excerpt": altered_part(slip, MINOR, forbidden=ONLY_SMALL),
        "contraction in an excerpt": altered_part(CONTRACTED, MINOR, forbidden=ONLY_SMALL),
        "typo and number": altered(chained(slip, in_digits(NUMERAL, other_digit)), NUMBER, forbidden=NEGATION | HEDGE),
        "contraction and negation": altered(chained(CONTRACTED, NOT_DROPPED), NEGATION, forbidden=NUMBER),
        "typo and hedge": altered(chained(slip, HEDGE_RAISED), HEDGE, forbidden=NUMBER),
        "negation and number": altered(chained(NOT_DROPPED, TWO_DIGITS), NEGATION, NUMBER, forbidden=MINOR),
        "hedge and another word": altered(chained(HEDGE_RAISED, other_content_word), HEDGE, forbidden=NUMBER | MINOR),
    }


ALTERED: dict[str, Change] = {**NEGATIONS, **NUMBERS_CHANGED, **HEDGES_CHANGED, **WORDS_CHANGED}
