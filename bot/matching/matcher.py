"""Text in, ranked matches out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from bot.matching import text
from bot.matching.candidates import CandidateIndex
from bot.matching.explaining import explanation
from bot.matching.features import NAMES, measure
from bot.matching.intent import WHEN, WHERE, WHO
from bot.matching.lexicon import Lexicon
from bot.matching.records import Entry, Explanation, Match, Rule, Trial
from bot.matching.scoring import Model, load_model
from bot.matching.spelling import Speller
from bot.matching.vectors import Background, load_background
from bot.matching.views import Aliases, EntryView, QuestionView, view_entry, view_question

CANDIDATES = 60  # that the engine hands on
CANDIDATES_OF_MANY = 32  # the same in a large store, where most are seen for the first time
MANY = 20_000
SMALL = 60  # a store up to this size is looked through whole
MOST_WORDS = 24_000  # of all candidates together, so that very long entries cost no time
_PUNCTUATION = dict.fromkeys(map(ord, '?!.,;:"()[]{}-–—…«»¿¡*_~`'), " ")

OWN_QUESTION = 0.995  # the score of an entry that is asked with one of its own questions
SAME_WORDS = 0.97  # the same for a curated question's words in another order or form, or mistyped
FOREIGN_NAME = 0.2  # at most, where a name or number of the question is foreign to the entry
LEAST_SUGGESTED = 0.35  # the share of a question's weight that a suggestion must meet
LEAST_MET = 0.75  # the share of a question's weight that an answer must meet
ENOUGH_QUESTIONS = 3  # so many that the kinds of answer that an entry gives are known
SUGGESTED = 0.55  # at most, where less is met


class Matcher:
    """Finds the entries that answer a question. Searching is safe from several threads."""

    def __init__(self, entries: Sequence[Entry], aliases: Aliases, background: Background, model: Model | None) -> None:
        self._entries = entries
        self._place = {entry.id: place for place, entry in enumerate(entries)}
        self._aliases = aliases
        self._model = model
        self._background = background
        self._own: dict[int, tuple[int, ...]] = {}
        self._index = CandidateIndex(self._documents(), len(entries))
        self._lexicon = Lexicon(background, self._index.counts, len(entries))
        for word in sorted(aliases.words()):
            if not self._lexicon.stored(word):
                self._lexicon.note(word, 0)
        self._lexicon.number([""])
        self._lexicon.weights[0] = 0.0
        for label, names in sorted(aliases.names.items()):
            self._lexicon.name_group(label, names, label in aliases.proper)
        vocabulary = {word for words in self._lexicon.words_of_key.values() for word in words}
        self._speller = Speller(sorted(vocabulary), lambda word: bool(self._lexicon.stored(word)), background.words())
        self._views: dict[int, EntryView] = {}

    @classmethod
    def build(cls, entries: Iterable[Entry], aliases: Iterable[Sequence[str]] = ()) -> Matcher:
        """A matcher over the entries; `aliases` are groups of names that mean the same ("UK", "United Kingdom").

        The order of the entries does not matter. Raises ValueError where two entries share an id.
        """
        ordered = sorted(entries, key=lambda entry: entry.id)
        for left, right in pairwise(ordered):
            if left.id == right.id:
                raise ValueError(f"two entries have the id {left.id!r}")
        return cls(ordered, Aliases(aliases), load_background(), load_model())

    @property
    def has_vectors(self) -> bool:
        """Whether words of near meaning are met; without the package's vectors only equal and similar words are."""
        return self._background.has_vectors

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, question: str, limit: int = 5, *, unseen: bool = False) -> list[Match]:
        """The entries that may answer, best first; scores never increase. Never raises, whatever the text.

        `unseen` asks as if no entry carried this very question, for leave-one-out. Only the views are without it: the
        index and the word counts still know it, so that a candidate is found, and a word weighs, as with it.
        """
        trial = self.trial(question, unseen=unseen)
        if trial is None or limit < 1:
            return []
        scores = self._scores(trial)
        order = sorted(
            range(len(scores)),
            key=lambda n: (
                trial.places[n] not in trial.own,
                not trial.alignment.same[n],
                trial.alignment.foreign[n],
                -trial.ranks[n],
                trial.places[n],
            ),
        )
        matches: list[Match] = []
        ceiling = 1.0
        for n in order[:limit]:
            ceiling = min(ceiling, float(scores[n]))
            matches.append(Match(self._entries[trial.places[n]].id, ceiling))
        return matches

    def explain(self, question: str, entry_id: str) -> Explanation:
        """Why the entry has its score for the question.

        Raises KeyError where there is no such entry.
        """
        place = self._place[entry_id]
        trial = self.trial(question, place)
        if trial is None:
            return Explanation(entry_id, 0.0, (), (), (), None, (), "")
        row = trial.places.index(place)
        score = next((m.score for m in self.search(question, len(trial.places)) if m.id == entry_id), 0.0)
        entry, view, rule = self._entries[place], self._view(place), self._rule(trial, row, place)
        return explanation(trial, row, entry, view, score, rule, self._lexicon, self._model)

    def carriers(self, question: str) -> frozenset[str]:
        """The ids of the entries that carry this very question."""
        return frozenset(self._entries[place].id for place in self._own.get(_key(question), ()))

    def _documents(self) -> Iterator[str]:
        """Each entry as one text for the engine; on the way its questions are noted for asking them verbatim."""
        own: dict[int, list[int]] = {}
        for place, entry in enumerate(self._entries):
            parts = [text.indexed(text.normalise(entry.text))]
            for question in entry.questions:
                parts.append(text.indexed(text.normalise(question)))
                own.setdefault(_fingerprint(parts[-1]), []).append(place)
            parts.extend(text.indexed(text.normalise(part)) for part in (entry.speaker, *entry.context) if part)
            yield " ; ".join(parts)
        self._own = {key: tuple(places) for key, places in own.items()}

    def _view(self, place: int) -> EntryView:
        view = self._views.get(place)
        if view is None:
            view = self._views[place] = self._seen(self._entries[place])
        return view

    def _view_without(self, place: int, key: int) -> EntryView:
        """The view as it would be without one question; made for one search and not kept."""
        entry = self._entries[place]
        return self._seen(replace(entry, questions=tuple(q for q in entry.questions if _key(q) != key)))

    def _seen(self, entry: Entry) -> EntryView:
        return view_entry(entry.text, entry.speaker, entry.context, entry.questions, self._lexicon, self._aliases)

    def entry(self, place: int) -> Entry:
        """The entry at a place of a trial."""
        return self._entries[place]

    def trial(self, question: str, also: int | None = None, *, unseen: bool = False) -> Trial | None:
        """The question weighed against its candidates, or None where there is nothing to weigh."""
        view = view_question(question, self._lexicon, self._speller, self._aliases)
        key = _key(question)
        carriers = self._own.get(key, ())
        own = () if unseen else carriers
        if not self._entries or (view is None and not own):
            return None
        if view is None:  # a curated question of nothing but function words
            view = view_question("what =own", self._lexicon, self._speller, self._aliases)
            if view is None:
                return None
        found = dict(
            self._index.search(self._terms(view), CANDIDATES if len(self._entries) < MANY else CANDIDATES_OF_MANY)
        )
        places = list(dict.fromkeys([*own, *found]))
        if len(self._entries) <= SMALL:
            places = list(dict.fromkeys([*places, *range(len(self._entries))]))
        if also is not None and also not in places:
            places.append(also)
        if not places:
            return None
        views: list[EntryView] = []
        room = MOST_WORDS
        for place in places:
            views.append(self._view_without(place, key) if unseen and place in carriers else self._view(place))
            room -= len(views[-1].words)
            if room < 0 and also is None:
                break
        places = places[: len(views)]
        bm25 = np.asarray(np.log1p([found.get(place, 0.0) for place in places]) / 4, np.float32)
        with np.errstate(invalid="ignore"):  # some builds of BLAS raise this flag over finite numbers
            features, alignment = measure(view, views, bm25, self._lexicon)
            ranks = self._model.rank(features) if self._model else features[:, NAMES.index("soft")].astype(np.float64)
        if alignment.same.sum() > 1:  # the words that do not count decide
            ratios = np.where(alignment.same, features[:, NAMES.index("q_fuzz")], -1)
            alignment.same &= ratios == ratios.max()
        return Trial(view, places, views, features, alignment, ranks, frozenset(own))

    def _terms(self, view: QuestionView) -> dict[str, float]:
        """The engine's terms for the question: stems of all readings, spelling variants and names."""
        terms: dict[str, float] = {}
        for reading in view.readings:
            for word, factor in reading.words:
                for variant in self._variants(word):
                    stem = self._lexicon.stemmer.stem(variant)
                    terms[stem] = max(terms.get(stem, 0.0), factor)
        return terms

    def _variants(self, word: str) -> list[str]:
        if word in self._aliases.names:
            return [part for name in self._aliases.names[word] for part in name.split()]
        variants = [word, *self._lexicon.stored(word)]
        written = text.written(word)
        return [*variants, written] if written else variants

    def _scores(self, trial: Trial) -> list[float]:
        if self._model is None:
            return [float(rank) for rank in trial.ranks]
        with np.errstate(invalid="ignore"):
            found = self._model.probabilities(trial.features, trial.ranks, trial.question).tolist()
        return [
            self._settled(trial, row, place, score)
            for row, (place, score) in enumerate(zip(trial.places, found, strict=True))
        ]

    def _settled(self, trial: Trial, row: int, place: int, score: float) -> float:
        """The estimated score, except where the words alone decide."""
        rule = self._rule(trial, row, place)
        return min(max(score, rule.least), rule.most)

    def _rule(self, trial: Trial, row: int, place: int) -> Rule:
        """What the words alone say of a candidate's score.

        The fitted data holds too few of these cases to learn them: a question in the words of a curated one is that
        question; a name or number that the entry knows nothing of belongs to another question.
        """
        if place in trial.own:
            return Rule("this is one of its own questions, word for word", least=OWN_QUESTION)
        met, question, view = float(trial.alignment.met[row]), trial.question, trial.views[row]
        elsewhere = bool(question.periods - view.periods)
        if trial.alignment.same[row] and self._only_same(trial, row) and not elsewhere:
            return Rule("this has the same words as one of its own questions", least=SAME_WORDS)
        if trial.alignment.foreign[row]:
            return Rule("the question has a name or number that this knows nothing of", most=FOREIGN_NAME)
        if met < LEAST_SUGGESTED:
            return Rule("too little of the question is met for a suggestion", most=FOREIGN_NAME)
        if question.muses or question.idle:
            return Rule("this tells of its author or greets, and asks nothing", most=FOREIGN_NAME)
        if met < LEAST_MET:
            return Rule("too little of the question is met for an answer", most=SUGGESTED)
        if elsewhere:
            return Rule("the question points to another period or another thing", most=SUGGESTED)
        if self._other_kind(question.kind, view):
            return Rule("the question asks for another kind of answer: who, when or where", most=SUGGESTED)
        return Rule("")

    @staticmethod
    def _other_kind(kind: str, view: EntryView) -> bool:
        """Whether the question asks where, who or when, and none of several curated questions does."""
        return kind in (WHO, WHEN, WHERE) and len(view.kinds) >= ENOUGH_QUESTIONS and kind not in view.kinds

    @staticmethod
    def _only_same(trial: Trial, row: int) -> bool:
        return int(trial.alignment.same.sum()) == 1 or row == int(
            np.argmax(np.where(trial.alignment.same, trial.ranks, -np.inf))
        )


def _key(question: str) -> int:
    return _fingerprint(text.indexed(text.normalise(question)))


def _fingerprint(index_text: str) -> int:
    """The same for texts that differ in punctuation and spaces only."""
    return hash(" ".join(index_text.translate(_PUNCTUATION).split()))
