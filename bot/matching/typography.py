"""Characters with several typographic forms, for all modules that compare texts."""

from __future__ import annotations

from typing import Final

APOSTROPHES: Final = "’‘‛ʼʹ′`´＇"
"""Characters that are used as apostrophe, except the plain one."""
DASHES: Final = "‐‑‒–—―−﹘﹣－"
"""Characters that are used as hyphen or dash, except the plain hyphen."""

PLAIN_APOSTROPHES: Final = dict.fromkeys(map(ord, APOSTROPHES), "'")
"""For `str.translate`."""
PLAIN_DASHES: Final = dict.fromkeys(map(ord, DASHES), "-")
"""For `str.translate`."""
