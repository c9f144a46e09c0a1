"""Match questions in a damaged installation without word vectors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.matching import Entry, Matcher
from bot.matching.aliases import Aliases
from bot.matching.embeddings import DATA, load_background
from bot.matching.model import load_model
from bot.matching.vetoes import OWN_QUESTION
from tests.samples.entries import ALIASES, ANSWER, STORE


@pytest.fixture(scope="module", params=["words and synonyms", "nothing"])
def matcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """Return a matcher without vectors, and one without any data file."""
    folder: Path = tmp_path_factory.mktemp("data")
    if request.param != "nothing":
        for name in ("words.txt", "synonyms.txt"):
            shutil.copy(DATA / name, folder)
    return Matcher(STORE, Aliases(ALIASES), load_background(folder), load_model())


def test_missing_word_vectors_are_reported(matcher: Matcher) -> None:
    assert not matcher.has_vectors
    assert Matcher.build(STORE).has_vectors


@pytest.mark.parametrize(("entry", "question"), [(e, q) for e in STORE for q in e.questions])
def test_the_entry_that_lists_a_question_still_comes_first_and_is_answered(
    matcher: Matcher, entry: Entry, question: str
) -> None:
    best = matcher.search(question)[0]
    assert best.id == entry.id
    assert best.score >= OWN_QUESTION


@pytest.mark.parametrize("question", ["when does the bakrey open", "the bakery opens when"])
def test_typos_and_other_word_orders_are_still_understood(matcher: Matcher, question: str) -> None:
    best = matcher.search(question)[0]
    assert (best.id, best.veto) == ("bakery-hours", "")


def test_unrelated_questions_are_still_not_answered(matcher: Matcher) -> None:
    for question in ("Who is the mayor of Oldenburg?", "How many visitors did the castle have in 2019?"):
        best = matcher.search(question)[0]
        assert best.veto or best.score < ANSWER
