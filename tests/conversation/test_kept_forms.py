"""What was typed into a form is kept for its author, also while the store is away."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.conversation.form_drafts import FormDraft, FormDrafts
from bot.conversation.kept_forms import GONE, OPEN, KeptForms
from bot.core.errors import StoreError, UserError
from bot.core.events import Action, Invocation, Person
from bot.core.forms import Form, FormField
from bot.core.replies import Notice
from bot.storage.database import Database
from tests.chat_driver import CHANNEL, FakeResponder

DRAFT = FormDraft("save:x", {"text": "Fog \ud800\x00"}, {"asks": ("1", "2")}, {"text": "Too short."})
BY_ANN, BY_BOB = (Invocation("I1", Person(name), CHANNEL, "save") for name in ("ann", "bob"))


@dataclass
class FakeDrafts:
    """A store that may be away."""

    away: bool = False
    texts: dict[tuple[str, str, str], str] = field(default_factory=dict)

    async def put(self, key: str, platform: str, person: str, text: str) -> None:
        if self.away:
            raise StoreError("away")
        self.texts[key, platform, person] = text

    async def find(self, key: str, platform: str, person: str) -> str | None:
        if self.away:
            raise StoreError("away")
        return self.texts.get((key, platform, person))


async def test_a_draft_is_found_by_its_author_in_another_process(store: Database) -> None:
    key = await KeptForms(store.tables(FormDrafts)).keep(DRAFT, BY_ANN)
    other = KeptForms(store.tables(FormDrafts))
    assert await other.find(key, BY_ANN) == DRAFT
    for event, wrong in ((BY_BOB, key), (BY_ANN, "0" * 16)):
        with pytest.raises(UserError, match=GONE):
            await other.find(wrong, event)


async def test_drafts_stay_in_memory_while_the_store_is_away() -> None:
    drafts = FakeDrafts(away=True)
    kept = KeptForms(drafts)
    keys = [await kept.keep(DRAFT, BY_ANN) for _ in range(201)]
    assert await kept.find(keys[-1], BY_ANN) == DRAFT
    drafts.away = False
    with pytest.raises(UserError, match=GONE):  # the oldest one made room
        await kept.find(keys[0], BY_ANN)
    with pytest.raises(UserError, match=GONE):
        await kept.find(keys[-1], BY_BOB)


async def test_a_form_that_can_t_be_opened_is_behind_a_button() -> None:
    drafts, responder = FakeDrafts(), FakeResponder()
    fields = (FormField("text", "Text", value="Fog."), FormField("day", "Day", "date", required=False))
    await KeptForms(drafts).open(Form("save", "Save", fields, value="x"), BY_ANN, responder)
    (notice,) = responder.private
    assert isinstance(notice, Notice)
    (button,) = notice.buttons
    action = button.action
    assert (button.label, action.code) == (OPEN, f"form-again:{action.exchange}:")
    assert await KeptForms(drafts).find(action.exchange, BY_ANN) == FormDraft("save:x", {"text": "Fog.", "day": ""})
    assert Action.decode(action.code) == action
