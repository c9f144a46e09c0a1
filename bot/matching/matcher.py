"""The matcher: ranks the entries that may answer a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from bot.matching.aliases import Aliases
from bot.matching.candidates import CandidateIndex, Check, nothing
from bot.matching.documents import IndexedEntry, as_document, counted_documents, key_of
from bot.matching.embeddings import Background, load_background
from bot.matching.encoding import QuestionView, view_question
from bot.matching.explanation import explanation
from bot.matching.meaning import QuestionEncoder, SentenceEncoder
from bot.matching.model import Model, load_model, weights_signature
from bot.matching.plain import plain
from bot.matching.recall import Finder
from bot.matching.sentence_vectors import Member, SentenceVectors
from bot.matching.spelling import Speller
from bot.matching.types import Entry, Match, MatchExplanation, Trial
from bot.matching.vetoes import veto
from bot.matching.views import EntryViews, Hidden
from bot.matching.vocabulary import Vocabulary
from bot.matching.weighing import Weigher

SMALL = 60  # in a store up to this size, all entries are candidates


class Matcher:
    """Finds the entries that answer a question.

    Searching is thread-safe, also while another thread adds or removes an entry. The index of an entry is its position
    in the matcher's list of entries.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        aliases: Aliases,
        background: Background,
        model: Model | None,
        before: Matcher | None = None,
        check: Check = nothing,
    ) -> None:
        # A few of many entries change at once, so take the documents of the others from the matcher before.
        known, counted = (before._documents, before._index.words) if before else ({}, None)
        self._documents: dict[str, IndexedEntry]
        self._documents, words = counted_documents(entries, known, counted, check)
        self._plain: dict[str, str] = before._plain if before else {}
        self._entries = list(entries)  # by index; removed entries stay for running searches
        self._indices = {entry.id: index for index, entry in enumerate(entries)}
        self._aliases = aliases
        self._background = background
        texts = [self._documents[entry.id].text for entry in entries]
        with ThreadPoolExecutor(1, "engine") as engine:  # it mostly works without the interpreter
            index = engine.submit(CandidateIndex, texts, words, check)
            self._own = self._by_question()
            self._vocabulary = Vocabulary(background, words.counts, len(entries))
            self._alias_words = frozenset(aliases.words())
            self._vocabulary.take_aliases(aliases)
            known_words = {word for words in self._vocabulary.words_of_key.values() for word in words}
            vocabulary = self._vocabulary  # a function that refers to `self` would keep this matcher in memory for long
            self._speller = Speller(sorted(known_words), lambda word: bool(vocabulary.stored(word)), background)
            self._index: CandidateIndex = index.result()
        self._views = EntryViews(self._entries, self._vocabulary, aliases)
        self._finder = Finder(self._index, self._vocabulary, aliases, self._entries)
        self._weigher = Weigher(self._vocabulary, model)
        self._meaning: QuestionEncoder | None = None
        self._changing = Lock()

    @classmethod
    def build(
        cls,
        entries: Iterable[Entry],
        aliases: Iterable[Sequence[str]] = (),
        before: Matcher | None = None,
        check: Check = nothing,
    ) -> Matcher:
        """Build a matcher; `aliases` are groups of names that mean the same ("UK", "United Kingdom").

        The order of the entries does not matter. It takes less time if most of them are the same as in the matcher
        `before`; the result does not depend on that. `check` is called now and then; what it raises ends the work.
        Raises ValueError if two entries have the same id.
        """
        ordered = sorted(entries, key=lambda entry: entry.id)
        for left, right in pairwise(ordered):
            if left.id == right.id:
                raise ValueError(f"two entries have the id {left.id!r}")
        return cls(ordered, Aliases(aliases), load_background(), load_model(), before, check)

    def texts(self) -> list[str]:
        """Return the distinct questions and texts of all entries, after `plain` and sorted, for `take_vectors`."""
        entries = (self._entries[index] for index in self._indices.values())
        self._plain = {text: self._plainly(text) for entry in entries for text in (*entry.questions, entry.text)}
        return sorted(set(self._plain.values()))

    def _plainly(self, text: str) -> str:
        """Return `plain` of a text of an entry, which takes long for thousands of them."""
        return self._plain.get(text) or plain(text)

    def take_vectors(self, packed: NDArray[np.int8], encoder: SentenceEncoder) -> None:
        """Compare the meanings of whole sentences from now on, until an entry is added.

        `packed` has a row for each of `texts()`, in that order, from `packing.pack`: (texts, dimensions). `encoder`
        encodes the questions. Raises ValueError if the number of rows is wrong, such as after a change.
        """
        with self._changing:
            texts = self.texts()
            if len(texts) != len(packed):
                raise ValueError(f"{len(texts)} texts, but {len(packed)} vectors")
            if texts:
                row = {text: index for index, text in enumerate(texts)}
                members = [
                    Member(row.get(self._plainly(e.text), 0), tuple(row.get(self._plainly(q), 0) for q in e.questions))
                    for e in self._entries
                ]
                self._meaning = QuestionEncoder(SentenceVectors(packed, members), encoder)

    @property
    def has_sentence_vectors(self) -> bool:
        """Return whether the meanings of whole sentences are compared."""
        return self._meaning is not None

    @property
    def has_vectors(self) -> bool:
        """Return whether words of similar meaning match. Without word vectors, only words of similar spelling do."""
        return self._background.has_vectors

    @property
    def signature(self) -> str:
        """Name everything except the entries that decides scores. It is equal in processes with equal scores."""
        meaning = self._meaning
        return f"{weights_signature()} {meaning.name if meaning else 'words'}"

    def __len__(self) -> int:
        return len(self._indices)

    def add(self, entry: Entry) -> None:
        """Add an entry. Searches find it at once.

        In a store of thousands this takes less than a millisecond, but tens of milliseconds after each `MOST_PENDING`
        changes. In a small store it takes some milliseconds. Raises ValueError if the id exists.
        """
        with self._changing:
            if entry.id in self._indices:
                raise ValueError(f"two entries have the id {entry.id!r}")
            index = len(self._entries)
            self._meaning = None  # the new entry has no vectors yet, so words alone decide
            self._entries.append(entry)
            document = self._documents[entry.id] = as_document(entry)
            words = self._index.add(index, document.text)
            for word in words:
                if self._index.counts[word] == 1 and word not in self._alias_words:
                    self._vocabulary.note(word, 0)
                    self._speller.add(word)
            self._vocabulary.recount(words, 1, len(self._indices) + 1)
            self._views.forget(words)
            self._indices[entry.id] = index
            for key in document.keys:
                self._own[key] = (*self._own.get(key, ()), index)

    def remove(self, entry_id: str) -> None:
        """Remove an entry; takes as long as `add`. Raises KeyError if there is no such entry."""
        with self._changing:
            index = self._indices.pop(entry_id)
            document = self._documents.pop(entry_id)
            for key in document.keys:
                if remaining := tuple(other_index for other_index in self._own[key] if other_index != index):
                    self._own[key] = remaining
                else:
                    del self._own[key]
            words = self._index.remove(index, document.text)
            self._vocabulary.recount(words, -1, len(self._indices))
            for word in words:
                if self._index.counts[word] <= 0 and word not in self._alias_words:
                    self._vocabulary.drop(word)
                    self._speller.drop(word)
            self._views.drop(index)
            self._views.forget(words)

    def search(
        self,
        question: str,
        limit: int = 5,
        *,
        without: Collection[str] = (),
        except_for: Collection[str] = (),
        most: int | None = None,
    ) -> list[Match]:
        """Find the entries that may answer, best first; scores never increase. Never raises.

        `without` are questions to ignore in all entries, for leave-one-out evaluation. Only the views leave them out:
        the index and the word counts keep them, so that candidates and weights of words stay the same. `except_for`
        are the ids of entries that are no candidates. At most `most` candidates are found by words and
        as many by meaning; few take less time.
        """
        trial = self.trial(question, without=without, except_for=except_for, most=most)
        if trial is None or limit < 1:
            return []
        ids = [self._entries[index].id for index in trial.indices]
        likely = [n for n in range(len(ids)) if self._weigher.is_candidate(trial, n)]
        order = sorted(likely, key=lambda n: (trial.indices[n] not in trial.own, -trial.ranks[n], ids[n]))
        matches: list[Match] = []
        ceiling = 1.0
        for n, score in self._weigher.best(trial, order, limit):
            ceiling = min(ceiling, score)
            matches.append(Match(ids[n], ceiling, veto(trial, n, score)))
        return matches

    def explain(self, question: str, entry_id: str) -> MatchExplanation:
        """Explain the score of an entry for a question. Raises KeyError if there is no such entry."""
        index = self._indices[entry_id]
        trial = self.trial(question, (index,))
        if trial is None:
            return MatchExplanation(entry_id, 0.0, (), (), (), None, 0.0, (), "")
        row = trial.indices.index(index)
        score = next((m.score for m in self.search(question, len(trial.indices)) if m.id == entry_id), 0.0)
        return explanation(trial, row, self._entries[index], score, self._vocabulary, self._weigher.model)

    def carriers(self, question: str) -> frozenset[str]:
        """Return the ids of the entries that list exactly this question."""
        return frozenset(self._entries[index].id for index in self._own.get(key_of(question), ()))

    def _by_question(self) -> dict[int, tuple[int, ...]]:
        """Return the indices of the entries that list each question, by the question's key, for exact matches."""
        own: dict[int, tuple[int, ...]] = {}
        for index, entry in enumerate(self._entries):
            for key in self._documents[entry.id].keys:
                own[key] = (*own.get(key, ()), index)
        return own

    def index_of(self, entry_id: str) -> int:
        """Return the index of an entry. Raises KeyError if there is no such entry."""
        return self._indices[entry_id]

    def entry(self, index: int) -> Entry:
        """Return the entry with an index."""
        return self._entries[index]

    def trial(
        self,
        question: str,
        also: Sequence[int] = (),
        *,
        without: Collection[str] = (),
        except_for: Collection[str] = (),
        most: int | None = None,
    ) -> Trial | None:
        """Weigh a question against its candidates and the entries at the indices `also`; None if there are none."""
        hidden = self._hide(without, except_for)
        key = key_of(question)
        carriers = tuple(index for index in self._own.get(key, ()) if index not in hidden.entries)
        own = () if key in hidden.questions else carriers
        view = self._view_question(question)
        if not self._indices or ((view is None or view.idle) and not own):
            return None  # such as a greeting
        view = view or self._view_question("what =own")  # of a curated question of only function words
        if view is None:
            return None
        size = len(self._indices)
        scores = self._finder.by_words(view, size)
        meaning = self._meaning
        question_vectors = meaning.of_question(question, view) if meaning else None
        likely = [*own, *[*scores][:most], *self._further(meaning, question_vectors, size)[:most], *also]
        candidates = [index for index in dict.fromkeys(likely) if index not in hidden.entries]
        if not candidates:
            return None
        viewed = self._views.of_candidates(candidates, hidden, None if also else carriers)
        indices, views = [index for index, _ in viewed], [entry_view for _, entry_view in viewed]
        bm25 = np.asarray(np.log1p([scores.get(index, 0.0) for index in indices]) / 4, np.float32)
        meanings = None
        if meaning and question_vectors is not None:
            meanings = meaning.vectors.compare(question_vectors, indices, self._hidden_rows(meaning, hidden))
        measured, ranks = self._weigher.weigh(question, view, views, bm25, size, meanings)
        return Trial(view, indices, views, measured, ranks, frozenset(own), meanings)

    def _hide(self, questions: Collection[str], entry_ids: Collection[str]) -> Hidden:
        keys = frozenset(map(key_of, questions))
        shortened = frozenset(index for key in keys for index in self._own.get(key, ()))
        entries = frozenset(index for entry_id in entry_ids if (index := self._indices.get(entry_id)) is not None)
        return Hidden(keys, shortened, entries)

    def _view_question(self, question: str) -> QuestionView | None:
        return view_question(question, self._vocabulary, self._speller, self._aliases)

    def _further(
        self, meaning: QuestionEncoder | None, question_vectors: NDArray[np.float32] | None, size: int
    ) -> list[int]:
        """Return more candidates: all entries of a small store, otherwise those that are near in meaning."""
        if size <= SMALL:
            return list(self._indices.copy().values())
        if meaning is None or question_vectors is None:
            return []
        near = self._finder.by_meaning(meaning.vectors, question_vectors, size)
        return [index for index in near if self._entries[index].id in self._indices]

    def _hidden_rows(self, meaning: QuestionEncoder, hidden: Hidden) -> frozenset[int]:
        """Return the vector rows of the hidden questions and entries."""
        rows: set[int] = set()
        for index in hidden.shortened | hidden.entries:
            member = meaning.vectors.member(index)
            if index in hidden.entries:
                rows.update(member.questions or (member.text,))
            else:
                numbered = zip(member.questions, self._entries[index].questions, strict=True)
                rows.update(row for row, question in numbered if key_of(question) in hidden.questions)
        return frozenset(rows)
