"""Cards that people see after a press under an answer: thanks, a topic, a fact that has changed, a deletion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.conversation import answer_controls
from bot.features.ask import texts as ask_texts
from tests.gallery.sending import Sample
from tests.gallery.stage import open_stage
from tests.samples import facts as harbour


async def presses() -> AsyncIterator[Sample]:
    """Feedback, the questions of a topic, a wish, a fact that has changed or is gone, and a deletion."""
    async with open_stage(collection=harbour.HARBOUR) as stage:
        card = await stage.ask(harbour.FERRY_QUESTION)
        yield Sample("After a press", "helpful", await stage.press(card, answer_controls.HELPFUL_LABEL))
        yield Sample("After a press", "wrong", await stage.press(card, answer_controls.WRONG_LABEL))
        nothing = await stage.ask("Who invented the telescope?")
        yield Sample("After a press", "a topic", await stage.press(nothing, "Harbour"))
        yield Sample("After a press", "a wish", await stage.press(nothing, ask_texts.ASK_CURATORS))
        changed = replace(harbour.FERRY, text=harbour.FERRY.text.replace("1.2", "1.3"))
        stage.set_facts(changed)
        yield Sample("After a press", "changed since", await stage.press(card, ask_texts.WHY))
        yield Sample("After a press", "thanks, and changed", await stage.press(card, answer_controls.HELPFUL_LABEL))
        stage.set_facts(harbour.CRANE)
        yield Sample("After a press", "removed since", await stage.press(card, ask_texts.WHY))
        yield Sample("After a press", "deleted", await stage.press(card, answer_controls.FORGET_LABEL))
