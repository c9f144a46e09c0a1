"""Statements and buttons with what Discord's markup gives a meaning."""

from __future__ import annotations

import datetime as dt

from bot.core.controls import Button
from bot.core.events import Action
from bot.core.models import Fact, Quote, Source
from bot.features.digest.replies import Item, Section

SOURCE = Source("Annual report", "Harbour office", dt.date(2026, 3, 2), "https://example.org/report_(2025)")

FACT = Fact("ferry-passengers", "The ferries carried *1.2* million.", SOURCE, as_of=dt.date(2026, 3, 2))

WHY = (Button("Why this?", Action("why", "e" * 16)),)


QUOTE = Quote("fog", "Fog does not read timetables.", "Ada Quill", SOURCE, role="Harbour master", about="the winter")

MORE = Action("more", "d" * 16)

CLOSING = (Section("Quote of the day", (Item(QUOTE.text, QUOTE),)),)
