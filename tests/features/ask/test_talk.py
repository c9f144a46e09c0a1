"""Several questions in one message, and questions that go on from another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.events import Deletion, Invocation, Message, Person, Press, Target
from bot.core.explanation import Explanation
from bot.core.replies import Card, Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Suggestions
from bot.features.digest.storage import ChangeStorage
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context
from tests.chat_driver import CHANNEL, ChatDriver, manage
from tests.samples.versions import GUIDE, HEMP_2024, HEMP_2025, OPEN, PRICE, SALT, WALK, ropeworks

BOTH = "When does the ropeworks open? And how long is the rope walk?"
HEMP = HEMP_2025.questions[0]


@pytest.fixture(scope="module")
def works() -> Knowledge:
    """The ropeworks."""
    return ropeworks()


@pytest.fixture
def talk(make_chat: Callable[..., ChatDriver], works: Knowledge) -> ChatDriver:
    """A chat about the ropeworks."""
    chat = make_chat()
    chat.answering.knowledge = works
    return chat


def ids(chat: ChatDriver) -> list[str | None]:
    """The facts that the channel shows, in order; None for what is none."""
    return [reply.statement.id if isinstance(reply, Card) else None for reply in chat.responder.shown.values()]


def card(reply: Reply) -> Card:
    """A reply that is a card."""
    assert isinstance(reply, Card)
    return reply


# ---------------------------------------------------------------------- several questions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOTH, [OPEN, WALK]),
        ("hi! how long is the rope walk and where are salt and tar sold? thanks", [WALK, SALT]),
        ("I come by bus. How long is the rope walk? Also, when does the ropeworks open?", [WALK, OPEN]),
        ("1) How long is the rope walk 2) When does the ropeworks open 3) who guides through the ropeworks", 3),
        ("how long is the rope walk, and who guides through it?", [WALK, GUIDE]),
        ("Where are salt and tar sold?", [SALT]),
        ("how long is the rope walk and how long is the rope walk", [WALK]),
    ],
)
def test_each_question_that_is_stored_is_answered(works: Knowledge, text: str, expected: object) -> None:
    answers = list(works.ask(text).answers)
    assert (len(answers) if isinstance(expected, int) else answers) == expected


async def test_they_are_shown_one_after_another_each_with_its_own_button(talk: ChatDriver) -> None:
    await talk.ask(BOTH)
    assert ids(talk) == [OPEN.id, WALK.id]
    for reply, question in zip(list(talk.responder.shown.values()), (OPEN, WALK), strict=True):
        press = Press(f"P{question.id}", Person("ann"), CHANNEL, card(reply).buttons[0].action.code)
        await talk.conversation.handle(press, talk.responder)
        why = talk.responder.private[-1]
        assert isinstance(why, Explanation)
        assert why.statement_id == question.id
        assert why.score >= why.threshold


async def test_a_question_that_nothing_answers_is_named(talk: ChatDriver) -> None:
    message = await talk.ask("How long is the rope walk? Who painted the ceiling of the opera?")
    assert ids(talk) == [WALK.id, None]
    told = ask_texts.no_fact_about(["Who painted the ceiling of the opera?"])
    assert talk.responder.last == Notice(told, private=False)
    since = talk.clock.now()
    unanswered = await talk.store.tables(ChangeStorage).unanswered("chat", "W1", since)
    assert [question for question, _, _ in unanswered] == ["Who painted the ceiling of the opera?"]
    await talk.conversation.handle(Deletion(message.id, CHANNEL), talk.responder)
    assert not talk.responder.shown


async def test_what_may_be_meant_is_offered_beside_an_answer(talk: ChatDriver, works: Knowledge) -> None:
    likely = replace(works.thresholds, answer=0.99, suggest=0.0)
    talk.answering.knowledge = Knowledge(works.collection, likely)
    await talk.ask("How long is the rope walk? Which guilders do tickets mean?")
    assert ids(talk) == [WALK.id]
    (offer,) = talk.responder.private
    assert isinstance(offer, Suggestions)
    assert offer.read_as == "Which guilders do tickets mean?"


async def test_a_message_of_several_is_taken_once(make_chat: Callable[..., ChatDriver], works: Knowledge) -> None:
    first, second = make_chat(), make_chat()
    first.answering.knowledge = second.answering.knowledge = works
    message = first.message(BOTH)
    await asyncio.gather(*(c.conversation.handle(message, first.responder) for c in (first, second, first)))
    assert ids(first) == [OPEN.id, WALK.id]


async def test_deleting_it_takes_all_answers_along(talk: ChatDriver) -> None:
    message = await talk.ask(BOTH)
    await talk.conversation.handle(Deletion(message.id, CHANNEL), talk.responder)
    assert not talk.responder.shown


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (GUIDE.questions[0], [GUIDE.id]),
        ("How long is the rope walk? When does the ropeworks open?", [WALK.id, OPEN.id]),
        (f"{BOTH} And who guides through the ropeworks?", [OPEN.id, WALK.id, GUIDE.id]),
        ("thanks!", []),
    ],
)
async def test_an_edit_leaves_the_answers_to_what_is_asked_now(
    talk: ChatDriver, edited: str, expected: list[str]
) -> None:
    message = await talk.ask(BOTH)
    for n, text in enumerate((edited, BOTH, edited)):
        await talk.conversation.handle(replace(message, text=text, revision=f"r{n}"), talk.responder)
    assert ids(talk) == expected
    await talk.conversation.handle(Deletion(message.id, CHANNEL), talk.responder)
    assert not talk.responder.shown


async def test_buttons_of_edited_answers_speak_of_what_is_shown(talk: ChatDriver) -> None:
    message = await talk.ask(GUIDE.questions[0])
    await talk.conversation.handle(replace(message, text=BOTH, revision="r"), talk.responder)
    for reply in list(talk.responder.shown.values()):
        code = card(reply).buttons[0].action.code
        await talk.conversation.handle(Press(f"P{code}", Person("ann"), CHANNEL, code), talk.responder)
        why = talk.responder.private[-1]
        assert isinstance(why, Explanation)
        assert why.statement_id == card(reply).statement.id


async def test_overheard_ones_get_what_is_sure_and_nothing_else(talk: ChatDriver) -> None:
    await manage(talk, "watch on")
    talk.responder.private.clear()
    await talk.ask(f"{BOTH} Who painted the ceiling of the opera?", addressed=False)
    assert ids(talk) == [OPEN.id, WALK.id]
    assert not talk.responder.private
    await talk.ask(BOTH, addressed=False)
    assert ids(talk) == [OPEN.id, WALK.id]


def test_the_one_question_beside_what_only_tells_is_looked_for_alone(works: Knowledge) -> None:
    told = "Hello, my uncle Otto comes by bus from Velmora with his new camera. How long is the rope walk?"
    result = works.ask(told)
    assert result.question == told
    assert WALK in [*result.answers, *(s.statement for s in result.suggestions)]


# ---------------------------------------------------------------------- going on


async def follow(chat: ChatDriver, text: str, **more: object) -> Reply | None:
    """Ask something short; the reply to it."""
    before = len(chat.responder.shown)
    await chat.ask(text, **more)
    return chat.responder.last if len(chat.responder.shown) > before else None


def read_as(reply: Reply | None) -> str:
    """How the question of a reply was read; empty where no fact was found for it."""
    return reply.read_as if isinstance(reply, Card) else ""


async def test_a_short_question_goes_on_from_the_last_answer(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    reply = card(await follow(talk, "and in 2024?") or Notice(""))
    assert reply.statement == HEMP_2024
    assert reply.read_as == "How much hemp did the ropeworks use in 2024"
    press = Press("P", Person("ann"), CHANNEL, reply.buttons[0].action.code)
    await talk.conversation.handle(press, talk.responder)
    why = talk.responder.private[-1]
    assert isinstance(why, Explanation)
    assert (why.question, why.statement_id) == (reply.read_as, HEMP_2024.id)
    assert why.score >= why.threshold


async def test_nothing_is_made_up_where_the_reading_finds_nothing(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    for text in ("and in 1950?", "why?", "what about Velmora?", "and the opera?"):
        assert not read_as(await follow(talk, text)), text


async def test_what_finds_something_alone_needs_no_context(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    reply = await follow(talk, OPEN.questions[0])
    assert isinstance(reply, Card)
    assert (reply.statement, reply.read_as) == (OPEN, "")


async def test_a_fragment_of_its_own_is_no_answer_to_another_question(works: Knowledge) -> None:
    context = Context(GUIDE.questions[0], GUIDE)
    assert works.ask("and the rope walk?", context=context).answer is None


THREAD = replace(CHANNEL, thread="T1")
DIRECT = Target("chat", "W1", "D1", direct=True)


@pytest.mark.parametrize(
    ("first", "second", "goes_on"),
    [
        ({"author": "ann"}, {"author": "ann"}, True),
        ({"author": "ann"}, {"author": "bob"}, False),
        ({"author": "ann"}, {"author": "ann", "target": replace(CHANNEL, channel="C2")}, False),
        ({"author": "ann"}, {"author": "ann", "target": THREAD}, False),
        ({"author": "ann", "target": THREAD}, {"author": "ann"}, False),
        ({"author": "ann", "target": THREAD}, {"author": "bob", "target": THREAD}, True),
        ({"author": "ann", "target": THREAD}, {"author": "ann", "target": replace(CHANNEL, thread="T2")}, False),
        ({"author": "ann", "id": "T1"}, {"author": "bob", "target": THREAD}, True),
        ({"author": "ann", "target": DIRECT}, {"author": "ann", "target": DIRECT}, True),
    ],
)
async def test_it_goes_on_in_its_thread_or_with_the_same_person_only(
    talk: ChatDriver, first: dict[str, object], second: dict[str, object], goes_on: bool
) -> None:
    await talk.ask(HEMP, **first)
    assert bool(read_as(await follow(talk, "and in 2024?", **second))) == goes_on


async def test_it_goes_on_for_ten_minutes(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    talk.clock.advance(minutes=9)
    assert read_as(await follow(talk, "and in 2024?"))
    talk.clock.advance(minutes=10, seconds=1)
    assert not read_as(await follow(talk, "and in 2025?"))


async def test_it_does_not_go_on_publicly_from_what_was_asked_privately(talk: ChatDriver) -> None:
    def asking(event_id: str, question: str) -> Invocation:
        return Invocation(event_id, Person("ann"), CHANNEL, "ask", {"question": question, "private": True})

    await talk.conversation.handle(asking("I1", HEMP), talk.responder)
    assert not read_as(await follow(talk, "and in 2024?"))
    await talk.conversation.handle(asking("I2", "and in 2024?"), talk.responder)
    assert read_as(talk.responder.private[-1])


async def test_what_is_overheard_does_not_go_on(talk: ChatDriver) -> None:
    await manage(talk, "watch on")
    await talk.ask(HEMP)
    assert not read_as(await follow(talk, "and in 2024?", addressed=False))


async def test_an_edited_question_goes_on_from_what_was_before_it(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    message: Message = await talk.ask(OPEN.questions[0])
    await talk.conversation.handle(replace(message, text="and in 2024?", revision="r"), talk.responder)
    assert ids(talk)[-1] == HEMP_2024.id
    assert read_as(talk.responder.last)


async def test_a_chosen_suggestion_is_what_is_gone_on_from(talk: ChatDriver, works: Knowledge) -> None:
    talk.answering.knowledge = Knowledge(works.collection, replace(works.thresholds, answer=1.01))
    await talk.ask(HEMP)
    (offer,) = talk.responder.private
    assert isinstance(offer, Suggestions)
    chosen = next(b for b in offer.buttons if b.action.value == HEMP_2025.id)
    await talk.conversation.handle(Press("P", Person("ann"), CHANNEL, chosen.action.code), talk.responder)
    talk.answering.knowledge = works
    assert read_as(await follow(talk, "and in 2024?"))


def test_the_price_of_another_time_is_gone_on_to(works: Knowledge) -> None:
    result = works.ask("and in 2024?", context=Context(PRICE.questions[0], PRICE))
    assert result.answer
    assert (result.answer.id, result.read_as) == ("price-2024", "How much is a day ticket in 2024")
