"""The texts of answers to questions, in addition to `core.texts`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.texts import named

NO_FACT = "I don't have a fact about that."
DID_YOU_MEAN = "I am not sure which fact you mean. Did you mean one of these?"
WHY = "Why this?"
DETAILS = "Details"
NO_WORDS = "Please ask me a question in words. /help shows how."

MENTION_ME = "If I stay silent in this thread, mention me."


def no_fact_about(questions: Sequence[str]) -> str:
    """Name the questions of a message that no fact answers, if others are answered."""
    return f"I don't have a fact about: {' · '.join(named(question) for question in questions)}"


def other_language(asked: str, spoken: Sequence[str]) -> str:
    """Say that nothing was found, for a question in a language that no fact has."""
    *first, last = spoken
    known = f"{', '.join(first)} and {last}" if first else last
    return f"I don't have a fact about that in {asked}. My facts are in {known}."


def about_bot(introduction: str, example: str) -> str:
    """Describe the bot if no help can be shown: its name, what it knows, and a question that it answers."""
    return f"{introduction} Ask me a question, such as: {example}"
