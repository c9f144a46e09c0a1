"""Threads that are heard, edits that take an answer away, and buttons of other people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.events import UNREADABLE, Person, Press
from bot.core.replies import Card, Notice
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Suggestions
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver, manage, nothing_said, shown_text
from tests.samples.facts import CRANE, FERRY, FERRY_QUESTION

CRANE_QUESTION = "How much may crane 4 lift?"
THREAD = replace(CHANNEL, thread="T9")
DISCORD_THREAD = replace(CHANNEL, channel="T8", thread="T8", parent=CHANNEL.channel)


@pytest.mark.parametrize("target", [THREAD, DISCORD_THREAD])
async def test_a_thread_in_which_the_bot_has_answered_is_heard(chat: ChatDriver, target: object) -> None:
    await chat.ask(CRANE_QUESTION, addressed=False, target=target)
    assert not chat.responder.shown
    await chat.ask(FERRY_QUESTION, target=target)
    await chat.ask("Lunch at noon, anyone?", addressed=False, target=target, author="bob")
    await chat.ask("Who painted the opera?", addressed=False, target=target, author="bob")
    assert len(chat.responder.shown) == 1
    await chat.ask(CRANE_QUESTION, addressed=False, target=target, author="bob")
    assert shown_text(chat.responder.last) == CRANE.text
    await chat.ask(CRANE_QUESTION, addressed=False)  # elsewhere in the channel
    assert len(chat.responder.shown) == 2
    chat.clock.advance(days=1, minutes=1)
    await chat.ask(FERRY_QUESTION, addressed=False, target=target, author="bob")
    assert len(chat.responder.shown) == 2


async def test_the_thread_that_a_question_opened_is_heard(chat: ChatDriver) -> None:
    root = await chat.ask(FERRY_QUESTION)
    thread = replace(CHANNEL, thread=root.id)
    await chat.ask(CRANE_QUESTION, addressed=False, target=thread, author="bob")
    assert shown_text(chat.responder.last) == CRANE.text


async def test_follow_ups_of_the_person_who_got_an_answer_are_answered_as_if_addressed(chat: ChatDriver) -> None:
    await chat.ask(FERRY_QUESTION, target=THREAD)
    await chat.ask("Who painted the opera?", addressed=False, target=THREAD)
    assert nothing_said(chat) == ask_texts.NO_FACT
    replies = len(chat.responder.shown), len(chat.responder.private)
    await chat.ask("I will tell the others", addressed=False, target=THREAD)
    await chat.ask("Bob: who painted the opera?", addressed=False, target=THREAD)
    await chat.ask("Who painted the opera?", addressed=False, target=THREAD, to_others=True)
    assert (len(chat.responder.shown), len(chat.responder.private)) == replies
    chat.clock.advance(minutes=11)
    await chat.ask("Who painted the opera?", addressed=False, target=THREAD)
    assert (len(chat.responder.shown), len(chat.responder.private)) == replies


async def test_the_first_answer_in_an_unheard_thread_says_once_that_a_mention_is_needed(chat: ChatDriver) -> None:
    for question in (FERRY_QUESTION, CRANE_QUESTION):
        await chat.ask(question, target=THREAD, unheard_thread="T9")
    await chat.ask(FERRY_QUESTION, target=THREAD)
    closings = [card.closing for card in chat.responder.shown.values() if isinstance(card, Card)]
    assert closings == [ask_texts.MENTION_ME, "", ""]


async def test_questions_to_others_are_not_answered_in_a_watched_channel(chat: ChatDriver) -> None:
    await manage(chat, "watch on")
    await chat.ask("Good morning", addressed=False, author="bob")
    for text in (f"mia: {FERRY_QUESTION}", f"zed: {FERRY_QUESTION}"):
        await chat.ask(text, addressed=False)
    message = await chat.ask(FERRY_QUESTION, addressed=False, to_others=True)
    assert not chat.responder.shown
    edit = replace(message, to_others=False, revision="r1")
    await chat.conversation.handle(edit, chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text
    await chat.conversation.handle(replace(edit, to_others=True, revision="r2"), chat.responder)
    assert not chat.responder.shown


async def test_an_edit_without_the_mention_removes_the_answer_and_one_with_it_brings_it_back(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    await chat.conversation.handle(replace(message, addressed=False, revision="r1"), chat.responder)
    assert not chat.responder.shown
    await chat.conversation.handle(replace(message, revision="r2"), chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text
    await chat.conversation.handle(replace(message, text="", revision="r3"), chat.responder)
    assert not chat.responder.shown


async def test_an_edit_to_an_unsure_question_shows_suggestions_only_to_the_person(
    chat: ChatDriver, knowledge: Knowledge
) -> None:
    message = await chat.ask(FERRY_QUESTION)
    unsure = replace(knowledge.thresholds, answer=1.01, suggest=0.0)
    chat.answering.state = KnowledgeByPlace(Knowledge(knowledge.collection, unsure))
    edit = replace(message, text="How long is the lock?", revision="r1")
    await chat.conversation.handle(edit, chat.responder)
    assert not chat.responder.shown
    assert isinstance(chat.responder.private[-1], Suggestions)
    chat.answering.state = KnowledgeByPlace(knowledge)
    await chat.conversation.handle(replace(message, text=CRANE_QUESTION, revision="r2"), chat.responder)
    assert shown_text(chat.responder.last) == CRANE.text


async def test_an_answer_that_a_moderator_deleted_is_posted_again_when_it_changes(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    chat.responder.shown.clear()
    await chat.conversation.handle(replace(message, text=CRANE_QUESTION, revision="r1"), chat.responder)
    await chat.conversation.handle(replace(message, text=FERRY_QUESTION, revision="r2"), chat.responder)
    assert [shown_text(reply) for reply in chat.responder.shown.values()] == [FERRY.text]


async def test_a_button_works_only_where_its_question_was_asked(chat: ChatDriver) -> None:
    await chat.ask(FERRY_QUESTION)
    card = chat.responder.last
    assert isinstance(card, Card)
    code = card.buttons[0].action.code
    own_dm = replace(CHANNEL, channel="D1", direct=True)
    for number, (person, target, works) in enumerate(
        [
            ("ann", replace(CHANNEL, channel="C2"), False), ("ann", replace(CHANNEL, workspace="W2"), False),
            ("ann", replace(CHANNEL, platform="other"), False), ("bob", own_dm, False), ("bob", CHANNEL, True),
            ("ann", own_dm, True), ("ann", CHANNEL, True),
        ]
    ):  # fmt: skip
        await chat.conversation.handle(Press(f"P{number}", Person(person), target, code), chat.responder)
        assert (chat.responder.private[-1] != Notice(texts.TOO_OLD)) is works


async def test_the_press_of_another_person_changes_nothing_of_the_exchange(
    chat: ChatDriver, knowledge: Knowledge
) -> None:
    unsure = replace(knowledge.thresholds, answer=1.01, suggest=0.0)
    chat.answering.state = KnowledgeByPlace(Knowledge(knowledge.collection, unsure))
    message = await chat.ask("How long is the lock?")
    (offer,) = chat.responder.private
    assert isinstance(offer, Suggestions)
    code = offer.buttons[0].action.code
    before = await chat.store.exchanges_for(message.key)
    await chat.conversation.handle(Press("P1", Person("bob"), CHANNEL, code), chat.responder)
    assert chat.responder.kept
    assert isinstance(chat.responder.private[-1], Card)
    assert not chat.responder.shown
    assert await chat.store.exchanges_for(message.key) == before
    chat.responder.kept = False
    await chat.conversation.handle(Press("P2", Person("ann"), CHANNEL, code), chat.responder)
    assert not chat.responder.kept
    assert isinstance(chat.responder.last, Card)


async def test_a_reply_that_only_points_asks_the_other_message(chat: ChatDriver) -> None:
    await chat.ask("?", replied_to=FERRY_QUESTION)
    assert shown_text(chat.responder.last) == FERRY.text
    await chat.ask(CRANE_QUESTION, replied_to=FERRY_QUESTION)
    assert shown_text(chat.responder.last) == CRANE.text
    await chat.ask("check", replied_to=UNREADABLE)
    assert chat.responder.private[-1] == Notice(texts.unreadable("Check quote"))
