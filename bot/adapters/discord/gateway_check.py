"""Check for `factbot doctor` whether the gateway can be reached, without beginning a session."""

from __future__ import annotations

import json
from typing import Final

import aiohttp

from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.payloads import Payload
from bot.core.diagnostics import CheckResult

_HELLO: Final = 10
"""Code of the first packet on every socket."""
_PATIENCE: Final = 10.0
"""Seconds until a gateway that does not answer is given up."""
_FEW: Final = 50
"""With fewer new sessions left today, something begins sessions again and again."""


async def check_gateway(rest: Rest) -> list[CheckResult]:
    """Ask for the gateway's address and open a socket until its first packet. Raises DeliveryError."""
    try:
        answer = await rest.get("the gateway's address", "/gateway/bot")
    except RefusalError as refusal:
        return [CheckResult(False, f"{refusal}.", "Check DISCORD_API_URL if it is set.")]
    about: Payload = answer if isinstance(answer, dict) else {}
    results = [await _greeting(str(about.get("url") or ""))]
    left = (about.get("session_start_limit") or {}).get("remaining")
    if isinstance(left, int) and left < _FEW:
        text = f"Discord allows the bot only {left} more sessions today."
        results.append(
            CheckResult(False, text, "Look in the log why the bot connects so often, or wait until tomorrow.")
        )
    return results


async def _greeting(url: str) -> CheckResult:
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.ws_connect(f"{url.rstrip('/')}/?v=10&encoding=json") as socket,
        ):
            packet = json.loads(await socket.receive_str(timeout=_PATIENCE))
    except (aiohttp.ClientError, TimeoutError, OSError, TypeError, ValueError) as error:
        problem = f"Discord's gateway can't be reached ({type(error).__name__}), so the bot gets no events."
        return CheckResult(False, problem, "Allow connections by WebSocket (wss) from this machine to the gateway.")
    if not isinstance(packet, dict) or packet.get("op") != _HELLO:
        return CheckResult(
            False, "Discord's gateway does not answer as expected.", "Check DISCORD_API_URL if it is set."
        )
    return CheckResult(True, "Discord's gateway can be reached.")
