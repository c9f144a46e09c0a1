"""Watched channels, threads, replies to other people's messages, and buttons that others press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import texts
from bot.features.ask import texts as ask_texts
from bot.features.quotes import texts as quotes_texts
from bot.features.verify import texts as verify_texts
from bot.features.watch import texts as watch_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, assert_shows
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import CRANE, DREDGING, FERRY, FOG
from tests.samples.quotes import FOG as FOG_QUOTE
from tests.waiting import until

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms with channels for several people."""

pytestmark = pytest.mark.parametrize("platform", CHATS)


async def shows(chat: PlatformDriver, text: str) -> None:
    """Wait until everybody can read a text."""
    await until(lambda: any(text in one for one in chat.public_texts()), lambda: str(chat.public_texts()))


async def test_watching_is_announced_with_the_name_of_the_manager(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        announced = await chat.watch()
        assert not announced.private
        assert {"discord": "manon", "slack": "olga"}[platform] + " switched this on" in announced.text
        assert "/watch off" in announced.text
        await until_heard(chat)
        again = await chat.command("watch on", manager=True)
        assert watch_texts.ALREADY_ON in again.text
        assert again.private
        assert not (await chat.command("watch off", manager=True)).private


async def test_a_channel_is_never_watched_in_secret(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform == "discord":
        pytest.skip("the command has no option there, and after a mention everybody sees the reply")
    async with run_bot(platform, knowledge) as chat:
        assert watch_texts.ALWAYS_ANNOUNCED in (await chat.command("watch on", manager=True, private=True)).text
        assert await chat.store.watched(platform) == frozenset()


async def test_the_status_lists_watched_channels_privately_and_only_to_managers(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        assert "Only channel managers" in (await chat.command("watch status")).text
        status = await chat.command("watch status", manager=True)
        assert watch_texts.NOT_HERE in status.text
        await chat.watch()
        status = await chat.command("watch status", manager=True)
        assert status.private
        assert "#general" in status.text
        await until_heard(chat)
        assert watch_texts.WORKS in (await chat.command("watch status", manager=True)).text


async def until_heard(chat: PlatformDriver) -> None:
    """Wait until the bot has answered a message that does not mention it."""
    await chat.say(FERRY.questions[0])
    await shows(chat, FERRY.text)


@pytest.mark.parametrize(
    "text", ["{other} {question}", "bob: {question}", "{question} {other} knows", "Hey Bob: {question}"]
)
async def test_a_question_to_somebody_else_is_not_answered(
    platform: str, text: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await chat.watch()
        await chat.say(text.format(other=chat.mention_of_other(), question=FERRY.questions[0]))
        await chat.say(CRANE.questions[0])
        await shows(chat, CRANE.text)
        assert not any(FERRY.text in one for one in chat.public_texts())
        both = await chat.ask(text.format(other=chat.mention_of_other(), question=FERRY.questions[0]))
        assert FERRY.text in both.text or ask_texts.NO_FACT in both.text or ask_texts.DID_YOU_MEAN in both.text


async def test_threads_of_a_watched_channel_are_heard(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        await chat.watch()
        root = await chat.say("Let us talk about the harbour")
        await chat.say("lunch at noon?", root=root)
        await chat.say(FERRY.questions[0], root=root)
        await shows(chat, FERRY.text)
        assert not any(ask_texts.NO_FACT in one for one in chat.public_texts())


@pytest.mark.parametrize("text", ["", "?", "what about this?"])
async def test_a_mention_alone_asks_the_message_that_it_replies_to(
    platform: str, text: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await chat.make_readable()
        assert_shows(await chat.point_at(f"so, {FERRY.questions[0]}", text), FERRY)


@pytest.mark.parametrize("text", ["check", "verify", "is this right?", "true?", "please check this quote", ""])
@pytest.mark.parametrize("other", ["Ada Quill: “Fog does not read timetables”", "> Fog does not read timetables."])
async def test_a_quotation_is_checked_in_reply_to_it(
    platform: str, text: str, other: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    written = other if platform == "discord" else other.replace(">", "&gt;")
    async with run_bot(platform, quayside) as chat:
        await chat.make_readable()
        reply = await chat.point_at(written, text)
        assert reply.text.strip().startswith(verify_texts.HEADLINES["verbatim"])
        assert reply.private is (platform == "slack")  # on Discord, only interactions can get a private reply


async def test_a_mention_alone_may_ask_for_privacy(platform: str, run_bot: RunBot, quayside: Knowledge) -> None:
    if platform == "discord":
        pytest.skip("only interactions can get a private reply there")
    async with run_bot(platform, quayside) as chat:
        for other, text in ((f"Ada Quill: “{FOG_QUOTE.text}”", "private"), ("Who reads timetables?", "this? private")):
            assert (await chat.point_at(other, text)).private


async def test_a_sentence_without_marks_is_checked_as_a_whole(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        await chat.make_readable()
        reply = await chat.point_at("Fog does read timetables", "is this right?")
        assert reply.text.strip().startswith(verify_texts.HEADLINES["altered"])
        assert verify_texts.WARNINGS["negation"] in reply.text


@pytest.mark.parametrize("text", ["", "check"])
async def test_a_message_that_cannot_be_read_is_said_to_be_so(
    platform: str, text: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:  # nothing is watched, so Discord withholds the content
        if platform == "slack":
            chat._server.scopes = "app_mentions:read,chat:write,commands"
        reply = await chat.point_at(FERRY.questions[0], text)
        assert texts.unreadable("Check quote") in reply.text
        assert "Apps" in reply.text


async def test_the_choice_of_another_person_is_private_and_takes_nothing_away(
    platform: str, run_bot: RunBot, quayside: Knowledge
) -> None:
    async with run_bot(platform, quayside) as chat:
        shown = await chat.command("quote", "Ada Quill")
        assert not shown.private
        before = chat.public_texts()
        own = await chat.press_as_other(shown, quotes_texts.ANOTHER)
        assert own.private
        assert chat.public_texts() == before
        assert own.text != shown.text
        next_one = await chat.press_as_other(own, quotes_texts.ANOTHER)  # their own card goes on
        assert next_one.private
        assert chat.public_texts() == before
        replaced = await chat.press(shown, quotes_texts.ANOTHER)
        assert not replaced.private
        assert own.text in replaced.text  # below the line that says who asked
        assert chat.public_texts() == [replaced.text]
        random = await chat.command("quote")
        chosen = await chat.choose_as_other(random, random.choices[0])
        assert chosen.private
        assert random.text in chat.public_texts()


async def test_suggestions_of_somebody_else_stay_where_all_see_them(
    platform: str, run_bot: RunBot, unsure: Knowledge
) -> None:
    async with run_bot(platform, unsure) as chat:
        offered = await chat.ask("How long is the lock?")
        if offered.private:
            return  # on Slack nobody else sees them
        card = await chat.press_as_other(offered, offered.buttons[0])
        assert card.private
        assert any(ask_texts.DID_YOU_MEAN in one for one in chat.public_texts())
        own = await chat.press(offered, offered.buttons[0])
        assert not own.private
        assert not any(ask_texts.DID_YOU_MEAN in one for one in chat.public_texts())


async def test_an_edit_that_removes_the_mention_removes_the_answer(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        for text in ("never mind", FERRY.questions[0]):
            reply = await chat.ask(FERRY.questions[0])
            assert_shows(reply, FERRY)
            await chat.edit_to(reply.asked, text)
            await until(lambda: chat.public_texts() == [])


async def test_an_edit_after_a_moderator_deleted_the_answer_posts_a_new_one(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask(FERRY.questions[0])
        await chat.moderate(reply)
        await chat.change_question(reply, CRANE.questions[0], expected=1)
        await shows(chat, CRANE.text)
        await chat.change_question(reply, FERRY.questions[0], expected=1)  # the new one is edited from now on
        await shows(chat, FERRY.text)
        assert len(chat.public_texts()) == 1


@pytest.mark.parametrize("text", [":100:", ":1234: :tada:", "🎉", "💯 🎉", ":tada: :100:"])
async def test_emoji_alone_are_no_question(platform: str, text: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    fact = replace(FERRY, questions=("What is number 100?", "tada 1234"))
    numbers = Knowledge(replace(knowledge.collection, statements=(fact, FOG)), knowledge.thresholds)
    async with run_bot(platform, numbers) as chat:
        assert ask_texts.NO_WORDS in (await chat.ask(text)).text


@pytest.mark.parametrize("everybody", ["@here", "@everyone", "<!channel>", "<!here>"])
async def test_a_mention_of_everybody_does_not_spoil_a_question(
    platform: str, everybody: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "discord" and everybody.startswith("<"):
        return
    async with run_bot(platform, knowledge) as chat:
        assert_shows(await chat.ask(f"{everybody} {FERRY.questions[0]}"), FERRY)
        assert_shows(await chat.ask(f"{FERRY.questions[0]} {everybody}"), FERRY)


@pytest.mark.parametrize("missing", ["place", "access"])
async def test_watching_is_refused_if_it_cannot_work_and_nobody_else_hears_of_it(
    platform: str, missing: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        expected = await chat.take_away(missing)
        for command in ("watch on", "watch on"):
            refused = await chat.command(command, manager=True)
            assert expected in refused.text
            assert refused.private
        assert chat.public_texts() == []
        assert await chat.store.watched(platform) == frozenset()


async def test_the_first_answer_in_a_thread_says_that_a_mention_is_needed_unless_all_is_heard(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await chat.ask(FOG.questions[0])  # Slack shows only by a first mention that nothing else is heard
        root = await chat.say("a talk")
        await chat.mention_in_thread(FERRY.questions[0], root)
        await shows(chat, FERRY.text)
        await chat.mention_in_thread(CRANE.questions[0], root)
        await shows(chat, CRANE.text)
        assert [ask_texts.MENTION_ME in one for one in chat.public_texts()] == [False, True, False]
        await chat.watch()
        await until_heard(chat)
        await chat.mention_in_thread(DREDGING.questions[0], await chat.say("another talk"))
        await shows(chat, DREDGING.text)
        assert ask_texts.MENTION_ME not in chat.public_texts()[-1]
