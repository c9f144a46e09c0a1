"""Signs that people write in several ways, shared by all who compare texts."""

from __future__ import annotations

from typing import Final

APOSTROPHES: Final = "’‘‛ʼʹ′`´＇"
"""What stands for the apostrophe of a typewriter."""
DASHES: Final = "‐‑‒–—―−﹘﹣－"
"""What stands for the hyphen of a typewriter."""

PLAIN_APOSTROPHES: Final = dict.fromkeys(map(ord, APOSTROPHES), "'")
"""For `str.translate`."""
PLAIN_DASHES: Final = dict.fromkeys(map(ord, DASHES), "-")
"""For `str.translate`."""
