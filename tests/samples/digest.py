"""What a digest tells of in tests."""

from __future__ import annotations

import datetime as dt

from bot.core.events import Target
from bot.core.models import Fact, Quote, Source
from bot.features.digest.composer import DigestScope

LOG = Source("Log", "Harbour office", dt.date(2026, 3, 2), "https://example.org/log")

DIARY = Source("Diary", "The Quay Post", dt.date(2026, 3, 9))

TODAY = dt.date(2026, 6, 1)

WISH = DigestScope("slack:T1:C1", Target("slack", "T1", "C1"), "Europe/London")

BUOYS = Fact("buoys", "The channel is marked by nine buoys.", LOG, dt.date(2026, 3, 2), topic="Channel")

TUG_ANNA = Fact("tug", "The tug Anna was built in 1988.", LOG, dt.date(2026, 3, 2), topic="Ships")

CAR_FERRY = Fact("ferry", "The ferry carries forty cars at a time.", LOG, dt.date(2026, 3, 2), topic="Ships")

FOG = Quote("fog", "Fog does not read timetables.", "Ada Quill", LOG, topic="Weather")
