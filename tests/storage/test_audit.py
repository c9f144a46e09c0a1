"""The store itself refuses to change the audit log, and only one table has the names of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.conversation.curators import CuratorStorage
from bot.core.errors import StoreError
from bot.core.mentions import Mention
from bot.curation.audit import AuditStorage
from bot.curation.people import KnownPerson, PeopleStorage
from bot.storage.database import Database
from tests.samples.exchanges import EXCHANGE
from tests.storage.conftest import SetClock


async def run(store: Database, statement: str) -> None:
    await store._transactions.write(lambda connection: connection.execute(sa.text(statement)))


@pytest.fixture
def now(clock: SetClock) -> SetClock:
    """Return the store's clock, set to the time of the database."""
    clock.moment = dt.datetime.now(dt.UTC)
    return clock


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET subject = 'x'",
        "UPDATE audit SET at = 0",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 1",
    ],
)
async def test_the_database_refuses_to_change_the_audit_log(store: Database, now: SetClock, statement: str) -> None:
    log = store.tables(AuditStorage)
    await log.record("allow", "slack:T1", "ann")
    await log.record("allow", "slack:T2", "ben")
    with pytest.raises(StoreError, match="only be added to"):
        await run(store, statement)
    assert [record.subject for record in await log.audit()] == ["slack:T2", "slack:T1"]


async def test_the_audit_log_is_found_by_subject_person_and_time(store: Database, now: SetClock) -> None:
    log = store.tables(AuditStorage)
    await log.record("add", "crane", "ann", 1)
    now.forward(hours=1)
    await log.record("edit", "crane", "ben", 2)
    await log.record("add", "ferry", "ben", 1)
    assert [r.action for r in await log.audit(subject="crane")] == ["edit", "add"]
    assert [r.subject for r in await log.audit(by="ben")] == ["ferry", "crane"]
    assert len(await log.audit(since=now.now())) == 2
    assert [r.subject for r in await log.audit(limit=1)] == ["ferry"]


async def test_a_person_has_one_key_and_the_newest_name(store: Database) -> None:
    people = store.tables(PeopleStorage)
    key = await people.key_of("slack", "U1", "Ann")
    assert await people.key_of("slack", "U1", "Ann Quill") == key == await people.key_of("slack", "U1", "")
    other = await people.key_of("discord", "U1", "Ben")
    assert other != key
    assert await people.people([key, "unknown"]) == {key: KnownPerson("slack", "U1", "Ann Quill")}
    assert list(await people.find_people("", "Ben")) == [other]
    assert set(await people.find_people("", "U1")) == {key, other}
    assert list(await people.find_people("slack", "U1")) == [key]


async def test_a_forgotten_person_has_neither_name_nor_questions(store: Database) -> None:
    people = store.tables(PeopleStorage)
    key = await people.key_of("slack", "U1", "Ann")
    asked = replace(EXCHANGE, platform="slack", person="U1")
    await store.add_exchange(asked)
    curator = Mention("person", "U1", "Ann")
    await store.tables(CuratorStorage).change_curators("slack", "T1", add=[curator], remove=[])
    assert await people.forget_person("slack", "U1") == 3
    assert await store.tables(CuratorStorage).curators("slack") == {}
    assert await people.people([key]) == {}
    assert await store.exchange(asked.id) is None
    assert await people.forget_person("slack", "U1") == 0
    assert await people.key_of("slack", "U1", "Ann") != key


async def test_old_lines_of_the_audit_log_are_deleted_and_new_ones_never(store: Database, now: SetClock) -> None:
    log, today = store.tables(AuditStorage), now.now()
    now.moment = today - dt.timedelta(days=100)
    await log.record("add", "crane", "ann", 1)
    now.moment = today
    await log.record("add", "ferry", "ann", 1)
    assert await log.delete_audit(today - dt.timedelta(days=99)) == 1
    assert [record.subject for record in await log.audit()] == ["ferry"]
    with pytest.raises(StoreError, match="only be added to"):
        await log.delete_audit(today + dt.timedelta(days=1))
    assert [record.subject for record in await log.audit()] == ["ferry"]
