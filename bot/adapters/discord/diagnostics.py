"""The bot's access to Discord: its invitation, and checks of its token and intents for `factbot doctor`."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus

import discord

from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.diagnostics import CheckResult
from bot.core.errors import DeliveryError

PORTAL = "https://discord.com/developers/applications"

BAD_TOKEN_SENTENCE = (
    "Discord does not accept the token in DISCORD_TOKEN. The owner of the bot can make a new one at "
    f"{PORTAL}: choose the application, then Bot, then Reset Token."
)

CONTENT_FLAGS = 1 << 18 | 1 << 19
"""Flags of an application that may read message content; the second is for bots in fewer than 100 servers."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""What the bot needs in a server: to see questions, to post cards, and to post them as replies."""


def application_id(token: str) -> str | None:
    """Read the application's id from its token, without a request; None if it doesn't look like a token."""
    first = token.strip().split(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return decoded if decoded.isdigit() else None


def invite_url(application: str) -> str:
    """Return the page on which a manager adds the bot to a server."""
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=scopes)


def content_intent_page(token: str) -> str:
    """Return the page on which the owner of the application allows it to read message content."""
    application = application_id(token)
    return f"{PORTAL}/{application}/bot" if application else PORTAL


def no_content(token: str, *, restart: bool) -> str:
    """Say that the bot can't read what isn't addressed to it, and who can change that."""
    after = " After that, start me again." if restart else ""
    return (
        "Discord does not let me read messages that don't mention me. The owner of the application can switch on the "
        f"Message Content Intent at {content_intent_page(token)}.{after}"
    )


async def diagnose(token: str, api_url: str, *, needs_content: bool) -> list[CheckResult]:
    """Check the token and, if `needs_content`, whether the bot may read all messages of a channel."""
    rest = Rest(token.strip(), api_url, DiscordTimeouts())
    try:
        return await _check(rest, token, needs_content=needs_content)
    except DeliveryError as error:
        remedy = "Check the network between this machine and Discord, and DISCORD_API_URL if it is set."
        return [CheckResult(False, f"Discord can't be reached: {error}.", remedy)]
    finally:
        await rest.close()


async def _check(rest: Rest, token: str, *, needs_content: bool) -> list[CheckResult]:
    try:
        user = await rest.get("the bot's account", "/users/@me")
    except RefusalError as refusal:
        if refusal.status != HTTPStatus.UNAUTHORIZED:
            raise
        wrong, remedy = BAD_TOKEN_SENTENCE.split(". ", 1)
        return [CheckResult(False, f"{wrong}.", remedy)]
    account: Payload = user if isinstance(user, dict) else {}
    results = [CheckResult(True, f"Discord knows the bot as {account.get('username')} ({account.get('id')}).")]
    if needs_content:
        results.append(await _content(rest, token))
    return results


async def may_read_content(rest: Rest) -> bool:
    """Ask Discord whether the application may read message content. Raises DeliveryError if it does not say."""
    application = await rest.get("the application", "/applications/@me")
    flags = application.get("flags") if isinstance(application, dict) else 0
    return bool(int(flags or 0) & CONTENT_FLAGS)


async def _content(rest: Rest, token: str) -> CheckResult:
    if await may_read_content(rest):
        return CheckResult(True, "The bot can read messages in watched channels.")
    return CheckResult(
        False,
        "Channels are watched, but Discord does not let the bot read messages that don't mention it.",
        f"The owner of the application can switch on the Message Content Intent at {content_intent_page(token)}.",
    )
