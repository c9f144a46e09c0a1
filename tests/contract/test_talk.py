"""Several questions in one message, and follow-up questions: the same on every platform."""

from __future__ import annotations

import pytest

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import command
from bot.core.events import Invocation
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.ask import texts as ask_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import ANSWER_BUTTONS, assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.versions import HEMP_2024, HEMP_2025, NEGATIVE_EXAMPLES, OPEN, PRICE, PRICE_2024, WALK, ropeworks

BOTH = "When does the ropeworks open? And how long is the rope walk?"

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


@pytest.fixture(scope="module")
def works() -> Knowledge:
    """The ropeworks."""
    return ropeworks()


async def test_the_questions_of_a_message_are_answered_in_order(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    async with run_bot(platform, works) as chat:
        for replies in (await chat.ask_several(BOTH, 2), await chat.ask_several(BOTH, 2)):
            text = "\n".join(reply.text for reply in replies)
            assert text.index(OPEN.text) < text.index(WALK.text)
            for statement, reply in zip((OPEN, WALK), replies if len(replies) == 2 else replies * 2, strict=True):
                assert_shows(reply, statement)
                assert set(reply.buttons) >= ANSWER_BUTTONS
                assert not reply.private
        why = await chat.press(replies[-1], ask_texts.WHY)
        assert (OPEN.id if platform == "terminal" else WALK.id) in why.text


async def test_a_question_without_an_answer_is_named_beside_an_answered_one(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    async with run_bot(platform, works) as chat:
        replies = await chat.ask_several("How long is the rope walk? Who painted the opera?", 2)
        assert_shows(replies[0], WALK)
        assert ask_texts.no_fact_about(["Who painted the opera?"]) in replies[-1].text


@pytest.mark.parametrize("private", [False, True])
async def test_ask_with_two_questions_shows_the_first_answer_publicly_or_privately(
    platform: str, run_bot: RunBot, works: Knowledge, private: bool
) -> None:
    async with run_bot(platform, works) as chat:
        reply = await chat.command("ask", BOTH, private=private)
        assert OPEN.text in reply.text
        assert reply.private in (private, None)


async def test_an_edit_changes_the_number_of_answers_and_a_deletion_removes_all(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    if platform == "terminal":  # a typed line can't be edited
        return
    async with run_bot(platform, works) as chat:
        first, second = await chat.ask_several(BOTH, 2)
        await chat.change_question(first, WALK.questions[0], expected=1)
        assert [WALK.text in one.text for one in chat.answers(first)] == [True]
        await chat.change_question(first, BOTH, expected=2)
        assert [OPEN.text in one.text for one in chat.answers(first)] == [True, False]
        await chat.change_question(first, None, expected=0)
        assert second.asked == first.asked


class FindHandlers(Feature):
    """A second command that asks a question."""

    @command(Command("find", "Find a fact", "find {question}", (Option("what", "What", required=True),), asks="what"))
    async def find(self, invocation: Invocation, responder: Responder) -> None:
        """Say that it was called anew."""
        await responder.send(Notice("called anew", private=False))


async def test_an_edit_to_any_command_that_asks_changes_the_answer(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, works, FindHandlers) as chat:
        (first,) = await chat.ask_several(OPEN.questions[0], 1)
        await chat.change_question(first, f"/find {BOTH}", expected=2)
        assert [WALK.text in one.text for one in chat.answers(first)] == [False, True]


async def test_the_answer_to_a_follow_up_shows_how_it_was_read(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    read_as = texts.read_as("How much hemp did the ropeworks use in 2024")
    async with run_bot(platform, works) as chat:
        first = await chat.ask(HEMP_2025.questions[0])
        assert "Read as" not in first.text
        reply = await chat.ask("and in 2024?")
        assert_shows(reply, HEMP_2024)
        assert read_as in reply.text
        assert reply.text.index(read_as) < reply.text.index(HEMP_2024.text)
        assert "the minimum for an answer" not in (await chat.press(reply, ask_texts.WHY)).text


async def test_an_answer_about_an_earlier_year_is_marked_as_superseded(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    async with run_bot(platform, works) as chat:
        reply = await chat.ask("How much was a day ticket in 2024?")
        assert_shows(reply, PRICE_2024)
        assert "Until 31 December 2025, then replaced by a newer fact:" in reply.text
        newer = await chat.press(reply, ask_texts.NEWER)
        assert_shows(newer, PRICE)
        assert ask_texts.NEWER not in newer.buttons


async def test_stay_silent_questions_and_other_languages_get_a_no_answer_sentence(
    platform: str, run_bot: RunBot, works: Knowledge
) -> None:
    async with run_bot(platform, works) as chat:
        assert (await chat.ask(NEGATIVE_EXAMPLES[0].question)).text.strip().startswith(ask_texts.NO_FACT)
        sentence = "I don't have a fact about that in German. My facts are in English."
        assert sentence in (await chat.ask("Wie viele Menschen wohnen in Hamra?")).text
