"""The table of decisions about questions without a good answer, and the query for these questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa

from bot.features.gaps.storage import Decision, GapStorage, Missed, Reason
from bot.storage.schema import Key, Timestamp, exchanges, feedback, metadata
from bot.storage.tables import TableFamily
from bot.storage.tables.audit import note

gap_decisions = sa.Table(
    "gap_decisions",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("question", Key, primary_key=True),
    sa.Column("ignored", sa.Boolean, nullable=False),
    sa.Column("given_to", Key, nullable=False),
    sa.Column("decided", Timestamp, nullable=False),
)


class GapTables(TableFamily):
    """Implement `features.gaps.storage.GapStorage`."""

    protocol = GapStorage

    async def missed(self, since: dt.datetime, limit: int, platform: str = "", workspace: str = "") -> Sequence[Missed]:
        """See `GapStorage`."""
        table = exchanges.c
        wrong = sa.exists().where(feedback.c.exchange == table.id, feedback.c.verdict == "wrong")
        query = sa.select(exchanges, wrong.label("is_wrong")).where(
            table.asked >= since, table.command == "", table.question != "",
            sa.or_(table.outcome.in_(("none", "suggestions")), wrong),
            # A copy that somebody else's press made is no further question. But they may call its answer wrong.
            sa.or_(table.copy_of == "", wrong),
        )  # fmt: skip
        if platform:
            prefix = f"{platform}:{workspace}:"
            query = query.where(table.platform == platform, sa.func.substr(table.channel_key, 1, len(prefix)) == prefix)
        query = query.order_by(table.asked.desc(), table.id).limit(limit)
        rows = await self._transactions.read(lambda connection: connection.execute(query).mappings().all())
        return [_missed(row) for row in rows]

    async def decisions(self, platform: str, workspace: str) -> Mapping[str, Decision]:
        """See `GapStorage`."""
        table = gap_decisions.c
        query = sa.select(table.question, table.ignored, table.given_to)
        query = query.where(table.platform == platform, table.workspace == workspace)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return {question: Decision(ignored, given_to) for question, ignored, given_to in rows}

    async def decide(
        self, platform: str, workspace: str, questions: Sequence[str], decision: Decision, by: str
    ) -> None:
        """See `GapStorage`."""
        now = self._clock.now()
        fixed = {"platform": platform, "workspace": workspace, "decided": now}
        rows = [
            {**fixed, "question": question, "ignored": decision.is_ignored, "given_to": decision.given_to}
            for question in questions
        ]
        action = "ignore question" if decision.is_ignored else "give question" if decision.given_to else "keep question"

        def decide(connection: sa.Connection) -> None:
            for row in rows:
                connection.execute(self._transactions.upserting(gap_decisions, row), row)
            note(connection, now, by, action, f"{platform}:{workspace}")

        if rows:
            await self._transactions.write(decide)

    async def purge(self, before: dt.datetime) -> None:
        """Delete old decisions to whom a question is given. What is ignored stays ignored."""
        old = (gap_decisions.c.decided < before, ~gap_decisions.c.ignored)
        await self._transactions.execute(sa.delete(gap_decisions).where(*old))


def _missed(row: sa.RowMapping) -> Missed:
    platform = row[exchanges.c.platform]
    _, workspace, channel = row[exchanges.c.channel_key].split(":", 2)
    outcome = row[exchanges.c.outcome]
    reason = "wrong" if row["is_wrong"] and outcome == "answer" else outcome
    question = row[exchanges.c.read_as] or row[exchanges.c.question]
    return Missed(
        row[exchanges.c.id], " ".join(question.split()), platform, workspace, channel, row[exchanges.c.person],
        row[exchanges.c.asked], cast(Reason, reason),
        is_open=not (row[exchanges.c.private] or row[exchanges.c.direct]),
        is_wished=row[exchanges.c.wished],
        shown=(row[exchanges.c.statement_id] or "") if reason == "wrong" else "",
        shown_text=row[exchanges.c.shown_text],
    )  # fmt: skip
