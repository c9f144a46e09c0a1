"""What a check of the installation found, as `factbot doctor` prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at."""

    ok: bool
    text: str
    """One sentence: what is well, or what is wrong."""
    remedy: str = ""
    """Who can mend it, and where; empty where nothing needs mending."""
