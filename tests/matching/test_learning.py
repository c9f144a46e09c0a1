"""Fit weights for toy problems with a known solution, and run the whole fit on a tiny data set."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from bot.matching.features import ALL_NAMES
from bot.matching.model import EXTRA, WEIGHTS, Array, Net, is_curated, load_model
from bot.matching.packing import pack
from bot.matching.training import boosting, fit, question_sets, samples
from bot.matching.training.models import fit_rankers
from bot.matching.training.optimiser import Groups, fit_probability, fit_ranker, with_hidden
from bot.matching.trees import MOST_LEAVES, Trees
from tests.fake_encoder import FakeEncoder


def groups(near: bool, seed: int = 1, count: int = 1500) -> Groups:
    """Return questions with three to five candidates, each with three features.

    The right candidate has the highest first feature. If `near`, it has the first feature closest to zero.
    """
    rng = np.random.default_rng(seed)
    questions = []
    for _ in range(count):
        rows = rng.normal(size=(rng.integers(3, 6), 3)).astype(np.float32)
        worth = -np.abs(rows[:, 0]) if near else rows[:, 0]
        questions.append((rows, worth == worth.max()))
    return Groups.of(questions)


def first_right(values: Array, questions: Groups) -> float:
    """Return the share of questions with the right candidate first."""
    best = np.where(questions.filled, values, -np.inf).argmax(axis=1)
    return float(questions.right[np.arange(len(best)), best].mean())


def test_groups_exclude_questions_whose_candidates_are_all_right_or_all_wrong() -> None:
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    marks = [[True, False, False], [False, False, False], [True, True, True], [True, False]]
    kept = Groups.of([(rows[: len(right)], np.array(right)) for right in marks])
    assert kept.table.shape == (2, 3, 2)
    assert kept.filled.tolist() == [[True] * 3, [True, True, False]]
    assert kept.right.tolist() == [[True, False, False]] * 2


def test_the_ranker_learns_the_relevant_feature() -> None:
    learnt, start = groups(near=False), np.zeros(3)
    weights = fit_ranker(learnt, start, decay=1e-3)
    fresh = groups(near=False, seed=2)
    assert first_right(fresh.table @ weights, fresh) > 0.97
    assert weights[0] > 10 * np.abs(weights[1:]).max()
    assert np.array_equal(weights, fit_ranker(learnt, start, decay=1e-3))
    # So strict that the weights stay near their start.
    regularised = fit_ranker(learnt, np.array([0.0, 3.0, 0.0]), decay=1e3)
    assert np.abs(regularised - [0.0, 3.0, 0.0]).max() < 0.2


def test_features_equal_for_all_candidates_get_no_weight() -> None:
    learnt = groups(near=False)
    same = np.random.default_rng(4).normal(size=(len(learnt.table), 1, 1)).astype(np.float32)
    learnt.table = np.concatenate([learnt.table, np.broadcast_to(same, (*learnt.table.shape[:2], 1))], axis=2)
    weights = fit_ranker(learnt, np.zeros(4), decay=1e-3)
    assert weights[0] > 1
    assert weights[3] == 0
    assert with_hidden(learnt, weights, epochs=3).linear[3] == 0


def test_entries_with_and_without_phrasings_are_ranked_on_one_scale() -> None:
    """The candidate with the highest first feature is right, with or without phrasings."""
    rng, training_samples = np.random.default_rng(6), []
    for n in range(1500):
        table = np.zeros((6, len(ALL_NAMES)), np.float32)
        table[:, 0] = rng.normal(size=6)
        table[:, ALL_NAMES.index("curated")] = [n % 3 > 0, n % 3 > 0, n % 3 > 0, n % 3 > 1, n % 3 > 1, n % 3 > 1]
        training_samples.append(samples.TrainingSample("toy", table, table[:, 0] == table[:, 0].max(), True))
    curated, bare = fit_rankers(training_samples)
    mixed = [sample for n, sample in enumerate(training_samples) if n % 3 == 1]
    tables = [(is_curated(sample.features), sample.features.astype(np.float64)) for sample in mixed]
    both = [np.where(listed, curated.value(table), bare.value(table)) for listed, table in tables]
    firsts = [bool(s.right[int(values.argmax())]) for s, values in zip(mixed, both, strict=True)]
    assert np.mean(firsts) > 0.95


def test_hidden_units_learn_a_nonlinear_problem() -> None:
    learnt, fresh = groups(near=True), groups(near=True, seed=2)
    linear = fit_ranker(learnt, np.zeros(3))
    assert first_right(fresh.table @ linear, fresh) < 0.6
    net, again, other = (with_hidden(learnt, linear, seed=seed, epochs=120) for seed in (0, 0, 1))
    rows = fresh.table.reshape(-1, 3).astype(np.float64)
    assert first_right(net.value(rows).reshape(fresh.right.shape), fresh) > 0.85
    assert all(np.array_equal(getattr(net, field.name), getattr(again, field.name)) for field in fields(Net))
    assert not np.array_equal(net.inner, other.inner)


def test_the_probabilities_are_calibrated() -> None:
    rng = np.random.default_rng(3)
    table = rng.normal(size=(6000, 2))
    right = (rng.random(6000) < 1 / (1 + np.exp(-(2 * table[:, 0] - 1)))).astype(np.float64)
    weights = fit_probability(table, right, np.ones(6000), np.zeros(3), decay=1.0)
    assert np.abs(weights - [2, 0, -1]).max() < 0.2
    assert np.array_equal(weights, fit_probability(table, right, np.ones(6000), np.zeros(3), decay=1.0))
    regularised = fit_probability(table, right, np.ones(6000), np.array([0.0, 1.0, 0.5]), decay=1e9)
    assert np.abs(regularised - [0.0, 1.0, 0.5]).max() < 0.01
    # A right sample with weight 3 counts like three right samples.
    thrice = np.concatenate([table, table[right > 0], table[right > 0]])
    many = fit_probability(thrice, np.concatenate([right, np.ones(len(thrice) - 6000)]), np.ones(len(thrice)), weights)
    assert many == pytest.approx(fit_probability(table, right, 1 + 2 * right, weights), abs=0.05)


WORLDS = """# two small worlds
W Mill
F The mill at Osterby grinds rye on Mondays.
Q When does the mill grind rye?
Q What is ground at Osterby?
A on which day is rye ground
N Who owns the mill?
F The miller Edda Strand keeps nine geese.
Q How many geese does Edda Strand keep?
A number of the miller's geese
S Edda Strand: Geese are better than dogs
C the miller; watching the mill
Q What did Edda Strand say about geese?
A the miller on dogs
W Quay
F The quay of Lund was built in 1887 of granite.
Q When was the quay built?
Q What is the quay made of?
A year of the quay in Lund
N How long is the quay?
F The crane on the quay lifts 12 tonnes.
Q How much can the crane lift?
A tonnes that the crane can lift
F The ferry to Orsa sails at seven.
A when does the ferry to Orsa sail
F The inn behind the quay has nine rooms.
A rooms of the inn
F Captain Ames sold his boat to the pilots.
Q Who sold a boat to the pilots?
A what did Ames sell
"""
FACTS = {
    "Rye bread is baked in stone ovens at dawn.": "What is baked at dawn?",
    "The tower clock has stood still since 1911.": "Since when has the clock stood still?",
    "Nine swans winter on the pond behind the church.": "How many swans winter on the pond?",
    "Otto Lind painted the barn doors blue.": "Who painted the barn doors?",
    "The bus to Vik leaves from the chapel.": "Where does the bus to Vik leave from?",
    "Beekeepers meet in the library every April.": "When do the beekeepers meet?",
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a worlds file and a quiz. Set few draws and a fake encoder."""
    worlds, quiz = tmp_path / "worlds.txt", tmp_path / "toy.json"
    worlds.write_text(WORLDS, encoding="utf-8")
    quiz_questions = [
        {"question": question, "facts": [index], "part": part}
        for index, question in enumerate(FACTS.values())
        for part in ("tune", "check")
    ]
    quiz_questions += [{"question": "Who sank the ferry?", "facts": [], "part": part} for part in ("tune", "check")]
    quiz.write_text(json.dumps({"facts": list(FACTS), "questions": quiz_questions}), encoding="utf-8")
    reader = FakeEncoder()
    monkeypatch.setattr(samples, "load_encoder", lambda: reader)
    monkeypatch.setattr(samples, "_vector", lambda text: pack(reader.encode([text]))[0])
    monkeypatch.setattr(fit, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(fit, "DRAWS", 8)
    monkeypatch.setattr(boosting, "ROUNDS", 5)
    monkeypatch.setattr(question_sets, "SIZES", (3, 5))
    monkeypatch.setattr(question_sets, "ENOUGH", 8)
    return worlds, quiz


def test_trees_give_the_values_of_the_fitted_ensemble() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    rng = np.random.default_rng(5)
    table = rng.normal(size=(4000, 3)).round(3)
    right = (table[:, 0] > 0) & (table[:, 1] > 0) | (table[:, 2] > 1)
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=MOST_LEAVES, random_state=0)
    model.fit(table, right)
    names = ("one", "other", "third")
    total = Trees.read(boosting.written(model, names, 1.0), names).total(table[:500])
    assert total == pytest.approx(model.decision_function(table[:500]), abs=1e-3)
    half = Trees.read(boosting.written(model, names, 0.5), names).total(table[:500])
    assert half == pytest.approx(total / 2, abs=1e-3)
    elsewhere = np.stack([table[:, 1], right, table[:, 2], table[:, 0]], axis=1)[:500]
    turned = Trees.read(boosting.written(model, names, 1.0), ("other", "new", "third", "one")).total(elsewhere)
    assert turned == pytest.approx(total)  # features are found by name, not by position


def test_two_fits_of_the_same_data_give_the_same_file(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sklearn")
    shipped = WEIGHTS.read_bytes()
    worlds, quiz = files
    results = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in results:
        shutil.copy(WEIGHTS, path)
        pairs = [f"--stores={label}={worlds}" for label in ("one", "other")]
        assert fit.main([*pairs, "--quiz", str(quiz), "--weights", str(path)]) == 0
    assert results[0].read_bytes() == results[1].read_bytes() != shipped == WEIGHTS.read_bytes()

    figures = json.loads(results[0].read_text(encoding="utf-8"))["figures"]
    for variant in ("with_vectors", "without_vectors"):
        judged = figures[variant]
        assert judged["one"]["first_right"] > 0.8
        assert f"{variant} one {json.dumps(judged['one'])}" in capsys.readouterr().out or variant == "without_vectors"

    model, before = load_model(results[0]), load_model(WEIGHTS)
    assert model.thresholds == before.thresholds
    for has_vectors in (True, False):
        part, old = model.part(has_vectors), before.part(has_vectors)
        assert len(part.probability.linear) == len(ALL_NAMES) + len(EXTRA) + 1
        assert not np.allclose(part.ranker.linear, old.ranker.linear)
        assert len(part.curated_ranker.bias) > 0
        assert part.curated_trees is not None


def test_a_fit_stops_if_no_entries_without_phrasings_are_given(files: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    shutil.copy(WEIGHTS, path)
    with pytest.raises(SystemExit, match="entries without"):
        fit.main(["--quiz", str(files[1]), "--weights", str(path)])
    assert path.read_bytes() == WEIGHTS.read_bytes()
