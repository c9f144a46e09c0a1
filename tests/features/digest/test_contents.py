"""Digests show facts that are new, changed or ending: tested with the real store, from day to day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import texts
from bot.core.errors import UserError
from bot.core.events import Action, Message
from bot.core.exchanges import Exchange
from bot.core.models import Fact
from bot.core.plain_text import diff_text
from bot.core.ports import Responder
from bot.features.digest.changes import Changed
from bot.features.digest.contents import DigestContents
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.sections import before
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.storage.database import Database
from tests.chat_driver import FixedClock
from tests.features.digest.scenario import DigestScenario, knowledge_of, new_ids
from tests.samples.digest import BUOYS, CAR_FERRY, DIARY, FOG, LOG, TODAY, TUG_ANNA, WISH


@pytest.fixture
def scenario(store: Database, clock: FixedClock) -> DigestScenario:
    """A scenario without facts."""
    return DigestScenario(store, clock)


# ---------------------------------------------------------------------- new


async def test_new_facts_are_shown_once_by_topic_in_the_order_of_the_files(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    assert new_ids(await scenario.post_digest()) == []  # its source was published months ago
    scenario.clock.advance(hours=1)
    await scenario.set_facts(FOG, TUG_ANNA, BUOYS, CAR_FERRY)
    contents = await scenario.post_digest(days=1)
    assert contents.new == (("Weather", ("fog",)), ("Channel", ("buoys",)), ("Ships", ("ferry",)))
    assert contents.older == ""
    assert contents.has_news
    again = await scenario.post_digest(days=1)
    assert (again.new, again.changed, again.has_news) == ((), (), False)


async def test_facts_of_one_topic_are_grouped_even_if_others_are_between_them(scenario: DigestScenario) -> None:
    await scenario.set_facts(FOG)
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY)
    assert (await scenario.post_digest(hours=1)).new == (("Ships", ("tug", "ferry")), ("Channel", ("buoys",)))


async def test_the_first_digest_covers_a_week(scenario: DigestScenario) -> None:
    late = replace(BUOYS, source=replace(LOG, published=TODAY - dt.timedelta(days=6)))
    early = replace(TUG_ANNA, source=replace(LOG, published=TODAY - dt.timedelta(days=8)))
    await scenario.set_facts(late, early)
    assert new_ids(await scenario.post_digest()) == ["buoys"]


async def test_a_first_digest_without_anything_says_why(scenario: DigestScenario) -> None:
    assert scenario.shown(await scenario.post_digest()).summary == presentation.no_facts()
    await scenario.set_facts(replace(BUOYS, valid_until=dt.date(2020, 1, 1)))
    opera = replace(WISH, id="slack:T1:C7", topics=("Opera", "Ships"))
    summary = scenario.shown(await scenario.post_digest(opera)).summary
    assert summary == "I have no facts on Opera and Ships that are valid now."
    summary = scenario.shown(await scenario.post_digest(replace(WISH, id="slack:T1:C8"))).summary
    assert summary == "I have no facts that are valid now."


async def test_a_digest_shows_only_the_topics_of_the_subscription(scenario: DigestScenario) -> None:
    soon = dt.date(2026, 6, 9)
    ending = [
        replace(BUOYS, id="b", text="A buoy is lit.", valid_until=soon),
        replace(TUG_ANNA, id="t", valid_until=soon),
    ]
    await scenario.set_facts(*ending)
    await scenario.post_digest()
    await scenario.set_facts(BUOYS, CAR_FERRY, FOG, *ending)
    wish = replace(WISH, topics=("Channel",))
    contents = await scenario.post_digest(wish, days=1)
    assert (new_ids(contents), contents.ending, contents.quote) == (["buoys"], ("b",), "")
    assert (await scenario.post_digest(replace(wish, topics=("Weather",)), days=1)).quote == "fog"


async def test_drafts_and_retired_statements_are_never_shown(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    hidden = replace(BUOYS, status="draft", valid_until=TODAY), replace(FOG, status="retired")
    await scenario.set_facts(TUG_ANNA, *hidden)
    contents = await scenario.post_digest(days=1)
    assert set(filter(None, contents.ids)) == {"tug"}
    await scenario.set_facts(TUG_ANNA, BUOYS, replace(FOG, status="retired"))
    assert new_ids(await scenario.post_digest(days=1)) == ["buoys"]  # it is no longer a draft
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, status="retired"))
    assert (await scenario.post_digest(days=1)).changed == ()


async def test_the_same_words_from_two_sources_are_one_item(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    twin = replace(BUOYS, id="buoys-too", source=DIARY)
    await scenario.set_facts(TUG_ANNA, BUOYS, twin)
    contents = await scenario.post_digest(days=1)
    assert len(new_ids(contents)) == 1
    (section,) = scenario.shown(contents).sections
    (item,) = section.items
    assert item.statement is not None
    assert {item.statement.id, *(other.id for other in item.also)} == {"buoys", "buoys-too"}


async def test_a_quote_with_a_second_source_is_not_repeated_as_the_next_quote(scenario: DigestScenario) -> None:
    """No quote is repeated until all were shown, no matter which of its sources a digest names first."""
    other = replace(FOG, id="other", text="A rope is a promise.")
    wishes = [replace(WISH, id=f"slack:T1:C{n}") for n in range(8)]  # each channel has its own order
    await scenario.set_facts(FOG)
    assert {(await scenario.post_digest(wish)).quote for wish in wishes} == {"fog"}
    await scenario.set_facts(replace(FOG, id="fog-again", source=DIARY), FOG, other)
    scenario.clock.advance(days=1)
    assert {(await scenario.post_digest(wish)).quote for wish in wishes} == {""}  # both are new, and listed as such
    for quote in ("other", "fog-again", "other"):
        scenario.clock.advance(days=1)
        assert {(await scenario.post_digest(wish)).quote for wish in wishes} == {quote}


async def test_an_older_fact_is_shown_only_if_nothing_is_new(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY)
    await scenario.post_digest()  # introduces all of them
    older_ids = [(await scenario.post_digest(days=1)).older for _ in range(3)]
    assert sorted(older_ids) == ["buoys", "ferry", "tug"]
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY, replace(TUG_ANNA, id="mole", text="The mole is of granite."))
    assert (await scenario.post_digest(days=1)).older == ""
    assert (await scenario.post_digest(days=1)).older == "mole"
    assert [(await scenario.post_digest(days=1)).older for _ in range(3)] == older_ids


async def test_new_facts_of_one_source_are_side_by_side(scenario: DigestScenario) -> None:
    await scenario.set_facts(FOG)
    await scenario.post_digest()
    await scenario.set_facts(FOG, TUG_ANNA, replace(CAR_FERRY, source=DIARY), replace(BUOYS, topic="Ships"))
    assert (await scenario.post_digest(days=1)).new == (("Ships", ("tug", "buoys", "ferry")),)


async def test_corrections_and_endings_come_before_what_is_new(scenario: DigestScenario) -> None:
    pilot = replace(TUG_ANNA, id="pilot", text="The pilot is on duty.")
    await scenario.set_facts(BUOYS, pilot, replace(CAR_FERRY, valid_until=dt.date(2026, 6, 20)))
    await scenario.post_digest()
    ten = replace(BUOYS, id="ten", text="The channel is marked by ten buoys.", supersedes=("buoys",))
    changed = replace(pilot, text="The pilot is off duty.")
    ending = replace(CAR_FERRY, valid_until=dt.date(2026, 6, 20))
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, status="superseded"), ten, changed, ending)
    contents = await scenario.post_digest(days=1)
    shown = scenario.shown(contents)
    assert [section.heading for section in shown.sections] == [
        "Changed", "Superseded", "Out of date within 30 days", "New · Ships",
    ]  # fmt: skip
    assert shown.summary == (
        "Since Monday 1 June 2026: 1 changed, 1 superseded and 1 new. 1 will be out of date within 30 days."
    )


# ---------------------------------------------------------------------- the first digest


def bins(count: int) -> list[Fact]:
    """Make facts on bins that were published long ago."""
    return [replace(BUOYS, id=f"bin-{n}", text=f"Bin {n} is black.", topic="Bins") for n in range(count)]


async def test_what_will_be_replaced_is_in_the_digest_until_then(scenario: DigestScenario) -> None:
    today = scenario.clock.now().date()
    old = replace(BUOYS, status="superseded")
    new = replace(BUOYS, id="ten", text="Ten buoys.", supersedes=("buoys",), valid_from=today + dt.timedelta(days=9))
    await scenario.set_facts(old, new)
    first = await scenario.post_digest()
    shown = scenario.shown(first)
    (item,) = (item for section in shown.sections for item in section.items if item.text == BUOYS.text)
    assert item.note == "Valid until 9 June 2026"
    scenario.clock.advance(days=9)
    later = scenario.shown(await scenario.post_digest(replace(WISH, id="slack:T1:C9")))
    assert [item.text for section in later.sections for item in section.items] == [new.text]


async def test_the_first_digest_introduces_the_facts_and_the_next_ones_show_others(scenario: DigestScenario) -> None:
    await scenario.set_facts(*bins(7), FOG)
    wish = replace(WISH, topics=("Bins",))
    first = await scenario.post_digest(wish)
    assert (first.first, first.known, len(set(first.introduced)), first.has_news) == (True, 7, 5, False)
    shown = scenario.shown(first)
    assert shown.summary == "I know 7 facts on Bins. Here are five of them."
    assert [(section.heading, len(section.items)) for section in shown.sections] == [("Bins", 5)]
    later = [await scenario.post_digest(wish, days=1) for _ in range(2)]
    assert {one.older for one in later} == {fact.id for fact in bins(7)} - set(first.introduced)
    assert [(one.first, one.introduced) for one in later] == [(False, ()), (False, ())]
    assert "Nothing new since" in scenario.shown(later[0]).summary


async def test_the_first_digest_shows_five_facts_by_topic_and_no_quote_but_that_of_the_day(
    scenario: DigestScenario,
) -> None:
    """Also if more than five statements were added within the last week, so that they are new."""
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY, FOG)
    scenario.clock.advance(days=1)
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY, FOG, *bins(7))
    first = await scenario.post_digest()
    shown = scenario.shown(first)
    assert shown.summary == "I know 10 facts. Here are five of them."
    assert sum(len(section.items) for section in shown.sections) == 5
    assert {section.heading for section in shown.sections} >= {"Bins"}
    assert not any(section.heading.startswith("New") for section in shown.sections)
    assert (first.quote, FOG.id in [i for _, ids in first.new for i in ids]) == (FOG.id, False)
    assert shown.left == 2
    assert sum(len(section.items) for section in scenario.shown(first, first=5).sections) == 2


async def test_the_quote_of_the_day_is_none_that_is_listed_as_new(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    await scenario.set_facts(TUG_ANNA, FOG)
    listed = await scenario.post_digest(days=1)
    assert (listed.new, listed.quote) == ((("Weather", (FOG.id,)),), "")
    assert (await scenario.post_digest(days=1)).quote == FOG.id


@pytest.mark.parametrize(
    ("known", "topics", "summary"),
    [
        (0, (), ""),
        (1, (), "I know 1 fact. Here it is."),
        (3, ("Bins",), "I know 3 facts on Bins. Here they are."),
        (5, ("Bins", "Ships"), "I know 5 facts on Bins and Ships. Here they are."),
        (6, ("A", "Bins", "C", "D"), "I know 6 facts on 4 topics. Here are five of them."),
    ],
)
async def test_the_first_digest_never_says_that_nothing_is_new(
    scenario: DigestScenario, known: int, topics: tuple[str, ...], summary: str
) -> None:
    await scenario.set_facts(*bins(known), FOG)
    assert scenario.shown(await scenario.post_digest(replace(WISH, topics=topics))).summary == summary


async def test_what_is_new_counts_among_the_facts_of_the_first_digest(scenario: DigestScenario) -> None:
    recent = replace(LOG, published=TODAY - dt.timedelta(days=2))
    news = [replace(fact, source=recent) for fact in bins(2)]
    await scenario.set_facts(*news, *bins(9)[2:], FOG)
    first = await scenario.post_digest()
    assert (new_ids(first), len(first.introduced)) == (["bin-0", "bin-1"], 3)
    assert not {"bin-0", "bin-1"} & set(first.introduced)
    assert scenario.shown(first).summary == "I know 9 facts. Here are five of them."


async def test_what_ends_counts_among_the_facts_of_the_first_digest(scenario: DigestScenario) -> None:
    ending = [replace(fact, valid_until=TODAY + dt.timedelta(days=9)) for fact in bins(2)]
    await scenario.set_facts(*ending, *bins(9)[2:])
    first = await scenario.post_digest()
    assert (len(first.ending), len(first.introduced)) == (2, 3)
    assert scenario.shown(first).summary == "I know 9 facts. Here are five of them."


async def test_the_first_digest_shows_five_facts_even_if_more_are_new(scenario: DigestScenario) -> None:
    recent = replace(LOG, published=TODAY - dt.timedelta(days=2))
    news = [replace(fact, source=recent, topic=f"Bins {n}") for n, fact in enumerate(bins(7))]
    await scenario.set_facts(*news, *bins(9)[7:])
    shown = scenario.shown(await scenario.post_digest())
    assert (sum(len(section.items) for section in shown.sections), shown.left) == (5, 2)
    assert shown.summary == "I know 9 facts. Here are five of them."


async def test_the_first_digest_says_each_source_once(scenario: DigestScenario) -> None:
    sources = (LOG, DIARY)
    await scenario.set_facts(*(replace(fact, source=sources[n % 2]) for n, fact in enumerate(bins(12))))
    (section,) = scenario.shown(await scenario.post_digest()).sections
    titles = [item.statement.source.title for item in section.items if item.statement]
    assert titles in (sorted(titles), sorted(titles, reverse=True))


# ---------------------------------------------------------------------- changed


async def test_a_changed_fact_is_shown_with_its_earlier_text(scenario: DigestScenario) -> None:
    await scenario.set_facts(BUOYS, FOG)
    await scenario.post_digest()
    await scenario.set_facts(replace(BUOYS, text="The channel is marked by ten buoys."), FOG)
    contents = await scenario.post_digest(days=1)
    assert (contents.new, [change.id for change in contents.changed]) == ((), ["buoys"])
    (section,) = scenario.shown(contents).sections
    assert section.heading == "Changed"
    assert section.items[0].text == "The channel is marked by ten buoys."
    assert diff_text(section.items[0].change) == "The channel is marked by [-nine-]{+ten+} buoys."
    assert section.items[0].before == ()
    assert (await scenario.post_digest(days=1)).changed == ()


async def test_after_several_changes_the_earlier_text_is_that_of_the_last_digest(scenario: DigestScenario) -> None:
    await scenario.set_facts(BUOYS)
    await scenario.post_digest()
    for count in ("ten", "eleven", "twelve"):
        await scenario.set_facts(replace(BUOYS, text=f"The channel is marked by {count} buoys."))
    (section,) = scenario.shown(await scenario.post_digest(days=1)).sections
    assert section.items[0].text == "The channel is marked by twelve buoys."
    assert diff_text(section.items[0].change) == "The channel is marked by [-nine-]{+twelve+} buoys."


async def test_texts_with_little_in_common_are_shown_one_below_the_other(scenario: DigestScenario) -> None:
    long = "No buoys are left here, " + "and the pilots find their way by the lights of the town. " * 9
    await scenario.set_facts(replace(BUOYS, text=long), TUG_ANNA)
    await scenario.post_digest()
    anna = replace(TUG_ANNA, id="anna", text="Anna is the oldest tug of all.", supersedes=("tug",))
    await scenario.set_facts(BUOYS, replace(TUG_ANNA, status="superseded", valid_until=TODAY), anna)
    changed, superseded = scenario.shown(await scenario.post_digest(days=1)).sections
    (item,) = changed.items
    assert (item.text, item.change, item.before[0][0]) == (BUOYS.text, (), "Before")
    assert item.before[0][1].endswith("…")
    assert len(item.before[0][1]) <= 200
    assert superseded.items[0].before == (("Until 1 June 2026", TUG_ANNA.text),)


async def test_a_fact_that_was_changed_and_changed_back_is_not_shown(scenario: DigestScenario) -> None:
    await scenario.set_facts(BUOYS)
    await scenario.post_digest()
    await scenario.set_facts(replace(BUOYS, text="The channel is marked by ten buoys."))
    await scenario.set_facts(BUOYS)
    contents = await scenario.post_digest(days=1)
    assert (contents.new, contents.changed) == ((), ())


@pytest.mark.parametrize(
    ("now", "is_news"),
    [
        ("the channel is marked by 1.5 buoys", False),
        ("“The channel” is marked – by 1.5 buoys!", False),
        ("  The channel\nis marked by\u00a01.5   buoys.", False),
        ("The channel is marked by 15 buoys.", True),
        ("The channel is marked by -1.5 buoys.", True),
        ("The channel is not marked by 1.5 buoys.", True),
        ("The channel is marked by 1.5 buoy.", True),
    ],
)
async def test_punctuation_capitals_marks_and_spaces_are_no_news(
    scenario: DigestScenario, now: str, is_news: bool
) -> None:
    await scenario.set_facts(replace(BUOYS, text="The channel is marked by 1.5 buoys."))
    await scenario.post_digest()
    await scenario.set_facts(replace(BUOYS, text=now))
    contents = await scenario.post_digest(days=1)
    assert (contents.has_news, bool(contents.changed)) == (is_news, is_news)


async def test_a_change_after_one_of_punctuation_is_news_with_the_text_of_the_last_digest(
    scenario: DigestScenario,
) -> None:
    await scenario.set_facts(BUOYS)
    await scenario.post_digest()
    marked = replace(BUOYS, text=BUOYS.text.upper())
    await scenario.set_facts(marked)
    await scenario.post_digest(days=1)
    await scenario.set_facts(replace(BUOYS, text="The channel is marked by ten buoys."))
    (section,) = scenario.shown(await scenario.post_digest(days=1)).sections
    assert diff_text(section.items[0].change) == "The channel is marked by [-NINE-]{+ten+} buoys."


async def test_a_changed_end_date_is_shown_with_the_earlier_date(scenario: DigestScenario) -> None:
    await scenario.set_facts(replace(BUOYS, valid_until=dt.date(2026, 12, 1)))
    await scenario.post_digest()
    await scenario.set_facts(replace(BUOYS, valid_until=dt.date(2027, 12, 1)))
    (section,) = scenario.shown(await scenario.post_digest(days=1)).sections
    (item,) = section.items
    assert (item.text, item.note, item.before) == (
        BUOYS.text, "Validity changed: until 1 December 2027 (before: until 1 December 2026)", (),
    )  # fmt: skip


async def test_a_new_fact_that_has_ended_is_not_shown(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, valid_until=scenario.clock.now().date()))
    assert new_ids(await scenario.post_digest(days=1)) == []


async def test_a_new_fact_that_ends_soon_is_shown_once(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    until = scenario.clock.now().date() + dt.timedelta(days=9)
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, valid_until=until))
    contents = await scenario.post_digest(days=1)
    assert contents.has_news
    shown = scenario.shown(contents)
    (section,) = shown.sections
    assert (section.heading, len(section.items)) == ("Out of date within 30 days", 1)
    assert section.items[0].note == f"Valid until {texts.day(until)}"
    assert shown.summary == "Since Monday 1 June 2026: 1 new fact will be out of date within 30 days."


async def test_the_summary_counts_what_the_sections_have(scenario: DigestScenario) -> None:
    until = scenario.clock.now().date() + dt.timedelta(days=9)
    ending = [replace(TUG_ANNA, id=f"tug{n}", text=f"The tug leaves quay {n}.", valid_until=until) for n in range(3)]
    await scenario.set_facts(*ending[:2])
    await scenario.post_digest()
    changed = replace(ending[0], text="The tug leaves no quay 0.")  # it ends soon, too
    await scenario.set_facts(changed, *ending[1:], CAR_FERRY, BUOYS)
    shown = scenario.shown(await scenario.post_digest(days=1))
    assert [(section.heading, len(section.items)) for section in shown.sections] == [
        ("Changed", 1), ("Out of date within 30 days", 2), ("New · Ships", 1), ("New · Channel", 1),
    ]  # fmt: skip
    assert shown.summary == (
        "Since Monday 1 June 2026: 1 changed and 2 new. 2 will be out of date within 30 days, 1 of them new."
    )
    assert shown.left == 0


async def test_a_new_fact_that_ends_soon_is_not_shown_again_in_the_words_of_another_source(
    scenario: DigestScenario,
) -> None:
    ending = replace(BUOYS, valid_until=scenario.clock.now().date() + dt.timedelta(days=9))
    await scenario.set_facts(ending)
    await scenario.post_digest()
    await scenario.set_facts(ending, replace(ending, id="again", source=DIARY))
    shown = scenario.shown(await scenario.post_digest(days=1))
    assert [(section.heading, len(section.items)) for section in shown.sections] == [("Out of date within 30 days", 1)]


async def test_a_new_fact_that_begins_later_says_when(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, valid_from=dt.date(2026, 12, 5)))
    (section,) = scenario.shown(await scenario.post_digest(days=1)).sections
    assert (section.heading, section.items[0].note) == ("New · Channel", "Valid from 5 December 2026")


async def test_a_new_quote_is_not_also_the_quote_of_the_day(scenario: DigestScenario) -> None:
    await scenario.set_facts(FOG)
    await scenario.post_digest()
    await scenario.set_facts(FOG, replace(FOG, id="rain", text="Rain reads nothing at all."))
    contents = await scenario.post_digest(days=1)
    assert (new_ids(contents), contents.quote) == (["rain"], "fog")


async def test_a_digest_is_empty_if_its_topic_does_not_exist(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA, FOG)
    assert (await scenario.post_digest(replace(WISH, id="slack:T1:C7", topics=("Lighthouses",)))).is_empty
    assert not (await scenario.post_digest(replace(WISH, id="slack:T1:C8", topics=("Ships",)))).is_empty


@pytest.mark.parametrize(
    "unseen",
    [
        {"questions": ("How many buoys are there?",)},
        {"tags": ("buoy",)},
        {"paragraph": 3},
        {"as_of": dt.date(2026, 3, 3)},
        {"topic": "Marks"},
    ],
    ids=str,
)
async def test_changes_that_readers_do_not_see_are_no_news(scenario: DigestScenario, unseen: dict[str, object]) -> None:
    await scenario.set_facts(BUOYS)
    await scenario.post_digest()
    await scenario.set_facts(replace(BUOYS, **unseen))  # type: ignore[arg-type]
    assert not (await scenario.post_digest(days=1)).has_news


async def test_a_fact_that_supersedes_another_is_shown_with_the_earlier_text(scenario: DigestScenario) -> None:
    await scenario.set_facts(BUOYS)
    await scenario.post_digest()
    old = replace(BUOYS, status="superseded", valid_until=dt.date(2026, 5, 30))
    ten = replace(BUOYS, id="ten", text="The channel is marked by ten buoys.", supersedes=("buoys",))
    await scenario.set_facts(old, ten)
    contents = await scenario.post_digest(days=1)
    assert (contents.new, contents.changed, contents.superseded) == ((), (), (Changed("ten"),))
    (item,) = scenario.shown(contents).sections[0].items
    assert item.text == ten.text
    assert diff_text(item.change) == "The channel is marked by [-nine-]{+ten+} buoys."
    assert item.note == "What was said before was valid until 30 May 2026."
    assert not (await scenario.post_digest(days=1)).has_news


async def test_a_fact_is_compared_with_the_one_that_it_replaces_and_not_with_those_before(
    scenario: DigestScenario,
) -> None:
    old = replace(BUOYS, status="superseded", valid_until=dt.date(2026, 5, 30))
    ten = replace(BUOYS, id="ten", text="The channel is marked by ten buoys.", supersedes=("buoys",))
    await scenario.set_facts(old, ten)
    await scenario.post_digest()
    twelve = replace(BUOYS, id="twelve", text="The channel is marked by twelve buoys.", supersedes=("ten",))
    await scenario.set_facts(old, replace(ten, status="superseded"), twelve)
    (item,) = scenario.shown(await scenario.post_digest(days=1)).sections[0].items
    assert diff_text(item.change) == "The channel is marked by [-ten-]{+twelve+} buoys."
    assert item.before == (("Until 30 May 2026", BUOYS.text),)


async def test_of_a_long_text_the_part_that_changed_is_compared(scenario: DigestScenario) -> None:
    long = replace(BUOYS, text=" ".join(f"Buoy {n} is lit at night." for n in range(90)))
    await scenario.set_facts(long)
    await scenario.post_digest()
    await scenario.set_facts(replace(long, text=long.text.replace("Buoy 70 is lit", "Buoy 70 is dark")))
    (item,) = scenario.shown(await scenario.post_digest(days=1)).sections[0].items
    assert "Buoy 70 is [-lit-]{+dark+} at night." in diff_text(item.change)
    assert len(diff_text(item.change)) < 400


async def test_a_fact_that_supersedes_another_only_later_counts_too(scenario: DigestScenario) -> None:
    ten = replace(BUOYS, id="ten", text="The channel is marked by ten buoys.")
    await scenario.set_facts(BUOYS, ten)
    await scenario.post_digest()
    await scenario.set_facts(BUOYS, replace(ten, supersedes=("buoys",)))
    contents = await scenario.post_digest(days=1)
    assert ([change.id for change in contents.superseded], contents.changed) == (["ten"], ())
    (item,) = scenario.shown(contents).sections[0].items
    assert diff_text(item.change) == "The channel is marked by [-nine-]{+ten+} buoys."


async def test_a_fact_that_was_added_and_changed_between_digests_is_new(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    scenario.clock.advance(hours=1)
    await scenario.set_facts(TUG_ANNA, BUOYS)
    scenario.clock.advance(hours=1)
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, text="The channel is marked by ten buoys."))
    contents = await scenario.post_digest(hours=22)
    assert (new_ids(contents), contents.changed) == (["buoys"], ())


# ---------------------------------------------------------------------- several processes


async def test_facts_that_this_process_has_not_loaded_are_in_the_next_digest(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    mine = scenario.answering.whole
    scenario.clock.advance(hours=23)
    await scenario.set_facts(TUG_ANNA, CAR_FERRY)
    both = scenario.answering.whole
    scenario.clock.advance(seconds=3595)
    ten = replace(TUG_ANNA, text="The tug Anna was built in 1987.")
    await ChangeRecorder(
        CurrentKnowledge(KnowledgeByPlace(knowledge_of(ten, CAR_FERRY, BUOYS))), scenario.store
    ).record()  # another process has loaded them already
    scenario.answering.state = KnowledgeByPlace(both)
    first = await scenario.post_digest(seconds=5)
    assert (new_ids(first), first.changed) == (["ferry"], ())
    await scenario.set_facts(ten, CAR_FERRY, BUOYS, recorded=False)
    second = await scenario.post_digest(days=1)
    assert (new_ids(second), [change.id for change in second.changed]) == (["buoys"], ["tug"])
    assert list(before(second.changed[0], scenario.answering.whole)) == [("Before", TUG_ANNA.text)]
    assert not (await scenario.post_digest(days=1)).has_news
    assert mine.statement("buoys") is None


async def test_changes_that_this_process_has_not_loaded_are_in_the_next_digest(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA, BUOYS)
    await scenario.post_digest()
    ten = replace(BUOYS, text="The channel is marked by ten buoys.")
    scenario.clock.advance(hours=23)
    await scenario.set_facts(TUG_ANNA, BUOYS, CAR_FERRY)
    scenario.clock.advance(seconds=3590)
    forty = replace(CAR_FERRY, text="The ferry carries fifty cars at a time.")
    await ChangeRecorder(
        CurrentKnowledge(KnowledgeByPlace(knowledge_of(TUG_ANNA, ten, forty))), scenario.store
    ).record()
    first = await scenario.post_digest(seconds=5)
    assert (new_ids(first), first.changed) == (["ferry"], ())
    await scenario.set_facts(TUG_ANNA, ten, forty, recorded=False)
    second = await scenario.post_digest(days=1)
    assert (new_ids(second), [change.id for change in second.changed]) == ([], ["buoys", "ferry"])
    texts_before = [list(before(change, scenario.answering.whole)) for change in second.changed]
    assert texts_before == [[("Before", BUOYS.text)], [("Before", CAR_FERRY.text)]]


async def test_a_fact_that_was_added_and_removed_does_not_delay_others(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    await scenario.post_digest()
    scenario.clock.advance(hours=23)
    await scenario.set_facts(TUG_ANNA, BUOYS)
    scenario.clock.advance(minutes=30)
    await scenario.set_facts(TUG_ANNA, CAR_FERRY)
    contents = await scenario.post_digest(minutes=30)
    assert (new_ids(contents), contents.until) == (["ferry"], scenario.clock.now())


# ---------------------------------------------------------------------- ending facts


async def test_an_ending_fact_is_shown_for_thirty_days_and_is_news_once(scenario: DigestScenario) -> None:
    ends = dt.date(2026, 7, 3)
    await scenario.set_facts(TUG_ANNA, replace(BUOYS, valid_until=ends))
    first = await scenario.post_digest()  # on 1 June
    assert (first.ending, first.has_news) == ((), False)
    second = await scenario.post_digest(days=1)
    assert second.ending == ()
    third = await scenario.post_digest(days=1)  # on 3 June
    assert (third.ending, third.ends_anew, third.has_news) == (("buoys",), True, True)
    assert scenario.shown(third).sections[0].items[0].note == "Valid until 3 July 2026"
    fourth = await scenario.post_digest(days=1)
    assert (fourth.ending, fourth.has_news, fourth.older) == (("buoys",), False, "tug")
    assert (await scenario.post_digest(days=29)).ending == ("buoys",)  # on its last day
    assert (await scenario.post_digest(days=1)).ending == ()


async def test_an_ending_fact_is_news_even_if_its_first_day_had_no_digest(scenario: DigestScenario) -> None:
    await scenario.set_facts(replace(BUOYS, valid_until=dt.date(2026, 7, 3)))
    await scenario.post_digest()
    assert (await scenario.post_digest(days=7)).ends_anew


# ---------------------------------------------------------------------- unanswered questions


def unanswered_question(question: str, when: dt.datetime, name: str) -> Exchange:
    """Make a question of the channel that got no answer."""
    return Exchange(name, name, "slack", "slack:T1:C2", "U1", question, "none", None, 0.0, False, when)


async def test_unanswered_questions_are_shown_to_curators_only(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    now = scenario.clock.now()
    for n, question in enumerate(("Who owns the crane?", "who owns  the crane", "thanks", "How deep is the lock?")):
        await scenario.store.add_exchange(unanswered_question(question, now - dt.timedelta(hours=n + 1), f"e{n}"))
    await scenario.store.add_exchange(unanswered_question("Too old?", now - dt.timedelta(days=8), "e9"))
    assert (await scenario.post_digest()).unanswered == ()
    curators = replace(WISH, id="slack:T1:C2", curators=True)
    contents = await scenario.post_digest(curators)
    assert contents.unanswered == (("Who owns the crane?", 2), ("How deep is the lock?", 1))
    assert contents.has_news
    section = scenario.shown(contents).sections[-1]
    assert [(item.text, item.note) for item in section.items] == [
        ("Who owns the crane?", "Asked 2 times"), ("How deep is the lock?", "Asked once"),
    ]  # fmt: skip
    later = await scenario.post_digest(curators, days=1)
    assert (len(later.unanswered), later.asked_anew, later.has_news) == (2, False, False)
    assert (await scenario.post_digest(curators, days=6, hours=1)).unanswered == ()


class Doors:
    """A platform that says which channels are public."""

    def responder(self, message: Message) -> Responder:
        raise NotImplementedError

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Return whether it is the one public channel."""
        return (channel, workspace) == ("C3", "T1")


async def test_questions_put_on_the_list_come_first_and_are_marked_even_private_ones(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    now = scenario.clock.now()
    for n, question in enumerate(("Who owns the crane?", "who owns the crane", "How deep is the lock?", "Who paints?")):
        one = unanswered_question(question, now - dt.timedelta(hours=n + 1), f"e{n}")
        await scenario.store.add_exchange(replace(one, private=question == "Who paints?"))
    assert await scenario.store.wish("e2")
    assert await scenario.store.wish("e3")
    assert not await scenario.store.wish("e9")
    contents = await scenario.post_digest(replace(WISH, id="slack:T1:C2", curators=True))
    assert contents.wished == ("How deep is the lock?", "Who paints?")
    assert [(item.text, item.note) for item in scenario.shown(contents).sections[-1].items] == [
        ("How deep is the lock?", "✋ Please answer this · Asked once"),
        ("Who paints?", "✋ Please answer this · Asked once"),
        ("Who owns the crane?", "Asked 2 times"),
    ]


async def test_unanswered_questions_of_a_private_channel_are_shown_only_there(scenario: DigestScenario) -> None:
    await scenario.set_facts(TUG_ANNA)
    for channel in ("C2", "C3", "C4"):
        one = unanswered_question(f"Who was in {channel}?", scenario.clock.now(), channel)
        await scenario.store.add_exchange(replace(one, channel_key=f"slack:T1:{channel}"))
    wish = replace(WISH, id="slack:T1:C2", curators=True)
    _, contents = await scenario.digests.compose(wish, TODAY, scenario.clock.now(), Doors())  # type: ignore[arg-type]
    assert sorted(question for question, _ in contents.unanswered) == ["Who was in C2?", "Who was in C3?"]
    _, contents = await scenario.digests.compose(wish, TODAY, scenario.clock.now())
    assert [question for question, _ in contents.unanswered] == ["Who was in C2?"]


# ---------------------------------------------------------------------- the remainder behind a button


async def test_the_remainder_has_exactly_the_items_that_were_left_out(scenario: DigestScenario) -> None:
    await scenario.set_facts(FOG)
    await scenario.post_digest()
    facts = [replace(BUOYS, id=f"f{n}", text=f"Buoy {n} is lit.", topic=f"T{n // 3}") for n in range(7)]
    await scenario.set_facts(FOG, *facts)
    contents = await scenario.post_digest(days=1)
    await scenario.digests.save(contents, "k")
    whole = scenario.shown(contents)
    items = [(section.heading, item) for section in whole.sections for item in section.items]
    assert len(items) == 7
    assert [section.heading for section in whole.closing] == ["Quote of the day"]
    for n in range(1, 7):
        rest = await scenario.digests.remainder(Action("more", "k", str(n)), WISH.target)
        assert [(section.heading, item) for section in rest.sections for item in section.items] == items[n:]
        assert (rest.first, rest.private, rest.closing, rest.summary) == (n, True, (), "")
        assert rest.more == whole.more == Action("more", "k")
    for action in (Action("more", "k", "7"), Action("more", "k", "x"), Action("more", "unknown", "1")):
        with pytest.raises(UserError, match=r"^(This|I) .*digest.*\.$"):
            await scenario.digests.remainder(action, WISH.target)


async def test_removed_facts_do_not_shift_the_items_of_the_remainder(scenario: DigestScenario) -> None:
    await scenario.set_facts(FOG)
    await scenario.post_digest()
    facts = [replace(BUOYS, id=f"f{n}", text=f"Buoy {n} is lit.") for n in range(4)]
    await scenario.set_facts(FOG, *facts)
    await scenario.digests.save(await scenario.post_digest(days=1), "k")
    await scenario.set_facts(facts[1], facts[2])
    rest = await scenario.digests.remainder(Action("more", "k", "2"), WISH.target)
    any_texts = [item.text for section in rest.sections for item in section.items]
    assert any_texts == ["Buoy 2 is lit.", "This item has been removed."]


ids = st.text(max_size=8)
moments = st.datetimes(timezones=st.just(dt.UTC))


@given(
    st.builds(
        DigestContents,
        date=st.dates(), zone=st.text(), since=moments, until=moments,
        new=st.lists(st.tuples(ids, st.lists(ids, max_size=3).map(tuple)), max_size=3).map(tuple),
        changed=st.lists(st.builds(Changed, ids, st.none() | st.text()), max_size=3).map(tuple),
        ending=st.lists(ids, max_size=3).map(tuple), ends_anew=st.booleans(),
        unanswered=st.lists(st.tuples(st.text(), st.integers(1, 99)), max_size=3).map(tuple),
        asked_anew=st.booleans(), quote=ids, older=ids,
        superseded=st.lists(st.builds(Changed, ids, st.none() | st.text()), max_size=3).map(tuple),
        first=st.booleans(), known=st.integers(0, 99), introduced=st.lists(ids, max_size=3).map(tuple),
        topics=st.lists(st.text(), max_size=3).map(tuple), last=st.none() | st.dates(),
    )
)  # fmt: skip
def test_contents_can_be_restored_from_their_text(contents: DigestContents) -> None:
    assert DigestContents.from_text(contents.to_text()) == contents


def test_contents_that_an_earlier_version_stored_can_be_read() -> None:
    stored = (
        '{"date":"2026-06-01","zone":"UTC","since":"2026-05-31T12:00:00Z","until":"2026-06-01T12:00:00Z",'
        '"new":[["Ships",["tug"]]],"changed":[{"id":"buoys","before":"{\\"text\\": \\"Nine.\\"}"}],"ending":["ferry"],'
        '"ends_anew":true,"unanswered":[["Who?",2]],"asked_anew":false,"quote":"fog","older":""}'
    )
    contents = DigestContents.from_text(stored)
    assert (contents.new, contents.changed) == ((("Ships", ("tug",)),), (Changed("buoys", '{"text": "Nine."}'),))
    assert (contents.superseded, contents.first, contents.last) == ((), False, None)
