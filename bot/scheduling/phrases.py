"""Times of day and days of the week as people type them."""

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
    """A time such as "9", "9am", "09:00", "9.30 pm", "21h", "noon" or "midnight"; None where it is none.

    Without "am" or "pm" hours are those of 24; three or four digits are hours and minutes.
    """
    said = normalise(typed).removeprefix("at ").removeprefix("@").strip(" .,!")
    said = _HOUR.sub(lambda word: str(_HOURS.index(word[0])), said)
    if _NOON.fullmatch(said):
        return dt.time(12)
    if _MIDNIGHT.fullmatch(said):
        return dt.time(0)
    if past := _PAST.fullmatch(said):
        said = _in_digits(*past.groups())
    clock = _CLOCK.fullmatch(said)
    return _of_day(clock) if clock else None


def _in_digits(part: str, hour: str, rest: str) -> str:
    """Half past nine is 9:30, a quarter to one 12:45."""
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
    """Days such as "daily", "weekdays", "mon-fri", "Monday, Wed and fri"; Monday is 0. None where they are none."""
    said = _WORKING.sub(r"work\1", _ALL.sub("daily", normalise(typed)))
    found: set[int] = set()
    for part in _BETWEEN.split(_OVER.sub("-", said).strip(".!")):
        days = _part(part)
        if days is None:
            return None
        found |= days
    return frozenset(found) or None


def _part(part: str) -> frozenset[int] | None:
    """One day, a word for several, or days from one to another; none where there is nothing."""
    first, dash, last = part.partition("-")
    if dash:
        if first not in _DAY or last not in _DAY:
            return None
        return frozenset((_DAY[first] + more) % 7 for more in range((_DAY[last] - _DAY[first]) % 7 + 1))
    if part in _DAY:
        return frozenset((_DAY[part],))
    return _SEVERAL.get(part) if part else frozenset()


def days_in_words(days: frozenset[int]) -> str:
    """Days as a sentence takes them: "every day", "on weekdays", "on Mondays, Wednesdays and Fridays"."""
    if days == _EVERY:
        return "every day"
    if days in (_WORK, _WEEKEND):
        return "on weekdays" if days == _WORK else "on weekends"
    *names, last = (f"{_NAMES[day]}s" for day in sorted(days))
    return f"on {', '.join(names)} and {last}" if names else f"on {last}"
