"""The bot serves only the servers and workspaces on its list. Elsewhere it says so once, and then nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.conversation import channel_sets
from bot.conversation.places import PlaceStorage
from bot.conversation.unserved import NOT_SERVED, SERVE_LABEL
from bot.core.events import Completion, Person, Target
from bot.features.ask import texts as ask_texts
from bot.features.help import texts as help_texts
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.storage.database import open_store
from tests.contract.chats import PlatformDriver, Rendered, assert_answers, assert_shows, today
from tests.contract.conftest import RunBot
from tests.contract.test_digest import due_now, wait_for_digest
from tests.contract.test_welcome import each_chat
from tests.samples.facts import FERRY, FERRY_QUESTION
from tests.standins.discord.place import ASKER, FOREIGN, GUILD, OWNER, SECOND_GENERAL, SECOND_GUILD
from tests.standins.slack import CHANNEL, TEAM
from tests.waiting import assert_stays, until

PLACES = {"discord": GUILD, "slack": TEAM}
OTHER = {"other": "Another place"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a bot look often for what other processes have changed."""
    monkeypatch.setattr(channel_sets, "_INTERVAL", 0.02)


@asynccontextmanager
async def other_process(folder: Path, platform: str) -> AsyncIterator[PlaceStorage]:
    """Open the store of a bot a second time, as another process does."""
    store = await open_store(f"sqlite:///{folder / platform}.db", app.SystemClock())
    tables: PlaceStorage = store.tables(PlaceStorage)
    yield tables
    await store.close()


@asynccontextmanager
async def following(chat: PlatformDriver) -> AsyncIterator[None]:
    """Let the bot follow what other processes change."""
    task = asyncio.create_task(chat.conversation.follow_settings())
    yield
    task.cancel()


async def made_before(folder: Path, platform: str, names: Mapping[str, str]) -> None:
    """Make the list, as if the bot had been connected to other places first."""
    async with other_process(folder, platform) as tables:
        await tables.make_list(platform, names)


async def list_is_made(chat: PlatformDriver, platform: str) -> None:
    """Wait until the bot has put its places on the list."""
    tables: PlaceStorage = chat.store.tables(PlaceStorage)

    async def made() -> bool:
        return bool(await tables.served_names(platform))

    await until(made)


def assert_refused(reply: Rendered, *, private: bool) -> None:
    assert (reply.text.strip(), reply.buttons, reply.private) == (NOT_SERVED, (SERVE_LABEL,), private)


@each_chat
async def test_in_a_place_that_is_not_on_the_list_it_says_so_once_to_all_and_once_a_day_to_each_person(
    platform: str, run_bot: RunBot, knowledge: Knowledge, tmp_path: Path
) -> None:
    await made_before(tmp_path, platform, OTHER)
    async with run_bot(platform, knowledge) as chat:
        assert_refused(await chat.ask(FERRY_QUESTION), private=False)
        await chat.mention(FERRY_QUESTION)
        assert_refused(await chat.command("quotes"), private=True)
        await chat.command_without_reply("quotes")
        target = Target(platform, PLACES[platform], CHANNEL)
        assert await chat.conversation.complete(Completion("quote", "speaker", "", target, Person("somebody"))) == ()
        await chat.restart()
        await chat.mention(FERRY_QUESTION)
        await chat.command_without_reply("help")
        await assert_stays(lambda: len(chat.public_texts()) == 1)
        assert chat.public_texts()[0].strip() == NOT_SERVED
        asking = await chat.store.tables(PlaceStorage).asking()
        assert [(place.workspace, bool(place.name)) for place in asking] == [(PLACES[platform], True)]


@each_chat
async def test_only_the_owner_can_put_the_place_on_the_list_and_then_it_introduces_itself_and_answers(
    platform: str, run_bot: RunBot, knowledge: Knowledge, tmp_path: Path
) -> None:
    await made_before(tmp_path, platform, OTHER)
    async with run_bot(platform, knowledge) as chat:
        said = await chat.ask(FERRY_QUESTION)
        for _ in range(2):
            refused = await chat.press_as_other(said, SERVE_LABEL)
            assert refused.text.strip() == help_texts.not_owner(f"{platform}:{PLACES[platform]}")
            assert refused.private
        welcome = await chat.press_as_owner(said, SERVE_LABEL)
        assert presentation.greeting(knowledge, today()) in " ".join(welcome.text.split())
        assert not welcome.private
        assert len(chat.public_texts()) == 1  # in place of the sentence
        assert_answers(await chat.ask(FERRY_QUESTION), FERRY)
        served = await chat.store.tables(PlaceStorage).served_names(platform)
        assert served
        assert served.keys() == {"other", PLACES[platform]}
        assert await chat.store.tables(PlaceStorage).asking() == []


@each_chat
async def test_the_list_is_made_from_the_places_in_which_it_is_and_other_processes_change_it(
    platform: str, run_bot: RunBot, knowledge: Knowledge, tmp_path: Path
) -> None:
    async with (
        run_bot(platform, knowledge) as chat,
        following(chat),
        other_process(tmp_path, platform) as tables,
    ):
        answer = await chat.ask(FERRY_QUESTION)
        assert_answers(answer, FERRY)
        await list_is_made(chat, platform)
        assert [(one.address, bool(one.name)) for one in await tables.served()] == [
            (f"{platform}:{PLACES[platform]}", True)
        ]
        assert await tables.remove(platform, PLACES[platform])
        await until(lambda: not chat.conversation._places.serves(platform, PLACES[platform]))
        assert_refused(await chat.press(answer, ask_texts.WHY), private=True)
        await chat.press_without_reply(answer, ask_texts.WHY)
        assert_refused(await chat.ask(FERRY_QUESTION), private=False)
        await chat.delete_question(answer)  # what people delete goes, wherever that is
        assert await tables.allow(platform, PLACES[platform])
        await until(lambda: chat.conversation._places.serves(platform, PLACES[platform]))
        assert_answers(await chat.ask(FERRY_QUESTION), FERRY)


@each_chat
async def test_the_digest_of_a_place_that_is_not_on_the_list_waits(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        await chat.command("digest on", "9am", manager=True, zone="UTC")
        tables: PlaceStorage = chat.store.tables(PlaceStorage)
        await tables.make_list(platform, OTHER)
        await due_now(chat.store)
        await assert_stays(lambda: chat.unprompted_posts() == [])
        await tables.allow(platform, PLACES[platform])
        assert "Daily digest" in (await wait_for_digest(chat, 0)).text


async def test_a_terminal_is_always_served(run_bot: RunBot, knowledge: Knowledge, tmp_path: Path) -> None:
    await made_before(tmp_path, "terminal", OTHER)
    async with run_bot("terminal", knowledge) as chat, following(chat):
        assert_shows(await chat.ask(FERRY_QUESTION), FERRY)


async def test_a_discord_server_that_it_joins_later_is_not_on_the_list(run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot("discord", knowledge) as chat, following(chat):
        await list_is_made(chat, "discord")
        server = chat._server
        refusal = await chat.add_bot()
        assert_refused(refusal, private=False)
        assert refusal.handle.channel == SECOND_GENERAL
        await server.mention(FERRY_QUESTION, channel=SECOND_GENERAL)
        await chat.add_bot_again()
        direct = await server.answer(await server.dm(FERRY_QUESTION))
        guest = await server.answer(await server.invoke("ask", question=FERRY_QUESTION, channel=FOREIGN, by=ASKER))
        assert FERRY.text in direct.text
        assert FERRY.text in guest.text
        assert len(server.seen(SECOND_GENERAL)) == 1
        await server.answer(await server.press(refusal.handle, SERVE_LABEL, by=OWNER))
        await chat.add_bot_again()
        answered = await server.answer(await server.mention(FERRY_QUESTION, channel=SECOND_GENERAL))
        assert FERRY.text in answered.text
        assert len(server.seen(SECOND_GENERAL)) == 2  # and no second introduction
        assert SECOND_GUILD in (await chat.store.tables(PlaceStorage).served_names("discord") or ())


async def test_slack_direct_messages_follow_the_list_of_their_workspace(
    run_bot: RunBot, knowledge: Knowledge, tmp_path: Path
) -> None:
    await made_before(tmp_path, "slack", OTHER)
    async with run_bot("slack", knowledge) as chat:
        refusal = await chat.ask_directly(FERRY_QUESTION)
        assert (refusal.text.strip(), refusal.buttons) == (NOT_SERVED, (SERVE_LABEL,))
        before = len(chat.messages(refusal))
        await chat._server.dm(FERRY_QUESTION)
        await chat._server.open_home(tab="messages")
        await assert_stays(lambda: len(chat.messages(refusal)) == before)
        assert [r for r in chat._server.requests if r.method == "assistant.threads.setSuggestedPrompts"] == []
        assert_refused(await chat.ask(FERRY_QUESTION), private=False)  # others in the workspace read it, too
