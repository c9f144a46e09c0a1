"""Read days of the week as people type them, in English, German, French and Spanish, and write them in words."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from bot.matching.text import normalise
from bot.scheduling.numbers import with_digits

Rhythm: TypeAlias = Literal["weekly", "other"]
"""How often somebody wants something. Once a week is possible, if the day is known."""

_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_EVERY, _WORK, _WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset((5, 6))
_WORDS = (
    "m mo mon monday mondays montag montags lun lundi lundis lunes",
    "tu tue tues tuesday tuesdays dienstag dienstags mar mardi mardis martes",
    "w wed weds wednesday wednesdays mi mittwoch mittwochs mer mercredi mercredis mie miercoles",
    "th thu thur thurs thursday thursdays donnerstag donnerstags jeu jeudi jeudis jue jueves",
    "f fr fri friday fridays freitag freitags ven vendredi vendredis vie viernes",
    "sa sat saturday saturdays samstag samstags sonnabend sonnabends sam samedi samedis sab sabado sabados",
    "su sun sunday sundays sonntag sonntags dim dimanche dimanches dom domingo domingos",
)
_DAY = {word: day for day, words in enumerate(_WORDS) for word in words.split()}
_WITH_OTHERS = {"di": 1, "we": 2, "do": 3, "so": 6}
"""Short names that are also other words, so they count only beside another day."""
_SEVERAL = (
    dict.fromkeys("daily all always everyday taglich taeglich quotidien diario diariamente".split(), _EVERY)
    | dict.fromkeys("weekday weekdays workday workdays".split(), _WORK)
    | dict.fromkeys("werktag werktags werktage werktagen wochentags wochentage wochentagen".split(), _WORK)
    | dict.fromkeys("weekend weekends week-end week-ends wochenende wochenenden wochenends".split(), _WEEKEND)
)
_EACH = r"(?:every|each|jede[nrsm]?|alle|chaque|cada|tous les|toutes les|todos los|todas las)"
_ALL = re.compile(
    rf"(?:{_EACH} ?(?:single )?(?:days?|tage?|jours?|dias?)|all (?:days|week)|7 days a week"
    r"|(?:the )?whole week|24 ?/ ?7|7 ?/ ?7|(?:die )?ganze woche|toute la semaine|toda la semana"
    r"|(?:a|au) (?:diario|quotidien)|quotidiennement|(?:1 time|one time|1x|once|einmal|une fois|una vez)"
    r" (?:(?:a|per|each|every|am|pro|par|al|por)"
    r" (?:day|tag|jour|dia)|daily|taglich))(?!\w)"
)
_WORKING = re.compile(
    r"\b(?:(?:work|working|business|week)[ -](?:days?)|unter der woche|en semaine|entre semana"
    r"|jours (?:de semaine|ouvrables|ouvres)|dias (?:laborables|habiles|de semana))\b"
)
_WEEKENDS = re.compile(r"\b(?:(?:les )?week[- ]?ends?|(?:los )?fin(?:es)? de semana)\b")
_OVER = re.compile(r"(?<=\w)(?: ?- ?| (?:to|till?|until|through|thru|bis|au|al?|hasta) )(?=\w)")
_BETWEEN = re.compile(
    r"[ ,;/+&]+|\b(?:and|on|every|each|from|und|am|an|von|vom|jede[nrsm]?|immer|et|le|les|du|chaque|tous|y|e|el|los|de"
    r"|cada|todos)\b"
)

_COUNT = r"(?:\d+|other|2nd|3rd|second|third|few|couple of|half(?: an)?|zweite[nrsm]?|dritte[nrsm]?|autre|alternate)"
_SPAN = (
    r"(?:seconds?|sec|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?|fortnights?|months?|quarters?|years?|mornings?"
    r"|evenings?|nights?|sekunden?|minuten?|stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?|secondes?|heures?"
    r"|jours?|semaines?|mois|ans?|annees?|segundos?|minutos?|horas?|dias?|semanas?|mes(?:es)?|anos?"
    rf"|(?:work|working |business |week)?days?|{'|'.join(w for w in _DAY if len(w) > 2)})"
)
_OFTEN = r"(?:(?:twice|thrice|zweimal|dreimal)|(?:\d+|several|many|mehrmals) ?(?:x|times?|mal|fois|veces|vez)?)"
_WEEKLY = re.compile(
    rf"weekly|{_EACH} (?:week|woche|semaine|semana)|(?:once|1 time|1x|einmal|1 mal|1 fois|1 vez) (?:a|per|each|every"
    r"|pro|in der|par|a la|por) (?:week|woche|semaine|semana)|wochentlich|woechentlich|hebdomadaire|semanal(?:mente)?"
)
_OTHER = re.compile(
    rf"{_EACH} {_COUNT} ?{_SPAN}|(?:in|after|within|nach|dans|apres|en|dentro de|despues de) {_COUNT} ?{_SPAN}"
    rf"|{_EACH} (?:second|minute|half hour|hour|fortnight|month|quarter|year|stunde|monat|heure|mois|hora|mes)"
    r"|(?:\d+[- ])?(?:hourly|stundlich|stuendlich)|(?:bi|semi)-?weekly|fortnightly|(?:bi-?)?monthly|monatlich"
    r"|mensuel(?:lement)?|mensual(?:mente)?|quarterly|yearly|annually|alternat(?:e|ing) days"
    rf"|(?:{_OFTEN}|once|1 time) ?(?:an?|per|each|every|am|im|pro|in der|par|al|a la|por)"
    r" (?:hour|day|week|month|year|stunde|tag|woche|monat|jour|semaine|mois|dia|semana|mes)"
    rf"|{_OFTEN} ?(?:daily|weekly|monthly|taglich|wochentlich)"
)


def read_days(typed: str) -> frozenset[int] | None:
    """Read days such as "daily", "weekdays", "mon-fri", "montags" or "Monday, Wed and fri"; None for other text."""
    text = _ALL.sub("daily", normalise(typed))
    text = _WEEKENDS.sub("weekend", _WORKING.sub("workday", text))
    parts = [part for part in _BETWEEN.split(_OVER.sub("-", text).strip(".!")) if part]
    names = _DAY | _WITH_OTHERS if len(parts) > 1 or "-" in text else _DAY
    result: set[int] = set()
    for part in parts:
        days = _part(part, names)
        if days is None:
            return None
        result |= days
    return frozenset(result) or None


def _part(part: str, names: dict[str, int]) -> frozenset[int] | None:
    """Read one day, a word for several days, or a range of days; None if it is none of these."""
    if part in _SEVERAL:
        return _SEVERAL[part]
    first, dash, last = part.partition("-")
    if dash:
        if first not in names or last not in names:
            return None
        return frozenset((names[first] + more) % 7 for more in range((names[last] - names[first]) % 7 + 1))
    return frozenset((names[part],)) if part in names else None


def read_rhythm(typed: str) -> Rhythm | None:
    """Read how often something comes, if that is not on days of the week: "every 2 hours", "twice a day", "monthly".

    "weekly" is for once a week without a day. None if it is no such phrase.
    """
    text = normalise(typed).strip(" .,!")
    for form in (text, with_digits(text)):
        if _WEEKLY.fullmatch(form):
            return "weekly"
        if _OTHER.fullmatch(form):
            return "other"
    return None


def days_in_words(days: frozenset[int]) -> str:
    """Write days for use in a sentence: "every day", "on weekdays", "on Mondays, Wednesdays and Fridays"."""
    if days == _EVERY:
        return "every day"
    if days in (_WORK, _WEEKEND):
        return "on weekdays" if days == _WORK else "on weekends"
    *names, last = (f"{_NAMES[day]}s" for day in sorted(days))
    return f"on {', '.join(names)} and {last}" if names else f"on {last}"
