"""Group questions that ask the same thing."""

from bot.matching.grouping.grouper import QuestionGrouper
from bot.matching.grouping.source import GrouperSource

__all__ = ["GrouperSource", "QuestionGrouper"]
