"""The texts of the daily digest and its commands, in addition to `core.texts`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.core.texts import count, day, named, weekday
from bot.core.words import Moment, Words, joined
from bot.features.digest.subscriptions import SlotResult, Subscription
from bot.scheduling import Schedule, days_in_words, next_holiday, region_in_words

CHANGED = "Changed"
SUPERSEDED = "Superseded"
TO_BEGIN_WITH = "To begin with"
ENDING = "Out of date within 30 days"
QUOTE_OF_THE_DAY = "Quote of the day"
OLDER = "From the archive"
UNANSWERED = "Unanswered questions this week"
NOWHERE = "No channel gets the daily digest. Type /digest on in a channel to switch it on."
STATUS = "Daily digest here"
NOW, WHEN, WHEN_ON = "Now", "When", "When turned on"
IS_OFF, HAS_ENDED = "Off", "It has ended. To start it again, type /digest on"
SETTINGS, PREVIEW, TURN_ON, TURN_OFF, SAVE = "Settings", "Preview", "Turn on", "Turn off", "Save"
SET_UP, SET_UP_AND_ON = "Set up…", "Set up and turn on…"
ZONE_UNKNOWN = "I don't know your time zone, so the time is in UTC. Please choose your zone before you turn it on."
TIME, ZONE, DAYS, TOPICS, ALL_TOPICS = "Time", "Time zone", "Days", "Topics", "All topics"
TOPICS_MENU = "Topics (all if none is chosen)"
MORE, MORE_HINT = "Last day, holidays, quiet", "31 December, Germany, quiet"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BACK_TO_FORM = "Back to the form…"
SAVED, SAVED_AND_ON = "Saved.", "Saved. The daily digest is on now."
NOT_SAVED = "Not saved."
UNKNOWN_CHOICE = "I don't know this choice. Please choose another one."
NO_FORM = "I can't show a form here. Type /digest on with your options, such as /digest on 9am."
MANAGERS_CHANGE_IT = "Only channel managers can change this."
OFF = "I no longer post the daily digest here. /digest on starts it again with the same options."
NOT_ON = "The daily digest is off in this channel. A channel manager can switch it on with /digest on."
NOT_ON_IN_CHAT = "The daily digest is off in this chat. You can switch it on with /digest on."
GONE = "This item has been removed."
DOWN = "I was not running here"
MOVE = "To get the digest in another channel, type /digest on in that one."
SWITCHED_OFF = "It was switched off"
NOT_POSTED = "Nothing is new, so I would not post this."
NOTHING_FOUND = "I have nothing on these topics"
NOT_FOR_ALL = (
    "Only workspace admins can show unanswered questions here. Ask an admin to run this command, "
    "or leave out “curators”."
)


_MOST_TOPICS = 3
"""Topics that one sentence names."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def title(date: dt.date, *, rest: bool) -> str:
    """Write the title of a digest, or of the rest of one."""
    return f"Daily digest · {weekday(date)}" + (", continued" if rest else "")


def not_on(*, direct: bool) -> str:
    """Say that there is no digest here, and who can change that. In a direct message, the person can."""
    return NOT_ON_IN_CHAT if direct else NOT_ON


def counts(**by_label: int) -> str:
    """Write how many items there are of each kind, such as "2 changed and 1 new"; empty if there are none."""
    return listed([f"{count:,} {label}" for label, count in by_label.items() if count])


def summary(since: dt.date, counts: str, *, ending: int, ending_new: int = 0) -> str:
    """Write what a digest has since the last one. `counts` may be empty. `ending_new` of those that end are new."""
    ends = [f"{_ending(ending, ending_new)}."] if ending else []
    if counts or ending_new:
        return f"Since {weekday(since)}: {' '.join([f'{counts}.'] * bool(counts) + ends)}"
    return " ".join((f"Nothing new since {weekday(since)}.", *ends))


def _ending(ending: int, new: int) -> str:
    if ending == new:
        return f"{count(new, 'new fact')} will be out of date within 30 days"
    return f"{ending:,} will be out of date within 30 days" + (f", {new:,} of them new" if new else "")


def introduction(known: int, shown: int, topics: Sequence[str]) -> str:
    """Write how many facts there are on the topics of a channel, and how many of them its first digest shows."""
    if not known:
        return ""
    facts = f"I know {count(known, 'fact')}{_about(topics)}"
    if not shown:
        return f"{facts}."
    if known <= shown:
        return f"{facts}. Here {'it is' if known == 1 else 'they are'}."
    number = _NUMBERS[shown] if shown < len(_NUMBERS) else f"{shown:,}"
    return f"{facts}. Here {'is' if shown == 1 else 'are'} {number} of them."


def nothing(topics: Sequence[str]) -> str:
    """Say that there is nothing for the first digest of a channel."""
    return f"I have no facts{_about(topics)} that are valid now."


def _about(topics: Sequence[str]) -> str:
    """Name the topics of a channel, such as " on Harbour"; empty for all."""
    return f" on {listed(topics) if len(topics) <= _MOST_TOPICS else f'{len(topics)} topics'}" if topics else ""


def topics_gone(topics: Sequence[str]) -> str:
    """Say which topics of a channel are no longer in the fact files; empty if all are."""
    names = listed([f"“{named(topic)}”" for topic in topics[:_MOST_TOPICS]])
    return f"I no longer have the topic{'s' if len(topics) > 1 else ''} {names}." if topics else ""


def last_digest(until: dt.date) -> str:
    """Say that no other digest comes here."""
    return f"This was the last digest here, because it ends on {weekday(until)}. /digest on starts it again."


def listed(parts: Sequence[str]) -> str:
    """Join parts of a sentence, such as "a, b and c"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def new_heading(topic: str) -> str:
    """Write the heading of what is new on a topic."""
    return f"New · {topic}" if topic else "New"


def valid_from(date: dt.date) -> str:
    """Write the note under a fact that begins later."""
    return f"Valid from {day(date)}"


def valid_until(date: dt.date) -> str:
    """Write the note under a fact that ends soon."""
    return f"Valid until {day(date)}"


def validity_changed(until: dt.date | None, until_before: dt.date | None) -> str:
    """Write the note under a statement whose words are the same, but not its validity."""
    if until == until_before:
        return "The first valid day was changed"
    validity, validity_before = (f"until {day(date)}" if date else "no end date" for date in (until, until_before))
    return f"Validity changed: {validity} (before: {validity_before})"


def said_before(until: dt.date | None) -> str:
    """Write the label of what a statement said before it was changed or replaced."""
    return f"Until {day(until)}" if until else "Before"


def valid_before(until: dt.date) -> str:
    """Write the note below a comparison: how long the old text was valid."""
    return f"What was said before was valid until {day(until)}."


def show_more(left: int) -> str:
    """Write the label of the button that shows what a post left out."""
    return f"Show more ({left:,})"


def asked_times(times: int, *, wished: bool = False) -> str:
    """Write how often a question was asked, and if people asked the curators to answer it."""
    asked = "Asked once" if times == 1 else f"Asked {times:,} times"
    return f"✋ Please answer this · {asked}" if wished else asked


def switched_on(
    subscription: Subscription, upcoming: Sequence[dt.datetime], now: dt.datetime, *, changed: bool
) -> Words:
    """Confirm `digest on`: what was understood, and when the next digests come."""
    verb = "now post" if changed else "post"
    schedule = subscription.schedule
    text = f"I {verb} the daily digest here {days_in_words(schedule.days)} at {_clock(schedule)}"
    if subscription.topics:
        text += f", on {'; '.join(subscription.topics)}"
    if schedule.until:
        text += f", until {weekday(schedule.until)}"
    sentences = [f"{text}."]
    if schedule.holidays:
        sentences.append(f"I post nothing on {_holidays(schedule, now)}.")
    if subscription.quiet:
        sentences.append("If nothing is new, I post nothing.")
    if subscription.curators:
        sentences.append("It includes unanswered questions.")
    return joined(" ".join(sentences), ("Next: ", *moments(upcoming, schedule.zone), "."))


def details(subscription: Subscription, now: dt.datetime, *, foreign: bool = False) -> Iterator[tuple[str, Words]]:
    """Describe a subscription, as (label, text) pairs. If `foreign`, another bot posts the digest."""
    schedule = subscription.schedule
    words, rests = days_in_words(schedule.days), subscription.is_off or subscription.has_ended
    yield WHEN_ON if rests else WHEN, f"{words[0].upper()}{words[1:]} at {_clock(schedule)}"
    yield "Topics", "; ".join(subscription.topics) or "All"
    yield "If nothing is new", "I post nothing" if subscription.quiet else "I post a quote and an older fact"
    if schedule.until:
        yield "Last day", weekday(schedule.until)
    if schedule.holidays:
        yield "Holidays", f"I post nothing on {_holidays(schedule, now)}"
    if subscription.curators:
        yield "For curators", "Unanswered questions are included"
    if foreign:
        yield "Bot", "Another bot posts it. If that bot is gone, type /digest on to get the digest from me"
    if subscription.paused and not rests:
        yield "Paused", with_advice(subscription.paused, "After that, type /digest on to start it again.")


def status(
    subscription: Subscription | None,
    upcoming: Sequence[dt.datetime],
    past: Sequence[SlotResult],
    now: dt.datetime,
    *,
    foreign: bool = False,
) -> Iterator[tuple[str, Words]]:
    """Describe a subscription, the next digests and the results of the last ones, as (label, text) pairs.

    If `foreign`, another bot posts the digest.
    """
    zone = ZoneInfo(subscription.schedule.zone if subscription else "UTC")
    if subscription is None or subscription.is_off:
        yield NOW, IS_OFF
    elif subscription.has_ended:
        yield NOW, HAS_ENDED
    if subscription:
        yield from details(subscription, now, foreign=foreign)
        if not subscription.paused:
            yield "Next", moments(upcoming, zone.key)
    waiting = subscription.next_date if subscription and not subscription.paused else dt.date.max
    for result in past:
        yield weekday(result.date), became(result, zone, over=result.date < waiting)


def not_in_more(unread: Sequence[str]) -> str:
    """Say what can't be read in the form's field for the last day, the holidays and "quiet", with an example."""
    words = " and ".join(f"“{named(words)}”" for words in unread[:3])
    return f"I don't understand {words} in the field “{MORE}”. Type for example “{MORE_HINT}”."


def no_day_left(schedule: Schedule) -> str:
    """Say that no digest would come with these options."""
    until = weekday(schedule.until) if schedule.until else "never"
    return f"No digest would come until {until}. Please type a later last day, or other days."


def became(past: SlotResult, zone: ZoneInfo, *, over: bool) -> str:
    """Write the result of a day's digest. If it is `over`, nobody tries to post it any more."""
    reason = f": {past.reason}" if past.reason else ""
    match past.state:
        case "posted" if past.posted:
            return f"Posted at {past.posted.astimezone(zone):%H:%M}"
        case "quiet":
            return f"Nothing was posted{reason}" if reason else "Nothing new, so nothing was posted"
        case "missed":
            return f"Missed{reason}"
        case "uncertain":
            return f"I don't know if it was posted{reason}"
        case "pending" if not over:
            return f"In progress{reason}"
    return f"Not posted{reason}"


def moments(upcoming: Sequence[dt.datetime], zone: str) -> tuple[str | Moment, ...]:
    """Write moments in the reader's own clock, or in the local time of a zone."""
    parts: list[str | Moment] = []
    for n, due in enumerate(upcoming):
        parts += ["" if n == 0 else " and " if n == len(upcoming) - 1 else ", ", Moment(due, zone)]
    return tuple(parts[1:])


def stopped(channel: str, reason: str) -> str:
    """Tell the owner of a subscription that its digest can't be posted any more."""
    advice = "After that, type /digest on there to start it again."
    return f"I can no longer post the daily digest in {channel}. {with_advice(reason, advice)}"


def why_paused(reason: str, *, gone: bool) -> str:
    """Write why a digest is paused. If its channel is gone, nothing can start it again there."""
    return f"{reason} {MOVE}" if gone else reason


def with_advice(reason: str, advice: str) -> str:
    """Add to the reason of a pause how the digest starts again, unless it can't."""
    return reason if reason.endswith(MOVE) else f"{reason} {advice}"


def _holidays(schedule: Schedule, now: dt.datetime) -> str:
    """Write the holidays without a digest, with the next one."""
    text = f"public holidays ({region_in_words(schedule.holidays)})"
    coming = next_holiday(schedule.holidays, now.astimezone(ZoneInfo(schedule.zone)).date())
    return f"{text}; the next is {coming[1]}, {day(coming[0])}" if coming else text


def _clock(schedule: Schedule) -> str:
    """Write a time with its zone, such as "09:00 (Europe/London)"."""
    zone = schedule.zone
    if zone.startswith("Etc/GMT") and zone[7:8] in "+-":  # the sign of these names is inverted (POSIX)
        zone = f"UTC{'+' if zone[7] == '-' else '-'}{zone[8:]}"
    return f"{schedule.time:%H:%M} ({zone})"
