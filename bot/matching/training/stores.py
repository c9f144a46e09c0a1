"""Stores of the kind that people have, drawn from files of phrasings, with what strangers ask of them.

Three kinds of files: `{"intents": {name: [phrasing]}}`, of which the intents that the encoder did not learn from are
used; `{"facts": [{id, text, questions}], "asks": [{q, gold}]}`; and a list of small stores
`[{"facts": ..., "asks": [{q, right: [id]}]}]`. An ask without a right one must not be answered.

Some of the stores drawn are uneven, as people's are: an entry here has one phrasing and its neighbour ten, some facts
have none, and some entries are no more than a question, as those are that a store must not answer.
"""

# ruff: noqa: S311 (chance for training data, no secret)

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

PHRASINGS = (1, 2, 3, 4, 5, 5, 5, 6, 8, 10)
MANY = (5, 10, 25)  # the most of an entry in an uneven store
INTENTS = (12, 25, 60, 400, 400)
GONE = 0.4  # share of the intents asked for that a store does not keep; what asks for them must find nothing
MOST_ASKS = 120  # answerable ones of a store
EVEN, UNEVEN, BARE = "as many phrasings for each", "each as many as it has", "no phrasings"
SORTS = (EVEN, EVEN, EVEN, EVEN, UNEVEN, UNEVEN, BARE)  # by turns
WITHOUT = 0.35  # share of the facts of an uneven store that have no phrasings
LISTED = 0.15  # questions that are nearly a listed one, for each that is not
LENT = 0.5  # share of the questions that an uneven store gets as phrasings instead
ONLY_ASKED = 0.1  # share of the entries of an uneven store that are one question and no more


def typed(question: str, rng: random.Random, lists: Wordings) -> str:
    """The question as a stranger may type it."""
    return keywords(question) if rng.random() < 0.05 else varied(question, rng, lists)


def read_stores(path: Path, draws: int, seed: int) -> Iterator[Store]:
    """Draw stores from a file of any kind."""
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
    """As many that are answerable as not, if there are; some are nearly what an entry lists."""
    some = rng.sample(answerable, min(len(answerable), MOST_ASKS))
    listed = [entry for entry in store.entries if entry.questions]
    for entry in rng.sample(listed, min(len(listed), round(LISTED * len(some)))):
        question = rng.choice(entry.questions)
        nearly = varied(question, rng, lists)
        some.append(Ask(keywords(question) if nearly == question else nearly, frozenset((entry.id,))))
    store.asks = some + rng.sample(others, min(len(others), len(some)))
    return store


def _entry(name: str, text: str, asked: list[str], without: float, rng: random.Random) -> Entry:
    """An entry of an uneven store, with the probability `without` that it has no phrasings."""
    if rng.random() < without:
        return Entry(name, text)
    own = asked[: rng.choice((1, rng.randint(1, len(asked)), len(asked)))]
    return Entry(name, own[0], (own[0],)) if rng.random() < ONLY_ASKED else Entry(name, text, tuple(own))


def _twins(intents: dict[str, list[str]]) -> list[str]:
    """Give the intents that have a near twin, the nearest first; of each pair the second."""
    names = sorted(intents)
    words = {n: {w for q in intents[n][:40] for w in q.lower().split() if len(w) > 3} for n in names}
    alike = sorted(
        ((len(words[a] & words[b]) / len(words[a] | words[b]), b) for n, a in enumerate(names) for b in names[n + 1 :]),
        reverse=True,
    )
    return list(dict.fromkeys(name for _, name in alike))


def _of_intents(
    intents: dict[str, list[str]], twins: list[str], rng: random.Random, lists: Wordings, *, even: bool
) -> Store:
    """Some intents as facts, among them such as the encoder learned from, so that the store is as dense as people's.

    Only the others are asked for. Some of these are no facts, the `twins` first, and their questions find nothing.
    """
    names = rng.sample(sorted(intents), min(len(intents), rng.choice(INTENTS)))
    asked_for = [name for name in names if held_out(name)]
    order = [*(name for name in twins if name in asked_for), *rng.sample(asked_for, len(asked_for))]
    gone = set(list(dict.fromkeys(order))[: round(GONE * len(asked_for))])
    count = rng.choice(PHRASINGS if even else MANY)
    entries, inside, outside = [], [], []
    for name in names:
        listed = rng.sample(intents[name], min(len(intents[name]), count + 12))
        if name in gone:
            outside += [Ask(typed(q, rng, lists)) for q in listed]
            continue
        text = f"Information on {name.replace('_', ' ')}." if rng.random() < 0.6 else listed.pop()
        own = listed[:count]
        entries.append(Entry(name, text, tuple(own)) if even else _entry(name, text, own, 0.0, rng))
        if held_out(name):
            inside += [Ask(typed(q, rng, lists), frozenset((name,))) for q in listed[count : count + 6]]
    far = [q for name in sorted(intents) if name not in names for q in rng.sample(intents[name], 2)]
    outside += [Ask(typed(q, rng, lists)) for q in rng.sample(far, min(len(far), len(outside) // 4))]
    return _balanced(Store(entries, []), inside, outside, rng, lists)


def _of_facts(raw: dict[str, Any], rng: random.Random, lists: Wordings, sort: str, *, whole: bool) -> Store:
    facts = raw["facts"]
    kept = {f["id"] for f in facts} if whole else {f["id"] for f in rng.sample(facts, round(0.8 * len(facts)))}
    count = rng.choice((1, 1, 2, 2, 3, 5, 10) if sort == EVEN else MANY)
    lent = {n: ask["gold"] for n, ask in enumerate(raw["asks"]) if sort == UNEVEN and rng.random() < LENT}
    entries = []
    for fact in (fact for fact in facts if fact["id"] in kept):
        listed = fact["questions"]
        asked = listed[: max(count, 2)] if rng.random() < 0.5 else rng.sample(listed, len(listed))
        own = asked[:count] + [raw["asks"][n]["q"] for n, gold in lent.items() if gold == fact["id"]]
        if sort == EVEN:
            entries.append(Entry(fact["id"], fact["text"], tuple(own)))
        else:
            entries.append(_entry(fact["id"], fact["text"], own, 1.0 if sort == BARE else WITHOUT, rng))
    asks = [
        Ask(varied(a["q"], rng, lists) if rng.random() < 0.15 else a["q"], frozenset({a["gold"]} & kept))
        for n, a in enumerate(raw["asks"])
        if lent.get(n) is None
    ]
    return _balanced(Store(entries, []), [a for a in asks if a.gold], [a for a in asks if not a.gold], rng, lists)


def _small_stores(raw: list[dict[str, Any]], draws: int, rng: random.Random) -> Iterator[Store]:
    """Each by itself, and several as one."""
    for draw in range(draws):
        order = rng.sample(raw, len(raw))
        size = (1, 8, 20, len(raw))[draw % 4]
        for first in range(0, len(order), size):
            store = Store([], [])
            for n, small in enumerate(order[first : first + size]):
                store.entries += [Entry(f"{n}-{f['id']}", f["text"], tuple(f["questions"])) for f in small["facts"]]
                store.asks += [Ask(a["q"], frozenset(f"{n}-{i}" for i in a["right"])) for a in small["asks"]]
            yield store
