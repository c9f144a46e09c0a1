"""Make knowledge from what the settings name: the fact files, the saved entries, and the vectors of sentences."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from bot.conversation.feature import Feature
from bot.core.models import FactCollection
from bot.curation.live import NOTHING_SAVED, SavedEntries
from bot.curation.merging import merge
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.features.calibration.calibration import chosen, store_key
from bot.features.calibration.calibrator import kept_thresholds
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.encoder import load_encoder
from bot.matching.meaning import SentenceEncoder
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.reloading import KnowledgeBuilder, built
from bot.settings import Settings

Progress: TypeAlias = Callable[[int, int], None]
"""Callback that receives how much is done, and the total."""


class SystemClock:
    """The time of the machine."""

    def now(self) -> dt.datetime:
        """Return the present moment in UTC."""
        return dt.datetime.now(dt.UTC)


def thresholds(settings: Settings, measured: Thresholds | None = None) -> Thresholds:
    """Return the thresholds of the settings; if one is not set, that of `measured`, or the model's own."""
    return chosen(measured or Thresholds.default(), settings.answer_threshold, settings.suggest_threshold)


def apply_saved_thresholds(settings: Settings, facts: KnowledgeByPlace) -> None:
    """Use the thresholds that a process measured earlier for exactly these facts, if there are any."""
    facts.use_thresholds(thresholds(settings, kept_thresholds(settings.cache_dir, store_key(facts.public))))


def vector_source(settings: Settings) -> VectorSource:
    """Make the source of a matcher's sentence vectors. The encoder is loaded when the first vector is needed."""
    return VectorSource(encoder_loader(settings), VectorCache(settings.cache_dir))


def encoder_loader(settings: Settings) -> Callable[[], SentenceEncoder | None]:
    """Return what loads the sentence encoder, once for all; it gives None if the settings or the machine forbid it."""
    return load_encoder if settings.encoder == "on" else lambda: None


def knowledge_builder(settings: Settings, vectors: VectorSource | None = None) -> KnowledgeBuilder:
    """Return a function that makes knowledge from a collection, with the thresholds of the settings or of before.

    With `vectors`, what each place sees is made at once, with sentence vectors if they can be had soon.
    """
    at_first, example = thresholds(settings), settings.serves_examples

    def build(
        collection: FactCollection, before: KnowledgeByPlace | None = None, check: Callable[[], None] = lambda: None
    ) -> KnowledgeByPlace:
        earlier = before.whole if before else None
        used = earlier.thresholds if earlier else at_first  # they are measured again if the facts stay as they are
        facts = KnowledgeByPlace(Knowledge(collection, used, is_example=example, before=earlier, check=check))
        if vectors:
            facts.complete(before, check)
            vectors.prepare(*facts.matchers)
        return facts

    return build


def prepare(
    features: Sequence[type[Feature]], facts: KnowledgeByPlace, is_in_vain: Callable[[], bool] = lambda: False
) -> bool:
    """Build what features would build on demand, so that no user waits for it. It takes seconds for 100,000 facts.

    It ends early as soon as it is in vain. Return whether all was built.
    """
    for knowledge in facts.parts:
        for feature in features:
            if is_in_vain():
                return False
            feature.prepare(knowledge)
    return True


def load_knowledge(settings: Settings, progress: Progress | None = None) -> KnowledgeByPlace:
    """Load the facts of files and store without sentence vectors. Raises ConfigurationError with every problem.

    Call it in a thread without an event loop.
    """
    build = knowledge_builder(settings)
    saved = asyncio.run(saved_entries(settings))
    return built(lambda: build(merge(FactFolder(settings.facts_dir).load(progress), saved.by_id.values()).collection))


def load_vectors(settings: Settings, *parts: Knowledge, progress: Progress | None = None) -> None:
    """Give parts of the facts their sentence vectors, and wait until all are there. `progress` counts texts."""
    vector_source(settings).complete(*dict.fromkeys(knowledge.matcher for knowledge in parts), progress=progress)


async def saved_entries(settings: Settings) -> SavedEntries:
    """Read the entries of the store, without making or migrating one. Raises ConfigurationError."""
    address = settings.database_url.get_secret_value()
    if _is_missing_file(address):
        return NOTHING_SAVED
    # SQLAlchemy is slow to import, so nobody waits for it if nothing was saved
    from bot.storage.database import is_there, unopened_store

    if not is_there(address):
        return NOTHING_SAVED
    store = unopened_store(address, SystemClock())
    try:
        return await NOTHING_SAVED.read_on(store.tables(EntryStorage)) if await store.is_current() else NOTHING_SAVED
    finally:
        await store.close()


def _is_missing_file(address: str) -> bool:
    """Return whether an address surely names a file of SQLite that does not exist."""
    prefix = "sqlite:///"
    return address.startswith(prefix) and "?" not in address and not Path(address.removeprefix(prefix)).exists()
