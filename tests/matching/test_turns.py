"""Two phrasings contradict each other if small words or roles are exchanged."""

from __future__ import annotations

import pytest

from bot.matching.turns import Turns, load_opposites
from bot.matching.vocabulary import Stemmer

EQUIVALENT = (
    ("When did Ardo take over Mirell?", "when was Mirell taken over by Ardo"),
    ("When was the takeover of Mirell by Ardo?", "when did Ardo take over Mirell"),
    ("What was Hanna's criticism of Piet for?", "what did Hanna criticise Piet for"),
    ("From whom does the club rent the boathouse?", "who does the club rent the boathouse from"),
    ("What does salt damage on the bridge?", "what is damaged by salt on the bridge"),
    ("Which tower is taller than the mill?", "which tower is it that is taller than the mill"),
    ("When do I have to remind you of the visit?", "when should I remind you of the visit"),
    ("When am I allowed to call the nurse?", "when can I call the nurse"),
    ("When does the ferry to Vik leave?", "when does the Vik ferry leave"),
)
CONTRADICTING = (
    ("When did Ardo take over Mirell?", "when did Mirell take over Ardo"),
    ("When was the takeover of Mirell by Ardo?", "when did Mirell take over Ardo"),
    ("What was Hanna's criticism of Piet for?", "what was Piet's criticism of Hanna for"),
    ("What was the criticism of Piet by Hanna?", "what was the criticism of Hanna by Piet"),
    ("From whom does the club rent the boathouse?", "who rents the boathouse from the club"),
    ("What does salt damage on the bridge?", "what is salt on the bridge damaged by"),
    ("Which tower is taller than the mill?", "which tower is the mill taller than"),
    ("When do I have to remind you of the visit?", "when do you have to remind me of the visit"),
    ("When am I allowed to call the nurse?", "when is the nurse allowed to call me"),
)


@pytest.fixture(scope="module")
def turns() -> Turns:
    """Return the comparison of the matcher."""
    return Turns(Stemmer().key, load_opposites())


@pytest.mark.parametrize(("one", "other"), EQUIVALENT)
def test_equivalent_phrasings_are_no_contradiction(turns: Turns, one: str, other: str) -> None:
    assert turns.compare(turns.read(one), turns.read(other)) == ""
    assert turns.compare(turns.read(other), turns.read(one)) == ""


@pytest.mark.parametrize(("one", "other"), CONTRADICTING)
def test_a_contradiction_is_found_in_both_directions(turns: Turns, one: str, other: str) -> None:
    assert turns.compare(turns.read(one), turns.read(other))
    assert turns.compare(turns.read(other), turns.read(one))
