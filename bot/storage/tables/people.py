"""The only table with names of people, and how a person is forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from bot.curation.people import KnownPerson, PeopleStorage
from bot.storage.schema import AnyText, Key, exchanges, feedback, metadata
from bot.storage.tables import TableFamily
from bot.storage.tables.curators import curators
from bot.storage.tables.form_drafts import form_drafts
from bot.storage.tables.telling import telling_off

people = sa.Table(
    "people",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("platform", Key, nullable=False),
    sa.Column("person", Key, nullable=False),
    sa.Column("name", AnyText, nullable=False),
    sa.UniqueConstraint("platform", "person", name="people_person"),
)


class PeopleTables(TableFamily):
    """Implement `curation.people.PeopleStorage`."""

    protocol = PeopleStorage

    async def key_of(self, platform: str, person: str, name: str) -> str:
        """See `PeopleStorage`."""
        row = {"key": secrets.token_hex(8), "platform": platform, "person": person, "name": name}
        adding = self._transactions.insert(people).values(row).on_conflict_do_nothing()
        here = (people.c.platform == platform, people.c.person == person)

        def find(connection: sa.Connection) -> str:
            connection.execute(adding)
            key, known = connection.execute(sa.select(people.c.key, people.c.name).where(*here)).one()
            if name and name != known:
                connection.execute(sa.update(people).where(*here).values(name=name))
            return str(key)

        return await self._transactions.write(find)

    async def people(self, keys: Collection[str]) -> Mapping[str, KnownPerson]:
        """See `PeopleStorage`."""
        return await self._found(sa.select(people).where(people.c.key.in_(sorted(keys))))

    async def find_people(self, platform: str, person: str) -> Mapping[str, KnownPerson]:
        """See `PeopleStorage`."""
        query = sa.select(people).where((people.c.person == person) | (people.c.name == person)).order_by(people.c.key)
        return await self._found(query.where(people.c.platform == platform) if platform else query)

    async def forget_person(self, platform: str, person: str) -> int:
        """See `PeopleStorage`."""
        own = sa.select(exchanges.c.id).where(exchanges.c.platform == platform, exchanges.c.person == person)
        deleting = (
            sa.delete(feedback).where(feedback.c.exchange.in_(own)),
            sa.delete(exchanges).where(exchanges.c.platform == platform, exchanges.c.person == person),
            sa.delete(form_drafts).where(form_drafts.c.platform == platform, form_drafts.c.person == person),
            sa.delete(curators).where(*_is_person(platform, person)),
            sa.delete(telling_off).where(telling_off.c.platform == platform, telling_off.c.person == person),
            sa.delete(people).where(people.c.platform == platform, people.c.person == person),
        )

        def forget(connection: sa.Connection) -> int:
            return sum(connection.execute(statement).rowcount for statement in deleting)

        return await self._transactions.write(forget)

    async def _found(self, query: sa.Select[Any]) -> Mapping[str, KnownPerson]:
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return {key: KnownPerson(platform, person, name) for key, platform, person, name in rows}


def _is_person(platform: str, person: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Match the rule by which a person is a curator."""
    return curators.c.platform == platform, curators.c.kind == "person", curators.c.id == person
