"""The list of served places, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.conversation.places import Place, PlaceStorage
from bot.core.events import Target
from bot.core.ports import Reach
from bot.features.digest.storage import DigestStorage
from bot.storage.database import Database, open_store
from tests.storage.conftest import SetClock
from tests.storage.test_digests import NOW, QUAY

NAMES = {"T1": "Harbour", "T2": ""}


@pytest.fixture
def places(store: Database) -> PlaceStorage:
    """Return the tables under test."""
    return store.tables(PlaceStorage)


@pytest.fixture
async def other_process(store_url: str, store: Database, clock: SetClock) -> AsyncIterator[PlaceStorage]:
    """Yield the same store as another process sees it."""
    database = await open_store(store_url, clock)
    yield database.tables(PlaceStorage)
    await database.close()


async def test_the_list_of_a_platform_is_made_once(places: PlaceStorage, clock: SetClock) -> None:
    assert await places.served_names("slack") is None
    assert await places.make_list("slack", NAMES)
    assert not await places.make_list("slack", {"T3": "Later"})
    assert await places.served_names("slack") == NAMES
    assert await places.served_names("discord") is None
    assert await places.make_list("discord", {})  # an empty list is a list, too
    assert not await places.make_list("discord", {"1": "Later"})
    assert await places.served_names("discord") == {}
    assert await places.served() == [Place("slack", one, name, clock.now()) for one, name in NAMES.items()]


async def test_processes_that_start_at_once_make_one_list(places: PlaceStorage, other_process: PlaceStorage) -> None:
    makers = (places, other_process) * 4
    made = await asyncio.gather(*(one.make_list("slack", {f"T{n}": ""}) for n, one in enumerate(makers)))
    assert sum(made) == 1
    assert await other_process.served_names("slack") == {f"T{made.index(True)}": ""}


async def test_what_was_allowed_before_the_first_connection_stays(places: PlaceStorage) -> None:
    assert await places.allow("slack", "T1", "Ours")
    assert await places.served_names("slack") is None
    assert await places.make_list("slack", {"T1": "Harbour", "T2": ""})
    assert await places.served_names("slack") == {"T1": "Ours", "T2": ""}


async def test_places_are_added_removed_and_renamed(places: PlaceStorage, other_process: PlaceStorage) -> None:
    await places.make_list("slack", NAMES)
    assert not await places.allow("slack", "T1", "Another name")
    assert await other_process.allow("slack", "T3\x00", "Quay “3”")
    await other_process.rename("slack", "T2", "Mole")
    assert await places.served_names("slack") == {"T1": "Harbour", "T2": "Mole", "T3\x00": "Quay “3”"}
    assert await places.remove("slack", "T1")
    assert not await places.remove("slack", "T1")
    assert not await places.remove("discord", "T2")
    assert await other_process.served_names("slack") == {"T2": "Mole", "T3\x00": "Quay “3”"}


async def test_one_caller_may_say_aloud_that_a_place_is_not_served(
    places: PlaceStorage, other_process: PlaceStorage, clock: SetClock
) -> None:
    first = clock.now()
    assert not await places.refuse("slack", "T9", "Wreck", aloud=False)
    clock.forward(minutes=1)
    tried = await asyncio.gather(*(one.refuse("slack", "T9", "Wreck", aloud=True) for one in (places, other_process)))
    assert sorted(tried) == [False, True]
    assert await places.asking() == [Place("slack", "T9", "Wreck", first)]
    assert await other_process.allow("slack", "T9")
    assert await places.asking() == []
    assert await places.served() == [Place("slack", "T9", "Wreck", clock.now())]


async def test_a_place_that_another_process_has_just_allowed_is_not_refused(places: PlaceStorage) -> None:
    await places.allow("slack", "T9")
    assert not await places.refuse("slack", "T9", "Wreck", aloud=True)
    assert await places.asking() == []


async def test_a_place_that_is_removed_is_told_again(places: PlaceStorage) -> None:
    assert await places.refuse("slack", "T9", "", aloud=True)
    assert await places.remove("slack", "T9")  # off those that ask
    assert await places.refuse("slack", "T9", "", aloud=True)
    await places.allow("slack", "T9")
    await places.remove("slack", "T9")
    assert await places.refuse("slack", "T9", "", aloud=True)


@pytest.mark.parametrize("bot", ["", "B1"])
async def test_digests_of_places_that_are_not_on_the_list_wait(store: Database, places: PlaceStorage, bot: str) -> None:
    digests = store.tables(DigestStorage)
    direct = replace(QUAY, target=Target("slack", "", "D1", direct=True), bot="B1")
    for one in (replace(QUAY, bot=bot), direct):
        await digests.subscribe(one)
    reach = Reach("B1", frozenset(("T1",)))

    async def due() -> set[str]:
        return {one.target.channel for one in await digests.due("slack", reach, NOW, 9)}

    assert await due() == {"C1", "D1"}
    await places.make_list("discord", {})  # of another platform
    assert await due() == {"C1", "D1"}
    await places.make_list("slack", {"T2": ""})
    assert await due() == {"D1"}
    await places.allow("discord", "T1")
    assert await due() == {"D1"}
    await places.allow("slack", "T1")
    assert await due() == {"C1", "D1"}


async def test_retention_keeps_the_list(store: Database, places: PlaceStorage, clock: SetClock) -> None:
    await places.make_list("slack", NAMES)
    await places.refuse("slack", "T9", "", aloud=True)
    clock.forward(days=400)
    await store.purge(clock.now())
    assert await places.served_names("slack") == NAMES
    assert not await places.refuse("slack", "T9", "", aloud=True)
