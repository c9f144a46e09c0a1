"""What is saved keeps to who may see it, who may save it and who must approve it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app import SystemClock
from bot.core.errors import UserError
from bot.core.events import Person, Target
from bot.core.models import FactCollection
from bot.curation.composing import values_of
from bot.curation.editing import CurationRules, Editing
from bot.curation.entries import DecidedError, Draft, SavedEntry
from bot.curation.live import LiveEntries
from bot.curation.people import key_in
from bot.curation.working_copies import Reach, WorkingCopy
from bot.storage.database import Database, open_store
from tests.samples.facts import CRANE, FERRY

PLACE = Target("slack", "T1", "C2")
CURATOR, OTHER, MEMBER = Person("U1", "Ann", curator=True), Person("U2", "Ben", curator=True), Person("U3", "Cy")
SECRET = replace(FERRY, audience=("slack:T1:C2",))


@pytest.fixture
async def store() -> AsyncIterator[Database]:
    """Yield an empty store in memory."""
    store = await open_store("sqlite://", SystemClock())
    yield store
    await store.close()


@pytest.fixture
def editing(store: Database) -> Editing:
    """Edit the ferry's fact, which only one channel may see."""
    return Editing(store, LiveEntries(FactCollection((SECRET,))), SystemClock())


def adding(reach: Reach = "all", **more: object) -> WorkingCopy:
    return WorkingCopy("c" * 16, "add", "fact", values_of(CRANE), PLACE, reach, **more)  # type: ignore[arg-type]


async def drafted(editing: Editing, copy: WorkingCopy) -> Draft:
    draft = await editing.save(copy, MEMBER, PLACE)
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize(
    ("reach", "audience"), [("all", ()), ("workspace", ("slack:T1",)), ("channel", ("slack:T1:C2",))]
)
async def test_the_saver_says_who_may_see_it(editing: Editing, reach: Reach, audience: tuple[str, ...]) -> None:
    saved = await editing.save(adding(reach), CURATOR, PLACE)
    assert isinstance(saved, SavedEntry)
    assert saved.statement.audience == audience


async def test_nothing_from_a_private_channel_is_saved_before_the_saver_says_who_may_see_it(editing: Editing) -> None:
    assert editing.compose(adding("")).text == CRANE.text  # it can be shown to the saver
    with pytest.raises(UserError, match="choose first who may see it"):
        await editing.save(adding(""), CURATOR, PLACE)
    assert await editing.entries.entries() == []


async def test_what_replaces_a_fact_is_seen_only_by_those_who_saw_that(editing: Editing) -> None:
    copy = WorkingCopy("c" * 16, "supersede", "fact", values_of(CRANE), PLACE, "all", SECRET)
    saved = await editing.save(copy, CURATOR, PLACE)
    assert isinstance(saved, SavedEntry)
    assert (saved.statement.audience, saved.statement.supersedes) == (SECRET.audience, (SECRET.id,))  # type: ignore[union-attr]


async def test_a_curator_who_edits_a_draft_keeps_its_id_and_who_may_see_it(editing: Editing) -> None:
    draft = await drafted(editing, adding("channel"))
    statement = draft.change.statement
    values = values_of(statement) | {"text": "A better text."}
    edit = adding("all", before=statement, draft=draft.id)
    edit = replace(edit, values=values)
    with pytest.raises(UserError, match="Only curators"):
        await editing.save(edit, MEMBER, PLACE)
    changed = await editing.save(edit, CURATOR, PLACE)
    assert isinstance(changed, Draft)
    after = changed.change.statement
    assert (after.id, after.audience, after.text) == (statement.id, ("slack:T1:C2",), "A better text.")


async def test_a_draft_whose_id_was_taken_meanwhile_gets_another_one(editing: Editing) -> None:
    draft = await drafted(editing, adding())
    await editing.save(adding(), CURATOR, PLACE)
    statement = draft.change.statement
    edited = await editing.save(adding("all", before=statement, draft=draft.id), CURATOR, PLACE)
    assert isinstance(edited, Draft)
    _, entry = await editing.approve(edited, CURATOR, PLACE)
    assert entry.id == f"{statement.id}-2"


async def test_who_approves_a_members_draft_looks_after_it(editing: Editing) -> None:
    draft = await drafted(editing, adding())
    assert draft.change.statement.review is not None
    assert draft.change.statement.review.owner == ""
    _, entry = await editing.approve(draft, CURATOR, PLACE)
    assert entry.statement.review is not None
    assert key_in(entry.statement.review.owner) == await editing.key(CURATOR, PLACE)
    with pytest.raises(DecidedError):
        await editing.approve(draft, OTHER, PLACE)


async def test_with_two_eyes_another_curator_must_approve(store: Database) -> None:
    editing = Editing(store, LiveEntries(FactCollection()), SystemClock(), CurationRules(two_eyes=True))
    draft = await editing.save(adding(), CURATOR, PLACE)
    assert isinstance(draft, Draft)
    with pytest.raises(UserError, match="Another curator"):
        await editing.approve(draft, CURATOR, PLACE)
    _, entry = await editing.approve(draft, OTHER, PLACE)
    assert entry.statement.review is not None
    assert key_in(entry.statement.review.owner) == await editing.key(CURATOR, PLACE)


async def test_with_two_eyes_one_curator_may_say_that_an_entry_is_still_right(store: Database) -> None:
    rules = CurationRules(two_eyes=True)
    editing = Editing(store, LiveEntries(FactCollection((SECRET,))), SystemClock(), rules)
    checked = await editing.change("check", SECRET, CURATOR, PLACE, 0, SECRET)
    assert isinstance(checked, SavedEntry)
    assert checked.statement == replace(SECRET, review=checked.statement.review)
    assert isinstance(await editing.change("check", SECRET, MEMBER, PLACE, checked.version), Draft)


async def test_there_are_not_too_many_channels_that_see_different_facts(store: Database) -> None:
    many = tuple(replace(FERRY, id=f"f{n}", audience=(f"slack:T1:D{n}",)) for n in range(49))
    editing = Editing(store, LiveEntries(FactCollection(many)), SystemClock())
    with pytest.raises(UserError, match="too many channels"):
        await editing.save(adding("channel"), CURATOR, PLACE)
    assert isinstance(await editing.save(adding("all"), CURATOR, PLACE), SavedEntry)


async def test_a_question_is_added_and_does_not_count_as_a_check(editing: Editing) -> None:
    standing = editing.live.find(SECRET.id)
    assert standing is not None
    draft = await editing.add_question(standing, "Who  steers\nthe ferry?", MEMBER, PLACE)
    assert isinstance(draft, Draft)
    assert draft.change.statement == replace(SECRET, questions=(*SECRET.questions, "Who steers the ferry?"))
    _, entry = await editing.approve(draft, CURATOR, PLACE)
    assert (entry.statement, entry.statement.review) == (draft.change.statement, SECRET.review)
    standing = editing.live.find(SECRET.id)
    assert standing is not None
    with pytest.raises(UserError, match="already"):
        await editing.add_question(standing, "who steers the ferry?", CURATOR, PLACE)
