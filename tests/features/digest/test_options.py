"""What people type after `digest on` gives options, or a sentence that says what was not understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.features.digest.options import DigestOptions, match_topics, parse_options
from bot.scheduling import EVERY_DAY, HolidayRegions, Schedule, Zones
from tests.call_count import calls

ZONES, REGIONS = Zones(), HolidayRegions()
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
TOPICS = ("Berlin Process", "Harbour", "Quiet zones", "Tides and currents", "Western Balkans")
NO_TOPICS: tuple[str, ...] = ()
DEFAULTS = DigestOptions(Schedule(dt.time(9), "UTC"), (), quiet=False, curators=False)
WEEKDAYS, WEEKENDS = frozenset(range(5)), frozenset((5, 6))
A_TIME = "Type a time such as 9, 9am, 09:00 or noon."
ONE_OF_THEM = "Please type one of them, or a city with its state or country."
ONCE_A_DAY = "It comes once a day at most, so type a time such as 9am, and days such as weekdays."
EXAMPLES = "Type a time such as 9am, a city or zone such as London, days such as weekdays, or a topic: "


def read_options(
    options: dict[str, str | bool],
    topics: tuple[str, ...] = TOPICS,
    before: DigestOptions = DEFAULTS,
    *,
    own_zone: str = "",
    typed: bool = False,
) -> DigestOptions:
    """Read options on Monday 30 November 2026."""
    return parse_options(options, topics, ZONES, before, own_zone=own_zone, typed=typed, now=NOW, regions=REGIONS)


def parse(line: str, own_zone: str = "", **labelled: str) -> DigestOptions:
    """Read a typed line."""
    return read_options({"time": line, **labelled}, own_zone=own_zone, typed=True)


def refusal(line: str, **labelled: str) -> str:
    """Return the sentence that refuses a line."""
    with pytest.raises(UserError) as caught:
        parse(line, **labelled)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "time", "zone", "days"),
    [
        # times in words, with parts of the day
        ("ten to 9", "08:50", "UTC", EVERY_DAY),
        ("twenty past 8 london", "08:20", "Europe/London", EVERY_DAY),
        ("half 8 in the evening", "20:30", "UTC", EVERY_DAY),
        ("every morning at 8", "08:00", "UTC", EVERY_DAY),
        ("every evening at 8 berlin", "20:00", "Europe/Berlin", EVERY_DAY),
        ("monday mornings at 7", "07:00", "UTC", {0}),
        ("9 every friday evening", "21:00", "UTC", {4}),
        ("at 8 in the evening on weekdays", "20:00", "UTC", WEEKDAYS),
        ("24:00", "00:00", "UTC", EVERY_DAY),
        ("00:30 am paris", "00:30", "Europe/Paris", EVERY_DAY),
        ("9am sharp", "09:00", "UTC", EVERY_DAY),
        ("09:00:00", "09:00", "UTC", EVERY_DAY),
        # zones
        ("9am ET", "09:00", "America/New_York", EVERY_DAY),
        ("9am pt weekdays", "09:00", "America/Los_Angeles", WEEKDAYS),
        ("9amPT", "09:00", "America/Los_Angeles", EVERY_DAY),
        ("9am/london", "09:00", "Europe/London", EVERY_DAY),
        ("09:00+02:00", "09:00", "Etc/GMT-2", EVERY_DAY),
        *((f"9am et{more}", "09:00", "America/New_York", EVERY_DAY) for more in ("", ", please", " every day")),
        ("weekdays 9:30 et", "09:30", "America/New_York", WEEKDAYS),
        ("lundi et jeudi à 9h et vendredi", "09:00", "UTC", {0, 3, 4}),
        ("9am Eastern time", "09:00", "America/New_York", EVERY_DAY),
        ("9 UTC +2 mon-fri", "09:00", "Etc/GMT-2", WEEKDAYS),
        ("+05:30 9am", "09:00", "Asia/Kolkata", EVERY_DAY),
        ("9am Bay Area", "09:00", "America/Los_Angeles", EVERY_DAY),
        ("9am 東京", "09:00", "Asia/Tokyo", EVERY_DAY),
        ("9am Sankt Petersburg", "09:00", "Europe/Moscow", EVERY_DAY),
        ("9am Springfield, Illinois, weekdays", "09:00", "America/Chicago", WEEKDAYS),
        ("9am in Portland, Maine", "09:00", "America/New_York", EVERY_DAY),
        ("9am Portland ME", "09:00", "America/New_York", EVERY_DAY),
        ("9am London ON weekdays", "09:00", "America/Toronto", WEEKDAYS),
        ("9AM LONDON ON MONDAYS", "09:00", "Europe/London", {0}),
        ("9am London Ontario Canada", "09:00", "America/Toronto", EVERY_DAY),
        ("9am Springfield IL USA", "09:00", "America/Chicago", EVERY_DAY),
        ("Paris, Texas 9am", "09:00", "America/Chicago", EVERY_DAY),
        ("9 london, on mondays", "09:00", "Europe/London", {0}),
        ("9am CET", "09:00", "CET", EVERY_DAY),
        ("9am uk please", "09:00", "Europe/London", EVERY_DAY),
        ("please send it to us every day at 9", "09:00", "UTC", EVERY_DAY),
        # German, French, Spanish
        ("um 8 Uhr", "08:00", "UTC", EVERY_DAY),
        ("werktags 9 Uhr berlin", "09:00", "Europe/Berlin", WEEKDAYS),
        ("montags um halb neun", "08:30", "UTC", {0}),
        ("täglich um 9", "09:00", "UTC", EVERY_DAY),
        ("lundi 9h", "09:00", "UTC", {0}),
        ("tous les jours à 9h", "09:00", "UTC", EVERY_DAY),
        ("en semaine à 8h30 à Paris", "08:30", "Europe/Paris", WEEKDAYS),
        ("huit heures et demie", "08:30", "UTC", EVERY_DAY),
        ("los lunes a las 9 de la mañana en Madrid", "09:00", "Europe/Madrid", {0}),
        ("de lunes a viernes a las ocho y media", "08:30", "UTC", WEEKDAYS),
        ("el fin de semana a las 8 de la tarde", "20:00", "UTC", WEEKENDS),
        ("a las 9 hora de Madrid", "09:00", "Europe/Madrid", EVERY_DAY),
        ("9h en Bogotá de lunes a viernes", "09:00", "America/Bogota", WEEKDAYS),
        ("9h en Bogotá, de lunes a viernes", "09:00", "America/Bogota", WEEKDAYS),
        ("an Wochentagen um 9", "09:00", "UTC", WEEKDAYS),
        ("cada día por favor", "09:00", "UTC", EVERY_DAY),
        # once a week, and other ways to say days
        ("weekly on monday at 9", "09:00", "UTC", {0}),
        ("once a day at 9", "09:00", "UTC", EVERY_DAY),
        ("every week on mondays and fridays at 9", "09:00", "UTC", {0, 4}),
        ("9 local time in paris", "09:00", "Europe/Paris", EVERY_DAY),
        ("mondays and also fridays at 9", "09:00", "UTC", {0, 4}),
    ],
)
def test_a_line_gives_time_zone_and_days(line: str, time: str, zone: str, days: frozenset[int]) -> None:
    options = parse(line)
    assert (f"{options.schedule.time:%H:%M}", options.schedule.zone) == (time, zone)
    assert options.schedule.days == days
    assert options.topics == ()


@pytest.mark.parametrize(
    ("line", "zone", "topics", "quiet"),
    [
        ("9am london western balkans quiet", "Europe/London", ("Western Balkans",), True),
        ("quiet western balkans 9am", "UTC", ("Western Balkans",), True),
        ("western quiet balkans", "UTC", ("Western Balkans",), True),
        ("9 harbour, quiet, tides", "UTC", ("Harbour", "Tides and currents"), True),
        ("9 harbor, not quiet", "UTC", ("Harbour",), False),
        ("9am berlin", "Europe/Berlin", (), False),
        ("9am about berlin in london", "Europe/London", ("Berlin Process",), False),
        ("9am berlin process", "UTC", ("Berlin Process",), False),
        ("9am “western balkans” london", "Europe/London", ("Western Balkans",), False),
        ("quiet zones 9am", "UTC", ("Quiet zones",), False),
        ("quiet zones quiet 9am", "UTC", ("Quiet zones",), True),
        ("all topics 9am", "UTC", (), False),
        *((f"9am {dashes}quiet", "UTC", (), True) for dashes in ("-", "--", "—", "–", "−", "——", "---", "– ", "— ")),
    ],
)
def test_flags_are_never_part_of_a_topic(line: str, zone: str, topics: tuple[str, ...], quiet: bool) -> None:
    options = parse(line)
    assert (options.schedule.time, options.schedule.zone) == (dt.time(9), zone)
    assert (options.topics, options.quiet, options.curators) == (topics, quiet, False)


# ---------------------------------------------------------------------- last days and holidays

UNTIL = ("until 31 december", "till 31.12.2026", "until Dec 31, 2026", "until: 31 December")
HOLIDAYS = (
    "holidays uk",
    "except on UK holidays",
    "not on public holidays in the United Kingdom",
    "no uk bank holidays",
)


QUIET = ("quiet", "--quiet", "quietly", "only if there's news")


@pytest.mark.parametrize(
    ("quiet", "until", "holidays"),
    [*zip(QUIET, UNTIL, HOLIDAYS, strict=True), ("Quiet,", UNTIL[0], HOLIDAYS[1]), (QUIET[3], UNTIL[2], HOLIDAYS[1])],
)
def test_the_options_of_a_line_can_be_in_any_order(quiet: str, until: str, holidays: str) -> None:
    pieces = ("9am london", "western balkans", until, holidays, quiet)
    for order in permutations(pieces):
        for line in (" ".join(order), ", ".join(order)):
            assert parse(line) == DigestOptions(
                Schedule(dt.time(9), "Europe/London", EVERY_DAY, dt.date(2026, 12, 31), "GB"),
                ("Western Balkans",), quiet=True, curators=False,
            ), line  # fmt: skip


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("9am until friday", "2026-12-04"),
        ("9am until friday 4 december weekdays", "2026-12-04"),
        ("until tomorrow 9", "2026-12-01"),
        ("9am for 2 weeks", "2026-12-14"),
        ("every day at 9 for two weeks please", "2026-12-14"),
        ("9am for a month on harbour", "2026-12-30"),
        ("9am until end of march", "2027-03-31"),
        ("9am until the end of the year", "2026-12-31"),
        ("up to 2026-12-31 9am", "2026-12-31"),
        ("9 Uhr bis 31. Dezember", "2026-12-31"),
        ("9h jusqu'au 31 décembre", "2026-12-31"),
        ("a las 9 hasta el 31 de diciembre", "2026-12-31"),
        ("9am until 2026-12-31, then stop", "2026-12-31"),
        ("9am", None),
    ],
)
def test_a_line_gives_the_last_day(line: str, date: str | None) -> None:
    line = line.removesuffix(", then stop")
    schedule = parse(line).schedule
    assert (schedule.time, schedule.until) == (dt.time(9), date and dt.date.fromisoformat(date))


def test_days_that_go_until_another_day_are_no_last_day() -> None:
    schedule = parse("9am monday until friday until 1 january").schedule
    assert (schedule.days, schedule.until) == (WEEKDAYS, dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("line", "region"),
    [
        ("9am london holidays", "GB"),
        ("9am holidays london", "GB"),
        ("9am london no holidays", "GB"),
        ("9am london except on holidays", "GB"),
        ("9am london, but not on bank holidays", "GB"),
        ("9am new york skip federal holidays", "US"),
        ("9am berlin holidays Bavaria", "DE-BY"),
        ("9am berlin holidays", "DE-BE"),
        ("9am holidays: Germany, Bavaria", "DE-BY"),
        ("9am not on public holidays in Germany", "DE"),
        ("holidays england weekdays 9am", "GB-ENG"),
        ("9am holidays US-CA", "US-CA"),
        ("9am holidays in canada on mondays", "CA"),
        ("um 9 berlin außer an Feiertagen", "DE"),
        ("9h paris sauf les jours fériés", "FR"),
        ("9am madrid excepto festivos", "ES"),
        ("9am london", ""),
        ("9am london holidays none", ""),
        ("9am london also on holidays", ""),
        ("9am london holidays too", ""),
    ],
)
def test_a_line_gives_the_region_whose_holidays_are_left_out(line: str, region: str) -> None:
    options = parse(line)
    assert (options.schedule.time, options.schedule.holidays, options.topics) == (dt.time(9), region, ())


@pytest.mark.parametrize(
    ("line", "zone"),
    [("9am holidays germany", "Europe/Berlin"), ("9am uk holidays", "Europe/London"), ("9am holidays usa", "UTC"),
     ("9am berlin holidays bavaria", "Europe/Berlin"), ("9am paris holidays germany", "Europe/Paris"),
     ("9am UTC holidays germany", "UTC")],
)  # fmt: skip
def test_without_a_zone_that_of_the_holidays_counts(line: str, zone: str) -> None:
    assert parse(line).schedule.zone == zone
    tokyo = replace(DEFAULTS, schedule=Schedule(dt.time(9), "Asia/Tokyo"))
    assert read_options({"time": "9am holidays germany"}, before=tokyo).schedule.zone == "Asia/Tokyo"


@pytest.mark.parametrize("typed", [True, False])
def test_last_day_and_holidays_can_be_labelled(typed: bool) -> None:
    options = read_options({"until": "31 December", "holidays": "bavaira", "time": "9"}, typed=typed)
    assert (options.schedule.until, options.schedule.holidays) == (dt.date(2026, 12, 31), "DE-BY")
    yes = read_options({"holidays": "yes", "zone": "london", "until": "none"}, typed=typed)
    assert (yes.schedule.until, yes.schedule.holidays) == (None, "GB")


def test_other_options_may_follow_a_labelled_last_day_or_region() -> None:
    options = parse("", until="friday 9:30 quiet", holidays="uk weekdays", zone="london")
    schedule = Schedule(dt.time(9, 30), "Europe/London", WEEKDAYS, dt.date(2026, 12, 4), "GB")
    assert options == DigestOptions(schedule, (), quiet=True, curators=False)


def test_last_day_and_holidays_stay_until_they_are_changed_or_over() -> None:
    schedule = Schedule(dt.time(9), "UTC", until=dt.date(2026, 12, 31), holidays="DE")
    before = DigestOptions(schedule, (), quiet=False, curators=False)
    assert read_options({"time": "quiet"}, before=before).schedule == schedule
    assert read_options({"time": "until none"}, before=before).schedule == Schedule(dt.time(9), "UTC", holidays="DE")
    assert read_options({"time": "forever, holidays none"}, before=before).schedule == Schedule(dt.time(9), "UTC")
    over = replace(before, schedule=replace(schedule, until=dt.date(2026, 11, 29)))
    assert read_options({"time": "quiet"}, before=over).schedule.until is None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "9am until 03/04/2027",
            (
                "“03/04/2027” can be Saturday 3 April 2027 or Thursday 4 March 2027. "
                "Please type the date, such as 2027-04-03."
            ),
        ),
        (
            "9am until next friday",
            (
                "“next friday” can be Friday 4 December 2026 or Friday 11 December 2026. "
                "Please type the date, such as 2026-12-04."
            ),
        ),
        (
            "9am until whenever",
            (
                "I don't understand the last day “whenever”. "
                "Type a date such as 31 December or 2026-12-31, or “for 2 weeks”."
            ),
        ),
        ("9am until 1 march 2020", "1 March 2020 is in the past. Please type a later date as the last day."),
        (
            "until friday until 31 december",
            "The digest has one last day, but I read “friday” and “31 december”. Please type one.",
        ),
        ("9am holidays", "I don't know in which country you are. Please add it, such as “holidays Germany”."),
        (
            "9am holidays georgia",
            "“georgia” can be GE (Georgia) or US-GA (Georgia, United States). Please type one of these codes.",
        ),
        (
            "9am holidays uk and germany",
            "I can leave out the holidays of one country or region, but I read “uk” and “germany”. Please type one.",
        ),
    ],
)
def test_a_last_day_or_region_that_is_not_clear_is_refused(line: str, sentence: str) -> None:
    assert refusal(line) == sentence


def test_an_unknown_labelled_region_is_refused() -> None:
    assert refusal("", holidays="atlantis") == (
        "I don't know the public holidays of “atlantis”. "
        "Type a country or a part of it, such as Germany, England or California."
    )


def test_a_topic_may_have_the_name_of_an_option() -> None:
    topics = ("Holidays", "Summer holidays", "Until the war")
    for line, expected in (("9am holidays", "Holidays"), ("summer holidays 9am", "Summer holidays")):
        assert read_options({"time": line}, topics, typed=True).topics == (expected,)


def test_labelled_values_may_have_other_options_behind_them() -> None:
    options = parse("", topics="western balkans, harbour 9am london quiet")
    assert options.topics == ("Western Balkans", "Harbour")
    assert (options.schedule.zone, options.quiet) == ("Europe/London", True)
    options = parse("", "Asia/Tokyo", zone="my time 8", days="weekdays curators")
    assert options == DigestOptions(Schedule(dt.time(8), "Asia/Tokyo", WEEKDAYS), (), quiet=False, curators=True)


@pytest.mark.parametrize(
    "typed",
    ["9 my time", "9 in my timezone", "9 my local time", "local time 9", "9am local", "9 where i live", "9 MY TIME",
     "um 9 Ortszeit", "a las 9 hora local", "9h heure locale"],
)  # fmt: skip
def test_the_own_zone_is_the_one_that_the_platform_knows_or_is_asked_for(typed: str) -> None:
    assert parse(typed, "Asia/Tokyo").schedule == Schedule(dt.time(9), "Asia/Tokyo")
    assert refusal(typed) == "I don't know your time zone. Please type a city, a country or a zone such as London."


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("9am atlantis", "atlantis"), ("9am tomorrow", "tomorrow"), ("soon", "soon"), ("9 it time", "it"),
        ("9 no time", "no"), ("9am store", "store"), ("9am opera, harbour", "opera"), ("9am foo bar london", "foo bar"),
        ("9am opera monday drama", "opera” and “drama"), ("9am on weekdays except friday", "except"),
        ("9am about opera", "opera"), ("at once", "once"), ("9-10", "9-10"), ("9 opera quiet", "opera"),
        ("9 quiett", "quiett"), ("9am my", "my"), ("harbour opera", "opera"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_examples_of_what_can(line: str, unread: str) -> None:
    assert refusal(line) == f"I don't understand “{unread}”. {EXAMPLES}{'; '.join(TOPICS)}."


def test_without_topics_none_is_mentioned() -> None:
    with pytest.raises(UserError) as caught:
        read_options({"time": "9 opera"}, NO_TOPICS)
    assert str(caught.value) == (
        "I don't understand “opera”. Type a time such as 9am, a city or zone such as London, or days such as weekdays."
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("9am every evening", f"I don't understand the time “9am every evening”. {A_TIME}"),
        ("13:00 in the morning", f"I don't understand the time “13:00 in the morning”. {A_TIME}"),
        ("25:00", "I don't understand the time “25:00”. Type a time such as 9, 9am, 09:00 or noon."),
        ("13pm london", "I don't understand the time “13pm”. Type a time such as 9, 9am, 09:00 or noon."),
        ("9am and 5pm", "The digest comes once a day, but I read the times “9am” and “5pm”. Please type one."),
        ("9 to 5", "The digest comes once a day, but I read the times “9” and “5”. Please type one."),
        ("9 london and paris", "The digest has one time zone, but I read “london” and “paris”. Please type one."),
        ("9 london paris", "The digest has one time zone, but I read “london” and “paris”. Please type one."),
        ("mañana a las 9", f"I don't understand “mañana”. {EXAMPLES}{'; '.join(TOPICS)}."),
        ("every evening", "Please add the time, such as 8am or 6pm."),
        ("weekly", "Please add one day to “weekly”, such as mondays."),
        ("9am -03:30", "No time zone is always at “-03:30”. Please type a city with this time."),
        (
            "9am springfield",
            f"“springfield” matches several time zones: {'; '.join(ZONES.find('springfield'))}. {ONE_OF_THEM}",
        ),
        *(
            (rhythm, f"I can't post the digest “{rhythm}”. {ONCE_A_DAY}")
            for rhythm in ("every 2 hours", "in 2 hours", "hourly", "twice a day", "every other day", "every 2 days",
                           "every 2 weeks", "monthly", "alle 2 Stunden", "toutes les 2 heures", "cada 2 horas")
        ),
    ],
)  # fmt: skip
def test_what_a_digest_cannot_do_is_refused_with_a_sentence(line: str, sentence: str) -> None:
    assert refusal(line) == sentence


def test_labelled_values_are_refused_by_their_label() -> None:
    assert refusal("", topics="opera") == f"I don't have the topic “opera”. I have: {'; '.join(TOPICS)}."
    assert refusal("", zone="atlantis").startswith("I don't know the time zone “atlantis”.")
    for days, sentence in (("never", "I don't understand the days “never”."), ("every 2 days", "once a day at most")):
        with pytest.raises(UserError, match=sentence):
            read_options({"days": days})


def test_no_topic_of_a_long_list_is_lost() -> None:
    topics = tuple(f"The opening hours of harbour {number}" for number in range(20))
    assert read_options({"topics": ", ".join(topics)}, topics).topics == topics


def test_a_topic_is_found_by_a_part_or_with_typos_and_takes_no_other_words() -> None:
    assert match_topics("tides; harbor", TOPICS) == ("Tides and currents", "Harbour")
    assert match_topics("balkans and western balkan", TOPICS) == ("Western Balkans",)
    with pytest.raises(UserError, match="the topic “western balkans paris”"):
        match_topics("western balkans paris", TOPICS)


PIECES = [
    "9am", "9", "25:00", "ten to", "half", "every", "2", "hours", "day", "monday", "weekdays", "in", "my", "time",
    "london", "springfield", ",", "illinois", "CET", "+2", "quiet", "--quiet", "—", "curators", "harbour", "western",
    "balkans", "opera", "atlantis", "tomorrow", "it", "no", "not", "all", "topics", "um", "halb", "neun", "à", "8h30",
    "de", "la", "tarde", "“", "”", "/", "@", "\x00", "\ud800", "東京", "utc", "-", "every evening", "weekly", "please",
    "until", "for", "31", "december", "friday", "03/04/2026", "holidays", "except", "UK", "germany", "none",
]  # fmt: skip
TYPED = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)


@settings(max_examples=400)
@given(TYPED, st.sampled_from(("", "Asia/Tokyo")), st.sampled_from((TOPICS, NO_TOPICS)), st.booleans())
@example("9am opera", "", TOPICS, True)
def test_any_text_gives_options_or_a_sentence_that_calls_no_unread_word_a_topic(
    line: str, own_zone: str, topics: tuple[str, ...], typed: bool
) -> None:
    try:
        options = read_options({"time": line}, topics, own_zone=own_zone, typed=typed)
    except UserError as error:
        sentence = str(error)
        complaint = "topic “" in sentence or not sentence.endswith(".")
        options = DEFAULTS
    else:
        complaint = False
    assert not complaint
    assert set(options.topics) <= set(topics)
    assert ZONES.find(options.schedule.zone) == (options.schedule.zone,)
    assert options.schedule.days


def test_reading_a_line_takes_few_steps() -> None:
    many = tuple(f"Topic {n} of the harbour and the western balkans" for n in range(300))
    parse_to_the_end("9 opera", many)  # loads the list of English words once
    assert calls(lambda: parse_to_the_end("9am london weekdays harbour quiet", TOPICS)) < 6_000
    for line in ("opera " * 33, "9am london weekdays harbour quiet " * 6, "to " * 66, ", " * 100, "west " * 40):
        assert calls(lambda line=line: parse_to_the_end(line, many)) < 500_000  # type: ignore[misc]


def parse_to_the_end(line: str, topics: tuple[str, ...]) -> None:
    """Read a line; it does not matter how that ends."""
    try:
        read_options({"time": line}, topics, typed=True)
    except UserError:
        return
