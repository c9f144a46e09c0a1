"""A button under an old answer says if the fact has changed since, and never defends what is no longer so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.comparison import Diff, DiffLegend
from bot.core.controls import Button
from bot.core.document import Actions, Passage, Text
from bot.core.events import NO_EXCHANGE, Action, Person, Press
from bot.core.explanation import Explanation
from bot.core.models import Fact, FactCollection
from bot.core.replies import Card
from bot.core.since import Since
from bot.core.word_diff import word_diff
from bot.features.feedback import texts as feedback_texts
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.facts import CRANE, FERRY

BUTTONS = ("why", "details", "helpful", "wrong")
NOW = "The ferries carried 1.3 million passengers in 2025."


async def answered(chat: ChatDriver, fact: Fact = FERRY) -> str:
    """Ask for a fact, and return the id of the exchange."""
    await chat.ask(fact.questions[0])
    card = chat.responder.last
    assert isinstance(card, Card)
    return card.buttons[0].action.exchange


def change(chat: ChatDriver, *statements: Fact) -> None:
    """Let the store have these facts."""
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection(statements), chat.answering.whole.thresholds))


async def pressed(chat: ChatDriver, code: str) -> object:
    """Press a button and return the private reply."""
    await chat.conversation.handle(Press(f"P{next(chat.ids)}", Person("ann"), CHANNEL, code), chat.responder)
    return chat.responder.private[-1]


@pytest.mark.parametrize("button", BUTTONS)
async def test_a_changed_text_is_shown_as_a_comparison(chat: ChatDriver, button: str) -> None:
    exchange = await answered(chat)
    change(chat, replace(FERRY, text=NOW))
    reply = await pressed(chat, f"{button}:{exchange}:")
    assert isinstance(reply, Since)
    shown = reply.document().elements
    assert shown[1] == Text(texts.CHANGED_FACT, "warning")
    assert Diff(word_diff(FERRY.text, NOW)) in shown
    assert any(isinstance(element, DiffLegend) for element in shown)
    thanks = {"helpful": feedback_texts.THANKS_HELPFUL, "wrong": feedback_texts.THANKS_WRONG}.get(button, "")
    assert reply.closing == thanks


@pytest.mark.parametrize("button", BUTTONS)
async def test_a_fact_that_is_gone_must_not_be_used(chat: ChatDriver, button: str) -> None:
    exchange = await answered(chat)
    change(chat, CRANE)
    reply = await pressed(chat, f"{button}:{exchange}:")
    assert isinstance(reply, Since)
    assert Text(texts.REMOVED, "warning") in reply.document().elements


async def test_an_unchanged_fact_is_explained(chat: ChatDriver) -> None:
    exchange = await answered(chat)
    change(chat, replace(FERRY, questions=("What else?", *FERRY.questions)))
    assert isinstance(await pressed(chat, f"why:{exchange}:"), Explanation)


async def test_a_fact_that_has_expired_since_says_so(chat: ChatDriver) -> None:
    change(chat, replace(CRANE, valid_until=dt.date(2026, 6, 2)))
    exchange = await answered(chat, CRANE)
    assert isinstance(await pressed(chat, f"why:{exchange}:"), Explanation)
    chat.clock.advance(days=2)
    reply = await pressed(chat, f"why:{exchange}:")
    assert isinstance(reply, Since)
    assert Text("No longer valid. Until 2 June 2026:", "warning") in reply.document().elements
    assert Passage(CRANE.text) in reply.document().elements


async def test_a_fact_that_was_replaced_since_shows_the_new_one(chat: ChatDriver) -> None:
    exchange = await answered(chat)
    newer = replace(FERRY, id="ferry-newer", text=NOW, supersedes=(FERRY.id,))
    change(chat, replace(FERRY, status="superseded"), newer)
    reply = await pressed(chat, f"why:{exchange}:")
    assert isinstance(reply, Since)
    assert (reply.now, reply.validity) == (newer, "current")


async def test_a_text_that_changed_in_most_words_is_shown_whole(chat: ChatDriver) -> None:
    exchange = await answered(chat)
    other = "Nobody knows how many people took a boat."
    change(chat, replace(FERRY, text=other))
    reply = await pressed(chat, f"why:{exchange}:")
    assert isinstance(reply, Since)
    assert Passage(other) in reply.document().elements
    assert not any(isinstance(element, Diff) for element in reply.document().elements)


async def test_of_a_long_text_the_part_that_changed_is_compared_and_the_whole_text_stays_in_reach(
    chat: ChatDriver,
) -> None:
    clauses = " ".join(f"Clause {n} keeps berth {n} free." for n in range(90))
    long = replace(FERRY, text=f"{FERRY.text} {clauses}")
    change(chat, long)
    exchange = await answered(chat)
    change(chat, replace(long, text=long.text.replace("Clause 70 keeps", "Clause 70 leaves")))
    reply = await pressed(chat, f"why:{exchange}:")
    assert isinstance(reply, Since)
    elements = reply.document().elements
    (diff,) = [element for element in elements if isinstance(element, Diff)]
    assert [one.text for one in diff.segments if one.kind != "same"] == ["keeps", "leaves"]
    assert elements[-1] == Actions((Button(texts.WHOLE, Action("whole", NO_EXCHANGE, FERRY.id)),))


async def test_a_long_text_that_changed_in_most_words_is_shown_as_a_preview(chat: ChatDriver) -> None:
    exchange = await answered(chat)
    change(chat, replace(FERRY, text="Nobody knows how many people took a boat. " * 40))
    reply = await pressed(chat, f"why:{exchange}:")
    assert isinstance(reply, Since)
    (shown,) = [element for element in reply.document().elements if isinstance(element, Passage)]
    assert shown.whole == Button(texts.WHOLE, Action("whole", NO_EXCHANGE, FERRY.id))


async def test_the_whole_text_of_an_old_answer_says_that_it_has_changed(chat: ChatDriver) -> None:
    long = replace(FERRY, text=f"{FERRY.text} {'So it was. ' * 100}".strip())
    change(chat, long)
    exchange = await answered(chat)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.whole
    assert card.whole.action == Action("whole", exchange, FERRY.id)
    change(chat, replace(long, text=long.text.replace("1.2", "1.3")))
    assert isinstance(await pressed(chat, card.whole.action.code), Since)
    change(chat, CRANE)
    gone = await pressed(chat, card.whole.action.code)
    assert isinstance(gone, Since)
    assert gone.now is None


async def test_an_answer_of_an_older_version_of_the_program_is_explained_as_before(chat: ChatDriver) -> None:
    exchange = await chat.store.exchange(await answered(chat))
    assert exchange
    await chat.store.add_exchange(replace(exchange, shown_text="", shown_validity=""))
    change(chat, replace(FERRY, text=NOW))
    assert isinstance(await pressed(chat, f"why:{exchange.id}:"), Explanation)
