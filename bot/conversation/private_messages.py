"""Write to a person who has not just said something."""

from __future__ import annotations

import asyncio
import hashlib

from bot.core.ports import Delivery, NoLease, Platform
from bot.core.replies import Reply


async def write_to(platform: Platform, person: str, reply: Reply, occasion: str) -> None:
    """Send a direct message, once for an occasion, which is any text. Raises DeliveryError."""
    target = await platform.open_dm(person)
    body = await asyncio.to_thread(platform.render, reply)
    once = hashlib.sha256(occasion.encode()).hexdigest()[:16]
    await platform.post(Delivery(target, body, once, NoLease()))
