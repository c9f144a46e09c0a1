"""Saved entries, their versions and drafts in both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.events import Target
from bot.core.models import Statement
from bot.core.statement_text import fingerprint
from bot.curation.audit import AuditStorage
from bot.curation.entries import DecidedError, Draft, EditConflictError, EntryChange
from bot.curation.storage import EntryStorage
from bot.storage.database import Database
from tests.samples.facts import CRANE, FERRY, FOG
from tests.storage.conftest import SetClock

PLACE = Target("slack", "T1", "C2")
BUSIER = replace(FERRY, text="The ferries carried 1.3 million passengers in 2025.")
BUSIEST = replace(FERRY, text="The ferries carried 1.4 million passengers in 2025.")


def entries_of(store: Database) -> EntryStorage:
    return store.tables(EntryStorage)


def draft(clock: SetClock, statement: Statement = CRANE) -> Draft:
    return Draft("d" * 16, EntryChange("add", statement, "ann"), clock.now(), PLACE)


async def audit_lines(store: Database) -> list[str]:
    records = await store.tables(AuditStorage).audit()
    return [f"{r.by} {r.action} {r.subject} {r.version}" for r in reversed(records)]


async def test_a_saved_entry_is_found_with_its_versions(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    assert await entries.last_change() == 0
    (added,) = await entries.save([EntryChange("add", FERRY, "ann")])
    clock.forward(hours=1)
    (edited,) = await entries.save([EntryChange("edit", BUSIER, "ben", expected=1, why="A new count.")])
    assert (added.version, edited.version) == (1, 2)
    assert (await entries.entry(FERRY.id)) == edited
    assert await entries.last_change() == edited.number > added.number
    assert [e.statement for e in await entries.entries()] == [BUSIER]
    assert await entries.entries(since=edited.number) == []
    newest, first = await entries.versions(FERRY.id)
    assert (newest.kind, newest.by, newest.why, newest.made) == ("edit", "ben", "A new count.", clock.now())
    assert (first.kind, first.by, first.statement) == ("add", "ann", FERRY)
    assert await audit_lines(store) == [f"ann add {FERRY.id} 1", f"ben edit {FERRY.id} 2"]


async def test_the_first_edit_of_a_files_entry_keeps_what_the_file_says(store: Database) -> None:
    entries = entries_of(store)
    (edited,) = await entries.save([EntryChange("edit", BUSIER, "ann", original=FERRY)])
    assert (edited.version, edited.base) == (2, fingerprint(FERRY))
    assert [v.kind for v in await entries.versions(FERRY.id)] == ["edit", "file"]
    undone = await entries.undo(FERRY.id, 2, "ann")
    assert (undone.version, undone.statement, undone.base) == (3, FERRY, fingerprint(FERRY))
    assert undone.says_what_the_file_says


async def test_of_two_edits_of_one_version_the_second_is_refused(store: Database) -> None:
    entries = entries_of(store)
    await entries.save([EntryChange("add", FERRY, "ann")])
    edits = [EntryChange("edit", statement, by, expected=1) for statement, by in ((BUSIER, "ann"), (BUSIEST, "ben"))]
    results = await asyncio.gather(*(entries.save([edit]) for edit in edits), return_exceptions=True)
    (refused,) = [result for result in results if isinstance(result, BaseException)]
    assert isinstance(refused, EditConflictError)
    assert refused.entry == FERRY.id
    assert [v.number for v in await entries.versions(FERRY.id)] == [2, 1]


async def test_of_several_changes_all_or_none_are_stored(store: Database) -> None:
    entries = entries_of(store)
    await entries.save([EntryChange("add", FERRY, "ann")])
    before = await entries.last_change()
    with pytest.raises(EditConflictError):
        await entries.save([EntryChange("add", CRANE, "ann"), EntryChange("add", FERRY, "ann")])
    assert await entries.entry(CRANE.id) is None
    assert await entries.versions(CRANE.id) == []
    assert await entries.last_change() == before
    assert await audit_lines(store) == [f"ann add {FERRY.id} 1"]


async def test_an_added_entry_becomes_a_draft_if_that_is_undone(store: Database) -> None:
    entries = entries_of(store)
    await entries.save([EntryChange("add", FOG, "ann")])
    undone = await entries.undo(FOG.id, 1, "ben")
    assert undone.statement == replace(FOG, status="draft")
    with pytest.raises(EditConflictError):
        await entries.undo(FOG.id, 1, "ben")


async def test_a_draft_is_approved_once(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    await entries.add_draft(draft(clock))
    assert await entries.open_drafts() == [draft(clock)]
    assert await entries.entries() == []
    decided, entry = await entries.approve("d" * 16, 0, "curator", CRANE)
    assert (decided.state, decided.decided_by, decided.version) == ("approved", "curator", 1)
    assert entry.statement == CRANE
    assert (await entries.versions(CRANE.id))[0].approved_by == "curator"
    assert await entries.open_drafts() == []
    for deciding in (entries.approve("d" * 16, 0, "other", CRANE), entries.reject("d" * 16, 0, "other", "No.")):
        with pytest.raises(DecidedError):
            await deciding


async def test_who_decides_must_have_seen_the_newest_draft(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    await entries.add_draft(draft(clock))
    better = replace(CRANE, text="A better text.")
    assert (await entries.change_draft("d" * 16, 0, better, "curator")).edits == 1
    for deciding in (
        entries.approve("d" * 16, 0, "other", CRANE),
        entries.reject("d" * 16, 0, "other", "No."),
        entries.change_draft("d" * 16, 0, CRANE, "other"),
    ):
        with pytest.raises(EditConflictError):
            await deciding
    _, entry = await entries.approve("d" * 16, 1, "other", better)
    assert entry.statement == better


async def test_a_decision_can_be_undone(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    await entries.add_draft(draft(clock))
    await entries.approve("d" * 16, 0, "curator", CRANE)
    opened = await entries.reopen("d" * 16, "curator")
    assert (opened.state, opened.version) == ("open", 0)
    saved = await entries.entry(CRANE.id)
    assert saved is not None
    assert saved.statement.status == "draft"
    rejected = await entries.reject("d" * 16, 0, "curator", "Wrong year.")
    assert (rejected.state, rejected.reason) == ("rejected", "Wrong year.")
    assert (await entries.reopen("d" * 16, "curator")).reason == ""
    _, entry = await entries.approve("d" * 16, 0, "curator", CRANE)
    assert (entry.statement, entry.version) == (CRANE, 3)
    with pytest.raises(EditConflictError):
        await entries.reopen("unknown", "curator")


async def test_an_approval_is_not_undone_over_a_later_edit(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    await entries.add_draft(draft(clock))
    await entries.approve("d" * 16, 0, "curator", CRANE)
    await entries.save([EntryChange("edit", replace(CRANE, text="Later."), "ben", expected=1)])
    with pytest.raises(EditConflictError):
        await entries.reopen("d" * 16, "curator")
    found = await entries.draft("d" * 16)
    assert found is not None
    assert found.state == "approved"


async def test_decided_drafts_are_deleted_in_time(store: Database, clock: SetClock) -> None:
    entries = entries_of(store)
    await entries.add_draft(draft(clock))
    clock.forward(days=1)
    await store.purge(clock.now())
    assert len(await entries.open_drafts()) == 1
    await entries.reject("d" * 16, 0, "curator", "")
    await store.purge(clock.now())
    assert await entries.draft("d" * 16) is None
