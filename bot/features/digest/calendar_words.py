"""Find a last day and public holidays among the words of a line, such as "until friday" or "except on UK holidays"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from bot.scheduling import HolidayRegions, read_dates

NONE = "none"
"""Stands for "no last day" and for "a digest on holidays too"."""
MOST_WORDS = 8
"""Words that are read together, as a time, a zone, days, a date or a topic."""

_UNTIL = re.compile(
    r"(?P<clear>(?:up )?until|till?|ending(?: on)?|jusqu['’]?(?:au|à|a)|hasta(?: el)?)|ends(?: on)?|through|thru|up to"
    r"|bis(?: zum)?",
    re.IGNORECASE,
)
_FOREVER = re.compile(r"for ?ever|indefinitely|(?:with|and)? ?(?:no|without(?: an)?) end(?: date)?", re.IGNORECASE)
_NONE = re.compile(r"none|no|off|false|never|nowhere|forever", re.IGNORECASE)
_HOLIDAYS = (
    r"(?:(?:public|bank|national|federal|legal|official|statutory|state|gesetzlichen?)[ -])*"
    r"(?:holidays?|feiertagen?|feiertage|jours? f[ée]ri[ée]s?|(?:d[ií]as? )?festivos|feriados)"
)
_SMALL = r"(?: (?:it|on|during|for|over|at|an|am|les|los|en|the|all|any|in|post(?:ing)?))*"
_PHRASE = re.compile(
    rf"(?:(?P<also>(?:also|even|including|auch|aussi|tambi[ée]n|incluso){_SMALL} )|(?:(?:but|and|aber|mais|pero) )?"
    r"(?:not?|never|except|excepting|excluding|without|skip(?:ping)?|omit|pause[ds]?|off|au(?:ß|ss)er|nicht|sauf|pas"
    rf"|excepto|salvo){_SMALL} )?(?:(?P<place>[^:=]+?) )??{_HOLIDAYS}"
    r"(?:[:=]? ?(?P<none>none|no|off|false|never|too|included|as well)|[:=]? ?(?:yes|true)|:)?",
    re.IGNORECASE,
)
_BEFORE_PLACE = re.compile(
    r"(?:(?:in|of|for|from|de|en|von|des|del?) )?(?:(?:the|la|el) )?(?P<place>.+)", re.IGNORECASE
)
_AND = frozenset(("and", "&", "or", "plus", "und", "et", "y"))


def phrases(words: Sequence[str], start: int) -> Iterator[tuple[str, int]]:
    """Yield the phrases that begin here, the longest first, each with its number of words and commas."""
    if start >= len(words) or words[start] in (",", ";"):
        return
    for count in range(min(len(words) - start, MOST_WORDS), 0, -1):
        if words[start + count - 1] not in (",", ";"):
            yield phrase(words[start : start + count]), count


def phrase(words: Sequence[str]) -> str:
    """Write words and commas as a text."""
    return " ".join(words).replace(" ,", ",")


def is_none(typed: str) -> bool:
    """Return whether an option was switched off: "none", "off"."""
    return bool(_NONE.fullmatch(typed.strip(" .!")))


def last_day(words: Sequence[str], start: int, today: dt.date) -> tuple[str, int]:
    """Return the last day that is named here, and the number of its words; 0 if there is none.

    After "until", it may be something that is no date.
    """
    for text, count in phrases(words, start):
        if _FOREVER.fullmatch(text):
            return NONE, count
        if text.casefold().startswith("for ") and read_dates(text, today):
            return text, count
        before = _UNTIL.match(text)
        date = text[before.end() :].lstrip(": ") if before else ""
        if date != text and (is_none(date) or read_dates(date, today)):
            return date, count
    first = _UNTIL.fullmatch(words[start].rstrip(":"))
    if first and first["clear"] and len(words) > start + 1:
        return words[start + 1], 2
    return "", 0


class HolidayWords:
    """Finds public holidays in the words of one line."""

    def __init__(self, words: Sequence[str], regions: HolidayRegions, is_topic: Callable[[int, int], bool]) -> None:
        """Take the line. `is_topic` says if so many words from a position on rather belong to a topic."""
        self._words = words
        self._regions = regions
        self._is_topic = is_topic

    def at(self, start: int) -> tuple[list[str], int]:
        """Return the regions whose holidays are named here, and the number of words; 0 if there are none.

        A region is empty if none is named, and `NONE` if the digest comes on holidays too.
        """
        for text, count in phrases(self._words, start):
            match = _PHRASE.fullmatch(text)
            if match is None or self._is_topic(start, count):
                continue
            if match["also"] or match["none"]:
                return [NONE], count
            following, more = self._regions_at(start + count)
            place = match["place"]
            if not place:
                return following or [""], count + more
            if not more and self._regions.named(place):  # in "berlin holidays bavaria", the first one is a zone
                return [place], count
        return [], 0

    def _regions_at(self, start: int) -> tuple[list[str], int]:
        """Return the regions that are named here, with "and" between them, and the number of words."""
        for text, count in phrases(self._words, start):
            match = _BEFORE_PLACE.fullmatch(text)
            if not match or match["place"].split()[-1].casefold() in _AND or not self._regions.named(match["place"]):
                continue
            if self._is_topic(start, count):
                return [], 0
            after = start + count
            goes_on = after < len(self._words) and self._words[after].casefold() in _AND
            others, more = self._regions_at(after + 1) if goes_on else ([], 0)
            return [match["place"], *others], count + (1 + more if others else 0)
        return [], 0
