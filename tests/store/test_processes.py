"""Several Factbots on one store: real processes."""

from __future__ import annotations

import pytest

from bot.store.database import open_store
from bot.store.migrations import SCRIPTS
from bot.store.schema import HEAD
from tests.store import racer
from tests.store.conftest import SetClock


def test_processes_make_a_new_store_together_and_share_out_its_claims(store_url: str) -> None:
    results = racer.start(4, store_url, HEAD, SCRIPTS, keys=150)
    won = [key for result in results for key in result["won"]]
    assert sorted(won) == list(range(150))
    assert any(result["alembic"] for result in results)


async def test_a_store_of_this_version_opens_without_alembic(store_url: str, clock: SetClock) -> None:
    await (await open_store(store_url, clock)).close()
    (result,) = racer.start(1, store_url, HEAD, SCRIPTS, keys=1)
    assert result == {"won": [0], "alembic": False}


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_store_that_is_open_takes_other_processes_in(store_url: str, clock: SetClock) -> None:
    store = await open_store(store_url, clock)
    (result,) = racer.start(1, store_url, HEAD, SCRIPTS, keys=20)
    assert len(result["won"]) == 20
    assert not await store.claim("7", clock.moment - clock.moment)
    await store.close()
