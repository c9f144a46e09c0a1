"""What a feature is: a class whose decorated methods handle commands, buttons and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.conversation.session import Session
from bot.core.ports import Clock, Platform
from bot.core.router import Menu
from bot.core.storage import Storage
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Services:
    """What features work with."""

    facts: CurrentKnowledge
    session: Session
    storage: Storage
    clock: Clock
    menu: Menu
    platforms: Mapping[str, Platform]
    """Those that are connected, by name."""


class Feature:
    """A capability. Its decorated methods are all that others see of it; see `core.declarations`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._facts = services.facts
        self._session = services.session
        self._storage = services.storage
        self._clock = services.clock

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build what the feature looks things up in, so that nobody waits for it later. Takes seconds of CPU."""
