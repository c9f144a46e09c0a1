"""Find time zones by the names that people type."""

from __future__ import annotations

from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling import Zones, is_offset, is_own_zone
from tests.call_count import calls
from tests.scheduling.clocks import all_zones

ZONES = Zones()
ZONE_TAB = {
    line.split("\t")[2]
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
CLOCKS = {"UTC", "CET", "EET", "WET"}
"""Zones that are no place. They are shown as they were typed."""
PIECES = ["utc", "+", "-", "5", ":30", "/", "Europe/", "lon", "new york", " ", "the", "usa", "ü", "\x00", "\ud800", "_"]
TYPED = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("london", "Europe/London"), ("LONDON", "Europe/London"), (" London ", "Europe/London"),
        ("new york", "America/New_York"), ("New_York", "America/New_York"), ("nyc", "America/New_York"),
        ("newyork", "America/New_York"), ("new york city", "America/New_York"), ("Zürich", "Europe/Zurich"),
        ("zurich", "Europe/Zurich"), ("Belgrade", "Europe/Belgrade"), ("Beograd", "Europe/Belgrade"),
        ("Београд", "Europe/Belgrade"), ("Sarajevo", "Europe/Sarajevo"), ("Podgorica", "Europe/Podgorica"),
        ("Pristina", "Europe/Belgrade"), ("Prishtinë", "Europe/Belgrade"), ("Kosovo", "Europe/Belgrade"),
        ("Skopje", "Europe/Skopje"), ("Tirana", "Europe/Tirane"), ("Tiranë", "Europe/Tirane"),
        ("Europe/Berlin", "Europe/Berlin"), ("EUROPE/berlin", "Europe/Berlin"), ("europe berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"), ("Indiana/Knox", "America/Indiana/Knox"),
        ("washington", "America/New_York"), ("Washington, D.C.", "America/New_York"), ("miami", "America/New_York"),
        ("san francisco", "America/Los_Angeles"), ("seattle", "America/Los_Angeles"), ("boston", "America/New_York"),
        ("beijing", "Asia/Shanghai"), ("mumbai", "Asia/Kolkata"), ("delhi", "Asia/Kolkata"),
        ("frankfurt", "Europe/Berlin"), ("munich", "Europe/Berlin"), ("München", "Europe/Berlin"),
        ("barcelona", "Europe/Madrid"), ("milan", "Europe/Rome"), ("geneva", "Europe/Zurich"),
        ("hawaii", "Pacific/Honolulu"),
        ("Saint Louis", "America/Chicago"), ("St. John's", "America/St_Johns"), ("hongkong", "Asia/Hong_Kong"),
        ("san jose", "America/Costa_Rica"), ("male", "Indian/Maldives"), ("lond", "Europe/London"),
    ],
)  # fmt: skip
def test_a_place_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed)[:1] == (zone,)
    assert len(ZONES.find(typed)) == 1 or typed == "san jose"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("tokio", "Asia/Tokyo"), ("berln", "Europe/Berlin"), ("Brussles", "Europe/Brussels"),
        ("Viena", "Europe/Vienna"),
        ("new yrok", "America/New_York"), ("san fransisco", "America/Los_Angeles"), ("Sidney", "Australia/Sydney"),
        ("buenos aeres", "America/Argentina/Buenos_Aires"), ("Ljubliana", "Europe/Ljubljana"),
        ("Podgoritsa", "Europe/Podgorica"), ("europe/lodnon", "Europe/London"), ("Teheran", "Asia/Tehran"),
    ],
)  # fmt: skip
def test_a_mistyped_place_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed) == (zone,)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("albania", "Europe/Tirane"), ("germany", "Europe/Berlin"), ("Deutschland", "Europe/Berlin"),
        ("DE", "Europe/Berlin"), ("UK", "Europe/London"), ("U.K.", "Europe/London"), ("britain", "Europe/London"),
        ("great britain", "Europe/London"), ("the Netherlands", "Europe/Amsterdam"), ("bosnia", "Europe/Sarajevo"),
        ("Bosnia and Herzegovina", "Europe/Sarajevo"), ("North Macedonia", "Europe/Skopje"),
        ("montenegro", "Europe/Podgorica"),
        ("serbia", "Europe/Belgrade"), ("croatia", "Europe/Zagreb"), ("Côte d’Ivoire", "Africa/Abidjan"),
        ("south korea", "Asia/Seoul"), ("burma", "Asia/Yangon"), ("Türkiye", "Europe/Istanbul"),
        ("czechia", "Europe/Prague"),
        ("spain", "Europe/Madrid"), ("ukraine", "Europe/Kyiv"), ("Iceland", "Atlantic/Reykjavik"),
        ("PRC", "Asia/Shanghai"),
        ("London, UK", "Europe/London"), ("paris france", "Europe/Paris"), ("usa boston", "America/New_York"),
        ("san jose costa rica", "America/Costa_Rica"), ("London, Europe", "Europe/London"),
    ],
)  # fmt: skip
def test_a_country_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed) == (zone,)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Springfield, Illinois", "America/Chicago"), ("Springfield, MA", "America/New_York"),
        ("Springfield, Oregon", "America/Los_Angeles"), ("Portland Oregon", "America/Los_Angeles"),
        ("Portland, Maine", "America/New_York"), ("paris france", "Europe/Paris"),
        ("Paris, Texas", "America/Chicago"), ("paris tx", "America/Chicago"), ("Paris, TX, USA", "America/Chicago"),
        ("London Ontario", "America/Toronto"), ("London, ON", "America/Toronto"),
        ("Vancouver, WA", "America/Los_Angeles"), ("El Paso, Texas", "America/Denver"),
        ("Birmingham, Alabama", "America/Chicago"), ("Athens, Georgia", "America/New_York"),
        ("Batumi, Georgia", "Asia/Tbilisi"), ("Kalamazoo, Michigan", "America/Detroit"),
        ("Perth, WA", "Australia/Perth"), ("Hamilton, Ontario", "America/Toronto"),
        ("Cambridge Massachusetts", "America/New_York"), ("New York, NY", "America/New_York"),
        ("washington state", "America/Los_Angeles"), ("Valencia, Spain", "Europe/Madrid"),
    ],
)  # fmt: skip
def test_a_city_with_its_state_or_country_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed) == (zone,)
    assert ZONES.named(typed) == (zone,)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("東京", "Asia/Tokyo"), ("大阪", "Asia/Tokyo"), ("北京", "Asia/Shanghai"), ("上海", "Asia/Shanghai"),
        ("香港", "Asia/Hong_Kong"), ("台北", "Asia/Taipei"), ("서울", "Asia/Seoul"), ("부산", "Asia/Seoul"),
        ("Москва", "Europe/Moscow"), ("Санкт-Петербург", "Europe/Moscow"), ("Київ", "Europe/Kyiv"),
        ("Αθήνα", "Europe/Athens"), ("القاهرة", "Africa/Cairo"), ("دبي", "Asia/Dubai"), ("تهران", "Asia/Tehran"),
        ("ירושלים", "Asia/Jerusalem"), ("दिल्ली", "Asia/Kolkata"), ("ঢাকা", "Asia/Dhaka"),
        ("กรุงเทพมหานคร", "Asia/Bangkok"), ("თბილისი", "Asia/Tbilisi"), ("Երևան", "Asia/Yerevan"),
        ("Sankt Petersburg", "Europe/Moscow"), ("São Paulo", "America/Sao_Paulo"), ("København", "Europe/Copenhagen"),
        ("Warschau", "Europe/Warsaw"), ("Mailand", "Europe/Rome"), ("Londres", "Europe/London"),
        ("Bay Area", "America/Los_Angeles"), ("LA", "America/Los_Angeles"), ("SF", "America/Los_Angeles"),
        ("DC", "America/New_York"), ("NYC", "America/New_York"), ("ET", "America/New_York"), ("CT", "America/Chicago"),
        ("PT", "America/Los_Angeles"), ("MT", "America/Denver"), ("uk time", "Europe/London"),
        ("Eastern", "America/New_York"), ("mountain time", "America/Denver"), ("EAT", "Africa/Nairobi"),
        ("DE", "Europe/Berlin"), ("+05:30", "Asia/Kolkata"), ("UTC+5.5", "Asia/Kolkata"), ("UTC +2", "Etc/GMT-2"),
        ("CET", "CET"), ("tokio", "Asia/Tokyo"), ("madird", "Europe/Madrid"), ("Nice", "Europe/Paris"),
    ],
)  # fmt: skip
def test_a_name_in_a_line_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.named(typed) == (zone,)


@pytest.mark.parametrize(
    "typed",
    ["it", "it time", "IT time", "no time", "my", "so time", "is", "in", "at time", "me", "to", "be", "do time", "am",
     "de", "fr", "my time", "time", "zone", "the time", "store", "social", "media", "cases", "plans", "women", "based",
     "tomorrow", "morning", "send", "please", "quiet", "male", "split", "eat", "car", "art", "opera, germany",
     "london, on", "lond", "London, Narnia", "9", "- 10", "+ 2", "private", "curators", "Harbour", "news"],
)  # fmt: skip
def test_a_common_word_or_a_part_of_a_name_is_no_zone_in_a_line(typed: str) -> None:
    assert ZONES.named(typed) == ()


@pytest.mark.parametrize(
    ("typed", "own"),
    [
        *((typed, True) for typed in ("my time", "in my timezone", "my time zone", "my local time", "local time",
                                      "MY TIME", "our time", "local", "where I live", "my own zone", "Ortszeit",
                                      "meine Zeit", "hora local", "heure locale", "mi hora", "mon fuseau horaire")),
        *((typed, False) for typed in ("my", "time", "zone", "it time", "the time", "london time", "", "my topic",
                                       "time zone", "in time")),
    ],
)  # fmt: skip
def test_words_for_the_own_zone_are_recognised(typed: str, own: bool) -> None:
    assert is_own_zone(typed) == own


@pytest.mark.parametrize(
    ("typed", "offset"), [("UTC-3:30", True), ("-03:30", True), ("gmt+25", True), ("9", False), ("9-10", False)]
)
def test_an_offset_is_recognised_even_if_no_zone_has_it(typed: str, offset: bool) -> None:
    assert is_offset(typed) == offset


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("utc", "UTC"), ("UTC", "UTC"), ("gmt", "UTC"), ("Zulu", "UTC"), ("Etc/UTC", "UTC"), ("utc+0", "UTC"),
        ("CET", "CET"), ("CEST", "CET"), ("central european time", "CET"), ("EET", "EET"),
        ("EST", "America/New_York"), ("eastern time", "America/New_York"), ("US/Eastern", "America/New_York"),
        ("PST", "America/Los_Angeles"), ("Pacific", "America/Los_Angeles"), ("MST", "America/Denver"),
        ("BST", "Europe/London"), ("JST", "Asia/Tokyo"), ("london time", "Europe/London"),
        ("EST5EDT", "America/New_York"),
        ("utc+2", "Etc/GMT-2"), ("UTC +2", "Etc/GMT-2"), ("gmt-5", "Etc/GMT+5"), ("+02:00", "Etc/GMT-2"),
        ("UTC−3", "Etc/GMT+3"), ("+2", "Etc/GMT-2"), ("UTC+14", "Etc/GMT-14"), ("utc-12", "Etc/GMT+12"),
        ("+0530", "Asia/Kolkata"), ("utc+5:45", "Asia/Kathmandu"), ("-09:30", "Pacific/Marquesas"),
        ("Etc/GMT-2", "Etc/GMT-2"), ("etc/gmt+5", "Etc/GMT+5"),
    ],
)  # fmt: skip
def test_an_abbreviation_or_offset_gives_its_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed) == (zone,)


def test_a_typed_offset_gives_the_zone_with_that_offset() -> None:
    for hours in range(-12, 15):
        (zone,) = ZONES.find(f"UTC{hours:+}")
        shown = ZoneInfo(zone).utcoffset(None) if hours else None
        assert shown is None or shown.total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("IST", ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")),
        ("CST", ("America/Chicago", "Asia/Shanghai", "America/Havana")),
        ("georgia", ("Asia/Tbilisi", "America/New_York")),
        ("springfield", ("America/Chicago", "America/New_York", "America/Los_Angeles")),
        ("springfield, usa", ("America/Chicago", "America/New_York", "America/Los_Angeles")),
        ("san jose", ("America/Costa_Rica", "America/Los_Angeles")),
        ("vien", ("Europe/Vienna", "Asia/Vientiane")),
    ],
)
def test_an_ambiguous_name_gives_several_zones(typed: str, zones: tuple[str, ...]) -> None:
    assert ZONES.find(typed) == zones


@pytest.mark.parametrize(
    ("typed", "first", "other"),
    [
        ("usa", "America/New_York", "America/Los_Angeles"),
        ("United States", "America/New_York", "America/Chicago"),
        ("canada", "America/Toronto", "America/Vancouver"),
        ("brazil", "America/Sao_Paulo", "America/Manaus"),
        ("russia", "Europe/Moscow", "Asia/Vladivostok"),
        ("australia", "Australia/Sydney", "Australia/Perth"),
        ("mexico", "America/Mexico_City", "America/Tijuana"),
        ("europe", "Europe/London", "Europe/Berlin"),
    ],
)
def test_a_country_with_several_zones_gives_the_likeliest_first(typed: str, first: str, other: str) -> None:
    zones = ZONES.find(typed)
    assert zones[0] == first
    assert other in zones


@pytest.mark.parametrize(
    "typed",
    ["", " ", "asdfgh", "the moon", "home", "noon", "tomorrow", "here", "x", "?", "/", "9am", "utc+15", "gmt-13",
    "+05:31",
     "nothing", "12", "x" * 500, "Mars", "mars"],
)  # fmt: skip
def test_an_unknown_name_gives_no_zone(typed: str) -> None:
    assert not ZONES.find(typed)


@pytest.mark.parametrize(
    ("typed", "zone"), [("amst", "Europe/Amsterdam"), ("lond", "Europe/London"), ("Pari", "Europe/Paris")]
)
def test_a_short_word_may_begin_the_name_of_a_zone(typed: str, zone: str) -> None:
    assert ZONES.find(typed) == (zone,)


def test_every_name_of_the_tz_database_is_found() -> None:
    for name in all_zones():
        if name == "Factory":  # is not a place
            continue
        zones = ZONES.find(name)
        if name in ZONE_TAB or name.startswith(("Etc/GMT-1", "Etc/GMT+1")):
            assert zones == (name,)
        assert zones, name
        assert zones == ZONES.find(name.upper())
        assert all(zone in ZONE_TAB or zone in CLOCKS or zone.startswith("Etc/GMT") for zone in zones), name


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("Europe/Kiev", "Europe/Kyiv"), ("Asia/Calcutta", "Asia/Kolkata"), ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("America/Godthab", "America/Nuuk"), ("Africa/Asmera", "Africa/Asmara"), ("Pacific/Truk", "Pacific/Chuuk"),
        ("Europe/Belfast", "Europe/London"), ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Pacific/Samoa", "Pacific/Pago_Pago"), ("Brazil/West", "America/Manaus"), ("kiev", "Europe/Kyiv"),
    ],
)  # fmt: skip
def test_former_names_give_the_current_name(former: str, name: str) -> None:
    assert ZONES.find(former) == (name,)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "UTC"), ("lon", "Europe/London"), ("l", "Europe/London"), ("ber", "Europe/Berlin"),
        ("new", "America/New_York"),
        ("europe/", "Europe/London"), ("america/arg", "America/Argentina/Buenos_Aires"), ("kiev", "Europe/Kyiv"),
        ("germ", "Europe/Berlin"), ("york", "Europe/London"), ("angel", "America/Los_Angeles"), ("tokio", "Asia/Tokyo"),
        ("utc+2", "Etc/GMT-2"), ("ist", "Asia/Kolkata"),
    ],
)  # fmt: skip
def test_completions_begin_with_the_likeliest_zone(typed: str, first: str) -> None:
    zones = ZONES.complete(typed)
    assert zones[0] == first
    assert len(set(zones)) == len(zones) <= 25
    assert ZONES.complete(typed, 1) == (first,)


def test_completions_of_empty_text_begin_with_populous_zones() -> None:
    assert ZONES.complete("")[:2] == ("UTC", "Europe/London")
    assert {"Europe/Belgrade", "Europe/Sarajevo", "Europe/Tirane"} <= set(ZONES.complete(""))
    assert len(ZONES.complete("")) == 25
    offsets = {f"Etc/GMT{hours:+}" for hours in range(-14, 13) if hours}
    assert set(ZONES.complete("", 1000)) == ZONE_TAB | offsets | CLOCKS  # so our own table names no unknown zone


@settings(max_examples=300)
@given(TYPED)
def test_any_text_gives_zones_that_exist(typed: str) -> None:
    for zone in (*ZONES.find(typed), *ZONES.complete(typed), *ZONES.named(typed)):
        assert ZoneInfo(zone)
        assert ZONES.find(zone) == (zone,)


@given(st.sampled_from(sorted(ZONE_TAB)), st.data())
def test_a_zone_is_among_the_completions_of_each_prefix(zone: str, data: st.DataObject) -> None:
    typed = zone[: data.draw(st.integers(3, len(zone)))]
    assert zone in ZONES.complete(typed, 1000)
    city = zone.rpartition("/")[2]
    assert zone in ZONES.complete(city[: data.draw(st.integers(1, len(city)))], 1000)


def test_finding_a_zone_takes_few_steps() -> None:
    assert calls(Zones) < 150_000
    for typed in ("", "a", "london", "xqzvxqzv", "berln", "san fransisco bay area", "u" * 60, "x y z " * 10):
        assert calls(lambda typed=typed: ZONES.find(typed)) < 3_000  # type: ignore[misc]
        assert calls(lambda typed=typed: ZONES.complete(typed)) < 3_000  # type: ignore[misc]
        ZONES.named(typed)  # loads the list of English words once
        assert calls(lambda typed=typed: ZONES.named(typed)) < 3_000  # type: ignore[misc]
