"""The summary and the examples of the help are computed once for each state of the facts."""

from __future__ import annotations

from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.facts import HARBOUR


def test_summary_and_examples_are_computed_once_for_each_state_of_the_facts() -> None:
    knowledge = Knowledge(HARBOUR, Thresholds.default())
    assert presentation.summary(knowledge) is presentation.summary(knowledge)
    assert presentation.examples(knowledge) is presentation.examples(knowledge)
