"""All changes to discord.py beyond its public interface, each with its reason.

pyproject.toml allows only the minor version that this was checked with. If tests/adapters/discord/test_library_hooks.py
fails on a new one, look there first: a name below was removed or has another meaning.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeAlias

import discord
import yarl
from discord import ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

log = logging.getLogger(__name__)

CHECKED = "2.7"
"""The minor version that these hooks were checked with."""

Ask: TypeAlias = Callable[..., Awaitable[Any]]
"""Takes a `Route` and options; returns the answer as JSON."""

__all__ = [
    "CHECKED",
    "Ask",
    "Route",
    "close_session",
    "payload",
    "protect_parsers",
    "route_requests",
    "shorten_reconnection_errors",
    "silence_voice_warnings",
    "use_gateway",
]


def use_gateway(url: str) -> None:
    """Point the library at a gateway.

    Why: the library has no setting for the gateway's address, and `DISCORD_API_URL` may name another server. The
    address belongs to a class, so it applies to the whole process. All connections go to the same server.
    """
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


def route_requests(client: discord.Client, ask: Ask) -> None:
    """Answer the library's HTTP requests: for its account and its application, both at login.

    Why: the library has no setting for the API's address, and it gives up on temporary errors. It also fails if a
    compatible server leaves out a field that nobody needs.
    """
    client.http.request = ask  # type: ignore[method-assign, assignment]


def payload(view: ui.LayoutView | ui.Modal) -> Any:
    """Return the JSON of a view (a list of components) or of a modal (an object).

    Why: the library gives it only to its own sender, which gives up where the bot's sender waits and tries again. The
    two methods are public but not documented.
    """
    made: Any = view  # one of the methods has no types
    return made.to_dict() if isinstance(view, ui.Modal) else made.to_components()


async def close_session(client: discord.Client) -> None:
    """Close the library's HTTP session, if the client's own closing did not get so far.

    Why: the client closes the gateway first, and a gateway that does not answer can keep it from ever closing the
    session. Its sockets would stay open after each lost connection.
    """
    await client.http.close()


def protect_parsers(client: discord.Client, unused: Collection[str]) -> None:
    """Let the library skip an event that it can't read, and all events named in `unused`.

    Why: an error in one of its parsers ends the connection, and the events until the next session are lost. An error
    in READY still does so: without it there is no session. `unused` are events that `Gateway` reads itself.
    """
    parsers: dict[str, Callable[[Any], None]] = client._connection.parsers
    for name, parse in list(parsers.items()):
        if name in unused:
            del parsers[name]
        elif name != "READY":
            parsers[name] = _protected(name, parse)


def silence_voice_warnings() -> None:
    """Keep the library's warnings of missing voice parts out of the log.

    Why: Factbot does not speak, so a warning would make readers of the log look for a fault that is none.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


def shorten_reconnection_errors() -> None:
    """Log each failed attempt of the library to connect in one line, as a warning.

    Why: it logs each as an error with a traceback, although an outage of Discord is no fault of the bot.
    """
    logging.getLogger("discord.client").addFilter(_without_traceback)  # the same filter is added only once


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        error = record.exc_info[1]
        record.msg = f"No connection to Discord ({type(error).__name__}). {record.msg}"
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


def _protected(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    def protected(data: Any) -> None:
        try:
            parse(data)
        except Exception:
            log.exception("Could not read an event of type %s, so it is ignored", name)

    return protected
