"""People who asked in vain are told once that there is an answer; and they teach which fact they meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.answer_controls import WRONG_LABEL
from bot.curation.entries import EntryChange
from bot.curation.storage import EntryStorage
from bot.features.feedback import texts as feedback_texts
from bot.features.telling import texts as telling_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import RunBot
from tests.contract.test_curation import SHARED, let_curate
from tests.samples.facts import CRANE, FERRY, FERRY_QUESTION
from tests.standins.discord.place import MANAGER
from tests.waiting import assert_stays, until

IN_VAIN = "Which walrus guards the vault of the harbour?"
OTTO = replace(FERRY, id="otto", text="A walrus named Otto guards the vault of the harbour.", questions=(IN_VAIN,))


async def save(chat: PlatformDriver, text: str = OTTO.text, expected: int = 0) -> None:
    fact = replace(OTTO, text=text)
    kind = "edit" if expected else "add"
    await chat.store.tables(EntryStorage).save([EntryChange(kind, fact, "", expected)])  # type: ignore[arg-type]


def told(chat: PlatformDriver) -> list[Rendered]:
    """Return what the person was told in the direct message."""
    return [post for post in chat.direct_posts() if "Now I have an answer" in post.text]


@pytest.mark.parametrize("platform", SHARED)
async def test_who_asked_in_vain_is_told_once_and_may_decline(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge, tells=True) as chat:
        await chat.ask(IN_VAIN)
        await chat.ask(IN_VAIN.casefold())
        assert told(chat) == []
        await save(chat)
        await until(lambda: told(chat))
        (card,) = told(chat)
        for part in ("you asked", "walrus guards the vault", OTTO.text, OTTO.source.title):
            assert part in card.text
        await save(chat, "A walrus named Otto guards the vault.", 1)
        await chat.restart()
        await assert_stays(lambda: len(told(chat)) == 1, seconds=0.5)
        stopped = await chat.press(card, telling_texts.STOP)
        assert telling_texts.STOPPED in stopped.text
        await chat.ask("Which seal guards the lamp?")
        seal = replace(
            OTTO, id="seal", text="A seal named Ann guards the lamp.", questions=("Which seal guards the lamp?",)
        )
        await chat.store.tables(EntryStorage).save([EntryChange("add", seal, "")])
        await assert_stays(lambda: len(told(chat)) == 1, seconds=0.5)
        await chat.press(stopped, telling_texts.START)


@pytest.mark.parametrize("platform", SHARED)
async def test_what_was_asked_in_private_is_told_in_private_only(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge, tells=True) as chat:
        await chat.command("ask", IN_VAIN, private=True)
        await save(chat)
        await until(lambda: told(chat))
        assert not any("walrus" in text for text in chat.public_texts() if "walrus" in text and "asked here" in text)


@pytest.mark.parametrize("platform", SHARED)
async def test_who_calls_an_answer_wrong_says_which_fact_was_meant(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await let_curate(chat, MANAGER)
        answer = await chat.ask(FERRY_QUESTION)
        asked = await chat.press(answer, WRONG_LABEL)
        assert feedback_texts.MEANT in asked.text
        assert asked.private
        assert feedback_texts.NONE_MEANT in asked.buttons
        proposed = await chat.press(asked, asked.buttons[0])
        assert feedback_texts.PROPOSED in proposed.text
        drafts = await chat.command("review list", manager=True)
        assert "New question for a" in drafts.text
        assert feedback_texts.PROPOSED_ALREADY in (await chat.press(asked, asked.buttons[0])).text
        assert feedback_texts.NOTHING_MEANT in (await chat.press(asked, feedback_texts.NONE_MEANT)).text
        await chat.begin_form(asked, feedback_texts.OTHER_MEANT)
        typed = await chat.send_form({feedback_texts.ENTRY: CRANE.id})
        assert feedback_texts.PROPOSED in typed.text
        chat.me = MANAGER if platform == "discord" else "U0OWNER"
        asked = await chat.press(answer, WRONG_LABEL)
        learnt = await chat.press(asked, asked.buttons[0])
        assert feedback_texts.LEARNT in learnt.text
