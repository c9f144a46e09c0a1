"""Facts whose phrasings find each other or not, as can be told by hand."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from bot.core.models import Fact, FactCollection, NegativeExample
from bot.features.calibration.thresholds import Sample, ThresholdEvaluation
from bot.matching import Match, Thresholds
from tests.samples.facts import REPORT

THRESHOLDS = Thresholds(answer=0.8, suggest=0.3, unprompted=0.9)


def fact(name: str, text: str, *questions: str, **more: str) -> Fact:
    return Fact(name, text, REPORT, as_of=dt.date(2026, 3, 2), questions=questions, **more)  # type: ignore[arg-type]


STORE = FactCollection(
    (
        fact(
            "crane",
            "Crane 4 may lift 40 tonnes.",
            "What can crane 4 lift?",
            "crane 4 can lift what",
            "How much may crane 4 lift?",
            topic="cranes",
        ),
        fact("lock", "The lock of 1890 is ninety metres long.", "How long is the old lock?", topic="canal"),
        fact("lock-again", "Ninety metres is what ships may measure.", "the old lock is how long", topic="canal"),
        fact("fog", "Fog does not read timetables.", "When is lunch served?", "Who plays the tuba?", topic="weather"),
        fact("draft", "Pilots guide ships.", "Who guides the ships?", status="draft"),
    ),
    (NegativeExample("Who owns the lighthouse?"), NegativeExample("may crane 4 lift a ship")),
)

scores = st.floats(0, 1)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    ranked = sorted(draw(st.lists(scores, max_size=3)), reverse=True)
    place = draw(st.sampled_from([None, *range(len(ranked))]))
    matches = tuple(Match(str(n), score, draw(st.sampled_from(["", "other way"]))) for n, score in enumerate(ranked))
    return Sample("?", "?", STORE.statements[0], matches, place, draw(st.sampled_from([0.0, 0.5, 0.8])))


evaluations = st.builds(
    lambda asked, outside, silent: ThresholdEvaluation(tuple(asked), tuple(outside), tuple(silent), len(asked)),
    *[st.lists(samples(), max_size=12)] * 3,
)
