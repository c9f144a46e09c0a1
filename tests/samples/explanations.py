"""Replies that every renderer must cope with."""

from __future__ import annotations

from dataclasses import replace

from bot.core.explanation import Explanation
from tests.samples.facts import FERRY


def longest_explanation(mark: str) -> Explanation:
    """As long as an explanation can become, of a sign that the platform's markup gives a meaning."""
    words = tuple((f"{mark}{n}" * 60, mark * 300) for n in range(48))
    counted = tuple((f"phrase {mark}{n}{mark} " * 9, -9.876) for n in range(5))
    missing, closest, veto = (mark * 500,) * 48, mark * 3000, "the question has another name or number"
    return Explanation(
        mark * 1000, words, words, missing, closest, replace(FERRY, id="i" * 64), 0.2, 0.8, ("r" * 64, 0.5), 0.7, veto,
        counted, typed=mark * 999,
    )  # fmt: skip


DECISIVE = {"Score", "What decided"}
"""What of an explanation no limit may cut."""
