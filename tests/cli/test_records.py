"""The audit log in the shell, and forgetting a person there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.app import SystemClock
from bot.curation.entries import EntryChange
from bot.curation.people import PeopleStorage
from bot.curation.storage import EntryStorage
from bot.storage.database import Database, open_store
from tests.program import factbot, records
from tests.samples.facts import CRANE, FERRY

T = TypeVar("T")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a store in which two people saved something."""

    async def fill() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'factbot.db'}", SystemClock())
        people, entries = store.tables(PeopleStorage), store.tables(EntryStorage)
        for platform, person, name, statement in (("slack", "U1", "Ann", FERRY), ("discord", "7", "Ben", CRANE)):
            key = await people.key_of(platform, person, name)
            await entries.save([EntryChange("add", statement, key)])
        await store.close()

    asyncio.run(fill())
    return tmp_path


def output(place: Path, *arguments: str) -> str:
    """Return what a command prints."""
    done = factbot(place, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_audit_log_names_who_did_what(place: Path) -> None:
    shown = output(place, "audit")
    assert [line.split()[2:] for line in shown.splitlines()[1:]] == [
        ["Ben", "add", CRANE.id, "1"], ["Ann", "add", FERRY.id, "1"],
    ]  # fmt: skip
    (record,) = records(output(place, "audit", "--json", "--entry", FERRY.id))
    assert (record["name"], record["person"], record["version"]) == ("Ann", "slack:U1", 1)
    assert FERRY.text not in output(place, "audit", "--json")
    for user in ("Ben", "7", "discord:7"):
        assert CRANE.id in output(place, "audit", "--person", user)
        assert FERRY.id not in output(place, "audit", "--person", user)
    assert "Nothing is recorded." in output(place, "audit", "--since", "2999-01-01")


def test_a_forgotten_person_has_no_name_in_the_audit_log(place: Path) -> None:
    assert "1 row deleted" in output(place, "forget", "slack:U1")
    assert "Ann" not in output(place, "audit")
    assert "somebody who is forgotten" in output(place, "audit")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("forget", "Cy"), "I know nobody as Cy."),
        (("audit", "--person", "Cy"), "I know nobody as Cy."),
        (("audit", "--since", "soon"), "--since soon: expected a day"),
    ],
)
def test_what_is_unknown_is_said(place: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = factbot(place, *arguments)
    assert sentence in done.stderr
    assert done.returncode == 2


def test_two_people_of_one_name_are_told_apart(place: Path) -> None:
    async def rename(store: Database) -> None:
        await store.tables(PeopleStorage).key_of("discord", "7", "Ann")

    _with_store(place, rename)
    assert "discord:7, slack:U1" in factbot(place, "forget", "Ann").stderr
    assert "deleted" in output(place, "forget", "discord:7")


def _with_store(place: Path, work: Callable[[Database], object]) -> None:
    async def run() -> None:
        store = await open_store(f"sqlite:///{place / 'factbot.db'}", SystemClock())
        await work(store)  # type: ignore[misc]
        await store.close()

    asyncio.run(run())
