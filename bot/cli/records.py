"""Commands about what the store keeps of people: the audit log, and forgetting a person."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.table import Table

from bot import logs
from bot.adapters.terminal.screen import Screen
from bot.cli.common_options import FactsOption, load_settings
from bot.cli.console import print_record, print_reply
from bot.cli.stores import existing_store
from bot.core import texts
from bot.core.errors import ConfigurationError
from bot.core.replies import Notice
from bot.curation import people
from bot.curation.audit import AuditRecord, AuditStorage
from bot.curation.people import KnownPerson, PeopleStorage
from bot.settings import Settings


def audit(
    entry: Annotated[str, typer.Option("--entry", help="Only what was done to this entry, or to this place.")] = "",
    person: Annotated[
        str, typer.Option("--person", metavar="USER", help="Only what this person did: a name, an id, or slack:U123.")
    ] = "",
    since: Annotated[str, typer.Option("--since", help="Only from this day on, such as 2026-03-02.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many lines at most.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each line.")] = False,
    facts: FactsOption = None,
) -> None:
    """Show who changed what and when, the newest first."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    records, known = asyncio.run(_audit(options, entry, person, _moment(since) if since else None, limit))
    if as_json:
        for record in records:
            print_record(_json(record, known))
    elif records:
        Screen(soft_wrap=True).print(_table(records, known))
    else:
        print_reply(Notice("Nothing is recorded."))


def forget(
    user: Annotated[str, typer.Argument(metavar="USER", help="An id, a name, or both platform and id: slack:U123.")],
    facts: FactsOption = None,
) -> None:
    """Delete the name and the questions of a person. What they saved stays, without their name."""
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    print_reply(Notice(asyncio.run(_forget(options, user))))


def _moment(typed: str) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(typed), dt.time(), dt.UTC)
    except ValueError:
        raise ConfigurationError(f"--since {typed}: expected a day such as 2026-03-02.") from None


async def _audit(
    settings: Settings, subject: str, user: str, since: dt.datetime | None, limit: int
) -> tuple[Sequence[AuditRecord], Mapping[str, KnownPerson]]:
    async with existing_store(settings) as store:
        if store is None:
            return [], {}
        tables = store.tables(PeopleStorage)
        by = next(iter(await _found(tables, user))) if user else ""
        records = await store.tables(AuditStorage).audit(subject=subject, by=by, since=since, limit=limit)
        return records, await tables.people({record.by for record in records})


async def _forget(settings: Settings, user: str) -> str:
    async with existing_store(settings) as store:
        if store is None:
            raise ConfigurationError("There is no store yet, so nobody is known.")
        tables = store.tables(PeopleStorage)
        platform, _, person = user.rpartition(":")
        found = [(one.platform, one.person) for one in (await tables.find_people(platform, person)).values()]
        if len(found) > 1:
            addresses = ", ".join(":".join(one) for one in sorted(found))
            raise ConfigurationError(f"{user} may be several people: {addresses}. Give one of these.")
        # A person without a name here may have asked questions all the same.
        forgotten = found or ([(platform, person)] if platform else [])
        if not forgotten:
            raise ConfigurationError(f"I know nobody as {user}. Give platform and id, such as slack:U0123.")
        count = await tables.forget_person(*forgotten[0])
        return f"I forgot {user}: {texts.count(count, 'row')} deleted."


async def _found(tables: PeopleStorage, user: str) -> Mapping[str, KnownPerson]:
    """Find people by what was typed. Raises ConfigurationError if nobody is known by that."""
    platform, _, person = user.rpartition(":")
    found = await tables.find_people(platform, person)
    if not found:
        raise ConfigurationError(f"I know nobody as {user}. Give a name, an id, or both as in slack:U0123.")
    return found


def _json(record: AuditRecord, known: Mapping[str, KnownPerson]) -> dict[str, object]:
    person = known.get(record.by)
    return {
        "number": record.number,
        "at": record.at.isoformat(),
        "by": record.by or None,
        "name": person.name if person else None,
        "person": person.address if person else None,
        "action": record.action,
        "subject": record.subject,
        "version": record.version or None,
    }


def _table(records: Sequence[AuditRecord], known: Mapping[str, KnownPerson]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("When (UTC)", "Who", "Action", "Subject", "Version"):
        table.add_column(heading)
    for record in records:
        version = str(record.version or "")
        who = people.names(known, record.by)
        table.add_row(f"{record.at:%Y-%m-%d %H:%M}", who, record.action, record.subject, version)
    return table
