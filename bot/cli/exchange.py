"""Take saved entries into fact files, and fact files into the store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from bot import logs
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import print_reply
from bot.cli.stores import existing_store
from bot.core import texts
from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import Review, Statement
from bot.core.replies import Notice
from bot.core.statement_text import fingerprint
from bot.curation.entries import EntryChange
from bot.curation.live import NOTHING_SAVED, LiveEntries, SavedEntries
from bot.curation.merging import merge
from bot.curation.people import KnownPerson, PeopleStorage, key_in
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.factfiles.checks import combine
from bot.factfiles.contents import FactFile
from bot.factfiles.export import export_folder, read_files
from bot.factfiles.formats import FORMATS
from bot.factfiles.loader import read_content
from bot.factfiles.writer import write_files
from bot.settings import Settings

_BATCH = 500
"""Entries that are saved at once."""


def export(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder; it may be the one in use.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files that were changed in that folder.")] = False,
    facts: FactsOption = None,
) -> None:
    """Write all entries, of the fact files and of the store, as fact files."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    known = read_files(options.facts_dir)
    written = write_files(known, asyncio.run(_live(options)))
    changed = export_folder(target, written, known, overwrite=force)
    print_reply(
        Notice(f"{texts.count(len(changed), 'file')} written in {target}, {len(written) - len(changed)} unchanged.")
    )


def import_(
    sources: Annotated[list[Path], typer.Argument(metavar="FILE", help="Fact files, or folders of them.", exists=True)],
    facts: FactsOption = None,
) -> None:
    """Read fact files into the store. What is there already stays as it is, so a second import changes nothing."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    read = _read(sources)
    saved, same = asyncio.run(_import(options, [s for file in read for s in file.statements]))
    left = sum(len(file.negative_examples) + len(file.groups) for file in read)
    said = f"{saved:,} saved, {same:,} unchanged."
    if left:
        said += " Only fact files can have stay_silent questions and aliases, so these were left out."
    print_reply(Notice(said))


async def _live(settings: Settings) -> list[Statement]:
    """Return all statements that count, also retired ones, with the owners as fact files name them."""
    files = FactFolder(settings.facts_dir).load()
    async with existing_store(settings) as store:
        if store is None:
            return list(files.statements)
        saved = await NOTHING_SAVED.read_on(store.tables(EntryStorage))
        merged = merge(files, saved.by_id.values()).collection.statements
        owners = await _owners(store.tables(PeopleStorage), merged)
        drafts = {i for i, entry in saved.by_id.items() if not entry.base and entry.statement.status == "draft"}
        return [_with_owner(statement, owners) for statement in merged if statement.id not in drafts]


async def _import(settings: Settings, statements: Iterable[Statement]) -> tuple[int, int]:
    """Save what differs from what counts now. Return how many were saved, and how many were there already."""
    from bot import app
    from bot.storage.database import open_store

    files = FactFolder(settings.facts_dir).load()
    store = await open_store(settings.database_url.get_secret_value(), app.SystemClock())
    try:
        tables = store.tables(EntryStorage)
        saved: SavedEntries = await NOTHING_SAVED.read_on(tables)
        live = LiveEntries(files, saved)
        live.conflicts = merge(files, saved.by_id.values()).conflicts
        owners = await _owners(store.tables(PeopleStorage), [entry.statement for entry in saved.by_id.values()])
        changes, same = [], 0
        for statement in statements:
            standing = live.find(statement.id)
            if standing and fingerprint(_with_owner(standing.statement, owners)) == fingerprint(statement):
                same += 1
            else:
                expected, original = (standing.version, standing.original) if standing else (0, None)
                changes.append(EntryChange("import", replace(statement, origin=None), "", expected, original))
        for first in range(0, len(changes), _BATCH):
            await tables.save(changes[first : first + _BATCH])
        return len(changes), same
    finally:
        await store.close()


def _read(sources: Iterable[Path]) -> list[FactFile]:
    """Read and check fact files. Raises FactFilesError with every problem, and ConfigurationError."""
    contents: dict[str, bytes] = {}
    for path in sources:
        if not path.is_dir() and path.suffix.lower() not in FORMATS:
            raise ConfigurationError(f"{path} is no fact file. Give a file that ends with {' or '.join(FORMATS)}.")
        found = read_files(path) if path.is_dir() else {path.name: path.read_bytes()}
        if twice := contents.keys() & found.keys():
            raise ConfigurationError(f"Two files have the name {min(twice)}. Import one after the other.")
        contents |= found
    read = [read_content(BytesIO(content), name) for name, content in contents.items()]
    _, problems = combine(read)
    if problems:
        raise FactFilesError(problems)
    return read


async def _owners(people: PeopleStorage, statements: Iterable[Statement]) -> Mapping[str, KnownPerson]:
    keys = {key_in(statement.review.owner) for statement in statements if statement.review}
    return await people.people(keys - {""})


def _with_owner(statement: Statement, owners: Mapping[str, KnownPerson]) -> Statement:
    """Name the owner of a statement by platform and id. Of a forgotten person, there is none."""
    review = statement.review
    if review is None or not key_in(review.owner):
        return statement
    known = owners.get(key_in(review.owner))
    named = replace(review, owner=known.address if known else "")
    return replace(statement, review=named if named != Review() else None)
