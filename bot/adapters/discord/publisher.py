"""What we post of our own accord: once under its key, however often it is tried and by however many processes."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from bot.adapters.discord.http import RefusalError, Request, Rest
from bot.adapters.discord.messages import EPOCH
from bot.adapters.discord.permissions import CLOSED
from bot.adapters.discord.responder import NO_PINGS, id_in
from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import Target
from bot.core.ports import Delivery

log = logging.getLogger(__name__)

Json: TypeAlias = dict[str, Any]

UNKNOWN_MESSAGE = 10008
"""Discord's own error code. For a new message it means that there was one of its nonce, and somebody deleted it."""
UNAUTHORIZED = 401
MARGIN = dt.timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
PAGE, PAGES = 100, 10
"""How many messages Discord shows at once, and how often we look on."""


class Publisher:
    """Posts in channels, and finds those for one person alone."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._own = ""
        """Id of our own user, once it was asked for."""

    async def post(self, delivery: Delivery) -> str:
        """Post something; see `core.ports.Platform.post`. The id is empty where it was posted and then deleted.

        Discord makes one message of all that come with the same nonce, but it remembers nonces for some minutes only;
        what may have been posted by an earlier try is looked for first.
        """
        if delivery.again is not None and (found := await self._posted(delivery, delivery.again)):
            return found

        async def permitted() -> None:
            await delivery.permit.renew()
            delivery.permit.check()

        path = f"/channels/{delivery.target.channel}/messages"
        body = {**json.loads(delivery.body), "allowed_mentions": NO_PINGS, "nonce": delivery.key, "enforce_nonce": True}
        try:
            answer = await self._rest.send(Request("a post", "POST", path, body, path + " POST", before=permitted))
        except RefusalError as refusal:
            if refusal.code == UNKNOWN_MESSAGE:
                return ""
            raise _meaning(refusal) from None
        return id_in(answer) or ""

    async def open_dm(self, person: str) -> Target:
        """Find or open the channel of direct messages with a person."""
        path = "/users/@me/channels"
        answer = await self._rest.send(Request("a direct channel", "POST", path, {"recipient_id": person}, path))
        channel = id_in(answer)
        if channel is None:
            raise DeliveryError("Discord did not return a channel for direct messages")
        return Target("discord", "", channel, direct=True)

    async def _posted(self, delivery: Delivery, since: dt.datetime) -> str | None:
        """Look for what was posted by an earlier try; returns the message's id.

        Where Discord does not let us look, the nonce is all that there is. Where it can't be asked, neither can it be
        posted: raises DeliveryError.
        """
        looks, path = _looks(json.loads(delivery.body)), f"/channels/{delivery.target.channel}/messages"
        after = _snowflake(since - MARGIN)
        try:
            own = await self._own_id()
            for _ in range(PAGES):
                query = f"?limit={PAGE}&after={after}"
                messages = await self._rest.send(Request("the history", "GET", path + query, lane=path + " GET"))
                for message in messages or ():
                    ours = str((message.get("author") or {}).get("id")) == own
                    if ours and (message.get("nonce") == delivery.key or _looks(message) == looks):
                        return id_in(message)
                if len(messages or ()) < PAGE:
                    break
                after = max(int(message["id"]) for message in messages)
        except RefusalError as refusal:
            log.warning("Could not check if a post was already made: %s", refusal)
        return None

    async def _own_id(self) -> str:
        if not self._own:
            account = await self._rest.send(Request("the bot's account", "GET", "/users/@me"))
            self._own = id_in(account) or ""
        return self._own


def _meaning(refusal: RefusalError) -> DeliveryError:
    """What a refusal means for the channel and for what was to be posted."""
    if refusal.code in CLOSED:
        return ClosedError(CLOSED[refusal.code])
    # Without a code of Discord's own it says nothing of the post: a bad token, a wrong address, a proxy.
    if refusal.status == UNAUTHORIZED or refusal.code == 0:
        return refusal
    return RefusedError(str(refusal))


def _looks(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What a message is known by wherever it is read: the letters of its texts, and what its buttons do.

    Discord keeps no key with a message, and it takes white space away from texts.
    """
    return tuple(re.sub(r"\W+", "", text) for text in _texts(body))


def _texts(body: Mapping[str, Any]) -> Iterator[str]:
    yield str(body.get("content") or "")
    for embed in body.get("embeds") or ():
        yield str(embed.get("title") or "")
        yield str(embed.get("description") or "")
    for row in body.get("components") or ():
        for component in row.get("components") or ():
            yield str(component.get("custom_id") or "")


def _snowflake(moment: dt.datetime) -> int:
    """The first id that Discord could make at a moment."""
    return max(0, int((moment - EPOCH) / dt.timedelta(milliseconds=1))) << 22
