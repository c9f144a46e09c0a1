"""Read the options of a digest from what somebody typed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core.errors import UserError
from bot.core.texts import named
from bot.matching import text_similarity
from bot.scheduling import Schedule, Zones, read_days, read_time

TIME = dt.time(9)
"""When the digest comes if no time is given."""
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
"""Names of fewer than three letters that count as a zone in a line of several options."""
_MOST_WORDS = 6
"""Words that are read together, as a time, a zone, days or a topic."""


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
    typed: bool = False,
) -> DigestOptions:
    """Read the options of `digest on`; `topics` are those of the fact files.

    An option that is not given is as in `before`. In a `typed` line, words after the zone or the days may belong to
    other options. The time may always have others behind it, such as "9am london".
    Raises UserError with a sentence on what to type instead.
    """
    given = {name: str(options.get(name, "")).strip()[:_LONGEST] for name in ("time", "zone", "topics", "days")}
    if typed:
        given = _split_off(_split_off(given, "zone", zones.find), "days", read_days)
    if given["time"] and read_time(given["time"]) is None:
        given = _OptionLine(topics, zones).split(given)
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
        default if flags[flag] == "" else flags[flag] in (True, _YES)
        for flag, default in zip(_FLAGS, (before.quiet, before.curators), strict=True)
    )
    return DigestOptions(schedule, chosen, quiet, curators)


def match_topics(typed: str, topics: Sequence[str]) -> tuple[str, ...]:
    """Find the topics that were typed, among all that there are. Raises UserError if one is unknown."""
    parts = (part.strip() for part in re.split(r"[,;\n]", typed))
    names = [name for part in parts for name in ([part] if _topic(part, topics) else _AND.split(part)) if name]
    matches = [_topic(name, topics) for name in names if name.casefold() not in _ALL]
    if None in matches:
        unknown = named(names[matches.index(None)])
        available = f"I have: {'; '.join(topics[:10])}." if topics else "The fact files have no topics."
        raise UserError(f"I don't have the topic “{unknown}”. {available}")
    return tuple(dict.fromkeys(topic for topic in matches if topic))


def _topic(name: str, topics: Sequence[str]) -> str | None:
    """Find the most similar topic, or None if none is similar enough."""
    words = re.compile(rf"\b{re.escape(name)}", re.IGNORECASE)

    def similarity(topic: str) -> float:
        inside = 0.9 if len(name) > 2 and words.search(topic) else 0.0
        return max(text_similarity(name, topic), inside)

    best = max(topics, key=similarity, default="")
    return best if best and similarity(best) >= _LIKE else None


def _zone(typed: str, zones: Zones) -> str:
    matches = zones.find(typed)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UserError(
            f"“{named(typed)}” matches several time zones: {'; '.join(matches[:5])}. Please type one of them."
        )
    raise UserError(
        f"I don't know the time zone “{named(typed)}”. Type a city, a country or a zone such as Europe/London."
    )


def _split_off(
    given: Mapping[str, str], option: str, read: Callable[[str], Collection[object] | None]
) -> dict[str, str]:
    """Move words that follow a named option, such as "9" in "zone:london 9", back to the line."""
    words = given[option].split()
    count = next((n for n in range(len(words), 0, -1) if read(" ".join(words[:n]))), len(words))
    rest = " ".join((*given["time"].split(), *words[count:]))
    return {**given, option: " ".join(words[:count]), "time": rest}


class _OptionLine:
    """Reads several options from one line, such as "9am london weekdays", for platforms without named options."""

    def __init__(self, topics: Sequence[str], zones: Zones) -> None:
        self._topics = topics
        self._zones = zones

    def split(self, given: Mapping[str, str]) -> dict[str, str]:
        """Split what was given as a time into the options that it contains.

        What can't be read stays the time if there is no other time. Otherwise it counts as a topic.
        """
        words, parts, rest = given["time"].replace(",", " , ").split(), dict(given, time=""), list[str]()
        while words:
            if flag := _flag(words):
                parts[flag[0]] = flag[1]
                del words[: flag[2]]
                continue
            option, count = self._read_first(words, parts)
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

    def _read_first(self, words: Sequence[str], parts: Mapping[str, str]) -> tuple[str, int]:
        """Return the option that the first words belong to, and how many they are; an empty option if it is unclear."""
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
        """Return whether a phrase is the whole name of a zone. A part of a name doesn't count in a mixed line."""
        word = len(phrase) > 2 and phrase[0].isalpha()
        return bool((word or phrase.casefold() in _SHORT) and self._zones.named(phrase))


def _flag(words: Sequence[str]) -> tuple[str, str, int] | None:
    """Return the flag that the first words name, its value, and how many words it took."""
    negated = len(words) > 1 and words[0].casefold() in _NOT
    match = _FLAG.fullmatch(words[1 if negated else 0])
    if match is None:
        return None
    off = negated or (match[2] or "").casefold() in ("false", "no", "off")
    return match[1].casefold(), _NO if off else _YES, 2 if negated else 1
