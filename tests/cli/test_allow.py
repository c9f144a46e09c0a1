"""`factbot allow`: the list of served places in the shell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.cli.places import NO_LIST
from bot.conversation.places import PlaceStorage
from bot.storage.database import open_store
from tests.program import factbot, records

ODD = "Light\x1b[31m\u202ehouse"


def prepare(place: Path, work: Callable[[PlaceStorage], Awaitable[object]]) -> None:
    """Change the list as a running bot does."""

    async def change() -> None:
        store = await open_store(f"sqlite:///{place / 'factbot.db'}", SystemClock())
        await work(store.tables(PlaceStorage))
        await store.close()

    asyncio.run(change())


async def in_two_places(tables: PlaceStorage) -> None:
    """Serve one place, and be asked in another."""
    await tables.make_list("discord", {"2001": "Harbour"})
    await tables.refuse("slack", "T9", ODD, aloud=True)


def test_without_a_list_it_says_how_one_is_made_and_makes_no_store(place: Path) -> None:
    done = factbot(place, "allow")
    assert (done.returncode, done.stdout.strip()) == (0, NO_LIST)
    assert factbot(place, "allow", "--json").stdout == ""
    assert not (place / "factbot.db").exists()


def test_it_lists_the_served_places_and_those_that_ask(place: Path) -> None:
    prepare(place, in_two_places)
    lines = factbot(place, "allow").stdout.splitlines()
    assert lines[0] == "Served"
    assert "discord:2001" in lines[1]
    assert "Harbour · since " in lines[1]
    assert "slack:T9" in lines[-2]
    assert "asked on " in lines[-2]
    assert not set("\x1b\u202e") & set("".join(lines))
    assert lines[-1].strip() == "To serve one: factbot allow slack:T9"
    printed = [(one["platform"], one["workspace"], one["name"], one["served"]) for one in records_of(place)]
    assert printed == [("discord", "2001", "Harbour", True), ("slack", "T9", ODD, False)]


def records_of(place: Path, *arguments: str) -> list[dict[str, object]]:
    """Return what `--json` prints."""
    done = factbot(place, "allow", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return records(done.stdout)


def test_places_are_added_and_removed(place: Path) -> None:
    prepare(place, in_two_places)
    assert factbot(place, "allow", "slack:T9").stdout.strip() == "slack:T9 is now on the list."
    assert factbot(place, "allow", " Slack:T9").stdout.strip() == "slack:T9 was already on the list."
    assert [one["served"] for one in records_of(place)] == [True, True]
    assert (
        factbot(place, "allow", "--remove", "discord:2001").stdout.strip() == "discord:2001 is no longer on the list."
    )
    assert [one["name"] for one in records_of(place, "slack:T9")] == [ODD]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Harbour",), "'Harbour' is no server or workspace: expected a platform and an id, such as discord:1234"),
        (("discord:T1",), "such as discord:123456789012345678 or slack:T0123ABCD."),
        (("slack:U1",), "'slack:U1' is no server or workspace"),
        (("terminal:1",), "'terminal:1' is no server or workspace"),
        (("--remove",), "--remove needs a server or workspace."),
        (("--remove", "discord:2009"), "discord:2009 is not on the list."),
    ],
)
def test_what_can_not_be_done_is_refused_with_a_sentence(
    place: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = factbot(place, "allow", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
