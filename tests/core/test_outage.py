"""An outage of the store is logged once, however often something is tried."""

from __future__ import annotations

import logging

import pytest

from bot.core.errors import StoreError
from bot.core.outage import StoreOutage


def test_each_outage_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    outage = StoreOutage(logging.getLogger("test"), "Could not count")
    for away in (True, True, False, False, True, True):
        with outage:
            if away:
                raise StoreError("The store is away.")
        assert outage.lasts is away
    assert [record.getMessage() for record in caplog.records] == [
        "Could not count: The store is away. I try again until it works."
    ] * 2


def test_other_errors_pass(caplog: pytest.LogCaptureFixture) -> None:
    outage = StoreOutage(logging.getLogger("test"), "Could not count")
    with pytest.raises(ZeroDivisionError), outage:
        _ = 1 / 0
    assert not outage.lasts
    assert not caplog.records
