"""Make the reply to a search result, for chats and the command line alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.conversation import answer_controls
from bot.core import texts
from bot.core.controls import Button
from bot.core.events import NO_EXCHANGE, Action
from bot.core.exchanges import Exchange
from bot.core.models import Statement
from bot.core.replies import Card, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Nothing, Suggestions
from bot.knowledge import offers, presentation, topics
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import SearchResult, Suggestion
from bot.matching.languages import language
from bot.matching.timeframes import timeframe

SHOW_SUGGESTION, NONE_OF_THESE, EXPLAIN, SHOW_DETAILS = "show", "none", "why", "details"
SHOW_TOPIC, ASK_CURATORS = "topic", "wish"
"""Codes of buttons. Posted messages have them, so they never change."""


def reply_to(
    result: SearchResult,
    knowledge: Knowledge,
    today: dt.date,
    *,
    about_bot: Callable[[], Reply],
    exchange: Exchange | None = None,
    with_feedback: bool = False,
    seen_by_all: bool = False,
) -> Reply:
    """Make the reply to one question. Its buttons belong to an exchange; outside of a conversation it has none.

    `about_bot` makes the reply to a question about the bot. `seen_by_all` says that even a private reply is seen by
    everybody.
    """
    if result.answer:
        card = answer_card(knowledge, result.answer, today, exchange, with_feedback=with_feedback)
        return replace(card, read_as=result.read_as)
    if result.suggestions:
        read_as = exchange.read_as if exchange else result.read_as
        label = ask_texts.NONE_OF_THESE if len(result.suggestions) > 1 else ask_texts.NOT_THIS
        none = (Button(label, Action(NONE_OF_THESE, exchange.id)),) if exchange else ()
        return Suggestions(suggestion_buttons(result.suggestions, exchange), none, read_as=read_as)
    return about_bot() if result.smalltalk else nothing(knowledge, result, exchange, seen_by_all=seen_by_all)


def answer_card(
    knowledge: Knowledge, statement: Statement, today: dt.date, exchange: Exchange | None, *, with_feedback: bool
) -> Card:
    """Make the card of an answer. Outside of a conversation it has nothing to press."""
    card = presentation.card(knowledge, statement, today, exchange.id if exchange else NO_EXCHANGE)
    if exchange is None:
        return card
    newer = _newer(knowledge, card)
    others = [other for other in exchange.offered if other not in (statement.id, newer)]
    now = (Button(ask_texts.NEWER, Action(SHOW_SUGGESTION, exchange.id, newer)),) if newer else ()
    return replace(
        card,
        doubt=_doubt(knowledge, statement, exchange),
        buttons=(*now, Button(ask_texts.WHY, Action(EXPLAIN, exchange.id)), answer_controls.delete(exchange)),
        links=answer_controls.source_links(statement),
        feedback=answer_controls.feedback(exchange) if with_feedback else None,
        others=suggestion_buttons(knowledge.offer(exchange.looked_up, others), exchange),
    )


def _doubt(knowledge: Knowledge, statement: Statement, exchange: Exchange) -> str:
    """Say if a statement, that was chosen for example, is not known to be true at the time of the question."""
    asked = exchange.asked.date()
    if (span := knowledge.doubt(exchange.looked_up, statement.id, asked)) is None:
        return ""
    frame = timeframe(exchange.looked_up, asked)
    return texts.doubt(*span, is_before=bool(frame and frame.last and frame.last < span[0]))


def _newer(knowledge: Knowledge, card: Card) -> str:
    """Return the id of the fact that replaced the one of a card; empty if none did."""
    newest = knowledge.newest(card.statement.id)
    replaced = card.validity == "superseded" and newest != card.statement.id
    return newest if replaced and knowledge.any_version(newest) else ""


def suggestion_buttons(suggestions: Iterable[Suggestion], exchange: Exchange | None) -> tuple[Button, ...]:
    """Make a button for each statement that may be meant."""
    belongs_to = exchange.id if exchange else NO_EXCHANGE
    return tuple(Button(s.label, Action(SHOW_SUGGESTION, belongs_to, s.statement.id)) for s in suggestions)


def nothing(
    knowledge: Knowledge, result: SearchResult, exchange: Exchange | None = None, *, seen_by_all: bool = False
) -> Nothing:
    """Say that nothing was found, with the nearest topics and what else a person can do; short if all see it."""
    near = topics.near_topics(knowledge, result)
    sentence = _sentence(knowledge, result)
    if exchange is None:
        return Nothing(sentence, near)
    by_name = topics.by_topic(knowledge)
    of_topics = () if seen_by_all else (Button(t, Action(SHOW_TOPIC, exchange.id, by_name[t][0].id)) for t in near)
    return Nothing(sentence, near if seen_by_all else (), tuple(of_topics), ways_on(knowledge, exchange))


def ways_on(knowledge: Knowledge, exchange: Exchange) -> tuple[Button, ...]:
    """Make the buttons for what a person can do without an answer on any topic.

    Curators can be asked only in a workspace, because their digest has the questions of one workspace.
    """
    wish = Button(ask_texts.ASK_CURATORS, Action(ASK_CURATORS, exchange.id)) if exchange.in_workspace else None
    quoted = offers.who_is_quoted() if knowledge.has_quotes else None
    return tuple(button for button in (wish, quoted) if button)


def _sentence(knowledge: Knowledge, result: SearchResult) -> str:
    """Say that nothing was found, and that no fact is in the language of the question if that is so."""
    asked = None if result.silent else language(result.question)
    if asked and knowledge.languages and asked not in knowledge.languages:
        return ask_texts.other_language(asked, knowledge.languages)
    return ask_texts.NO_FACT
