"""A scenario with the real store: facts change from day to day, and a channel gets digests of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from bot.core.events import Target
from bot.core.models import FactCollection, Origin, Statement
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.contents import DigestContents
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.replies import Digest
from bot.features.digest.sections import digest
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import Schedule
from bot.storage.database import Database
from tests.chat_driver import FixedClock
from tests.samples.digest import WISH


@dataclass
class DigestScenario:
    """Changes the facts, lets time pass, and posts digests."""

    store: Database
    clock: FixedClock
    answering: CurrentKnowledge = field(default_factory=lambda: CurrentKnowledge(KnowledgeByPlace(knowledge_of())))

    def __post_init__(self) -> None:
        self.digests = DigestComposer(self.answering, self.store)
        self.recorder = ChangeRecorder(self.answering, self.store)

    async def set_facts(self, *statements: Statement, recorded: bool = True) -> None:
        """Replace all facts. If not `recorded`, do not record the change in the store."""
        self.clock.advance(seconds=1)
        self.answering.state = KnowledgeByPlace(knowledge_of(*statements))
        if recorded:
            await self.recorder.record()

    async def post_digest(self, wish: DigestScope = WISH, **passes: float) -> DigestContents:
        """Let some time pass, then post the digest to the channel as the scheduler does; return its contents."""
        self.clock.advance(**passes)
        now = self.clock.now()
        _, contents = await self.digests.compose(wish, now.date(), now)
        target = Target("slack", "T1", wish.id.rpartition(":")[2])
        one = Subscription(target, Schedule(now.time(), wish.zone), "U1", now, now.date(), now)
        lease = dt.timedelta(seconds=30)
        slot = await self.store.tables(DigestStorage).claim(one, now.date(), now, holder="a", lease=lease)
        assert slot is not None
        await self.store.tables(DigestStorage).finish(slot, "posted", covered=contents.until, shown=contents.rotated)
        return contents

    def shown(self, contents: DigestContents, first: int = 0) -> Digest:
        """Return the contents as a reply."""
        return digest(contents, self.answering.whole, "k", first=first)


def knowledge_of(*statements: Statement) -> Knowledge:
    """Return knowledge of facts in the order of a file."""
    placed = (replace(one, origin=Origin("log.yaml", n + 1, 1)) for n, one in enumerate(statements))
    return Knowledge(FactCollection(tuple(placed)), Thresholds.default())


def new_ids(contents: DigestContents) -> list[str]:
    """Return the ids of new facts and quotes."""
    return [one for _, ids in contents.new for one in ids]
