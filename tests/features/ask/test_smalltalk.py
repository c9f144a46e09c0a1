"""Small talk is recognised, and questions that only begin like small talk are not."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.core.events import Invocation, Person
from bot.core.models import FactCollection
from bot.core.replies import Notice, Overview, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import reply_to
from bot.knowledge import presentation, smalltalk
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver, manage, nothing_said, shown_text
from tests.samples.facts import CRANE, FERRY, FERRY_QUESTION, TODAY

ABOUT = """\
who are you|Who are you?|WHAT ARE YOU??|what can you do|What can you do for me?|how do I use you|How do I use this bot?
help|Help!|help me please|can you help me?|hi|Hello|hi bot|hello bot!|hey there 👋|hellooo|helo|good morning|how are you
are you a bot?|are you human|Are you an AI or a human?|r u a bot|what do you know|what do you know?|who made you
Who built this bot?|what's your name|hi, who are you?|so who are you|how do you work|what can i ask you|wat can u do
tell me about yourself|thanks, who are you?""".replace("\n", "|").split("|")
COURTESY = """\
thanks|Thanks!|thank you so much|THANK YOU!!!|thnaks|thanks 🙏|👍|👍🏽|❤️|:+1:|thanks :pray:|ok|OK.|okay thanks|great
great, thanks!|good bot|Good bot!!|bye|bye bye|lol|LOOOL|haha|hahaha|cool, thank you very much|thx|ty
ok great thanks bye|Thanks for the info|thank you for your help|that's great|nice one|perfect|cheers mate
you're welcome|thanx|got it|see you tomorrow|thanks again|Never mind.""".replace("\n", "|").split("|")
OF_THE_WORLD = """\
who are you voting for in Kosovo|help for refugees in Kosovo?|what do you know about KFOR|who are the Houthis
thanks, and when does the ferry leave?|hi when does the ferry leave|ok when does it leave|who made the agreement
thanks to whom is the bridge open?|what can you do about the bees|what can the UK do|are you sure Kosovo signed
help Kosovo|is this a bridge|Great Britain|bye elections in 2025|good question|how are the talks|who runs Kosovo
who are they|Lunch at noon, anyone?|🦭|thanks شكرا|شكرا|the|so|please""".replace("\n", "|").split("|")


@pytest.mark.parametrize("text", ABOUT)
def test_questions_about_the_bot_are_recognised(text: str) -> None:
    assert smalltalk.kind(text) == "about"


@pytest.mark.parametrize("text", COURTESY)
def test_courtesies_are_recognised(text: str) -> None:
    assert smalltalk.kind(text) == "courtesy"


@pytest.mark.parametrize("text", [*OF_THE_WORLD, "", " ", "?!"])
def test_questions_about_the_world_are_not_small_talk(text: str) -> None:
    assert smalltalk.kind(text) is None


@given(st.sampled_from([*ABOUT, *COURTESY]), st.sampled_from(["ferry", "Kosovo", "2025", "boats"]), st.booleans())
def test_small_talk_with_one_word_about_the_world_is_a_question(text: str, word: str, first: bool) -> None:
    assert smalltalk.kind(f"{word} {text}" if first else f"{text} {word}") is None


@given(st.sampled_from([*ABOUT, *COURTESY]), st.sampled_from(["{}", " {} ", "{}!!", "{} 🙂", "…{}", "“{}”"]))
def test_capitals_punctuation_and_emoji_do_not_change_the_kind(text: str, form: str) -> None:
    assert smalltalk.kind(form.format(text.upper())) == smalltalk.kind(text)


@given(st.text(max_size=200))
def test_any_text_gets_a_kind_or_none(text: str) -> None:
    assert smalltalk.kind(text) in ("about", "courtesy", None)


def test_long_texts_of_small_talk_words_do_not_hang() -> None:
    """A pattern that backtracks too much would hang here."""
    rng = random.Random(5)
    words = re.findall("[a-z]+", " ".join([*ABOUT, *COURTESY]).lower())
    for _ in range(500):
        part = " ".join(rng.choices(words, k=rng.choice((1, 2, 3)))) + " "
        text = (part * smalltalk.LONGEST)[: smalltalk.LONGEST - 2] + " x"
        assert smalltalk.kind(text) is None, text


# ---------------------------------------------------------------------- in a conversation


@pytest.mark.parametrize("text", ["Who are you?", "hello bot", "what can you do?"])
async def test_a_question_about_the_bot_gets_the_help_privately(chat: ChatDriver, text: str) -> None:
    await chat.ask(text)
    assert chat.responder.private == [presentation.help_reply(chat.answering.whole, app.menu(), TODAY.date())]
    assert not chat.responder.shown


def test_the_help_is_made_only_for_a_question_about_the_bot(knowledge: Knowledge) -> None:
    made: list[Reply] = []

    def about_bot() -> Reply:
        made.append(Notice("I have facts."))
        return made[-1]

    for question in (FERRY_QUESTION, "Who are you?"):
        reply = reply_to(knowledge.ask(question), knowledge, TODAY.date(), about_bot=about_bot)
    assert made == [reply]


@pytest.mark.parametrize("text", ["thanks!", "👍", "good bot", "bye"])
async def test_a_courtesy_gets_no_reply_unless_it_is_sent_with_ask(chat: ChatDriver, text: str) -> None:
    message = await chat.ask(text)
    assert not chat.responder.shown
    assert not chat.responder.private
    await chat.conversation.handle(Invocation("I", Person("ann"), CHANNEL, "ask", {"question": text}), chat.responder)
    assert chat.responder.private == [presentation.help_reply(chat.answering.whole, app.menu(), TODAY.date())]
    await chat.conversation.handle(replace(message, text=FERRY_QUESTION, revision="r1"), chat.responder)
    assert shown_text(chat.responder.last) == FERRY.text


async def test_small_talk_in_a_watched_channel_gets_no_reply(chat: ChatDriver) -> None:
    await manage(chat, "watch on")
    chat.responder.private.clear()
    for text in (*ABOUT, *COURTESY):
        await chat.ask(text, addressed=False)
    assert not chat.responder.shown
    assert not chat.responder.private


async def test_a_question_loses_its_answer_while_it_is_edited_to_thanks(chat: ChatDriver) -> None:
    message = await chat.ask(FERRY_QUESTION)
    await chat.conversation.handle(replace(message, text="Thanks!", revision="r1"), chat.responder)
    assert not chat.responder.shown
    await chat.conversation.handle(replace(message, text=FERRY_QUESTION, revision="r2"), chat.responder)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [FERRY.text]
    await chat.conversation.handle(replace(message, text="who are you", revision="r3"), chat.responder)
    assert isinstance(chat.responder.last, Overview)
    await chat.conversation.handle(replace(message, text=FERRY_QUESTION, revision="r4"), chat.responder)
    assert [shown_text(r) for r in chat.responder.shown.values()] == [FERRY.text]
    assert not chat.responder.private


@pytest.mark.parametrize("asked", ["Who are you?", "Thanks"])
async def test_small_talk_that_a_fact_lists_as_a_question_is_answered(
    chat: ChatDriver, knowledge: Knowledge, asked: str
) -> None:
    listed = replace(CRANE, id="listed", questions=(asked,))
    chat.answering.state = KnowledgeByPlace(Knowledge(FactCollection((FERRY, listed)), knowledge.thresholds))
    await chat.ask(asked.lower())
    assert shown_text(chat.responder.last) == CRANE.text


async def test_a_question_about_the_world_without_a_fact_is_no_small_talk(chat: ChatDriver) -> None:
    await chat.ask("what do you know about KFOR")
    assert nothing_said(chat) == ask_texts.NO_FACT
