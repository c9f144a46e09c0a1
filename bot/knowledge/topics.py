"""The topics of the store, and those that are nearest to a question without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.models import Statement
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import SearchResult

MOST_TOPICS: Final = 3
MOST_QUESTIONS: Final = 5


def by_topic(knowledge: Knowledge) -> Mapping[str, Sequence[Statement]]:
    """Return the statements of each topic, the biggest topic first. Takes 0.1 s for 100,000 facts, once."""
    return knowledge.derived(_by_topic)


def near_topics(knowledge: Knowledge, result: SearchResult) -> tuple[str, ...]:
    """Return the topics of the best candidates for a question, then the biggest topics.

    If a file must not answer the question, only the biggest ones are returned.
    """
    candidates = () if result.silent else (knowledge.any_version(match.id) for match in result.ranked)
    near = [statement.topic for statement in candidates if statement and statement.topic]
    return tuple(dict.fromkeys((*near, *by_topic(knowledge))))[:MOST_TOPICS]


def questions_of(knowledge: Knowledge, topic: str) -> tuple[tuple[str, str], ...]:
    """Return some questions that the statements of a topic answer, one for each, with the id of the statement."""
    asked = ((s.questions[0], s.id) for s in by_topic(knowledge).get(topic, ()) if s.questions)
    return tuple(dict(list(asked)[:MOST_QUESTIONS]).items())


def _by_topic(knowledge: Knowledge) -> Mapping[str, Sequence[Statement]]:
    topics: dict[str, list[Statement]] = {}
    for statement in knowledge.shown:
        if statement.topic:
            topics.setdefault(statement.topic, []).append(statement)
    return dict(sorted(topics.items(), key=lambda item: -len(item[1])))
