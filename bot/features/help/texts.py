"""The texts of the help and of the welcome, in addition to `core.texts`."""

from __future__ import annotations

IN_CHANNEL = "In this channel"
IN_CHAT = "In this chat"
COMMANDS = "All commands. You can leave out what is in brackets."
MORE = "All commands"
WHAT_ELSE = "What can you do?"
DIGEST = "Daily digest"
UNKNOWN_STATE = "Not known"
STORE_AWAY = "I can't reach my database right now, so I don't know what is switched on."
ASK_HERE = "Write your question here, or try one of these."
ASK_IN_CHANNEL = "Mention me in your question, or write to me directly."
ALREADY_SERVED = "I already serve this place."
OWNER_UNKNOWN = "I can't find out right now who owns me. Please try again in a minute."


def not_owner(address: str) -> str:
    """Say who can put a place on the list, by the button or on the machine of the bot."""
    return f"Only my owner can do this, with this button or with the command “factbot allow {address}” in a shell."


def commands_of(family: str) -> str:
    """Write the sentence above the commands of a family."""
    return f"/{family} and its options. You can leave out what is in brackets."


def unknown(name: str) -> str:
    """Say that there is no such command to explain."""
    return f"There is no command “{name}”. /help all lists all of them."
