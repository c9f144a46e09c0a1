"""The composition root: builds everything once from the settings. `serving` runs it and shuts it down."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from bot.adapters.common.retry import Failure, persist
from bot.conversation.announcing import announce
from bot.conversation.channel_sets import ChannelSet, WatchedChannels
from bot.conversation.conversation import Conversation
from bot.conversation.curators import Curators
from bot.conversation.feature import Feature, Services, State
from bot.conversation.form_drafts import FormDrafts
from bot.conversation.kept_forms import KeptForms
from bot.conversation.places import Places
from bot.conversation.recovery import Recovery
from bot.conversation.session import Session
from bot.core.clock_watch import ClockWatch
from bot.core.errors import StoreError, StoreVersionError
from bot.core.events import Target
from bot.core.metrics import Metrics
from bot.core.ports import Announcer, Clock, Platform
from bot.core.router import Menu, Router
from bot.core.storage import Storage
from bot.curation.editing import CurationRules, Editing
from bot.curation.live import NOTHING_SAVED, LiveEntries, SavedEntries
from bot.curation.merging import merge
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.factfiles.settling import load_whole
from bot.factfiles.watcher import FactWatcher
from bot.features.ask.choosing import ChoiceHandlers
from bot.features.ask.corrector import AnswerCorrector
from bot.features.ask.explaining import WhyHandlers
from bot.features.ask.handlers import AskHandlers
from bot.features.calibration.calibrator import Calibrator
from bot.features.citation.handlers import CitationHandlers
from bot.features.curation.changing import ChangeHandlers
from bot.features.curation.checking import CheckHandlers
from bot.features.curation.poster import DraftPoster
from bot.features.curation.reminder import CheckReminder
from bot.features.curation.reviewing import ReviewHandlers
from bot.features.curation.saving import SaveHandlers
from bot.features.curators.handlers import CuratorHandlers
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.handlers import DigestHandlers
from bot.features.digest.panel_handlers import DigestPanelHandlers
from bot.features.digest.recorder import ChangeRecorder
from bot.features.feedback.handlers import FeedbackHandlers
from bot.features.feedback.storage import FeedbackStorage
from bot.features.feedback.teaching import TeachHandlers
from bot.features.forget.handlers import ForgetHandlers
from bot.features.full_text.handlers import FullTextHandlers
from bot.features.gaps.handlers import GapHandlers
from bot.features.help.handlers import HelpHandlers
from bot.features.help.welcoming import WelcomeHandlers
from bot.features.quotes.handlers import QuoteHandlers
from bot.features.stats.handlers import StatsHandlers
from bot.features.telling.handlers import TellingHandlers
from bot.features.telling.notifier import AnswerNotifier
from bot.features.verify.handlers import VerifyHandlers
from bot.features.watch.handlers import WatchHandlers
from bot.knowledge.current import CurrentKnowledge
from bot.loading import Progress as Progress
from bot.loading import SystemClock as SystemClock
from bot.loading import encoder_loader, knowledge_builder, prepare, thresholds, vector_source
from bot.matching.grouping import GrouperSource
from bot.matching.meaning import SentenceEncoder
from bot.reloading import BuiltFacts, FactsKeeper, built
from bot.settings import Settings
from bot.storage.old_data import delete_old_data
from bot.supervision import Supervisor

if TYPE_CHECKING:
    from bot.storage.database import Database
    from bot.storage.fallback import FallbackStorage

log = logging.getLogger(__name__)

FEATURES: tuple[type[Feature], ...] = (
    AskHandlers, ChoiceHandlers, WhyHandlers, QuoteHandlers, VerifyHandlers, DigestHandlers, DigestPanelHandlers,
    HelpHandlers, WelcomeHandlers, WatchHandlers, FeedbackHandlers, TeachHandlers, CuratorHandlers, ForgetHandlers,
    FullTextHandlers, CitationHandlers, SaveHandlers, ChangeHandlers, ReviewHandlers, CheckHandlers, GapHandlers,
    StatsHandlers, TellingHandlers,
)  # fmt: skip
"""Every capability, in the order in which the help lists their commands."""


def menu() -> Menu:
    """Return everything that people can call and press, without building the bot."""
    return Menu.of(FEATURES)


def build_conversation(
    facts: CurrentKnowledge,
    storage: Storage,
    clock: Clock,
    *,
    flood_limit: int,
    features: Sequence[type[Feature]] = (),
    metrics: Metrics | None = None,
    editing: Editing | None = None,
    owners: Collection[str] = (),
    load_encoder: Callable[[], SentenceEncoder | None] = lambda: None,
) -> Conversation:
    """Wire the features to a conversation. `features` are added to `FEATURES`; for `owners`, see `Places`."""
    editing = editing or Editing(storage, LiveEntries(facts.whole.collection), clock)
    session = Session(storage, clock, flood_limit=flood_limit)
    platforms: dict[str, Platform] = {}
    kinds = (*FEATURES, *features)
    watched = WatchedChannels(storage, platforms)
    without_feedback = ChannelSet(lambda name: storage.tables(FeedbackStorage).channels_without_feedback(name))
    curators, places = Curators(storage, platforms, clock), Places(storage, platforms, owners)
    forms = KeptForms(storage.tables(FormDrafts))
    states: list[State] = []
    counted = metrics or Metrics()
    grouper = GrouperSource(load_encoder, lambda: facts.whole.collection.aliases)
    services = Services(
        facts, session, storage, clock, Menu.of(kinds), platforms, watched, without_feedback, places,
        forms, curators, editing, counted, grouper, states,
    )  # fmt: skip
    questions = AskHandlers(services)
    ready = [questions, *(feature(services) for feature in kinds if feature is not AskHandlers)]
    states += [feature.state for feature in ready]
    recovery = Recovery(storage, clock, platforms)
    router = Router(ready, services.menu)
    return Conversation(
        router, questions, session, storage, clock, platforms, watched, curators, recovery, places, forms,
        (without_feedback,),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class App:
    """All parts of the bot, wired together."""

    facts: CurrentKnowledge
    conversation: Conversation
    editing: Editing
    store: FallbackStorage
    database: Database
    opening: asyncio.Task[None]
    """Ends when the store is open, if it could not be opened at the start."""
    watcher: FactWatcher[BuiltFacts]
    keeper: FactsKeeper
    recorder: ChangeRecorder
    calibrator: Calibrator
    supervisor: Supervisor
    """Runs the background tasks, and knows how they are doing."""
    metrics: Metrics
    watch: ClockWatch
    """Says whether the clock can be trusted."""
    keep_for: dt.timedelta
    """How long exchanges stay in the store."""
    audit_for: dt.timedelta | None
    """How long the audit log stays; for ever if None."""

    def start_chores(self) -> None:
        """Start every background task but the digests."""
        self.supervisor.start("fact files", self.watcher.run)
        self.supervisor.start("saved entries", self.keeper.follow)
        self.supervisor.start("record of changes", self.recorder.run)
        self.supervisor.start("thresholds", self.calibrator.run)
        self.supervisor.start(
            "old data", lambda: delete_old_data(self.store, self.watch, self.keep_for, self.audit_for)
        )
        self.supervisor.start("store file", self._watch_store_file)
        self.supervisor.start("settings of channels", self.conversation.follow_settings)

    def start_reviews(self, platforms: Sequence[Platform]) -> None:
        """Start the background tasks that post drafts in the review channels, and ask about what is due for a check."""
        self.supervisor.start("drafts", DraftPoster(platforms, self.store, self.editing, self.facts).run)
        self.supervisor.start("checks", CheckReminder(platforms, self.store, self.editing.live, SystemClock()).run)

    def start_corrections(self, platforms: Sequence[Platform]) -> None:
        """Start the background tasks that correct earlier answers, and tell who asked in vain of new ones."""
        corrector = AnswerCorrector(platforms, self.store, self.editing, self.facts, SystemClock())
        self.supervisor.start("corrections", corrector.run)
        notifier = AnswerNotifier(platforms, self.store, self.facts, SystemClock())
        self.supervisor.start("new answers", notifier.run)

    def start_announcing(self, platforms: Sequence[Platform]) -> None:
        """Start the background task that shows beside the bot's name what it has, on platforms that can show it."""
        able = [platform for platform in platforms if isinstance(platform, Announcer)]
        if able:
            self.supervisor.start("announcement", lambda: announce(self.facts, able, SystemClock()))

    def start_recovery(self) -> None:
        """Start the background task that takes over the questions of processes that died."""
        self.supervisor.start("pending questions", self.conversation.take_over_questions)

    async def _watch_store_file(self) -> None:
        """Reopen SQLite's file if it is deleted or replaced, until cancelled."""
        await asyncio.wait([self.opening])
        await self.database.file_watch().run(self.recorder.forget)

    def start_digests(self, settings: Settings, platforms: Sequence[Platform]) -> asyncio.Task[None]:
        """Start the background task that posts the digests of `platforms`, and return it."""
        return self.supervisor.start("digests", lambda: self._post_digests(settings, platforms))

    async def _post_digests(self, settings: Settings, platforms: Sequence[Platform]) -> None:
        """Post the digests once the present state of the facts is recorded, until cancelled."""
        await self.recorder.recorded()
        catch_up = dt.timedelta(hours=settings.digest_catch_up)
        lease = dt.timedelta(seconds=settings.digest_lease)
        await DigestScheduler(
            platforms,
            self.facts,
            self.store,
            SystemClock(),
            catch_up=catch_up,
            lease=lease,
            watch=self.watch,
            results=self.metrics.digests,
        ).run()


@contextlib.asynccontextmanager
async def assembled(
    settings: Settings,
    progress: Progress | None = None,
    *,
    whole: bool = False,
    wait_for_store: bool = False,
    seen_from: Target | None = None,
) -> AsyncIterator[App]:
    """Build the app, and close its store at the end. Raises ConfigurationError if something can't be used.

    With `whole`, also build what is otherwise built on demand. With `wait_for_store`, begin without a store that can't
    be used now. For `seen_from` see `CurrentKnowledge`.
    """
    # SQLAlchemy is slow to import, and `factbot ask` does without
    from bot.storage.database import unopened_store
    from bot.storage.fallback import FallbackStorage

    clock, metrics = SystemClock(), Metrics()
    watch = ClockWatch(clock)
    vectors = vector_source(settings)
    build, complete = knowledge_builder(settings, vectors), partial(prepare, FEATURES if whole else ())
    folder = FactFolder(settings.facts_dir)
    files = await asyncio.to_thread(load_whole, folder, progress)
    database = unopened_store(settings.database_url.get_secret_value(), clock)
    store = FallbackStorage(database, clock)
    opening = await _open(database, wait=wait_for_store)
    # Searches run side by side. In each, further threads of numpy's library would only wait for work, at full speed.
    one_thread = threadpool_limits(1, user_api="blas")
    try:
        live = LiveEntries(files, await _saved(store))
        merged = merge(files, live.saved.by_id.values())
        state = await asyncio.to_thread(built, lambda: build(merged.collection))
        await asyncio.to_thread(built, lambda: complete(state))
        facts, live.conflicts = CurrentKnowledge(state, seen_from=seen_from), merged.conflicts
        vectors.follow(*state.matchers)
        editing = Editing(store, live, clock, CurationRules(settings.two_eyes, settings.review_days))
        keeper = FactsKeeper(build, facts, live, vectors, store, clock, prepare=complete)
        yield App(
            facts,
            build_conversation(
                facts,
                store,
                clock,
                flood_limit=settings.flood_limit,
                metrics=metrics,
                owners=settings.owners,
                editing=editing,
                load_encoder=encoder_loader(settings),
            ),
            editing,
            store,
            database,
            opening,
            keeper.watcher(folder),
            keeper,
            ChangeRecorder(facts, store, watch=watch),
            Calibrator(facts, settings.cache_dir, partial(thresholds, settings)),
            Supervisor(store, clock),
            metrics,
            watch,
            keep_for=dt.timedelta(days=settings.keep_days),
            audit_for=dt.timedelta(days=settings.audit_days) if settings.audit_days else None,
        )
    finally:
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await asyncio.to_thread(vectors.close)
        await store.close()
        one_thread.restore_original_limits()


async def _saved(store: Storage) -> SavedEntries:
    """Read the saved entries. If the store is away, begin without them: they are read as soon as it is back."""
    try:
        return await NOTHING_SAVED.read_on(store.tables(EntryStorage))
    except StoreError as error:
        log.error("%s Until it works, I answer without what was saved in it.", error)
        return NOTHING_SAVED


async def _open(database: Database, *, wait: bool) -> asyncio.Task[None]:
    """Open the store. If it can't be used now, go on without it, and try again until it can: that is the task.

    Raises StoreError if waiting won't help, or if `wait` is False.
    """
    try:
        await database.prepare()
    except StoreVersionError:
        raise
    except StoreError as error:
        if not wait:
            raise
        log.error("%s I start without it, and try again.", error)
        return asyncio.create_task(persist(database.prepare, _judge_opening, first=2.0, longest=30.0))
    return asyncio.create_task(asyncio.sleep(0))  # ends at once, as the store is open


def _judge_opening(error: Exception) -> Failure:
    """Allow another attempt to open the store. Raises all errors that are none of the store's."""
    if not isinstance(error, StoreError):
        raise error
    return Failure(f"The store can't be opened: {error}")
