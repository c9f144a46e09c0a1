"""Show one state of the facts: the card of a statement, and what the help says about all of them."""

from __future__ import annotations

import datetime as dt
import re

from bot.core import texts
from bot.core.commands import Examples
from bot.core.controls import Button
from bot.core.document import PREVIEW
from bot.core.events import NO_EXCHANGE, Action
from bot.core.exchanges import Exchange
from bot.core.freshness import unchecked_since
from bot.core.models import Fact, Quote, Statement, Validity, validity
from bot.core.replies import Card, Overview
from bot.core.router import Menu
from bot.core.since import Since
from bot.knowledge import duplicates, offers, versions
from bot.knowledge.holdings import holdings
from bot.knowledge.knowledge import Knowledge

SHOW_FULL_TEXT = "whole"
"""Code of the button that shows a full text. Posted messages have it, so it never changes."""
COPY_CITATION = "cite"
"""Code of the button that shows a citation. It never changes, either."""
EXAMPLES_ONLY = "These are only the example facts that come with Factbot."
NO_FACTS = "I have no facts yet."
NO_VALID_FACTS = "I have no facts that are valid now."
ADD_FACTS = "The operator adds them as files in my folder of facts. The command “factbot init” makes a first one."
_MAX_EXAMPLE = 60
"""Maximum characters of a quote in an example of the help."""


def card(knowledge: Knowledge, statement: Statement, today: dt.date, exchange: str = NO_EXCHANGE) -> Card:
    """Make the card of a statement. A long text gets a button that shows all of it.

    With the id of its exchange, the button tells if the text has changed since.
    """
    also = duplicates.other_sources(knowledge.group(statement.id), statement, today)
    coming = _coming(knowledge, statement, today)
    since = unchecked_since(statement, today)
    return Card(
        statement, validity_of(knowledge, statement, today), knowledge.replaces(statement), also,
        _whole(statement, exchange), coming=coming, unchecked=texts.unchecked(since) if since else "",
    )  # fmt: skip


def shown_on(knowledge: Knowledge, statement_id: str, day: dt.date) -> Statement | None:
    """Find a statement that may be shown by itself on a day. One that is replaced later is as it is until then."""
    statement = knowledge.any_version(statement_id)
    if statement is None or knowledge.newest(statement_id) == statement_id:
        return statement
    coming = _coming(knowledge, statement, day)
    return versions.until_replaced(statement, coming) if coming and isinstance(statement, Fact) else None


def validity_of(knowledge: Knowledge, statement: Statement, today: dt.date) -> Validity:
    """Return whether a statement is valid today. What will be replaced later still is."""
    coming = _coming(knowledge, statement, today)
    if coming and isinstance(statement, Fact):
        statement = versions.until_replaced(statement, coming)
    return validity(statement, today)


def _coming(knowledge: Knowledge, statement: Statement, today: dt.date) -> Fact | None:
    """Return the fact that will replace a statement later, if that one is the version of today."""
    newest = knowledge.statement(knowledge.newest(statement.id))
    if not isinstance(newest, Fact) or newest.id == statement.id or not versions.begins_after(newest, today):
        return None
    return newest if versions.on(today, "", newest, knowledge.replaces(newest)).id == statement.id else None


def _whole(statement: Statement, exchange: str = NO_EXCHANGE) -> Button | None:
    """Make the button that shows all of a long text."""
    is_long = len(statement.text) > PREVIEW
    return Button(texts.WHOLE, Action(SHOW_FULL_TEXT, exchange, statement.id)) if is_long else None


def cite(statement: Statement, exchange: str = NO_EXCHANGE) -> Button:
    """Make the button that shows the citation of a statement, as text to copy.

    With the id of the exchange, it tells if the words have changed since.
    """
    return Button(texts.CITE, Action(COPY_CITATION, exchange, statement.id))


def changed_since(knowledge: Knowledge, exchange: Exchange, today: dt.date) -> Since | None:
    """Return what happened to the statement of an exchange since it was shown; None if it is still the same.

    If it was replaced, the newest version counts. But a question about an earlier time was answered with an earlier
    version on purpose, so that one stays.
    """
    if exchange.statement_id is None:
        return None
    statement = knowledge.any_version(exchange.statement_id)
    if statement is None:
        return Since(exchange.shown_text, None)
    if not exchange.shown_text or _as_shown(knowledge, statement, exchange, today):
        return None
    if validity_of(knowledge, statement, today) == "superseded" and exchange.shown_validity != "superseded":
        statement = knowledge.any_version(knowledge.newest(statement.id)) or statement
    return Since(exchange.shown_text, statement, validity_of(knowledge, statement, today), _whole(statement))


def _as_shown(knowledge: Knowledge, statement: Statement, exchange: Exchange, today: dt.date) -> bool:
    now = validity_of(knowledge, statement, today)
    return (statement.text, now) == (exchange.shown_text, exchange.shown_validity)


def prepare(knowledge: Knowledge) -> None:
    """Count what there is, so that nobody waits for that later. Takes 0.1 s for 100,000 facts."""
    holdings(knowledge)
    knowledge.derived(_newest)


def no_facts() -> str:
    """Say that there is nothing, and who can add something."""
    return f"{NO_FACTS} {ADD_FACTS}"


def summary(knowledge: Knowledge, today: dt.date) -> str:
    """Write how many facts are valid today and how many quotes and sources there are, in a sentence.

    If these are only example facts, another sentence says so.
    """
    if not knowledge.shown:
        return NO_FACTS
    if not (counts := _counts(knowledge, today)):
        return NO_VALID_FACTS
    numbers = f"I have {' and '.join(counts)} from {texts.count(holdings(knowledge).sources, 'source')}."
    return f"{numbers} {EXAMPLES_ONLY}" if knowledge.is_example else numbers


def announcement(knowledge: Knowledge, today: dt.date) -> str:
    """Write what the bot has and how to ask for it, such as "27 facts · /ask"; empty if it has nothing."""
    known = ", ".join(_counts(knowledge, today))
    return f"{known} · /ask" if known else ""


def introduction(knowledge: Knowledge, today: dt.date) -> str:
    """Say what the bot is called, what it has, and how new that is."""
    newest = knowledge.derived(_newest)
    about = f"The newest source is from {texts.day(newest)}." if newest else ADD_FACTS
    return f"I am Factbot. {summary(knowledge, today)} {about}"


def greeting(knowledge: Knowledge, today: dt.date) -> str:
    """Say what the bot is called and what it has, in one sentence; in two if these are only example facts."""
    return f"I am Factbot, and {summary(knowledge, today)}"


def examples(knowledge: Knowledge) -> Examples:
    """Choose a question, a speaker and the first words of a quote for the examples of the help. Takes time once."""
    return knowledge.derived(_examples)


def help_reply(
    knowledge: Knowledge, menu: Menu, today: dt.date, *, direct: bool = False, guest: bool = False
) -> Overview:
    """Say what the bot is and has, and what people can do with it. For `direct` and `guest` see `offers.offers`."""
    return Overview(introduction(knowledge, today), offers.offers(knowledge, menu, direct=direct, guest=guest))


def _counts(knowledge: Knowledge, today: dt.date) -> tuple[str, ...]:
    """Count the facts that are valid today, and the quotes; without what there is none of."""
    counted = ((holdings(knowledge).facts(today), "fact"), (holdings(knowledge).quotes, "quote"))
    return tuple(texts.count(number, noun) for number, noun in counted if number)


def _newest(knowledge: Knowledge) -> dt.date | None:
    return max((statement.source.published for statement in knowledge.shown), default=None)


def _examples(knowledge: Knowledge) -> Examples:
    questions = (question for s in knowledge.shown for question in s.questions)
    quote = next((s for s in knowledge.shown if isinstance(s, Quote) and s.status == "active"), None)
    fact = next((s.id for s in knowledge.shown if isinstance(s, Fact)), Examples.entry)
    speaker, words = (quote.speaker, _opening(quote.text)) if quote else (Examples.speaker, Examples.words)
    return Examples(next(questions, Examples.question), speaker, words, fact)


def _opening(text: str) -> str:
    """Return the first words of a text up to any quotation mark, which would end the example."""
    words = re.split(r"[“”„«»\"]", text, maxsplit=1)[0][:_MAX_EXAMPLE].strip()
    if len(words) == len(text) or " " not in words:
        return words or Examples.words
    return words.rpartition(" ")[0].rstrip(",;:–— ")
