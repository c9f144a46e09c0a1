"""Decide how the message of an answer must be corrected, and make what it shows then."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.conversation import answer_controls
from bot.core import texts
from bot.core.audience import may_see, places_of
from bot.core.exchanges import Exchange
from bot.core.replies import Reply, with_asker
from bot.core.since import Since
from bot.curation.live import LiveEntries
from bot.features.ask.answers import answer_card
from bot.features.ask.correction_storage import PostedAnswer
from bot.features.ask.replies import CorrectedAnswer
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge

AS_ANSWERED: Final = ""
WITHDRAWN: Final = "withdrawn"
_HIDDEN: Final = ("draft", "retired")
_PUNCTUATION: Final = re.compile(r"(?<!\d)[.,;:!?'’‘“”„\"()…]|[.,;:!?'’‘“”„\"()…](?!\d)")
"""Punctuation, but not within numbers, in which it changes the value."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the message of an answer should show by now."""

    state: str
    """`AS_ANSWERED`, `WITHDRAWN`, or a hash of what counts instead. The message is edited if its own state differs."""
    reply: Callable[[], Reply | None]
    """Makes the reply. None if what was answered is gone meanwhile."""


def correction(knowledge: Knowledge, live: LiveEntries, answer: PostedAnswer, today: dt.date) -> Correction | None:
    """Return what the message of an answer should show, by the facts of its place. Return None if it stays.

    If the answer only became older, or if only punctuation, questions or the topic changed, it is still right.
    """
    exchange = answer.exchange
    since = presentation.changed_since(knowledge, exchange, today)
    if since and since.now is None and _is_only_hidden(live, exchange):
        return None  # not gone, only not seen from here: the place of an exchange does not say its parent channel
    state = _state(since, exchange)
    if state == answer.state:
        return None
    if since and state:
        changed = since
        return Correction(state, lambda: _corrected(changed, exchange, today))
    return Correction(AS_ANSWERED, lambda: _restored(knowledge, exchange, today))


def _state(since: Since | None, exchange: Exchange) -> str:
    if since is None:
        return AS_ANSWERED
    if since.now is None:
        return WITHDRAWN
    words = _words(since.now.text)
    if since.now.id == exchange.statement_id and words == _words(exchange.shown_text):
        return AS_ANSWERED
    return hashlib.sha256(f"{since.now.id} {words}".encode()).hexdigest()[:16]


def _words(text: str) -> str:
    return " ".join(_PUNCTUATION.sub("", text).split())


def _is_only_hidden(live: LiveEntries, exchange: Exchange) -> bool:
    """Return whether an entry still counts, but may not be seen in the place of an exchange."""
    standing = live.find(exchange.statement_id or "")
    if standing is None or standing.statement.status in _HIDDEN:
        return False
    return not may_see(standing.statement.audience, places_of(exchange.target))


def _corrected(since: Since, exchange: Exchange, today: dt.date) -> CorrectedAnswer:
    links = answer_controls.source_links(since.now) if since.now else ()
    is_replaced = since.now is not None and since.now.id != exchange.statement_id
    buttons = (answer_controls.delete(exchange),)
    return CorrectedAnswer(since, today, is_replaced, buttons, links, asked=_asked(exchange))


def _restored(knowledge: Knowledge, exchange: Exchange, today: dt.date) -> Reply | None:
    """Make the card as it was answered. Its readers have seen both, so nobody is asked if it was good."""
    statement = knowledge.any_version(exchange.statement_id or "")
    if statement is None:
        return None
    card = answer_card(knowledge, statement, today, exchange, with_feedback=False)
    return with_asker(card, _asked(exchange))


def _asked(exchange: Exchange) -> str:
    """Say what was asked, if a command asked it. Who asked is not stored by name."""
    return "" if exchange.by_message else texts.asked_by("", exchange.line)
