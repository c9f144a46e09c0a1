"""The bot's access to Discord: its invitation, and checks of its token and intents for `factbot doctor`."""

from __future__ import annotations

import asyncio
import base64
import binascii
import math
from collections.abc import Sequence
from http import HTTPStatus

import discord

from bot.adapters.discord.channel_checks import ChannelChecks
from bot.adapters.discord.command_registration import registration
from bot.adapters.discord.gateway_check import check_gateway
from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.payloads import CHAT_INPUT, USER_INSTALL, Payload
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.commands import Command
from bot.core.diagnostics import CheckResult, Usage
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
    read_message_history=True,
)
"""What the bot needs in a server: to see questions, to post answers, and to post them as replies."""


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


def user_install_url(application: str) -> str:
    """Return the page on which a person installs the bot for themselves."""
    return f"{discord.utils.oauth_url(application, scopes=('applications.commands',))}&integration_type={USER_INSTALL}"


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


async def diagnose(token: str, api_url: str, usage: Usage) -> list[CheckResult]:
    """Check the token and, if channels are watched, whether the bot may read their messages.

    If it is to be thorough, also check the gateway, the commands, and the permissions in each channel.
    """
    rest = Rest(token.strip(), api_url, DiscordTimeouts())
    try:
        return await _check(rest, token, usage)
    except DeliveryError as error:
        remedy = "Check the network between this machine and Discord, and DISCORD_API_URL if it is set."
        return [CheckResult(False, f"Discord can't be reached: {error}.", remedy)]
    finally:
        await rest.close()


async def _check(rest: Rest, token: str, usage: Usage) -> list[CheckResult]:
    try:
        user = await rest.get("the bot's account", "/users/@me")
    except RefusalError as refusal:
        if refusal.status != HTTPStatus.UNAUTHORIZED:
            raise
        wrong, remedy = BAD_TOKEN_SENTENCE.split(". ", 1)
        return [CheckResult(False, f"{wrong}.", remedy)]
    account: Payload = user if isinstance(user, dict) else {}
    results = [CheckResult(True, f"Discord knows the bot as {account.get('username')} ({account.get('id')}).")]
    if not (usage.watched or usage.thorough):
        return results
    about = await about_application(rest)
    results.append(_content(about, token, is_needed=bool(usage.watched)))
    if usage.thorough:
        results += await check_gateway(rest)
        results.append(await _commands(rest, str(about.get("id") or application_id(token)), usage.commands))
        channels = ChannelChecks(rest, str(account.get("id")))
        for channel, purpose in usage.channels().items():
            results += await channels.check(channel, purpose)
    return results


class ContentPermission:
    """Says whether the application may read message content. It asks Discord once for several channels."""

    _KEPT = 5.0
    """Seconds for which an answer is kept."""

    def __init__(self) -> None:
        self._asked = -math.inf
        """When Discord was asked last, on the clock of the event loop."""
        self._granted = False

    async def granted(self, rest: Rest) -> bool:
        """Return whether it may. Raises DeliveryError if Discord does not say."""
        now = asyncio.get_running_loop().time()
        if now - self._asked > self._KEPT:
            self._granted, self._asked = _reads_content(await about_application(rest)), now
        return self._granted


async def about_application(rest: Rest) -> Payload:
    """Ask Discord about the bot's application; empty if it does not say. Raises DeliveryError."""
    application = await rest.get("the application", "/applications/@me")
    return application if isinstance(application, dict) else {}


def _reads_content(application: Payload) -> bool:
    return bool(int(application.get("flags") or 0) & CONTENT_FLAGS)


def _content(application: Payload, token: str, *, is_needed: bool) -> CheckResult:
    """Check whether the bot may read messages that don't mention it. Only watched channels need that."""
    if _reads_content(application):
        return CheckResult(True, "The bot can read messages in watched channels.")
    if not is_needed:
        return CheckResult(True, "The Message Content Intent is off. Only /watch on needs it.")
    return CheckResult(
        False,
        "Channels are watched, but Discord does not let the bot read messages that don't mention it.",
        f"The owner of the application can switch on the Message Content Intent at {content_intent_page(token)}.",
    )


async def _commands(rest: Rest, application: str, commands: Sequence[Command]) -> CheckResult:
    """Check whether every command and every entry in the menu of a message is registered."""
    path = f"/applications/{application}/commands"
    try:
        registered = await rest.send(HttpRequest("the commands", "GET", path, lane=path))
    except RefusalError as refusal:
        return CheckResult(False, f"{refusal}.", "Add the bot again with the address that `factbot invite` prints.")
    known = {(str(entry.get("name")), entry.get("type", CHAT_INPUT)) for entry in registered or ()}
    missing = [entry for entry in registration(commands) if (entry["name"], entry["type"]) not in known]
    if not missing:
        return CheckResult(True, "Every command is registered with Discord.")
    names = ", ".join(f"/{e['name']}" if e["type"] == CHAT_INPUT else str(e["name"]) for e in missing)
    remedy = "`factbot run` registers them when it connects. If it runs, its log says what prevents that."
    return CheckResult(False, f"Discord does not have these commands: {names}.", remedy)
