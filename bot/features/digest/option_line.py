"""Read several options of a digest from one line, such as "9am london weekdays"."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.features.digest import calendar_words
from bot.features.digest.calendar_words import phrases
from bot.features.digest.topic_names import TopicNames, is_all
from bot.matching.typography import DASHES
from bot.scheduling import (  # fmt: skip
    HolidayRegions,
    Rhythm,
    Zones,
    is_daily,
    is_offset,
    is_own_zone,
    read_days,
    read_part,
    read_rhythm,
    read_time,
)

OptionName: TypeAlias = Literal["time", "part", "days", "rhythm", "topics", "zone", "until", "holidays"]

FLAGS = ("quiet", "curators")
_FLAG = re.compile(rf"[-{DASHES}]*({'|'.join(FLAGS)})(?:[:=](true|yes|on|false|no|off))?", re.IGNORECASE)
_NOT = frozenset("no not never without".split())
_FILLERS = frozenset(
    (
        *"a about also an and at by each every for from here in it just like now ok on only the then".split(),
        *"this to with can could give i kindly me please pls plz post send set show starting want".split(),
        *"would you channel clock days daytime digest hey hi regarding thank thanks thx time timezone".split(),
        *"mode topic topics zone bitte danke merci gracias svp favor por um an la le les el los".split(),
        *"und et y e nur mit en à zu dans de del du hora heure".split(),
    )
)
"""Words that say nothing by themselves."""
_TO_SOMEBODY = frozenset("to for give send show tell".split())
"""Before "us", these mean people and not the country."""
_ABOUT = frozenset("about topic topics regarding".split())
_IN = frozenset("in zone timezone en à".split())
_NOT_LAST = frozenset(("and", "the"))
"""Words that the names of zones may have inside, but not at the end."""
_CLOCK = re.compile(r"[\d:.]*\d(?: ?[ap]\.?m\.?)?|[ap]\.?m\.?", re.IGNORECASE)
"""A time as the English write it. After "9h", "et" is French."""
_CODES = frozenset("it me".split())
"""Before "time", these are no small words, but perhaps meant as countries."""
_POLITE = re.compile(r"s'il (?:te|vous) pla[iî]t|por favor|thank you", re.IGNORECASE)
_MARKS = str.maketrans(dict.fromkeys('“”„«»"()[]', " "))
_IF_NEWS = re.compile(
    r"\bquietly\b|\b(?:but )?only (?:(?:if|when) )?(?:on )?(?:days )?"
    r"(?:(?:there(?:['’]s| is| are)|it has|with) )?(?:any |something )?(?:news|new|new facts|changes)\b",
    re.IGNORECASE,
)
"""Says "quiet" in other words."""
_EMPTY = re.compile(r"[\W_]*")


@dataclass(slots=True)
class LineOptions:
    """What a line says."""

    times: list[str] = field(default_factory=list)
    part: str = ""
    """The part of the day, such as "every evening"; empty if there is none."""
    zones: list[str] = field(default_factory=list)
    days: frozenset[int] = frozenset()
    rhythms: dict[Rhythm, str] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    all_topics: bool = False
    flags: dict[str, bool] = field(default_factory=dict)
    until: list[str] = field(default_factory=list)
    """Last days, or what was typed instead of one."""
    holidays: list[str] = field(default_factory=list)
    """Regions whose public holidays have no digest, see `calendar_words.holidays`."""
    unread: list[str] = field(default_factory=list)
    """Runs of words that could not be read."""

    @property
    def time(self) -> dt.time | None:
        """Return the first time, in the part of the day that the line names; None if that is impossible."""
        return read_time(f"{self.times[0]} {self.part}") if self.times else None


def take_flags(line: str) -> tuple[str, dict[str, bool]]:
    """Return a line without its flags, and the flags: "quiet", "--quiet", "not quiet", "quiet:no" or "only if new"."""
    words, rest, flags = _IF_NEWS.sub(" quiet ", line).split(), list[str](), dict[str, bool]()
    for n, word in enumerate(words):
        if match := _FLAG.fullmatch(word.strip(",.;!")):
            negated = n > 0 and words[n - 1].casefold() in _NOT
            if negated:
                rest.pop()
            off = negated or (match[2] or "").casefold() in ("false", "no", "off")
            flags[match[1].casefold()] = not off
            rest += [","] if word.endswith((",", ";")) else []
        else:
            rest.append(word)
    return " ".join(rest), flags


def without_marks(line: str) -> str:
    """Return a line without brackets, quotation marks and politeness."""
    return _POLITE.sub(" ", line.translate(_MARKS))


def split_words(line: str) -> list[str]:
    """Return the words and commas of a line. A comma within a number belongs to it."""
    words = re.split(r"\s+|(?<!\d)(?=[,;])|(?<=[,;])(?!\d)|(?<=\d)(?=[,;]\D)", line)
    return [word for word in words if word]


class OptionLine:
    """Reads several options from one line. It reads the longest phrase first."""

    def __init__(self, topics: TopicNames, zones: Zones, regions: HolidayRegions, today: dt.date) -> None:
        self._topics = topics
        self._zones = zones
        self._regions = regions
        self._today = today

    def read(self, line: str) -> LineOptions:
        """Read the options of a line. What can't be read is in `unread`."""
        result = LineOptions()
        words = list(self._words(line, result))
        done, unread_until = 0, -1
        while done < len(words):
            option, count = self._calendar(words, done, result)
            if option is None:
                option, count = self._first(words, done, result)
            phrase = calendar_words.phrase(words[done : done + count])
            if option:
                self._take(option, phrase, result)
            elif not is_filler(words, done):
                if unread_until == done:
                    result.unread[-1] += f" {phrase}"
                else:
                    result.unread.append(phrase)
                unread_until = done + count
            done += count
        return result

    def _words(self, line: str, result: LineOptions) -> Iterator[str]:
        """Yield the words and commas of a line, without flags and politeness. A topic may have the name of a flag."""
        line = without_marks(line)
        for topic in self._topics.topics:
            if len(topic.split()) > 1 and any(_FLAG.fullmatch(word) for word in topic.split()):
                line, count = re.subn(rf"(?<!\S){re.escape(topic)}(?![^\s,;])", ",", line, flags=re.IGNORECASE)
                result.topics += [topic] if count else []
        line, result.flags = take_flags(line)
        for word in split_words(line):
            yield from _glued(word, self._zones)

    def _calendar(self, words: Sequence[str], start: int, result: LineOptions) -> tuple[OptionName | None, int]:
        """Take a last day or holidays that are named here; a topic with such words goes first."""
        until, count = calendar_words.last_day(words, start, self._today)
        if count:
            result.until.append(until)
            return "until", count
        finder = calendar_words.HolidayWords(words, self._regions, lambda at, count: self._is_topic(words, at, count))
        places, count = finder.at(start)
        if not count:
            return None, 0
        result.holidays += places
        return "holidays", count

    def _first(self, words: Sequence[str], start: int, result: LineOptions) -> tuple[OptionName | None, int]:
        """Return the option that the first words belong to, and how many they are; None if there is none."""
        if _is_eastern_time(words, start):
            return "zone", 1
        hint = words[start - 1].casefold() if start else ""
        topic, topic_count, similarity = self._topic(words, start)
        exact, exact_count = self._exact(words, start)
        if topic and (similarity == 1 or not exact) and topic_count >= exact_count:
            zone_count = self._zone(words, start)
            likely_zone = not result.zones and hint not in _ABOUT and (similarity < 1 or hint in _IN)
            return ("zone", zone_count) if zone_count >= topic_count and likely_zone else ("topics", topic_count)
        if exact:
            return exact, exact_count
        if zone_count := self._zone(words, start):
            return "zone", zone_count
        return None, 1

    def _exact(self, words: Sequence[str], start: int) -> tuple[OptionName | None, int]:
        """Read a time, days, how often, a part of the day or the person's own zone."""
        for phrase, count in phrases(words, start):
            if days := read_days(phrase):
                while (
                    read_days(calendar_words.phrase(words[start : start + count - 1])) == days
                ):  # leave "every" in "monday every"
                    count -= 1
                return "days", count
            if read_rhythm(phrase):
                return "rhythm", count
            if read_time(phrase) is not None:
                return "time", count
            if read_part(phrase):
                return "part", count
            if is_own_zone(phrase):
                return "zone", count
        return None, 0

    def _topic(self, words: Sequence[str], start: int) -> tuple[str, int, float]:
        """Return the most similar topic among the phrases that begin here, its words and its similarity."""
        best = ("", 0, 0.0)
        for phrase, count in reversed(list(phrases(words, start))):
            if is_all(phrase):
                best = (phrase, count, 1.0)
                continue
            if not self._topics.may_have(words[start + count - 1]):
                break
            last = words[start + count - 1].casefold()
            if count > 1 and (words[start].casefold() in _FILLERS or last in _FILLERS):
                continue
            found = self._topics.find(phrase)
            if found and found[1] >= best[2]:
                best = (found[0], count, found[1])
        return best

    def _is_topic(self, words: Sequence[str], start: int, count: int) -> bool:
        """Return whether so many words belong to a longer topic, or are one."""
        _, topic_count, similarity = self._topic(words, start)
        return topic_count > count or (similarity == 1 and topic_count == count)

    def _zone(self, words: Sequence[str], start: int) -> int:
        """Return how many words are the complete name of a zone."""
        first = words[start].casefold()
        if first in _FILLERS and first not in ("la", "los", "el") and not words[start].isupper():
            return 0
        if first == "us" and start and words[start - 1].casefold() in _TO_SOMEBODY:
            return 0
        complete = (found for found in phrases(words, start) if words[start + found[1] - 1] not in _NOT_LAST)
        found = (count for phrase, count in complete if self._zones.named(phrase))
        return next(found, int(is_offset(words[start])))

    def _take(self, option: OptionName, phrase: str, result: LineOptions) -> None:
        """Add what a phrase says. A last day and holidays are added already."""
        match option:
            case "time":
                result.times.append(phrase)
                result.days |= frozenset(range(7)) if is_daily(phrase) else frozenset()
            case "days":
                result.days |= read_days(phrase) or frozenset()
            case "part":
                result.part = phrase
                result.days |= frozenset(range(7)) if is_daily(phrase) else frozenset()
            case "rhythm":
                result.rhythms[read_rhythm(phrase) or "other"] = phrase
            case "zone":
                result.zones.append(phrase)
            case "topics":
                found = None if is_all(phrase) else self._topics.find(phrase)
                result.all_topics = result.all_topics or found is None
                result.topics += [found[0]] if found else []


def is_filler(words: Sequence[str], at: int) -> bool:
    """Return whether a word says nothing by itself: a small word, a comma, a dash, or "us" in "for us"."""
    word = words[at].casefold().strip(".,;:!")
    if word in _CODES and at + 1 < len(words) and words[at + 1].casefold() == "time":
        return False
    to_us = word == "us" and at > 0 and words[at - 1].casefold() in _TO_SOMEBODY
    return to_us or word in _FILLERS or bool(_EMPTY.fullmatch(word))


def _is_eastern_time(words: Sequence[str], at: int) -> bool:
    """Return whether "et" is the zone: after "9am", or as the last word. Else it is the French word for "and"."""
    if words[at].casefold() != "et" or not at:
        return False
    return at == len(words) - 1 or bool(_CLOCK.fullmatch(words[at - 1]))


def _glued(word: str, zones: Zones) -> Iterator[str]:
    """Yield a word, or a time and a zone that were written as one word: "9amET", "09:00+02:00"."""
    if word[0].isdigit() and read_time(word) is None:
        for cut in range(len(word) - 1, 0, -1):
            zone = word[cut:].lstrip("/@|→>")
            if read_time(word[:cut]) is not None and zone and zones.named(zone):
                yield from (word[:cut], zone)
                return
    yield word
