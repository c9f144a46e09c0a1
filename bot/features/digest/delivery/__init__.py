"""Posts what is due, once: claim, make, keep, post, mark."""

from bot.features.digest.delivery.scheduler import DigestScheduler

__all__ = ["DigestScheduler"]
