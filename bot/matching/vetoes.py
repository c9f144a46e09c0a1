"""What forbids an outright answer, however probable it is: the opposite, the other direction, another name or number,
the one before or after, what else there is.

A veto says nothing of the score, which stays the estimate; the entry may still be offered.
"""

from __future__ import annotations

import re

from bot.matching.features import ALL_NAMES, TURNS
from bot.matching.intent import OTHER
from bot.matching.types import Trial

OWN_QUESTION = 0.995  # the score of an entry that is asked with one of its own questions
MOST = 0.985  # the highest score of any other
_SAYS = {
    "reversed": "the question asks for the other direction",
    "opposite": "the question asks for the opposite",
    "negated": "only one of them, the question or the answer, says “not”",
}
SURE = 0.85
"""The score from which another name or number forbids nothing: the estimate knows of it, too, and is then the likelier
to be right."""
_TURNS = tuple((ALL_NAMES.index(f"turn_{name}"), _SAYS[name]) for name in TURNS)
_FIXED, _FOREIGN = ALL_NAMES.index("q_name_fixed"), ALL_NAMES.index("foreign")
_IN_TURN = ALL_NAMES.index("in_turn")
_FURTHER = re.compile(r"\b(?:what|who|where|which)(?: \w+)? (?:else|others?)\b")
_TOLD = 0.1  # weight of the names and numbers of an entry's phrasings from which the question's are rivals


def veto(trial: Trial, row: int, score: float) -> str:
    """Say why a candidate of that score must not be answered outright; empty if nothing forbids it."""
    if trial.places[row] in trial.own:
        return ""
    features = trial.measured.features[row]
    for column, says in _TURNS:
        if features[column]:
            return says
    if score < SURE and features[_FOREIGN] and features[_FIXED] > _TOLD:
        return "the question has another name or number"
    if features[_IN_TURN]:
        return "the question asks who came before or after"
    if _FURTHER.search(trial.question.spoken) and OTHER not in trial.views[row].periods:
        return "the question asks what else there is"
    return ""
