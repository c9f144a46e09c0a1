"""Who may curate, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from bot.conversation.curators import CuratorStorage
from bot.core.mentions import Mention
from bot.storage.database import Database, open_store
from tests.samples import strange
from tests.storage.conftest import SetClock

EDITORS = Mention("role", "5", "Editors")
ANN = Mention("person", "5", "Ann")  # the same id as the role
KICK = Mention("permission", "kick_members", "Kick Members")


@pytest.fixture
def curators(store: Database) -> CuratorStorage:
    """Return the table of curators."""
    return store.tables(CuratorStorage)


async def test_rules_are_added_and_removed_in_each_workspace(curators: CuratorStorage) -> None:
    assert await curators.change_curators("discord", "1", add=(EDITORS, ANN, KICK), remove=()) == {EDITORS, ANN, KICK}
    assert await curators.change_curators("discord", "2", add=(ANN,), remove=()) == {ANN}
    assert await curators.change_curators("slack", "1", add=(ANN,), remove=(EDITORS,)) == {ANN}
    assert await curators.curators("discord") == {"1": [KICK, ANN, EDITORS], "2": [ANN]}
    assert await curators.change_curators("discord", "1", add=(), remove=(ANN, EDITORS)) == {ANN, EDITORS}
    assert await curators.change_curators("discord", "1", add=(), remove=(ANN,)) == frozenset()
    assert await curators.curators("discord") == {"1": [KICK], "2": [ANN]}
    assert await curators.curators("slack") == {"1": [ANN]}


async def test_a_rule_that_is_there_already_only_gets_its_new_name(curators: CuratorStorage) -> None:
    await curators.change_curators("discord", "1", add=(EDITORS,), remove=())
    renamed = Mention("role", "5", "Desk")
    assert await curators.change_curators("discord", "1", add=(renamed,), remove=()) == frozenset()
    assert await curators.curators("discord") == {"1": [renamed]}


async def test_any_name_is_stored_as_it_is(curators: CuratorStorage) -> None:
    names = (strange.MARKUP, strange.HEBREW, "\u202e\x00\ud800\\", "ж" * 100)
    rules = [Mention("role", str(number), name) for number, name in enumerate(names)]
    await curators.change_curators("discord", "1", add=rules, remove=())
    assert set((await curators.curators("discord"))["1"]) == set(rules)


async def test_another_process_sees_a_change(store: Database, store_url: str, clock: SetClock) -> None:
    other = await open_store(store_url, clock)
    await store.tables(CuratorStorage).change_curators("slack", "T1", add=(ANN,), remove=())
    assert await other.tables(CuratorStorage).curators("slack") == {"T1": [ANN]}
    await other.close()
