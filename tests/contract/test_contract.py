"""The same bot everywhere: same question, same text, same source, same visibility, same refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import app
from bot.core import texts
from bot.core.models import Collection, Fact, Quote, Source, Statement
from bot.features.ask import texts as ask_texts
from bot.features.watch.handlers import WATCHING
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from tests.contract import chats
from tests.contract.chats import Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import CRANE, DREDGING, DREDGING_FIRST, FERRY, FOG, REPORT

QUESTION = FERRY.questions[0]

pytestmark = pytest.mark.parametrize("name", PLATFORMS)


def assert_shows(seen: Rendered, statement: Statement) -> None:
    """Check that a statement is what was answered."""
    chats.assert_shows(seen, statement)
    assert seen.buttons == (ask_texts.WHY,)


@pytest.mark.parametrize("most", [2, pytest.param(None, marks=pytest.mark.slow, id="all")])
async def test_questions_of_every_fact_are_answered_with_it(
    name: str, run_bot: RunBot, knowledge: Knowledge, most: int | None
) -> None:
    if most is None and name != "terminal":
        pytest.skip("what is found is the same everywhere; what it looks like is not, and two show that")
    asked = 0
    async with run_bot(name, knowledge) as chat:
        for statement in knowledge.collection.statements:
            if statement.status == "active":
                for question in statement.questions[:most]:
                    assert_shows(await chat.ask(question), statement)
                    asked += 1
    assert asked > (180 if most is None else 70)


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
async def test_the_way_of_typing_does_not_matter(
    name: str, run_bot: RunBot, knowledge: Knowledge, typed: str, statement_id: str
) -> None:
    statement = knowledge.statement(statement_id)
    assert statement
    async with run_bot(name, knowledge) as chat:
        assert_shows(await chat.ask(typed), statement)


async def test_what_is_not_held_gets_the_same_words(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        for seen in (await chat.ask("Who painted the opera?"), await chat.command("ask", "Who painted the opera?")):
            assert seen.text.strip() == ask_texts.NO_FACT
            assert not seen.private
            assert not seen.buttons


async def test_ask_answers_for_all_or_privately(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        for private in (False, True):
            seen = await chat.command("ask", QUESTION, private=private)
            assert_shows(seen, FERRY)
            assert seen.private in (private, None)


async def test_suggestions_are_private_and_a_chosen_one_is_shown(name: str, run_bot: RunBot, unsure: Knowledge) -> None:
    async with run_bot(name, unsure) as chat:
        seen = await chat.command("ask", "How long is the lock?")
        assert ask_texts.DID_YOU_MEAN in seen.text
        assert seen.private in (True, None)
        finding = unsure.ask("How long is the lock?")
        assert seen.buttons == tuple(s.label for s in finding.suggestions)
        assert len(seen.buttons) == 3
        card = await chat.press(seen, seen.buttons[1])
        assert_shows(card, finding.suggestions[1].statement)
        assert not card.private
        details = await chat.press(await chat.press(card, ask_texts.WHY), ask_texts.DETAILS)
        assert "below 1.01, the minimum for an answer" in details.text


async def test_why_explains_privately_and_in_the_same_words(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        why = await chat.press(await chat.ask(QUESTION), ask_texts.WHY)
        assert why.private in (True, None)
        explanation = knowledge.explain(QUESTION, FERRY.id)
        assert explanation
        reasons, details = explanation.reasons(), explanation.details()
        assert dict(reasons)["Why"] == "You asked one of the listed questions, word for word."
        assert "Score" not in why.text
        assert {"Score", "Matched words"} <= {label for label, _ in details}
        more = await chat.press(why, ask_texts.DETAILS)
        assert more.private in (True, None)
        for seen, lines in ((why, reasons), (more, details)):
            for label, text in lines:
                assert label in seen.text
                assert text in seen.text


async def test_the_same_from_two_sources_is_one_card_with_both(
    name: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    gull = Source("Ferries fuller than ever", "The Gull", REPORT.published.replace(month=4))
    twin = replace(FERRY, id="gull-on-ferries", source=gull, questions=("How full were the ferries?",))
    both = Knowledge(Collection((FERRY, twin, FOG, CRANE)), knowledge.thresholds)
    async with run_bot(name, both) as chat:
        for asked, shown, other in ((QUESTION, FERRY, twin), (twin.questions[0], twin, FERRY)):
            seen = await chat.ask(asked)
            assert_shows(seen, shown)
            assert seen.text.count(FERRY.text) == 1
            assert other.source.title in seen.text
            assert texts.provenance(other) in seen.text
            assert shown.id in (await chat.press(await chat.press(seen, ask_texts.WHY), ask_texts.DETAILS)).text


@pytest.mark.parametrize("text", ["Who are you?", "hello bot", "What can you do"])
async def test_who_asks_about_the_bot_gets_the_help(
    name: str, run_bot: RunBot, knowledge: Knowledge, text: str
) -> None:
    async with run_bot(name, knowledge) as chat:
        for seen in (await chat.ask(text), await chat.command("ask", text)):
            assert presentation.summary(knowledge) in seen.text
            assert "/ask question [private]" in seen.text
        assert seen.private in (True, None)  # a command's reply can be private everywhere, a mention's cannot


async def test_thanks_need_no_reply_but_a_command_does(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        for thanks in ("Thanks!", "ok, thank you so much 🙏", "👍"):
            assert_shows(await chat.silence(thanks, QUESTION), FERRY)
        assert presentation.summary(knowledge) in (await chat.command("ask", "thanks")).text


async def test_help_shows_the_table(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.command("help")
        for command in app.menu().commands:
            assert command.usage in seen.text
            assert command.summary in seen.text
        assert presentation.summary(knowledge) in seen.text


@pytest.mark.parametrize("text", ["", "🦭", "؟", "\u200b", "x" * 1_990])
async def test_what_cannot_be_a_question_is_refused_in_the_same_words(
    name: str, run_bot: RunBot, knowledge: Knowledge, text: str
) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.ask(text)
        expected = "Please use at most 1,000 characters" if len(text) > 1_000 else ask_texts.NO_WORDS
        assert expected in seen.text


async def test_watching_is_for_managers_only(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if name == "terminal":
        async with run_bot(name, knowledge) as chat:
            assert "direct message" in (await chat.command("watch on")).text
        return
    async with run_bot(name, knowledge) as chat:
        refusal = await chat.command("watch on")
        assert "Only channel managers can use /watch on" in refusal.text
        assert refusal.private
        assert WATCHING[True, True] in (await chat.command("watch on", manager=True)).text
        assert WATCHING[False, True] in (await chat.command("watch off", manager=True)).text


async def test_superseded_and_expired_are_shown_as_such(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.ask(DREDGING_FIRST.questions[0])
        assert_shows(seen, DREDGING)
        assert texts.replaced(DREDGING_FIRST) in seen.text
        assert DREDGING_FIRST.text in seen.text
        expired = await chat.ask(CRANE.questions[0])
        assert_shows(expired, CRANE)
        assert "Out of date: valid until 30 April 2026." in expired.text


HOSTILE = (
    "@everyone <!channel> <@U0ALICE> <@&1> *bold* _it_ ~~no~~ `code` ||spoiler|| [a](https://x.example) "
    "<https://x.example|y> &amp; &lt;b&gt; :wave: <:a:1> # not a heading > not a quote \\ https://x.example/a_b_c"
)


async def test_stored_markup_is_shown_as_text(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    source = Source(
        "A <b>title</b> & *more*", "The [Press] | Co", FERRY.source.published, "https://x.example/a_b?c=1&d=2"
    )
    fact = Fact("hostile", HOSTILE, source, FERRY.as_of, questions=("What does the hostile fact say?",))
    quote = Quote("rude", HOSTILE, "Ann *Bold*", source, "Head_of <x>", questions=("What did the rude quote say?",))
    hostile = Knowledge(Collection((fact, quote, FOG)), knowledge.thresholds)
    async with run_bot(name, hostile) as chat:
        assert_shows(await chat.ask(fact.questions[0]), fact)
        assert_shows(await chat.ask(quote.questions[0]), quote)
