"""Answers are corrected in place after what they showed was replaced, changed or withdrawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.models import Fact
from bot.curation.entries import ChangeKind, EntryChange, SavedEntry
from bot.curation.storage import EntryStorage
from bot.features.ask import texts as ask_texts
from bot.knowledge.knowledge import Knowledge
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import RunBot
from tests.contract.test_curation import SHARED
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.waiting import assert_stays, until

NEWER = replace(
    FERRY, id="ferry-newer", text="The ferries carried 1.5 million passengers in 2025.", questions=(),
    supersedes=(FERRY.id,),
)  # fmt: skip


async def save(chat: PlatformDriver, kind: ChangeKind, fact: Fact, original: Fact | None = None) -> SavedEntry:
    """Save a change as another process on the store would."""
    tables = chat.store.tables(EntryStorage)
    known = await tables.entry(fact.id)
    (entry,) = await tables.save([EntryChange(kind, fact, "", known.version if known else 0, original)])
    return entry


def shown(chat: PlatformDriver, reply: Rendered) -> str:
    """Return what the message of a reply says by now."""
    return chat.now(reply).text


@pytest.mark.parametrize("platform", SHARED)
async def test_a_public_answer_is_corrected_by_an_edit_once_for_each_change(
    platform: str, knowledge: Knowledge, run_bot: RunBot
) -> None:
    async with run_bot(platform, knowledge, settle=0.0) as chat:
        answer = await chat.ask(FERRY_QUESTION)
        gone = await chat.ask(FERRY_QUESTION)
        old = await chat.ask(FERRY_QUESTION)
        directly = await chat.ask_directly(FERRY_QUESTION)
        private = await chat.command("ask", FERRY_QUESTION, private=True)
        await chat.moderate(gone)
        await age(chat, old)
        entry = await save(chat, "supersede", NEWER)
        await until(lambda: NEWER.text in shown(chat, answer))
        assert f"Corrected on {today()}: {ask_texts.REPLACED}" in shown(chat, answer)
        assert NEWER.source.title in shown(chat, answer)
        assert FERRY.text in shown(chat, answer)
        for other in (old, directly, private):
            assert NEWER.text not in shown(chat, other)
        edits = chat.edits(answer)
        await save(chat, "question", replace(NEWER, questions=("How many took the ferry?",)))
        await save(chat, "edit", replace(NEWER, text=NEWER.text.removesuffix(".")))
        await chat.restart()
        await assert_stays(lambda: chat.edits(answer) == edits)
        await chat.store.tables(EntryStorage).undo(entry.id, 3, "")
        await save(chat, "edit", replace(NEWER, text=NEWER.text.replace("1.5", "1.6")))
        await until(lambda: "1.6 million" in shown(chat, answer))
        assert chat.edits(answer) == edits + 1
        await save(chat, "retire", replace(NEWER, status="retired"))
        await until(lambda: "Corrected on" not in shown(chat, answer))
        assert FERRY.text in shown(chat, answer)
        await save(chat, "retire", replace(FERRY, status="retired"), FERRY)
        await until(lambda: ask_texts.WITHDRAWN in shown(chat, answer))
        assert chat.edits(answer) == edits + 3


def today() -> str:
    """Return the day as the bot writes it."""
    now = dt.datetime.now(dt.UTC)
    return f"{now.day} {now:%B %Y}"


async def age(chat: PlatformDriver, reply: Rendered) -> None:
    """Let an answer be eight days old."""
    channel, message = chat.address(reply)
    for exchange in await chat.store.answered_since(channel, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), 50):
        if exchange.reply_id == message:
            await chat.store.add_exchange(replace(exchange, asked=exchange.asked - dt.timedelta(days=8)))
