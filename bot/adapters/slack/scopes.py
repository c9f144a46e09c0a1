"""The scopes of the bot token: what each ability needs, and what an admin can refuse."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

SUGGEST, GROUPS = "assistant:write", "usergroups:read"
"""Scopes that the manifest of an older version did not ask for. The bot works without them."""
_HISTORY = ("channels:history", "groups:history", "im:history")
NEEDED_SCOPES: Mapping[str, tuple[str, ...]] = {
    "answer mentions": ("app_mentions:read", "chat:write"),
    "answer direct messages": ("im:history", "chat:write"),
    "offer slash commands and Check quote": ("commands",),
    "answer in watched public channels": ("channels:history", "chat:write"),
    "answer in watched private channels": ("groups:history", "chat:write"),
    "read the message to which a mention points": ("channels:history", "groups:history"),
    "find what was asked while it was not connected": _HISTORY,
    "post digests": ("chat:write",),
    "make sure that no digest gets lost": _HISTORY,
    "see who may read a channel, and whether it can post there": ("channels:read", "groups:read"),
    "know who manages a channel, and people's time zones": ("users:read",),
    "suggest questions in its chat": (SUGGEST,),
    "know who is in a user group of curators": (GROUPS,),
}
"""The scopes that each ability needs."""
SCOPES = frozenset(scope for scopes in NEEDED_SCOPES.values() for scope in scopes)
"""What the bot token may do."""
_KINDS = {"channels:history": "public", "groups:history": "private"}
OPTIONAL_SCOPES = frozenset(_KINDS)
"""Scopes that an admin can refuse. They are needed only if channels are watched."""
_WITHOUT = {
    SUGGEST: "I can't suggest questions in my chat",
    GROUPS: "people of a user group can't be curators",
}
"""What does not work without the scopes of an older manifest."""


def scopes_in(headers: Mapping[str, Any]) -> frozenset[str] | None:
    """Read the scopes of a token from the headers of an answer. None if Slack does not name them."""
    header = next((str(value) for key, value in headers.items() if key.casefold() == "x-oauth-scopes"), None)
    return None if header is None else frozenset(scope.strip() for scope in header.split(","))


def needed(*, watching: bool) -> frozenset[str]:
    """Return the scopes that the bot can't do without."""
    return (SCOPES if watching else SCOPES - OPTIONAL_SCOPES) - _WITHOUT.keys()


def without_optional(given: frozenset[str], *, watching: bool) -> list[str]:
    """Say what the bot can't do without the scopes that are missing, if it does not need them."""
    sentences = [
        f"The Slack app does not have the scope {scope}, so {effect}. The manifest of an older version did not ask "
        "for it."
        for scope, effect in _WITHOUT.items()
        if scope not in given
    ]
    if not watching and (lacking := sorted(OPTIONAL_SCOPES - given)):
        sentences.append(
            f"The Slack app does not have {named(lacking, 'optional')}. "
            f"In {' and '.join(_KINDS[scope] for scope in lacking)} channels, I can't hear what does not mention me, "
            "or read the message to which a mention points. I also can't look there for missed mentions and lost "
            "digests."
        )
    return sentences


def named(scopes: Collection[str], kind: str = "") -> str:
    """Name scopes, such as "the scopes channels:read, groups:read"."""
    noun = f"{kind} {'scope' if len(scopes) == 1 else 'scopes'}".strip()
    return f"the {noun} {', '.join(sorted(scopes))}"
