"""Who asked can delete the question and its answer, everywhere and for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.conversation import answer_controls
from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.events import Invocation, Person, Press, Target
from bot.core.replies import Card, Notice
from bot.features.feedback.storage import FeedbackStorage
from bot.features.forget import texts as forget_texts
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder
from tests.samples.facts import CRANE, FERRY, TODAY

BY_MESSAGE = Notice(f"{forget_texts.FORGOTTEN} {forget_texts.YOUR_MESSAGE}")
BOTH = f"{FERRY.questions[0]} And how much may crane 4 lift?"


def delete_code(card: object) -> str:
    """Return the code of the button that deletes."""
    assert isinstance(card, Card)
    (button,) = (button for button in card.buttons if button.label == answer_controls.FORGET_LABEL)
    assert button.only_for == "ann"
    return button.action.code


async def press(chat: ChatDriver, code: str, person: str = "ann", target: Target = CHANNEL) -> None:
    """Press a button."""
    await chat.conversation.handle(Press(f"P{next(chat.ids)}", Person(person), target, code), chat.responder)


@pytest.mark.parametrize(
    "target", [CHANNEL, replace(CHANNEL, thread="M0"), Target("chat", "", "D1", direct=True)], ids=str
)
async def test_a_question_by_message_is_forgotten_with_its_answer(chat: ChatDriver, target: Target) -> None:
    message = await chat.ask(FERRY.questions[0], target=target)
    await press(chat, delete_code(chat.responder.last), target=target)
    assert not chat.responder.shown
    assert chat.responder.private == [BY_MESSAGE]
    assert await chat.store.exchanges_for(message.key) == []


async def test_all_answers_to_a_message_go_together_with_the_feedback(chat: ChatDriver) -> None:
    await chat.ask(BOTH)
    first, second = chat.responder.shown.values()
    assert isinstance(first, Card)
    assert first.feedback
    await press(chat, first.feedback.wrong.action.code, "bob")
    await press(chat, delete_code(second))
    assert not chat.responder.shown
    assert await chat.store.tables(FeedbackStorage).feedback_since(TODAY.replace(year=2020)) == []


async def test_it_works_after_a_restart_and_for_a_private_answer(make_chat: Callable[..., ChatDriver]) -> None:
    first = make_chat()
    options: dict[str, str | bool] = {"question": FERRY.questions[0], "private": True}
    await first.conversation.handle(Invocation("I1", Person("ann"), CHANNEL, "ask", options), first.responder)
    (card,) = first.responder.private
    restarted = make_chat()
    restarted.responder = FakeResponder()
    await press(restarted, delete_code(card))
    assert restarted.responder.private == [Notice(forget_texts.FORGOTTEN)]
    await press(restarted, delete_code(card))
    assert restarted.responder.private[-1] == Notice(texts.TOO_OLD)


async def test_nobody_else_can_delete_an_answer(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY.questions[0])
    await press(chat, delete_code(chat.responder.last), "bob")
    assert chat.responder.private == [Notice(forget_texts.ONLY_ASKER)]
    assert len(chat.responder.shown) == 1
    assert len(await chat.store.exchanges_for(message.key)) == 1


async def test_copies_for_other_people_are_forgotten_too(chat: ChatDriver) -> None:
    chat.answering.whole.thresholds, before = (
        replace(chat.answering.whole.thresholds, answer=1.01, suggest=0.0),
        chat.answering.whole.thresholds,
    )
    try:
        await chat.ask("How long is the lock?")
        code = chat.responder.private[-1].document().actions.buttons[0].action.code
        await press(chat, code, "bob")
        own = chat.responder.private[-1]
        assert isinstance(own, Card)
        assert await chat.store.exchange(own.buttons[0].action.exchange)
        await press(chat, code)
        await press(chat, delete_code(chat.responder.last))
        assert await chat.store.exchange(own.buttons[0].action.exchange) is None
    finally:
        chat.answering.whole.thresholds = before


async def test_an_edit_of_a_forgotten_message_stores_nothing(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY.questions[0])
    await press(chat, delete_code(chat.responder.last))
    chat.clock.advance(seconds=5)
    await chat.conversation.handle(replace(message, revision="r1"), chat.responder)  # as when a link unfolds
    await chat.conversation.handle(replace(message, text=CRANE.questions[0], revision="r2"), chat.responder)
    assert not chat.responder.shown
    assert await chat.store.exchanges_for(message.key) == []


class Stubborn(FakeResponder):
    """A platform that deletes nothing."""

    async def delete(self, message_id: str) -> None:
        """Refuse."""
        raise DeliveryError("no")

    async def delete_pressed(self) -> bool:
        """Refuse."""
        return False


async def test_it_is_honest_if_an_answer_could_not_be_deleted(chat: ChatDriver) -> None:
    chat.responder = Stubborn()
    await chat.ask(BOTH)
    await press(chat, delete_code(chat.responder.last))
    assert chat.responder.private == [Notice(forget_texts.ANSWER_STAYS)]
