"""What the help says about the digest of a channel."""

from __future__ import annotations

from typing import Final

from bot.core.document import Row
from bot.core.texts import count
from bot.core.words import Moment
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import days_in_words

TITLE: Final = "Daily digest"
OFF: Final = "Off."


def described(subscription: Subscription | None, elsewhere: int = 0) -> Row:
    """Say if the digest is posted, on which days, and when next, in the reader's own clock.

    `elsewhere` is the number of channels that get one, to be named in a direct message.
    """
    if subscription is None and elsewhere:
        return Row(TITLE, f"Off here. {count(elsewhere, 'channel')} {'gets' if elsewhere == 1 else 'get'} one.")
    if subscription is None:
        return Row(TITLE, OFF)
    if subscription.paused:
        return Row(TITLE, f"Paused. {subscription.paused}")
    schedule = subscription.schedule
    next_one = Moment(subscription.next_due, schedule.zone)
    return Row(TITLE, (f"On, {days_in_words(schedule.days)}. The next one comes on ", next_one, "."))
