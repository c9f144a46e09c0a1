"""Where there is no sure answer, people are led on: to suggestions, topics, quotes and curators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.document import Text
from bot.core.events import Person, Press, Target
from bot.core.models import FactCollection, Quote
from bot.core.replies import Card, Notice
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Nothing, Suggestions, TopicQuestions
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder
from tests.samples.facts import FERRY, LOCKS

LOCK_QUESTION = "How long is the lock?"
OPERA = "Who painted the opera?"


async def press(chat: ChatDriver, code: str, *, person: str = "ann", target: Target = CHANNEL) -> None:
    """Press a button by its code."""
    await chat.conversation.handle(Press(f"P{next(chat.ids)}", Person(person), target, code), chat.responder)


@pytest.fixture
def unsure(chat: ChatDriver, knowledge: Knowledge) -> ChatDriver:
    """A chat with thresholds that allow no answer and every suggestion."""
    chat.answering.state = KnowledgeByPlace(
        Knowledge(knowledge.collection, replace(knowledge.thresholds, answer=1.01, suggest=0.0))
    )
    return chat


async def suggestions(chat: ChatDriver) -> Suggestions:
    """Ask a question that gets suggestions."""
    await chat.ask(LOCK_QUESTION)
    offer = chat.responder.private[-1]
    assert isinstance(offer, Suggestions)
    return offer


async def nothing(chat: ChatDriver) -> Nothing:
    """Ask a question that finds nothing."""
    await chat.ask(OPERA)
    reply = chat.responder.private[-1]
    assert isinstance(reply, Nothing)
    return reply


# ---------------------------------------------------------------------- suggestions


async def test_a_chosen_suggestion_keeps_the_others_and_another_one_can_be_chosen(unsure: ChatDriver) -> None:
    offer = await suggestions(unsure)
    labels = [button.label for button in offer.buttons]
    await press(unsure, offer.buttons[0].action.code)
    card = unsure.responder.last
    assert isinstance(card, Card)
    assert [button.label for button in card.others] == labels[1:]
    assert Text(texts.OTHERS, "quiet") in card.document().elements
    await press(unsure, card.others[1].action.code)
    other = unsure.responder.last
    assert isinstance(other, Card)
    assert other.statement.id == offer.buttons[2].action.value
    assert [button.label for button in other.others] == [labels[0], labels[1]]


async def test_somebody_else_gets_a_card_of_their_own_with_the_others(unsure: ChatDriver) -> None:
    offer = await suggestions(unsure)
    await press(unsure, offer.buttons[0].action.code, person="bob")
    own = unsure.responder.private[-1]
    assert isinstance(own, Card)
    assert unsure.responder.kept
    assert not unsure.responder.shown
    await press(unsure, own.others[0].action.code, person="bob")
    switched = unsure.responder.private[-1]
    assert isinstance(switched, Card)
    assert switched.statement.id == own.others[0].action.value


async def test_an_answer_that_is_sure_has_no_others(chat: ChatDriver) -> None:
    await chat.ask(FERRY.questions[0])
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.others == ()


async def test_a_single_suggestion_is_not_called_one_of_these(chat: ChatDriver, knowledge: Knowledge) -> None:
    only = Knowledge(FactCollection((LOCKS[0],)), replace(knowledge.thresholds, answer=1.01, suggest=0.0))
    chat.answering.state = KnowledgeByPlace(only)
    offer = await suggestions(chat)
    assert Text(ask_texts.DID_YOU_MEAN_THIS) in offer.document().elements
    assert [button.label for button in offer.none] == [ask_texts.NOT_THIS]


async def test_none_of_these_leads_on_as_if_nothing_had_been_found(unsure: ChatDriver) -> None:
    offer = await suggestions(unsure)
    assert Text(ask_texts.DID_YOU_MEAN) in offer.document().elements
    await press(unsure, offer.none[0].action.code)
    reply = unsure.responder.private[-1]
    assert isinstance(reply, Nothing)
    assert [button.label for button in reply.topic_buttons] == ["Harbour"]
    stored = await unsure.store.exchange(offer.none[0].action.exchange)
    assert stored
    assert (stored.outcome, stored.statement_id) == ("none", None)


# ---------------------------------------------------------------------- nothing found


async def test_nothing_found_is_private_and_offers_topics_curators_and_quotes(chat: ChatDriver) -> None:
    reply = await nothing(chat)
    assert reply.private
    assert not chat.responder.shown
    assert [button.label for button in reply.topic_buttons] == ["Harbour"]
    assert [button.label for button in reply.buttons] == [ask_texts.ASK_CURATORS, texts.WHO_IS_QUOTED]
    assert reply.buttons[1].action.code == "call:-:quotes"


async def test_nothing_found_is_short_if_everybody_sees_it(chat: ChatDriver) -> None:
    chat.responder.can_reply_privately = False
    reply = await nothing(chat)
    assert (reply.topic_buttons, reply.topics) == ((), ("Harbour",))
    assert len(reply.document().elements) == 3


async def test_a_store_without_quotes_does_not_offer_any(chat: ChatDriver, knowledge: Knowledge) -> None:
    facts = tuple(s for s in knowledge.collection.statements if not isinstance(s, Quote))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection(facts), knowledge.thresholds))
    assert [button.label for button in (await nothing(chat)).buttons] == [ask_texts.ASK_CURATORS]


async def test_a_direct_message_without_a_workspace_has_no_curators_to_ask(chat: ChatDriver) -> None:
    await chat.ask(OPERA, target=Target("chat", "", "D1", direct=True))
    reply = chat.responder.private[-1]
    assert isinstance(reply, Nothing)
    assert [button.label for button in reply.buttons] == [texts.WHO_IS_QUOTED]


async def test_a_topic_shows_questions_and_one_of_them_is_answered(chat: ChatDriver) -> None:
    reply = await nothing(chat)
    await press(chat, reply.topic_buttons[0].action.code)
    listed = chat.responder.private[-1]
    assert isinstance(listed, TopicQuestions)
    assert listed.others == reply.buttons  # the curators can still be asked
    ferry = next(button for button in listed.buttons if button.label == FERRY.questions[0])
    await press(chat, ferry.action.code)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert (card.statement, card.others) == (FERRY, ())
    first, second = await chat.store.exchanges_for(f"{CHANNEL.channel_key}:M0")
    assert (first.question, first.outcome) == (OPERA, "none")  # the curators still see that it got no answer
    assert (second.looked_up, second.statement_id) == (FERRY.questions[0], FERRY.id)


async def test_a_topic_can_be_looked_at_by_somebody_else(chat: ChatDriver) -> None:
    chat.responder.can_reply_privately = False
    reply = await nothing(chat)
    code = f"topic:{reply.buttons[0].action.exchange}:{FERRY.id}"
    await press(chat, code, person="bob")
    listed = chat.responder.private[-1]
    assert isinstance(listed, TopicQuestions)
    await press(chat, listed.buttons[0].action.code, person="bob")
    assert isinstance(chat.responder.private[-1], Card)
    assert not chat.responder.shown


async def test_a_wish_is_noted_with_the_question(chat: ChatDriver) -> None:
    reply = await nothing(chat)
    wish = reply.buttons[0].action
    await press(chat, wish.code, person="bob")
    assert chat.responder.private[-1] == Notice(ask_texts.WISHED)
    stored = await chat.store.exchange(wish.exchange)
    assert stored
    assert stored.wished
    assert stored.question == OPERA


async def test_an_edit_to_a_question_without_a_fact_removes_the_answer(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY.questions[0])
    chat.clock.advance(seconds=5)
    await chat.conversation.handle(replace(message, text=OPERA, revision="r1"), chat.responder)
    assert not chat.responder.shown
    assert isinstance(chat.responder.private[-1], Nothing)


async def test_a_wish_is_kept_while_the_store_is_read_by_another_process(
    make_chat: Callable[..., ChatDriver],
) -> None:
    first = make_chat()
    reply = await nothing(first)
    restarted = make_chat()
    restarted.responder = FakeResponder()
    await press(restarted, reply.buttons[0].action.code)
    assert restarted.responder.private == [Notice(ask_texts.WISHED)]
