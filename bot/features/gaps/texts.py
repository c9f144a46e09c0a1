"""The texts of questions without a good answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from bot.core import texts
from bot.features.gaps.storage import Reason

TITLE = "Questions without a good answer"
NONE = "Every question that I may show here has a good answer."
NONE_OPEN = "Every question that was asked openly has a good answer. Private ones are not counted here."
WHERE = "I count questions that all members may read, and those for which somebody asked the curators."
SHOW, LINK, LINK_TO, IGNORE, ASK_AGAIN, TAKE, GIVE = (
    "Show", "Link to a fact", "Link to this", "Ignore", "Don't ignore", "I take it", "Give to …",
)  # fmt: skip
NEAREST = "The nearest facts"
ASKED_AS = "Asked as"
LINK_TITLE, ENTRY, ENTRY_HINT = "Link to a fact", "Fact or quote", "Its id, or words that only it has"
GIVE_TITLE, PERSON, PERSON_HINT = "Give it to somebody", "Person", "A name or an id, or @ with a name"
GONE = "I no longer have this question. It may be older than what I keep."
IGNORED = "I no longer list this question."
LISTED_AGAIN = "I list this question again."
TAKEN = "It is yours now. The list shows that."
IN_DIRECT = "Please use /gaps in a channel of the server or workspace whose questions you want to see."
PROPOSED = "Another curator must approve it. Until then, the question stays on the list."
NO_PERSON = "I know nobody by that name here. Please give an id, or a name exactly as it is written."
SEVERAL_PEOPLE = "Several people have that name. Please give an id."
TOLD, NOT_TOLD = "I told them.", "I can't write to them, so please tell them yourself."
YOURS = "A question without a good answer was given to you. /gaps shows all of them."

_REASONS: Final[Mapping[Reason, str]] = {
    "none": "without an answer", "suggestions": "no suggestion chosen", "wrong": "answer called wrong",
}  # fmt: skip


def counts(asked: int, people: int, last: dt.datetime) -> str:
    """Say how often something was asked, by how many people, and when last."""
    by = f" by {people} people" if people > 1 else ""
    return f"Asked {times(asked)}{by}, last on {texts.day(last.date())}"


def times(count: int) -> str:
    """Write how often."""
    return "once" if count == 1 else f"{count} times"


def reasons(found: Mapping[Reason, int]) -> str:
    """Say why these questions are gaps."""
    return ", ".join(f"{found[reason]} {words}" for reason, words in _REASONS.items() if found.get(reason))


def given_to(name: str) -> str:
    """Say who looks after a question."""
    return f"Given to {name}"


def linked(entry: str) -> str:
    """Say that an entry answers a question from now on."""
    return f"From now on “{entry}” answers this question, too."


def given(name: str, *, told: bool) -> str:
    """Say that a question was given to somebody."""
    return f"It is given to {name}. {TOLD if told else NOT_TOLD}"
