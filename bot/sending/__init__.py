"""Posts what is due, once: claim, make, keep, post, mark."""

from bot.sending.sender import Sender

__all__ = ["Sender"]
