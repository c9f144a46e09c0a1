"""Brings a matcher the vectors of its sentences: known ones at once, the others as the encoder makes them.

Vectors come from the matcher that was served last, from the cache, and only then from the encoder, which takes a
millisecond or two a text. Each text is read alone, so that its vector does not depend on
others, and rounded in the same way wherever it comes from. Whatever goes wrong, the matcher goes on by words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import DIMENSIONS
from bot.matching.matcher import Matcher
from bot.matching.meaning import SentenceEncoder
from bot.matching.packing import pack
from bot.matching.vector_cache import VectorCache, key

log = logging.getLogger(__name__)

MOST_ENTRIES = 10_000  # beyond it a matcher goes by words
MOST_AWAITED = 20_000  # texts that a command which answers and ends waits for
AT_ONCE = 200  # texts that a new matcher waits for before it is asked; less than half a second
FETCHED = 4_096  # texts that are looked up in the cache together, so that little memory is needed on the way
CHUNK = 256  # texts that are kept together, so that little is lost if the work ends early
REST = 1.0  # in the background: seconds of rest for each of work, so that questions have a core
LEAVE = 2.0  # seconds that the work in the background gets to end

Progress: TypeAlias = Callable[[int, int], None]
"""Told the texts done and the texts in all."""


class _Rows:
    """The packed vectors of some texts, and which of them are there."""

    def __init__(self, model: str, texts: list[str]) -> None:
        self.model = model
        self.texts = texts
        self.packed = np.zeros((len(texts), DIMENSIONS), np.int8)
        self.there = np.zeros(len(texts), np.bool_)

    def set(self, place: int, row: NDArray[np.int8]) -> None:
        """Put a row in its place; others may read along."""
        self.packed[place] = row
        self.there[place] = True

    def take_over(self, others: _Rows) -> None:
        """Copy the rows of the texts that others have too."""
        known = {text: place for place, text in enumerate(others.texts) if others.there[place]}
        pairs = [(here, known[text]) for here, text in enumerate(self.texts) if text in known]
        here, there = (list(places) for places in zip(*pairs, strict=True)) if pairs else ([], [])
        self.packed[here] = others.packed[there]
        self.there[here] = True

    def missing(self) -> list[int]:
        """The places of the texts that have no vector yet."""
        found: list[int] = np.flatnonzero(~self.there).tolist()
        return found


class VectorSource:
    """Serves one matcher after another, as changed facts make a new one. Safe to use from several threads."""

    def __init__(self, load: Callable[[], SentenceEncoder | None], cache: VectorCache) -> None:
        """`load` gives the encoder, or None if there is none; it is called when the first vector is wanted."""
        self._load = load
        self._cache = cache
        self._last: _Rows | None = None
        self._gathering = Lock()
        self._stop = Event()
        self._thread: Thread | None = None

    def complete(self, matcher: Matcher, progress: Progress | None = None) -> None:
        """Bring all vectors and wait for them, unless more than MOST_AWAITED are still to be made.

        `progress` is told how many are made, and of how many.
        """
        self._safely(lambda: self._bring(matcher, MOST_AWAITED, progress))

    def prepare(self, matcher: Matcher) -> None:
        """Bring all vectors to a matcher that nobody asks yet, if they are known or soon made."""
        self._safely(lambda: self._bring(matcher, AT_ONCE))

    def follow(self, matcher: Matcher) -> None:
        """Bring all vectors in the background; what was brought to another matcher there ends. Returns at once."""
        self._stop.set()
        if matcher.has_sentence_vectors:
            return
        stop, before = Event(), self._thread

        def work() -> None:
            if before:
                before.join()  # so that nothing is made twice
            self._safely(lambda: self._bring_slowly(matcher, stop))

        self._stop, self._thread = stop, Thread(target=work, name="sentence vectors", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the work in the background; waits for it, at most LEAVE seconds."""
        self._stop.set()
        if self._thread:
            self._thread.join(LEAVE)

    def _bring(self, matcher: Matcher, most: int, progress: Progress | None = None) -> None:
        encoder = self._load()
        if encoder is None or len(matcher) > MOST_ENTRIES:
            return
        rows = self._gathered(matcher, encoder)
        missing = rows.missing()
        if len(missing) > most:
            return
        with closing(self._fill(rows, missing, encoder)) as filling:
            for done in filling:
                if progress:
                    progress(done, len(missing))
        matcher.take_vectors(rows.packed, encoder)

    def _bring_slowly(self, matcher: Matcher, stop: Event) -> None:
        encoder = self._load()
        if encoder is None or len(matcher) > MOST_ENTRIES:
            why = (
                f"sentence vectors are not used for more than {MOST_ENTRIES:,} facts"
                if encoder
                else "`factbot doctor` says why"
            )
            log.info("Questions are matched only by their words: %s", why)
            return
        rows = self._gathered(matcher, encoder)
        missing = rows.missing()
        count, began = f"{len(missing):,} of {len(rows.texts):,} texts", monotonic()
        log.info("Computing sentence vectors for %s; until then questions are matched by their words", count)
        with closing(self._fill(rows, missing, encoder)) as filling:
            worked = began
            for _ in filling:
                if stop.wait((monotonic() - worked) * REST):
                    log.info("Computing sentence vectors ends early")
                    return
                worked = monotonic()
        matcher.take_vectors(rows.packed, encoder)
        log.info(
            "Computed sentence vectors for %s in %.0f s: questions are now also matched by meaning",
            count,
            monotonic() - began,
        )

    def _gathered(self, matcher: Matcher, encoder: SentenceEncoder) -> _Rows:
        """What is known of a matcher's vectors."""
        with self._gathering:
            rows = _Rows(encoder.name, matcher.texts())
            if self._last and self._last.model == rows.model:
                rows.take_over(self._last)
            wanted = [(key(rows.model, rows.texts[place]), place) for place in rows.missing()]
            for first in range(0, len(wanted), FETCHED):
                some = wanted[first : first + FETCHED]
                kept = self._cache.fetch([name for name, _ in some])
                for name, place in some:
                    if len(row := kept.get(name, b"")) == DIMENSIONS:
                        rows.set(place, np.frombuffer(row, np.int8))
            self._last = rows
            return rows

    def _fill(self, rows: _Rows, missing: Sequence[int], encoder: SentenceEncoder) -> Generator[int]:
        """Make the vectors of the texts at these places; yields how many are made after each."""
        fresh: dict[bytes, bytes] = {}
        try:
            for done, place in enumerate(missing, 1):
                text = rows.texts[place]
                row = pack(encoder.encode([text]))[0]
                rows.set(place, row)
                fresh[key(rows.model, text)] = row.tobytes()
                if len(fresh) == CHUNK:
                    self._cache.keep(fresh)
                    fresh = {}
                yield done
        finally:
            self._cache.keep(fresh)

    def _safely(self, work: Callable[[], None]) -> None:
        """Work; whatever happens, the matcher can be asked."""
        try:
            work()
        except Exception:
            log.exception("Could not compute sentence vectors, so questions are matched only by their words")
