"""Convert subscriptions to rows and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from bot.core.events import Target
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule


def row_of(subscription: Subscription) -> dict[str, object]:
    """Return the row of a subscription, by column name."""
    target, schedule = subscription.target, subscription.schedule
    return {
        "id": subscription.id,
        "platform": target.platform,
        "workspace": target.workspace,
        "channel": target.channel,
        "direct": target.direct,
        "minute": schedule.time.hour * 60 + schedule.time.minute,
        "zone": schedule.zone,
        "days": "".join(map(str, sorted(schedule.days))),
        "topics": json.dumps(subscription.topics),
        "quiet": subscription.quiet,
        "curators": subscription.curators,
        "owner": subscription.owner,
        "asked": subscription.asked,
        "next_date": subscription.next_date.isoformat(),
        "next_due": subscription.next_due,
        "paused": subscription.paused,
    }


def subscription_of(row: Any) -> Subscription:
    """Return the subscription of a row."""
    time = dt.time(*divmod(row.minute, 60))
    return Subscription(
        target=Target(row.platform, row.workspace, row.channel, direct=row.direct),
        schedule=Schedule(time, row.zone, frozenset(map(int, row.days))),
        owner=row.owner,
        asked=row.asked,
        next_date=dt.date.fromisoformat(row.next_date),
        next_due=row.next_due,
        topics=tuple(json.loads(row.topics)),
        quiet=row.quiet,
        curators=row.curators,
        paused=row.paused,
    )
