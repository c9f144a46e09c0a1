"""Small helpers to write HTML. Text is escaped in one place, and a part that nobody knows is an error."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any, NewType

Html = NewType("Html", str)
"""Finished HTML. Only this module makes it, so mypy finds a text that was not escaped."""
NOTHING = Html("")


class UnknownPartError(Exception):
    """A message has a part that the imitation does not show."""


def text(words: str) -> Html:
    """Escape words."""
    return Html(html.escape(words))


def joined(parts: Iterable[Html]) -> Html:
    """Join finished parts."""
    return Html("".join(parts))


def element(name: str, kind: str = "", *inner: Html, **attributes: str) -> Html:
    """Make an element with classes. An attribute such as `data_x` is written as `data-x`."""
    written = {"class": kind, **{key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}}
    marks = "".join(f' {key}="{html.escape(value)}"' for key, value in written.items() if value or key != "class")
    return Html(f"<{name}{marks}>{''.join(inner)}</{name}>")


def div(kind: str, *inner: Html, **attributes: str) -> Html:
    """Make a block."""
    return element("div", kind, *inner, **attributes)


def span(kind: str, *inner: Html, **attributes: str) -> Html:
    """Make a part of a line."""
    return element("span", kind, *inner, **attributes)


def link(address: str, *inner: Html) -> Html:
    """Make a link if a browser may open the address. Its words remain in any case."""
    if not address.lower().startswith(("https://", "http://")):
        raise UnknownPartError(f"an address that is no web page: {address}")
    return element("a", "", *inner, href=address, rel="noopener")


def check_keys(kind: str, part: Mapping[str, Any], *known: str) -> None:
    """Raise UnknownPartError if a part has something that the imitation does not show."""
    if unknown := sorted(key for key in part if key not in known):
        raise UnknownPartError(f"{kind} has {', '.join(unknown)}")
