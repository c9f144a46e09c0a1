"""Schedules: times of day, days of the week and time zones as people write them. Independent of digests and storage."""

from bot.scheduling.days import Rhythm, days_in_words, read_days, read_rhythm
from bot.scheduling.schedule import EVERY_DAY, Schedule
from bot.scheduling.times import PartOfDay, in_part, is_daily, read_part, read_time
from bot.scheduling.zones import Zones, is_offset, is_own_zone

__all__ = [
    "EVERY_DAY", "PartOfDay", "Rhythm", "Schedule", "Zones", "days_in_words", "in_part", "is_daily", "is_offset",
    "is_own_zone", "read_days", "read_part", "read_rhythm", "read_time",
]  # fmt: skip
