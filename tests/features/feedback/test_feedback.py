"""Feedback is kept with the answer, for each person, and can be switched off in a channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.events import Invocation, Person, Press, Target
from bot.core.replies import Card, Notice
from bot.core.words import plain
from bot.features.feedback import texts as feedback_texts
from bot.features.feedback.storage import FeedbackStorage
from tests.chat_driver import CHANNEL, ChatDriver, manage
from tests.samples.facts import FERRY, TODAY

PAST = TODAY - dt.timedelta(hours=1)


async def answered(chat: ChatDriver, target: Target = CHANNEL) -> Card:
    """Ask a question and return its card."""
    await chat.ask(FERRY.questions[0], target=target)
    card = chat.responder.last
    assert isinstance(card, Card)
    return card


async def press(chat: ChatDriver, code: str, person: str = "ann") -> None:
    """Press a button."""
    await chat.conversation.handle(Press(f"P{next(chat.ids)}", Person(person), CHANNEL, code), chat.responder)


async def verdicts(chat: ChatDriver) -> list[tuple[str, str]]:
    """Return the feedback in the store: statement and verdict."""
    opinions = await chat.store.tables(FeedbackStorage).feedback_since(PAST)
    return [(opinion.statement_id, opinion.verdict) for opinion in opinions]


async def test_everybody_can_say_if_an_answer_was_good_and_their_last_word_counts(chat: ChatDriver) -> None:
    feedback = (await answered(chat)).feedback
    assert feedback
    await press(chat, feedback.helpful.action.code)
    assert chat.responder.private[-1] == Notice(feedback_texts.THANKS_HELPFUL)
    await press(chat, feedback.wrong.action.code, "bob")
    await press(chat, feedback.wrong.action.code)
    asked = chat.responder.private[-1]
    assert isinstance(asked, Notice)
    assert asked.text == f"{feedback_texts.THANKS_WRONG} {feedback_texts.MEANT}"
    assert {button.label for button in asked.buttons} >= {feedback_texts.OTHER_MEANT, feedback_texts.NONE_MEANT}
    assert await verdicts(chat) == [(FERRY.id, "wrong")] * 2


async def test_feedback_on_an_answer_that_is_forgotten_is_refused(chat: ChatDriver) -> None:
    feedback = (await answered(chat)).feedback
    assert feedback
    await chat.store.drop_exchange(feedback.wrong.action.exchange)
    await press(chat, feedback.wrong.action.code)
    assert chat.responder.private[-1] == Notice(texts.TOO_OLD)
    assert await verdicts(chat) == []


async def test_feedback_goes_with_its_exchange(chat: ChatDriver) -> None:
    feedback = (await answered(chat)).feedback
    assert feedback
    await press(chat, feedback.wrong.action.code)
    await chat.store.purge(TODAY - dt.timedelta(days=1))
    assert len(await verdicts(chat)) == 1
    await chat.store.purge(TODAY + dt.timedelta(days=1))
    assert await verdicts(chat) == []


async def test_a_manager_switches_the_buttons_off_and_on_again(chat: ChatDriver) -> None:
    assert await manage(chat, "feedback off") == Notice(feedback_texts.OFF)
    assert await manage(chat, "feedback off") == Notice(feedback_texts.ALREADY_OFF)
    assert (await answered(chat)).feedback is None
    other = replace(CHANNEL, channel="C2")
    assert (await answered(chat, other)).feedback
    assert await manage(chat, "feedback on") == Notice(feedback_texts.ON)
    assert await manage(chat, "feedback on") == Notice(feedback_texts.ALREADY_ON)
    assert (await answered(chat)).feedback


async def test_threads_of_the_channel_have_no_buttons_either(chat: ChatDriver) -> None:
    await manage(chat, "feedback off")
    for thread in (replace(CHANNEL, thread="M0"), Target("chat", "W1", "T9", "T9", parent=CHANNEL.channel)):
        assert (await answered(chat, thread)).feedback is None
    own = Target("chat", "W1", "T9", "T9", parent=CHANNEL.channel)
    assert await manage(chat, "feedback on", place=own) == Notice(feedback_texts.OFF_IN_CHANNEL)


async def test_only_managers_of_a_channel_may_switch(chat: ChatDriver) -> None:
    refusal = await manage(chat, "feedback off", manager=False)
    assert isinstance(refusal, Notice)
    assert plain(refusal.text).startswith(texts.managers_only("feedback off"))
    direct = replace(CHANNEL, direct=True)
    assert await manage(chat, "feedback off", place=direct) == Notice(feedback_texts.IN_DIRECT)
    assert (await answered(chat)).feedback


async def test_another_process_learns_of_the_setting_without_a_question_looking_it_up(
    make_chat: Callable[..., ChatDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make_chat(), make_chat()
    await manage(one, "feedback off")
    assert (await answered(other)).feedback  # it has not looked yet
    for channels in other.conversation._settings:
        await channels.refresh("chat")

    async def fail(*_: object) -> frozenset[str]:
        raise AssertionError("a question looks up the setting")

    monkeypatch.setattr(type(one.store.tables(FeedbackStorage)), "channels_without_feedback", fail)
    assert (await answered(other)).feedback is None


async def test_a_chosen_suggestion_follows_the_setting(chat: ChatDriver) -> None:
    await manage(chat, "feedback off")
    chat.answering.whole.thresholds, before = (
        replace(chat.answering.whole.thresholds, answer=1.01, suggest=0.0),
        chat.answering.whole.thresholds,
    )
    try:
        asked = Invocation("I1", Person("ann"), CHANNEL, "ask", {"question": "How long is the lock?"})
        await chat.conversation.handle(asked, chat.responder)
        offer = chat.responder.private[-1]
        await press(chat, offer.document().actions.buttons[0].action.code)
        card = chat.responder.last
        assert isinstance(card, Card)
        assert card.feedback is None
    finally:
        chat.answering.whole.thresholds = before
