"""Saved entries go into fact files, and fact files into the store; a round trip changes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.core.models import Fact, Review
from bot.curation.entries import EntryChange
from bot.curation.people import PeopleStorage, owned_by
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.storage.database import open_store
from tests.program import OURS, factbot
from tests.samples.facts import CRANE, FERRY, FOG

LATER = "# checked by hand\n" + OURS.lstrip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a fact file, and with a store in which two entries were saved and one of the file was edited."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "log.yaml").write_text(LATER, encoding="utf-8")

    async def fill() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'factbot.db'}", SystemClock())
        key = await store.tables(PeopleStorage).key_of("slack", "U1", "Ann")
        buoys = FactFolder(tmp_path / "facts").load().statements[0]
        assert isinstance(buoys, Fact)
        edited = replace(buoys, text="The channel is marked by ten buoys.", origin=None)
        owned = replace(CRANE, review=Review(owned_by(key), FERRY.as_of, CRANE.as_of))
        changes = [EntryChange("edit", edited, key, original=buoys)]
        changes += [EntryChange("add", statement, key) for statement in (owned, FOG)]
        await store.tables(EntryStorage).save(changes)
        await store.close()

    asyncio.run(fill())
    return tmp_path


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def test_an_export_has_all_entries_and_keeps_comments(place: Path) -> None:
    done = factbot(place, "export", "out")
    assert done.returncode == 0, done.stderr
    written = files(place / "out")
    assert written["log.yaml"].startswith("# checked by hand\n")
    assert written["log.yaml"] == LATER.replace("nine buoys", "ten buoys", 1)
    collection = FactFolder(place / "out").load()
    by_id = {statement.id: statement for statement in collection.statements}
    assert by_id[FOG.id] == FOG
    crane = by_id[CRANE.id]
    assert crane.review == Review("slack:U1", FERRY.as_of, CRANE.as_of)
    assert factbot(place, "export", "out").stdout.startswith("0 files written")


def test_a_round_trip_changes_nothing(place: Path) -> None:
    assert factbot(place, "export", "out").returncode == 0
    assert factbot(place, "import", "out").stdout.startswith("0 saved, 5 unchanged.")
    other = place / "other"
    (other / "facts").mkdir(parents=True)
    done = factbot(other, "import", str(place / "out"))
    assert done.stdout.startswith("5 saved, 0 unchanged. Only fact files can have stay_silent"), done.stderr
    assert factbot(other, "import", str(place / "out")).stdout.startswith("0 saved, 5 unchanged.")
    assert factbot(other, "export", "again").returncode == 0
    before, after = (FactFolder(folder).load().statements for folder in (place / "out", other / "again"))
    assert {s.id: s for s in before} == {s.id: s for s in after}


def test_an_import_with_a_problem_saves_nothing(place: Path) -> None:
    (place / "bad.yaml").write_text(OURS.replace("text: Nobody", "txt: Nobody"), encoding="utf-8")
    done = factbot(place, "import", "bad.yaml")
    assert done.returncode == 2
    assert "bad.yaml:" in done.stderr
    (place / "notes.txt").write_text("Buy lamps.", encoding="utf-8")
    assert "notes.txt is no fact file." in factbot(place, "import", "notes.txt").stderr


def test_the_doctor_names_an_edit_that_a_changed_file_contradicts(place: Path) -> None:
    before = factbot(place, "doctor").stdout
    assert "3 saved in the store, 0 drafts waiting for a curator." in before
    assert "was edited here" not in before
    file = place / "facts" / "log.yaml"
    file.write_text(LATER.replace("nine buoys", "eight buoys", 1), encoding="utf-8")
    done = factbot(place, "doctor")
    assert "“buoys” was edited here, but its fact file" in done.stdout
    assert "/fact edit buoys" in done.stdout
    assert done.returncode == 1
