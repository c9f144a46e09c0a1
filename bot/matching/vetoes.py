"""Vetoes: reasons not to give a probable entry as the answer.

They are the opposite, the other direction, another name or number, the one before or after, and anything else. A veto
does not change the score. The entry may still be a suggestion.
"""

from __future__ import annotations

import re

from bot.matching.features import ALL_NAMES, TURNS
from bot.matching.intent import OTHER
from bot.matching.types import Trial

OWN_QUESTION = 0.995  # the score of an entry that lists exactly this question
MOST = 0.985  # the highest score of any other entry
_SAYS = {
    "reversed": "the question asks for the other direction",
    "opposite": "the question asks for the opposite",
    "negated": "only one of them, the question or the answer, says “not”",
}
SURE = 0.85
"""At this score, another name or number is no veto: the model has the same information, and is then more reliable."""
_TURNS = tuple((ALL_NAMES.index(f"turn_{name}"), _SAYS[name]) for name in TURNS)
_FIXED, _FOREIGN = ALL_NAMES.index("q_name_fixed"), ALL_NAMES.index("foreign")
_IN_TURN = ALL_NAMES.index("in_turn")
_FURTHER = re.compile(r"\b(?:what|who|where|which)(?: \w+)? (?:else|others?)\b")
_MIN_FIXED = 0.1  # minimum `q_name_fixed` for which a name or number of the question contradicts the entry


def veto(trial: Trial, row: int, score: float) -> str:
    """Return why a candidate with this score must not be given as the answer; empty if it may."""
    if trial.indices[row] in trial.own:
        return ""
    features = trial.measured.features[row]
    for column, says in _TURNS:
        if features[column]:
            return says
    if score < SURE and features[_FOREIGN] and features[_FIXED] > _MIN_FIXED:
        return "the question has another name or number"
    if features[_IN_TURN]:
        return "the question asks who came before or after"
    if _FURTHER.search(trial.question.spoken) and OTHER not in trial.views[row].periods:
        return "the question asks what else there is"
    return ""
