"""When the bot speaks, and what kind of reply it gives."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import app
from bot.conversation import answer_controls
from bot.core import texts
from bot.core.document import Text
from bot.core.errors import DeliveryError
from bot.core.events import Deletion, Invocation, Person, Press
from bot.core.explanation import Explanation
from bot.core.replies import Card, Help, Notice, Overview, Reply
from bot.core.words import plain
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import ExplanationDetails, Suggestions
from bot.features.watch import texts as watch_texts
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder, manage, nothing_said, shown_text
from tests.samples.facts import CRANE, DREDGING, DREDGING_FIRST, FERRY, FERRY_QUESTION, FOG

LOCK_QUESTION = "How long is the lock?"


async def test_a_question_gets_a_public_card_with_the_fact(chat: ChatDriver) -> None:
    await chat.ask(FERRY_QUESTION)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.statement == FERRY
    assert not card.private
    assert [b.label for b in card.buttons] == [ask_texts.WHY, answer_controls.FORGET_LABEL]
    assert [link.url for link in card.links] == [FERRY.source.url]
    assert card.feedback


async def test_a_quote_answers_a_plain_question(chat: ChatDriver) -> None:
    await chat.ask("What did the harbour master say about delays?")
    assert shown_text(chat.responder.last) == FOG.text


async def test_a_question_without_a_fact_gets_a_private_sentence(chat: ChatDriver) -> None:
    await chat.ask("Who painted the ceiling of the opera?")
    assert nothing_said(chat) == ask_texts.NO_FACT
    assert not chat.responder.shown


async def test_bots_are_never_answered(chat: ChatDriver) -> None:
    await chat.ask(FERRY_QUESTION, author="robo")
    await chat.ask(FERRY_QUESTION, author="x")
    message = replace(chat.message(FERRY_QUESTION), author=Person("robo", bot=True))
    before = dict(chat.responder.shown)
    await chat.conversation.handle(message, chat.responder)
    assert chat.responder.shown == before


async def test_one_message_delivered_many_times_is_answered_once(make_chat: Callable[..., ChatDriver]) -> None:
    first, second = make_chat(), make_chat()
    message = first.message(FERRY_QUESTION)
    await asyncio.gather(*(c.conversation.handle(message, first.responder) for c in (first, first, second, second)))
    restarted = make_chat()
    await restarted.conversation.handle(message, restarted.responder)
    assert len(first.responder.shown) == 1
    assert not restarted.responder.shown


@pytest.mark.parametrize("text", ["", "   ", "🦭🦭", "!!!", "\u200b\u200d", "\x00\x07"])
async def test_a_question_without_words_is_refused_privately(chat: ChatDriver, text: str) -> None:
    await chat.ask(text)
    assert chat.responder.private == [Notice(ask_texts.NO_WORDS)]


async def test_a_question_that_is_too_long_is_refused_privately(chat: ChatDriver) -> None:
    await chat.ask("ferry " * 4_000)
    notice = chat.responder.private[-1]
    assert isinstance(notice, Notice)
    assert "1,000 characters" in notice.text


async def test_the_reply_names_arabic_if_a_question_is_in_arabic(chat: ChatDriver) -> None:
    await chat.ask("كم عدد ركاب العبارة؟")
    assert nothing_said(chat) == "I don't have a fact about that in Arabic. My facts are in English."


# ---------------------------------------------------------------------- superseded and expired


async def test_a_question_about_a_superseded_fact_shows_the_new_fact_and_the_old(chat: ChatDriver) -> None:
    await chat.ask("When will the diggers leave the north basin?")
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.statement == DREDGING
    assert card.validity == "current"
    assert card.replaces == (DREDGING_FIRST,)
    assert texts.replaced(DREDGING_FIRST) == "Until 1 March 2026"


async def test_an_expired_fact_is_marked_as_out_of_date(chat: ChatDriver) -> None:
    await chat.ask("How much may crane 4 lift?")
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.statement == CRANE
    assert card.caution == "No longer valid. Until 30 April 2026:"


async def test_drafts_are_never_shown(chat: ChatDriver) -> None:
    await chat.ask("How many pilots guide ships through the narrows?")
    assert "pilots" not in str(chat.responder.shown)


# ---------------------------------------------------------------------- suggestions and buttons


@pytest.fixture
def unsure(chat: ChatDriver, knowledge: Knowledge) -> ChatDriver:
    """A chat with thresholds that allow no answer and every suggestion."""
    chat.answering.state = KnowledgeByPlace(
        Knowledge(knowledge.collection, replace(knowledge.thresholds, answer=1.01, suggest=0.0))
    )
    return chat


async def test_three_suggestions_are_offered_privately_if_no_answer_is_sure(unsure: ChatDriver) -> None:
    await unsure.ask(LOCK_QUESTION)
    (offer,) = unsure.responder.private
    assert isinstance(offer, Suggestions)
    assert len(offer.buttons) == 3
    assert not unsure.responder.shown


async def test_a_chosen_suggestion_is_shown_and_can_be_explained(unsure: ChatDriver) -> None:
    await unsure.ask(LOCK_QUESTION)
    (offer,) = unsure.responder.private
    assert isinstance(offer, Suggestions)
    action = offer.buttons[1].action
    await unsure.conversation.handle(Press("P1", Person("ann"), CHANNEL, action.code), unsure.responder)
    card = unsure.responder.last
    assert isinstance(card, Card)
    assert card.statement.id == action.value
    await unsure.conversation.handle(Press("P2", Person("ann"), CHANNEL, card.buttons[0].action.code), unsure.responder)
    why = unsure.responder.private[-1]
    assert isinstance(why, Explanation)
    assert (why.question, why.statement_id) == (LOCK_QUESTION, action.value)
    (details,) = why.buttons
    assert details.action.code == f"details:{action.exchange}:"
    await unsure.conversation.handle(Press("P3", Person("ann"), CHANNEL, details.action.code), unsure.responder)
    assert unsure.responder.private[-1] == ExplanationDetails(replace(why, buttons=(), links=()))


async def test_a_button_press_is_answered_once_even_after_a_restart(make_chat: Callable[..., ChatDriver]) -> None:
    first = make_chat()
    await first.ask(FERRY_QUESTION)
    card = first.responder.last
    assert isinstance(card, Card)
    press = Press("P1", Person("ann"), CHANNEL, card.buttons[0].action.code)
    restarted = make_chat()
    await restarted.conversation.handle(press, restarted.responder)
    await restarted.conversation.handle(press, restarted.responder)
    (why,) = restarted.responder.private
    assert isinstance(why, Explanation)
    assert why.statement_id == FERRY.id
    assert why.met


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("why:0123456789abcdef:", texts.TOO_OLD),
        ("show:0123456789abcdef:ferry-passengers", texts.TOO_OLD),
        ("show:0123456789abcdef:", texts.NOT_MINE),
        ("sing:0123456789abcdef:ferry-passengers", texts.NOT_MINE),
        ("junk", texts.NOT_MINE),
        ("", texts.NOT_MINE),
    ],
)
async def test_an_old_or_unknown_button_gets_a_private_sentence(chat: ChatDriver, code: str, sentence: str) -> None:
    await chat.conversation.handle(Press("P1", Person("ann"), CHANNEL, code), chat.responder)
    (notice,) = chat.responder.private
    assert notice == Notice(sentence)


# ---------------------------------------------------------------------- edits and deletions


async def test_an_edited_question_gets_its_answer_edited(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    chat.clock.advance(minutes=9)
    edit = replace(message, text="How much may crane 4 lift?", revision="r1")
    await chat.conversation.handle(edit, chat.responder)
    await chat.conversation.handle(edit, chat.responder)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [CRANE.text]


async def test_an_edit_after_ten_minutes_changes_nothing(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    chat.clock.advance(minutes=10, seconds=1)
    await chat.conversation.handle(replace(message, text="How much may crane 4 lift?", revision="r1"), chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text


async def test_an_edit_that_adds_the_mention_is_answered_once(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION, addressed=False)
    assert not chat.responder.shown
    edit = replace(message, addressed=True, revision="r1")
    await chat.conversation.handle(edit, chat.responder)
    await chat.conversation.handle(replace(edit, revision=None), chat.responder)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [FERRY.text]


async def test_a_refused_question_is_answered_if_it_is_edited(chat: ChatDriver) -> None:
    message = await chat.ask("??")
    await chat.conversation.handle(replace(message, text=FERRY_QUESTION, revision="r1"), chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text


async def test_an_answer_is_deleted_with_its_question(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    other = await chat.ask("How much may crane 4 lift?")
    chat.clock.advance(hours=5)
    await chat.conversation.handle(Deletion(message.id, CHANNEL), chat.responder)
    await chat.conversation.handle(Deletion("unknown", CHANNEL), chat.responder)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [CRANE.text]
    assert other.id != message.id


async def test_a_question_that_is_deleted_while_it_is_answered_leaves_no_answer(chat: ChatDriver) -> None:
    message = chat.message(FERRY_QUESTION)
    await asyncio.gather(
        chat.conversation.handle(message, chat.responder),
        chat.conversation.handle(Deletion(message.id, CHANNEL), chat.responder),
    )
    assert not chat.responder.shown


# ---------------------------------------------------------------------- watched channels


async def test_an_unwatched_channel_gets_no_answer_without_a_mention(chat: ChatDriver) -> None:
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert not chat.responder.shown
    assert not chat.responder.private


async def test_a_watched_channel_gets_only_sure_answers(chat: ChatDriver) -> None:
    assert await manage(chat, "watch on") == Notice(watch_texts.switched_on("mia"), private=False)
    await chat.ask("Lunch at noon, anyone?", addressed=False)
    await chat.ask("🦭", addressed=False)
    await chat.ask("x" * 20_000, addressed=False)
    assert not chat.responder.shown
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [FERRY.text]
    assert await manage(chat, "watch on") == Notice(watch_texts.ALREADY_ON)
    assert await manage(chat, "watch off") == Notice(watch_texts.switched_off("mia"), private=False)
    await chat.ask("How much may crane 4 lift?", addressed=False)
    assert len(chat.responder.shown) == 1


async def test_a_thread_of_a_watched_channel_is_not_said_to_be_unwatched(chat: ChatDriver) -> None:
    thread = replace(CHANNEL, channel="T1", thread="T1", parent=CHANNEL.channel)
    assert await manage(chat, "watch off", place=thread) == Notice(watch_texts.ALREADY_OFF)
    await manage(chat, "watch on")
    assert await manage(chat, "watch off", place=thread) == Notice(watch_texts.OFF_IN_CHANNEL)


async def test_the_same_fact_is_not_given_unprompted_twice_in_ten_minutes(chat: ChatDriver) -> None:
    await manage(chat, "watch on")
    await chat.ask(FERRY_QUESTION, addressed=False)
    chat.clock.advance(minutes=9)
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert len(chat.responder.shown) == 1
    await chat.ask(FERRY_QUESTION)  # asked directly it is given, and the ten minutes begin again
    assert len(chat.responder.shown) == 2
    chat.clock.advance(minutes=9)
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert len(chat.responder.shown) == 2
    chat.clock.advance(minutes=2)
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert len(chat.responder.shown) == 3


async def test_edits_in_a_watched_channel_can_remove_and_bring_back_an_answer(chat: ChatDriver) -> None:
    await manage(chat, "watch on")
    message = await chat.ask(FERRY_QUESTION, addressed=False)
    await chat.conversation.handle(replace(message, text="Never mind.", revision="r1"), chat.responder)
    assert not chat.responder.shown
    await chat.conversation.handle(replace(message, text="How much may crane 4 lift?", revision="r2"), chat.responder)
    assert shown_text(chat.responder.last) == CRANE.text


async def test_only_managers_can_switch_watching_on(chat: ChatDriver) -> None:
    refusal = await manage(chat, "watch on", manager=False)
    assert isinstance(refusal, Notice)
    assert "Only channel managers" in refusal.text
    assert await chat.store.watched("chat") == frozenset()


async def test_watching_is_refused_in_a_direct_message(chat: ChatDriver) -> None:
    direct = replace(CHANNEL, direct=True)
    await chat.conversation.handle(Invocation("I", Person("m", manager=True), direct, "watch on"), chat.responder)
    assert "direct message" in str(chat.responder.private[-1])
    assert await chat.store.watched("chat") == frozenset()


# ---------------------------------------------------------------------- commands and limits


async def test_help_is_private_and_shows_buttons_examples_and_the_state_of_the_channel(chat: ChatDriver) -> None:
    for typed in ("help", "/help", "Hello! Help, please."):
        await chat.ask(typed)
        reply = chat.responder.private[-1]
        assert isinstance(reply, Overview)
        assert {row.label for row in reply.state} == {"Daily digest", "Watching", "Feedback"}
        assert reply.examples[0].label == FERRY_QUESTION
        assert len({button.action.code for button in reply.document().actions.buttons}) > 6


async def test_help_all_is_private_and_lists_every_command(chat: ChatDriver) -> None:
    await chat.ask("help all")
    await chat.ask("/help all")
    for reply in chat.responder.private:
        assert isinstance(reply, Help)
        assert [line.usage for line in reply.lines] == [command.usage for command in app.menu().commands]
        assert reply.lines[0].example == f"/ask {FERRY_QUESTION}"
    assert len(chat.responder.private) == 2


async def test_a_private_question_is_answered_privately(chat: ChatDriver) -> None:
    options: dict[str, str | bool] = {"question": FERRY_QUESTION, "private": True}
    await chat.conversation.handle(Invocation("I1", Person("ann"), CHANNEL, "ask", options), chat.responder)
    (card,) = chat.responder.private
    assert shown_text(card) == FERRY.text
    await chat.conversation.handle(
        Invocation("I2", Person("ann"), CHANNEL, "ask", {"question": "Who sang?", "private": True}), chat.responder
    )
    assert nothing_said(chat) == ask_texts.NO_FACT
    assert not chat.responder.shown


async def test_too_many_questions_of_one_person_are_refused_once(
    make_chat: Callable[..., ChatDriver],
) -> None:
    chat = make_chat(flood_limit=3)
    for _ in range(10):
        await chat.ask(FERRY_QUESTION)
    assert len(chat.responder.shown) == 3
    assert chat.responder.private == [Notice(texts.TOO_MANY)]
    await chat.ask(FERRY_QUESTION, author="bob")
    assert len(chat.responder.shown) == 4
    chat.clock.advance(minutes=1, seconds=1)
    await chat.ask(FERRY_QUESTION)
    assert len(chat.responder.shown) == 5


async def test_an_unexpected_error_gets_a_sentence_with_a_reference_to_the_log(
    chat: ChatDriver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> object:
        raise RuntimeError("the pipes burst")

    monkeypatch.setattr(chat.answering, "ask", fail)
    await chat.ask(FERRY_QUESTION)
    (notice,) = chat.responder.private
    assert isinstance(notice, Notice)
    reference = plain(notice.text).split("Reference ")[1].rstrip(")")
    assert "pipes" not in notice.text
    assert f"Reference {reference}" in caplog.text
    assert "the pipes burst" in caplog.text
    await manage(chat, "watch on")
    chat.responder.private.clear()
    await chat.ask("Something else entirely?", addressed=False)
    assert not chat.responder.private


async def test_a_reply_that_cannot_be_delivered_is_logged(chat: ChatDriver, caplog: pytest.LogCaptureFixture) -> None:
    class Deaf(FakeResponder):
        async def send(self, reply: Reply) -> str | None:
            raise DeliveryError("channel gone")

    await chat.conversation.handle(chat.message(FERRY_QUESTION), Deaf())
    assert "channel gone" in caplog.text


async def test_a_purge_deletes_old_questions_from_the_store(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    assert await chat.store.exchanges_for(message.key)
    await chat.store.purge(chat.clock.now() + dt.timedelta(days=1))
    assert not await chat.store.exchanges_for(message.key)


async def test_an_answer_below_the_unprompted_threshold_is_given_only_when_asked(
    chat: ChatDriver, knowledge: Knowledge
) -> None:
    likely = replace(knowledge.thresholds, unprompted=1.01)
    chat.answering.state = KnowledgeByPlace(Knowledge(knowledge.collection, likely))
    await manage(chat, "watch on")
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert not chat.responder.shown
    await chat.ask(FERRY_QUESTION)
    assert shown_text(chat.responder.last) == FERRY.text


# ---------------------------------------------------------------------- the word `private`, and who asked


def command(chat: ChatDriver, name: str, *, by: str = "ann", **options: str | bool) -> Invocation:
    """Make the event of a command that a person with a name calls."""
    return Invocation(f"I{next(chat.ids)}", Person(by, by.title()), CHANNEL, name, options)


async def test_a_question_in_a_watched_channel_with_the_word_private_gets_no_answer(chat: ChatDriver) -> None:
    await manage(chat, "watch on")
    before = len(chat.responder.private)
    await chat.ask(f"{FERRY_QUESTION} Private.", addressed=False)
    assert not chat.responder.shown
    assert len(chat.responder.private) == before
    await chat.ask(FERRY_QUESTION, addressed=False)
    assert shown_text(chat.responder.last) == FERRY.text


async def test_an_edit_that_adds_or_removes_the_word_changes_who_sees_the_answer(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    assert len(chat.responder.shown) == 1
    hidden = replace(message, text=f"{FERRY_QUESTION} private", revision="r1")
    chat.clock.advance(seconds=1)
    await chat.conversation.handle(hidden, chat.responder)
    assert not chat.responder.shown
    assert shown_text(chat.responder.private[-1]) == FERRY.text
    chat.clock.advance(seconds=1)
    await chat.conversation.handle(replace(message, revision="r2"), chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text


async def test_a_public_reply_to_a_command_names_the_person_and_what_they_asked(chat: ChatDriver) -> None:
    await chat.conversation.handle(command(chat, "ask", question=f"  {FERRY_QUESTION}\n"), chat.responder)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.asked == f"Ann asked: {FERRY_QUESTION}"
    first = card.document().elements[0]
    assert first == Text(card.asked, "quiet")
    await chat.conversation.handle(command(chat, "ask", by="", question=CRANE.questions[0]), chat.responder)
    nameless = chat.responder.last
    assert isinstance(nameless, Card)
    assert nameless.asked == f"Asked: {CRANE.questions[0]}"


@pytest.mark.parametrize("name", ["x" * 500, "two\nlines", "\u202eevil @everyone"])
async def test_a_strange_name_is_one_short_line(chat: ChatDriver, name: str) -> None:
    asked = Invocation("I", Person("ann", name), CHANNEL, "ask", {"question": f"{FERRY_QUESTION}{'?' * 900}"})
    await chat.conversation.handle(asked, chat.responder)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert "\n" not in card.asked
    assert "\u202e" not in card.asked
    assert len(card.asked) < 400
