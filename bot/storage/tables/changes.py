"""The tables of changes: when statements were added or changed, and which questions got no answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bot.features.digest.changes import ChangeRecord
from bot.features.digest.storage import ChangeStorage
from bot.storage.schema import AnyText, Key, Timestamp, exchanges, metadata, notes
from bot.storage.tables import TableFamily

_BATCH_SIZE = 500
"""The most statements in one transaction, so that others need not wait long; SQLite allows thirty thousand ids."""

_FIRST_NOTE = "first record of statements"
"""Key of a note that exists while the statements of an empty store are recorded, so that this can be continued."""

sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("state", AnyText, nullable=False),
    sa.Column("added", Timestamp, nullable=False),
    sa.Column("changed", Timestamp, nullable=True),
    sa.Index("sightings_added", "added"),
    sa.Index("sightings_changed", "changed"),
)

former_states = sa.Table(
    "former_states",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("until", Timestamp, primary_key=True),
    sa.Column("state", AnyText, nullable=False),
    sa.Index("former_states_until", "until"),
)


class ChangeTables(TableFamily):
    """Implement `features.digest.storage.ChangeStorage`."""

    protocol = ChangeStorage

    async def record_statements(self, states: Mapping[str, str], first: Mapping[str, dt.datetime]) -> None:
        """See `ChangeStorage`."""
        for batch in _batched(states, _BATCH_SIZE):
            piece = {statement_id: states[statement_id] for statement_id in batch}
            await self._transactions.write(partial(self._record, piece, first))
        if states:
            await self._transactions.execute(sa.delete(notes).where(notes.c.key == _FIRST_NOTE))

    def _record(self, states: Mapping[str, str], first: Mapping[str, dt.datetime], connection: sa.Connection) -> None:
        """Record some statements in one transaction."""
        adding = self._transactions.insert(sightings).on_conflict_do_nothing()
        keeping = self._transactions.insert(former_states).on_conflict_do_nothing()
        changing = (
            sa.update(sightings)
            .where(sightings.c.id == sa.bindparam("which"))
            .values(state=sa.bindparam("says"), changed=sa.bindparam("now"))
        )
        # Read the clock inside the transaction. A digest made meanwhile assumes that it covers all earlier changes.
        now = self._clock.now()
        known = _known(connection, states)
        moments = first if len(known) < len(states) and self._begin_first(connection) else {}
        new = [{"id": i, "state": s, "added": moments.get(i, now)} for i, s in states.items() if i not in known]
        # Read again, with a lock: of two processes that see the same change, the second finds it recorded.
        former = _known(connection, [i for i, s in states.items() if known.get(i, s) != s], lock=True)
        former = {i: state for i, state in former.items() if state != states[i]}
        changed = [{"which": i, "says": states[i], "now": now} for i in former]
        kept = [{"id": i, "until": now, "state": state} for i, state in former.items()]
        for statement, rows in ((adding, new), (changing, changed), (keeping, kept)):
            if rows:
                connection.execute(statement, rows)

    def _begin_first(self, connection: sa.Connection) -> bool:
        """Return whether this belongs to the first record of the store. Note that, so that the other pieces do, too."""
        if connection.scalar(sa.select(notes.c.text).where(notes.c.key == _FIRST_NOTE)) is not None:
            return True
        if connection.scalar(sa.select(sa.exists().where(sightings.c.id.is_not(None)))):
            return False
        begun = {"key": _FIRST_NOTE, "text": self._clock.now().isoformat()}
        connection.execute(self._transactions.upserting(notes, begun), begun)
        return True

    async def changes_between(self, since: dt.datetime, until: dt.datetime) -> Sequence[ChangeRecord]:
        """See `ChangeStorage`."""
        columns = (sightings.c.id, sightings.c.state, sightings.c.added, sightings.c.changed)
        moved = (sa.and_(column > since, column <= until) for column in (sightings.c.added, sightings.c.changed))
        query = sa.select(*columns).where(sa.or_(*moved))
        query = query.order_by(sa.func.coalesce(sightings.c.changed, sightings.c.added), sightings.c.id)
        past = sa.select(former_states.c.id, former_states.c.state).where(former_states.c.until > since)
        past = past.order_by(former_states.c.until.desc())

        def find(connection: sa.Connection) -> list[ChangeRecord]:
            before = {row.id: row.state for row in connection.execute(past)}  # the state that ended first wins
            rows = connection.execute(query).all()
            return [ChangeRecord(row.id, row.state, row.added, row.changed, before.get(row.id)) for row in rows]

        return await self._transactions.read(find)

    async def purge(self, before: dt.datetime) -> None:
        """Delete the former texts of statements that ended before a moment."""
        await self._transactions.execute(sa.delete(former_states).where(former_states.c.until < before))

    async def unanswered(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, str, int]]:
        """See `ChangeStorage`."""
        times = sa.func.count().label("times")
        query = (
            _without_answer(platform, workspace, since, _ASKED.label("question"), exchanges.c.channel_key, times)
            .where(~exchanges.c.private, ~exchanges.c.direct)
            .group_by(_ASKED, exchanges.c.channel_key)
            .order_by(times.desc(), sa.func.max(exchanges.c.asked).desc())
        )
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        prefix = f"{platform}:{workspace}:"
        return [(question, key[len(prefix) :], count) for question, key, count in rows]

    async def wished(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, int]]:
        """See `ChangeStorage`."""
        times = sa.func.count().label("times")
        query = (
            _without_answer(platform, workspace, since, _ASKED.label("question"), times)
            .where(exchanges.c.wished)
            .group_by(_ASKED)
            .order_by(times.desc(), sa.func.max(exchanges.c.asked).desc())
        )
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [(question, count) for question, count in rows]


_ASKED = sa.func.coalesce(sa.func.nullif(exchanges.c.read_as, ""), exchanges.c.question)
"""The question without an answer: if a message had several questions, only that one."""


def _without_answer(
    platform: str, workspace: str, since: dt.datetime, *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    """Select from the questions of a workspace that got no answer since a moment."""
    prefix = f"{platform}:{workspace}:"
    return (
        sa.select(*columns)
        .where(exchanges.c.platform == platform, sa.func.substr(exchanges.c.channel_key, 1, len(prefix)) == prefix)
        .where(exchanges.c.outcome == "none", exchanges.c.asked >= since, exchanges.c.command == "")
    )


def _known(connection: sa.Connection, ids: Iterable[str], *, lock: bool = False) -> dict[str, str]:
    """Read the recorded texts of statements, by id; with `lock`, the rows are locked until the transaction ends."""
    known: dict[str, str] = {}
    for batch in _batched(ids, _BATCH_SIZE):
        query = sa.select(sightings.c.id, sightings.c.state).where(sightings.c.id.in_(batch)).order_by(sightings.c.id)
        known |= {row.id: row.state for row in connection.execute(query.with_for_update() if lock else query)}
    return known


def _batched(ids: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """Split the ids into tuples of at most `size`."""
    rest = iter(ids)
    while batch := tuple(islice(rest, size)):
        yield batch
