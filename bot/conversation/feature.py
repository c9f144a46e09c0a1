"""Base class of features: its decorated methods handle commands, buttons and forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.conversation.channel_sets import ChannelSet, WatchedChannels
from bot.conversation.curators import Curators
from bot.conversation.kept_forms import KeptForms
from bot.conversation.places import Places
from bot.conversation.session import Session
from bot.core.document import Row
from bot.core.events import NO_EXCHANGE, Action, Person, Press, Target
from bot.core.metrics import Metrics
from bot.core.ports import Clock, Platform
from bot.core.router import Menu
from bot.core.since import Since
from bot.core.storage import Storage
from bot.curation.editing import Editing
from bot.knowledge import presentation
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching.grouping import QuestionGrouper

State: TypeAlias = Callable[[Target, Person], Awaitable[Sequence[Row]]]
"""Describes what is switched on in a channel to a person, as rows."""


@dataclass(frozen=True, slots=True)
class Services:
    """What all features need."""

    facts: CurrentKnowledge
    session: Session
    storage: Storage
    clock: Clock
    menu: Menu
    platforms: Mapping[str, Platform]
    """The connected platforms, by name."""
    watched: WatchedChannels
    without_feedback: ChannelSet
    """The channels in which nobody is asked if an answer was good."""
    places: Places
    """The servers and workspaces that are served."""
    forms: KeptForms
    curators: Curators
    """Who may change the facts."""
    editing: Editing
    """Saves entries and drafts."""
    metrics: Metrics
    grouper: Callable[[], QuestionGrouper]
    """Gives what groups questions that ask the same. Call it off the event loop."""
    states: Sequence[State]
    """`Feature.state` of every feature. Complete as soon as all of them are built."""


class Feature:
    """One capability of the bot.

    From outside, only its decorated methods are used, see `core.declarations`, and its state.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._facts = services.facts
        self._session = services.session
        self._storage = services.storage
        self._clock = services.clock

    async def state(self, target: Target, person: Person) -> Sequence[Row]:
        """Describe what this feature does in a channel without being asked, for the help of a person.

        The person's rights are filled in. Raises StoreError.
        """
        return ()

    async def _since_shown(self, action: Action, press: Press) -> Since | None:
        """Return what happened to the statement of a button since its card was shown; None if it is still the same.

        It is not known, so None, for a card without an exchange, or if the exchange now shows another statement.
        Raises UserError if the store no longer has the exchange.
        """
        if action.exchange == NO_EXCHANGE:
            return None
        exchange = await self._session.recall(action, press)
        if exchange.statement_id != action.value:
            return None
        return presentation.changed_since(self._facts.at(press.target), exchange, self._clock.now().date())

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the feature's indexes in advance, so that nobody waits for them later. Takes seconds of CPU."""
