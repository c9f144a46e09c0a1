"""The help: what people can do, each with a button that does it, examples, and the state of the channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import FactCollection
from bot.features.feedback import texts as feedback_texts
from bot.features.help import texts as help_texts
from bot.features.watch import texts as watch_texts
from bot.knowledge import offers, presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.contract.chats import assert_shows, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.menu import MENU
from tests.samples.facts import FERRY, HARBOUR
from tests.samples.quotes import QUAYSIDE
from tests.standins.discord.place import GUESTS
from tests.waiting import until

CHATS = [name for name in PLATFORMS if name != "terminal"]
"""The platforms with channels for several people."""
OFFERS = ["Ask a question", "Check a quote", "See the quotes", "Daily digest"]


@pytest.fixture(scope="module")
def both() -> Knowledge:
    """Facts of a harbour, and quotes."""
    statements = (*HARBOUR.statements, *QUAYSIDE.statements)
    return Knowledge(replace(HARBOUR, statements=statements), Thresholds.default())


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_help_has_a_button_for_each_thing_that_people_can_do(
    platform: str, run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.command("help")
        assert presentation.introduction(both, today()) in " ".join(shown.text.split())
        assert list(shown.buttons[:4]) == OFFERS
        assert "Ada Quill" in (await chat.press(shown, "See the quotes")).text
        assert "Harbour (" in shown.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_example_of_the_help_is_answered_privately(platform: str, run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.command("help")
        answer = await chat.press(shown, FERRY.questions[0])
        assert_shows(answer, FERRY)
        assert answer.private in (True, None)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_all_commands_are_behind_a_button(platform: str, run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.press(await chat.command("help"), help_texts.MORE)
        for command in chat.menu.commands:
            assert shown.text.count(command.usage) >= 1
        assert "/quotes\n/quotes" not in shown.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_help_of_a_command_shows_its_family_only(platform: str, run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot(platform, both) as chat:
        for shown in (await chat.command("help", "digest"), await chat.mention_as_manager("/digest help")):
            assert "/digest preview" in shown.text
            assert "/quotes" not in shown.text
        assert help_texts.unknown("dance") in (await chat.command("help", "dance")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_store_without_quotes_offers_none_and_one_without_facts_says_how_to_add_them(
    platform: str, run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot(platform, Knowledge(replace(HARBOUR, statements=(FERRY,)), both.thresholds)) as chat:
        shown = await chat.command("help")
        assert list(shown.buttons[:2]) == ["Ask a question", "Daily digest"]
        assert "quote" not in shown.text
    async with run_bot(platform, Knowledge(FactCollection(()), both.thresholds)) as chat:
        shown = await chat.command("help")
        assert presentation.ADD_FACTS in " ".join(shown.text.replace("\n", " ").split())
        assert "Ask a question" not in shown.buttons
        assert help_texts.MORE in shown.buttons


@pytest.mark.parametrize("platform", CHATS)
async def test_the_help_says_what_is_switched_on_in_the_channel(
    platform: str, run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.command("help")
        assert watch_texts.NOT_ON in shown.text
        assert feedback_texts.IS_ON in shown.text
        assert "Off." in shown.text
        await chat.command("digest on", "9am", manager=True)
        await chat.command("feedback off", manager=True)
        await chat.watch()
        shown = await chat.command("help", manager=True)
        assert feedback_texts.IS_OFF in shown.text
        assert watch_texts.NOT_ON not in shown.text
        assert "On, with its threads." in shown.text or "On. If I stay silent" in shown.text
        assert "On, every day. The next one comes on" in shown.text
        assert "Stop watching" in shown.buttons


@pytest.mark.parametrize("platform", CHATS)
async def test_watching_by_a_button_of_the_help_is_for_managers_and_announced_to_everybody(
    platform: str, run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.command("help")
        assert "Watch this channel" not in shown.buttons
        refused = await chat.press_code(shown, "call:-:watch on")
        assert "Only channel managers can use /watch on" in refused.text
        assert refused.private
        announced = await chat.press(await chat.command("help", manager=True), "Watch this channel", manager=True)
        assert "From now on I read all messages in this channel" in announced.text
        assert not announced.private
        assert await chat.store.watched(platform) != frozenset()


@pytest.mark.parametrize("platform", CHATS)
async def test_only_a_short_help_is_shown_to_everybody(platform: str, run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot(platform, both) as chat:
        shown = await chat.ask("help")
        assert shown.private is (platform == "slack")  # on Discord, everybody sees the reply to a mention
        assert list(shown.buttons[:4]) == OFFERS
        assert (help_texts.IN_CHANNEL in shown.text) is (platform == "slack")


@pytest.mark.parametrize("platform", CHATS)
async def test_the_help_in_a_direct_message_speaks_of_it(platform: str, run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot(platform, both) as chat:
        await chat.watch()
        await chat.command("digest on", "9am", manager=True)
        shown = await chat.ask_directly("help")
        assert help_texts.IN_CHAT in shown.text
        assert "I answer everything that you write here." in shown.text
        assert "Mention me" not in shown.text
        is_slack = platform == "slack"  # the only one that says which workspace
        assert ("I watch 1 channel." in shown.text) is is_slack
        assert ("Off here. 1 channel gets one." in shown.text) is is_slack


@pytest.mark.parametrize("place", GUESTS)
@pytest.mark.parametrize("question", ["", "Who are you?"])
async def test_where_the_bot_is_a_guest_the_help_offers_only_what_works_there(
    place: str, question: str, run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot("discord", both) as chat:
        name = "ask" if question else "help"
        shown = await chat.command(name, question, channel=place)
        assert "Use /ask here." in shown.text
        assert not {
            word for word in ("Mention me", "digest", "Watching", "Feedback", "In this c") if word in shown.text
        }
        assert list(shown.buttons[:3]) == ["Ask a question", "Check a quote", "See the quotes"]
        assert not {"Daily digest", "Watch this channel"} & set(shown.buttons)


async def test_where_the_bot_is_a_guest_other_commands_are_not_listed_and_do_not_work(
    run_bot: RunBot, both: Knowledge
) -> None:
    async with run_bot("discord", both) as chat:
        listed = await chat.command("help", "all", channel=GUESTS[0])
        assert "/quotes" in listed.text
        assert "digest" not in listed.text
        refused = await chat.press_code(listed, "call:-:digest settings")
        assert texts.ONLY_AS_MEMBER in refused.text


async def test_the_home_of_slack_shows_the_help(run_bot: RunBot, both: Knowledge) -> None:
    async with run_bot("slack", both) as chat:
        home = await chat.open_home()
        assert presentation.introduction(both, today()) in home
        assert "The next one comes" not in home
        assert help_texts.IN_CHAT in home
        before = len(chat._server.posted("D0ALICE"))
        for label in (FERRY.questions[0], "See the quotes"):
            await chat._server.press_home(label)
        await until(lambda: len(chat._server.posted("D0ALICE")) == before + 2, lambda: "no answers")
        assert any(FERRY.text in shown.reading for shown in chat._server.posted("D0ALICE"))
        await chat._server.press_home("Ask a question")
        await until(lambda: chat._server.modals, lambda: "no form")


def test_the_examples_are_on_several_topics_and_fit_their_buttons(both: Knowledge) -> None:
    questions = ("How long is the mole?",)
    other = replace(FERRY, id="other", topic="Aaa", text="The mole is 90 metres long.", questions=questions)
    long = replace(FERRY, id="long", topic="Bbb", text="x", questions=("Who " + "very " * 30 + "old?", "a: b?"))
    facts = Knowledge(replace(HARBOUR, statements=(*HARBOUR.statements, long, other)), both.thresholds)
    labels = [button.label for button in offers.examples(facts, MENU)]
    assert labels[:2] == [FERRY.questions[0], "How long is the mole?"]
    assert len(labels) == offers.MOST_EXAMPLES
