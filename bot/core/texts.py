"""Fixed texts of the bot, the same for every platform. Renderers add no text of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.core.models import Fact, Quote, Statement, Validity
from bot.verification import Flag, VerdictKind

_LONGEST_NAME = 80

NO_FACT = "I don't have a fact about that."
DID_YOU_MEAN = "I am not sure which fact you mean. Did you mean one of these?"
WHY = "Why this?"
ANOTHER = "Another"
WHOLE = "Show the full text"
DETAILS = "Details"
PREVIOUS, NEXT = "Previous", "Next"
TEXT_CUT = "Shortened to fit here."
CHOOSE_SPEAKER = "Choose a speaker"
NO_QUOTES = "I don't have any quotes."
NO_WORDS = "Please ask me a question in words. /help shows how."
NOT_MINE = "I don't know this command or button. It may be from an older version. /help shows what I can do."
COMPARISON_CUT = "Shortened to fit here. Parts that are the same in both texts are left out first."
TOO_OLD = "This button has expired. Please ask again."
TOO_MANY = "You are asking too fast. Please wait a minute."
HEADLINES: Mapping[VerdictKind, str] = {
    "verbatim": "Verbatim",
    "excerpt": "Excerpt",
    "altered": "Altered",
    "wrong_speaker": "Wrong speaker",
    "not_held": "Not found",
}
"""Each verdict in a word or two."""
QUOTE_NOT_FOUND = "I don't have this quote. It may still have been said elsewhere."
TOLD = {
    "verbatim": "This is what {speaker} said, word for word.",
    "excerpt": "{speaker} said exactly these words, as part of a longer quote.",
    "altered": "This is not word for word what {speaker} said.",
}
SMALL = "Only small differences (spelling, contraction or typo) from what {speaker} said."
NOT_THEIRS = "The closest quote I have is by {speaker}, not by {claimed}."
NO_LONGER_QUOTED = "I no longer have a quote by that speaker. Please check the words again."
WHOSE = "Who is supposed to have said this?"
JUST = "These are the words of {speaker}, not of {claimed}."
NEARLY = "Apart from small differences, these are the words of {speaker}, not of {claimed}."
WARNINGS: Mapping[Flag, str] = {
    "negation": "A “not” or another negation was added or dropped.",
    "number": "A number is different from the one that was said.",
    "hedge": "A word for certainty, amount or frequency was changed (such as “may”, “most” or “often”).",
    "omitted_negation": "The part left out contains a “not” or another negation.",
    "cut_after_negation": "The quote is cut right next to a “not” that changes its meaning.",
    "cut_after_hedge": "The quote is cut right next to a qualification such as “but”, “if” or “perhaps”.",
    "minor": "Only small differences.",
}


def managers_only(command: str) -> str:
    """Say that only channel managers can use a command."""
    return f"Only channel managers can use /{command}. Please ask one of them."


def named(typed: str) -> str:
    """Shorten a typed name or topic."""
    return typed if len(typed) <= _LONGEST_NAME else typed[:_LONGEST_NAME].rstrip() + "…"


def read_as(question: str) -> str:
    """Say how a question was read that goes on from another, or that is one of several."""
    return f"Read as: {question}"


def no_fact_about(questions: Sequence[str]) -> str:
    """Name the questions of a message that no fact answers, if others are answered."""
    return f"I don't have a fact about: {' · '.join(named(question) for question in questions)}"


def other_language(asked: str, spoken: Sequence[str]) -> str:
    """Say that nothing was found, for a question in a language that no fact has."""
    *first, last = spoken
    known = f"{', '.join(first)} and {last}" if first else last
    return f"I don't have a fact about that in {asked}. My facts are in {known}."


def also_said(quotes: Sequence[Quote]) -> str:
    """Say who else said the same words."""
    return f"The same words are also recorded from {'; '.join(map(attribution, quotes))}."


def about(holds: str, example: str) -> str:
    """Describe the bot if no help can be shown: what it knows, and a question that it answers."""
    return f"{holds} Ask me a question, such as: {example}"


def day(date: dt.date) -> str:
    """Write a date as people read it: 22 October 2025."""
    return f"{date.day} {date:%B %Y}"


def provenance(statement: Statement) -> str:
    """Write the publisher and date of a statement's source, such as "The Herald, 22 October 2025"."""
    return f"{statement.source.publisher}, {day(statement.source.published)}"


def as_of(statement: Statement) -> str:
    """Write the date of a fact, or of a quote with the place if it is known."""
    match statement:
        case Fact():
            return f"As of {day(statement.as_of)}"
        case Quote(said=None):
            return f"Reported {day(statement.as_of)}"
        case Quote():
            place = f", {statement.where}" if statement.where else ""
            return f"Said {day(statement.as_of)}{place}"


def attribution(quote: Quote) -> str:
    """Write the speaker and role, such as "Edi Rama, Prime Minister of Albania"."""
    return with_role(quote.speaker, quote.role)


def with_role(name: str, role: str) -> str:
    """Write a name with the role, if there is one."""
    return f"{name}, {role}" if role else name


def subject(quote: Quote) -> str:
    """Write the subject of a quote, such as "On return hubs"; empty if it is not known."""
    return f"On {quote.about}" if quote.about else ""


def no_speaker(typed: str) -> str:
    """Say that there is no quote by or about this name."""
    return f"I don't have a quote by “{named(typed)}”. /quotes lists everybody who is quoted."


def no_quote(topic: str, speaker: str, topics: Sequence[str]) -> str:
    """Say that there is no quote on a topic, or none by this speaker, and which topics there are."""
    by = f" by {speaker}" if speaker else ""
    available = f" I have quotes{by} on: {'; '.join(topics)}." if topics else " /quotes lists everybody who is quoted."
    return f"I don't have a quote{by} on “{named(topic)}”.{available}"


def which(typed: str) -> str:
    """Ask which of several speakers is meant."""
    return f"“{typed}” matches several people. Which one?"


def part(number: int, of: int, statement_id: str) -> str:
    """Write which part of a long text this is."""
    return f"Part {number} of {of} of {statement_id}" if of > 1 else f"The full text of {statement_id}"


def speakers_title(speakers: int, quotes: int, page: int = 1, pages: int = 1) -> str:
    """Write the title of a page of the list of speakers."""
    where = f" · page {page} of {pages}" if pages > 1 else ""
    return f"{count(quotes, 'quote')} by {count(speakers, 'speaker')}{where}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun, such as "1 quote" or "2,000 quotes"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def more(left: int) -> str:
    """Write the label of the button that shows what was left out."""
    return f"Show {left:,} more"


def left_out(left: int) -> str:
    """Say how many items were left out."""
    do, them = ("does", "it") if left == 1 else ("do", "them")
    return f"{left:,} more {do} not fit here. The button shows {them} only to you."


def weekday(date: dt.date) -> str:
    """Write a date with its day of the week: Wednesday 22 October 2025."""
    return f"{date:%A} {day(date)}"


def shortened(statement: Statement) -> str:
    """Say that a platform's limits cut a text, and where to find the whole text."""
    where = statement.origin.file if statement.origin else "the fact files"
    return f"Shortened to fit here. The full text is {statement.id} in {where}."


def caution(statement: Statement, validity: Validity) -> str | None:
    """Warn about a statement that is not current. Return None if it is current."""
    if validity == "current":
        return None
    if not isinstance(statement, Fact):
        return "Superseded: this quote was replaced or withdrawn."
    match validity:
        case "expired" if statement.valid_until:
            return f"Out of date: valid until {day(statement.valid_until)}."
        case "upcoming" if statement.valid_from:
            return f"Not valid yet: valid from {day(statement.valid_from)}."
    end = f" It was valid until {day(statement.valid_until)}." if statement.valid_until else ""
    return f"Superseded: this is what was known as of {day(statement.as_of)}.{end}"


def replaced(earlier: Fact) -> str:
    """Write the label of an earlier statement that was superseded."""
    end = earlier.valid_until
    return f"Superseded, as of {day(earlier.as_of)}" + (f", until {day(end)}" if end else "")
