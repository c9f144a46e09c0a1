"""Text in, ranked matches out; knows nothing of chat or storage."""

from bot.matching.likeness import closeness, likeness
from bot.matching.matcher import Matcher
from bot.matching.records import Entry, Explanation, Match
from bot.matching.sameness import Sameness
from bot.matching.scoring import Thresholds
from bot.matching.topics import SOME, about

__all__ = [
    "SOME", "Entry", "Explanation", "Match", "Matcher", "Sameness", "Thresholds", "about", "closeness", "likeness",
]  # fmt: skip
