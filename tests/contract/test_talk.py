"""Several questions in one message, and one that goes on from another: the same on every platform."""

from __future__ import annotations

import pytest

from bot.core import texts
from bot.features.ask import texts as ask_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.versions import HEMP_2024, HEMP_2025, OPEN, PRICE_2024, SILENCES, WALK, ropeworks

BOTH = "When does the ropeworks open? And how long is the rope walk?"

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


@pytest.fixture(scope="module")
def works() -> Knowledge:
    """The ropeworks."""
    return ropeworks()


async def test_each_question_of_a_message_is_answered_in_its_order(
    name: str, run_bot: RunBot, works: Knowledge
) -> None:
    async with run_bot(name, works) as chat:
        for seen in (await chat.ask_several(BOTH, 2), await chat.ask_several(BOTH, 2)):
            text = "\n".join(one.text for one in seen)
            assert text.index(OPEN.text) < text.index(WALK.text)
            for statement, one in zip((OPEN, WALK), seen if len(seen) == 2 else seen * 2, strict=True):
                assert_shows(one, statement)
                assert set(one.buttons) == {ask_texts.WHY}
                assert not one.private
        why = await chat.press(seen[-1], ask_texts.WHY)
        assert (OPEN.id if name == "terminal" else WALK.id) in why.text


async def test_what_has_no_answer_beside_others_is_named(name: str, run_bot: RunBot, works: Knowledge) -> None:
    async with run_bot(name, works) as chat:
        seen = await chat.ask_several("How long is the rope walk? Who painted the opera?", 2)
        assert_shows(seen[0], WALK)
        assert ask_texts.no_fact_about(["Who painted the opera?"]) in seen[-1].text


@pytest.mark.parametrize("private", [False, True])
async def test_a_command_of_several_is_answered_too(
    name: str, run_bot: RunBot, works: Knowledge, private: bool
) -> None:
    async with run_bot(name, works) as chat:
        seen = await chat.command("ask", BOTH, private=private)
        assert OPEN.text in seen.text
        assert seen.private in (private, None)


async def test_an_edit_leaves_one_answer_of_two_and_a_deletion_none(
    name: str, run_bot: RunBot, works: Knowledge
) -> None:
    if name == "terminal":  # what is typed there stays
        return
    async with run_bot(name, works) as chat:
        first, second = await chat.ask_several(BOTH, 2)
        await chat.change(first, WALK.questions[0], leaves=1)
        assert [WALK.text in one.text for one in chat.answers(first)] == [True]
        await chat.change(first, BOTH, leaves=2)
        assert [OPEN.text in one.text for one in chat.answers(first)] == [True, False]
        await chat.change(first, None, leaves=0)
        assert second.asked == first.asked


async def test_a_short_question_goes_on_and_shows_how_it_was_read(name: str, run_bot: RunBot, works: Knowledge) -> None:
    read = texts.read_as("How much hemp did the ropeworks use in 2024")
    async with run_bot(name, works) as chat:
        first = await chat.ask(HEMP_2025.questions[0])
        assert "Read as" not in first.text
        seen = await chat.ask("and in 2024?")
        assert_shows(seen, HEMP_2024)
        assert read in seen.text
        assert seen.text.index(read) < seen.text.index(HEMP_2024.text)
        assert "the minimum for an answer" not in (await chat.press(seen, ask_texts.WHY)).text


async def test_an_old_answer_is_shown_as_such(name: str, run_bot: RunBot, works: Knowledge) -> None:
    async with run_bot(name, works) as chat:
        seen = await chat.ask("How much was a day ticket in 2024?")
        assert_shows(seen, PRICE_2024)
        assert (
            "Superseded: this is what was known as of 1 February 2024. It was valid until 31 December 2025."
            in seen.text
        )


async def test_silence_is_kept_and_another_language_told(name: str, run_bot: RunBot, works: Knowledge) -> None:
    async with run_bot(name, works) as chat:
        assert (await chat.ask(SILENCES[0].question)).text.strip() == ask_texts.NO_FACT
        told = "I don't have a fact about that in German. My facts are in English."
        assert told in (await chat.ask("Wie viele Menschen wohnen in Hamra?")).text
