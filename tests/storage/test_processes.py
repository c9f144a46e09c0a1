"""Several real processes use one store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.storage.database import open_store
from bot.storage.migrations import SCRIPTS
from tests.storage import racer
from tests.storage.conftest import SetClock
from tests.storage.engines import slow_with_postgresql


@pytest.fixture
def slow_scripts(tmp_path: Path) -> Path:
    """Return migrations so slow that every process starts before the tables exist."""
    scripts = shutil.copytree(SCRIPTS, tmp_path / "migrations")
    with (scripts / "versions" / "r0001_first_tables.py").open("a") as script:
        script.write("    __import__('time').sleep(0.5)\n")
    return scripts


@slow_with_postgresql
def test_processes_create_a_store_together_and_each_key_is_claimed_once(
    store_url: str, slow_scripts: Path, tmp_path: Path
) -> None:
    results = racer.start(4, store_url, slow_scripts, keys=150)
    won = [key for result in results for key in result["won"]]
    assert sorted(won) == list(range(150))
    assert any(result["alembic"] for result in results)
    assert not list(tmp_path.glob("*.backup-*"))  # an empty store needs no backup


@slow_with_postgresql
async def test_a_store_of_this_version_opens_without_alembic(store_url: str, clock: SetClock) -> None:
    await (await open_store(store_url, clock)).close()
    (result,) = racer.start(1, store_url, SCRIPTS, keys=1)
    assert result == {"won": [0], "alembic": False}


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_another_process_can_open_a_store_that_is_open(store_url: str, clock: SetClock) -> None:
    store = await open_store(store_url, clock)
    (result,) = racer.start(1, store_url, SCRIPTS, keys=20)
    assert len(result["won"]) == 20
    assert not await store.claim("7", clock.moment - clock.moment)
    await store.close()
