"""Schedules: times, days, dates, public holidays and time zones as people write them.

Independent of digests and storage.
"""

from bot.scheduling.dates import clear_date, read_dates
from bot.scheduling.days import Rhythm, days_in_words, read_days, read_rhythm
from bot.scheduling.public_holidays import HolidayRegions, holiday_name, next_holiday, region_in_words
from bot.scheduling.schedule import EVERY_DAY, Schedule
from bot.scheduling.times import PartOfDay, in_part, is_daily, read_part, read_time
from bot.scheduling.zones import Zones, is_offset, is_own_zone

__all__ = [
    "EVERY_DAY", "HolidayRegions", "PartOfDay", "Rhythm", "Schedule", "Zones", "clear_date", "days_in_words",
    "holiday_name", "in_part", "is_daily", "is_offset", "is_own_zone", "next_holiday", "read_dates", "read_days",
    "read_part", "read_rhythm", "read_time", "region_in_words",
]  # fmt: skip
