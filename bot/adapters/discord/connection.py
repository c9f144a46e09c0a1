"""Stay connected to Discord: make a new client after every failure, without end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

import discord

from bot.adapters.common.retry import ReconnectPauses
from bot.adapters.discord import library_hooks
from bot.adapters.discord.diagnostics import BAD_TOKEN_SENTENCE, content_intent_page
from bot.adapters.discord.gateway import Gateway, IdentifyGate, LastHeard, Listener, Presence
from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import AccessError, DeliveryError, FactbotError
from bot.core.ports import Reach

log = logging.getLogger(__name__)

Accepted: TypeAlias = Callable[["Connection", Gateway], None]
"""Called when Discord has accepted a session, before any of its events is heard."""

BAD_TOKEN = 4004
"""Code with which the gateway closes if it doesn't know the token."""


class Connection:
    """Keeps the bot connected to Discord, with a new client for each session."""

    def __init__(
        self,
        token: str,
        rest: Rest,
        listener: Listener,
        accepted: Accepted,
        timeouts: DiscordTimeouts,
        gate: IdentifyGate,
        heard: LastHeard,
        presence: Presence,
        *,
        content: bool,
    ) -> None:
        """Read also messages that aren't addressed to the bot if `content`, as long as Discord allows it."""
        self.ready = asyncio.Event()
        """Set when Discord has accepted the first session."""
        self._token = token
        self._rest = rest
        self._listener = listener
        self._accepted = accepted
        self._timeouts = timeouts
        self._gate = gate
        self._heard = heard
        self._presence = presence
        self._content = content
        self.content_refused = False
        """Whether Discord refused a session because the bot may not read message content."""
        self._client: Gateway | None = None
        """The last client that Discord accepted. Its session may be over."""

    @property
    def client(self) -> Gateway | None:
        """Return the client while it is connected, else None."""
        return self._client if self._client and self._client.connected else None

    @property
    def reach(self) -> Reach | None:
        """Return the bot and its servers, as the last session knows them; None before Discord accepted one."""
        if self._client is None or self._client.user is None:
            return None
        return Reach(str(self._client.user.id), frozenset(str(guild.id) for guild in self._client.guilds))

    def server_name(self, server: str) -> str:
        """Return the name of a server, as the last session knows it; empty if it doesn't."""
        known = self._client.get_guild(int(server)) if self._client and server.isdecimal() else None
        return known.name if known else ""

    async def run(self) -> None:
        """Stay connected until cancelled. Raises AccessError if Discord does not know the token."""
        pauses = ReconnectPauses(self._timeouts)
        while True:
            began = time.monotonic()
            reason = await self._run_session()
            pause = pauses.after(time.monotonic() - began)
            log.warning("No connection to Discord: %s; next attempt in %.1f s", reason, pause)
            await asyncio.sleep(pause)

    async def _run_session(self) -> str:
        """Serve one session, and return why it ended, for the log. Raises AccessError if the token is refused."""
        try:
            await self._session()
        except discord.PrivilegedIntentsRequired:
            return self._without_content()
        except discord.ConnectionClosed as error:
            if error.code == BAD_TOKEN:
                raise AccessError(BAD_TOKEN_SENTENCE) from None
            return f"the gateway closed with code {error.code}"
        except RefusalError as refusal:
            if refusal.status == HTTPStatus.UNAUTHORIZED:
                raise AccessError(BAD_TOKEN_SENTENCE) from None
            return str(refusal)
        except (discord.DiscordException, FactbotError, OSError) as error:
            return str(error) or type(error).__name__
        except AttributeError:  # the library raises it if the first socket can't be opened
            log.debug("No socket", exc_info=True)
            return "the gateway can't be reached"
        except Exception as error:
            log.exception("The session with Discord failed")
            return type(error).__name__
        return "the session was lost"

    def _without_content(self) -> str:
        """Use no message content from now on, and return the reason for the log."""
        self._content, self.content_refused = False, True
        log.error(
            "Discord does not let this bot read messages that don't mention it, so watched channels stay silent. "
            "The owner of the application can switch on the Message Content Intent at %s. After that, restart Factbot. "
            "Until then it answers mentions, direct messages and commands.",
            content_intent_page(self._token),
        )
        return "the message content intent is not enabled"

    async def _session(self) -> None:
        """Run one client from its login to its end."""
        library_hooks.use_gateway(await self._gateway_url())
        library_hooks.silence_voice_warnings()
        library_hooks.shorten_reconnection_errors()
        await self._gate.pass_through()
        shared = (self._timeouts, self._gate, self._heard, self._presence)
        client = Gateway(self._rest, self._listener, self._welcomed, *shared, content=self._content)
        serving = asyncio.create_task(client.start(self._token))
        losing = asyncio.create_task(client.lost.wait())
        refusing = asyncio.create_task(self._watch_token())
        try:
            await asyncio.wait({serving, losing, refusing}, return_when=asyncio.FIRST_COMPLETED)
            for ended in (serving, refusing):
                if ended.done():
                    await ended
        finally:
            for task in (losing, refusing, serving):
                task.cancel()
            try:
                async with asyncio.timeout(self._timeouts.close):
                    await client.close()
            except TimeoutError:
                await library_hooks.close_session(client)
            await asyncio.gather(serving, losing, refusing, return_exceptions=True)

    async def _watch_token(self) -> None:
        """Check the token whenever Discord refuses a request because of it. Raises RefusalError if it is not known."""
        while True:
            await self._rest.unauthorized.wait()
            self._rest.unauthorized.clear()
            try:
                await self._rest.get("the bot's account", "/users/@me")
            except RefusalError as refusal:
                if refusal.status == HTTPStatus.UNAUTHORIZED:
                    raise
            except DeliveryError as error:
                log.info("Could not check the token: %s", error)

    async def _gateway_url(self) -> str:
        """Ask for the gateway's address. Some compatible servers know only the endpoint for bots.

        Raises FactbotError if the answer has no address.
        """
        try:
            answer = await self._rest.get("the gateway's address", "/gateway")
        except RefusalError as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            answer = await self._rest.get("the gateway's address", "/gateway/bot")
        if not isinstance(answer, dict) or not isinstance(answer.get("url"), str):
            raise FactbotError("the answer to GET /gateway has no address")
        return str(answer["url"])

    def _welcomed(self, client: Gateway) -> None:
        self._client = client
        self.ready.set()
        self._accepted(self, client)
