"""What the stand-in's HTTP interface was asked, and what goes wrong with it on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it came."""

    method: str
    path: str
    """Beneath the API's address, without its query."""
    body: Any
    at: float
    """On the loop's clock."""


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests to an address."""

    method: str
    path: str
    """A part of the path."""
    status: int | None
    """None where the connection is dropped instead."""
    headers: dict[str, str]
    body: Any
    carried_out: bool
    """Do what is asked before it goes wrong."""
    times: int


def failed(fault: Fault, request: web.Request) -> web.Response:
    """The answer to a request that goes wrong, or none at all."""
    if fault.status is None:
        assert request.transport
        request.transport.abort()
        return web.Response(status=500)
    return web.json_response(fault.body, status=fault.status, headers=fault.headers)
