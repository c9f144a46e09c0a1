"""Stores and what they are asked, read from the evaluation folder and from `cases/` (see the README there)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases")
FITTED = ("stores_a1", "stores_a2", "stores_a3", "stores_a4", "stores_b1", "stores_b2", "stores_b3", "stores_b4")
"""Newcomers' stores that the weights may be fitted on."""
JUDGED = ("stores_a5", "stores_a6", "stores_b5", "stores_b6")
"""Newcomers' stores that nothing is fitted on."""
SMALL_STORES = ("roles_dev", "roles_unseen", "spellings", "beside", "silence", "several")
"""Files of small stores; all but the first are for judging only."""

Page = Mapping[str, Any]
"""What a fact file holds."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question and the ids of what answers it; none where the store must not answer."""

    text: str
    right: frozenset[str] = frozenset()
    mistyped: str = ""
    """The same with two slips of the keyboard; empty if there is no such text."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store and what it is asked, in this order."""

    name: str
    page: Page
    asks: tuple[Ask, ...]

    @property
    def phrasings(self) -> list[tuple[str, str]]:
        """Each curated question with the id of its fact."""
        return [(question, fact["id"]) for fact in self.page["facts"] for question in fact["questions"]]


def read_curated(file: Path, phrasings: int, limit: int = 0) -> Store:
    """Read a curated set, as the harness in the evaluation folder takes it: the first `phrasings` of each fact, at most
    `limit` questions that the store answers and as many that it does not (0: all), the former first."""
    data = json.loads(file.read_text(encoding="utf-8"))
    ids = {fact["id"]: f"f{n}" for n, fact in enumerate(data["facts"])}
    facts = [
        {"id": ids[fact["id"]], "text": fact["text"], "questions": fact["questions"][:phrasings]}
        for fact in data["facts"]
    ]
    inside = [ask for ask in data["asks"] if ask["gold"] is not None]
    outside = [ask for ask in data["asks"] if ask["gold"] is None]
    kept = [*inside[: limit or None], *outside[: limit or None]]
    asks = (Ask(a["q"], frozenset({ids[a["gold"]]} if a["gold"] else ()), a.get("typo2") or "") for a in kept)
    return Store(data["name"], _page(facts, "Collection", "Test"), tuple(asks))


def read_newcomer(file: Path, phrasings: int) -> Store:
    """Read a newcomer's store with `phrasings` questions a fact: terse ones and whole sentences in turn."""
    data = json.loads(file.read_text(encoding="utf-8"))
    facts = [
        {"id": _id(fact["id"]), "text": fact["text"], "questions": _some(fact["questions"], n, phrasings)}
        for n, fact in enumerate(data["facts"])
    ]
    asks = (Ask(ask["q"], frozenset({_id(ask["gold"])} if ask["gold"] else ())) for ask in data["asks"])
    return Store(data["name"], _page(facts, "Handbook", "Handbook"), tuple(asks))


def read_small_stores(file: Path) -> Iterator[Store]:
    """Read small stores, each with what it is asked."""
    for data in json.loads(file.read_text(encoding="utf-8")):
        page = {**_page(data["facts"], "Handbook", "Harbour"), "quotes": data.get("quotes", [])}
        page["stay_silent"] = data.get("stay_silent", [])
        asks = (Ask(ask["q"], frozenset(ask["right"])) for ask in data.get("asks") or data["lines"])
        yield Store(data["name"], {key: value for key, value in page.items() if value}, tuple(asks))


def read_shipped(file: Path) -> tuple[Ask, ...]:
    """Read what the shipped facts are asked."""
    data = json.loads(file.read_text(encoding="utf-8"))
    held = (Ask(ask["q"], frozenset(ask["right"])) for ask in data["held"])
    return (*held, *(Ask(text) for text in data["not_held"]))


def _id(name: str) -> str:
    """An id as fact files take it."""
    return name.lower().replace("_", "-")


def _page(facts: Sequence[Page], title: str, topic: str) -> dict[str, Any]:
    source = {"title": title, "publisher": "Test", "published": "2025-01-01"}
    return {"source": source, "topic": topic, "facts": facts}


def _some(questions: Sequence[str], turn: int, count: int) -> list[str]:
    """`count` of the questions, each fact's others than the fact's before."""
    return [questions[(turn + 2 * n) % len(questions)] for n in range(min(count, len(questions)))]
