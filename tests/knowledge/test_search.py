"""Given scores decide between an answer, suggestions and nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.core.models import FactCollection as Facts
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import nothing
from bot.knowledge.knowledge import Knowledge
from bot.matching import Match, Matcher, Thresholds
from bot.matching.vetoes import OWN_QUESTION
from tests.samples.versions import FACTS, GUIDE, OPEN, SALT, WALK, fact, ropeworks

THRESHOLDS = Thresholds(answer=0.8, suggest=0.4, unprompted=0.9)
SURE, LIKELY, BESIDE, FAINT = 0.9, 0.5, 0.25, 0.1
VETO = "this is the other direction"


@dataclass
class Scripted:
    """A matcher that returns the results set by the test."""

    matches: list[Match]
    real: Matcher

    def search(self, question: str, limit: int, **_: object) -> list[Match]:
        """Return the results of the test."""
        return self.matches[:limit]

    def explain(self, question: str, entry_id: str) -> object:
        """Explain as the matcher does."""
        return self.real.explain(question, entry_id)


def knowledge_that_finds(*matches: Match) -> Knowledge:
    """Return the ropeworks' knowledge, with a matcher that returns these matches."""
    knowledge = Knowledge(Facts(FACTS), THRESHOLDS)
    knowledge.matcher = Scripted(list(matches), knowledge.matcher)  # type: ignore[assignment]
    return knowledge


@pytest.mark.parametrize(
    ("matches", "answer", "offered"),
    [
        ([Match(OPEN.id, SURE)], OPEN, []),
        ([Match(OPEN.id, SURE, VETO)], None, [OPEN]),
        ([Match(OPEN.id, SURE, VETO), Match(WALK.id, SURE - 0.01)], WALK, []),
        ([Match(OPEN.id, SURE, VETO), Match(WALK.id, LIKELY)], None, [WALK, OPEN]),
        ([Match(OPEN.id, LIKELY)], None, [OPEN]),
        ([Match(OPEN.id, LIKELY), Match(WALK.id, BESIDE), Match(SALT.id, FAINT)], None, [OPEN, WALK]),
        ([Match(i.id, LIKELY) for i in (OPEN, WALK, SALT, GUIDE)], None, [OPEN, WALK, SALT]),
        ([Match(OPEN.id, BESIDE), Match(WALK.id, BESIDE)], None, []),
        ([Match(OPEN.id, OWN_QUESTION), Match(WALK.id, OWN_QUESTION)], None, [OPEN, WALK]),
        ([], None, []),
    ],
)
def test_the_first_certain_match_without_a_veto_is_answered_else_matches_are_suggested(
    matches: list[Match], answer: object, offered: list[object]
) -> None:
    result = knowledge_that_finds(*matches).ask("Which way does the rope run?")
    assert result.answer == answer
    assert [s.statement for s in result.suggestions] == offered
    assert result.outcome == ("answer" if answer else "suggestions" if offered else "none")


def test_the_answer_comes_first_among_the_candidates() -> None:
    result = knowledge_that_finds(Match(OPEN.id, SURE, VETO), Match(WALK.id, SURE - 0.01)).ask(
        "Which way does the rope run?", 1
    )
    assert result.ranked[0].id == WALK.id


def reply_without_answer(knowledge: Knowledge, question: str) -> str:
    """Return the reply to a question without an answer."""
    return nothing(knowledge, knowledge.ask(question)).text


def test_the_reply_to_another_language_names_the_language_of_the_facts() -> None:
    knowledge = ropeworks()
    assert reply_without_answer(knowledge, "Wie viele Menschen wohnen in Hamra?") == (
        "I don't have a fact about that in German. My facts are in English."
    )
    for question in ("Who painted the ceiling of the opera?", "Milojko Spajić", "Zürich", "E4007"):
        assert reply_without_answer(knowledge, question) == ask_texts.NO_FACT


def test_the_reply_names_no_language_if_facts_are_in_that_language() -> None:
    german = tuple(fact(f"g{n}", f"Der Turm {n} ist nicht hoch und hat eine Tür.") for n in range(9))
    knowledge = ropeworks(*german)
    assert set(knowledge.languages) == {"English", "German"}
    assert reply_without_answer(knowledge, "Wie viele Menschen wohnen in Hamra?") == ask_texts.NO_FACT
    assert reply_without_answer(knowledge, "Où est la gare du Nord ?").endswith("My facts are in German and English.")


def test_a_suggestion_is_labelled_with_its_closest_question() -> None:
    knowledge = knowledge_that_finds(Match(OPEN.id, LIKELY), Match(GUIDE.id, BESIDE))
    knowledge.matcher.explain = None  # type: ignore[assignment, method-assign]  # must not be called: it is as slow as a search
    result = knowledge.ask("When are the ropeworks opened?")
    assert [suggestion.label for suggestion in result.suggestions] == [OPEN.questions[0], GUIDE.questions[0]]
