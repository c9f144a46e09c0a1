"""The decision between answer, suggestions and nothing, for given scores."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.core.models import Collection as Facts
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
    """A matcher with results that the test sets."""

    matches: list[Match]
    real: Matcher

    def search(self, question: str, limit: int, **_: object) -> list[Match]:
        """Return the results of the test."""
        return self.matches[:limit]

    def explain(self, question: str, entry_id: str) -> object:
        """Explain as the matcher does."""
        return self.real.explain(question, entry_id)


def found(*matches: Match) -> Knowledge:
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
def test_the_best_match_without_a_veto_is_answered_and_others_are_suggested(
    matches: list[Match], answer: object, offered: list[object]
) -> None:
    result = found(*matches).ask("Which way does the rope run?")
    assert result.answer == answer
    assert [s.statement for s in result.suggestions] == offered
    assert result.outcome == ("answer" if answer else "suggestions" if offered else "none")


def test_the_answer_comes_first_among_the_candidates() -> None:
    result = found(Match(OPEN.id, SURE, VETO), Match(WALK.id, SURE - 0.01)).ask("Which way does the rope run?", 1)
    assert result.ranked[0].id == WALK.id


def told(knowledge: Knowledge, question: str) -> str:
    """Return the reply if nothing was found."""
    return nothing(knowledge, knowledge.ask(question))


def test_the_reply_to_another_language_names_the_language_of_the_facts() -> None:
    works = ropeworks()
    assert told(works, "Wie viele Menschen wohnen in Hamra?") == (
        "I don't have a fact about that in German. My facts are in English."
    )
    for plain in ("Who painted the ceiling of the opera?", "Milojko Spajić", "Zürich", "E4007"):
        assert told(works, plain) == ask_texts.NO_FACT


def test_a_store_in_the_same_language_gives_the_plain_reply() -> None:
    german = tuple(fact(f"g{n}", f"Der Turm {n} ist nicht hoch und hat eine Tür.") for n in range(9))
    works = ropeworks(*german)
    assert set(works.languages) == {"English", "German"}
    assert told(works, "Wie viele Menschen wohnen in Hamra?") == ask_texts.NO_FACT
    assert told(works, "Où est la gare du Nord ?").endswith("My facts are in German and English.")


def test_a_suggestion_is_labelled_with_its_closest_question() -> None:
    knowledge = found(Match(OPEN.id, LIKELY), Match(GUIDE.id, BESIDE))
    knowledge.matcher.explain = None  # type: ignore[assignment, method-assign]  # as that takes as long as a search
    result = knowledge.ask("When are the ropeworks opened?")
    assert [suggestion.label for suggestion in result.suggestions] == [OPEN.questions[0], GUIDE.questions[0]]
