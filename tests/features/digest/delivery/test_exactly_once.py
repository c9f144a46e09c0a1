"""Every slot is posted exactly once, even if processes are killed or paused, and posts arrive or show late."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.features.digest.delivery.chaos import Outcome, Plan, trial
from tests.storage.engines import new_postgresql, postgresql_server

__all__ = ["new_postgresql", "postgresql_server"]


def assert_posted_once(outcome: Outcome, folder: Path) -> None:
    """Check that all slots were posted, none twice, and that every kind of fault happened."""
    log = (folder / "senders.log").read_text(encoding="utf-8")
    print(outcome)  # noqa: T201
    assert (outcome.posted, outcome.twice) == (outcome.slots, 0), (str(outcome), outcome.wrong, log[-5000:])
    assert outcome.wrong == []
    assert "Traceback" not in log
    assert min(outcome.kills, outcome.pauses, outcome.midway, outcome.faults, outcome.late) > 0, str(outcome)


SHORT = Plan(slots=24, spread=1.5, share=0.5, every=(0.8, 2.4))
plans = pytest.mark.parametrize("plan", [SHORT, pytest.param(Plan(), marks=pytest.mark.slow)], ids=["short", "long"])


@plans
async def test_each_digest_is_posted_once_in_spite_of_faults_with_sqlite(tmp_path: Path, plan: Plan) -> None:
    assert_posted_once(await trial(plan, f"sqlite:///{tmp_path / 'factbot.db'}", tmp_path), tmp_path)


@pytest.mark.slow
async def test_each_digest_is_posted_once_in_spite_of_faults_with_postgresql(
    tmp_path: Path, new_postgresql: Callable[[], str]
) -> None:
    assert_posted_once(await trial(SHORT, new_postgresql(), tmp_path), tmp_path)
