"""Give matchers the vectors of their sentences.

Vectors come from the previous matchers, then from the cache, and only then from the encoder, which takes a millisecond
or two for each text. Each text is encoded alone, so that its vector does not depend on others, and all are rounded in
the same way. If anything fails, the matchers use words alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from itertools import chain
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

MOST_ENTRIES = 10_000  # a larger store is matched by words alone
MOST_AWAITED = 20_000  # maximum texts for which a single command (such as `factbot ask`) waits
AT_ONCE = 200  # maximum texts for which a new matcher waits before it is used; less than half a second
FETCHED = 4_096  # texts per query to the cache, to need little memory
CHUNK = 256  # texts that are stored together, so that little work is lost if it ends early
REST = 1.0  # in the background: seconds of pause for each second of work, to leave a core for questions
LEAVE = 2.0  # maximum seconds to wait for the background work to end

Progress: TypeAlias = Callable[[int, int], None]
"""Callback that receives the number of texts done and the total."""


class _Rows:
    """The packed vectors of some texts, and a flag for each that is known."""

    def __init__(self, model: str, texts: list[str]) -> None:
        self.model = model
        self.texts = texts
        self.packed = np.zeros((len(texts), DIMENSIONS), np.int8)
        self.known = np.zeros(len(texts), np.bool_)

    def set(self, index: int, row: NDArray[np.int8]) -> None:
        """Set a row; other threads may read at the same time."""
        self.packed[index] = row
        self.known[index] = True

    def take_over(self, others: _Rows) -> None:
        """Copy the known rows of texts that `others` has, too."""
        known = {text: index for index, text in enumerate(others.texts) if others.known[index]}
        pairs = [(target, known[text]) for target, text in enumerate(self.texts) if text in known]
        targets, sources = (list(indices) for indices in zip(*pairs, strict=True)) if pairs else ([], [])
        self.packed[targets] = others.packed[sources]
        self.known[targets] = True

    def of(self, texts: list[str]) -> NDArray[np.int8]:
        """Return the rows of some of the texts, in their order."""
        positions = {text: index for index, text in enumerate(self.texts)}
        return self.packed[[positions[text] for text in texts]]

    def missing(self) -> list[int]:
        """Return the indices of the texts without a vector."""
        indices: list[int] = np.flatnonzero(~self.known).tolist()
        return indices


class VectorSource:
    """Gives vectors to some matchers of the same facts, and to new ones after a change. Thread-safe."""

    def __init__(self, load: Callable[[], SentenceEncoder | None], cache: VectorCache) -> None:
        """Take `load`, which returns the encoder or None, and is called on first use, and a cache."""
        self._load = load
        self._cache = cache
        self._last: _Rows | None = None
        self._gathering = Lock()
        self._stop = Event()
        self._thread: Thread | None = None

    def complete(self, *matchers: Matcher, progress: Progress | None = None) -> None:
        """Set all vectors and wait for them, unless more than MOST_AWAITED are missing.

        Calls `progress` with the number of vectors done and the total.
        """
        self._safely(lambda: self._fill_now(matchers, MOST_AWAITED, progress))

    def prepare(self, *matchers: Matcher) -> None:
        """Set all vectors of matchers before they are used, if at most AT_ONCE are missing."""
        self._safely(lambda: self._fill_now(matchers, AT_ONCE))

    def follow(self, *matchers: Matcher) -> None:
        """Set all vectors in the background, and return at once. Stops the background work for other matchers."""
        self._stop.set()
        if all(matcher.has_sentence_vectors for matcher in matchers):
            return
        stop, before = Event(), self._thread

        def work() -> None:
            if before:
                before.join()  # so that no text is encoded twice
            self._safely(lambda: self._fill_in_background(matchers, stop))

        self._stop, self._thread = stop, Thread(target=work, name="sentence vectors", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the background work; waits for it, at most LEAVE seconds."""
        self._stop.set()
        if self._thread:
            self._thread.join(LEAVE)

    def _fill_now(self, matchers: Sequence[Matcher], most: int, progress: Progress | None = None) -> None:
        encoder = self._load()
        if encoder is None or _too_large(matchers):
            return
        rows = self._gathered(matchers, encoder, most)
        missing = rows.missing()
        if len(missing) > most:
            return
        with closing(self._fill(rows, missing, encoder)) as filling:
            for done in filling:
                if progress:
                    progress(done, len(missing))
        _give(rows, matchers, encoder)

    def _fill_in_background(self, matchers: Sequence[Matcher], stop: Event) -> None:
        encoder = self._load()
        if encoder is None or _too_large(matchers):
            why = (
                f"sentence vectors are not used for more than {MOST_ENTRIES:,} facts"
                if encoder
                else "`factbot doctor` says why"
            )
            log.info("Questions are matched only by their words: %s", why)
            return
        rows = self._gathered(matchers, encoder)
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
        _give(rows, matchers, encoder)
        log.info(
            "Computed sentence vectors for %s in %.0f s: questions are now also matched by meaning",
            count,
            monotonic() - began,
        )

    def _gathered(self, matchers: Sequence[Matcher], encoder: SentenceEncoder, most: int | None = None) -> _Rows:
        """Collect the known vectors of matchers, from the previous matchers and the cache.

        Asking the cache takes a second. Don't do so if the previous matchers lack more than `most` of these vectors.
        """
        with self._gathering:
            rows = _Rows(encoder.name, _texts(matchers))
            if self._last and self._last.model == rows.model:
                rows.take_over(self._last)
                before = set(self._last.texts)
                if most is not None and sum(rows.texts[index] in before for index in rows.missing()) > most:
                    return rows
            missing = [(key(rows.model, rows.texts[index]), index) for index in rows.missing()]
            for first in range(0, len(missing), FETCHED):
                batch = missing[first : first + FETCHED]
                cached = self._cache.fetch([name for name, _ in batch])
                for name, index in batch:
                    if len(row := cached.get(name, b"")) == DIMENSIONS:
                        rows.set(index, np.frombuffer(row, np.int8))
            self._last = rows
            return rows

    def _fill(self, rows: _Rows, missing: Sequence[int], encoder: SentenceEncoder) -> Generator[int]:
        """Encode the texts with these indices; yields the number done after each."""
        fresh: dict[bytes, bytes] = {}
        try:
            for done, index in enumerate(missing, 1):
                text = rows.texts[index]
                row = pack(encoder.encode([text]))[0]
                rows.set(index, row)
                fresh[key(rows.model, text)] = row.tobytes()
                if len(fresh) == CHUNK:
                    self._cache.keep(fresh)
                    fresh = {}
                yield done
        finally:
            self._cache.keep(fresh)

    def _safely(self, work: Callable[[], None]) -> None:
        """Run `work`; log any failure, because the matcher can be used without vectors."""
        try:
            work()
        except Exception:
            log.exception("Could not compute sentence vectors, so questions are matched only by their words")


def _texts(matchers: Sequence[Matcher]) -> list[str]:
    """Return the distinct texts of all matchers, sorted."""
    first, *others = [matcher.texts() for matcher in matchers]
    return sorted({*first, *chain.from_iterable(others)}) if others else first


def _too_large(matchers: Sequence[Matcher]) -> bool:
    return any(len(matcher) > MOST_ENTRIES for matcher in matchers)


def _give(rows: _Rows, matchers: Sequence[Matcher], encoder: SentenceEncoder) -> None:
    for matcher in matchers:
        packed = rows.packed if len(matchers) == 1 else rows.of(matcher.texts())
        matcher.take_vectors(packed, encoder)
