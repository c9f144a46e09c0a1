"""The few entries worth a closer look, found by the search engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import tantivy

from bot.matching import text

ENGINE_HEAP = 128_000_000  # bytes that the engine may use while it indexes
SMALL_HEAP = 15_000_000
MOST_TERMS = 64


class CandidateIndex:
    """BM25 over the stems of the entries' texts."""

    def __init__(self, documents: Iterable[str], size: int) -> None:
        """Index normalised texts; the number of a document is its place.

        Raises MemoryError where the engine has no room.
        """
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="freq")
        builder.add_integer_field("place", stored=False, indexed=False, fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self.counts: Counter[str] = Counter()
        self._fill(documents, size)
        self._index.reload()
        self._searcher = self._index.searcher()

    def _fill(self, documents: Iterable[str], size: int) -> None:
        writer = self._index.writer(heap_size=ENGINE_HEAP if size > 5_000 else SMALL_HEAP, num_threads=1)
        counts = self.counts
        for place, document in enumerate(documents):
            counts.update(set(text.raw_words(document)))
            writer.add_document(tantivy.Document(text=document, place=place))
        writer.commit()
        writer.wait_merging_threads()

    def search(self, stems: dict[str, float], limit: int) -> list[tuple[int, float]]:
        """The places of the documents that share stems with the question, best first, with their BM25 scores."""
        parts = []
        for stem, boost in list(stems.items())[:MOST_TERMS]:
            query = tantivy.Query.term_query(self._schema, "text", stem, "freq")
            if boost != 1.0:
                query = tantivy.Query.boost_query(query, boost)
            parts.append((tantivy.Occur.Should, query))
        if not parts:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits
        places = self._searcher.fast_field_values("place", [address for _, address in hits])
        found = [
            (int(place), float(score)) for place, (score, _) in zip(places, hits, strict=True) if place is not None
        ]
        return sorted(found, key=lambda item: (-item[1], item[0]))
