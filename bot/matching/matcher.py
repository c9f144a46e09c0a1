"""The matcher: ranks the entries that may answer a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from bot.matching.candidates import CandidateIndex
from bot.matching.documents import as_document, key_of
from bot.matching.embeddings import Background, load_background
from bot.matching.encoding import Aliases, EntryView, view_entry, view_question
from bot.matching.explanation import explanation
from bot.matching.meaning import QuestionEncoder, SentenceEncoder
from bot.matching.model import Model, load_model, weights_signature
from bot.matching.plain import plain
from bot.matching.reading import decides
from bot.matching.recall import Finder
from bot.matching.sentence_vectors import Member, SentenceVectors
from bot.matching.spelling import Speller
from bot.matching.types import Entry, Match, MatchExplanation, Trial
from bot.matching.vetoes import veto
from bot.matching.vocabulary import Lexicon
from bot.matching.weighing import Weigher

SMALL = 60  # in a store up to this size, all entries are candidates
MOST_WORDS = 24_000  # maximum words of all candidates together, so that very long entries take no more time
MOST_VIEWS = 5_000  # size of the cache of views; a view takes a few kilobytes


class Matcher:
    """Finds the entries that answer a question.

    Searching is thread-safe, also while another thread adds or removes an entry. The index of an entry is its position
    in the matcher's list of entries.
    """

    def __init__(self, entries: Sequence[Entry], aliases: Aliases, background: Background, model: Model | None) -> None:
        self._entries = list(entries)  # by index; removed entries stay for running searches
        self._indices = {entry.id: index for index, entry in enumerate(entries)}
        self._aliases = aliases
        self._background = background
        self._own: dict[int, tuple[int, ...]] = {}
        self._index = CandidateIndex(self._documents(), len(entries))
        self._lexicon = Lexicon(background, self._index.counts, len(entries))
        self._alias_words = frozenset(aliases.words())
        for word in sorted(self._alias_words):
            if not self._lexicon.stored(word):
                self._lexicon.note(word, 0)
        self._lexicon.ids_of([""])  # the only "word" of an empty text
        for label, names in sorted(aliases.names.items()):
            self._lexicon.name_group(label, names, label in aliases.proper)
        vocabulary = {word for words in self._lexicon.words_of_key.values() for word in words}
        self._speller = Speller(sorted(vocabulary), lambda word: bool(self._lexicon.stored(word)), background)
        self._views: dict[int, EntryView] = {}
        self._finder = Finder(self._index, self._lexicon, aliases, self._entries)
        self._weigher = Weigher(self._lexicon, model)
        self._meaning: QuestionEncoder | None = None
        self._changing = Lock()

    @classmethod
    def build(cls, entries: Iterable[Entry], aliases: Iterable[Sequence[str]] = ()) -> Matcher:
        """Build a matcher; `aliases` are groups of names that mean the same ("UK", "United Kingdom").

        The order of the entries does not matter. Raises ValueError if two entries have the same id.
        """
        ordered = sorted(entries, key=lambda entry: entry.id)
        for left, right in pairwise(ordered):
            if left.id == right.id:
                raise ValueError(f"two entries have the id {left.id!r}")
        return cls(ordered, Aliases(aliases), load_background(), load_model())

    def texts(self) -> list[str]:
        """Return the distinct questions and texts of all entries, after `plain` and sorted, for `take_vectors`."""
        entries = (self._entries[index] for index in self._indices.values())
        return sorted({plain(text) for entry in entries for text in (*entry.questions, entry.text)})

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
                    Member(row.get(plain(e.text), 0), tuple(row.get(plain(q), 0) for q in e.questions))
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
            document, keys = as_document(entry)
            words = self._index.add(index, document)
            for word in words:
                if self._index.counts[word] == 1 and word not in self._alias_words:
                    self._lexicon.note(word, 0)
                    self._speller.add(word)
            self._lexicon.recount(words, 1, len(self._indices) + 1)
            self._forget_views(words)
            self._indices[entry.id] = index
            for key in keys:
                self._own[key] = (*self._own.get(key, ()), index)

    def remove(self, entry_id: str) -> None:
        """Remove an entry; takes as long as `add`. Raises KeyError if there is no such entry."""
        with self._changing:
            index = self._indices.pop(entry_id)
            document, keys = as_document(self._entries[index])
            for key in keys:
                if remaining := tuple(other_index for other_index in self._own[key] if other_index != index):
                    self._own[key] = remaining
                else:
                    del self._own[key]
            words = self._index.remove(index, document)
            self._lexicon.recount(words, -1, len(self._indices))
            for word in words:
                if self._index.counts[word] <= 0 and word not in self._alias_words:
                    self._lexicon.drop(word)
                    self._speller.drop(word)
            self._views.pop(index, None)
            self._forget_views(words)

    def _forget_views(self, words: Iterable[str]) -> None:
        """Clear the cache of views if one of the words decides how others are read ("first" if there is a second)."""
        if any(map(decides, words)):
            self._views = {}

    def search(
        self, question: str, limit: int = 5, *, without: Collection[str] = (), except_for: Collection[str] = ()
    ) -> list[Match]:
        """Find the entries that may answer, best first; scores never increase. Never raises.

        `without` are questions to ignore in all entries, for leave-one-out evaluation. Only the views leave them out:
        the index and the word counts keep them, so that candidates and weights of words stay the same. `except_for`
        are the ids of entries that are no candidates.
        """
        trial = self.trial(question, without=without, except_for=except_for)
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
        return explanation(trial, row, self._entries[index], score, self._lexicon, self._weigher.model)

    def carriers(self, question: str) -> frozenset[str]:
        """Return the ids of the entries that list exactly this question."""
        return frozenset(self._entries[index].id for index in self._own.get(key_of(question), ()))

    def _documents(self) -> Iterator[str]:
        """Yield each entry as one text for the engine, and collect its questions for exact matches (`_own`)."""
        own: dict[int, list[int]] = {}
        for index, entry in enumerate(self._entries):
            document, keys = as_document(entry)
            for key in keys:
                own.setdefault(key, []).append(index)
            yield document
        self._own = {key: tuple(indices) for key, indices in own.items()}

    def _view(self, index: int) -> EntryView:
        view = self._views.get(index)
        if view is None:
            if len(self._views) >= MOST_VIEWS:
                self._views = {}
            view = self._views[index] = self._encode(self._entries[index])
        return view

    def _view_without(self, index: int, keys: Collection[int]) -> EntryView:
        """Return the view without some questions, for one search; it is not cached."""
        questions = tuple(q for q in self._entries[index].questions if key_of(q) not in keys)
        return self._encode(replace(self._entries[index], questions=questions))

    def _encode(self, entry: Entry) -> EntryView:
        return view_entry(entry.text, entry.speaker, entry.context, entry.questions, self._lexicon, self._aliases)

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
    ) -> Trial | None:
        """Weigh a question against its candidates and the entries at the indices `also`; None if there are none."""
        view = view_question(question, self._lexicon, self._speller, self._aliases)
        key = key_of(question)
        hidden = frozenset(map(key_of, without))
        touched = {index for hidden_key in hidden for index in self._own.get(hidden_key, ())}
        left_out = {index for entry_id in except_for if (index := self._indices.get(entry_id)) is not None}
        carriers = tuple(index for index in self._own.get(key, ()) if index not in left_out)
        own = () if key in hidden else carriers
        if not self._indices or ((view is None or view.idle) and not own):
            return None  # such as a greeting
        if view is None:  # a curated question of only function words
            view = view_question("what =own", self._lexicon, self._speller, self._aliases)
            if view is None:
                return None
        size = len(self._indices)
        scores = self._finder.by_words(view, size)
        meaning = self._meaning
        question_vectors = meaning.of_question(question, view) if meaning else None
        indices = list(dict.fromkeys([*own, *scores]))
        if size <= SMALL:
            indices = list(dict.fromkeys([*indices, *self._indices.copy().values()]))
        elif meaning and question_vectors is not None:
            near = self._finder.by_meaning(meaning.vectors, question_vectors, size)
            indices = list(dict.fromkeys([*indices, *(n for n in near if self._entries[n].id in self._indices)]))
        indices = [index for index in dict.fromkeys([*indices, *also]) if index not in left_out]
        if not indices:
            return None
        views: list[EntryView] = []
        room = MOST_WORDS
        for index in indices:
            if room < 0 and not also and index not in carriers:
                break
            views.append(self._view_without(index, hidden) if index in touched else self._view(index))
            room -= len(views[-1].words)
        # Sort by id, because a matrix product rounds a row according to its position.
        order = sorted(range(len(views)), key=lambda n: self._entries[indices[n]].id)
        indices, views = [indices[n] for n in order], [views[n] for n in order]
        bm25 = np.asarray(np.log1p([scores.get(index, 0.0) for index in indices]) / 4, np.float32)
        meanings = None
        if meaning and question_vectors is not None:
            rows = frozenset(
                row for index in touched | left_out for row in self._hidden_rows(meaning, index, hidden, left_out)
            )
            meanings = meaning.vectors.compare(question_vectors, indices, rows)
        measured, ranks = self._weigher.weigh(question, view, views, bm25, size, meanings)
        return Trial(view, indices, views, measured, ranks, frozenset(own), meanings)

    def _hidden_rows(
        self, meaning: QuestionEncoder, index: int, hidden: Collection[int], left_out: Collection[int]
    ) -> list[int]:
        """Return the vector rows to ignore: those of hidden questions, and all of an entry that is left out."""
        member = meaning.vectors.member(index)
        if index in left_out:
            return list(member.questions or (member.text,))
        questions = self._entries[index].questions
        return [row for row, question in zip(member.questions, questions, strict=True) if key_of(question) in hidden]
