"""Read stores and their questions from the evaluation folder and from `cases/` (see the README there)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases")
FITTED = ("stores_a1", "stores_a2", "stores_a3", "stores_a4", "stores_b1", "stores_b2", "stores_b3", "stores_b4")
"""Stores of new users. The weights may be fitted on them."""
JUDGED = ("stores_a5", "stores_a6", "stores_b5", "stores_b6")
"""Stores of new users. Nothing is fitted on them."""
SMALL_STORES = ("roles_dev", "roles_unseen", "spellings", "beside", "silence", "several")
"""Files of small stores. All except the first are for evaluation only."""

Page = Mapping[str, Any]
"""The content of a fact file."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and the ids of the statements that answer it; no ids if the store must not answer."""

    text: str
    right: frozenset[str] = frozenset()
    mistyped: str = ""
    """The question with two typing errors; empty if there is no such text."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store and its questions, in the order in which they are asked."""

    name: str
    page: Page
    asks: tuple[Ask, ...]

    @property
    def phrasings(self) -> list[tuple[str, str]]:
        """The curated questions, each with the id of its fact."""
        return [(question, fact["id"]) for fact in self.page["facts"] for question in fact["questions"]]


def read_curated(file: Path, phrasings: int, limit: int = 0) -> Store:
    """Read a curated set in the same way as the harness in the evaluation folder.

    The store has the first `phrasings` of each fact. It is asked at most `limit` questions that it answers, then at
    most `limit` that it does not answer; 0 means all. Raises OSError, ValueError or KeyError if the file is not such a
    set.
    """
    data = json.loads(file.read_text(encoding="utf-8"))
    ids = {fact["id"]: f"f{n}" for n, fact in enumerate(data["facts"])}
    facts = [
        {"id": ids[fact["id"]], "text": fact["text"], "questions": fact["questions"][:phrasings]}
        for fact in data["facts"]
    ]
    answerable = [ask for ask in data["asks"] if ask["gold"] is not None]
    unanswerable = [ask for ask in data["asks"] if ask["gold"] is None]
    selected = [*answerable[: limit or None], *unanswerable[: limit or None]]
    asks = (Ask(a["q"], frozenset({ids[a["gold"]]} if a["gold"] else ()), a.get("typo2") or "") for a in selected)
    return Store(data["name"], _page(facts, "Collection", "Test"), tuple(asks))


def read_newcomer(file: Path, phrasings: int) -> Store:
    """Read the store of a new user with `phrasings` questions for each fact, short ones and whole sentences in turn.

    Raises OSError, ValueError or KeyError if the file is not such a store.
    """
    data = json.loads(file.read_text(encoding="utf-8"))
    facts = [
        {"id": _id(fact["id"]), "text": fact["text"], "questions": _some(fact["questions"], n, phrasings)}
        for n, fact in enumerate(data["facts"])
    ]
    asks = (Ask(ask["q"], frozenset({_id(ask["gold"])} if ask["gold"] else ())) for ask in data["asks"])
    return Store(data["name"], _page(facts, "Handbook", "Handbook"), tuple(asks))


def read_small_stores(file: Path) -> Iterator[Store]:
    """Read small stores with their questions.

    Raises OSError, ValueError or KeyError if the file does not contain small stores.
    """
    for data in json.loads(file.read_text(encoding="utf-8")):
        page = {**_page(data["facts"], "Handbook", "Harbour"), "quotes": data.get("quotes", [])}
        page["stay_silent"] = data.get("stay_silent", [])
        asks = (Ask(ask["q"], frozenset(ask["right"])) for ask in data.get("asks") or data["lines"])
        yield Store(data["name"], {key: value for key, value in page.items() if value}, tuple(asks))


def read_shipped(file: Path) -> tuple[Ask, ...]:
    """Read the questions on the shipped facts.

    Raises OSError, ValueError or KeyError if the file cannot be read or has another format.
    """
    data = json.loads(file.read_text(encoding="utf-8"))
    answerable = (Ask(ask["q"], frozenset(ask["right"])) for ask in data["held"])
    return (*answerable, *(Ask(text) for text in data["not_held"]))


def _id(name: str) -> str:
    """Return an id in the form that fact files allow."""
    return name.lower().replace("_", "-")


def _page(facts: Sequence[Page], title: str, topic: str) -> dict[str, Any]:
    source = {"title": title, "publisher": "Test", "published": "2025-01-01"}
    return {"source": source, "topic": topic, "facts": facts}


def _some(questions: Sequence[str], fact_index: int, count: int) -> list[str]:
    """Return up to `count` of the questions. Which of them depends on the index of the fact."""
    return [questions[(fact_index + 2 * k) % len(questions)] for k in range(min(count, len(questions)))]
