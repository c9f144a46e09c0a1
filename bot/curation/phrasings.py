"""Propose questions that a fact or quote answers, for a curator to tick.

Nothing is invented: each word that means something stands in the statement. What is not surely good English is not
proposed, so some statements get only their key words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.core.models import Fact, Quote, Statement
from bot.curation import key_words
from bot.curation.grammar import figures, nouns
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.questions import questions
from bot.curation.grammar.sentences import clause, is_english, sentences, without_capital
from bot.factfiles.schema import FACT_KEYS
from bot.factfiles.typed import read_typed
from bot.matching.followups import tells
from bot.matching.intent import ASKING, COUNT, DURATION, WHEN, WHY, kind_of
from bot.matching.languages import ENGLISH, language
from bot.matching.similarity import same_word, telling_words
from bot.matching.text import LIGHT, is_number, is_year, normalise, split_hyphens, words

MOST: Final = 3
LONGEST: Final = 200
"""Characters of a proposal."""
_MADE: Final = 2
"""Questions that are made beside the key words."""
_SENTENCES: Final = 3
"""Sentences of a fact that are read."""
_LONGEST_SUBJECT, _LONGEST_ABOUT = 6, 100
_ROLE_ENDS = re.compile(r"\s*[,;:(/–—|]")
_ENDS = " .,;:!?…"


def proposed(statement: Statement, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """Return at most three questions that a statement answers and does not list yet, the best first.

    `asked` are questions that people asked and that are near. Those that the statement answers come first, word for
    word. If there is room, the last proposal is a phrase of key words. Takes a few milliseconds.
    """
    heard = (question.strip() for question in asked if _answers(statement, question))
    made = _of_quote(statement) if isinstance(statement, Quote) else _of_fact(statement)
    return tuple(_usable((*heard, *made), statement.questions))[:MOST]


def _usable(proposals: Iterable[str], listed: Iterable[str]) -> Iterator[str]:
    """Yield the proposals that a fact file may have, each once, without those that are listed."""
    seen = {_plain(question) for question in listed}
    for proposal in proposals:
        value, problem = read_typed(FACT_KEYS["questions"], (proposal,), "")
        if value == (proposal,) and not problem and len(proposal) <= LONGEST and _plain(proposal) not in seen:
            seen.add(_plain(proposal))
            yield proposal


def _plain(question: str) -> str:
    return normalise(question).strip(_ENDS)


# ---------------------------------------------------------------- facts


def _of_fact(fact: Fact) -> Iterator[str]:
    if not is_english(fact.text):
        yield key_words.of_text(fact)
        return
    read = [found for _, sentence in zip(range(_SENTENCES), sentences(fact.text), strict=False)
            if sentence and (found := clause(sentence))]  # fmt: skip
    made = [phrasing for found in read for phrasing in questions(found)]
    yield from [phrasing.text for phrasing in made][:_MADE] or _neutral(read)
    yield key_words.of_phrasing(made[0], fact.topic) if made else key_words.of_text(fact)


def _neutral(read: Sequence[Clause]) -> Iterator[str]:
    """Yield a question that fits all that is said of a subject."""
    for found in read[:1]:
        if len(found.subject) <= _LONGEST_SUBJECT and key_words.tells_apart(found.subject):
            yield f"What about {' '.join(found.subject)}?"


# ---------------------------------------------------------------- quotes


def _of_quote(quote: Quote) -> Iterator[str]:
    about, english = _noun_phrase(quote.about), is_english(quote.text) and language(quote.about) in (ENGLISH, None)
    if not about and english:
        about = _subject(quote)
    if about and english:
        yield f"What did {quote.speaker} say about {about}?"
        if role := _role(quote.role):
            yield f"What did the {role} say about {about}?"
    if about or quote.topic:
        yield f"{quote.speaker} on {about or quote.topic}"
    if not (about and english):
        yield key_words.of_quote(quote)


def _subject(quote: Quote) -> str:
    """Return what the first sentence of a quote is about; empty if that is not sure."""
    found = clause(next(iter(sentences(quote.text))))
    if not found or len(found.subject) > _LONGEST_SUBJECT or not {"there", "you", "your"}.isdisjoint(found.subject):
        return ""
    return " ".join(found.subject)


def _role(role: str) -> str:
    """Return a role as it stands after "the"; empty if it has no singular role."""
    first = _ROLE_ENDS.split(role, maxsplit=1)[0].strip()
    titled = any(word[:1].isupper() for word in first.split()[1:])  # "Minister of Health"
    plain = first if titled else first.lower() if nouns.is_person(first.lower()) else _noun_phrase(first)
    return "" if plain.lower().startswith(("a ", "an ")) else re.sub("^[Tt]he ", "", plain)


def _noun_phrase(phrase: str) -> str:
    """Return a phrase as it stands within a sentence; empty if it is too long for a question."""
    words = phrase.strip(_ENDS).split()
    return " ".join(without_capital(words)) if words and len(" ".join(words)) <= _LONGEST_ABOUT else ""


# ---------------------------------------------------------------- what people asked


def _answers(statement: Statement, question: str) -> bool:
    """Return whether a statement surely answers a question that is near.

    It needs an answer of the right kind, each number and nearly each other word of the question. Of the names in the
    question, it needs all.
    """
    telling = {word for word in telling_words(question) if word not in LIGHT and word not in ASKING}
    known = _known(statement)
    unmet = {word for word in telling if not any(same_word(word, other) for other in known)}
    named = {normalise(word) for word in re.findall(r"(?<!^)(?<![.?!] )\b[^\W\d_a-z][\w-]*", question)}
    if not telling or len(unmet) > len(telling) // 3 or any(is_number(word) or word in named for word in unmet):
        return False
    kind = kind_of(normalise(question))
    if kind in (WHEN, WHY):
        return tells(kind, statement.text, statement.questions)
    told = [word for word in statement.text.split() if not is_year(word.strip(_ENDS))]
    return kind not in (COUNT, DURATION) or figures.has_figure(told)


def _known(statement: Statement) -> frozenset[str]:
    """Return the words that a statement has in any of its fields."""
    fields = [statement.text, statement.topic, statement.source.title, *statement.tags, *statement.questions]
    if isinstance(statement, Quote):
        fields += [statement.speaker, statement.role, statement.about, statement.where]
    return frozenset(word for field in fields for word in split_hyphens(words(normalise(field))))
