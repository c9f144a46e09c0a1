"""Look at the gallery in Chromium: nothing overlaps, sticks out, is cut or can't be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.gallery.chromium import Tab, chromium, find_chromium
from tests.gallery.markup import Html, div, joined, span, text
from tests.gallery.page import document, page
from tests.gallery.pictures import take_pictures, take_readme_pictures, unreadable
from tests.gallery.samples import all_samples

pytestmark = pytest.mark.slow
PNG = b"\x89PNG\r\n"
FAULTS = {
    "fine": (div("", text("One line")), div("", text("Another line"))),
    "overlap": (div("", text("One line")), div("", text("Another line"), style="margin-top: -12px")),
    "text-on-text": (span("", text("One word")), span("", text("another"), style="position: relative; left: -40px")),
    "cut-beside": (div("", text("A long word"), style="width: 40px; overflow: hidden; white-space: nowrap"),),
    "cut-below": (div("", text("One line, another line"), style="width: 60px; height: 20px; overflow: hidden"),),
    "beyond": (div("", text("A word"), style="width: 40px; white-space: nowrap; margin-left: 690px"),),
    "no-size": (div("", text("A word"), style="font-size: 0"),),
    "hidden": (div("", text("A word"), style="visibility: hidden"),),
    "long-label": (div("components", span("button", span("button-label", text("label " * 40)))),),
}
"""Panels with a fault each."""
FOUND = [
    "overlap: overlap:", "text-on-text: overlap:", "cut-beside: cut:", "cut-below: cut:", "beyond: sticks out:",
    "no-size: not visible:", "hidden: not visible:", "long-label: cut:",
]  # fmt: skip


@asynccontextmanager
async def opened(html: Html, folder: Path) -> AsyncIterator[Tab]:
    """Show a page in Chromium. Skip the test if there is no Chromium."""
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is not installed, so nobody looks at the gallery")
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    async with chromium(program) as tab:
        await tab.open(file)
        yield tab


async def test_the_check_reports_what_overlaps_is_cut_or_cannot_be_seen(tmp_path: Path) -> None:
    panels = joined(div("panel discord light", *inner, id=name) for name, inner in FAULTS.items())
    async with opened(document(panels), tmp_path) as tab:
        found = await unreadable(tab)
    assert [next((one for one in found if one.startswith(start)), start) for start in FOUND] == found


async def test_every_card_can_be_read_and_has_its_pictures(tmp_path: Path) -> None:
    samples = await all_samples()
    async with opened(page(samples), tmp_path) as tab:
        assert await unreadable(tab) == []
        pictures = await take_pictures(tab, samples, tmp_path / "cards")
        shown = await take_readme_pictures(tab, tmp_path / "readme")
    assert len(pictures) == len(samples)
    assert [file.name for file in (*pictures, *shown) if not file.read_bytes().startswith(PNG)] == []
    assert [file.name for file in shown if file.stat().st_size > 150_000] == []
