"""Fixed texts of the bot, the same for every platform. Renderers add no text of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.core.directions import isolated
from bot.core.models import Fact, Quote, Statement, Validity
from bot.core.shorten import label, shorten

_LONGEST_NAME = 80
_LONGEST_QUESTION = 300

WHOLE = "Whole text"
CITE = "Copy citation"
PREVIOUS, NEXT = "Previous", "Next"
WHO_IS_QUOTED = "Who is quoted?"
OTHERS = "Not what you meant? Maybe one of these:"
ALSO = "Also: "
"""Before the title of another source that says the same."""
LINK = "Link"
"""What leads to a source whose title can't be a link."""
TEXT_CUT = "Shortened to fit here."
FACT_GONE = "I no longer have that fact. Please ask again."
CHANGED_FACT = "This fact has changed since this answer. Now it says:"
CHANGED_QUOTE = "This quote has changed since this answer. Now I have:"
REMOVED = "I no longer have this text. It was removed after this answer, so please do not use it any more."
NOT_MINE = "I don't know this command or button. It may be from an older version. /help shows what I can do."
COMPARISON_CUT = "Shortened to fit here. Parts that are the same in both texts are left out first."
TEXT_GONE = "I no longer have that text. Please ask again."
TOO_OLD = "This button has expired. Please ask again."
ONLY_AS_MEMBER = "This works only in places to which I was added. Here you can ask, check a quote, and see the quotes."
MANAGERS_ONLY = "Only channel managers can do this."
NO_CURATOR_OUTSIDE = (
    "Only curators can do this, and I don't know you as one here. If you are one in another place, please do it there."
)
TOO_MANY = "You are asking too fast. Please wait a minute."
LEFT_OUT = "Too many questions came at once, so I left some out. Please ask them again."
STORE_AWAY = "I can't reach my database right now, so I can't do this. Please try again in some minutes."
BUSY = "I am too busy right now. Please try again in a minute."
TOO_LATE_THERE = "I was too slow to answer you where you asked, so I answer here."
PRIVATE_WORD = "If “private” belongs to what you typed, add another word after it."
TRY_ONE = "Try one of these"
TOPICS = "Topics"
ALL_COMMANDS = "All commands: /help all"
FOR_ALL = "One moment. I show the answer to everybody here."
BEHIND_BUTTON = "Press the button to see this. Only you will see it."


def managers_only(command: str) -> str:
    """Say that only channel managers can use a command."""
    return f"Only channel managers can use /{command}."


def curators_only(others: Sequence[str], more: int) -> str:
    """Say who the curators of a place are: its admins, and `others`, with `more` who are not named."""
    if not others:
        return "Only curators can do this here: admins, and people that they add with /curators."
    listed = [*others, *([f"{more} more, see /curators"] if more > 0 else [])]
    return f"Only curators can do this here: {', '.join(listed)}, and admins."


def too_many_curators(most: int) -> str:
    """Refuse further entries in the list of curators."""
    return f"The list can have {most} entries, so I changed nothing. Remove some, or add a role or a group of many."


def please_ask(managers: str) -> str:
    """Tell somebody whom to ask for what only managers can do. It is empty if nobody knows who they are."""
    return f"Please ask {managers or 'one of them'}."


def not_private_here(command: str) -> str:
    """Say why a private reply was refused, and how to get one."""
    return (
        f"Everybody here would see my reply. Use the slash command /{command} without mentioning me, "
        "or send me a direct message."
    )


def asked_by(name: str, line: str) -> str:
    """Say who asked what, for people who see only the answer. The name is empty if it is unknown."""
    question, who = isolated(label(line, _LONGEST_QUESTION)), _who(name)
    return f"{who} asked: {question}" if who else f"Asked: {question}"


def asked_for(name: str, wish: str) -> str:
    """Say who asked for what, such as "Ann asked for a quote by Edi Rama"; the name may be unknown."""
    wish, who = label(wish, _LONGEST_QUESTION), _who(name)
    return f"{who} asked for {wish}" if who else f"Asked for {wish}"


def _who(name: str) -> str:
    """Write a person's name without signs that turn the line around."""
    return isolated(label("".join(filter(str.isprintable, name)), _LONGEST_NAME))


def unreadable(shortcut: str) -> str:
    """Say that the bot can't read the message to which somebody replies, and what they can do."""
    menu = f"open its menu, then Apps or More message shortcuts, and choose {shortcut}, or " if shortcut else ""
    return f"I can't read that message. Please {menu}repeat its words after the mention."


def interrupted(command: str, channel: str) -> str:
    """Tell somebody that the bot was stopped while it worked on their command. The channel is empty in private."""
    place = f" in {channel}" if channel else ""
    return f"I was stopped while I worked on your /{command}{place}. If you see no reply to it, please use it again."


def answered_privately(reason: str) -> str:
    """Say why only the person sees an answer that was meant for everybody."""
    return f"Only you see this answer. {reason}"


def answered_elsewhere(channel: str, reason: str) -> str:
    """Say why an answer comes as a direct message. The reason may be empty."""
    return f"I can't answer in {channel}, so I answer here. {reason}".strip()


def cannot_answer_in(channel: str, reason: str) -> str:
    """Tell somebody who manages a channel why the bot could not answer there."""
    return f"Somebody asked me a question in {channel}, and I could not answer. {reason}"


def too_long_for_field(label: str, limit: int) -> str:
    """Say why a form is not opened."""
    return f"I can't open this form. The text under “{label}” has more than {limit:,} characters."


def too_long(name: str, limit: int) -> str:
    """Refuse a text that is too long for an option."""
    return f"That is too long for the option “{name}”. Please use at most {limit:,} characters."


def named(typed: str) -> str:
    """Shorten a typed name or topic."""
    return shorten(typed, _LONGEST_NAME)


def quotes_by(speaker: str) -> str:
    """Write the label of the button that shows what somebody said."""
    return f"Quotes by {named(speaker)}"


def read_as(question: str) -> str:
    """Say how a question was read that goes on from another, or that is one of several."""
    return f"Read as: {question}"


def day(date: dt.date) -> str:
    """Write a date as people read it: 22 October 2025."""
    return f"{date.day} {date:%B %Y}"


def provenance(statement: Statement) -> str:
    """Write the publisher and date of a statement's source, such as "The Herald · 22 October 2025"."""
    return f"{isolated(statement.source.publisher)} · {day(statement.source.published)}"


def as_of(statement: Statement) -> str:
    """Write the date of a fact; empty if it is that of its source, or for a quote: see `circumstances`."""
    if isinstance(statement, Quote) or statement.as_of == statement.source.published:
        return ""
    return f"as of {day(statement.as_of)}"


def circumstances(quote: Quote) -> str:
    """Write what a quote is about, with the date and the place, as far as they are known."""
    about = subject(quote)
    said = f"{'said' if about else 'Said'} on {day(quote.said)}" if quote.said else ""
    return " · ".join(filter(None, (about, said, isolated(quote.where))))


def attribution(quote: Quote) -> str:
    """Write the speaker and role, such as "Edi Rama, Prime Minister of Albania"."""
    return with_role(quote.speaker, quote.role)


def with_role(name: str, role: str) -> str:
    """Write a name with the role, if there is one."""
    return f"{name}, {role}" if role else name


def subject(quote: Quote) -> str:
    """Write the subject of a quote, such as "On return hubs"; empty if it is not known."""
    return f"On {isolated(quote.about)}" if quote.about else ""


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


def position(number: int, of: int) -> str:
    """Say which of several is shown, such as "2 of 12"."""
    return f"{number:,} of {of:,}"


def part_of(number: int, of: int, title: str) -> str:
    """Say which part of a text this is, and where the text is from; of a text with one part, only the source."""
    return f"Part {position(number, of)} · {title}" if of > 1 else title


def weekday(date: dt.date) -> str:
    """Write a date with its day of the week: Wednesday 22 October 2025."""
    return f"{date:%A} {day(date)}"


def caution(statement: Statement, validity: Validity) -> str | None:
    """Write the line above a statement that is not current, such as "Until 5 April 2025:". None if it is current."""
    if validity == "current":
        return None
    if not isinstance(statement, Fact):
        return "This quote was withdrawn or replaced:"
    if validity == "superseded":  # its end may still be in the future
        until = f"Until {day(statement.valid_until)}, then replaced" if statement.valid_until else "Replaced"
        return f"{until} by a newer fact:"
    if validity == "upcoming" and statement.valid_from:
        return f"Not valid yet. From {day(statement.valid_from)}:"
    return f"No longer valid. Until {day(statement.valid_until)}:" if statement.valid_until else "No longer valid:"


def unchecked(since: dt.date) -> str:
    """Say that a statement should have been checked again."""
    return f"Not re-checked since {day(since)}."


def doubt(first: dt.date, last: dt.date, *, is_before: bool) -> str:
    """Say that a statement is known for other days than those that were asked about."""
    known = f"from {day(first)} on" if is_before else f"until {day(last)}"
    return f"I know this only {known}, and not for the time in your question."


def begins(coming: Fact) -> str:
    """Write the label of a statement that is true later, such as "From 1 January 2027"."""
    return f"From {day(coming.valid_from)}" if coming.valid_from else "Later"


def replaced(earlier: Fact) -> str:
    """Write the label of an earlier statement that was superseded, such as "Until 5 April 2025"."""
    return f"Until {day(earlier.valid_until)}" if earlier.valid_until else "Before"
