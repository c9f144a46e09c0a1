"""Turn an entry into one text for the candidate engine, and its questions into keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.matching import text
from bot.matching.candidates import CHECK_EVERY, Check, WordCounts, nothing
from bot.matching.reading import index_words
from bot.matching.types import Entry

_PUNCTUATION = dict.fromkeys(map(ord, "?!.,;:\"'()[]{}-–—…«»‹›„‚“”‘’「」『』《》〈〉¿¡*_~`´"), " ")


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """An entry as the candidate engine gets it."""

    entry: Entry
    text: str
    keys: tuple[int, ...]
    """The distinct keys of its questions, see `key_of`."""


def counted_documents(
    entries: Iterable[Entry],
    known: Mapping[str, IndexedEntry] = MappingProxyType({}),
    counted: WordCounts | None = None,
    check: Check = nothing,
) -> tuple[dict[str, IndexedEntry], WordCounts]:
    """Return the document of each entry, by id, and the counts of their words.

    What is `known` of the same entries is taken from there; `counted` has the counts of all that are known. `check` is
    called now and then; what it raises ends the work.
    """
    documents: dict[str, IndexedEntry] = {}
    words = counted.copy() if counted else WordCounts()
    for number, entry in enumerate(entries):
        if number % CHECK_EVERY == 0:
            check()
        document = known.get(entry.id)
        if document is None or document.entry != entry:
            document = as_document(entry)
            words.add(document.text)
        documents[entry.id] = document
    for entry_id, document in known.items():
        if documents.get(entry_id) is not document:
            words.remove(document.text)
    return documents, words.copy()


def as_document(entry: Entry) -> IndexedEntry:
    """Return the entry as one text for the engine, with the keys of its questions."""
    asked = [_indexed(question) for question in entry.questions]
    keys = {
        _fingerprint(part) if len(question) <= text.MAX_QUESTION else key_of(question)
        for question, part in zip(entry.questions, asked, strict=True)
    }
    context = [_indexed(part) for part in (entry.speaker, *entry.context) if part]
    marks = index_words([entry.text, *entry.questions, *entry.context])
    return IndexedEntry(entry, " ; ".join([_indexed(entry.text), *asked, *context, *marks]), tuple(keys))


def _indexed(part: str) -> str:
    return text.indexed(text.normalise(part))


def key_of(question: str) -> int:
    """Return a key of a question that ignores punctuation, spaces and all differences that `text` normalises."""
    return _fingerprint(_indexed(question[: text.MAX_QUESTION]))


def _fingerprint(index_text: str) -> int:
    return hash(" ".join(index_text.translate(_PUNCTUATION).split()))
