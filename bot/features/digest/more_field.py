"""Read the form's field for the last day, the holidays and "quiet". There, a date and a country need no word before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.core.errors import UserError
from bot.features.digest import texts as digest_texts
from bot.features.digest.calendar_words import NONE, HolidayWords, is_none, last_day, phrase, phrases
from bot.features.digest.option_line import LineOptions, is_filler, split_words, take_flags, without_marks
from bot.scheduling import HolidayRegions, read_dates

_NO_HOLIDAYS = re.compile(r"no (?:(?:public|bank|national) )?holidays?", re.IGNORECASE)
"""In a field that lists the holidays, this means none of them. In a sentence, it means no digest on them."""


def read_more(typed: str, line: LineOptions, regions: HolidayRegions, today: dt.date) -> None:
    """Add to a line what the field says, such as "31 December, Germany, quiet". Raises UserError with the rest."""
    text, flags = take_flags(without_marks(typed))
    line.flags |= flags
    words, done, left = split_words(text), 0, list[list[str]]([[]])
    while done < len(words):
        count = _take(words, done, line, regions, today)
        if count or words[done] in (",", ";"):
            left.append([])
        else:
            left[-1].append(words[done])
        done += count or 1
    if unread := [phrase(run) for run in left if not all(is_filler(run, at) for at in range(len(run)))]:
        raise UserError(digest_texts.not_in_more(unread))


def _take(words: Sequence[str], start: int, line: LineOptions, regions: HolidayRegions, today: dt.date) -> int:
    """Add the last day or the holidays that are named here. Return the number of their words; 0 if there are none."""
    until, count = last_day(words, start, today)
    if count and (is_none(until) or read_dates(until, today)):
        line.until.append(until)
        return count
    places, count = HolidayWords(words, regions, lambda _start, _count: False).at(start)
    if count:
        line.holidays += [NONE] if _NO_HOLIDAYS.fullmatch(phrase(words[start : start + count])) else places
        return count
    for text, count in phrases(words, start):
        if is_none(text):
            return count
        if read_dates(text, today):
            line.until.append(text)
            return count
        if regions.named(text):
            line.holidays.append(text)
            return count
    return 0
