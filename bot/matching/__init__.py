"""Text in, ranked matches out; knows nothing of chat or storage."""

from bot.matching.explaining import in_words
from bot.matching.likeness import likeness
from bot.matching.matcher import Matcher
from bot.matching.records import Entry, Explanation, Match
from bot.matching.scoring import Thresholds

__all__ = [
    "Entry", "Explanation", "Match", "Matcher", "Thresholds", "in_words", "likeness",
]  # fmt: skip
