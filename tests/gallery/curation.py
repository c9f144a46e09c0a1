"""Cards and forms of curation: a preview, an entry, its history, a draft and the list of drafts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.errors import UserError
from bot.features.curation import texts as curation_texts
from bot.features.curation.replies import DraftCard
from tests.gallery.sending import Sample
from tests.gallery.stage import MEMBER, Stage, open_stage
from tests.samples import facts as harbour
from tests.samples import strange

FILLED = {
    "text": "The ferries carried 1.3 million passengers in 2025, after the office counted again.",
    "title": "Corrected annual report", "publisher": "Harbour office", "published": "2026-04-11",
    "url": "https://example.org/corrected",
}  # fmt: skip


async def curation() -> AsyncIterator[Sample]:
    """Save, change and review entries."""
    async with open_stage(collection=harbour.HARBOUR) as stage:
        form = await stage.open_by_command("fact add")
        yield Sample("Form", "save a fact", form)
        preview = await stage.send(form, **FILLED)
        yield Sample("Curation", "before saving", preview, "/fact add")
        yield Sample("Form", "details of a fact", await stage.open(preview, curation_texts.DETAILS))
        yield Sample("Form", "save a quote", await stage.open_by_command("fact quote"))
        yield Sample("Curation", "saved", await stage.press(preview, curation_texts.SAVE), "/fact add")
        shown = await stage.command("fact show", id=harbour.FERRY.id)
        yield Sample("Curation", "an entry", shown, f"/fact show {harbour.FERRY.id}")
        edit = await stage.open(shown, curation_texts.EDIT_TITLE)
        changed = await stage.send(edit, text=FILLED["text"])
        await stage.press(changed, curation_texts.SAVE)
        history = await stage.command("fact history", id=harbour.FERRY.id)
        yield Sample("Curation", "history", history, f"/fact history {harbour.FERRY.id}")
        async for sample in _drafts(stage):
            yield sample
    async with open_stage(*strange.ALL) as stage:
        preview = await stage.send(await stage.open_by_command("fact add"), **FILLED | {"text": strange.MARKUP})
        yield Sample("Curation", "markup before saving", preview, "/fact add")


async def _drafts(stage: Stage) -> AsyncIterator[Sample]:
    """Propose something as a member, and decide as a curator."""
    stage.person = MEMBER
    form = await stage.open_by_command("fact add")
    proposed = await stage.press(await stage.send(form, **FILLED), curation_texts.PROPOSE)
    yield Sample("Curation", "proposed", proposed, "/fact add")
    stage.person = replace(MEMBER, id="ann", name="Ann Berg", manager=True, admin=True)
    drafts = await stage.command("review list")
    yield Sample("Curation", "drafts", drafts, "/review list")
    card = await stage.press(drafts, curation_texts.SHOW)
    if not isinstance(card, DraftCard):
        raise UserError("no draft")
    yield Sample("Curation", "a draft", replace(card, private=False))
    approved = await stage.press(card, curation_texts.APPROVE)
    yield Sample("Curation", "an approved draft", approved)
