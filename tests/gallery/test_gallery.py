"""Look at the gallery in Chromium: nothing overlaps, sticks out, is cut or can't be seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gallery.chromium import chromium, find_chromium
from tests.gallery.markup import div, joined, span, text
from tests.gallery.page import document
from tests.gallery.pictures import README, unreadable

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LARGEST = 150_000
"""Most bytes of a picture in the README."""
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


@pytest.fixture
def program() -> str:
    """Return the path of Chromium. Skip the test if there is none."""
    found = find_chromium()
    if found is None:
        pytest.skip("Chromium is not installed, so nobody looks at the gallery")
    return found


async def test_the_check_reports_what_overlaps_is_cut_or_cannot_be_seen(program: str, tmp_path: Path) -> None:
    panels = joined(div("panel discord light", *inner, id=name) for name, inner in FAULTS.items())
    file = tmp_path / "page.html"
    file.write_text(document(panels), encoding="utf-8")
    async with chromium(program) as tab:
        await tab.open(file)
        found = await unreadable(tab)
    assert [next((one for one in found if one.startswith(start)), start) for start in FOUND] == found


@pytest.mark.usefixtures("program")
def test_every_card_can_be_read_and_has_its_picture(tmp_path: Path) -> None:
    options = ["gallery.html", "--check", "--pictures", "cards", "--readme", "readme"]
    command = [sys.executable, "-m", "tests.gallery", *options]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    cards, shown = (sorted((tmp_path / folder).iterdir()) for folder in ("cards", "readme"))
    assert f"gallery.html: {len(cards)} cards" in done.stdout
    assert [file.stem for file in shown] == sorted(README)
    assert [file.name for file in (*cards, *shown) if not file.read_bytes().startswith(PNG)] == []
    assert [file.name for file in shown if file.stat().st_size > LARGEST] == []
