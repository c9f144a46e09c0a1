"""What somebody wants of the daily digest, read from what they typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core import wording
from bot.core.errors import UserError
from bot.matching import likeness
from bot.scheduling import EVERY_DAY, Schedule, Zones, read_days, read_time

TIME = dt.time(9)
"""When the digest comes where no time is given."""
_LIKE = 0.75
_LONGEST = 200
_FILLERS = frozenset(("at", "in", "on", "every", "for", "about", "by", "zone", "topics", "days", "time", "only"))
_MOST_WORDS = 4
"""Words of the longest time, zone or days."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Options of a digest as they are meant."""

    schedule: Schedule
    topics: tuple[str, ...]
    quiet: bool
    curators: bool


def wanted(options: Mapping[str, str | bool], topics: Sequence[str], zones: Zones, zone: str) -> Wanted:
    """Read the options of `digest on`; `topics` are those of the fact files, `zone` is meant where none is given.

    Raises UserError with a sentence on what to type instead.
    """
    given = {name: str(options.get(name, "")).strip()[:_LONGEST] for name in ("time", "zone", "topics", "days")}
    given = _parted(given, zones)
    time = read_time(given["time"]) if given["time"] else TIME
    if time is None:
        raise UserError(
            f"I don't understand the time “{wording.named(given['time'])}”; type one such as 9, 9am, 09:00 or noon."
        )
    days = read_days(given["days"]) if given["days"] else EVERY_DAY
    if not days:
        raise UserError(
            f"I don't understand the days “{wording.named(given['days'])}”; type some such as weekdays or mon, wed."
        )
    schedule = Schedule(time, _zone(given["zone"], zones) if given["zone"] else zone, days)
    flags = (options.get("quiet") is True, options.get("curators") is True)
    return Wanted(schedule, held_topics(given["topics"], topics), *flags)


def _zone(typed: str, zones: Zones) -> str:
    found = zones.find(typed)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"Several zones may be meant by “{wording.named(typed)}”: {'; '.join(found[:5])}. Type one.")
    raise UserError(
        f"I know no time zone “{wording.named(typed)}”; type a city, a country or a zone such as Europe/London."
    )


def held_topics(typed: str, topics: Sequence[str]) -> tuple[str, ...]:
    """The topics that are meant by what was typed, of all that there are. Raises UserError where one is not."""
    wishes = [wish for wish in (part.strip() for part in re.split(r"[,;\n]", typed)) if wish]
    found = (_topic(wish, topics) for wish in wishes if wish.casefold() not in ("all", "any", "everything"))
    return tuple(dict.fromkeys(found))


def _topic(wish: str, topics: Sequence[str]) -> str:
    """The topic that is meant: the one of this name or, where there is none, the likeliest."""

    def like(topic: str) -> float:
        inside = 0.9 if wish.casefold() in topic.casefold() else 0.0
        return max(likeness(wish, topic), inside)

    best = max(topics, key=like, default="")
    if best and like(best) >= _LIKE:
        return best
    held = f" There are: {'; '.join(topics[:10])}." if topics else " The fact files name no topics."
    raise UserError(f"I hold nothing on the topic “{wording.named(wish)}”.{held}")


def _parted(given: dict[str, str], zones: Zones) -> dict[str, str]:
    """What was typed in one line, such as "9am london weekdays", as the options that it stands for.

    A time comes first; days and a zone are what can be read as such; what is left are topics.
    """
    words = given["time"].split()
    if not words or read_time(given["time"]) is not None:
        return given
    parts = dict(given, time="")
    rest: list[str] = []
    while words:
        name, count = _first(words, parts, zones)
        if name:
            parts[name] = " ".join(words[:count])
        elif rest or words[0].casefold() not in _FILLERS:
            rest += words[:count]
        del words[:count]
    left = " ".join(rest)
    if left and (parts["topics"] or not parts["time"]):
        return given if not parts["time"] else parts
    return parts | ({"topics": left} if left else {})


def _first(words: Sequence[str], parts: Mapping[str, str], zones: Zones) -> tuple[str, int]:
    """What the first words are, and how many of them; nothing where one can't tell."""
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        phrase = " ".join(words[:count])
        if words[0].casefold() in _FILLERS and count > 1 and words[0].casefold() != "every":
            continue
        if not parts["time"] and read_time(phrase) is not None:
            return "time", count
        if not parts["days"] and read_days(phrase):
            return "days", count
        if not parts["zone"] and len(zones.find(phrase)) == 1:
            return "zone", count
    return "", 1
