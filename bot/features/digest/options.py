"""What somebody wants of the daily digest, read from what they typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core.errors import UserError
from bot.core.texts import named
from bot.matching import likeness
from bot.scheduling import Schedule, Zones, read_days, read_time

TIME = dt.time(9)
"""When the digest comes where no time is given."""
_LIKE = 0.8
_LONGEST = 200
_FILLERS = frozenset(("at", "in", "on", "every", "for", "about", "by", "and", "only", "time", "zone", "topics", "days"))
_FLAGS = ("quiet", "curators")
_YES, _NO = "yes", "no"
_FLAG = re.compile(rf"(?:--)?({'|'.join(_FLAGS)})(?:[:=](true|yes|on|false|no|off))?", re.IGNORECASE)
_NOT = frozenset(("no", "not", "never", "without"))
_ALL = frozenset(("all", "all topics", "any", "any topic", "everything"))
"""What means all topics."""
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_SHORT = frozenset(("uk", "us"))
"""Names of fewer than three letters that are a zone in a line; others are words of another kind."""
_MOST_WORDS = 6
"""Words that are looked at together, as a time, a zone, days or a topic."""


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """Options of a digest as they are meant."""

    schedule: Schedule
    topics: tuple[str, ...]
    quiet: bool
    curators: bool


def parse_options(
    options: Mapping[str, str | bool], topics: Sequence[str], zones: Zones, before: DigestOptions
) -> DigestOptions:
    """Read the options of `digest on`; `topics` are those of the fact files. What is not given is as it was `before`.

    Raises UserError with a sentence on what to type instead.
    """
    given = {name: str(options.get(name, "")).strip()[:_LONGEST] for name in ("time", "zone", "topics", "days")}
    given = _spilt(_spilt(given, "zone", zones.find), "days", read_days)
    if given["time"] and read_time(given["time"]) is None:
        given = _Line(topics, zones).parted(given)
    time = read_time(given["time"]) if given["time"] else before.schedule.time
    if time is None:
        raise UserError(
            f"I don't understand the time “{named(given['time'])}”. Type a time such as 9, 9am, 09:00 or noon."
        )
    days = read_days(given["days"]) if given["days"] else before.schedule.days
    if not days:
        raise UserError(
            f"I don't understand the days “{named(given['days'])}”. Type days such as weekdays or mon, wed."
        )
    schedule = Schedule(time, _zone(given["zone"], zones) if given["zone"] else before.schedule.zone, days)
    chosen = match_topics(given["topics"], topics) if given["topics"] else before.topics
    flags = {flag: options.get(flag, given.get(flag, "")) for flag in _FLAGS}
    quiet, curators = (
        was if flags[flag] == "" else flags[flag] in (True, _YES)
        for flag, was in zip(_FLAGS, (before.quiet, before.curators), strict=True)
    )
    return DigestOptions(schedule, chosen, quiet, curators)


def match_topics(typed: str, topics: Sequence[str]) -> tuple[str, ...]:
    """The topics that are meant by what was typed, of all that there are. Raises UserError where one is not."""
    parts = (part.strip() for part in re.split(r"[,;\n]", typed))
    wishes = [wish for part in parts for wish in ([part] if _topic(part, topics) else _AND.split(part)) if wish]
    found = [_topic(wish, topics) for wish in wishes if wish.casefold() not in _ALL]
    if None in found:
        unknown = named(wishes[found.index(None)])
        held = f"I have: {'; '.join(topics[:10])}." if topics else "The fact files have no topics."
        raise UserError(f"I don't have the topic “{unknown}”. {held}")
    return tuple(dict.fromkeys(topic for topic in found if topic))


def _topic(wish: str, topics: Sequence[str]) -> str | None:
    """The topic that is meant: the one of this name or, where there is none, the likeliest."""
    words = re.compile(rf"\b{re.escape(wish)}", re.IGNORECASE)

    def like(topic: str) -> float:
        inside = 0.9 if len(wish) > 2 and words.search(topic) else 0.0
        return max(likeness(wish, topic), inside)

    best = max(topics, key=like, default="")
    return best if best and like(best) >= _LIKE else None


def _zone(typed: str, zones: Zones) -> str:
    found = zones.find(typed)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(
            f"“{named(typed)}” matches several time zones: {'; '.join(found[:5])}. Please type one of them."
        )
    raise UserError(
        f"I don't know the time zone “{named(typed)}”. Type a city, a country or a zone such as Europe/London."
    )


def _spilt(given: Mapping[str, str], option: str, read: Callable[[str], Collection[object] | None]) -> dict[str, str]:
    """What was given, where words that follow an option by name, such as "zone:london 9", go back to the line."""
    words = given[option].split()
    count = next((n for n in range(len(words), 0, -1) if read(" ".join(words[:n]))), len(words))
    rest = " ".join((*given["time"].split(), *words[count:]))
    return {**given, option: " ".join(words[:count]), "time": rest}


class _Line:
    """All that is wanted in one line, such as "9am london weekdays", as one types it where options have no names."""

    def __init__(self, topics: Sequence[str], zones: Zones) -> None:
        self._topics = topics
        self._zones = zones

    def parted(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was given as a time, shared out to the options that it stands for.

        What can't be read stays the time where there is no other, and else is taken for a topic.
        """
        words, parts, rest = given["time"].replace(",", " , ").split(), dict(given, time=""), list[str]()
        while words:
            if flag := _flag(words):
                parts[flag[0]] = flag[1]
                del words[: flag[2]]
                continue
            option, count = self._first(words, parts)
            if option == "topics":
                parts["topics"] = ", ".join(filter(None, (parts["topics"], " ".join(words[:count]))))
            elif option:
                parts[option] = " ".join(words[:count])
            elif words[0].casefold() not in (*_FILLERS, ","):
                rest.append(words[0])
            del words[:count]
        if rest:
            option = "topics" if parts["time"] else "time"
            parts[option] = ", ".join(filter(None, (parts[option], " ".join(rest))))
        return parts

    def _first(self, words: Sequence[str], parts: Mapping[str, str]) -> tuple[str, int]:
        """The option that the first words are for, and how many of them; no option where one can't tell."""
        for count in range(min(len(words), _MOST_WORDS) if words[0] != "," else 0, 0, -1):
            phrase = " ".join(words[:count]).replace(" ,", ",")
            if words[0].casefold() in _FILLERS and words[0].casefold() != "every" and count > 1:
                continue
            if not parts["time"] and read_time(phrase) is not None:
                return "time", count
            if not parts["days"] and read_days(phrase):
                return "days", count
            if phrase.casefold() in _ALL or _topic(phrase, self._topics):
                return "topics", count
            if not parts["zone"] and words[0].casefold() not in _FILLERS and self._is_zone(phrase):
                return "zone", count
        return "", 1

    def _is_zone(self, phrase: str) -> bool:
        """Whether it is the name of one, typed whole: among words of other kinds, a part of a name is none."""
        word = len(phrase) > 2 and phrase[0].isalpha()
        return bool((word or phrase.casefold() in _SHORT) and self._zones.named(phrase))


def _flag(words: Sequence[str]) -> tuple[str, str, int] | None:
    """The flag that the first words are, whether it is set, and how many words it took."""
    denied = len(words) > 1 and words[0].casefold() in _NOT
    found = _FLAG.fullmatch(words[1 if denied else 0])
    if found is None:
        return None
    off = denied or (found[2] or "").casefold() in ("false", "no", "off")
    return found[1].casefold(), _NO if off else _YES, 2 if denied else 1
