"""Curators see how much is asked and answered, on every platform."""

from __future__ import annotations

import pytest

from bot.conversation.answer_controls import HELPFUL_LABEL
from bot.features.stats import texts as stats_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.test_curation import let_curate
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.standins.discord.place import MANAGER


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_questions_are_counted_and_none_is_shown(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        answer = await chat.ask(FERRY_QUESTION)
        await chat.press(answer, HELPFUL_LABEL)
        await chat.ask("Which walrus guards the vault of the harbour?")
        shown = await chat.command("stats", manager=True)
        assert shown.private is not False
        for part in (stats_texts.TITLE, "2 asked", "1 answered", "1 without an answer", "1 helpful", FERRY.text):
            assert part in shown.text, part
        assert "walrus" not in shown.text
        never = await chat.press(shown, stats_texts.SHOW_ALL, manager=True)
        assert stats_texts.NEVER_ASKED in never.text
        assert FERRY.text not in never.text
        assert stats_texts.BAD_WEEKS in (await chat.command("stats", "many", manager=True)).text
        if platform != "terminal":
            assert "Only curators can do this here" in (await chat.command("stats")).text
