"""The texts of answers to questions, in addition to `core.texts`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.core.texts import day, named

NO_FACT = "I don't have a fact about that."
NEAR_TOPICS = "Maybe one of these topics helps:"
ASK_CURATORS = "Ask the curators"
WISHED = "I put your question on the curators' list, without your name."
DID_YOU_MEAN = "I am not sure which fact you mean. Did you mean one of these?"
DID_YOU_MEAN_THIS = "I am not sure which fact you mean. Did you mean this?"
NOT_THIS = "Not this"
TOPIC_GONE = "I no longer have facts on that topic. Please ask again."
NONE_OF_THESE = "None of these"
CHANGED_QUESTION = "The question was changed, so this answer is out of date. Please ask again."
TYPE_ASK = "Please type your question after /ask."
YOUR_QUESTION = "Your question"
FORM_TITLE = "Ask a question"
FORM_SUBMIT = "Ask"
PASSAGE_TOO_LONG = "That message is too long for a question. Please use /ask with one sentence of it."
WHY = "Why this?"
NEWER = "The newer fact"
DETAILS = "Details"
NO_WORDS = "Please ask me a question in words. /help shows how."

MENTION_ME = "If I stay silent in this thread, mention me."

SAID_THEN = "The answer was"
WITHDRAWN = "this was withdrawn. Please do not use it any more."
REPLACED = "this was replaced by a newer fact. Now it is:"
EDITED_FACT = "this fact was changed. Now it says:"
EDITED_QUOTE = "this quote was changed. Now I have:"


def corrected(on: dt.date, what: str) -> str:
    """Say since when an answer is corrected, and why."""
    return f"Corrected on {day(on)}: {what}"


def no_fact_about(questions: Sequence[str]) -> str:
    """Name the questions of a message that no fact answers, if others are answered."""
    return f"I don't have a fact about {' or '.join(f'“{named(question)}”' for question in questions)}."


def topics_line(names: Sequence[str]) -> str:
    """Name topics."""
    return f"Topics: {' · '.join(named(name) for name in names)}"


def questions_on(topic: str) -> str:
    """Write the line above the questions of a topic."""
    return f"Some questions that I can answer on “{named(topic)}”:"


def other_language(asked: str, spoken: Sequence[str]) -> str:
    """Say that nothing was found, for a question in a language that no fact has."""
    *first, last = spoken
    known = f"{', '.join(first)} and {last}" if first else last
    return f"I don't have a fact about that in {asked}. My facts are in {known}."


def about_bot(introduction: str, example: str) -> str:
    """Describe the bot if no help can be shown: its name, what it knows, and a question that it answers."""
    return f"{introduction} Ask me a question, such as: {example}"
