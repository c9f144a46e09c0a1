"""A process that is killed in the middle of a write leaves the old state or the new one, and never a part of one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest

from bot.app import SystemClock
from bot.curation.audit import AuditStorage
from bot.curation.entries import FILE, ChangeKind
from bot.curation.storage import EntryStorage
from bot.storage.database import Database, open_store
from tests.storage.editor import IDS
from tests.storage.engines import slow_with_postgresql

KILLS = 2
LONGEST = 0.4
"""Most seconds until a process is killed."""


def kill_an_editor(url: str) -> None:
    """Start a process that changes entries, and kill it at some moment."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.storage.editor", url]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, LONGEST))
        process.kill()


@pytest.mark.slow
@slow_with_postgresql
async def test_every_write_is_whole_or_not_there(store_url: str) -> None:
    store = await open_store(store_url, SystemClock())
    for _ in range(KILLS):
        kill_an_editor(store_url)
        await check(store)
    assert await store.tables(EntryStorage).last_change() > KILLS
    await store.close()


async def check(store: Database) -> None:
    """Check that entries, versions, drafts and the audit log tell the same."""
    entries, log = store.tables(EntryStorage), store.tables(AuditStorage)
    records = await log.audit(limit=1_000_000)
    changes = [r for r in records if r.action in get_args(ChangeKind)]
    assert len(changes) == await entries.last_change()
    stored = {entry.id: entry for entry in await entries.entries()}
    for entry_id in IDS:
        versions = await entries.versions(entry_id)
        assert [v.number for v in versions] == list(range(len(versions), 0, -1))
        own = [r for r in changes if r.subject == entry_id]
        assert len(own) == sum(version.kind != FILE for version in versions)
        if versions:
            newest = stored[entry_id]
            assert (newest.version, newest.statement) == (versions[0].number, versions[0].statement)
    approved = [r for r in records if r.action == "approve"]
    for record in approved:
        assert record.version in [v.number for v in await entries.versions(record.subject)]
