"""Hostile text in every field of the forms of entries: it is saved as typed or refused in a sentence, and no more."""

from __future__ import annotations

import re

import pytest

from bot.core.events import Target
from bot.curation.composing import Kind, values_of
from bot.curation.storage import EntryStorage
from bot.curation.working_copies import WorkingCopy
from bot.features.curation import forms
from bot.features.curation import texts as curation_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.test_curation import let_curate
from tests.contract.test_forms import HOSTILE

TEXTS: dict[Kind, str] = {"fact": "Fact", "quote": "Words"}
FAILED = "Something went wrong"
BUTTONS = {forms.DETAILS: curation_texts.DETAILS, forms.MORE: curation_texts.MORE}
COMMANDS: tuple[tuple[Kind, str, str], ...] = (
    ("fact", "fact add", curation_texts.SAVE_FACT), ("quote", "fact quote", curation_texts.SAVE_QUOTE)
)  # fmt: skip


def filled(kind: Kind, step: str, hostile: str) -> dict[str, str]:
    """Fill in a form by its labels: each text with a hostile one, as far as the field takes it."""
    copy = WorkingCopy("c" * 16, "add", kind, {}, Target("slack", "T1", "C1"), "all")
    fixed = {"published": "2026-03-02"}
    if hostile != HOSTILE[0]:  # what is no address is refused, and what is no number
        fixed |= {"url": "", "paragraph": ""}
    return {
        field.label: fixed.get(field.name, "" if field.kind == "date" else cut(hostile, field.limit))
        for field in forms.form(copy, step).fields
    }


def cut(text: str, limit: int) -> str:
    """Return as much of a text as a field takes, which may count an emoji twice."""
    return text[: limit // 2] if len(text) > limit // 2 else text


@pytest.mark.parametrize(("kind", "command", "shortcut"), COMMANDS, ids=["fact", "quote"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_hostile_text_in_every_field_is_saved_as_typed_or_refused(
    platform: str, kind: Kind, command: str, shortcut: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    """The stand-ins note every mention that would ping, and everything that the platform would refuse."""
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, chat.me)
        entries = chat.store.tables(EntryStorage)
        saved_ones = 0
        for text in HOSTILE:
            if platform == "terminal" and ("\n" in text or text == "/cancelled"):
                continue  # there, a line is the whole text
            known = {entry.id for entry in await entries.entries()}
            await (chat.begin_form_on(shortcut, "Words.") if chat.me else chat.begin_form_by(command))
            reply = await chat.send_form(filled(kind, forms.MAIN, text))
            typed = filled(kind, forms.MAIN, text)
            for step, button in BUTTONS.items():
                if button in reply.buttons and curation_texts.SAVE in reply.buttons:
                    await chat.begin_form(reply, button)
                    reply = await chat.send_form(filled(kind, step, text))
                    typed |= filled(kind, step, text)
                    assert FAILED not in reply.text
            if curation_texts.SAVE not in reply.buttons:
                assert FAILED not in reply.text
                assert re.search("The text|The question|The tag|Please", reply.text), reply.text
                await chat.close_form()
                continue
            saved = await chat.press(reply, curation_texts.SAVE)
            saved_ones += 1
            (entry,) = [entry for entry in await entries.entries() if entry.id not in known]
            assert f"“{entry.id}”" in saved.text
            assert values_of(entry.statement)["text"] == typed[TEXTS[kind]].strip()
            shown = await chat.command("fact show", entry.id)
            assert FAILED not in shown.text
            assert entry.id in shown.text
        assert saved_ones >= 6
