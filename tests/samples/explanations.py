"""Replies that every renderer must cope with."""

from __future__ import annotations

from bot.core.explanation import Explanation


def longest_explanation(mark: str) -> Explanation:
    """As long as an explanation can become, of a sign that the platform's markup gives a meaning."""
    words = tuple((f"{mark}{n}" * 60, mark * 300) for n in range(48))
    counted = tuple((f"phrase {mark}{n}{mark} " * 9, -9.876) for n in range(5))
    missing, closest, veto = (mark * 500,) * 48, mark * 3000, "the question has another name or number"
    return Explanation(
        mark * 1000, words, words, missing, closest, "i" * 64, 0.2, 0.8, ("r" * 64, 0.5), 0.7, veto, counted
    )


DECISIVE = {"Why", "Score", "Deciding factors"}
"""What of an explanation no limit may cut."""
