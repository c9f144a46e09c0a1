"""The bot answers the same on every platform: same text, same source, same visibility, same refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import app
from bot.core import texts
from bot.core.models import Fact, FactCollection, Quote, Source
from bot.features.ask import texts as ask_texts
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from tests.contract import chats
from tests.contract.chats import assert_answers, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import CRANE, DREDGING, DREDGING_FIRST, FERRY, FOG, REPORT

QUESTION = FERRY.questions[0]

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


@pytest.mark.parametrize("most", [1, pytest.param(None, marks=pytest.mark.slow, id="all")])
async def test_listed_questions_are_answered_with_their_fact_or_quote(
    platform: str, run_bot: RunBot, knowledge: Knowledge, most: int | None
) -> None:
    if most is None and platform != "terminal":
        pytest.skip("all platforms find the same; one question of each statement shows how it looks")
    count = 0
    async with run_bot(platform, knowledge) as chat:
        for statement in knowledge.collection.statements:
            if statement.status == "active":
                for question in statement.questions[:most]:
                    assert_answers(await chat.ask(question), statement)
                    count += 1
    assert count > (180 if most is None else 35)


@pytest.mark.parametrize(
    ("typed", "statement_id"),
    [
        ("HOW MANY PEOPLE TOOK THE FERRY IN 2025", FERRY.id),
        ("how many poeple took the fery in 2025", FERRY.id),
        ("  How  many people took the ferry in 2025 ?? ", FERRY.id),
        ("Who is Milojko Spajić?", "montenegro-prime-minister"),
        ("until when does britain support the kosovo force", "kfor-extension"),
    ],
)
async def test_capitals_typos_and_spaces_do_not_change_the_answer(
    platform: str, run_bot: RunBot, knowledge: Knowledge, typed: str, statement_id: str
) -> None:
    statement = knowledge.statement(statement_id)
    assert statement
    async with run_bot(platform, knowledge) as chat:
        assert_answers(await chat.ask(typed), statement)


async def test_a_question_without_an_answer_is_answered_privately_if_that_is_possible(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        for reply in (await chat.ask("Who painted the opera?"), await chat.command("ask", "Who painted the opera?")):
            chats.assert_nothing(reply)
            public = platform == "discord" and reply.asked  # a reply to a message is always public there
            assert bool(reply.private) == (platform != "terminal" and not public)
            assert ("Harbour" in reply.buttons) != bool(public)


async def test_ask_answers_publicly_or_privately(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        for private in (False, True):
            reply = await chat.command("ask", QUESTION, private=private)
            assert_answers(reply, FERRY)
            assert reply.private in (private, None)


@pytest.mark.parametrize("typed", ["--private\n{}", "{}\n--private", "[private]\t{}"])
async def test_a_flag_counts_next_to_any_white_space(
    platform: str, typed: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(f"/ask {typed.format(QUESTION)}")
        if platform == "discord":  # the flag was read, so the public reply to a mention was refused
            assert texts.not_private_here("ask") in reply.text
        else:
            assert_answers(reply, FERRY)
        if platform == "slack":  # the only platform that shows typed commands to others and has private replies
            reply = await chat.command("ask", typed.format(QUESTION))
            assert_answers(reply, FERRY)
            assert reply.private


@pytest.mark.parametrize("typed", ["/ask --private {}", "/verify “{}” --private"])
async def test_a_private_reply_to_a_mention_is_private_or_refused(
    platform: str, run_bot: RunBot, knowledge: Knowledge, typed: str
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(typed.format(QUESTION))
        if platform == "discord":  # a reply to a message is always public there
            assert "Everybody here would see my reply." in reply.text
            assert FERRY.text not in reply.text
        else:
            assert reply.private in (True, None)


async def test_suggestions_are_private_and_a_chosen_one_is_shown_publicly(
    platform: str, run_bot: RunBot, unsure: Knowledge
) -> None:
    async with run_bot(platform, unsure) as chat:
        reply = await chat.command("ask", "How long is the lock?")
        assert ask_texts.DID_YOU_MEAN in reply.text
        assert reply.private in (True, None)
        result = unsure.ask("How long is the lock?")
        assert reply.buttons == (*(s.label for s in result.suggestions), ask_texts.NONE_OF_THESE)
        assert len(reply.buttons) == 4
        card = await chat.press(reply, reply.buttons[1])
        assert_answers(card, result.suggestions[1].statement)
        assert not card.private
        details = await chat.press(await chat.press(card, ask_texts.WHY), ask_texts.DETAILS)
        assert "below 1.01, the minimum for an answer" in details.text


async def test_why_shows_the_reasons_privately_and_a_button_shows_details(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        why = await chat.press(await chat.ask(QUESTION), ask_texts.WHY)
        assert why.private in (True, None)
        explanation = knowledge.explain(QUESTION, FERRY.id)
        assert explanation
        assert explanation.reasons()[-1] == "This is one of the questions that this fact answers. I am sure."
        assert all(reason in why.text for reason in explanation.reasons())
        assert f"Fact {FERRY.id}" in why.text
        assert FERRY.source.title in why.text
        assert "Score" not in why.text
        more = await chat.press(why, ask_texts.DETAILS)
        assert more.private in (True, None)
        assert {"Score", "Words with a match"} <= {label for label, _ in explanation.details()}
        assert all(label in more.text and text in more.text for label, text in explanation.details())


async def test_one_card_shows_both_sources_if_two_facts_say_the_same(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    gull = Source("Ferries fuller than ever", "The Gull", REPORT.published.replace(month=4))
    twin = replace(FERRY, id="gull-on-ferries", source=gull, questions=("How full were the ferries?",))
    both = Knowledge(FactCollection((FERRY, twin, FOG, CRANE)), knowledge.thresholds)
    async with run_bot(platform, both) as chat:
        for asked, shown, other in ((QUESTION, FERRY, twin), (twin.questions[0], twin, FERRY)):
            reply = await chat.ask(asked)
            assert_answers(reply, shown)
            assert reply.text.count(FERRY.text) == 1
            assert other.source.title in reply.text
            assert texts.provenance(other) in reply.text
            assert shown.id in (await chat.press(await chat.press(reply, ask_texts.WHY), ask_texts.DETAILS)).text


@pytest.mark.parametrize("text", ["Who are you?", "hello bot", "What can you do"])
async def test_a_question_about_the_bot_is_answered_with_the_help(
    platform: str, run_bot: RunBot, knowledge: Knowledge, text: str
) -> None:
    async with run_bot(platform, knowledge) as chat:
        for reply in (await chat.ask(text), await chat.command("ask", text)):
            assert presentation.summary(knowledge, today()) in reply.text
            assert "Ask a question" in reply.buttons
        assert reply.private in (True, None)  # a command's reply can be private everywhere, a mention's cannot


async def test_thanks_get_no_reply_unless_they_are_sent_with_ask(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        for thanks in ("Thanks!", "ok, thank you so much 🙏", "👍"):
            assert_answers(await chat.ask_after_ignored_text(thanks, QUESTION), FERRY)
        assert presentation.summary(knowledge, today()) in (await chat.command("ask", "thanks")).text


async def test_help_all_lists_every_command(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.command("help", "all")
        for command in app.menu().commands:
            assert command.usage in reply.text
            assert command.summary in reply.text


@pytest.mark.parametrize("text", ["", "🦭", "؟", "\u200b", "x" * 1_990])
async def test_a_text_without_words_or_too_long_is_refused_with_the_same_sentence(
    platform: str, run_bot: RunBot, knowledge: Knowledge, text: str
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(text)
        expected = "Please use at most 1,000 characters" if len(text) > 1_000 else ask_texts.NO_WORDS
        assert expected in reply.text


async def test_only_managers_can_switch_watching_on_and_off(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "terminal":
        async with run_bot(platform, knowledge) as chat:
            assert "direct message" in (await chat.command("watch on")).text
        return
    async with run_bot(platform, knowledge) as chat:
        assert "Please type /watch on, /watch off or /watch status." in (await chat.ask("watch")).text
        refusal = await chat.command("watch on")
        assert "Only channel managers can use /watch on" in refusal.text
        assert refusal.private
        for command, sentence in (("watch on", "From now on I read"), ("watch off", "I no longer watch this channel.")):
            announced = await chat.command(command, manager=True)
            assert sentence in announced.text
            assert not announced.private
            assert not (await chat.command(command, manager=True)).text.startswith(sentence)


async def test_cards_mark_superseded_texts_and_expired_facts(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(DREDGING_FIRST.questions[0])
        assert_answers(reply, DREDGING)
        assert texts.replaced(DREDGING_FIRST) in reply.text
        assert DREDGING_FIRST.text in reply.text
        expired = await chat.ask(CRANE.questions[0])
        assert_answers(expired, CRANE)
        assert "No longer valid. Until 30 April 2026:" in expired.text


HOSTILE = (
    "@everyone <!channel> <@U0ALICE> <@&1> *bold* _it_ ~~no~~ `code` ||spoiler|| [a](https://x.example) "
    "<https://x.example|y> &amp; &lt;b&gt; :wave: <:a:1> # not a heading > not a quote \\ https://x.example/a_b_c"
)


async def test_stored_markup_is_shown_as_text(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    source = Source(
        "A <b>title</b> & *more*", "The [Press] | Co", FERRY.source.published, "https://x.example/a_b?c=1&d=2"
    )
    fact = Fact("hostile", HOSTILE, source, FERRY.as_of, questions=("What does the hostile fact say?",))
    quote = Quote("rude", HOSTILE, "Ann *Bold*", source, "Head_of <x>", questions=("What did the rude quote say?",))
    hostile = Knowledge(FactCollection((fact, quote, FOG)), knowledge.thresholds)
    async with run_bot(platform, hostile) as chat:
        assert_answers(await chat.ask(fact.questions[0]), fact)
        assert_answers(await chat.ask(quote.questions[0]), quote)
