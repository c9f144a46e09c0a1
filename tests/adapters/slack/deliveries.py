"""Make digests to post, and the lease to post them."""

from __future__ import annotations

import datetime as dt

from bot.adapters.slack.adapter import SlackPlatform
from bot.core.events import Action, Target
from bot.core.ports import Delivery, LeaseLost
from bot.core.replies import Reply
from bot.features.digest.replies import Digest, Item, Section
from tests.samples.slack import FACT
from tests.standins.slack import CHANNEL, TEAM

KEY = "0123456789abcdef"
HERE = Target("slack", TEAM, CHANNEL)
DIGEST = Digest("The day’s facts", "1 new.", (Section("Security", (Item(FACT.text, FACT),)),))
LONG = Digest("The day’s facts", "", (Section("Security", (Item(FACT.text, FACT),) * 120),), more=Action("more", KEY))


class Lease:
    """A lease that is lost at renewal number `until`, or has `expired` when the connection is made."""

    def __init__(self, until: int = 1_000, *, expired: bool = False) -> None:
        self.renewed = self.checked = 0
        self._until, self._expired = until, expired

    async def renew(self) -> None:
        self.renewed += 1
        if self.renewed >= self._until:
            raise LeaseLost

    def check(self) -> None:
        self.checked += 1
        if self._expired:
            raise LeaseLost


def delivery(
    platform: SlackPlatform,
    lease: Lease | None = None,
    *,
    again: dt.datetime | None = None,
    target: Target = HERE,
    reply: Reply = DIGEST,
) -> Delivery:
    return Delivery(target, platform.render(reply), KEY, lease or Lease(), again)
