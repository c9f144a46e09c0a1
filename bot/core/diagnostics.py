"""Results of the checks of the installation, as `factbot doctor` prints them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    ok: bool
    text: str
    """What is fine, or what is wrong, in whole sentences."""
    remedy: str = ""
    """Who can fix it, and where, in whole sentences; empty if nothing is wrong."""
