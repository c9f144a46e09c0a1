"""The texts of the commands that find quotations, in addition to `core.texts`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import texts
from bot.core.directions import isolated
from bot.core.texts import count, named

ANOTHER = "Another"
CHOOSE_SPEAKER = "Choose a speaker"
NO_QUOTES = "I don't have any quotes."


def position(number: int, of: int) -> str:
    """Say which of several quotes is shown."""
    return f"quote {texts.position(number, of)}"


def wish(speaker: str, topic: str) -> str:
    """Write what was asked for, such as "a quote by Edi Rama on hubs"."""
    by, on = (f" {word} {isolated(named(typed))}" if typed else "" for word, typed in (("by", speaker), ("on", topic)))
    return f"a quote{by}{on}"


def no_speaker(typed: str) -> str:
    """Say that there is no quote by or about this name."""
    return f"I don't have a quote by “{named(typed)}”."


def no_quote(topic: str, speaker: str, topics: Sequence[str]) -> str:
    """Say that there is no quote on a topic, or none by this speaker, and which topics there are."""
    by = f" by {speaker}" if speaker else ""
    available = f" I have quotes{by} on: {'; '.join(topics)}." if topics else ""
    return f"I don't have a quote{by} on “{named(topic)}”.{available}"


def which_speaker(typed: str) -> str:
    """Ask which of several speakers is meant."""
    return f"“{typed}” matches several people. Which one?"


def more_speakers(first: int, of: int) -> str:
    """Say which of the speakers a picker has."""
    return f"Speakers from number {first:,} of {of:,}"


def speakers_title(speakers: int, quotes: int, page: int = 1, pages: int = 1) -> str:
    """Write the title of a page of the list of speakers."""
    where = f" · page {page} of {pages}" if pages > 1 else ""
    return f"{count(quotes, 'quote')} by {count(speakers, 'speaker')}{where}"
