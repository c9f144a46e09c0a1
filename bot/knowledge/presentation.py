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
from bot.core.models import Quote, Statement, validity
from bot.core.replies import Card, Overview
from bot.core.router import Menu
from bot.core.since import Since
from bot.knowledge import duplicates, offers
from bot.knowledge.knowledge import Knowledge

SHOW_FULL_TEXT = "whole"
"""Code of the button that shows a full text. Posted messages have it, so it never changes."""
COPY_CITATION = "cite"
"""Code of the button that shows a citation. It never changes, either."""
EXAMPLES_ONLY = "These are only the example facts that come with Factbot."
NO_FACTS = "I have no facts yet."
ADD_FACTS = "The operator adds them as files in my folder of facts. The command “factbot init” makes a first one."
_MAX_EXAMPLE = 60
"""Maximum characters of a quote in an example of the help."""


def card(knowledge: Knowledge, statement: Statement, today: dt.date) -> Card:
    """Make the card of a statement. A long text gets a button that shows all of it."""
    also = duplicates.other_sources(knowledge.group(statement.id), statement, today)
    return Card(statement, validity(statement, today), knowledge.replaces(statement), also, _whole(statement))


def _whole(statement: Statement) -> Button | None:
    """Make the button that shows all of a long text."""
    is_long = len(statement.text) > PREVIEW
    return Button(texts.WHOLE, Action(SHOW_FULL_TEXT, NO_EXCHANGE, statement.id)) if is_long else None


def cite(statement: Statement) -> Button:
    """Make the button that shows the citation of a statement, as text to copy."""
    return Button(texts.CITE, Action(COPY_CITATION, NO_EXCHANGE, statement.id))


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
    if not exchange.shown_text or _as_shown(statement, exchange, today):
        return None
    if validity(statement, today) == "superseded" and exchange.shown_validity != "superseded":
        statement = knowledge.any_version(knowledge.newest(statement.id)) or statement
    return Since(exchange.shown_text, statement, validity(statement, today), _whole(statement))


def _as_shown(statement: Statement, exchange: Exchange, today: dt.date) -> bool:
    return (statement.text, validity(statement, today)) == (exchange.shown_text, exchange.shown_validity)


def summary(knowledge: Knowledge) -> str:
    """Write the numbers of facts, quotes and sources in a sentence, and say if these are only example facts.

    Takes 0.1 s for 100,000 facts, once.
    """
    return knowledge.derived(_summary)


def announcement(knowledge: Knowledge) -> str:
    """Write what the bot has and how to ask for it, such as "27 facts · /ask"; empty if it has nothing.

    Takes as long as `summary`.
    """
    return knowledge.derived(_announcement)


def introduction(knowledge: Knowledge) -> str:
    """Say what the bot is called, what it has, and how new that is."""
    return f"I am Factbot. {knowledge.derived(_introduction)}"


def greeting(knowledge: Knowledge) -> str:
    """Say what the bot is called and what it has, in one sentence; in two if these are only example facts."""
    return f"I am Factbot, and {summary(knowledge)}"


def examples(knowledge: Knowledge) -> Examples:
    """Choose a question, a speaker and the first words of a quote for the examples of the help. Takes time once."""
    return knowledge.derived(_examples)


def help_reply(knowledge: Knowledge, menu: Menu, *, direct: bool = False) -> Overview:
    """Say what the bot is and has, and what people can do with it; `direct` for a chat with one person."""
    return Overview(introduction(knowledge), offers.offers(knowledge, menu, direct=direct))


def _summary(knowledge: Knowledge) -> str:
    if not knowledge.shown:
        return NO_FACTS
    quotes = sum(isinstance(s, Quote) for s in knowledge.shown)
    counts = [texts.count(n, noun) for n, noun in ((len(knowledge.shown) - quotes, "fact"), (quotes, "quote")) if n]
    sources = texts.count(len({s.source for s in knowledge.shown}), "source")
    numbers = f"I have {' and '.join(counts)} from {sources}."
    return f"{numbers} {EXAMPLES_ONLY}" if knowledge.is_example else numbers


def _introduction(knowledge: Knowledge) -> str:
    if not knowledge.shown:
        return f"{NO_FACTS} {ADD_FACTS}"
    newest = max(statement.source.published for statement in knowledge.shown)
    return f"{_summary(knowledge)} The newest source is from {texts.day(newest)}."


def _announcement(knowledge: Knowledge) -> str:
    quotes = sum(isinstance(statement, Quote) for statement in knowledge.shown)
    facts = len(knowledge.shown) - quotes
    known = ", ".join(texts.count(number, noun) for number, noun in ((facts, "fact"), (quotes, "quote")) if number)
    return f"{known} · /ask" if known else ""


def _examples(knowledge: Knowledge) -> Examples:
    questions = (question for s in knowledge.shown for question in s.questions)
    quote = next((s for s in knowledge.shown if isinstance(s, Quote) and s.status == "active"), None)
    return Examples(next(questions, Examples.question), *((quote.speaker, _opening(quote.text)) if quote else ()))


def _opening(text: str) -> str:
    """Return the first words of a text up to any quotation mark, which would end the example."""
    words = re.split(r"[“”„«»\"]", text, maxsplit=1)[0][:_MAX_EXAMPLE].strip()
    if len(words) == len(text) or " " not in words:
        return words or Examples.words
    return words.rpartition(" ")[0].rstrip(",;:–— ")
