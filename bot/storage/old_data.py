"""Delete old data from the store once an hour."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from bot.core.clock_watch import ClockWatch
from bot.core.outage import StoreOutage
from bot.core.storage import Storage
from bot.curation.audit import AuditStorage

log = logging.getLogger(__name__)

_EVERY, _AGAIN_AFTER = 3600.0, 60.0
"""Seconds until the next time, and after a time that was not possible."""


async def delete_old_data(
    storage: Storage, watch: ClockWatch, keep_for: dt.timedelta, audit_for: dt.timedelta | None = None
) -> None:
    """Delete what is older than `keep_for`, once an hour until cancelled; of the audit log, than `audit_for`.

    With a wrong clock, this would delete everything. So it begins a minute after the start, as a machine often corrects
    its clock then, and it waits while the clock can't be trusted.
    """
    outage = StoreOutage(log, "Could not delete old data from the store")
    watch.now()
    pause = _AGAIN_AFTER
    while True:
        await asyncio.sleep(pause)
        pause = _AGAIN_AFTER
        if now := watch.now():
            with outage:
                await storage.purge(now - keep_for)
                if audit_for:
                    await storage.tables(AuditStorage).delete_audit(now - audit_for)
                pause = _EVERY
