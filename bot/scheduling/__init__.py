"""When something is due, in the words of people and the clocks of their zones; knows nothing of digests or storage."""

from bot.scheduling.phrases import days_in_words, read_days, read_time
from bot.scheduling.schedule import EVERY_DAY, Schedule
from bot.scheduling.zones import Zones

__all__ = ["EVERY_DAY", "Schedule", "Zones", "days_in_words", "read_days", "read_time"]
