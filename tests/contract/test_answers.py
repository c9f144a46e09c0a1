"""What people can do with an answer, and where there is none, on every platform."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.conversation import answer_controls
from bot.core import texts
from bot.core.exchanges import Exchange
from bot.features.ask import texts as ask_texts
from bot.features.feedback import texts as feedback_texts
from bot.features.feedback.storage import FeedbackStorage
from bot.features.forget import texts as forget_texts
from bot.knowledge.knowledge import Knowledge
from bot.storage.schema import exchanges as table
from tests.contract import chats
from tests.contract.chats import PlatformDriver, Rendered, assert_answers
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import CRANE, FERRY
from tests.waiting import until

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
QUESTION = FERRY.questions[0]
LOCK_QUESTION = "How long is the lock?"

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


async def verdicts(chat: PlatformDriver) -> list[str]:
    """Return the feedback in the store."""
    opinions = await chat.store.tables(FeedbackStorage).feedback_since(LONG_AGO)
    return [opinion.verdict for opinion in opinions]


async def exchanges(chat: PlatformDriver) -> list[Exchange]:
    """Return what is stored of questions."""
    return list(await chat.store._exchanges(sa.select(table)))


async def test_feedback_is_thanked_for_privately_and_kept(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        thanks = {
            answer_controls.HELPFUL_LABEL: feedback_texts.THANKS_HELPFUL,
            answer_controls.WRONG_LABEL: f"{feedback_texts.THANKS_WRONG} {feedback_texts.MEANT}",
        }
        for label, sentence in thanks.items():
            reply = await chat.press(await chat.ask(QUESTION), label)
            assert reply.text.strip().startswith(sentence)
            assert reply.private in (True, None)
        assert await verdicts(chat) == ["helpful", "wrong"]


async def test_a_manager_switches_feedback_off_in_a_channel(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        said = await chat.command("feedback off", manager=True)
        if platform == "terminal":
            assert feedback_texts.IN_DIRECT in said.text
            return
        assert feedback_texts.OFF in said.text
        answer = await chat.ask(QUESTION)
        assert_answers(answer, FERRY)
        assert answer_controls.HELPFUL_LABEL not in answer.buttons
        await chat.restart()
        assert answer_controls.HELPFUL_LABEL not in (await chat.command("ask", QUESTION)).buttons
        await chat.command("feedback on", manager=True)
        assert answer_controls.HELPFUL_LABEL in (await chat.ask(QUESTION)).buttons


@pytest.mark.parametrize("way", ["mention", "direct", "command", "private"])
async def test_who_asked_deletes_the_question_and_its_answer(
    platform: str, run_bot: RunBot, knowledge: Knowledge, way: str
) -> None:
    async def ask(chat: PlatformDriver) -> Rendered:
        match way:
            case "mention":
                return await chat.ask(QUESTION)
            case "direct":
                return await chat.ask_directly(QUESTION)
        return await chat.command("ask", QUESTION, private=way == "private")

    async with run_bot(platform, knowledge) as chat:
        answer = await ask(chat)
        if platform != "terminal":  # it knows the buttons on the screen only while it runs
            await chat.restart()
        said = await chat.press(answer, answer_controls.FORGET_LABEL)
        if platform == "terminal":  # printed text stays
            assert said.text.strip() == forget_texts.ANSWER_STAYS
        else:
            assert forget_texts.FORGOTTEN in said.text
            assert (forget_texts.YOUR_MESSAGE in said.text) == (way in ("mention", "direct"))
        assert said.private in (True, None) or way == "direct"
        assert await exchanges(chat) == []
        if platform != "terminal":
            await until(lambda: FERRY.text not in "\n".join(chat.messages(answer)))


async def test_a_deletion_is_confirmed_where_it_is_seen(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform != "slack":
        return
    async with run_bot(platform, knowledge) as chat:
        alone, among_others = await chat.ask(QUESTION), await chat.ask_in_thread(QUESTION)
        in_channel, in_thread = [await chat.press(one, answer_controls.FORGET_LABEL) for one in (alone, among_others)]
        assert forget_texts.FORGOTTEN in in_channel.text
        assert in_channel.handle.thread is None  # nobody sees a private message in a thread without replies
        assert in_thread.handle.thread == among_others.handle.thread


async def test_somebody_else_deletes_nothing(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform == "terminal":
        return
    async with run_bot(platform, knowledge) as chat:
        answer = await chat.ask(QUESTION)
        if platform == "discord":  # Slack shows the button only to the person who asked
            said = await chat.press_as_other(answer, answer_controls.FORGET_LABEL)
            assert said.text.strip() == forget_texts.ONLY_ASKER
            assert said.private
        assert FERRY.text in "\n".join(chat.messages(answer))
        assert len(await exchanges(chat)) == 1


async def test_a_chosen_suggestion_keeps_the_others_in_its_place(
    platform: str, run_bot: RunBot, unsure: Knowledge
) -> None:
    async with run_bot(platform, unsure) as chat:
        offer = await chat.command("ask", LOCK_QUESTION)
        first, second, third, none = offer.buttons
        assert none == ask_texts.NONE_OF_THESE
        card = await chat.press(offer, first)
        assert texts.OTHERS in card.text
        assert {second, third} <= set(card.buttons)
        other = await chat.press(card, second)
        assert {first, third} <= set(other.buttons)
        assert second not in other.buttons
        if platform != "terminal":
            assert sum(text.count("metres long") for text in chat.messages(other)) == 1


async def test_none_of_these_and_a_topic_lead_on(platform: str, run_bot: RunBot, unsure: Knowledge) -> None:
    async with run_bot(platform, unsure) as chat:
        offer = await chat.command("ask", LOCK_QUESTION)
        nothing = await chat.press(offer, ask_texts.NONE_OF_THESE)
        chats.assert_nothing(nothing)
        questions = await chat.press(nothing, "Harbour")
        assert QUESTION in questions.buttons
        assert_answers(await chat.press(questions, QUESTION), FERRY)


async def test_the_buttons_where_nothing_is_found_work(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        nothing = await chat.command("ask", "Who painted the opera?")
        quoted = await chat.press(nothing, texts.WHO_IS_QUOTED)
        assert "Edi Rama" in quoted.text
        assert quoted.private in (True, None)
        assert (ask_texts.ASK_CURATORS in nothing.buttons) == (platform != "terminal")
        if platform != "terminal":
            nothing = await chat.command("ask", "Who painted the opera?")
            assert ask_texts.WISHED in (await chat.press(nothing, ask_texts.ASK_CURATORS)).text
            assert [one.wished for one in await exchanges(chat)].count(True) == 1


async def test_a_message_of_somebody_is_asked_about(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform == "terminal":  # there are no messages of others
        return
    async with run_bot(platform, knowledge) as chat:
        (answer,) = await chat.use_shortcut(CRANE.questions[0], shortcut="Ask about this")
        assert_answers(answer, CRANE)
        assert answer.private


async def test_questions_are_completed(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform == "slack":  # it has no completions for what is typed after a command
        return
    async with run_bot(platform, knowledge) as chat:
        assert set(CRANE.questions) <= set(await chat.complete_question("crane lift"))
