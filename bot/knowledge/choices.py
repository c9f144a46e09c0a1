"""Speakers to choose from: completions of typed text, and the entries of a picker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.core.controls import Picker
from bot.core.events import CHOICE_LENGTH, CHOICES, Action, Choice, Completion
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


def speaker_choice(quotes: QuoteIndex, speaker: Speaker, *, key: bool, counted: bool = True) -> Choice:
    """Make the choice for a speaker. Its value is the speaker's key for an action, or the text for an option.

    With `counted`, the label says how many quotes there are.
    """
    value = speaker.key if key else quotes.directory.words_for(speaker, CHOICE_LENGTH)
    return Choice(value, f"{speaker.label} ({len(quotes.by(speaker)):,})" if counted else speaker.label)


def speaker_picker(
    quotes: QuoteIndex,
    speakers: Sequence[Speaker],
    action: Action,
    label: str,
    *,
    completes: str = "",
    counted: bool = True,
) -> Picker:
    """Let people choose one of the first speakers; with the name of a command, they can also type anybody's name.

    The value of a choice is the speaker's key. The command must complete an option `speaker`.
    """
    choices = tuple(speaker_choice(quotes, each, key=True, counted=counted) for each in speakers[:CHOICES])
    return Picker(label, action, choices, Completion(completes, "speaker", "", keys=True) if completes else None)
