"""Results of the checks of the installation, as `factbot doctor` prints them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    ok: bool
    text: str
    """One sentence: what is fine, or what is wrong."""
    remedy: str = ""
    """Who can fix it, and where; empty if nothing is wrong."""
