"""Cards and forms of questions without a good answer, and of what happens when the facts change."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.since import Since
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import CorrectedAnswer
from bot.features.curation.checking import due_list
from bot.features.gaps import texts as gap_texts
from bot.features.stats import texts as stats_texts
from bot.features.telling import texts as telling_texts
from bot.features.telling.handlers import STOP_BUTTON
from bot.knowledge import presentation
from tests.gallery.sending import Sample
from tests.gallery.stage import MEMBER, open_stage
from tests.samples import facts as harbour

IN_VAIN = "Which walrus guards the vault of the harbour?"


async def gaps() -> AsyncIterator[Sample]:
    """Ask in vain, and see it as a curator."""
    async with open_stage(collection=harbour.HARBOUR) as stage:
        await stage.press(await stage.ask(IN_VAIN), ask_texts.ASK_CURATORS)
        await stage.ask(harbour.FERRY_QUESTION)
        stage.person = replace(MEMBER, id="ann", name="Ann Berg", manager=True, admin=True)
        shown = await stage.command("gaps")
        yield Sample("Curation", "questions without an answer", shown, "/gaps")
        card = await stage.press(shown, gap_texts.SHOW)
        yield Sample("Curation", "one such question", card, "/gaps")
        yield Sample("Form", "link a question to a fact", await stage.open(card, gap_texts.LINK))
        yield Sample("Form", "give a question to somebody", await stage.open(card, gap_texts.GIVE))
        figures = await stage.command("stats")
        yield Sample("Curation", "how it is going", figures, "/stats")
        yield Sample("Curation", "never asked", await stage.press(figures, stats_texts.SHOW_ALL), "/stats")
        knowledge = stage.chat.answering.whole
        card = presentation.card(knowledge, harbour.FERRY, dt.date(2026, 6, 1))
        asked = telling_texts.told(IN_VAIN, dt.datetime(2026, 5, 30, tzinfo=dt.UTC))
        yield Sample("Answer", "somebody who asked in vain is told", replace(card, asked=asked, buttons=(STOP_BUTTON,)))


async def changes() -> AsyncIterator[Sample]:
    """Show answers that were corrected, and the list of what is due for a check."""
    on, newer = dt.date(2026, 6, 1), replace(harbour.FERRY, id="newer", text="The ferries carried 1.4 million people.")
    replaced = CorrectedAnswer(Since(harbour.FERRY.text, newer), on, is_replaced=True)
    yield Sample("Answer", "corrected", replaced)
    yield Sample("Answer", "withdrawn", CorrectedAnswer(Since(harbour.FERRY.text, None), on))
    yield Sample("Curation", "due for a check", due_list([harbour.FERRY, harbour.CRANE], on))
