"""Every platform of the registry has a driver; if one is missing, the failure says what to add."""

from __future__ import annotations

import pytest

from bot.adapters import registry
from tests.contract.conftest import DRIVERS


def check_drivers() -> None:
    """Fail with a sentence that says what to add, for every platform of the registry that the contract can't test."""
    for settings in registry.platforms():
        if settings.name not in DRIVERS:
            pytest.fail(
                f"The platform {settings.name!r} is in bot/adapters/registry.py, but not in the contract suite. "
                "Add a subclass of PlatformDriver to tests/contract/drivers.py. In tests/contract/conftest.py, add a "
                "function that starts its stand-in, and a line in DRIVERS.",
                pytrace=False,
            )


def test_every_platform_of_the_registry_has_a_driver() -> None:
    check_drivers()
    assert set(DRIVERS) == {settings.name for settings in registry.platforms()}


def test_a_missing_driver_fails_with_a_message_that_says_what_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PLATFORMS", (*registry.PLATFORMS, "tests.adapters.lighthouse.entry:Lighthouse"))
    with pytest.raises(pytest.fail.Exception, match=r"'lighthouse' is in .* Add a subclass of PlatformDriver"):
        check_drivers()
