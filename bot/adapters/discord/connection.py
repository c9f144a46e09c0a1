"""Staying connected: a fresh client after every failure, for ever."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import suppress

import discord

from bot.adapters.common.retry import backoff
from bot.adapters.discord import library_hooks
from bot.adapters.discord.diagnostics import BAD_TOKEN_SENTENCE, content_intent_page
from bot.adapters.discord.gateway import Gateway, Listener, Welcome
from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.timeouts import Timeouts
from bot.core.errors import AccessError, FactbotError

log = logging.getLogger(__name__)

BAD_TOKEN = 4004
"""Code with which the gateway closes on a token that it doesn't know."""


class Connection:
    """Keeps one session with Discord alive, in turn through as many clients as that takes."""

    def __init__(
        self,
        token: str,
        rest: Rest,
        listener: Listener,
        welcome: Welcome,
        patience: Timeouts,
        content: bool,
    ) -> None:
        """With `content`, ask to read messages that aren't addressed to the bot, as long as Discord allows it."""
        self.ready = asyncio.Event()
        """Set once Discord has taken us in for the first time."""
        self._token = token
        self._rest = rest
        self._listener = listener
        self._welcome = welcome
        self._patience = patience
        self._content = content
        self._client: Gateway | None = None
        """The last one that Discord took in; its session may be over."""

    @property
    def client(self) -> Gateway | None:
        """The client while it hears what happens; None while it does not."""
        return self._client if self._client and self._client.connected else None

    async def run(self) -> None:
        """Stay connected until cancelled. Raises AccessError where Discord does not know the token."""
        pauses = self._pauses()
        while True:
            began = time.monotonic()
            reason = await self._until_it_ends()
            if time.monotonic() - began > self._patience.stable_after:
                pauses = self._pauses()
            pause = next(pauses)
            log.warning("No connection to Discord: %s; next attempt in %.1f s", reason, pause)
            await asyncio.sleep(pause)

    async def _until_it_ends(self) -> str:
        """Serve one session; returns why it ended, for the log."""
        try:
            await self._session()
        except discord.PrivilegedIntentsRequired:
            return self._without_content()
        except discord.ConnectionClosed as error:
            if error.code == BAD_TOKEN:
                raise AccessError(BAD_TOKEN_SENTENCE) from None
            return f"the gateway closed with code {error.code}"
        except RefusalError as refusal:
            if refusal.status == 401:
                raise AccessError(BAD_TOKEN_SENTENCE) from None
            return str(refusal)
        except (discord.DiscordException, FactbotError, OSError) as error:
            return str(error) or type(error).__name__
        except AttributeError:  # what the library raises where the first socket can't be opened
            log.debug("No socket", exc_info=True)
            return "the gateway can't be reached"
        except Exception as error:
            log.exception("The session with Discord failed")
            return type(error).__name__
        return "the session was lost"

    def _pauses(self) -> Iterator[float]:
        return backoff(self._patience.first_backoff, self._patience.longest_backoff)

    def _without_content(self) -> str:
        """Carry on with what needs no permission; returns the reason for the log."""
        self._content = False
        log.error(
            "Discord does not let this bot read messages that don't mention it, so watched channels stay silent. "
            "The owner of the application can switch on the Message Content Intent at %s. After that, restart Factbot. "
            "Until then it answers mentions, direct messages and commands.",
            content_intent_page(self._token),
        )
        return "the message content intent is not enabled"

    async def _session(self) -> None:
        """One client, from its login to its end."""
        library_hooks.use_gateway(await self._gateway_url())
        library_hooks.silence_voice_warnings()
        client = Gateway(self._rest, self._listener, self._welcomed, self._patience, content=self._content)
        serving = asyncio.create_task(client.start(self._token))
        losing = asyncio.create_task(client.lost.wait())
        try:
            await asyncio.wait({serving, losing}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                await serving
        finally:
            losing.cancel()
            serving.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience.close):
                    await client.close()
            await asyncio.gather(serving, losing, return_exceptions=True)

    async def _gateway_url(self) -> str:
        """Ask for the gateway's address; some compatible servers know only the way to ask for bots."""
        try:
            answer = await self._rest.get("the gateway's address", "/gateway")
        except RefusalError as refusal:
            if refusal.status != 404:
                raise
            answer = await self._rest.get("the gateway's address", "/gateway/bot")
        if not isinstance(answer, dict) or not isinstance(answer.get("url"), str):
            raise FactbotError("the answer to GET /gateway has no address")
        return str(answer["url"])

    def _welcomed(self, client: Gateway) -> None:
        self._client = client
        self.ready.set()
        self._welcome(client)
