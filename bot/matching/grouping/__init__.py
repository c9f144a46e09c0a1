"""Group questions that ask the same thing."""

from bot.matching.grouping.grouper import QuestionGrouper

__all__ = ["QuestionGrouper"]
