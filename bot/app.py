"""The composition root: builds everything once from the settings, runs it and shuts it down cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import functools
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.common.retry import backoff
from bot.conversation.conversation import Conversation
from bot.conversation.feature import Feature, Services
from bot.conversation.session import Session
from bot.core.errors import AccessError, ConfigurationError, FactbotError
from bot.core.models import FactCollection
from bot.core.ports import Clock, Platform
from bot.core.router import Menu, Router
from bot.core.storage import Storage
from bot.factfiles import FactFolder
from bot.factfiles.watcher import FactWatcher
from bot.features.ask.handlers import AskHandlers
from bot.features.curation.calibration import chosen, store_key
from bot.features.curation.calibrator import Calibrator, kept_thresholds
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.handlers import DigestHandlers
from bot.features.digest.recorder import ChangeRecorder
from bot.features.full_text.handlers import FullTextHandlers
from bot.features.help.handlers import HelpHandlers
from bot.features.quotes.handlers import QuoteHandlers
from bot.features.verify.handlers import VerifyHandlers
from bot.features.watch.handlers import WatchHandlers
from bot.knowledge import presentation
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.encoder import load_encoder
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.settings import EXAMPLES_SERVED, HOW_TO_CHOOSE_FACTS, Settings, missing_platforms, unknown_variables

if TYPE_CHECKING:
    from bot.storage.database import Database

log = logging.getLogger(__name__)

FEATURES: tuple[type[Feature], ...] = (
    AskHandlers, QuoteHandlers, VerifyHandlers, DigestHandlers, HelpHandlers, WatchHandlers,
    FullTextHandlers,
)  # fmt: skip
"""Every capability, in the order in which the help lists their commands."""

GRACE = 15.0
"""Seconds that events in progress get to finish when the bot is stopped."""

Progress = Callable[[int, int], None]


class SystemClock:
    """The time of the machine."""

    def now(self) -> dt.datetime:
        """Return the present moment in UTC."""
        return dt.datetime.now(dt.UTC)


def thresholds(settings: Settings, measured: Thresholds | None = None) -> Thresholds:
    """Return the thresholds of the settings; if one is not set, that of `measured`, or the model's own."""
    return chosen(measured or Thresholds.default(), settings.answer_threshold, settings.suggest_threshold)


def apply_saved_thresholds(settings: Settings, knowledge: Knowledge) -> None:
    """Use the thresholds that a process measured earlier for exactly these facts, if there are any."""
    knowledge.thresholds = thresholds(settings, kept_thresholds(settings.cache_dir, store_key(knowledge)))


def vector_source(settings: Settings) -> VectorSource:
    """Make the source of a matcher's sentence vectors. The encoder is loaded when the first vector is needed."""
    load = load_encoder if settings.encoder == "on" else lambda: None
    return VectorSource(load, VectorCache(settings.cache_dir))


def knowledge_builder(
    settings: Settings, vectors: VectorSource | None = None, *, whole: bool = False
) -> Callable[[FactCollection], Knowledge]:
    """Return a function that makes knowledge from a collection, with the thresholds of the settings.

    With `vectors`, it gets sentence vectors if they can be had soon. With `whole`, it also builds what is otherwise
    built on demand, so that no user waits for it.
    """
    at_first = thresholds(settings)

    def build(collection: FactCollection) -> Knowledge:
        knowledge = Knowledge(collection, at_first, is_example=settings.serves_examples)
        if vectors:
            vectors.prepare(knowledge.matcher)
        if whole:
            for feature in FEATURES:
                feature.prepare(knowledge)
        return knowledge

    return build


def load_knowledge(settings: Settings, progress: Progress | None = None) -> Knowledge:
    """Load the facts without sentence vectors. Raises ConfigurationError with every problem of the fact files."""
    return _first_load(FactFolder(settings.facts_dir), knowledge_builder(settings), progress)


def load_vectors(settings: Settings, knowledge: Knowledge, progress: Progress | None = None) -> None:
    """Give the facts their sentence vectors, and wait until all are there. `progress` counts texts."""
    vector_source(settings).complete(knowledge.matcher, progress)


def _first_load(
    folder: FactFolder, build: Callable[[FactCollection], Knowledge], progress: Progress | None
) -> Knowledge:
    """Load the facts with the garbage collector off, as it takes seconds for 100,000 facts, which have no cycles.

    Later collections leave the facts out, too. They would make the event loop wait just as long.
    """
    gc.disable()
    try:
        return build(folder.load(progress))
    finally:
        gc.freeze()
        gc.enable()


def menu() -> Menu:
    """Return everything that people can call and press, without building the bot."""
    return Menu.of(FEATURES)


def build_conversation(
    facts: CurrentKnowledge, storage: Storage, clock: Clock, *, flood_limit: int, features: Sequence[type[Feature]] = ()
) -> Conversation:
    """Wire the features to a conversation. `features` are added to `FEATURES`."""
    session = Session(storage, clock, flood_limit=flood_limit)
    platforms: dict[str, Platform] = {}
    kinds = (*FEATURES, *features)
    services = Services(facts, session, storage, clock, Menu.of(kinds), platforms)
    questions = AskHandlers(services)
    ready = [questions, *(feature(services) for feature in kinds if feature is not AskHandlers)]
    return Conversation(Router(ready, services.menu), questions, session, storage, clock, platforms)


@dataclass(frozen=True, slots=True)
class App:
    """All parts of the bot, wired together."""

    facts: CurrentKnowledge
    conversation: Conversation
    store: Database
    watcher: FactWatcher
    recorder: ChangeRecorder
    calibrator: Calibrator
    keep_for: dt.timedelta
    """How long exchanges stay in the store."""

    async def post_digests(self, settings: Settings, platforms: Sequence[Platform]) -> None:
        """Record the present state of the facts, then post the digests of `platforms` until cancelled."""
        await self.recorder.try_record()
        catch_up = dt.timedelta(hours=settings.digest_catch_up)
        lease = dt.timedelta(seconds=settings.digest_lease)
        clock = SystemClock()
        await DigestScheduler(platforms, self.facts, self.store, clock, catch_up=catch_up, lease=lease).run()


@contextlib.asynccontextmanager
async def assembled(settings: Settings, progress: Progress | None = None, *, whole: bool = False) -> AsyncIterator[App]:
    """Build the app, and close its store at the end. Raises ConfigurationError if something can't be used.

    With `whole`, also build what is otherwise built on demand.
    """
    from bot.storage.database import open_store  # SQLAlchemy is slow to import, and `factbot ask` does without

    clock = SystemClock()
    vectors = vector_source(settings)
    build = knowledge_builder(settings, vectors, whole=whole)
    folder = FactFolder(settings.facts_dir)
    knowledge = await asyncio.to_thread(_first_load, folder, build, progress)
    store = await open_store(settings.database_url.get_secret_value(), clock)
    try:
        facts = CurrentKnowledge(knowledge)
        vectors.follow(knowledge.matcher)

        async def replace_facts(collection: FactCollection) -> None:
            facts.knowledge = await asyncio.to_thread(build, collection)
            vectors.follow(facts.knowledge.matcher)
            log.info("Reloaded the changed fact files. %s", presentation.summary(facts.knowledge))

        yield App(
            facts,
            build_conversation(facts, store, clock, flood_limit=settings.flood_limit),
            store,
            FactWatcher(folder, replace_facts, store, clock),
            ChangeRecorder(facts, store),
            Calibrator(facts, settings.cache_dir, functools.partial(thresholds, settings)),
            keep_for=dt.timedelta(days=settings.keep_days),
        )
    finally:
        await asyncio.to_thread(vectors.close)
        await store.close()


def connect_platforms(settings: Settings, storage: Storage, menu: Menu) -> list[Platform]:
    """Make the adapter of every platform that is configured; only their libraries are imported."""
    return [platform.connect(storage, menu, SystemClock()) for platform in settings.served]


async def serve(settings: Settings, progress: Progress | None = None) -> int:
    """Run every platform that has tokens until SIGTERM or SIGINT, and return the exit code 0.

    Return 1 if every platform refused the bot. Raises ConfigurationError if a setting is wrong or nothing can start.
    """
    if not settings.served:
        raise ConfigurationError(missing_platforms())
    for platform_settings in settings.served:
        platform_settings.check()
    for sentence in unknown_variables():
        log.warning(sentence)
    if settings.serves_examples:
        log.warning("%s %s", EXAMPLES_SERVED, HOW_TO_CHOOSE_FACTS)
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with assembled(settings, progress, whole=True) as app:
        platforms = connect_platforms(settings, app.store, app.conversation.menu)
        served = [asyncio.create_task(_keep_running(p, app.conversation), name=p.name) for p in platforms]
        posting = asyncio.create_task(app.post_digests(settings, platforms))
        work = (app.watcher.run(), app.recorder.run(), app.calibrator.run(), _purge_old_data(app))
        chores = [asyncio.create_task(chore) for chore in work]
        stopped = asyncio.create_task(stop.wait())
        log.info("Serving %s. %s", " and ".join(p.name for p in platforms), presentation.summary(app.facts.knowledge))
        all_off = asyncio.create_task(_wait_for_all(served))
        await asyncio.wait([stopped, all_off], return_when=asyncio.FIRST_COMPLETED)
        log.info("Stopping: finishing the work in progress")
        posting.cancel()  # first, as the platforms are needed to finish what is being posted
        await asyncio.wait([posting], timeout=GRACE / 3)
        tasks = [*served, *chores, stopped, all_off]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=GRACE * 2 / 3)
    return 0 if stop.is_set() else 1


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM or SIGINT (Ctrl+C); call it in the main thread, with the loop running."""
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(signum, stop.set)
        except NotImplementedError:  # the event loop of Windows gets no signals, so Python itself must wake it
            signal.signal(signum, lambda _signum, _frame: loop.call_soon_threadsafe(stop.set))


async def _wait_for_all(tasks: list[asyncio.Task[None]]) -> bool:
    """Wait until every task has ended."""
    await asyncio.wait(tasks)
    return True


async def _keep_running(platform: Platform, conversation: Conversation) -> None:
    """Run one platform, and restart it after every error. Ends only if the platform refuses the bot for good."""
    for wait in backoff(2.0, 60.0):
        try:
            await conversation.join(platform)
            await platform.run(conversation)
        except AccessError as error:
            log.error("%s is off: %s", platform.name.capitalize(), error)
            return
        except FactbotError as error:
            log.error("%s stopped and restarts in %.0f s: %s", platform.name.capitalize(), wait, error)
        except Exception:
            log.exception("%s stopped and restarts in %.0f s", platform.name.capitalize(), wait)
        await asyncio.sleep(wait)


async def _purge_old_data(app: App) -> None:
    """Delete old exchanges from the store once an hour."""
    while True:
        try:
            await app.store.purge(SystemClock().now() - app.keep_for)
        except ConfigurationError as error:
            log.warning("Could not delete old data from the store: %s", error)
        await asyncio.sleep(3600)


async def chat(
    settings: Settings, connect: Callable[[Storage, Menu, Clock], Platform], progress: Progress | None = None
) -> None:
    """Run the terminal chat that `connect` opens, until its input ends."""
    async with assembled(settings, progress) as app:
        platform = connect(app.store, app.conversation.menu, SystemClock())
        await app.conversation.join(platform)
        posting = app.post_digests(settings, [platform])
        work = (app.watcher.run(), app.recorder.run(), app.calibrator.run(), posting)
        chores = [asyncio.create_task(chore) for chore in work]
        try:
            await platform.run(app.conversation)
        finally:
            for task in chores:
                task.cancel()
            await asyncio.wait(chores)
