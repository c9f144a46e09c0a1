"""Cards and forms of questions without a good answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.features.gaps import texts as gap_texts
from tests.gallery.sending import Sample
from tests.gallery.stage import MEMBER, open_stage
from tests.samples import facts as harbour

IN_VAIN = "Which walrus guards the vault of the harbour?"


async def gaps() -> AsyncIterator[Sample]:
    """Ask in vain, and see it as a curator."""
    async with open_stage(collection=harbour.HARBOUR) as stage:
        await stage.ask(IN_VAIN)
        stage.person = replace(MEMBER, id="ann", name="Ann Berg", manager=True, admin=True)
        shown = await stage.command("gaps")
        yield Sample("Curation", "questions without an answer", shown, "/gaps")
        card = await stage.press(shown, gap_texts.SHOW)
        yield Sample("Curation", "one such question", card, "/gaps")
        yield Sample("Form", "link a question to a fact", await stage.open(card, gap_texts.LINK))
        yield Sample("Form", "give a question to somebody", await stage.open(card, gap_texts.GIVE))
