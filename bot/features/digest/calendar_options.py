"""Read the last day of a digest, and the holidays on which it does not come, from what somebody typed."""

from __future__ import annotations

import datetime as dt

from bot.core.errors import UserError
from bot.core.texts import day, named, weekday
from bot.features.digest.calendar_words import NONE, is_none
from bot.features.digest.option_line import LineOptions
from bot.scheduling import HolidayRegions, read_dates, region_in_words

_ON = frozenset(("yes", "on", "true", "all", "public", "public holidays", "holidays"))
"""The holidays of the country that the zone is in."""


def is_switch(typed: str) -> bool:
    """Return whether the option `holidays` was only switched on or off."""
    return is_none(typed) or typed.strip(" .!").casefold() in _ON


def read_last_day(labelled: str, line: LineOptions, before: dt.date | None, today: dt.date) -> dt.date | None:
    """Return the last day. Without a new one it is `before`, unless that is over.

    Raises UserError if it is no date, in the past, or not clear.
    """
    typed = [*filter(None, (labelled,)), *line.until]
    if not typed:
        return before if before and before >= today else None
    found = list(dict.fromkeys(None if is_none(text) else _date(text, today) for text in typed))
    if len(found) > 1:
        words = " and ".join(f"“{named(text)}”" for text in typed[:3])
        raise UserError(f"The digest has one last day, but I read {words}. Please type one.")
    return found[0]


def _date(typed: str, today: dt.date) -> dt.date:
    dates = read_dates(typed, today)
    if not dates:
        raise UserError(
            f"I don't understand the last day “{named(typed)}”. "
            "Type a date such as 31 December or 2026-12-31, or “for 2 weeks”."
        )
    if len(dates) > 1:
        first, second = (weekday(date) for date in dates)
        example = f"{dates[0]:%Y-%m-%d}"
        raise UserError(f"“{named(typed)}” can be {first} or {second}. Please type the date, such as {example}.")
    if dates[0] < today:
        raise UserError(f"{day(dates[0])} is in the past. Please type a later date as the last day.")
    return dates[0]


def read_holidays(labelled: str, line: LineOptions, before: str, country: str, regions: HolidayRegions) -> str:
    """Return the region on whose holidays no digest comes; empty if it comes on all of them, `before` if none is typed.

    `country` is the one of the time zone, empty if it is in none. Raises UserError if the region is unknown or not
    clear.
    """
    typed = [*filter(None, (labelled,)), *line.holidays]
    if not typed:
        return before
    found = list(dict.fromkeys(_region(text, country, regions) for text in typed))
    if len(found) > 1:
        words = " and ".join(f"“{named(text)}”" if text else "holidays" for text in typed[:3])
        raise UserError(f"I can leave out the holidays of one country or region, but I read {words}. Please type one.")
    return found[0]


def _region(typed: str, country: str, regions: HolidayRegions) -> str:
    if typed == NONE or is_none(typed):
        return ""
    if not typed or is_switch(typed):
        if not country:
            raise UserError("I don't know in which country you are. Please add it, such as “holidays Germany”.")
        return country
    found = regions.find(typed)
    if not found:
        raise UserError(
            f"I don't know the public holidays of “{named(typed)}”. "
            "Type a country or a part of it, such as Germany, England or California."
        )
    if len(found) > 1:
        choices = " or ".join(f"{region} ({region_in_words(region)})" for region in found[:3])
        raise UserError(f"“{named(typed)}” can be {choices}. Please type one of these codes.")
    return found[0]
