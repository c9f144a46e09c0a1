"""Statements with what Slack's markup gives a meaning."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Fact, Quote, Source

SOURCE = Source("Six neighbours, one table", "The Lamp", dt.date(2025, 10, 22), "https://lamp.example/six?a=1&b=2")

FACT = Fact("kfor-until", "The mission runs until December 2028.", SOURCE, SOURCE.published)

QUOTE = Quote("rails", "We’d rather build <railways> than *walls* & gates.", "Ana Example", SOURCE, role="Minister")


HOSTILE = "<!channel> <@U0ALICE> @here *bold* _it_ ~gone~ `code` :tada: <https://x.example|click> & &amp; > “ok”"

LONG = "A sentence of some length, again. " * 300
