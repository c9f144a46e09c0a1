"""Read times and days as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling import EVERY_DAY, days_in_words, read_days, read_part, read_rhythm, read_time

PIECES = [
    "9", "09", "12", "0", "24", "930", "0930", ":", ".", "h", "am", "p.m.", "noon", "midnight", "at", "o'clock", "half",
    "quarter", "past", "to", "nine", "-", "–", ",", "and", "&", "every", "day", "mon", "Tuesday", "sat-sun", "weekends",
    "９", "٩", "²", "'", "\n", "\x00", "\ud800",
]  # fmt: skip
TYPED = st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
SPACED = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9", "09:00"), ("09", "09:00"), ("0", "00:00"), ("23", "23:00"), ("21", "21:00"),
        ("9am", "09:00"), ("9 am", "09:00"), ("9 a.m.", "09:00"), ("9AM", "09:00"), ("9a.m", "09:00"),
        ("9pm", "21:00"), ("9 P.M.", "21:00"), ("9:30pm", "21:30"), ("9.30 pm", "21:30"), ("11 p m", "23:00"),
        ("12am", "00:00"), ("12:30am", "00:30"), ("12pm", "12:00"), ("12:30 pm", "12:30"),
        ("09:00", "09:00"), ("9:00", "09:00"), ("9.30", "09:30"), ("23:59", "23:59"), ("0:05", "00:05"),
        ("0930", "09:30"), ("930", "09:30"), ("2130", "21:30"), ("900", "09:00"), ("0000", "00:00"), ("930pm", "21:30"),
        ("21h", "21:00"), ("21h30", "21:30"), ("9 h", "09:00"), ("9h05", "09:05"), ("1800 hrs", "18:00"),
        ("9 Uhr", "09:00"), ("9 o'clock", "09:00"), ("9 o’clock", "09:00"), ("nine o'clock", "09:00"),
        ("noon", "12:00"), ("Midday", "12:00"), ("12 noon", "12:00"), ("midnight", "00:00"), ("12 midnight", "00:00"),
        ("at 9", "09:00"), ("at noon", "12:00"), ("  at  9:15 ", "09:15"), ("@9", "09:00"), ("9:00.", "09:00"),
        ("nine", "09:00"), ("seven pm", "19:00"), ("9 in the morning", "09:00"), ("6 in the evening", "18:00"),
        ("half past nine", "09:30"), ("Half past 9 pm", "21:30"), ("quarter past 8", "08:15"),
        ("a quarter to one", "12:45"), ("quarter to 9", "08:45"), ("９：３０", "09:30"),
        ("ten to 9", "08:50"), ("ten to one", "12:50"), ("twenty past 8", "08:20"), ("5 past seven", "07:05"),
        ("half 8", "08:30"), ("half nine", "09:30"), ("quarter to nine pm", "20:45"), ("25 to 9", "08:35"),
        ("twenty-five past six in the evening", "18:25"), ("12 minutes past 8", "08:12"), ("10 minutes to 9", "08:50"),
        ("half past noon", "12:30"), ("quarter past midnight", "00:15"), ("five to midnight", "23:55"),
        ("quarter to 0", "23:45"), ("10 after 9", "09:10"),
        ("nine thirty", "09:30"), ("nine thirty five", "09:35"), ("nine oh five am", "09:05"),
        ("eight-thirty", "08:30"), ("twenty one fifteen", "21:15"), ("9 30 am", "09:30"), ("nine thirty pm", "21:30"),
        ("00:30 am", "00:30"), ("0am", "00:00"), ("24:00", "00:00"), ("2400", "00:00"), ("24 Uhr", "00:00"),
        ("09:00:00", "09:00"), ("9:30:00", "09:30"), ("around nine", "09:00"), ("9 sharp", "09:00"),
        ("8 in the evening", "20:00"), ("8:15 every evening", "20:15"), ("every morning at 8", "08:00"),
        ("every evening at 8", "20:00"), ("mornings at 7", "07:00"), ("9 at night", "21:00"), ("2 at night", "02:00"),
        ("12 at night", "00:00"), ("20:00 in the evening", "20:00"), ("2pm in the afternoon", "14:00"),
        ("2am at night", "02:00"),
        ("um 8 Uhr", "08:00"), ("8 Uhr 30", "08:30"), ("acht Uhr dreißig", "08:30"), ("8:30 Uhr", "08:30"),
        ("viertel nach acht", "08:15"), ("Viertel vor zwölf", "11:45"), ("halb neun", "08:30"), ("halb eins", "12:30"),
        ("dreiviertel acht", "07:45"), ("viertel acht", "07:15"), ("zehn nach acht", "08:10"),
        ("fünf vor halb neun", "08:25"), ("fünf nach halb neun", "08:35"), ("zwanzig vor 9", "08:40"),
        ("um halb 9", "08:30"), ("um 8 Uhr abends", "20:00"), ("abends um halb acht", "19:30"),
        ("jeden Morgen um 8", "08:00"), ("am Nachmittag um 3", "15:00"), ("um Mitternacht", "00:00"),
        ("mittags", "12:00"), ("einundzwanzig Uhr fünfzehn", "21:15"), ("um sieben", "07:00"), ("20 Uhr", "20:00"),
        ("à 8h30", "08:30"), ("8 h 30", "08:30"), ("huit heures", "08:00"), ("huit heures et demie", "08:30"),
        ("huit heures et quart", "08:15"), ("neuf heures moins le quart", "08:45"), ("neuf heures moins dix", "08:50"),
        ("huit heures trente", "08:30"), ("midi", "12:00"), ("minuit", "00:00"), ("midi et demi", "12:30"),
        ("8h du matin", "08:00"), ("à 7 heures du soir", "19:00"), ("3h de l’après-midi", "15:00"),
        ("vingt heures", "20:00"), ("à une heure", "01:00"), ("vingt et une heures", "21:00"),
        ("a las 9", "09:00"), ("a las ocho y media", "08:30"), ("a las 9 y cuarto", "09:15"),
        ("a las nueve menos cuarto", "08:45"), ("a las 9 menos diez", "08:50"), ("a las 8:30", "08:30"),
        ("a la una", "01:00"), ("mediodía", "12:00"), ("medianoche", "00:00"), ("9 de la mañana", "09:00"),
        ("a las 7 de la tarde", "19:00"), ("a las nueve de la noche", "21:00"), ("a las once", "11:00"),
        ("las 21 horas", "21:00"), ("9 en punto", "09:00"),
    ],
)  # fmt: skip
def test_a_typed_time_is_read(typed: str, time: str) -> None:
    assert read_time(typed) == dt.time.fromisoformat(time)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "24", "24h", "24:30", "25", "9:60", "960", "13pm", "0pm", "13:00pm", "-1", "+9", "9:5", "9:",
     ":30", "9.5", "soon", "later", "9 30", "99", "99999", "9:300", "9 9", "am", "half", "half past",
     "half past 25", "morning", "at", "9am pm", "9-10", "noonish", "9:30:30", "1e1", "9%", "9 to 5",
     "2 hours", "every 2 hours", "in 2 hours", "once", "at once", "elf", "un", "sept", "8 Uhr morgen", "0 to 9",
     "13 in the morning", "15 at night",
     "9am in the evening", "to 9", "past 8", "halb", "et demie", "nine nine", "halb 25",
     "nine hundred",
     "70 past 8"],
)  # fmt: skip
def test_a_text_without_a_valid_time_is_not_read_as_a_time(typed: str) -> None:
    assert read_time(typed) is None


@given(st.times())
def test_every_time_can_be_read_in_each_printed_format(time: dt.time) -> None:
    minute = time.replace(second=0, microsecond=0)
    assert read_time(f"{minute:%H:%M}") == minute
    assert read_time(f"{minute:%H%M}") == minute
    assert read_time(f"{minute:%I:%M %p}") == minute
    assert read_time(f"at {minute:%H.%M}") == minute


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        *((typed, EVERY_DAY) for typed in ("daily", "Every day", "everyday", "each day", "all", "all days", "all week",
                                           "mon-sun", "weekdays and weekends", "wed-tue", "every single day")),
        *((typed, {MON, TUE, WED, THU, FRI}) for typed in ("weekdays", "on weekdays", "every weekday", "workdays",
          "working days", "business days", "week days", "mon-fri", "Mon – Fri", "monday to friday", "m-f", "Mo—Fr",
          "Mondays till Fridays", "from Monday through Friday")),
        *((typed, {SAT, SUN}) for typed in ("weekends", "weekend", "on weekends", "sat, sun", "Sat & Sun", "sa+su",
          "sa/su")),
        ("mon", {MON}), ("Mondays", {MON}), ("on Mondays", {MON}), ("every monday", {MON}), ("mon-mon", {MON}),
        ("tues", {TUE}), ("weds", {WED}), ("thurs", {THU}), ("thur", {THU}), ("Th", {THU}), ("Sunday.", {SUN}),
        ("fri-mon", {FRI, SAT, SUN, MON}), ("sat to sun", {SAT, SUN}),
        ("Monday, Wed and fri", {MON, WED, FRI}), ("mon wed fri", {MON, WED, FRI}), ("mon,wed,fri", {MON, WED, FRI}),
        ("m, w, f", {MON, WED, FRI}), ("Tuesdays and Thursdays", {TUE, THU}), ("every tue and every thu", {TUE, THU}),
        ("mon-wed, sat", {MON, TUE, WED, SAT}), ("mon - wed and fri - sat", {MON, TUE, WED, FRI, SAT}),
        *((typed, EVERY_DAY) for typed in ("täglich", "jeden Tag", "alle Tage", "tous les jours", "chaque jour",
                                           "cada día", "todos los días", "a diario", "once a day", "once daily",
                                           "einmal am Tag", "24/7", "7/7", "Montag bis Sonntag", "diariamente")),
        *((typed, {MON, TUE, WED, THU, FRI}) for typed in ("werktags", "an Werktagen", "wochentags", "Mo-Fr",
          "von Montag bis Freitag", "en semaine", "du lundi au vendredi", "lundi à vendredi", "entre semana",
          "de lunes a viernes", "días laborables", "unter der Woche")),
        *((typed, {SAT, SUN}) for typed in ("am Wochenende", "wochenends", "le week-end", "les week-ends",
          "fin de semana", "los fines de semana", "sa-so")),
        ("montags", {MON}), ("jeden Montag", {MON}), ("Montag und Mittwoch", {MON, WED}), ("di, do", {TUE, THU}),
        ("dienstags und donnerstags", {TUE, THU}), ("sonnabends", {SAT}), ("am Freitag", {FRI}),
        ("lundi", {MON}), ("tous les lundis", {MON}), ("le mardi et le jeudi", {TUE, THU}), ("chaque dimanche", {SUN}),
        ("los lunes", {MON}), ("cada viernes", {FRI}), ("lunes, miércoles y viernes", {MON, WED, FRI}),
        ("todos los sábados", {SAT}), ("mo-we", {MON, TUE, WED}),
        ("weekdays and sat", {MON, TUE, WED, THU, FRI, SAT}), ("fri & weekends", {FRI, SAT, SUN}), ("ＭＯＮ", {MON}),
    ],
)  # fmt: skip
def test_typed_days_are_read(typed: str, days: set[int]) -> None:
    assert read_days(typed) == frozenset(days)


@pytest.mark.parametrize(
    "typed",
    ["", " ", ",", "and", "every", "on", "never", "soon", "every other day", "not monday", "except sunday", "t", "s",
     "mon-", "-fri", "mon-blue", "mon--fri", "weekdays-sun", "mon-wed-fri", "funday", "monfri", "day", "9", "mon 9",
     "every 2 days", "twice a day", "weekly", "so", "do", "we", "di", "alle zwei Tage", "un jour sur deux", "de", "el"],
)  # fmt: skip
def test_a_text_without_valid_days_is_not_read_as_days(typed: str) -> None:
    assert read_days(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["every 2 hours", "every 3 hours", "every two hours", "every 2h", "every 2 days", "every other day", "in 2 hours",
     "hourly", "every hour", "each hour", "twice a day", "2x a day", "twice daily", "three times per week", "monthly",
     "every month", "once a month", "biweekly", "bi-weekly", "fortnightly", "every other monday", "every second week",
     "every 90 minutes", "in half an hour", "every few days", "every 24 hours", "once an hour", "2 times a day",
     "alle 2 Stunden", "alle zwei Tage", "stündlich", "jede Stunde", "zweimal am Tag", "monatlich", "in zwei Stunden",
     "toutes les 2 heures", "deux fois par jour", "tous les deux jours", "dans 2 heures", "chaque heure",
     "cada 2 horas", "cada hora", "dos veces al día", "cada dos días", "en 2 horas"],
)  # fmt: skip
def test_a_rhythm_that_is_not_daily_is_recognised_and_is_no_time_and_no_days(typed: str) -> None:
    assert read_rhythm(typed) == "other"
    assert read_time(typed) is None
    assert read_days(typed) is None


@pytest.mark.parametrize(
    ("typed", "rhythm"),
    [
        *((typed, "weekly") for typed in ("weekly", "every week", "once a week", "wöchentlich", "jede Woche",
                                          "chaque semaine", "cada semana", "una vez por semana")),
        *((typed, None) for typed in ("daily", "every day", "9am", "weekdays", "every monday", "in london", "2 hours",
                                      "monday", "", "every", "every harbour", "in 2 harbours", "weekly markets")),
    ],
)  # fmt: skip
def test_weekly_is_a_rhythm_of_its_own_and_other_words_are_none(typed: str, rhythm: str | None) -> None:
    assert read_rhythm(typed) == rhythm


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("every morning", "morning"), ("in the morning", "morning"), ("mornings", "morning"), ("morgens", "morning"),
        ("evenings", "later"), ("in the afternoon", "later"), ("jeden Abend", "later"), ("tous les soirs", "later"),
        ("de la tarde", "later"), ("at night", "night"), ("de la noche", "night"), ("tomorrow", None), ("morgen", None),
        ("mañana", None), ("tonight", None), ("good morning", None),
    ],
)  # fmt: skip
def test_a_part_of_the_day_is_read(typed: str, part: str | None) -> None:
    assert read_part(typed) == part


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EVERY_DAY, "every day"),
        ({MON, TUE, WED, THU, FRI}, "on weekdays"),
        ({SAT, SUN}, "on weekends"),
        ({SUN}, "on Sundays"),
        ({TUE, THU}, "on Tuesdays and Thursdays"),
        ({FRI, MON, WED}, "on Mondays, Wednesdays and Fridays"),
    ],
)
def test_days_are_written_in_words(days: set[int], words: str) -> None:
    assert days_in_words(frozenset(days)) == words


@given(st.frozensets(st.sampled_from(range(7)), min_size=1))
def test_days_written_in_words_can_be_read(days: frozenset[int]) -> None:
    assert read_days(days_in_words(days).removeprefix("on ")) == days
    assert read_days(days_in_words(days)) == days


@settings(max_examples=500)
@given(TYPED | SPACED)
def test_any_text_gives_a_valid_time_or_days_or_nothing(typed: str) -> None:
    time, days = read_time(typed), read_days(typed)
    assert time is None or (time.second, time.microsecond, time.tzinfo) == (0, 0, None)
    assert days is None or (days and days <= EVERY_DAY)
