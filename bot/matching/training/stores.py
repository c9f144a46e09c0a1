"""Draw stores like those that people have from files of phrasings, with questions of other people.

There are three kinds of files:

- `{"intents": {name: [phrasing]}}`. The questions are on the intents from which the encoder did not learn.
- `{"facts": [{id, text, questions}], "asks": [{q, gold}]}`
- a list of small stores `[{"facts": ..., "asks": [{q, right: [id]}]}]`

A question without a right fact must not be answered.

Some of the stores are uneven, because people's stores are. One entry may have one phrasing and the next one ten, and
some facts have none. Some entries are only a question, like the questions that a store must not answer.
"""

# ruff: noqa: S311 (random training data, no secret)

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.matching.training.contrasts import Wordings
from bot.matching.training.finetune import held_out, varied
from bot.matching.training.synthetic_data import Ask, Store, keywords
from bot.matching.types import Entry

PHRASINGS = (1, 2, 3, 4, 5, 5, 5, 6, 8, 10)  # of each entry in an even store of intents; one is drawn
MANY = (5, 10, 25)  # maximum phrasings of an entry in an uneven store; one is drawn
INTENTS = (12, 25, 60, 400, 400)  # maximum intents in a store; one is drawn
GONE = 0.4  # share of the held-out intents that are not in the store; questions on them must find nothing
MOST_ASKS = 120  # maximum answerable questions of a store
EVEN, UNEVEN, BARE = "as many phrasings for each", "each as many as it has", "no phrasings"
SORTS = (EVEN, EVEN, EVEN, EVEN, UNEVEN, UNEVEN, BARE)  # used in turn
WITHOUT = 0.35  # share of the facts of an uneven store that have no phrasings
LISTED = 0.15  # number of questions that are almost a listed phrasing, per other answerable question
LENT = 0.5  # share of the questions that become phrasings of an uneven store and are not asked
ONLY_ASKED = 0.1  # share of the entries of an uneven store that are only a question


def typed(question: str, rng: random.Random, lists: Wordings) -> str:
    """Return the question with random changes, or rarely its keywords only."""
    return keywords(question) if rng.random() < 0.05 else varied(question, rng, lists)


def read_stores(path: Path, draws: int, seed: int) -> Iterator[Store]:
    """Draw stores from a file of any of the three kinds. The same seed draws the same stores.

    Raises OSError, ValueError or KeyError if the file cannot be read or has another format.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    rng, lists = random.Random(f"{path.stem} {seed}"), Wordings()
    if isinstance(raw, list):
        yield from _small_stores(raw, draws, rng)
    elif "intents" in raw:
        twins = _twins(raw["intents"])
        for draw in range(draws):
            even = SORTS[draw % len(SORTS)] == EVEN
            yield _of_intents(raw["intents"], twins if draw % 4 else [], rng, lists, even=even)
    else:
        for draw in range(draws):
            yield _of_facts(raw, rng, lists, SORTS[draw % len(SORTS)], whole=draw % 3 == 0)


def _balanced(store: Store, answerable: list[Ask], others: list[Ask], rng: random.Random, lists: Wordings) -> Store:
    """Add questions to a store and return it: at most as many unanswerable ones as answerable ones.

    Some of the answerable questions are almost a phrasing of an entry.
    """
    asks = rng.sample(answerable, min(len(answerable), MOST_ASKS))
    listed = [entry for entry in store.entries if entry.questions]
    for entry in rng.sample(listed, min(len(listed), round(LISTED * len(asks)))):
        question = rng.choice(entry.questions)
        changed = varied(question, rng, lists)
        asks.append(Ask(keywords(question) if changed == question else changed, frozenset((entry.id,))))
    store.asks = asks + rng.sample(others, min(len(others), len(asks)))
    return store


def _entry(name: str, text: str, phrasings: list[str], without: float, rng: random.Random) -> Entry:
    """Draw an entry of an uneven store, with the probability `without` that it has no phrasings."""
    if rng.random() < without:
        return Entry(name, text)
    listed = phrasings[: rng.choice((1, rng.randint(1, len(phrasings)), len(phrasings)))]
    return Entry(name, listed[0], (listed[0],)) if rng.random() < ONLY_ASKED else Entry(name, text, tuple(listed))


def _twins(intents: dict[str, list[str]]) -> list[str]:
    """Return the second intent of each pair, in the order of the similarity of the pairs, the most similar first.

    The similarity is the Jaccard index of the words of more than three letters in up to 40 phrasings.
    """
    names = sorted(intents)
    words = {n: {w for q in intents[n][:40] for w in q.lower().split() if len(w) > 3} for n in names}
    pairs = sorted(
        ((len(words[a] & words[b]) / len(words[a] | words[b]), b) for n, a in enumerate(names) for b in names[n + 1 :]),
        reverse=True,
    )
    return list(dict.fromkeys(name for _, name in pairs))


def _of_intents(
    intents: dict[str, list[str]], twins: list[str], rng: random.Random, lists: Wordings, *, even: bool
) -> Store:
    """Draw a store in which each fact is an intent.

    Intents from which the encoder learned are included, so that the store has as many similar facts as people's stores.
    Only the held-out intents are asked for. Some of these are left out of the store, the `twins` first, so that their
    questions must find nothing.
    """
    names = rng.sample(sorted(intents), min(len(intents), rng.choice(INTENTS)))
    held_out_names = [name for name in names if held_out(name)]
    order = [*(name for name in twins if name in held_out_names), *rng.sample(held_out_names, len(held_out_names))]
    left_out = set(list(dict.fromkeys(order))[: round(GONE * len(held_out_names))])
    count = rng.choice(PHRASINGS if even else MANY)
    entries, answerable, others = [], [], []
    for name in names:
        listed = rng.sample(intents[name], min(len(intents[name]), count + 12))
        if name in left_out:
            others += [Ask(typed(q, rng, lists)) for q in listed]
            continue
        text = f"Information on {name.replace('_', ' ')}." if rng.random() < 0.6 else listed.pop()
        phrasings = listed[:count]
        entries.append(Entry(name, text, tuple(phrasings)) if even else _entry(name, text, phrasings, 0.0, rng))
        if held_out(name):
            answerable += [Ask(typed(q, rng, lists), frozenset((name,))) for q in listed[count : count + 6]]
    foreign = [q for name in sorted(intents) if name not in names for q in rng.sample(intents[name], 2)]
    others += [Ask(typed(q, rng, lists)) for q in rng.sample(foreign, min(len(foreign), len(others) // 4))]
    return _balanced(Store(entries, []), answerable, others, rng, lists)


def _of_facts(raw: dict[str, Any], rng: random.Random, lists: Wordings, sort: str, *, whole: bool) -> Store:
    """Draw a store of all facts (`whole`) or of 80% of them, with the questions in the file."""
    facts = raw["facts"]
    included = {f["id"] for f in facts} if whole else {f["id"] for f in rng.sample(facts, round(0.8 * len(facts)))}
    count = rng.choice((1, 1, 2, 2, 3, 5, 10) if sort == EVEN else MANY)
    moved = {n: ask["gold"] for n, ask in enumerate(raw["asks"]) if sort == UNEVEN and rng.random() < LENT}
    entries = []
    for fact in (fact for fact in facts if fact["id"] in included):
        listed = fact["questions"]
        phrasings = listed[: max(count, 2)] if rng.random() < 0.5 else rng.sample(listed, len(listed))
        entry_phrasings = phrasings[:count] + [raw["asks"][n]["q"] for n, gold in moved.items() if gold == fact["id"]]
        if sort == EVEN:
            entries.append(Entry(fact["id"], fact["text"], tuple(entry_phrasings)))
        else:
            entries.append(_entry(fact["id"], fact["text"], entry_phrasings, 1.0 if sort == BARE else WITHOUT, rng))
    asks = [
        Ask(varied(a["q"], rng, lists) if rng.random() < 0.15 else a["q"], frozenset({a["gold"]} & included))
        for n, a in enumerate(raw["asks"])
        if moved.get(n) is None
    ]
    return _balanced(Store(entries, []), [a for a in asks if a.gold], [a for a in asks if not a.gold], rng, lists)


def _small_stores(raw: list[dict[str, Any]], draws: int, rng: random.Random) -> Iterator[Store]:
    """Yield stores that are made of one small store, or of several small stores together."""
    for draw in range(draws):
        order = rng.sample(raw, len(raw))
        size = (1, 8, 20, len(raw))[draw % 4]
        for begin in range(0, len(order), size):
            store = Store([], [])
            for n, small in enumerate(order[begin : begin + size]):
                store.entries += [Entry(f"{n}-{f['id']}", f["text"], tuple(f["questions"])) for f in small["facts"]]
                store.asks += [Ask(a["q"], frozenset(f"{n}-{i}" for i in a["right"])) for a in small["asks"]]
            yield store
