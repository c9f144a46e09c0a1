"""The texts of telling people that there is an answer by now."""

from __future__ import annotations

import datetime as dt

from bot.core import texts

STOP, START = "Don't tell me again", "Tell me again"
STOPPED = "I no longer write to you if there is an answer to a question of yours."
STARTED = "I write to you again if there is an answer to a question of yours."


def told(question: str, asked: dt.datetime) -> str:
    """Say which question has an answer now, to the person who asked it."""
    return f"On {texts.day(asked.date())} you asked: {texts.named(question)} Now I have an answer."


def told_in_channel(question: str) -> str:
    """Say the same in the place in which it was asked, if the person can't be reached otherwise."""
    return f"Somebody asked here: {texts.named(question)} Now I have an answer."


def answer_elsewhere(question: str, asked: dt.datetime, channel: str) -> str:
    """Say where the answer may be seen, if that is not everywhere."""
    return f"{told(question, asked)} Ask again in {channel} to see it."
