"""Read times of day as people type them, in English, German, French and Spanish."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, TypeAlias

from bot.matching.text import normalise
from bot.scheduling.numbers import AMBIGUOUS, with_digits

PartOfDay: TypeAlias = Literal["morning", "later", "night"]
"""A part of the day that says which half of the clock is meant; "later" is the afternoon or the evening."""

_PARTS: dict[PartOfDay, str] = {
    "morning": (
        r"(?:(?:in|during) (?:the )?|{every} )?(?:early )?mornings?|(?:am|{every}) (?:fruhen )?(?:morgen|vormittag)"
        r"|(?:fruh )?morgens|vormittags|in der fruh|fruh|du matin|le matin|(?:{every} )matins?|matin"
        r"|(?:de|por) la (?:manana|madrugada)|{every} mananas?"
    ),
    "later": (
        r"(?:(?:in|during) (?:the )?|{every} )?(?:early |late )?(?:afternoons?|evenings?)"
        r"|(?:am|{every}) (?:spaten )?(?:abend|nachmittag)|abends|nachmittags"
        r"|(?:de l'|l'|{every} )?apres-midis?|(?:du |le |{every} )?soirs?|(?:de|por) la tarde|{every} tardes?"
    ),
    "night": (
        r"(?:at |in the |during the |{every} )?nights?|nachts|in der nacht|(?:de|por) la noche|{every} noches?"
        r"|(?:de |{every} )la nuit"
    ),
}
_EVERY = r"(?:every(?: single)?|each|jede[nrsm]?|chaque|cada|tous les|toutes les|todas las|todos los)"
_PART = {part: re.compile(pattern.replace("{every}", _EVERY)) for part, pattern in _PARTS.items()}
_BEFORE = re.compile(rf"(?P<part>{'|'.join(p.pattern for p in _PART.values())}),? (?P<time>.+)")
_AFTER = re.compile(rf"(?P<time>.*?[\w.]),? (?P<part>{'|'.join(p.pattern for p in _PART.values())})")
_HALF_DAY = re.compile(r"(?P<time>.+?) ?(?P<half>[ap])\.? ?m\.?")
_DAILY = re.compile(rf"{_EVERY}\b")

_AT = re.compile(
    r"(?:@|(?:at|around|about|by|um|gegen|ab)\b) ?|kl\.? ?(?=\d)|(?:a|vers|as|alle|ore|om) (?=\d)"
    r"|(?:a |sobre )?las? (?=\d)"
)
_SHARP = re.compile(r" ?(?:sharp|o'? ?clock|en punto|precises|punkt)\b")
_NOON = re.compile(r"\b(?:12 )?(?:at )?(?:noon|midday|mittags?|midi|(?:al )?mediodia)\b")
_MIDNIGHT = re.compile(r"\b(?:12 )?(?:at )?(?:midnight|mitternachts?|minuit|(?:a )?medianoche)\b")
_CLOCK = re.compile(r"(?P<hour>\d\d?)(?: ?[:.h] ?(?P<minute>\d\d)(?::00)?|(?P<joined>\d\d))? ?(?:h|uhr|uur)?")
_MILITARY = re.compile(r"(?P<hour>\d\d?):?(?P<minute>\d\d) ?(?:hours|hrs?)")
_HOURS = re.compile(r"(?P<hour>\d\d?) ?(?:uhr|heures?|horas?|h)(?: (?P<minute>\d\d?)(?: ?min(?:utes?|uten|utos)?)?)?")
_SPOKEN = re.compile(r"(?P<hour>\d\d?) (?P<minute>\d\d)")
_QUARTERS = {"quarter": 15, "viertel": 15, "quart": 15, "cuarto": 15, "half": 30, "halb": 30, "demi": 30, "demie": 30,
             "media": 30}  # fmt: skip
_MINUTES_FIRST = re.compile(
    r"(?:an? )?(?P<minutes>(?:[05]|[1-5][05])(?= )|\d\d?(?= ?min)|quarter|half|viertel) ?(?:min(?:ute)?[sn]? )?"
    r"(?P<way>past|after|nach|to|before|till?|vor) (?P<half>halb )?(?P<hour>\d\d?)(?: (?:uhr|h))?"
)
"""Minutes without the word are a multiple of five, because "9 to 5" is no time."""
_MINUTES_LAST = re.compile(
    r"(?P<hour>\d\d?) ?(?:h|heures?|horas?)? ?(?P<way>et|y|con|moins|menos) (?:le |un |une )?"
    r"(?P<minutes>\d\d?|quart|cuarto|demie?|media)(?: min(?:utes|utos)?)?"
)
_PARTIAL = re.compile(r"(?P<name>half|halb|viertel|dreiviertel) (?P<hour>\d\d?)(?: (?:uhr|h))?")
_TO_HOUR = {"half": 30, "halb": -30, "viertel": -45, "dreiviertel": -15}
"""Minutes from the hour that is named: in Britain "half 8" is 8:30, in Germany "halb 8" is 7:30."""
_BACK = frozenset(("to", "before", "til", "till", "vor", "moins", "menos"))


def read_time(typed: str) -> dt.time | None:
    """Read a time such as "9", "9am", "21h", "noon", "ten to nine" or "halb neun"; None if it is no time.

    Without "am", "pm" or a part of the day, the hour is on the 24-hour clock. Three or four digits are hours and
    minutes. "24:00" is midnight.
    """
    text = normalise(typed).strip(" .,!")
    parts: list[PartOfDay] = []
    for pattern in (_BEFORE, _AFTER, _AFTER):
        if match := pattern.fullmatch(text):
            text = match["time"]
            parts += filter(None, (read_part(match["part"]),))
    text = _SHARP.sub("", re.sub(r"^at ", "", text))
    half = _HALF_DAY.fullmatch(text)
    if half and (time := _read_core(half["time"], loose=True)):
        if half["half"] == "p" and time.hour > 12:
            return None
        time = in_part(time, "morning" if half["half"] == "a" else "later")
        return time if time and all(in_part(time, part) == time for part in parts) else None
    time = _read_core(text, loose=bool(parts))
    for part in parts:
        time = in_part(time, part) if time else None
    return time


def read_part(typed: str) -> PartOfDay | None:
    """Read a part of the day such as "every morning", "evenings", "at night" or "de la tarde"; None if it is none."""
    text = normalise(typed).strip(" .,!")
    return next((part for part, pattern in _PART.items() if pattern.fullmatch(text)), None)


def is_daily(typed: str) -> bool:
    """Return whether a part of the day, perhaps with a time, means that of every day: "every morning at 8"."""
    return bool(_DAILY.search(normalise(typed)))


def in_part(time: dt.time, part: PartOfDay) -> dt.time | None:
    """Return the time in a part of the day: 8 in the evening is 20:00. None if it is never in that part."""
    hour = time.hour
    match part:
        case "morning":
            return time.replace(hour=hour % 12) if hour <= 12 else None
        case "later":
            return time.replace(hour=hour % 12 + 12) if hour else None
        case "night":
            if 12 < hour < 18:
                return None
            return time.replace(hour=hour + 12 if 6 <= hour < 12 else hour % 12 if hour == 12 else hour)


def _read_core(text: str, *, loose: bool) -> dt.time | None:
    """Read a time without "am" and parts of the day. If `loose`, "9 30" is one."""
    text = _NOON.sub("12", _MIDNIGHT.sub("00", text.strip(" .,")))
    spoken = not any(character.isdigit() for character in text)
    if text.removeprefix("at ") in AMBIGUOUS:
        return None
    text = with_digits(text).replace("-", " ") if spoken else with_digits(text)
    at = _AT.match(text)
    text = _SHARP.sub("", text[at.end() :] if at else text)
    if match := _CLOCK.fullmatch(text) or _MILITARY.fullmatch(text) or _HOURS.fullmatch(text):
        found = match.groupdict()
        typed_minute = found["minute"] or found.get("joined")
        hour, minute = int(found["hour"]), int(typed_minute or 0)
        if hour == 24 and minute == 0 and (typed_minute or "uhr" in text):
            hour = 0
        return dt.time(hour, minute) if hour < 24 and minute < 60 else None
    if (spoken or loose) and (match := _SPOKEN.fullmatch(text)):
        hour, minute = int(match["hour"]), int(match["minute"])
        return dt.time(hour, minute) if hour < 24 and minute < 60 else None
    return _read_relative(text)


def _read_relative(text: str) -> dt.time | None:
    """Read a time by its distance to an hour: "half past 9", "10 to 9", "8 heures moins le quart"."""
    if match := _PARTIAL.fullmatch(text):
        return _from_hour(match["hour"], _TO_HOUR[match["name"]])
    match = _MINUTES_FIRST.fullmatch(text) or _MINUTES_LAST.fullmatch(text)
    if not match:
        return None
    minutes = _QUARTERS.get(match["minutes"]) or int(match["minutes"])
    if not 0 < minutes < 60:
        return None
    sign = -1 if match["way"] in _BACK else 1
    return _from_hour(match["hour"], sign * minutes - (30 if match.groupdict().get("half") else 0))


def _from_hour(hour: str, minutes: int) -> dt.time | None:
    """Return the time so many minutes after an hour. Before one, it is 12, not 0."""
    if int(hour) > 24:
        return None
    base = int(hour) + (12 if int(hour) == 1 and minutes < 0 else 0)
    whole = (base * 60 + minutes) % (24 * 60)
    return dt.time(whole // 60, whole % 60)
