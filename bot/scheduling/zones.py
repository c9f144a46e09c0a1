"""IANA time zones by the names that people give them: "london", "new york", "tokio", "albania", "utc"."""

from __future__ import annotations


class Zones:
    """All IANA zones of the tz database that the package tzdata brings. Made in milliseconds; immutable."""

    def __init__(self) -> None:
        raise NotImplementedError

    def find(self, typed: str) -> tuple[str, ...]:
        """The zones that may be meant, the likeliest first: one where it is clear, none where nothing comes near.

        Names that mean the same clock (Europe/Kiev, Europe/Kyiv) count as one, by the name in use today.
        """
        raise NotImplementedError

    def complete(self, typed: str, limit: int = 25) -> tuple[str, ...]:
        """IANA names that fit what is being typed, the likeliest first."""
        raise NotImplementedError
