"""Make the reply to a search result, for chats and the command line alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.core.controls import Button
from bot.core.events import NO_EXCHANGE, Action
from bot.core.models import Statement
from bot.core.replies import Card, Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Suggestions
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import SearchResult
from bot.matching.languages import language

SHOW_SUGGESTION, EXPLAIN, SHOW_DETAILS = "show", "why", "details"
"""Codes of buttons. Posted messages have them, so they never change."""


def reply_to(
    result: SearchResult,
    knowledge: Knowledge,
    today: dt.date,
    *,
    about_bot: Callable[[], Reply],
    exchange: str = NO_EXCHANGE,
    read_as: str = "",
) -> Reply:
    """Make the reply to one question; its buttons belong to an exchange, by its id.

    `about_bot` makes the reply to a question about the bot, and `read_as` is how one of several questions was read.
    """
    if result.answer:
        return replace(answer_card(knowledge, result.answer, today, exchange), read_as=result.read_as)
    if result.suggestions:
        buttons = (Button(s.label, Action(SHOW_SUGGESTION, exchange, s.statement.id)) for s in result.suggestions)
        return Suggestions(tuple(buttons), read_as=read_as or result.read_as)
    return about_bot() if result.smalltalk else Notice(nothing(knowledge, result), private=False)


def answer_card(knowledge: Knowledge, statement: Statement, today: dt.date, exchange: str) -> Card:
    """Make the card of an answer. Outside of a conversation it has no button."""
    why = (Button(ask_texts.WHY, Action(EXPLAIN, exchange)),) if exchange != NO_EXCHANGE else ()
    return replace(presentation.card(knowledge, statement, today), buttons=why)


def nothing(knowledge: Knowledge, result: SearchResult) -> str:
    """Say that nothing was found, and that no fact is in the language of the question if that is so."""
    asked = None if result.silent else language(result.question)
    if asked and knowledge.languages and asked not in knowledge.languages:
        return ask_texts.other_language(asked, knowledge.languages)
    return ask_texts.NO_FACT
