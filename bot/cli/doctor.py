"""The checks of `factbot doctor`: settings, facts, store and the access to each platform."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from bot import app, loading
from bot.conversation.places import PlaceStorage
from bot.core import texts
from bot.core.diagnostics import CheckResult, Usage
from bot.core.errors import ConfigurationError, StoreError
from bot.core.models import Fact, Quote
from bot.core.replies import Reply
from bot.curation.live import NOTHING_SAVED
from bot.curation.merging import merge
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.factfiles.state import FactsState
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import ENDED
from bot.features.digest.texts import MOVE
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.matching.encoder import Encoder
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import MOST_ENTRIES
from bot.settings import EXAMPLES_SERVED, HOW_TO_CHOOSE_FACTS, Settings, unknown_variables
from bot.storage.database import Database, open_store
from bot.supervision import STALE, TaskState, read_processes


async def examine(settings: Settings, *, online: bool = False) -> AsyncIterator[CheckResult]:
    """Check everything, and yield each result, good or bad, at once.

    With `online`, also ask the platforms for everything that each feature needs there. This takes seconds.
    """
    for sentence in unknown_variables():
        yield CheckResult(False, sentence, "Fix the name in the environment or in .env.")
    loaded = await _load(settings)
    async for result in _facts(settings, loaded):
        yield result
    everywhere = Usage(commands=app.menu().commands, thorough=online, samples=_samples(loaded))
    usages: dict[str, Usage] = {}
    try:
        store = await open_store(settings.database_url.get_secret_value(), app.SystemClock())
    except ConfigurationError as error:
        yield CheckResult(False, str(error))
    else:
        try:
            async for result in _store(store, settings):
                yield result
            usages = {platform.name: await _usage(store, platform.name, everywhere) for platform in settings.served}
        finally:
            await store.close()
    async for result in _platforms(settings, usages, everywhere):
        yield result


async def _store(store: Database, settings: Settings) -> AsyncIterator[CheckResult]:
    """Check the store, and what running bots noted in it."""
    try:
        await store.check_writable()
    except StoreError as error:
        yield CheckResult(False, str(error))
    else:
        yield CheckResult(True, f"The store works: {store.description}.")
    if store.sqlite_warning:
        yield CheckResult(False, store.sqlite_warning)
    for result in map(_open_file, store.files_open_to_others):
        yield result
    if refused := await _refused_facts(store):
        yield refused
    async for result in _running_bots(store):
        yield result
    async for result in _digests(store, settings):
        yield result
    if served := await _served_places(store):
        yield served
    async for result in _saved_entries(store, settings):
        yield result


async def _saved_entries(store: Database, settings: Settings) -> AsyncIterator[CheckResult]:
    """Say how many entries are saved and how many drafts wait, and which entries the fact files contradict."""
    tables = store.tables(EntryStorage)
    saved, drafts = await NOTHING_SAVED.read_on(tables), await tables.open_drafts()
    if saved.by_id or drafts:
        counts = f"{len(saved.by_id):,} saved in the store, {texts.count(len(drafts), 'draft')}"
        yield CheckResult(True, f"Facts and quotes from the chat: {counts} waiting for a curator.")
    try:
        files = await asyncio.to_thread(lambda: FactFolder(settings.facts_dir).load())
    except ConfigurationError:
        return  # it is reported already
    for conflict in merge(files, saved.by_id.values()).conflicts:
        remedy = f"Change it again in the chat with /fact edit {conflict.entry.id}, or change the fact file."
        yield CheckResult(False, str(conflict), remedy)


async def _served_places(store: Database) -> CheckResult | None:
    """Say how many places are served, and which ask for it; None before there is anything to say."""
    tables: PlaceStorage = store.tables(PlaceStorage)
    served, asking = len(await tables.served()), await tables.asking()
    if not (served or asking):
        return None
    count = f"I serve {texts.count(served, 'place')}."
    if not asking:
        return CheckResult(True, count)
    named = ", ".join(" ".join(filter(None, (place.address, place.name))) for place in asking)
    remedy = f"To serve one: `factbot allow {asking[0].address}`."
    return CheckResult(True, f"{count} I was also asked in places that are not on the list: {named}.", remedy)


async def _usage(store: Database, platform: str, everywhere: Usage) -> Usage:
    """Read what the bot does on a platform, in addition to what it does everywhere."""
    targets = (subscription.target for subscription in await store.tables(DigestStorage).subscriptions())
    digests = tuple(target for target in targets if target.platform == platform)
    return replace(everywhere, watched=await store.watched(platform), digests=digests)


async def _load(settings: Settings) -> KnowledgeByPlace | ConfigurationError:
    """Load the facts, or return why they can't be used."""
    try:
        return await asyncio.to_thread(loading.load_knowledge, settings)
    except ConfigurationError as error:
        return error


def _samples(loaded: KnowledgeByPlace | ConfigurationError) -> tuple[Reply, ...]:
    """Return a card of a fact and one of a quote that everybody may see, as an answer shows them."""
    if isinstance(loaded, ConfigurationError):
        return ()
    knowledge = loaded.public
    firsts = (next((s for s in knowledge.shown if isinstance(s, kind)), None) for kind in (Fact, Quote))
    today = app.SystemClock().now().date()
    return tuple(presentation.card(knowledge, statement, today) for statement in firsts if statement)


async def _facts(settings: Settings, loaded: KnowledgeByPlace | ConfigurationError) -> AsyncIterator[CheckResult]:
    """Check the facts, and whether they can be compared by the meaning of sentences."""
    folder = settings.facts_dir
    count = 0
    if settings.serves_examples:
        yield CheckResult(False, EXAMPLES_SERVED, HOW_TO_CHOOSE_FACTS)
    if isinstance(loaded, ConfigurationError):
        problem = f"The facts in {folder} can't be used:\n{loaded}"
        yield CheckResult(False, problem, "Fix the fact files; `factbot lint` shows the same list.")
    else:
        knowledge = loaded.whole
        count = len(knowledge.matcher)
        if not knowledge.matcher.has_vectors:
            effect = "Word vectors are missing, so questions in other words are found less often."
            yield CheckResult(False, effect, "Install Factbot again with pip.")
        elif not count:
            yield CheckResult(
                False, f"There are no facts in {folder}.", "Add a fact file; the README shows an example."
            )
        else:
            summary = presentation.summary(knowledge, app.SystemClock().now().date())
            yield CheckResult(True, f"The facts in {folder} can be used. {summary}")
    for result in await asyncio.to_thread(_sentence_vectors, settings, count):
        yield result


def _sentence_vectors(settings: Settings, count: int) -> list[CheckResult]:
    """Check whether questions can be compared with `count` facts by meaning. If not, say what is lost."""
    if settings.encoder == "off":
        return [CheckResult(True, _without_meaning("FACTBOT_ENCODER is off"))]
    if count > MOST_ENTRIES:
        return [CheckResult(True, _without_meaning(f"there are more than {MOST_ENTRIES:,} facts"))]
    if reason := _encoder_problem():
        remedy = "Install Factbot again with pip, or set FACTBOT_ENCODER=off to do without it."
        return [CheckResult(False, _without_meaning(reason), remedy)]
    return [CheckResult(True, "The encoder works."), _cache(settings.cache_dir)]


def _without_meaning(reason: str) -> str:
    """Say why questions are not compared by meaning, and what is lost."""
    return (
        f"The meaning of sentences is not compared, because {reason}. So questions are matched only by their words, "
        "and fewer questions in other words are answered."
    )


def _cache(folder: Path) -> CheckResult:
    """Check whether the results about the facts can be kept for the next start."""
    if problem := VectorCache(folder).problem():
        slow = f"The cache folder {folder} can't be written ({problem}), so each start processes all facts again."
        remedy = "Give the user that runs Factbot write access there, or set FACTBOT_CACHE_DIR."
        return CheckResult(False, slow, remedy)
    return CheckResult(True, f"The cache folder {folder} can be written.")


def _encoder_problem() -> str:
    """Encode a sentence, and return why that fails; empty if it works."""
    try:
        vector = Encoder().encode(["How many buoys mark the channel?"])
    except ImportError as error:
        return f"onnxruntime can't be used on this machine ({error})"
    except FileNotFoundError as error:
        return f"the file {Path(error.filename).name} is missing"
    except Exception as error:  # a damaged file makes onnxruntime raise errors of its own
        return f"the encoder is damaged ({error})"
    has_unit_length = abs(float((vector**2).sum()) - 1) < 0.01
    return "" if has_unit_length else "the encoder is damaged (its vectors have the wrong length)"


def _open_file(file: Path) -> CheckResult:
    """Report that other users may read a file of the store, although opening it should have changed that."""
    problem = f"Other users of this machine may read {file}, which has people's questions."
    remedy = f"Its owner can change that: chmod 600 {file}. On a disk without rights, keep the store elsewhere."
    return CheckResult(False, problem, remedy)


async def _refused_facts(store: Database) -> CheckResult | None:
    """Check whether the running bot noted that it refused a change of the facts."""
    state = await FactsState.read(store)
    if not state or not state.problem:
        return None
    problem = f"The running bot uses the facts from before {state.at}, because of a problem: {state.problem}"
    return CheckResult(False, problem, "Fix the fact files; the bot reloads them automatically.")


async def _running_bots(store: Database) -> AsyncIterator[CheckResult]:
    """Check whether each bot on this store still writes notes, and how its background tasks are doing."""
    now = app.SystemClock().now()
    for process in await read_processes(store):
        name = f"The bot with the process {process.process}"
        if now - process.at > STALE:
            last = f"{name} wrote its last note at {process.at.isoformat(timespec='seconds')}, and was not stopped."
            remedy = "Look at its log, and start it again."
            yield CheckResult(False, f"{last} It does not run any more, or hangs.", remedy)
            continue
        troubled = [task for task in process.tasks if _is_troubled(task, now)]
        for task in troubled:
            state = f"It runs again since {task.since}." if task.since else "It waits to be restarted."
            failed = f"{name} had {texts.count(task.failures, 'failure')} of its background task “{task.name}”"
            problem = f"{failed}, the last one at {task.failed}: {task.error}. {state}"
            yield CheckResult(False, problem, "Look at its log for the cause. The bot restarts the task by itself.")
        if not troubled:
            ago = texts.count(max(0, round((now - process.at).total_seconds())), "second")
            yield CheckResult(True, f"{name} gave a sign of life {ago} ago. All its background tasks ran then.")


def _is_troubled(task: TaskState, now: dt.datetime) -> bool:
    """Return whether a background task does not run, or failed within the last hour."""
    recently = task.failed is not None and now - dt.datetime.fromisoformat(task.failed) < dt.timedelta(hours=1)
    return task.since is None or recently


async def _digests(store: Database, settings: Settings) -> AsyncIterator[CheckResult]:
    """Check how many channels get the daily digest, and which of them are paused. If one has ended, that is fine."""
    subscriptions = [one for one in await store.tables(DigestStorage).subscriptions() if one.paused != ENDED]
    if subscriptions:
        yield CheckResult(True, f"The daily digest is on in {texts.count(len(subscriptions), 'channel')}.")
    for subscription in subscriptions:
        if subscription.paused:
            gone = subscription.paused.endswith(MOVE)
            remedy = "" if gone else "After that, a channel manager must type /digest on there again."
            problem = f"The daily digest of {subscription.id} is paused: {subscription.paused}"
            platform = next((each for each in settings.served if each.name == subscription.target.platform), None)
            if platform:
                commands = app.menu().commands
                problem, remedy = (platform.with_names(text, commands) for text in (problem, remedy))
            yield CheckResult(False, problem, remedy)


async def _platforms(settings: Settings, usages: dict[str, Usage], everywhere: Usage) -> AsyncIterator[CheckResult]:
    """Check each platform. If the store can't be used, only what the bot does `everywhere` is checked: no channels."""
    for platform in settings.served:
        try:
            platform.check()
        except ConfigurationError as error:
            yield CheckResult(False, str(error))
            continue
        for result in await platform.diagnose(usages.get(platform.name, everywhere)):
            yield result
    if not settings.served:
        yield CheckResult(True, "No tokens are set, so only the terminal works.")
