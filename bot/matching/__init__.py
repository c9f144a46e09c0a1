"""Match questions to entries: text in, ranked matches out. Independent of chat platforms and storage."""

from bot.matching.canonical import Sameness
from bot.matching.matcher import Matcher
from bot.matching.model import Thresholds
from bot.matching.similarity import closeness, likeness
from bot.matching.topics import SOME, about
from bot.matching.types import Entry, Match, MatchExplanation

__all__ = [
    "SOME", "Entry", "Match", "MatchExplanation", "Matcher", "Sameness", "Thresholds", "about", "closeness", "likeness",
]  # fmt: skip
