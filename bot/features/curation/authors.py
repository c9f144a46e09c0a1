"""Tell the person who wrote a draft what was decided."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.conversation.private_messages import write_to
from bot.core.errors import DeliveryError
from bot.core.events import Person
from bot.core.ports import Platform
from bot.core.replies import Notice
from bot.core.storage import Storage
from bot.curation.entries import Draft
from bot.curation.people import PeopleStorage
from bot.features.curation import texts as curation_texts

log = logging.getLogger(__name__)


async def tell_author(draft: Draft, decided_by: Person, storage: Storage, platforms: Mapping[str, Platform]) -> None:
    """Write to the author of a draft that was decided, unless they decided it, are forgotten, or can't be reached."""
    key = draft.change.by
    author = (await storage.tables(PeopleStorage).people({key})).get(key) if key else None
    platform = platforms.get(author.platform) if author else None
    if author is None or platform is None or author.person == decided_by.id:
        return
    text = curation_texts.decided(draft.state, draft.change.statement, draft.reason)
    occasion = f"decided:{draft.id}:{draft.state}:{draft.version}"
    try:
        await write_to(platform, author.person, Notice(text, private=False), occasion)
    except DeliveryError as error:
        log.info("The author of a draft can't be told what was decided: %s", error)
