"""Post each due digest once: claim, compose, store, post, record."""

from bot.features.digest.delivery.publisher import RESULTS
from bot.features.digest.delivery.scheduler import DigestScheduler

__all__ = ["RESULTS", "DigestScheduler"]
