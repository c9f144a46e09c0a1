"""A process that saves, drafts, approves and undoes until it is killed: `python -m tests.storage.editor URL`.

It prints "ready" before it begins.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import sys
from dataclasses import replace

from bot.app import SystemClock
from bot.core.errors import UserError
from bot.core.events import Target
from bot.core.models import Fact
from bot.curation.entries import Draft, EntryChange
from bot.curation.storage import EntryStorage
from bot.storage.database import open_store
from tests.samples.facts import CRANE

IDS = [f"entry-{number}" for number in range(5)]


def other(entry_id: str) -> Fact:
    """Make a statement that says something new."""
    return replace(CRANE, id=entry_id, text=f"The crane lifts {secrets.token_hex(4)}.")


async def change(entries: EntryStorage, entry_id: str) -> None:
    """Change an entry in one of the ways in which people do."""
    saved = await entries.entry(entry_id)
    version, edit = saved.version if saved else 0, EntryChange("edit", other(entry_id), "ann")
    match random.randrange(4):
        case 0 if saved:
            await entries.undo(entry_id, version, "ann")
        case 1:
            await entries.save([replace(edit, expected=version)])
        case 2 if not saved:
            await entries.save([replace(edit, original=replace(CRANE, id=entry_id))])
        case _:
            draft = Draft(
                secrets.token_hex(8), replace(edit, expected=version), SystemClock().now(), Target("a", "b", "c")
            )
            await entries.add_draft(draft)
            await entries.approve(draft.id, 0, "ben", draft.change.statement)
            if random.random() < 0.5:
                await entries.reopen(draft.id, "ben")
                await entries.reject(draft.id, 0, "ben", "No.")


async def work(url: str) -> None:
    """Change entries until killed."""
    store = await open_store(url, SystemClock())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        with contextlib.suppress(UserError):
            await change(store.tables(EntryStorage), random.choice(IDS))


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
