"""Runs a bot on each platform, with the shipped facts or others."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pydantic import SecretStr

from bot import app
from bot.adapters import registry
from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.adapters.slack.entry import SlackSettings
from bot.adapters.slack.manifest import shortcuts
from bot.conversation.feature import Feature
from bot.core.metrics import Metrics
from bot.core.models import FactCollection
from bot.core.ports import Platform
from bot.core.router import Menu
from bot.curation.editing import DEFAULT_RULES, CurationRules, Editing
from bot.curation.live import LiveEntries
from bot.factfiles import FactFolder
from bot.features.ask.corrector import AnswerCorrector
from bot.features.curation.poster import DraftPoster
from bot.features.curation.reminder import CheckReminder
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.features.telling.notifier import AnswerNotifier
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.reloading import FactsKeeper
from bot.settings import shipped_facts
from bot.storage.database import Database, open_store
from tests.contract.chats import PlatformDriver
from tests.contract.drivers import DiscordDriver, SlackDriver, TerminalDriver
from tests.samples.facts import HARBOUR
from tests.samples.quotes import QUAYSIDE
from tests.standins.discord import DiscordStandIn
from tests.standins.slack import OWNER, SlackStandIn

Connect: TypeAlias = Callable[[], Platform]
"""Makes the platform's adapter, a new one for each start of the bot."""


@asynccontextmanager
async def _terminal(_store: Database, _menu: Menu) -> AsyncIterator[tuple[Connect, PlatformDriver]]:
    chat = TerminalDriver()
    yield lambda: chat.platform, chat


@asynccontextmanager
async def _discord(store: Database, menu: Menu) -> AsyncIterator[tuple[Connect, PlatformDriver]]:
    async with DiscordStandIn() as server:
        timeouts = DiscordTimeouts(identify_pause=0.0, form_within=2.5)  # a watched channel needs a second session

        def connect() -> Platform:
            return DiscordPlatform(
                server.token, server.url, store=store, menu=menu, timeouts=timeouts, user_install=True
            )

        yield connect, DiscordDriver(server)
        assert server.problems == []


@asynccontextmanager
async def _slack(store: Database, menu: Menu) -> AsyncIterator[tuple[Connect, PlatformDriver]]:
    async with SlackStandIn() as server:
        server.shortcuts = {one["name"]: one["callback_id"] for one in shortcuts(menu.commands)}
        bot_token, app_token = SecretStr(server.bot_token), SecretStr(server.app_token)
        settings = SlackSettings(bot_token=bot_token, app_token=app_token, api_url=server.api_url)
        yield lambda: settings.connect(store, menu, app.SystemClock(), Metrics()), SlackDriver(server)
        assert server.problems == []


DRIVERS = {"terminal": _terminal, "discord": _discord, "slack": _slack}
"""For each platform, a function that starts its stand-in and makes its driver."""
PLATFORMS = tuple(settings.name for settings in registry.platforms() if settings.name in DRIVERS)
RunBot: TypeAlias = Callable[..., Any]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped facts together with the harbour's."""
    shipped = FactFolder(shipped_facts()).load()
    return _knowledge((shipped, HARBOUR), Thresholds.default())


@pytest.fixture(scope="session")
def quayside() -> Knowledge:
    """Quotes that were written for tests."""
    return Knowledge(QUAYSIDE, Thresholds.default())


def _knowledge(collections: Sequence[FactCollection], thresholds: Thresholds) -> Knowledge:
    statements = tuple(s for c in collections for s in c.statements)
    return Knowledge(FactCollection(statements, (), collections[0].aliases), thresholds)


@pytest.fixture
def unsure(knowledge: Knowledge) -> Knowledge:
    """The same facts, with thresholds that allow no answer and every suggestion."""
    return Knowledge(knowledge.collection, replace(knowledge.thresholds, answer=1.01, suggest=0.0))


NO_VECTORS = VectorSource(lambda: None, VectorCache(Path("unused"), None))


def _rebuilt(
    collection: FactCollection, before: KnowledgeByPlace | None = None, check: Callable[[], None] = lambda: None
) -> KnowledgeByPlace:
    """Build facts as the program does, without sentence vectors."""
    assert before is not None
    thresholds = before.whole.thresholds
    return KnowledgeByPlace(Knowledge(collection, thresholds, before=before.whole, check=check))


@dataclass
class Running:
    """A running bot, which can stop and start again on the same store."""

    knowledge: Knowledge
    store: Database
    connect: Connect
    chat: PlatformDriver
    features: tuple[type[Feature], ...] = ()
    rules: CurationRules = DEFAULT_RULES
    settle: float = 60.0
    """Seconds until answers are corrected. Few tests expect that."""
    tells: bool = False
    """People are told of answers to what they asked in vain."""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def _send(self, platform: Platform) -> None:
        """Send digests, as the program does."""
        facts = CurrentKnowledge(KnowledgeByPlace(self.knowledge))
        await ChangeRecorder(facts, self.store).record()
        late = dt.timedelta(hours=3)
        sender = DigestScheduler(
            [platform], facts, self.store, app.SystemClock(), catch_up=late, lease=late / 360, interval=0.05
        )
        await sender.run()

    async def start(self) -> None:
        """Start the bot and wait until it is connected."""
        facts, clock = CurrentKnowledge(KnowledgeByPlace(self.knowledge)), app.SystemClock()
        live, owners = LiveEntries(self.knowledge.collection), (f"slack:{OWNER}",)
        editing = Editing(self.store, live, clock, self.rules)
        conversation = app.build_conversation(
            facts, self.store, clock, flood_limit=0, features=self.features, owners=owners, editing=editing
        )
        self.chat.conversation = conversation
        platform = self.connect()
        await conversation.join(platform)
        keeper = FactsKeeper(_rebuilt, facts, live, NO_VECTORS, self.store, clock, interval=0.1)
        drafts = DraftPoster([platform], self.store, editing, facts, interval=0.1)
        corrector = AnswerCorrector([platform], self.store, editing, facts, clock, settle=self.settle, interval=0.1)
        reminder = CheckReminder([platform], self.store, live, clock, interval=0.5)
        chores = [keeper.follow(), drafts.run(), corrector.run(), reminder.run()]
        if self.tells:
            chores.append(AnswerNotifier([platform], self.store, facts, clock, interval=0.1).run())
        work = (self._send(platform), platform.run(conversation), *chores)
        self.tasks += [asyncio.create_task(each) for each in work]
        await self.chat.ready()

    async def stop(self) -> None:
        """Stop the bot."""
        for task in self.tasks:
            task.cancel()
            await asyncio.wait([task])
        self.tasks.clear()

    async def restart(self) -> None:
        """Stop the bot and start it again."""
        await self.stop()
        await self.start()


@pytest.fixture
def run_bot(tmp_path: Path) -> RunBot:
    """Start a bot on the named platform, with some facts and maybe more features; gives a driver to talk to it."""

    @asynccontextmanager
    async def running_bot(
        platform: str, knowledge: Knowledge, *features: type[Feature], **more: Any
    ) -> AsyncIterator[PlatformDriver]:
        store = await open_store(f"sqlite:///{tmp_path / platform}.db", app.SystemClock())
        async with DRIVERS[platform](store, Menu.of((*app.FEATURES, *features))) as (connect, chat):
            chat.menu = Menu.of((*app.FEATURES, *features))
            running = Running(knowledge, store, connect, chat, features, **more)
            chat.restart, chat.store = running.restart, store
            await running.start()
            try:
                yield chat
            finally:
                await running.stop()
        await store.close()

    return running_bot
