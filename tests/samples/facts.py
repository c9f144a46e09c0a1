"""A small store of our own making, about a harbour, for tests that need facts."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Fact, FactCollection, NegativeExample, Quote, Source

REPORT = Source("Annual report", "Harbour office", dt.date(2026, 3, 2), "https://example.org/report")
TODAY = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)

FERRY = Fact(
    "ferry-passengers",
    "The ferries carried 1.2 million passengers in 2025.",
    REPORT,
    as_of=dt.date(2026, 3, 2),
    topic="Harbour",
    questions=("How many people took the ferry in 2025?", "How many passengers did the ferries carry?"),
)
DREDGING = Fact(
    "dredging-end",
    "Dredging of the north basin ends in August 2026.",
    REPORT,
    as_of=dt.date(2026, 3, 2),
    topic="Harbour",
    questions=("When does the dredging of the north basin end?", "Until when is the north basin dredged?"),
    supersedes=("dredging-end-first",),
)
DREDGING_FIRST = Fact(
    "dredging-end-first",
    "Dredging of the north basin ends in May 2026.",
    REPORT,
    as_of=dt.date(2025, 9, 1),
    topic="Harbour",
    questions=("When will the diggers leave the north basin?",),
    status="superseded",
    valid_until=dt.date(2026, 3, 1),
)
CRANE = Fact(
    "crane-permit",
    "Crane 4 may lift 40 tonnes.",
    REPORT,
    as_of=dt.date(2026, 3, 2),
    topic="Harbour",
    questions=("How much may crane 4 lift?", "What can crane 4 lift?"),
    valid_until=dt.date(2026, 4, 30),
)
PILOTS = Fact(
    "pilots-draft",
    "Nine pilots guide ships through the narrows.",
    REPORT,
    as_of=dt.date(2026, 3, 2),
    questions=("How many pilots guide ships through the narrows?",),
    status="draft",
)
FOG = Quote(
    "master-on-fog",
    "Fog does not read timetables.",
    "Ada Quill",
    REPORT,
    role="Harbour master",
    topic="Harbour",
    about="delays",
    said=dt.date(2026, 2, 14),
    questions=("What did the harbour master say about delays?", "What did Ada Quill say about fog?"),
)
LOCKS = tuple(
    Fact(
        f"lock-{name}",
        f"The {name} lock is {length} metres long.",
        REPORT,
        as_of=dt.date(2026, 3, 2),
        topic="Harbour",
        questions=(f"How long is the {name} lock?", f"What is the length of the {name} lock?"),
    )
    for name, length in (("eastern", 120), ("western", 150), ("old", 90))
)

HARBOUR = FactCollection(
    (FERRY, DREDGING, DREDGING_FIRST, CRANE, PILOTS, FOG, *LOCKS),
    (NegativeExample("How many people took the bus in 2025?"),),
    (("harbour", "harbor", "port"),),
)


FERRY_QUESTION = "How many people took the ferry in 2025?"


FERRY_QUESTION = "How many people took the ferry in 2025?"
