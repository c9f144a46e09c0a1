"""Turn an entry into one text for the candidate engine, and its questions into keys."""

from __future__ import annotations

from bot.matching import text
from bot.matching.reading import index_words
from bot.matching.types import Entry

_PUNCTUATION = dict.fromkeys(map(ord, "?!.,;:\"'()[]{}-–—…«»‹›„‚“”‘’「」『』《》〈〉¿¡*_~`´"), " ")


def as_document(entry: Entry) -> tuple[str, set[int]]:
    """Return the entry as one text for the engine, and the keys of its questions."""
    asked = [_indexed(question) for question in entry.questions]
    keys = {
        _fingerprint(part) if len(question) <= text.MAX_QUESTION else key_of(question)
        for question, part in zip(entry.questions, asked, strict=True)
    }
    context = [_indexed(part) for part in (entry.speaker, *entry.context) if part]
    marks = index_words([entry.text, *entry.questions, *entry.context])
    return " ; ".join([_indexed(entry.text), *asked, *context, *marks]), keys


def _indexed(part: str) -> str:
    return text.indexed(text.normalise(part))


def key_of(question: str) -> int:
    """Return a key of a question that ignores punctuation, spaces and all differences that `text` normalises."""
    return _fingerprint(_indexed(question[: text.MAX_QUESTION]))


def _fingerprint(index_text: str) -> int:
    return hash(" ".join(index_text.translate(_PUNCTUATION).split()))
