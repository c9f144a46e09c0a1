"""Results of the checks of the installation, as `factbot doctor` prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.commands import Command
from bot.core.events import Target
from bot.core.replies import Reply


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    ok: bool
    text: str
    """What is fine, or what is wrong, in whole sentences."""
    remedy: str = ""
    """Who can fix it, and where, in whole sentences; empty if nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the bot does on a platform. What it needs there depends on that."""

    watched: frozenset[str] = frozenset()
    """Ids of the watched channels."""
    digests: Sequence[Target] = ()
    """The channels that get a digest."""
    commands: Sequence[Command] = ()
    thorough: bool = False
    """Whether to ask for everything that each feature needs. Otherwise only the tokens and basic rights are checked."""
    samples: Sequence[Reply] = ()
    """Replies to check by asking the platform whether it would accept them."""

    def channels(self) -> dict[str, str]:
        """Return what the bot does in each channel, by id: "watched", "digest" or both. Leaves out direct messages."""
        purposes = dict.fromkeys(sorted(self.watched), "watched")
        for target in self.digests:
            if not target.direct:
                purposes[target.channel] = "watched, digest" if target.channel in self.watched else "digest"
        return purposes
