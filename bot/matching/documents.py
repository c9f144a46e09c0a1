"""An entry as one text for the candidate engine, and the keys by which its questions are known again."""

from __future__ import annotations

from bot.matching import text
from bot.matching.reading import index_words
from bot.matching.types import Entry

_PUNCTUATION = dict.fromkeys(map(ord, "?!.,;:\"'()[]{}-–—…«»‹›„‚“”‘’「」『』《》〈〉¿¡*_~`´"), " ")


def as_document(entry: Entry) -> tuple[str, set[int]]:
    """The entry as one text for the engine, and the keys of its questions."""
    asked = [_indexed(question) for question in entry.questions]
    keys = {
        _fingerprint(part) if len(question) <= text.MAX_QUESTION else key_of(question)
        for question, part in zip(entry.questions, asked, strict=True)
    }
    around = [_indexed(part) for part in (entry.speaker, *entry.context) if part]
    beside = index_words([entry.text, *entry.questions, *entry.context])
    return " ; ".join([_indexed(entry.text), *asked, *around, *beside]), keys


def _indexed(part: str) -> str:
    return text.indexed(text.normalise(part))


def key_of(question: str) -> int:
    """The same for questions that differ in what `text` folds, in punctuation and spaces only."""
    return _fingerprint(_indexed(question[: text.MAX_QUESTION]))


def _fingerprint(index_text: str) -> int:
    return hash(" ".join(index_text.translate(_PUNCTUATION).split()))
