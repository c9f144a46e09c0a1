"""Run the platforms and everything beside them, and end cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args

from bot.adapters.common.retry import backoff
from bot.app import App, Progress, SystemClock, assembled
from bot.conversation.conversation import Conversation
from bot.core.errors import AccessError, ConfigurationError, FactbotError, StoreError
from bot.core.events import Target
from bot.core.exchanges import Outcome
from bot.core.metrics import Metrics
from bot.core.ports import Clock, Platform
from bot.core.router import Menu
from bot.core.storage import Storage
from bot.features.digest.delivery import RESULTS
from bot.knowledge import presentation
from bot.monitoring.entry import monitored
from bot.monitoring.status import BotStatus, states
from bot.settings import EXAMPLES_SERVED, HOW_TO_CHOOSE_FACTS, Settings, missing_platforms, unknown_variables
from bot.supervision import Supervisor

log = logging.getLogger(__name__)

GRACE = 15.0
"""Seconds that events in progress get to finish when the bot is stopped."""


def connect_platforms(settings: Settings, app: App) -> list[Platform]:
    """Make the adapter of every platform that is configured; only their libraries are imported."""
    for platform in settings.served:
        app.metrics.expect(platform.name, get_args(Outcome), RESULTS)
    storage, menu = app.store, app.conversation.menu
    return [platform.connect(storage, menu, SystemClock(), app.metrics) for platform in settings.served]


async def serve(
    settings: Settings, progress: Progress | None = None, *, on_stop: Callable[[], None] = lambda: None
) -> int:
    """Run every platform that has tokens until SIGTERM or SIGINT, and return the exit code 0.

    `on_stop` is called when it begins to stop.

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
    status = BotStatus()
    async with (
        monitored(status, settings.http_host, settings.http_port),
        assembled(settings, progress, whole=True, wait_for_store=True) as app,
    ):
        if not app.facts.whole.shown:
            log.warning("There are no facts in %s, so I can't answer anything. Add a fact file.", settings.facts_dir)
        platforms = connect_platforms(settings, app)
        served = [asyncio.create_task(_keep_running(p, app.conversation), name=p.name) for p in platforms]
        posting = app.start_digests(settings, platforms)
        app.start_chores()
        app.start_recovery()
        app.start_announcing(platforms)
        app.start_reviews(platforms)
        app.start_corrections(platforms)
        stopped = asyncio.create_task(stop.wait())
        status.started(app.metrics, platforms, app.facts, app.store, partial(_tasks, served, app.supervisor))
        known = presentation.summary(app.facts.whole, SystemClock().now().date())
        log.info("Serving %s. %s", " and ".join(p.name for p in platforms), known)
        all_off = asyncio.create_task(asyncio.wait(served))
        await asyncio.wait([stopped, all_off], return_when=asyncio.FIRST_COMPLETED)
        log.info("Stopping: finishing the work in progress")
        status.stopping = True
        on_stop()
        posting.cancel()  # first, as the platforms are needed to finish what is being posted
        await asyncio.wait([posting], timeout=GRACE / 3)
        tasks: list[asyncio.Task[Any]] = [*served, stopped, all_off]
        for task in tasks:
            task.cancel()
        await asyncio.gather(asyncio.wait(tasks, timeout=GRACE * 2 / 3), app.supervisor.stop(GRACE * 2 / 3))
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(1.0):
                await app.store.retire()
    return 0 if stop.is_set() else 1


def _tasks(served: Sequence[asyncio.Task[None]], supervisor: Supervisor) -> dict[str, tuple[int, int]]:
    """Return for each task, by name, how many of it run and how often it failed."""
    chores = {state.name: (int(state.since is not None), state.failures) for state in supervisor.states}
    return {**states(served), **chores}


def end_by_force(seconds: float = GRACE + 3.0) -> None:
    """End the process after some seconds even if a thread hangs, such as one that waits for a frozen database."""

    def end() -> None:
        log.error("Ending by force, because something did not end in %.0f seconds", seconds)
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGTERM or SIGINT (Ctrl+C); call it in the main thread, with the loop running."""
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(signum, stop.set)
        except NotImplementedError:  # the event loop of Windows gets no signals, so Python itself must wake it
            signal.signal(signum, lambda _signum, _frame: loop.call_soon_threadsafe(stop.set))


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


async def chat(
    settings: Settings,
    connect: Callable[[Storage, Menu, Clock, Metrics], Platform],
    progress: Progress | None = None,
    *,
    seen_from: Target | None = None,
) -> None:
    """Run the terminal chat that `connect` opens, until its input ends. For `seen_from` see `CurrentKnowledge`."""
    async with assembled(settings, progress, seen_from=seen_from) as app:
        platform = connect(app.store, app.conversation.menu, SystemClock(), app.metrics)
        await app.conversation.join(platform)
        app.start_digests(settings, [platform])
        app.start_chores()
        try:
            await platform.run(app.conversation)
        finally:
            await app.supervisor.stop(GRACE)
