"""The texts of saving, changing and reviewing entries."""

from __future__ import annotations

import datetime as dt
from typing import Final

from bot.core import texts
from bot.core.models import Fact, Quote, Statement

SAVE_FACT, SAVE_QUOTE = "Save as fact", "Save as quote"
"""Entries in the menu of messages."""
FILL_IN = "Press the button to fill in the form."
OPEN_FORM = "Open the form"
NO_FORM = "I can't show a form here. Please use the slash command, or the menu of a message."
FACT_TITLE, QUOTE_TITLE = "Save a fact", "Save a quote"
EDIT_TITLE, REPLACE_TITLE, DRAFT_TITLE = "Edit", "Replace a fact", "Edit this draft"
DETAILS, MORE = "Details", "More details"
NEXT = "Next"
KEEP = "Keep"
SAVE, PROPOSE, DISCARD, CHANGE = "Save", "Propose", "Discard", "Change"
DISCARDED = "I threw it away. Nothing was saved."
UNDO, UNDONE = "Undo", "Undone. It is as it was before."
WHO_SEES = "Who may see it"
REACHES: Final = {
    "all": "Everybody", "workspace": "People in this server or workspace", "channel": "People in this channel",
}  # fmt: skip
NOT_CHOSEN = "Not chosen yet. Not everybody may read that message."
TICK = "Questions that it answers"
NO_QUESTIONS = "None yet. It is found by its words alone."
KNOWN = "Already known:"
ASKED_ALREADY = "Already answered by another entry:"
NOT_SAVED_YET = "Nothing is saved yet."
PROPOSED = "Thank you. The curators get it now. Until one of them approves it, nobody sees it."
TWO_EYES = "Another curator must approve it. Until then, nobody sees it."
DRAFT_CHANGED = "The draft has your changes now. It still waits for approval."
LINE_EACH = "One on each line, as people type them."
WHY = "Why"
WHY_HINT = "Shown in the history of the entry."
RETIRED = "It is retired: nobody sees it any more."
RESTORED = "It counts again."
ALREADY_RETIRED = "It is retired already."
ONLY_FACTS = "Only a fact can be replaced by another one. A quote stays what it is."
HISTORY_EMPTY = "It comes from a fact file and was never changed here."
CONFLICT = "Somebody else changed this entry at the same time. Nothing of yours is lost."
CONFLICT_WAYS = "Save replaces their version with yours. Their version stays in the history."

STILL_RIGHT, RETIRE = "Still right", "Retire"
NOTHING_DUE = "Nothing is due for a check now."
CHANGED_SINCE = "The entry was changed since this list was made. Please look again."
CHECKED_ALREADY = "It was checked already."

REVIEW_HERE = "Drafts come to this channel now. Curators can approve, edit or reject them here."
REVIEW_ALREADY_HERE = "Drafts come to this channel already."
REVIEW_OFF = "Drafts no longer come to this channel."
REVIEW_ALREADY_OFF = "No drafts come to this channel."
REVIEW_IN_DIRECT = "Drafts come to a channel. Please use this command in the channel that should get them."
DRAFT_GONE = "I no longer have this draft."
ENTRY_CHANGED = "The entry was changed after this draft was written. Edit the draft, or reject it."
NO_DRAFTS = "No draft waits for a curator."
WAITING = "Drafts that wait for a curator"
CONFLICTS = "Not in use, because a fact file says something else"
SOLVE = "Edit or retire the entry, so that it counts again. Or leave it, if the file is right."
SHOW, APPROVE, REJECT = "Show", "Approve", "Reject"
REJECT_TITLE = "Reject this draft"
REASON = "Reason, for the person who wrote it"
DONE: Final = {
    "file": "Written", "add": "Added", "edit": "Edited", "question": "Given a question", "retire": "Retired",
    "restore": "Restored", "supersede": "Added as a replacement", "check": "Checked", "import": "Imported",
    "undo": "Set back",
}  # fmt: skip
"""What was done in each kind of change."""


def saved(statement: Statement) -> str:
    """Say that an entry counts from now on."""
    what = "The fact" if isinstance(statement, Fact) else "The quote"
    return f"{what} is saved as “{statement.id}”, and answers from now on."


def replaced(statement: Statement, old: str) -> str:
    """Say that a fact replaces another one from now on."""
    return f"The fact is saved as “{statement.id}”. From now on it replaces “{old}”."


def source_title(author: str, channel: str) -> str:
    """Write the title of a message as a source; both names may be unknown."""
    by, place = f" by {author}" if author else "", f" in {channel}" if channel else ""
    return f"Message{by}{place}"


def what(statement: Statement) -> str:
    """Name the kind of an entry."""
    return "quote" if isinstance(statement, Quote) else "fact"


_PROPOSES: Final = {
    "add": "New {what}", "edit": "Change of a {what}", "question": "New question for a {what}",
    "retire": "Retire a {what}", "restore": "Restore a {what}", "supersede": "Newer {what}",
    "check": "Check of a {what}",
    "import": "New {what}", "undo": "Change of a {what}", "file": "New {what}",
}  # fmt: skip


def draft_heading(kind: str, statement: Statement, by: str) -> str:
    """Say what a draft is, and who wrote it; the name may be unknown."""
    proposed = f"Draft: {_PROPOSES[kind].format(what=what(statement))}"
    return f"{proposed}, by {by}" if by else proposed


def decided(state: str, statement: Statement, reason: str) -> str:
    """Say to the person who wrote a draft what was decided, and why."""
    entry = f"What you proposed was {state}: {texts.named(statement.text)}"
    return f"{entry} Reason: {reason}" if reason else entry


def decision(state: str, by: str, reason: str) -> str:
    """Say who approved or rejected a draft, and why."""
    done = f"{'Approved' if state == 'approved' else 'Rejected'} by {by}."
    return f"{done} {reason}".strip()


def due(count: int) -> str:
    """Ask whether entries are still right."""
    return "Is this entry still right?" if count == 1 else f"Are these {count} entries still right?"


def checked(statement: Statement, on: dt.date) -> str:
    """Say that the person who pressed has checked an entry."""
    return f"Checked on {texts.day(on)} by you: “{texts.named(statement.text)}”"
