"""Find the sentences of a text, and the clauses in them that are sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.shorten import SENTENCE_END
from bot.curation.grammar import clauses, figures, nouns, spans
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.groups import Part, is_about
from bot.curation.grammar.verbs import is_participle
from bot.matching.embeddings import load_background
from bot.matching.languages import ENGLISH, language
from bot.matching.text import FUNCTION_WORDS, normalise

_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Nr|approx|e\.g|i\.e|vs|a\.m|p\.m|[A-Z])\.$")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_QUOTED = re.compile(r"[\"“”„«»‘]|(?:^|\s)'|[,.!?]'")
_LEADS = nouns.PREPOSITIONS | {"as", "every", "each"}
_MOST_WORDS, _LONGEST_LEAD = 60, 7
_ONES_OWN = {"we": "you", "us": "you", "our": "your", "ours": "yours"}
_OWN = re.compile("(?<![\\w’'-])(?:[Ww]e|us|[Oo]urs?)(?![\\w’'-])")
_POINTING = frozenset(("that", "this", "it", "then", "these", "those", "them", "which"))
"""Words that point at another sentence."""
_LEAST_KNOWN = 0.7
_COMMONEST = 20_000
"""Rank of words from which a single word at the beginning is rather a name: "Halcyon was launched"."""


def is_english(text: str) -> bool:
    """Return whether a text is English. If its few words do not show it, nearly all must be English words."""
    if (found := language(text)) is not None:
        return found == ENGLISH
    small = [word for word in re.findall(r"(?<![^\W_])[^\W\d_]+(?![^\W_])", text) if word.islower()]
    return bool(small) and sum(map(nouns.is_common, small)) >= _LEAST_KNOWN * len(small)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, without the sign at their end and without what is in parentheses."""
    text = " ".join(_ASIDE.sub("", " ".join(text.split())).split())
    start = 0
    for end in SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: end.start() + 1]):
            yield text[start : end.start()].strip()
            start = end.end()
    last = text[start:].strip()
    yield last if _ABBREVIATION.search(last) else last.rstrip(".!?…")


def clause(sentence: str) -> Clause | None:
    """Read a sentence without the sign at its end. None if it is not sure that all is understood."""
    words = _to_asker(re.sub(r"\bcannot\b", "can not", sentence).split())
    if not words or len(words) > _MOST_WORDS or _QUOTED.search(sentence) or "?" in sentence:
        return None
    lead, rest = _lead(without_capital(words))
    end = next((n for n, word in enumerate(rest) if word[-1] in ";:" or word in ("–", "—", "-")), None)
    if end is not None:
        rest = [*rest[:end], rest[end].rstrip(";:–—-")]
    rest = [word for word in _without_apposition(rest) if word]
    if lead == [] or not rest or (lead and not _POINTING.isdisjoint(lead)):
        return None
    part = Part(tuple(lead), spans.kind_of(lead)) if lead and len(lead) <= _LONGEST_LEAD else None
    return clauses.read(tuple(rest), part)


def _to_asker(words: Sequence[str]) -> list[str] | None:
    """Return the words as somebody asks who is not one of "us"; None if they speak to somebody, too."""
    plain = {word.strip(",;:").lower() for word in words if word == "I" or not word.isupper()}  # not the US
    if not plain.isdisjoint(("i", "my", "me", "mine")):
        return None
    if plain.isdisjoint(_ONES_OWN):
        return list(words)
    if not plain.isdisjoint(("you", "your", "yours")):
        return None
    return [_OWN.sub(lambda match: _ONES_OWN[match[0].lower()], word) for word in words]


def without_capital(words: Sequence[str]) -> list[str]:
    """Return the words without the capital at the beginning, unless a name begins there."""
    first = words[0]
    small = first[:1].lower() + first[1:]
    bare = re.split(r"['’]", small.rstrip(","))[0].split("-")[-1] or small
    if bare in FUNCTION_WORDS or bare in nouns.DETERMINERS or bare in nouns.PREPOSITIONS or bare in ("every", "no"):
        return [small, *words[1:]]
    named = len(words) > 1 and words[1][:1].isupper()
    common = nouns.is_common(bare) and load_background().rank(normalise(bare)) < _COMMONEST
    known = common or is_participle(bare) or bare.endswith("ing") or nouns.singular(bare) != bare
    again = any(word.strip(",;:") == first.rstrip(",") for word in words[1:])
    return [small, *words[1:]] if small[1:].islower() and known and not named and not again else [*words]


def _lead(words: Sequence[str]) -> tuple[list[str] | None, list[str]]:
    """Divide a sentence into what comes before its subject, such as "In 2024", and the rest.

    The lead is None if there is none, and empty if its end is not clear.
    """
    if words[0].rstrip(",").lower() not in _LEADS or is_about(tuple(words), 0) or words[0] == "every":
        return None, list(words)
    comma = next((n for n, word in enumerate(words) if word.endswith(",")), None)
    ends = [n for n in range(2, min(len(words), _LONGEST_LEAD + 1)) if _is_time(_bare(words[:n]))]
    if ends and (comma is None or comma >= ends[-1] - 1) and not _counts_on(words, ends[-1]):
        return _bare(words[: ends[-1]]), list(words[ends[-1] :])
    if comma is None or comma > _LONGEST_LEAD:
        comma = next((n for n in range(2, min(len(words), _LONGEST_LEAD)) if _opens_subject(words, n)), None)
        return ([], list(words)) if comma is None else (_bare(words[:comma]), list(words[comma:]))
    return _bare(words[: comma + 1]), list(words[comma + 1 :])


def _is_time(words: Sequence[str]) -> bool:
    kind = spans.kind_of(words)
    return spans.is_time(kind) or kind == "for when"


def _counts_on(words: Sequence[str], at: int) -> bool:
    """Return whether what follows this place belongs to the time before it: "After six wrong passwords"."""
    before, following = words[at - 1], words[at].lower() if at < len(words) else ""
    small = figures.has_figure((before,)) and (before.isalpha() or len(before) < 3)
    return following == "of" or (small and following not in nouns.DETERMINERS | {"you"})


def _opens_subject(words: Sequence[str], at: int) -> bool:
    """Return whether here is an article that belongs to no preposition: "In the flood of 1998 the river"."""
    before = words[at - 1].lower()
    return words[at] in ("the", "a", "an", "each", "every") and before not in nouns.PREPOSITIONS | {"of", "and", "or"}


def _without_apposition(words: Sequence[str]) -> list[str]:
    """Return the words without what stands between two commas after the subject: "Rama, the Prime Minister, said"."""
    commas = [n for n, word in enumerate(words) if word.endswith(",")][:2]
    if len(commas) < 2 or commas[0] > 6:
        return list(words)
    first, second = commas
    between = words[first + 1 : second + 1]
    explains = between[0].lower() in nouns.DETERMINERS | {"who", "which"} or nouns.is_person(nouns.head(_bare(between)))
    if not explains:
        return list(words)
    return [*words[:first], words[first].rstrip(","), *words[second + 1 :]]


def _bare(words: Sequence[str]) -> list[str]:
    return [word.rstrip(",") for word in words]
