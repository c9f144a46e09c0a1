"""Entries of the store and of the fact files count together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Fact, FactCollection, Origin, Statement, Status
from bot.core.statement_text import fingerprint
from bot.curation.entries import SavedEntry
from bot.curation.merging import Conflict, merge
from tests.samples.facts import CRANE, FERRY, FOG

AT = Origin("harbour.yaml", 3, 5)
FILES = FactCollection((replace(FERRY, origin=AT), FOG), aliases=(("UK", "Britain"),))
BUSIER = replace(FERRY, text="The ferries carried 1.3 million passengers in 2025.")


def edit(statement: Statement, base: Statement, version: int = 2) -> SavedEntry:
    return SavedEntry(version, statement, fingerprint(base))


def statements(files: FactCollection, *saved: SavedEntry) -> tuple[Statement, ...]:
    return merge(files, saved).collection.statements


def test_without_saved_entries_the_files_count_as_they_are() -> None:
    assert merge(FILES, ()).collection is FILES


def test_an_edit_counts_while_the_file_says_the_same() -> None:
    merged = merge(FILES, [edit(BUSIER, FERRY)])
    assert merged.collection.statements == (BUSIER, FOG)
    assert merged.collection.statements[0].origin == AT
    assert (merged.collection.aliases, merged.conflicts) == (FILES.aliases, ())


def test_the_file_counts_once_it_was_changed() -> None:
    changed = replace(FERRY, text="The ferries carried 2 million passengers in 2025.", origin=AT)
    saved = edit(BUSIER, FERRY)
    merged = merge(replace(FILES, statements=(changed, FOG)), [saved])
    assert merged.collection.statements == (changed, FOG)
    assert merged.conflicts == (Conflict("changed", saved, changed),)
    assert "harbour.yaml:3:5" in str(merged.conflicts[0])


def test_an_edit_of_what_no_file_has_any_more_is_a_conflict() -> None:
    saved = edit(BUSIER, FERRY)
    merged = merge(replace(FILES, statements=(FOG,)), [saved])
    assert merged.collection.statements == (FOG,)
    assert [c.kind for c in merged.conflicts] == ["gone"]


def test_an_undone_edit_is_no_conflict_whatever_the_file_says() -> None:
    undone = edit(FERRY, FERRY, 3)
    changed = replace(FERRY, text="Other.")
    for files in (FILES, replace(FILES, statements=(changed, FOG)), replace(FILES, statements=(FOG,))):
        merged = merge(files, [undone])
        assert (merged.collection.statements, merged.conflicts) == (files.statements, ())


def test_saved_entries_follow_by_id_and_a_file_with_the_same_id_counts() -> None:
    saved = [SavedEntry(1, replace(CRANE, id=i)) for i in ("zinc", "anchor", FOG.id)]
    merged = merge(FILES, saved)
    assert [s.id for s in merged.collection.statements] == [FERRY.id, FOG.id, "anchor", "zinc"]
    assert merged.collection.statements[1] == FOG
    assert [c.kind for c in merged.conflicts] == ["twice"]


def test_a_saved_fact_supersedes_one_of_a_file_unless_it_is_a_draft() -> None:
    cases: list[tuple[Status, Status]] = [("active", "superseded"), ("retired", "superseded"), ("draft", "active")]
    newer = replace(CRANE, id="newer", supersedes=(FERRY.id,))
    for status, expected in cases:
        first = statements(FILES, SavedEntry(1, replace(newer, status=status)))[0]
        assert first.status == expected


def test_an_edit_of_a_superseded_fact_leaves_it_superseded() -> None:
    old = replace(FERRY, status="superseded")
    assert statements(FactCollection((old,)), edit(BUSIER, old))[0].status == "superseded"


def test_facts_that_supersede_each_other_stay_as_they_are() -> None:
    one, two = replace(CRANE, id="one", supersedes=("two",)), replace(CRANE, id="two", supersedes=("one",))
    merged = statements(FactCollection(), SavedEntry(1, one), SavedEntry(1, two))
    assert [s.status for s in merged] == ["active", "active"]


IDS = st.sampled_from(["a", "b", "c", "d"])
LINKED = st.builds(
    lambda i, old, status: replace(CRANE, id=i, supersedes=tuple(sorted(old)), status=status),
    IDS, st.frozensets(IDS, max_size=2), st.sampled_from(["active", "draft", "retired"]),
)  # fmt: skip


@given(st.lists(LINKED, unique_by=lambda s: s.id), st.lists(LINKED, unique_by=lambda s: s.id), st.booleans())
def test_every_id_is_there_once_in_a_stable_order(in_files: list[Fact], saved: list[Fact], edits: bool) -> None:
    files = FactCollection(tuple(in_files))
    known = {s.id: s for s in in_files}
    entries = [edit(s, known[s.id]) if edits and s.id in known else SavedEntry(1, s) for s in saved]
    merged = merge(files, entries).collection.statements
    ids = [s.id for s in merged]
    assert len(ids) == len(set(ids))
    assert set(ids) == {s.id for s in (*in_files, *saved)}
    assert ids[: len(in_files)] == [s.id for s in in_files]
    assert merge(files, reversed(entries)).collection.statements == merged
