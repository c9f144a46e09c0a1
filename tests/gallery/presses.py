"""Cards that people see after a press under an answer: thanks, a topic, a fact that has changed, a deletion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.conversation import answer_controls
from bot.core import texts
from bot.features.ask import texts as ask_texts
from bot.features.verify import texts as verify_texts
from tests.gallery.sending import Sample
from tests.gallery.stage import open_stage
from tests.samples import facts as harbour
from tests.samples import quotes


async def presses() -> AsyncIterator[Sample]:
    """Feedback, the questions of a topic, a wish, a fact or quote that has changed or is gone, and a deletion."""
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
    async with open_stage(collection=quotes.QUAYSIDE) as stage:
        card = await stage.command("quote", speaker="Ada Quill", about="delays")
        check = await stage.command("verify", text=quotes.FOG.text)
        stage.set_facts(replace(quotes.FOG, text=quotes.FOG.text.replace("not", "now")))
        yield Sample("After a press", "cite a quote that has changed", await stage.press(card, texts.CITE))
        yield Sample("After a press", "share another result", await stage.press(check, verify_texts.SHARE))
