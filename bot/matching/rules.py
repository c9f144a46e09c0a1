"""What the words alone decide, whatever the fitted model estimates.

The fitted data holds too few of these cases to learn them: a question in the words of a curated one is that question; a
name or number that the entry knows nothing of belongs to another question. Most concern only entries with curated
questions: a bare sentence often leaves out what it is about, and there the model knows better.
"""

from __future__ import annotations

import numpy as np

from bot.matching.features import NAMES
from bot.matching.intent import IN_TURN, WHEN, WHERE, WHO, WHY
from bot.matching.records import Rule, Trial
from bot.matching.views import EntryView

OWN_QUESTION = 0.995  # the score of an entry that is asked with one of its own questions
SAME_WORDS = 0.97  # the same for a curated question's words in another order or form, or mistyped
FOREIGN_NAME = 0.2  # at most, where a name or number of the question is foreign to the entry
LEAST_SUGGESTED = 0.35  # the share of a question's weight that a suggestion must meet
LEAST_MET = 0.75  # the share of a question's weight that an answer must meet
ENOUGH_QUESTIONS = 3  # so many that the kinds of answer that an entry gives are known
SUGGESTED = 0.55  # at most, where less is met
_OTHER_PERIOD = NAMES.index("other_period")


def rule(trial: Trial, row: int) -> Rule:
    """What the words alone say of the score of one candidate; a rule without bounds where nothing does."""
    question, view = trial.question, trial.views[row]
    if trial.places[row] in trial.own:
        return Rule("this is one of its own questions, word for word", least=OWN_QUESTION)
    if question.muses or question.idle:
        return Rule("this tells of its author or greets, and asks nothing", most=FOREIGN_NAME)
    if IN_TURN in question.periods and IN_TURN not in view.periods:
        return Rule("the question asks who came before or after", most=SUGGESTED)
    return _of_curated(trial, row) if view.kinds else Rule("")


def _of_curated(trial: Trial, row: int) -> Rule:
    measured, question = trial.measured, trial.question
    met, elsewhere = float(measured.met[row]), bool(measured.features[row, _OTHER_PERIOD])
    if measured.same[row] and _only_same(trial, row) and not elsewhere:
        return Rule("this has the same words as one of its own questions", least=SAME_WORDS)
    bounds = (
        (measured.foreign[row], "the question has a name or number that this knows nothing of", FOREIGN_NAME),
        (met < LEAST_SUGGESTED, "too little of the question is met for a suggestion", FOREIGN_NAME),
        (met < LEAST_MET, "too little of the question is met for an answer", SUGGESTED),
        (elsewhere, "the question points to another period or another thing", SUGGESTED),
        (
            _other_kind(question.kind, trial.views[row]),
            "the question asks for another kind of answer: who, when, where or why",
            SUGGESTED,
        ),
    )
    return next((Rule(says, most=most) for holds, says, most in bounds if holds), Rule(""))


def settled(trial: Trial, row: int, score: float) -> float:
    """The estimated score, except where the words alone decide."""
    bounds = rule(trial, row)
    return min(max(score, bounds.least), bounds.most)


def _other_kind(kind: str, view: EntryView) -> bool:
    """Whether the question asks where, who, when or why, and none of several curated questions does."""
    return kind in (WHO, WHEN, WHERE, WHY) and len(view.kinds) >= ENOUGH_QUESTIONS and kind not in view.kinds


def _only_same(trial: Trial, row: int) -> bool:
    same = trial.measured.same
    return int(same.sum()) == 1 or row == int(np.argmax(np.where(same, trial.ranks, -np.inf)))
