"""Several questions in one message, and follow-up questions."""

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
from bot.knowledge.by_place import KnowledgeByPlace
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
    chat.answering.state = KnowledgeByPlace(works)
    return chat


def ids(chat: ChatDriver) -> list[str | None]:
    """Return the ids of the facts that the channel shows, in order; None for another reply."""
    return [reply.statement.id if isinstance(reply, Card) else None for reply in chat.responder.shown.values()]


def card(reply: Reply) -> Card:
    """Check that a reply is a card, and return it."""
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
def test_each_listed_question_of_a_message_is_answered(works: Knowledge, text: str, expected: object) -> None:
    answers = list(works.ask(text).answers)
    assert (len(answers) if isinstance(expected, int) else answers) == expected


async def test_each_answer_has_its_own_card_and_why_button(talk: ChatDriver) -> None:
    await talk.ask(BOTH)
    assert ids(talk) == [OPEN.id, WALK.id]
    for reply, fact in zip(list(talk.responder.shown.values()), (OPEN, WALK), strict=True):
        press = Press(f"P{fact.id}", Person("ann"), CHANNEL, card(reply).buttons[0].action.code)
        await talk.conversation.handle(press, talk.responder)
        why = talk.responder.private[-1]
        assert isinstance(why, Explanation)
        assert why.statement_id == fact.id
        assert why.score >= why.threshold


async def test_an_unanswered_question_beside_an_answer_is_named_and_stored(talk: ChatDriver) -> None:
    message = await talk.ask("How long is the rope walk? Who painted the ceiling of the opera?")
    assert ids(talk) == [WALK.id, None]
    sentence = ask_texts.no_fact_about(["Who painted the ceiling of the opera?"])
    assert talk.responder.last == Notice(sentence, private=False)
    since = talk.clock.now()
    unanswered = await talk.store.tables(ChangeStorage).unanswered("chat", "W1", since)
    assert [question for question, _, _ in unanswered] == ["Who painted the ceiling of the opera?"]
    await talk.conversation.handle(Deletion(message.id, CHANNEL), talk.responder)
    assert not talk.responder.shown


async def test_suggestions_for_one_question_are_offered_beside_the_answer_to_another(
    talk: ChatDriver, works: Knowledge
) -> None:
    likely = replace(works.thresholds, answer=0.99, suggest=0.0)
    talk.answering.state = KnowledgeByPlace(Knowledge(works.collection, likely))
    await talk.ask("How long is the rope walk? Which guilders do tickets mean?")
    assert ids(talk) == [WALK.id]
    (offer,) = talk.responder.private
    assert isinstance(offer, Suggestions)
    assert offer.read_as == "Which guilders do tickets mean?"


async def test_a_message_with_several_questions_is_answered_once(
    make_chat: Callable[..., ChatDriver], works: Knowledge
) -> None:
    first, second = make_chat(), make_chat()
    first.answering.state = second.answering.state = KnowledgeByPlace(works)
    message = first.message(BOTH)
    await asyncio.gather(*(c.conversation.handle(message, first.responder) for c in (first, second, first)))
    assert ids(first) == [OPEN.id, WALK.id]


async def test_deleting_a_message_deletes_all_its_answers(talk: ChatDriver) -> None:
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
async def test_an_edit_leaves_only_the_answers_to_the_new_questions(
    talk: ChatDriver, edited: str, expected: list[str]
) -> None:
    message = await talk.ask(BOTH)
    for n, text in enumerate((edited, BOTH, edited)):
        await talk.conversation.handle(replace(message, text=text, revision=f"r{n}"), talk.responder)
    assert ids(talk) == expected
    await talk.conversation.handle(Deletion(message.id, CHANNEL), talk.responder)
    assert not talk.responder.shown


async def test_the_buttons_of_edited_answers_explain_the_fact_that_is_shown(talk: ChatDriver) -> None:
    message = await talk.ask(GUIDE.questions[0])
    await talk.conversation.handle(replace(message, text=BOTH, revision="r"), talk.responder)
    for reply in list(talk.responder.shown.values()):
        code = card(reply).buttons[0].action.code
        await talk.conversation.handle(Press(f"P{code}", Person("ann"), CHANNEL, code), talk.responder)
        why = talk.responder.private[-1]
        assert isinstance(why, Explanation)
        assert why.statement_id == card(reply).statement.id


async def test_a_watched_channel_gets_only_the_sure_answers_of_a_message(talk: ChatDriver) -> None:
    await manage(talk, "watch on")
    talk.responder.private.clear()
    await talk.ask(f"{BOTH} Who painted the ceiling of the opera?", addressed=False)
    assert ids(talk) == [OPEN.id, WALK.id]
    assert not talk.responder.private
    await talk.ask(BOTH, addressed=False)
    assert ids(talk) == [OPEN.id, WALK.id]


def test_a_question_after_a_statement_finds_its_fact(works: Knowledge) -> None:
    text = "Hello, my uncle Otto comes by bus from Velmora with his new camera. How long is the rope walk?"
    result = works.ask(text)
    assert result.question == text
    assert WALK in [*result.answers, *(s.statement for s in result.suggestions)]


# ---------------------------------------------------------------------- follow-up questions


async def ask_follow_up(chat: ChatDriver, text: str, **more: object) -> Reply | None:
    """Ask a short question; return the public reply, None if there is none."""
    before = len(chat.responder.shown)
    await chat.ask(text, **more)
    return chat.responder.last if len(chat.responder.shown) > before else None


def read_as(reply: Reply | None) -> str:
    """Return how the question of a reply was read; empty if it was not read as a follow-up or has no answer."""
    return reply.read_as if isinstance(reply, Card) else ""


async def test_a_short_question_is_read_as_a_follow_up_to_the_last_answer(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    reply = card(await ask_follow_up(talk, "and in 2024?") or Notice(""))
    assert reply.statement == HEMP_2024
    assert reply.read_as == "How much hemp did the ropeworks use in 2024"
    press = Press("P", Person("ann"), CHANNEL, reply.buttons[0].action.code)
    await talk.conversation.handle(press, talk.responder)
    why = talk.responder.private[-1]
    assert isinstance(why, Explanation)
    assert (why.question, why.statement_id) == (reply.read_as, HEMP_2024.id)
    assert why.score >= why.threshold


async def test_a_short_question_is_not_read_as_a_follow_up_without_a_fact(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    for text in ("and in 1950?", "why?", "what about Velmora?", "and the opera?"):
        assert not read_as(await ask_follow_up(talk, text)), text


async def test_a_question_with_its_own_answer_is_not_read_as_a_follow_up(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    reply = await ask_follow_up(talk, OPEN.questions[0])
    assert isinstance(reply, Card)
    assert (reply.statement, reply.read_as) == (OPEN, "")


async def test_a_follow_up_is_not_answered_with_a_fact_for_its_words_alone(works: Knowledge) -> None:
    context = Context(GUIDE.questions[0], GUIDE)
    assert works.ask("and the rope walk?", context=context).answer is None


THREAD = replace(CHANNEL, thread="T1")
DIRECT = Target("chat", "W1", "D1", direct=True)


@pytest.mark.parametrize(
    ("first", "second", "is_follow_up"),
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
async def test_a_follow_up_needs_the_same_thread_or_the_same_person(
    talk: ChatDriver, first: dict[str, object], second: dict[str, object], is_follow_up: bool
) -> None:
    await talk.ask(HEMP, **first)
    assert bool(read_as(await ask_follow_up(talk, "and in 2024?", **second))) == is_follow_up


async def test_a_follow_up_is_possible_for_ten_minutes(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    talk.clock.advance(minutes=9)
    assert read_as(await ask_follow_up(talk, "and in 2024?"))
    talk.clock.advance(minutes=10, seconds=1)
    assert not read_as(await ask_follow_up(talk, "and in 2025?"))


async def test_a_public_question_is_no_follow_up_to_a_private_one(talk: ChatDriver) -> None:
    def private_ask(event_id: str, question: str) -> Invocation:
        return Invocation(event_id, Person("ann"), CHANNEL, "ask", {"question": question, "private": True})

    await talk.conversation.handle(private_ask("I1", HEMP), talk.responder)
    assert not read_as(await ask_follow_up(talk, "and in 2024?"))
    await talk.conversation.handle(private_ask("I2", "and in 2024?"), talk.responder)
    assert read_as(talk.responder.private[-1])


async def test_a_message_without_a_mention_is_no_follow_up(talk: ChatDriver) -> None:
    await manage(talk, "watch on")
    await talk.ask(HEMP)
    assert not read_as(await ask_follow_up(talk, "and in 2024?", addressed=False))


async def test_an_edited_question_can_be_a_follow_up_to_the_message_before_it(talk: ChatDriver) -> None:
    await talk.ask(HEMP)
    message: Message = await talk.ask(OPEN.questions[0])
    await talk.conversation.handle(replace(message, text="and in 2024?", revision="r"), talk.responder)
    assert ids(talk)[-1] == HEMP_2024.id
    assert read_as(talk.responder.last)


async def test_a_follow_up_to_a_chosen_suggestion_is_understood(talk: ChatDriver, works: Knowledge) -> None:
    talk.answering.state = KnowledgeByPlace(Knowledge(works.collection, replace(works.thresholds, answer=1.01)))
    await talk.ask(HEMP)
    (offer,) = talk.responder.private
    assert isinstance(offer, Suggestions)
    chosen = next(b for b in offer.buttons if b.action.value == HEMP_2025.id)
    await talk.conversation.handle(Press("P", Person("ann"), CHANNEL, chosen.action.code), talk.responder)
    talk.answering.state = KnowledgeByPlace(works)
    assert read_as(await ask_follow_up(talk, "and in 2024?"))


def test_a_follow_up_about_another_year_finds_the_superseded_price(works: Knowledge) -> None:
    result = works.ask("and in 2024?", context=Context(PRICE.questions[0], PRICE))
    assert result.answer
    assert (result.answer.id, result.read_as) == ("price-2024", "How much is a day ticket in 2024")
