"""Speakers to choose from: completions of typed text, and the entries of a picker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.core.controls import CompletedOption, Picker
from bot.core.events import CHOICE_LENGTH, CHOICES, Action, Choice, Completion
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

_MORE = "more+"
"""Begins the value of the choice that leads to more speakers. It never changes, because posted messages have it."""


def following(value: str) -> int | None:
    """Return the index of the first speaker to show, if the chosen value leads to more speakers; else None."""
    index = value.removeprefix(_MORE)
    return int(index) if value.startswith(_MORE) and index.isdecimal() else None


async def complete_speakers(facts: CurrentKnowledge, asked: Completion) -> list[Choice]:
    """Find the speakers that match the typed text, off the event loop."""
    knowledge = facts.at(asked.target)

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
    first: int = 0,
) -> Picker:
    """Let people choose one of the speakers from the index `first` on. With a command's name, they can type any name.

    The value of a choice is the speaker's key. The command must complete an option `speaker`. If more speakers follow
    than fit, the last choice leads to them; `following` reads its value.
    """
    left = speakers[first:]
    shown = left if len(left) <= CHOICES else left[: CHOICES - 1]
    choices = tuple(speaker_choice(quotes, each, key=True, counted=counted) for each in shown)
    if len(shown) < len(left):
        next_index = first + len(shown)
        choices += (Choice(f"{_MORE}{next_index}", f"More speakers ({len(speakers) - next_index:,}) …"),)
    return Picker(label, action, choices, CompletedOption(completes, "speaker") if completes else None)
