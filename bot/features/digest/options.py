"""Read the options of a digest from what somebody typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.texts import named
from bot.features.digest.calendar_options import is_switch, read_holidays, read_last_day
from bot.features.digest.calendar_words import is_none
from bot.features.digest.more_field import read_more
from bot.features.digest.option_line import FLAGS, LineOptions, OptionLine, take_flags
from bot.features.digest.topic_names import TopicNames
from bot.scheduling import (
    EVERY_DAY,
    HolidayRegions,
    Schedule,
    Zones,
    in_part,
    is_offset,
    is_own_zone,
    read_dates,
    read_days,
    read_part,
    read_rhythm,
    read_time,
)

UTC = "UTC"
TIME = dt.time(9)
"""When the digest comes if no time is given."""
LONGEST: Final = 1_000
"""Most characters of a list of topics."""
_TEXTS = ("time", "zone", "topics", "days", "until", "holidays")
MORE = "more"
"""Name of the form's field for the last day, the holidays and "quiet". It is read as an option."""
_LIKE_A_TIME = re.compile(r"\d[\d:.h]*(?:[ap]\.?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """The parsed options of a digest."""

    schedule: Schedule
    topics: tuple[str, ...]
    quiet: bool
    curators: bool


def parse_options(
    options: Mapping[str, str | bool],
    topics: Sequence[str],
    zones: Zones,
    before: DigestOptions,
    *,
    own_zone: str = "",
    typed: bool = False,
    now: dt.datetime,
    regions: HolidayRegions,
) -> DigestOptions:
    """Read the options of `digest on` at the moment `now`; `topics` are those of the fact files.

    An option that is not given is as in `before`. `own_zone` is the person's zone, empty if it is unknown. In a `typed`
    line, words after the zone, the days or the topics may belong to other options. The time may always have others
    behind it, such as "9am london". Raises UserError with a sentence on what to type instead.
    """
    names = TopicNames(topics)
    today = now.astimezone(ZoneInfo(before.schedule.zone)).date()
    given = {name: str(options.get(name, "")).strip() for name in _TEXTS}
    flags: dict[str, bool] = {}
    if typed:
        for name in _TEXTS[1:]:
            if name != "topics" or names.find(given[name]) is None:
                given[name], more = take_flags(given[name])
                flags |= more
        given = _split_off(given, "zone", lambda text: is_own_zone(text) or zones.find(text))
        given = _split_off(_split_off(given, "days", read_days), "topics", lambda text: _are_topics(text, names))
        given = _split_off(given, "until", lambda text: is_none(text) or read_dates(text, today))
        given = _split_off(given, "holidays", lambda text: is_switch(text) or regions.find(text))
    line = LineOptions(times=[given["time"]] if given["time"] else [])
    if given["time"] and (typed or read_time(given["time"]) is None):
        line = OptionLine(names, zones, regions, today).read(given["time"])
    _check(line, topics)
    read_more(str(options.get(MORE, ""))[:LONGEST], line, regions, today)
    chosen = (*(names.match(given["topics"]) if given["topics"] else ()), *line.topics)
    flags |= line.flags
    flags |= {flag: options[flag] is True for flag in FLAGS if flag in options}
    zone = _zone(given["zone"], line, zones, own_zone) or before.schedule.zone
    if zone == UTC and not (given["zone"] or line.zones):  # nobody chose it
        zone = next(
            (found[0] for place in (given["holidays"], *line.holidays) if len(found := zones.named(place)) == 1), zone
        )
    return DigestOptions(
        Schedule(
            _time(line, before.schedule.time),
            zone,
            _days(given["days"], line) or before.schedule.days,
            read_last_day(given["until"], line, before.schedule.until, now.astimezone(ZoneInfo(zone)).date()),
            read_holidays(given["holidays"], line, before.schedule.holidays, zones.country(zone), regions),
        ),
        tuple(dict.fromkeys(chosen)) if chosen or line.all_topics or given["topics"] else before.topics,
        quiet=flags.get("quiet", before.quiet),
        curators=flags.get("curators", before.curators),
    )


def match_topics(typed: str, topics: Sequence[str]) -> tuple[str, ...]:
    """Find the topics that were typed, among all that there are. Raises UserError if one is unknown."""
    return TopicNames(topics).match(typed)


def _check(line: LineOptions, topics: Sequence[str]) -> None:
    """Raise UserError if a line has words that can't be read, or asks for what a digest can't do."""
    if rhythm := line.rhythms.get("other"):
        raise UserError(_too_often(rhythm))
    if (weekly := line.rhythms.get("weekly")) and not 0 < len(line.days) < len(EVERY_DAY):
        raise UserError(f"Please add one day to “{named(weekly)}”, such as mondays.")
    if line.unread and not line.times and (time := next(filter(_LIKE_A_TIME.fullmatch, line.unread), None)):
        raise UserError(_unknown_time(time))
    if line.unread:
        words = "” and “".join(named(words) for words in line.unread[:3])
        examples = "Type a time such as 9am, a city or zone such as London, "
        examples += "days such as weekdays, or a topic" if topics else "or days such as weekdays"
        available = f": {'; '.join(topics[:10])}" if topics else ""
        raise UserError(f"I don't understand “{words}”. {examples}{available}.")
    if len({read_time(time) for time in line.times}) > 1:
        raise UserError(f"The digest comes once a day, but I read the times {_listed(line.times)}. Please type one.")


def _time(line: LineOptions, default: dt.time) -> dt.time:
    """Return the time. Raises UserError if a part of the day is given that the time is not in."""
    if line.times:
        if line.time is None:
            raise UserError(_unknown_time(f"{line.times[0]} {line.part}".strip()))
        return line.time
    part = read_part(line.part)
    if part and in_part(default, part) != default:
        raise UserError("Please add the time, such as 8am or 6pm.")
    return default


def _zone(labelled: str, line: LineOptions, zones: Zones, own_zone: str) -> str:
    """Return the zone, empty if none is given. Raises UserError if it is unknown or not clear."""
    typed = [*filter(None, (labelled,)), *line.zones]
    typed = [words for words in typed if not is_own_zone(words)] or typed  # "local time in paris" is that of Paris
    found = list(dict.fromkeys(_find_zone(words, zones, own_zone) for words in typed))
    if len(found) > 1:
        raise UserError(f"The digest has one time zone, but I read {_listed(typed)}. Please type one.")
    return found[0] if found else ""


def _find_zone(typed: str, zones: Zones, own_zone: str) -> str:
    if is_own_zone(typed):
        if not own_zone:
            raise UserError("I don't know your time zone. Please type a city, a country or a zone such as London.")
        return own_zone
    matches = zones.named(typed) or zones.find(typed)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UserError(
            f"“{named(typed)}” matches several time zones: {'; '.join(matches[:5])}. "
            "Please type one of them, or a city with its state or country."
        )
    if is_offset(typed):
        raise UserError(f"No time zone is always at “{named(typed)}”. Please type a city with this time.")
    raise UserError(
        f"I don't know the time zone “{named(typed)}”. Type a city, a country or a zone such as Europe/London."
    )


def _days(labelled: str, line: LineOptions) -> frozenset[int]:
    """Return the days, none if none are given. Raises UserError if they can't be read."""
    days = read_days(labelled) if labelled else frozenset()
    if days is None:
        if read_rhythm(labelled):
            raise UserError(_too_often(labelled))
        raise UserError(f"I don't understand the days “{named(labelled)}”. Type days such as weekdays or mon, wed.")
    return days | line.days


def _too_often(rhythm: str) -> str:
    return (
        f"I can't post the digest “{named(rhythm)}”. It comes once a day at most, "
        "so type a time such as 9am, and days such as weekdays."
    )


def _unknown_time(typed: str) -> str:
    return f"I don't understand the time “{named(typed)}”. Type a time such as 9, 9am, 09:00 or noon."


def _listed(typed: Sequence[str]) -> str:
    return " and ".join(f"“{named(words)}”" for words in typed[:3])


def _are_topics(typed: str, names: TopicNames) -> bool:
    try:
        names.match(typed)
    except UserError:
        return False
    return True


def _split_off(given: Mapping[str, str], option: str, read: Callable[[str], object]) -> dict[str, str]:
    """Move words that follow a named option, such as "9" in "zone:london 9", back to the line."""
    words = given[option].split()
    count = next((n for n in range(len(words), 0, -1) if read(" ".join(words[:n]).rstrip(","))), len(words))
    rest = " ".join((*given["time"].split(), *words[count:]))
    return {**given, option: " ".join(words[:count]).rstrip(","), "time": rest}
