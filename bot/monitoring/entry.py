"""Serve health and metrics if the operator wants that. Only then are the libraries imported."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext

from bot.monitoring.status import BotStatus


def monitored(status: BotStatus, host: str, port: int | None) -> AbstractAsyncContextManager[None]:
    """Serve until the end of the block, or do nothing without a port.

    Entering it raises ConfigurationError if the address can't be used.
    """
    if port is None:
        return nullcontext()
    from bot.monitoring.server import serving

    return serving(status, host, port)
