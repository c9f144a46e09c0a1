"""Curators see which questions have no good answer, and close them, on every platform."""

from __future__ import annotations

import pytest

from bot.conversation.answer_controls import WRONG_LABEL
from bot.conversation.kept_forms import EDIT_AGAIN
from bot.curation.controls import ADD_FACT_LABEL, UNDO_LABEL
from bot.features.gaps import texts as gap_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.contract.test_curation import FILLED, SHARED, let_curate
from tests.contract.test_forms import HOSTILE
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.standins.discord.place import MANAGER

IN_VAIN = "Which walrus guards the vault of the harbour?"
SAME = "which walrus guards the vault of the harbour"


async def listed(chat: PlatformDriver) -> Rendered:
    return await chat.command("gaps", manager=True)


async def opened(chat: PlatformDriver) -> Rendered:
    return await chat.press(await listed(chat), gap_texts.SHOW, manager=True)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_question_without_an_answer_is_listed_and_linked_to_a_fact(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.ask(IN_VAIN)
        await chat.ask(SAME)
        shown = await listed(chat)
        assert shown.private is not False
        assert "walrus" in shown.text
        assert "Asked 2 times" in shown.text
        card = await opened(chat)
        assert f"{gap_texts.ASKED_AS}" in card.text
        await chat.begin_form(card, gap_texts.LINK, manager=True)
        refused = await chat.send_form({gap_texts.ENTRY: HOSTILE[1]})
        assert "no entry" in refused.text
        if platform == "terminal":
            linked = await chat.send_form({gap_texts.ENTRY: FERRY.id})
        else:
            await chat.begin_form(refused, EDIT_AGAIN, manager=True)
            linked = await chat.send_form({gap_texts.ENTRY: FERRY.id})
        assert gap_texts.linked(FERRY.id) in linked.text
        assert FERRY.text in (await chat.ask(IN_VAIN)).text
        assert "walrus" not in (await listed(chat)).text
        assert UNDO_LABEL in linked.buttons


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_question_is_ignored_taken_and_answered_by_a_new_fact(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.ask(IN_VAIN)
        card = await opened(chat)
        ignored = await chat.press(card, gap_texts.IGNORE, manager=True)
        assert "walrus" not in (await listed(chat)).text
        await chat.ask(SAME)
        assert "walrus" not in (await listed(chat)).text
        if platform != "terminal":  # there, only the last reply has buttons
            await chat.press(ignored, gap_texts.ASK_AGAIN, manager=True)
            assert "walrus" in (await listed(chat)).text
            await chat.press(await opened(chat), gap_texts.TAKE, manager=True)
            assert "Given to" in (await listed(chat)).text
            await chat.begin_form(await opened(chat), ADD_FACT_LABEL, manager=True)
            preview = await chat.send_form(FILLED | {"Fact": "A walrus named Otto guards the vault."})
            assert "which walrus guards the vault" in preview.text.casefold()


@pytest.mark.parametrize("platform", SHARED)
async def test_a_wrong_answer_is_listed_until_another_one_is_given(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.press(await chat.ask(FERRY_QUESTION), WRONG_LABEL)
        shown = await listed(chat)
        assert "1 answer called wrong" in shown.text
        assert FERRY_QUESTION in shown.text


@pytest.mark.parametrize("platform", SHARED)
async def test_only_what_all_may_read_is_shown(platform: str, knowledge: Knowledge, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.command("ask", IN_VAIN, private=True)
        await chat.ask_directly(IN_VAIN)
        await chat.hide_channel()
        await chat.ask(IN_VAIN)
        assert "walrus" not in (await listed(chat)).text


@pytest.mark.parametrize("platform", SHARED)
async def test_nobody_but_curators_presses_what_a_curator_was_shown(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.ask(IN_VAIN)
        card = await opened(chat)
        for label in (gap_texts.IGNORE, gap_texts.TAKE):
            assert "Only curators can do this here" in (await chat.press(card, label)).text
        assert "walrus" in (await listed(chat)).text


@pytest.mark.parametrize("platform", SHARED)
async def test_a_question_is_given_to_somebody_who_is_told(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        await chat.ask(IN_VAIN)
        await chat.begin_form(await opened(chat), gap_texts.GIVE, manager=True)
        refused = await chat.send_form({gap_texts.PERSON: "Nobody @everyone"})
        assert gap_texts.NO_PERSON in refused.text
        await chat.begin_form(refused, EDIT_AGAIN, manager=True)
        given = await chat.send_form({gap_texts.PERSON: f"<@{chat.me}>"})
        assert gap_texts.TOLD in given.text
        assert gap_texts.YOURS in chat.direct_posts()[-1].text
        assert gap_texts.given_to("a") in (await listed(chat)).text  # "asker" or "alice"
