"""Find candidate entries with a search engine (BM25), so that only these are compared in detail."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import tantivy

from bot.matching import text

ENGINE_HEAP = 128_000_000  # maximum bytes that the engine uses to index
SMALL_HEAP = 15_000_000
MOST_TERMS = 64
SMALL = 300  # maximum documents of an index that is rebuilt after each change, so that its scores are exact
MOST_PENDING = 256  # changes that are collected before the engine is updated, which takes tens of milliseconds
CHECK_EVERY = 500  # documents after which it is checked if a long work is still wanted
_K1, _B = 1.2, 0.75  # parameters of BM25, the same as in the engine

Check: TypeAlias = Callable[[], None]
"""Function that a long work calls now and then. It raises an error if the work is no longer wanted."""


def nothing() -> None:
    """Do nothing."""


class WordCounts:
    """How many documents have each word, and how many words all documents have together."""

    def __init__(self, counts: Counter[str] | None = None, length: int = 0) -> None:
        self.counts = Counter[str]() if counts is None else counts
        self.length = length

    def copy(self) -> WordCounts:
        """Return the same counts, of words that a document has."""
        return WordCounts(Counter({word: count for word, count in self.counts.items() if count > 0}), self.length)

    def add(self, document: str) -> set[str]:
        """Count a document, and return its distinct words."""
        words = text.raw_words(document)
        self.length += len(words)
        self.counts.update(distinct := set(words))
        return distinct

    def remove(self, document: str) -> set[str]:
        """Count a document no longer, and return its distinct words. Their counts stay, even at zero."""
        words = text.raw_words(document)
        self.length -= len(words)
        self.counts.subtract(distinct := set(words))
        return distinct


@dataclass(frozen=True, slots=True)
class _Pending:
    """A new document that is not in the engine yet."""

    document: str
    stems: Counter[str]


@dataclass(frozen=True, slots=True)
class _State:
    """The state that a search reads. It is immutable; a change replaces it."""

    searcher: tantivy.Searcher
    new: dict[int, _Pending]
    gone: frozenset[int]


class CandidateIndex:
    """An index for BM25 over the stems of the entries' texts.

    Documents are identified by the index of their entry in the matcher. A change is visible at once. It is safe during
    searches, but not during other changes. In large stores it affects the scores of other documents only later.
    """

    def __init__(self, documents: Sequence[str], words: WordCounts, check: Check = nothing) -> None:
        """Index normalised texts, which `words` has counted. They are identified by their index in `documents`.

        `check` is called now and then; what it raises ends the work. Raises MemoryError if the engine has not enough
        memory.
        """
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="freq")
        builder.add_integer_field("index", stored=False, indexed=True, fast=True)
        self._schema = builder.build()
        self._analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(40))
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )
        self.words = words
        self._few: dict[int, str] | None = dict(enumerate(documents)) if len(documents) <= SMALL else None
        self._index = self._filled(enumerate(documents), len(documents), check)
        self._state = _State(self._index.searcher(), {}, frozenset())

    @property
    def counts(self) -> Counter[str]:
        """Return how many documents have each word."""
        return self.words.counts

    def _filled(self, documents: Iterable[tuple[int, str]], size: int, check: Check = nothing) -> tantivy.Index:
        engine = tantivy.Index(self._schema)
        writer = engine.writer(heap_size=ENGINE_HEAP if size > 5_000 else SMALL_HEAP, num_threads=1)
        for index, document in documents:
            if index % CHECK_EVERY == 0:
                check()
            writer.add_document(tantivy.Document(text=document, index=index))
        writer.commit()
        writer.wait_merging_threads()
        engine.reload()
        return engine

    def add(self, index: int, document: str) -> list[str]:
        """Add a document and return its distinct words. Takes less than a millisecond, sometimes tens of them."""
        distinct = sorted(self.words.add(document))
        if self._few is not None:
            self._few[index] = document
            self._refill(self._few)
            return distinct
        pending = _Pending(document, Counter(self._analyser.analyze(document)))
        self._change({**self._state.new, index: pending}, self._state.gone)
        return distinct

    def remove(self, index: int, document: str) -> list[str]:
        """Remove the document with an index and return its distinct words."""
        distinct = sorted(self.words.remove(document))
        if self._few is not None:
            del self._few[index]
            self._refill(self._few)
            return distinct
        new, gone = self._state.new, self._state.gone
        if index in new:
            self._change({other_index: pending for other_index, pending in new.items() if other_index != index}, gone)
        else:
            self._change(new, gone | {index})
        return distinct

    def search(self, stems: dict[str, float], limit: int) -> list[tuple[int, float]]:
        """Find the documents that share stems with the question: (index, BM25 score), best first.

        `stems` has the boost of each stem.
        """
        asked = dict(list(stems.items())[:MOST_TERMS])
        parts = []
        for stem, boost in asked.items():
            query = tantivy.Query.term_query(self._schema, "text", stem, "freq")
            if boost != 1.0:
                query = tantivy.Query.boost_query(query, boost)
            parts.append((tantivy.Occur.Should, query))
        if not parts:
            return []
        state = self._state
        query = tantivy.Query.boolean_query(parts)
        hits = state.searcher.search(query, limit + len(state.gone), count=False).hits
        indices = state.searcher.fast_field_values("index", [address for _, address in hits])
        scores = {
            int(index): float(score) for index, (score, _) in zip(indices, hits, strict=True) if index is not None
        }
        scores |= self._score_new(asked, state)
        remaining = [(index, score) for index, score in scores.items() if index not in state.gone]
        return sorted(remaining, key=lambda item: (-item[1], item[0]))[:limit]

    def _score_new(self, asked: dict[str, float], state: _State) -> dict[int, float]:
        """Return the BM25 scores of the pending documents, by index, as the engine would compute them."""
        searcher, new = state.searcher, state.new
        if not new:
            return {}
        count = searcher.num_docs + len(new)
        average = max(1.0, self.words.length / count)
        scores: dict[int, float] = {}
        for stem, boost in asked.items():
            matching = [(index, pending) for index, pending in new.items() if stem in pending.stems]
            if not matching:
                continue
            frequency = searcher.doc_freq("text", stem) + len(matching)
            rarity = math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
            for index, pending in matching:
                occurrences, size = pending.stems[stem], pending.stems.total()
                weight = occurrences * (_K1 + 1) / (occurrences + _K1 * (1 - _B + _B * size / average))
                scores[index] = scores.get(index, 0.0) + boost * rarity * weight
        return scores

    def _refill(self, few: dict[int, str]) -> None:
        self._index = self._filled(few.items(), len(few))
        self._state = _State(self._index.searcher(), {}, frozenset())
        if len(few) > SMALL:
            self._few = None

    def _change(self, new: dict[int, _Pending], gone: frozenset[int]) -> None:
        """Make a change visible to searches. If many changes are pending, update the engine first."""
        if len(new) + len(gone) < MOST_PENDING:
            self._state = _State(self._state.searcher, new, gone)
            return
        writer = self._index.writer(heap_size=SMALL_HEAP, num_threads=1)
        for index in sorted(gone):
            writer.delete_documents_by_term("index", index)
        for index, pending in new.items():
            writer.add_document(tantivy.Document(text=pending.document, index=index))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._state = _State(self._index.searcher(), {}, frozenset())
