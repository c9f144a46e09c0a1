"""The texts of the list of curators, in addition to `core.texts`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.mentions import Mention, MentionKind
from bot.core.texts import named

TITLE = "Curators here"
BUTTON = "Show the curators"
ADMINS, ALWAYS = "Admins", "Admins are always curators."
LABELS: dict[MentionKind, str] = {
    "role": "Roles", "group": "Groups", "permission": "Permissions", "person": "People"
}  # fmt: skip
REMOVE = "Remove a curator"
IS_ONE = "You are a curator here."
IS_NONE = "You are not a curator here."
ADMINS_CHANGE_IT = "Admins can change this list."
HOW_TO = "Add a role, a group or a person with /curators add."
THE_MENU = "The menu below removes an entry."
ONLY_ADMINS = "Only admins can change who the curators are."
ALONE = "Nobody else is here, so you may do all that curators can."
IN_DIRECT = "Each server has its own list of curators. Please use /curators in a channel."
NO_BOTS = "That is a bot. Only people can be curators."
NO_MEMBER = "I don't find that person here, so I changed nothing."
NOT_NOW = "I can't look that up right now, so I changed nothing. Please try again in a minute."
CHOOSE = "Use /curators as a slash command, and choose a role, a group or a person from those that are offered."
NO_PERMISSIONS = "There are no permissions here that I can see. Please add a role, a group or a person."


def gone(name: str) -> str:
    """Say that a role or a group is no longer there."""
    return f"{name} (deleted)"


def added(who: Sequence[Mention]) -> str:
    """Confirm who may curate from now on."""
    return f"{_listed(who)} can curate from now on."


def already(who: Sequence[Mention]) -> str:
    """Say that somebody is a curator already."""
    return f"Already on the list: {_listed(who)}."


def removed(who: Sequence[Mention]) -> str:
    """Confirm that an entry was removed. People may still be curators by another one."""
    return f"Removed from the list: {_listed(who)}."


def not_listed(typed: str) -> str:
    """Say that an entry can't be removed, as it is not there."""
    return f"“{named(typed)}” is not on the list, so I changed nothing. /curators shows all entries."


def several(typed: str) -> str:
    """Say that a typed name may mean several entries, roles or groups."""
    return f"There are several with the name “{named(typed)}”, so I changed nothing. {CHOOSE}"


def unknown(typed: str) -> str:
    """Say that a typed name is no role or group."""
    return f"I don't find a role or a group with the name “{named(typed)}”, so I changed nothing. {CHOOSE}"


def unknown_permission(typed: str, known: Sequence[Mention]) -> str:
    """Say that a typed name is no permission, and which ones there are."""
    names = ", ".join(permission.shown for permission in known)
    return f"I don't know the permission “{named(typed)}”. These can be used: {names}."


def _listed(who: Sequence[Mention]) -> str:
    return ", ".join(mention.shown for mention in who)
