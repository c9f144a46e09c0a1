"""The tables of places: the list of those that are served, and those in which the bot was asked all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.conversation.places import Place, PlaceStorage
from bot.storage.schema import AnyText, Key, Timestamp, metadata, notes
from bot.storage.tables import TableFamily

places = sa.Table(
    "places",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("name", AnyText, nullable=False),
    sa.Column("since", Timestamp, nullable=False),
)

refused_places = sa.Table(
    "refused_places",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("name", AnyText, nullable=False),
    sa.Column("asked", Timestamp, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False),  # the place itself, not only single persons
)


class PlaceTables(TableFamily):
    """Implement `conversation.places.PlaceStorage`."""

    protocol = PlaceStorage

    async def make_list(self, platform: str, names: Mapping[str, str]) -> bool:
        """See `PlaceStorage`."""
        now = self._clock.now()
        made = self._transactions.insert(notes).values(key=made_key(platform), text=now.isoformat())
        rows = [
            {"platform": platform, "workspace": workspace, "name": name, "since": now}
            for workspace, name in names.items()
        ]
        filling = self._transactions.insert(places).on_conflict_do_nothing()

        def make(connection: sa.Connection) -> bool:
            if not connection.execute(made.on_conflict_do_nothing()).rowcount:
                return False
            if rows:
                connection.execute(filling, rows)
            return True

        return await self._transactions.write(make)

    async def served_names(self, platform: str) -> Mapping[str, str] | None:
        """See `PlaceStorage`."""
        made = sa.select(notes.c.key).where(notes.c.key == made_key(platform))
        query = sa.select(places.c.workspace, places.c.name).where(places.c.platform == platform)

        def read(connection: sa.Connection) -> Mapping[str, str] | None:
            if connection.execute(made).first() is None:
                return None
            return {row.workspace: row.name for row in connection.execute(query)}

        return await self._transactions.read(read)

    async def allow(self, platform: str, workspace: str, name: str = "") -> bool:
        """See `PlaceStorage`."""
        place = {"platform": platform, "workspace": workspace, "since": self._clock.now()}
        asked = sa.delete(refused_places).where(*_is(refused_places, platform, workspace))

        def allow(connection: sa.Connection) -> bool:
            known = connection.scalar(asked.returning(refused_places.c.name))
            adding = self._transactions.insert(places).values({**place, "name": name or known or ""})
            return connection.execute(adding.on_conflict_do_nothing()).rowcount > 0

        return await self._transactions.write(allow)

    async def remove(self, platform: str, workspace: str) -> bool:
        """See `PlaceStorage`."""
        removing = [sa.delete(table).where(*_is(table, platform, workspace)) for table in (places, refused_places)]

        def remove(connection: sa.Connection) -> bool:
            return sum([connection.execute(one).rowcount for one in removing]) > 0

        return await self._transactions.write(remove)

    async def rename(self, platform: str, workspace: str, name: str) -> None:
        """See `PlaceStorage`."""
        renaming = sa.update(places).where(*_is(places, platform, workspace)).values(name=name)
        await self._transactions.execute(renaming)

    async def refuse(self, platform: str, workspace: str, name: str, *, aloud: bool) -> bool:
        """See `PlaceStorage`."""
        now = self._clock.now()
        row = {"platform": platform, "workspace": workspace, "name": name, "asked": now, "told": False}
        noting = self._transactions.insert(refused_places).values(row).on_conflict_do_nothing()
        here = (*_is(refused_places, platform, workspace), ~refused_places.c.told)
        telling = sa.update(refused_places).where(*here).values(told=True)
        served = sa.select(places.c.platform).where(*_is(places, platform, workspace))

        def refuse(connection: sa.Connection) -> bool:
            if connection.execute(served).first():  # put on the list by another process, just now
                return False
            connection.execute(noting)
            return aloud and connection.execute(telling).rowcount > 0

        return await self._transactions.write(refuse)

    async def served(self) -> Sequence[Place]:
        """See `PlaceStorage`."""
        return await self._all(places, places.c.since)

    async def asking(self) -> Sequence[Place]:
        """See `PlaceStorage`."""
        return await self._all(refused_places, refused_places.c.asked)

    async def _all(self, table: sa.Table, since: sa.Column[object]) -> Sequence[Place]:
        query = sa.select(table.c.platform, table.c.workspace, table.c.name, since)
        query = query.order_by(since, table.c.platform, table.c.workspace)
        return await self._transactions.read(lambda connection: [Place(*row) for row in connection.execute(query)])


def made_key(platform: str) -> str:
    """Return the key of the note which says that the list of a platform was made, maybe without any place."""
    return f"places:{platform}"


def is_served(platform: str, workspace: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Match rows whose workspace is served, or is none. As long as there is no list, every one is served."""
    made = sa.exists().where(notes.c.key == made_key(platform))
    listed = sa.exists().where(places.c.platform == platform, places.c.workspace == workspace)
    return (workspace == "") | ~made | listed


def _is(table: sa.Table, platform: str, workspace: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.platform == platform, table.c.workspace == workspace
