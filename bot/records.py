"""Findings as JSON objects, for scripts that pipe questions through `factbot ask --json`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.core.answering import Finding, Knowledge
from bot.core.models import Fact, Quote, Statement, standing
from bot.core.replies import Explanation

Record = dict[str, Any]


def finding_record(finding: Finding, knowledge: Knowledge, today: dt.date) -> Record:
    """One question with its outcome; `answer` is None unless the outcome is "answer"."""
    return {
        "question": finding.question,
        "outcome": finding.outcome,
        "score": round(finding.score, 4),
        "answer": statement_record(finding.answer, knowledge, today) if finding.answer else None,
        "suggestions": [statement_record(s.statement, knowledge, today) for s in finding.suggestions],
        "candidates": [{"id": m.id, "score": round(m.score, 4)} for m in finding.ranked],
    }


def statement_record(statement: Statement, knowledge: Knowledge, today: dt.date) -> Record:
    """A fact or quote with its source; dates are ISO texts."""
    source = statement.source
    record: Record = {
        "kind": "quote" if isinstance(statement, Quote) else "fact",
        "id": statement.id,
        "text": statement.text,
        "speaker": statement.speaker if isinstance(statement, Quote) else None,
        "source": {
            "title": source.title,
            "publisher": source.publisher,
            "published": source.published.isoformat(),
            "url": source.url,
        },
        "standing": standing(statement, today),
        "as_of": statement.as_of.isoformat(),
    }
    if isinstance(statement, Fact):
        record["valid_from"] = statement.valid_from.isoformat() if statement.valid_from else None
        record["valid_until"] = statement.valid_until.isoformat() if statement.valid_until else None
        record["replaces"] = [old.id for old in knowledge.card(statement, today).replaces]
    return record


def explanation_record(why: Explanation) -> Record:
    """Why a statement was chosen."""
    return {
        "id": why.statement_id,
        "read_as": [list(pair) for pair in why.read_as],
        "met": [list(pair) for pair in why.met],
        "missing": list(why.missing),
        "closest_question": why.closest,
        "threshold": why.threshold,
        "runner_up": {"id": why.runner_up[0], "score": round(why.runner_up[1], 4)} if why.runner_up else None,
    }
