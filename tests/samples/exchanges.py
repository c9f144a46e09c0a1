"""A request as the store keeps it."""

from __future__ import annotations

import datetime as dt

from bot.core.exchanges import Exchange

ASKED = dt.datetime(2025, 10, 22, 9, 0, 0, 1, tzinfo=dt.UTC)

EXCHANGE = Exchange(
    id="abcdefghijklmnop",
    question_key="discord:1:2:3",
    platform="discord",
    channel_key="discord:1:2",
    person="77",
    question="Who hosts the summit?",
    outcome="answer",
    statement_id="summit-host",
    score=0.1 + 0.2,
    private=False,
    asked=ASKED,
)
