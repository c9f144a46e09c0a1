"""The table that paces requests: all processes of a bot together keep to one rate."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.core.ports import Clock
from bot.storage.schema import EPOCH, MICROSECOND, metadata
from bot.storage.transactions import Transactions

_LONGEST_QUEUE = dt.timedelta(minutes=1)
"""The longest queue of requests. A moment beyond it was stored by a clock that was put back since."""

paces = sa.Table(
    "paces",
    metadata,
    sa.Column("platform", sa.Text, primary_key=True),  # and the bot on it, and maybe the kind of request
    sa.Column("free", sa.BigInteger, nullable=False),  # microseconds, as Timestamp has them
)


async def next_turn(transactions: Transactions, clock: Clock, sender: str, rate: float) -> dt.datetime:
    """Take the next turn of a sender that makes so many requests a second, and return when it is."""
    step, present = round(1e6 / rate), (clock.now() - EPOCH) // MICROSECOND
    # Ignore a stored moment beyond the longest queue, or every request would wait for it.
    queue = paces.c.free.between(present, present + _LONGEST_QUEUE // MICROSECOND)
    free = sa.case((queue, paces.c.free), else_=present)
    statement = transactions.insert(paces).values(platform=sender, free=present + step)
    statement = statement.on_conflict_do_update(index_elements=[paces.c.platform], set_={"free": free + step})
    taking = statement.returning(paces.c.free - step)
    free_at: int = await transactions.write(lambda connection: connection.execute(taking).scalar_one())
    return EPOCH + free_at * MICROSECOND
