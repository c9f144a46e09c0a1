"""What there is to tell: when statements came and changed, and what was asked in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa

from bot.core.ports import Clock
from bot.features.digest.changes import ChangeRecord
from bot.storage.schema import exchanges, former_states, sightings
from bot.storage.transactions import Transactions

_AT_ONCE = 1_000
"""Statements that one query asks for; SQLite takes some thirty thousand."""


class ChangeTables:
    """Implements `features.digest.storage.ChangeStorage`."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    async def record_statements(self, states: Mapping[str, str], first: Mapping[str, dt.datetime]) -> None:
        """Note what each statement says now, as texts. What was never seen is added now, or at the moment in `first`
        where nothing was ever seen; what differs from what was seen last has changed now."""
        adding = self._transactions.insert(sightings).on_conflict_do_nothing()
        keeping = self._transactions.insert(former_states).on_conflict_do_nothing()
        changing = (
            sa.update(sightings)
            .where(sightings.c.id == sa.bindparam("which"))
            .values(state=sa.bindparam("says"), changed=sa.bindparam("now"))
        )

        def record_statements(connection: sa.Connection) -> None:
            now = self._clock.now()  # not sooner: a digest that is made meanwhile takes what came before it for told
            known = _known(connection, states)
            begun = known or connection.scalar(sa.select(sa.exists().where(sightings.c.id.is_not(None))))
            moments: Mapping[str, dt.datetime] = {} if begun else first
            new = [{"id": i, "state": s, "added": moments.get(i, now)} for i, s in states.items() if i not in known]
            # Read again and held: of two processes that see the same change, the second finds it made.
            former = _known(connection, [i for i, s in states.items() if known.get(i, s) != s], hold=True)
            former = {i: said for i, said in former.items() if said != states[i]}
            changed = [{"which": i, "says": states[i], "now": now} for i in former]
            kept = [{"id": i, "until": now, "state": said} for i, said in former.items()]
            for statement, rows in ((adding, new), (changing, changed), (keeping, kept)):
                if rows:
                    connection.execute(statement, rows)

        await self._transactions.write(record_statements)

    async def changes_between(self, since: dt.datetime, until: dt.datetime) -> Sequence[ChangeRecord]:
        """Statements added or changed after `since` and not after `until`, in the order in which that happened."""
        columns = (sightings.c.id, sightings.c.state, sightings.c.added, sightings.c.changed)
        moved = (sa.and_(column > since, column <= until) for column in (sightings.c.added, sightings.c.changed))
        query = sa.select(*columns).where(sa.or_(*moved))
        query = query.order_by(sa.func.coalesce(sightings.c.changed, sightings.c.added), sightings.c.id)
        past = sa.select(former_states.c.id, former_states.c.state).where(former_states.c.until > since)
        past = past.order_by(former_states.c.until.desc())

        def find(connection: sa.Connection) -> list[ChangeRecord]:
            before = {row.id: row.state for row in connection.execute(past)}  # the first to end stays
            rows = connection.execute(query).all()
            return [ChangeRecord(row.id, row.state, row.added, row.changed, before.get(row.id)) for row in rows]

        return await self._transactions.read(find)

    async def purge(self, before: dt.datetime) -> None:
        """Forget what statements said until a moment."""
        await self._transactions.execute(sa.delete(former_states).where(former_states.c.until < before))

    async def unanswered(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, str, int]]:
        """Questions of a workspace that got no answer since then, with the channel's id and how often each was asked
        there; those asked most come first. What was asked in a direct message or privately is not among them."""
        prefix = f"{platform}:{workspace}:"
        times, place = sa.func.count().label("times"), exchanges.c.place
        # Of a message of several questions, only the one that got no answer.
        asked = sa.func.coalesce(sa.func.nullif(exchanges.c.read_as, ""), exchanges.c.question)
        query = (
            sa.select(asked.label("question"), place, times)
            .where(exchanges.c.platform == platform, sa.func.substr(place, 1, len(prefix)) == prefix)
            .where(exchanges.c.outcome == "none", exchanges.c.asked >= since)
            .where(~exchanges.c.private, ~exchanges.c.direct, exchanges.c.command == "")
            .group_by(asked, place)
            .order_by(times.desc(), sa.func.max(exchanges.c.asked).desc())
        )
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [(row.question, row.place[len(prefix) :], row.times) for row in rows]


def _known(connection: sa.Connection, ids: Iterable[str], *, hold: bool = False) -> dict[str, str]:
    """What was seen last of statements, by id; with `hold`, nobody changes it before the transaction ends."""
    known: dict[str, str] = {}
    for some in _batched(ids, _AT_ONCE):
        query = sa.select(sightings.c.id, sightings.c.state).where(sightings.c.id.in_(some)).order_by(sightings.c.id)
        known |= {row.id: row.state for row in connection.execute(query.with_for_update() if hold else query)}
    return known


def _batched(ids: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    """The ids in tuples of at most so many."""
    rest = iter(ids)
    while batch := tuple(islice(rest, size)):
        yield batch
