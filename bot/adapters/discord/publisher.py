"""Post messages that answer no event: once for each key, even after several attempts or in several processes."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from http import HTTPStatus

from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.look_back import snowflake
from bot.adapters.discord.payloads import Json, Payload, as_text, edit, every
from bot.adapters.discord.permissions import CLOSED, GONE
from bot.adapters.discord.posting import NO_PINGS, id_in, open_dm, post_path
from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import Target
from bot.core.ports import Delivery

log = logging.getLogger(__name__)

UNKNOWN_MESSAGE = 10008
"""Discord's own error code. For a new message: one with its nonce existed, and somebody deleted it."""
TOO_MANY_EDITS = 30046
"""Discord's error code if too many messages that are older than an hour were edited. It passes."""
_UNCHANGEABLE = {
    UNKNOWN_MESSAGE: "The message is gone.",
    50005: "The message is not mine.",
    50083: "The thread is archived.",
}
"""Explanations of Discord's error codes that mean that a message can't be edited."""
MARGIN = dt.timedelta(minutes=1)
"""How far the local clock may be ahead of Discord's."""
PAGE, PAGES = 100, 10
"""How many messages a page of the history has, and how many pages are read."""


class DiscordPublisher:
    """Posts in channels, and opens the channel of direct messages with a person."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._own_user = ""
        """Id of the bot's user; empty until it is needed."""

    async def post(self, delivery: Delivery) -> str:
        """Post a message; see `core.ports.Platform.post`. The id is empty if it was posted and then deleted.

        Discord makes one message of all posts with the same nonce, but it forgets a nonce after some minutes. So the
        history is searched first if an earlier attempt may have succeeded.
        """
        if delivery.again is not None and (posted := await self._find_posted(delivery, delivery.again)):
            return posted

        async def permitted() -> None:
            await delivery.lease.renew()
            delivery.lease.check()

        path = post_path(delivery.target.channel)
        body = {**json.loads(delivery.body), "allowed_mentions": NO_PINGS, "nonce": delivery.key, "enforce_nonce": True}
        try:
            answer = await self._rest.send(
                HttpRequest("a post", "POST", path, body, path + " POST", before_attempt=permitted)
            )
        except RefusalError as refusal:
            if refusal.code == UNKNOWN_MESSAGE:
                return ""
            raise _permanent_error(refusal) from None
        return id_in(answer) or ""

    async def edit(self, target: Target, message_id: str, body: Json) -> None:
        """Replace an earlier message of the bot; see `core.ports.Platform.edit_post`."""
        path = post_path(target.channel)
        body = {**edit(body), "allowed_mentions": NO_PINGS}
        try:
            await self._rest.send(HttpRequest("a correction", "PATCH", f"{path}/{message_id}", body, path + " PATCH"))
        except RefusalError as refusal:
            if refusal.code in _UNCHANGEABLE:
                raise ClosedError(_UNCHANGEABLE[refusal.code], gone=True) from None
            raise refusal if refusal.code == TOO_MANY_EDITS else _permanent_error(refusal) from None

    async def open_dm(self, person: str) -> Target:
        """Find or open the channel of direct messages with a person."""
        return await open_dm(self._rest, person)

    async def _find_posted(self, delivery: Delivery, since: dt.datetime) -> str | None:
        """Search for the message of an earlier attempt, and return its id.

        If the bot may not read the history, only the nonce prevents a second post. So it is if Discord itself can't
        read it, because another bot posted a container there (discord-api-docs#8611). Raises DeliveryError if Discord
        can't be reached; then nothing can be posted, either.
        """
        content, path = _comparable(json.loads(delivery.body)), post_path(delivery.target.channel)
        after = snowflake(since - MARGIN)
        try:
            own = await self._own_id()
            for _ in range(PAGES):
                query = f"?limit={PAGE}&after={after}"
                messages = await self._rest.send(HttpRequest("the history", "GET", path + query, lane=path + " GET"))
                for message in messages or ():
                    is_own = str((message.get("author") or {}).get("id")) == own
                    if is_own and (message.get("nonce") == delivery.key or _comparable(message) == content):
                        return id_in(message)
                if len(messages or ()) < PAGE:
                    break
                after = max(int(message["id"]) for message in messages)
        except RefusalError as refusal:
            log.warning("Could not check if a post was already made: %s", refusal)
        return None

    async def _own_id(self) -> str:
        if not self._own_user:
            account = await self._rest.send(HttpRequest("the bot's account", "GET", "/users/@me"))
            self._own_user = id_in(account) or ""
        return self._own_user


def _permanent_error(refusal: RefusalError) -> DeliveryError:
    """Turn a refusal into the error that the caller of `post` expects."""
    if refusal.code in CLOSED:
        return ClosedError(CLOSED[refusal.code], gone=refusal.code == GONE)
    # An answer without Discord's own code does not concern the post: a bad token, a wrong address, a proxy.
    if refusal.status == HTTPStatus.UNAUTHORIZED or refusal.code == 0:
        return refusal
    return RefusedError(str(refusal))


def _comparable(body: Payload) -> tuple[str, ...]:
    """Reduce a message to what can be compared: the letters of its texts, and the codes of its buttons.

    Discord stores no key with a message, and it removes white space from texts.
    """
    letters = (re.sub(r"\W+", "", text) for text in _texts(body))
    return tuple(filter(None, letters))


def _texts(body: Payload) -> Iterator[str]:
    """Yield what is compared. Messages of earlier versions have content and embeds."""
    yield as_text(body.get("content"))
    for embed in body.get("embeds") or ():
        yield as_text(embed.get("title"))
        yield as_text(embed.get("description"))
    for component in every(body.get("components")):
        yield as_text(component.get("content") or component.get("custom_id"))
