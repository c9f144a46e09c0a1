"""Match questions to entries: text in, ranked matches out. Independent of chat platforms and storage."""

from bot.matching.canonical import CanonicalKeys
from bot.matching.matcher import Matcher
from bot.matching.model import Thresholds
from bot.matching.similarity import best_similarity, text_similarity
from bot.matching.topics import LENIENT, find_about
from bot.matching.types import Entry, Match, MatchExplanation

__all__ = [
    "LENIENT", "CanonicalKeys", "Entry", "Match", "MatchExplanation", "Matcher", "Thresholds", "best_similarity",
    "find_about", "text_similarity",
]  # fmt: skip
