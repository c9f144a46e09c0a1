"""Read times of day and days of the week as people type them, and write days in words."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import datetime as dt
import re

from bot.matching.text import normalise

_HOURS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = re.compile(rf"\b(?:{'|'.join(_HOURS)})\b")
_NOON, _MIDNIGHT = re.compile(r"(?:12 )?(?:noon|midday)"), re.compile(r"(?:12 )?midnight")
_PAST = re.compile(r"(half past|(?:a )?quarter (?:past|to)) (\d\d?)\b(.*)")
_CLOCK = re.compile(
    r"(?P<hour>\d\d?)(?: ?[:.h] ?(?P<minute>\d\d)|(?P<joined>\d\d))?"
    r"(?: ?(?:h|hrs?|hours?|uhr|o'? ?clock))?"
    r"(?: ?(?P<morning>a\.? ?m\.?|in the morning)| ?(?P<later>p\.? ?m\.?|in the (?:afternoon|evening)))?"
)

_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_EVERY, _WORK, _WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset((5, 6))
_SHORT = (
    "m mo mon monday mondays", "tu tue tues tuesday tuesdays", "w we wed weds wednesday wednesdays",
    "th thu thur thurs thursday thursdays", "f fr fri friday fridays", "sa sat saturday saturdays",
    "su sun sunday sundays",
)  # fmt: skip
_DAY = {word: day for day, words in enumerate(_SHORT) for word in words.split()}
_SEVERAL = (
    dict.fromkeys("daily all always everyday".split(), _EVERY)
    | dict.fromkeys("weekday weekdays workday workdays".split(), _WORK)
    | dict.fromkeys("weekend weekends".split(), _WEEKEND)
)
_ALL = re.compile(r"(?:(?:every|each) ?(?:single )?day|all (?:days|week)|7 days a week|(?:the )?whole week)\b")
_WORKING = re.compile(r"\b(?:work|working|business|week)[ -](days?)\b")
_OVER = re.compile(r"(?<=\w)(?: ?- ?| (?:to|till?|until|through|thru) )(?=\w)")
_BETWEEN = re.compile(r"[ ,;/+&]+|\band\b|\bon\b|\bevery\b|\beach\b|\bfrom\b")


def read_time(typed: str) -> dt.time | None:
    """Read a time such as "9", "9am", "09:00", "9.30 pm", "21h", "noon" or "midnight"; None if it is no time.

    Without "am" or "pm", the hour is on the 24-hour clock. Three or four digits are hours and minutes.
    """
    text = normalise(typed).removeprefix("at ").removeprefix("@").strip(" .,!")
    text = _HOUR.sub(lambda word: str(_HOURS.index(word[0])), text)
    if _NOON.fullmatch(text):
        return dt.time(12)
    if _MIDNIGHT.fullmatch(text):
        return dt.time(0)
    if past := _PAST.fullmatch(text):
        text = _in_digits(*past.groups())
    clock = _CLOCK.fullmatch(text)
    return _of_day(clock) if clock else None


def _in_digits(part: str, hour: str, rest: str) -> str:
    """Return "half past nine" as 9:30 and "a quarter to one" as 12:45; `rest` follows the time."""
    if part.endswith("to"):
        return f"{int(hour) - 1 or 12}:45{rest}"
    return f"{hour}:{30 if part.startswith('half') else 15}{rest}"


def _of_day(clock: re.Match[str]) -> dt.time | None:
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["joined"] or 0)
    if clock["morning"] or clock["later"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["later"] else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def read_days(typed: str) -> frozenset[int] | None:
    """Read days such as "daily", "weekdays", "mon-fri" or "Monday, Wed and fri"; None if they are no days."""
    text = _WORKING.sub(r"work\1", _ALL.sub("daily", normalise(typed)))
    result: set[int] = set()
    for part in _BETWEEN.split(_OVER.sub("-", text).strip(".!")):
        days = _part(part)
        if days is None:
            return None
        result |= days
    return frozenset(result) or None


def _part(part: str) -> frozenset[int] | None:
    """Read one day, a word for several days, or a range of days; empty text gives no days, unknown text None."""
    first, dash, last = part.partition("-")
    if dash:
        if first not in _DAY or last not in _DAY:
            return None
        return frozenset((_DAY[first] + more) % 7 for more in range((_DAY[last] - _DAY[first]) % 7 + 1))
    if part in _DAY:
        return frozenset((_DAY[part],))
    return _SEVERAL.get(part) if part else frozenset()


def days_in_words(days: frozenset[int]) -> str:
    """Write days for use in a sentence: "every day", "on weekdays", "on Mondays, Wednesdays and Fridays"."""
    if days == _EVERY:
        return "every day"
    if days in (_WORK, _WEEKEND):
        return "on weekdays" if days == _WORK else "on weekends"
    *names, last = (f"{_NAMES[day]}s" for day in sorted(days))
    return f"on {', '.join(names)} and {last}" if names else f"on {last}"
