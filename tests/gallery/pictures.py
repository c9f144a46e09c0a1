"""Look at the page in Chromium: list what can't be read, and take pictures."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.gallery.chromium import Tab
from tests.gallery.page import CHECK
from tests.gallery.sending import Sample

README: Final = {
    "answer-discord": "answer-replaces-another-discord-dark",
    "quote-check-slack": "verdict-altered-slack-light",
    "digest-slack": "digest-normal-day-slack-light",
    "suggestions-discord": "suggestions-chosen-discord-dark",
}
"""The pictures of the README: names of files, and the panels that they show."""


async def unreadable(tab: Tab) -> list[str]:
    """Return what overlaps, is cut or can't be seen on the page that is open, with the panel's id."""
    found = await tab.run(f"{CHECK}; findings()")
    return [str(one) for one in found]


async def take_pictures(tab: Tab, samples: Iterable[Sample], folder: Path) -> list[Path]:
    """Take a picture of each card with all its panels, and return the files."""
    return [_write(folder / f"{sample.key}.png", await tab.picture(sample.key)) for sample in samples]


async def take_readme_pictures(tab: Tab, folder: Path) -> list[Path]:
    """Take the pictures of the README, each of one panel, and return the files."""
    return [_write(folder / f"{name}.png", await tab.picture(panel)) for name, panel in README.items()]


def _write(file: Path, picture: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture)
    return file
