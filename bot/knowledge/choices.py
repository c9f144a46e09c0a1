"""Speakers to choose from: completions of typed text, and the entries of a picker."""

from __future__ import annotations

import asyncio

from bot.core.events import CHOICE_LENGTH, CHOICES, Choice, Completion
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker


async def complete_speakers(facts: CurrentKnowledge, asked: Completion) -> list[Choice]:
    """Find the speakers that match the typed text, off the event loop."""
    knowledge = facts.knowledge

    def find() -> list[Choice]:
        quotes = knowledge.quotes
        matches = quotes.directory.complete(asked.typed, CHOICES)
        return [speaker_choice(quotes, speaker, key=asked.keys) for speaker in matches]

    return await asyncio.to_thread(find)


def speaker_choice(quotes: QuoteIndex, speaker: Speaker, *, key: bool) -> Choice:
    """Make the choice for a speaker. Its value is the speaker's key for an action, or the text for an option."""
    value = speaker.key if key else quotes.directory.words_for(speaker, CHOICE_LENGTH)
    return Choice(value, f"{speaker.label} ({len(quotes.by(speaker)):,})")
