"""What the help says about a state of the facts: it is computed once, and counts what is valid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Fact, FactCollection, Status, validity
from bot.features.digest.rotation import digest_index
from bot.knowledge import presentation
from bot.knowledge.holdings import holdings, is_valid
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.samples.facts import CRANE, FERRY, HARBOUR, TODAY

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))


def test_what_takes_long_is_computed_once_for_each_state_of_the_facts() -> None:
    knowledge = Knowledge(HARBOUR, Thresholds.default())
    assert holdings(knowledge) is holdings(knowledge)
    assert presentation.examples(knowledge) is presentation.examples(knowledge)


def test_the_help_and_the_first_digest_count_the_facts_that_are_valid_today() -> None:
    today, day = TODAY.date(), dt.timedelta(days=1)
    crane = replace(CRANE, valid_until=None)
    over = replace(crane, id="over", text="Crane 5 lifts 9 tonnes.", valid_until=today - day)
    later = replace(crane, id="later", text="Crane 6 lifts 8 tonnes.", valid_from=today + day)
    twin = replace(FERRY, id="twin", source=replace(FERRY.source, title="The ferry report"))
    knowledge = Knowledge(FactCollection((FERRY, twin, crane, over, later)), Thresholds.default())
    assert digest_index(knowledge).known(today, ()) == 2
    assert presentation.summary(knowledge, today).startswith("I have 2 facts from ")
    assert presentation.announcement(knowledge, today) == "2 facts · /ask"
    assert presentation.announcement(knowledge, today + day) == "3 facts · /ask"
    ended = Knowledge(FactCollection((over,)), Thresholds.default())
    assert presentation.summary(ended, today) == presentation.NO_VALID_FACTS
    assert presentation.announcement(ended, today) == ""


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.sampled_from(["active", "superseded"]), DAYS)
def test_facts_are_counted_on_the_days_on_which_they_are_published_and_valid(
    first: dt.date | None, last: dt.date | None, published: dt.date, status: Status, day: dt.date
) -> None:
    source = replace(FERRY.source, published=published)
    fact: Fact = replace(FERRY, source=source, valid_from=first, valid_until=last, status=status)
    assert is_valid(fact, day) == (published <= day and validity(fact, day) == "current")
