"""Make the JSON objects that `--json` prints: search results, verdicts, speakers, digests, subscriptions and places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.conversation.places import Place
from bot.core.explanation import Explanation
from bot.core.models import Fact, Quote, Source, Statement
from bot.features.digest.contents import DigestContents
from bot.features.digest.sections import before
from bot.features.digest.subscriptions import SlotResult, Subscription
from bot.features.verify.checker import CheckedClaim
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.search_results import SearchResult
from bot.knowledge.speakers import Speaker
from bot.matching import Match

Record = dict[str, Any]


def search_record(result: SearchResult, knowledge: Knowledge, today: dt.date) -> Record:
    """Make the record of a message with its outcome; `answer` is None unless the outcome is "answer".

    `answers` contains the answers to all of its questions, in their order. `read_as` is the complete form of a question
    that refers to an earlier one. `vectors` says whether the meaning of sentences was compared, or only words.
    """
    return {
        "question": result.question,
        "outcome": result.outcome,
        "score": round(result.score, 4),
        "answer": statement_record(result.answer, knowledge, today) if result.answer else None,
        "answers": [statement_record(answer, knowledge, today) for answer in result.answers],
        "read_as": result.read_as or None,
        "suggestions": [statement_record(s.statement, knowledge, today) for s in result.suggestions],
        "candidates": [_candidate(match, knowledge, today) for match in result.ranked],
        "vectors": knowledge.matcher.has_sentence_vectors,
    }


def statement_record(statement: Statement, knowledge: Knowledge, today: dt.date) -> Record:
    """Make the record of a fact or quote with its source; dates are ISO texts. `also` lists its other sources."""
    card = presentation.card(knowledge, statement, today)
    record: Record = {
        "kind": "quote" if isinstance(statement, Quote) else "fact",
        "id": statement.id,
        "text": statement.text,
        "speaker": statement.speaker if isinstance(statement, Quote) else None,
        "source": _source(statement.source),
        "standing": card.validity,
        "as_of": statement.as_of.isoformat(),
        "also": [{"id": o.id, "source": _source(o.source), "as_of": o.as_of.isoformat()} for o in card.also],
    }
    if isinstance(statement, Fact):
        record["valid_from"] = statement.valid_from.isoformat() if statement.valid_from else None
        record["valid_until"] = statement.valid_until.isoformat() if statement.valid_until else None
        record["replaces"] = [old.id for old in card.replaces]
    else:
        record["role"] = statement.role or None
        record["about"] = statement.about or None
        record["said"] = statement.said.isoformat() if statement.said else None
        record["where"] = statement.where or None
    return record


def verdict_record(checked: CheckedClaim, knowledge: Knowledge, today: dt.date) -> Record:
    """Make the record of a checked line; `quote` is None if no known quote is similar."""
    quote = checked.quote
    return {
        "verdict": checked.verdict,
        "similarity": round(checked.similarity, 4),
        "flags": list(checked.flags),
        "diff": [{"op": change.op, "old": change.old, "new": change.new} for change in checked.diff],
        "quote": statement_record(quote, knowledge, today) if quote else None,
        "claimed_speaker": checked.claimed_speaker,
        "text": checked.text,
    }


def refusal_record(sentence: str, speaker: str | None) -> Record:
    """Make the record of a line that can't be checked, with the fields of a verdict."""
    nothing: Record = {"verdict": None, "similarity": 0.0, "flags": [], "diff": [], "quote": None}
    return {**nothing, "claimed_speaker": speaker, "error": sentence}


def speaker_record(speaker: Speaker, quotes: QuoteIndex) -> Record:
    """Make the record of a speaker."""
    return {
        "key": speaker.key,
        "speaker": speaker.name,
        "role": speaker.role or None,
        "quotes": len(quotes.by(speaker)),
        "topics": list(quotes.topics(speaker)),
    }


def digest_record(contents: DigestContents, knowledge: Knowledge) -> Record:
    """Make the record of a digest; `quote` and `older` are None if it shows none."""
    records = {
        s.id: statement_record(s, knowledge, contents.date) for i in contents.ids if (s := knowledge.statement(i))
    }
    return {
        "date": contents.date.isoformat(),
        "since": contents.since.isoformat(),
        "until": contents.until.isoformat(),
        "news": contents.has_news,
        "new": [{"topic": topic, "facts": [records[i] for i in ids if i in records]} for topic, ids in contents.new],
        "changed": [
            {
                "fact": records[change.id],
                "before": [{"what": what, "text": text} for what, text in before(change, knowledge)],
            }
            for change in (*contents.changed, *contents.superseded)
            if change.id in records
        ],
        "expiring": [records[i] for i in contents.ending if i in records],
        "unanswered": [{"question": question, "times": times} for question, times in contents.unanswered],
        "first": contents.first,
        "known": contents.known,
        "introduced": [records[i] for i in contents.introduced if i in records],
        "quote": records.get(contents.quote),
        "older": records.get(contents.older),
    }


def subscription_record(subscription: Subscription, past: Sequence[SlotResult]) -> Record:
    """Make the record of a channel's digest, with the results of the last posts."""
    schedule, target = subscription.schedule, subscription.target
    return {
        "platform": target.platform,
        "workspace": target.workspace,
        "channel": target.channel,
        "time": f"{schedule.time:%H:%M}",
        "zone": schedule.zone,
        "days": sorted(schedule.days),
        "topics": list(subscription.topics),
        "quiet": subscription.quiet,
        "curators": subscription.curators,
        "until": schedule.until.isoformat() if schedule.until else None,
        "holidays": schedule.holidays or None,
        "next": None if subscription.paused else subscription.next_due.isoformat(),
        "paused": subscription.paused or None,
        "past": [
            {
                "date": result.date.isoformat(),
                "due": result.due.isoformat(),
                "state": result.state,
                "posted": result.posted.isoformat() if result.posted else None,
                "reason": result.reason or None,
            }
            for result in past
        ],
    }


def place_record(place: Place, *, served: bool) -> Record:
    """Make the record of a server or workspace. If it is not served, `since` is when the bot was first asked there."""
    return {
        "platform": place.platform,
        "workspace": place.workspace,
        "name": place.name or None,
        "served": served,
        "since": place.since.isoformat(),
    }


def _candidate(match: Match, knowledge: Knowledge, today: dt.date) -> Record:
    """Make the record of a candidate. `also` lists the ids of its other sources, if it has some."""
    record: Record = {"id": match.id, "score": round(match.score, 4)}
    statement = knowledge.any_version(match.id)
    if statement and (also := presentation.card(knowledge, statement, today).also):
        record["also"] = [other.id for other in also]
    return record


def _source(source: Source) -> Record:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published.isoformat(),
        "url": source.url,
    }


def explanation_record(why: Explanation) -> Record:
    """Make the record that explains why a statement was chosen."""
    return {
        "id": why.statement_id,
        "read_as": [list(pair) for pair in why.read_as],
        "met": [list(pair) for pair in why.met],
        "missing": list(why.missing),
        "closest_question": why.closest,
        "likeness": round(why.likeness, 4),
        "score": round(why.score, 4),
        "threshold": why.threshold,
        "veto": why.veto or None,
        "counted": [list(pair) for pair in why.counted],
        "runner_up": {"id": why.runner_up[0], "score": round(why.runner_up[1], 4)} if why.runner_up else None,
    }
