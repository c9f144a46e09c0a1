"""Discord's permissions: who is a manager, and which permissions the bot lacks to post in a channel. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.discord.payloads import Payload

ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_GUILD = 1 << 3, 1 << 4, 1 << 5
MANAGER = ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD
"""A person with one of these is a manager for the bot."""
ADMIN = ADMINISTRATOR | MANAGE_GUILD
"""A person with one of these, in the whole server, is an admin for the bot."""
ALL = ~0
MODERATING: Mapping[str, tuple[int, str]] = {
    "kick_members": (1 << 1, "Kick Members"),
    "ban_members": (1 << 2, "Ban Members"),
    "manage_channels": (MANAGE_CHANNELS, "Manage Channels"),
    "view_audit_log": (1 << 7, "View Audit Log"),
    "manage_messages": (1 << 13, "Manage Messages"),
    "mention_everyone": (1 << 17, "Mention Everyone"),
    "manage_nicknames": (1 << 27, "Manage Nicknames"),
    "manage_roles": (1 << 28, "Manage Roles"),
    "manage_webhooks": (1 << 29, "Manage Webhooks"),
    "manage_expressions": (1 << 30, "Manage Expressions"),
    "manage_events": (1 << 33, "Manage Events"),
    "manage_threads": (1 << 34, "Manage Threads"),
    "moderate_members": (1 << 40, "Timeout Members"),
}
"""Permissions by which admins can choose curators, with their names in Discord's settings. The keys never change: they
are stored. Admins are always curators, so what makes an admin is left out."""
MANAGERS = "somebody with the permission Manage Channels or Manage Server"
VIEW_CHANNEL, SEND_MESSAGES, READ_HISTORY = 1 << 10, 1 << 11, 1 << 16
SEND_MESSAGES_IN_THREADS = 1 << 38

THREADS = (10, 11, 12)
"""Types of channels that are threads."""

NAMES = {
    VIEW_CHANNEL: "View Channel",
    SEND_MESSAGES: "Send Messages",
    SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
    READ_HISTORY: "Read Message History",
}
"""Their names in Discord's settings."""
EFFECTS = {
    VIEW_CHANNEL: "it sees no message there and can't post.",
    SEND_MESSAGES: "it can't post there.",
    SEND_MESSAGES_IN_THREADS: "it can't post there.",
    READ_HISTORY: (
        "its answers are no replies, it misses questions from while it was away, and a digest could be posted twice."
    ),
}
"""What the bot can't do without each."""

GONE = 10003
"""Discord's error code for a channel that was deleted. If the bot was removed from the server, it is 50001."""
CLOSED: Mapping[int, str] = {
    GONE: "The channel is gone.",
    50001: "I can't see the channel any more. I don't have the permission View Channel, or I was removed from the "
    "server. A server manager can invite me again, or give the permission to my role under Edit Channel, Permissions.",
    50013: "I am not allowed to post in the channel. I need the permission Send Messages, or in a thread Send "
    "Messages in Threads. A server manager can give it to my role under Edit Channel, Permissions.",
    50007: "I can't write to this person. They don't accept direct messages from me.",
    50278: "I can't write to this person. I no longer share a server with them.",
    160005: "The thread is locked. A manager of the thread can unlock it.",
}
"""Explanations of Discord's error codes that mean that the bot can't post in the channel."""
REFUSED = "Discord refused my message there."
"""The explanation of all other codes, such as those of archived threads and of filters."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the bot may do in a channel, as a set of bits."""

    bits: int
    thread: bool

    @property
    def can_post(self) -> bool:
        """Return whether the bot may post in the channel."""
        sending = SEND_MESSAGES_IN_THREADS if self.thread else SEND_MESSAGES
        return self._has(VIEW_CHANNEL) and self._has(sending)

    def _has(self, bit: int) -> bool:
        return bool(self.bits & (bit | ADMINISTRATOR))

    def missing_permission(self) -> str | None:
        """Explain which permission is missing for a post; None if nothing is.

        Without the right to view a channel nobody can send. So the text names the first missing permission, and both
        that are needed.
        """
        needed = (VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS if self.thread else SEND_MESSAGES)
        missing = next((NAMES[bit] for bit in needed if not self._has(bit)), None)
        if missing is None:
            return None
        noun, of = ("thread", " of its channel") if self.thread else ("channel", "")
        return (
            f"I can't post in this {noun} without the permission {missing}. A server manager can give it to my role "
            f"under Edit Channel, Permissions{of}. I need {' and '.join(NAMES[bit] for bit in needed)}."
        )


def moderating(bits: int) -> frozenset[str]:
    """Return which of the permissions of `MODERATING` are in a set of bits."""
    return frozenset(name for name, (bit, _) in MODERATING.items() if bits & (bit | ADMINISTRATOR))


def needed_in(channel: Payload) -> tuple[int, ...]:
    """Return the permissions that the bot needs in a channel or thread."""
    sending = SEND_MESSAGES_IN_THREADS if channel.get("type") in THREADS else SEND_MESSAGES
    return VIEW_CHANNEL, sending, READ_HISTORY


def granted(
    guild: str, person: str, own: Collection[str], roles: Iterable[Payload], overwrites: Sequence[Payload]
) -> int:
    """Compute what a member may do in a channel, as Discord's documentation describes it under "Permissions".

    `own` are the ids of the member's roles, and `roles` are all of the server. The role of everybody has the server's
    id. What a channel says of everybody counts first, then what it says of roles, then what it says of the member.
    """
    bits = 0
    for role in roles:
        if role["id"] == guild or role["id"] in own:
            bits |= int(role["permissions"])
    if bits & ADMINISTRATOR:
        return ALL
    levels = ({guild}, set(own), {person})
    for level in levels:
        rules = [rule for rule in overwrites if rule["id"] in level]
        for rule in rules:
            bits &= ~int(rule["deny"])
        for rule in rules:
            bits |= int(rule["allow"])
    return bits


def allowed_in(interaction: Payload) -> Allowed | None:
    """Read from an interaction what the bot may do in its channel; None if it does not say."""
    bits = interaction.get("app_permissions")
    kind = (interaction.get("channel") or {}).get("type")
    return Allowed(int(bits), kind in THREADS) if bits is not None else None
