"""Schedules: times of day, days of the week and time zones as people write them. Independent of digests and storage."""

from bot.scheduling.phrases import days_in_words, read_days, read_time
from bot.scheduling.schedule import EVERY_DAY, Schedule
from bot.scheduling.zones import Zones

__all__ = ["EVERY_DAY", "Schedule", "Zones", "days_in_words", "read_days", "read_time"]
