"""The commands of the daily digest, with the real store and real time zones."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.events import Completion, Invocation, Person, Press, Target
from bot.core.models import Fact, FactCollection
from bot.core.replies import Notice, Reply
from bot.core.words import plain
from bot.features.ask import texts as ask_texts
from bot.features.digest import texts as digest_texts
from bot.features.digest.panel import DigestPanel
from bot.features.digest.replies import Details, Digest
from bot.features.digest.storage import ChangeStorage, DigestStorage
from bot.features.digest.subscriptions import Slot, Subscription
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import EVERY_DAY
from tests.chat_driver import CHANNEL, ChatDriver, nothing_said
from tests.samples.facts import FERRY, FOG, HARBOUR, REPORT, TODAY

BOSS = Person("boss", manager=True, admin=True)
HIRE = Person("hire")
WEEKDAYS = frozenset(range(5))
CHANNEL_KEY = CHANNEL.channel_key
TYPE = (
    "Type a time such as 9am, a city or zone such as London, days such as weekdays, "
    "or a topic: Harbour; Tides and currents."
)
_ids = itertools.count()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The harbour's facts with one more topic."""
    tides = Fact("tide", "The tide is highest at noon.", REPORT, REPORT.published, topic="Tides and currents")
    return Knowledge(FactCollection((*HARBOUR.statements, tides)), Thresholds.default())


async def call(
    chat: ChatDriver, command: str, who: Person = BOSS, target: Target = CHANNEL, **options: str | bool
) -> Reply | None:
    """Call a command and return its private reply, None if there is none."""
    before = len(chat.responder.private)
    given = Invocation(f"I{next(_ids)}", who, target, f"digest {command}", options)
    await chat.conversation.handle(given, chat.responder)
    return chat.responder.private[before] if len(chat.responder.private) > before else None


async def sentence_of(
    chat: ChatDriver, command: str, who: Person = BOSS, target: Target = CHANNEL, **options: str | bool
) -> str:
    """Call a command, check that it is answered privately with a notice, and return the sentence."""
    reply = await call(chat, command, who, target, **options)
    assert isinstance(reply, Notice)
    assert chat.responder.shown == {}
    return plain(reply.text)


async def stored_subscription(chat: ChatDriver, channel_key: str = CHANNEL_KEY) -> Subscription:
    """Return the subscription in the store."""
    subscription = await chat.store.tables(DigestStorage).subscription(channel_key)
    assert subscription is not None
    return subscription


async def claim_slot(chat: ChatDriver, one: Subscription) -> Slot:
    """Claim the next slot of a subscription, as the scheduler does."""
    lease = dt.timedelta(seconds=30)
    slot = await chat.store.tables(DigestStorage).claim(one, one.next_date, one.next_due, holder="a", lease=lease)
    assert slot is not None
    return slot


# ---------------------------------------------------------------------- on


@pytest.mark.parametrize(
    ("who", "target"),
    [
        (Person("made-the-channel", manager=True), CHANNEL),
        (HIRE, Target("chat", "W1", "D1", direct=True)),
    ],
)
async def test_only_admins_can_subscribe_to_the_unanswered_questions_of_a_workspace(
    chat: ChatDriver, who: Person, target: Target
) -> None:
    assert await sentence_of(chat, "on", who, target, time="9 curators") == digest_texts.NOT_FOR_ALL
    assert await chat.store.tables(DigestStorage).subscription(target.channel_key) is None
    assert "the daily digest here" in await sentence_of(chat, "on", who, target, time="9")


@pytest.mark.parametrize(
    ("person_zone", "zone"), [("Asia/Calcutta", "Asia/Kolkata"), ("Moon/Base", "UTC"), ("", "UTC")]
)
async def test_the_time_zone_of_the_person_is_used_if_it_exists(chat: ChatDriver, person_zone: str, zone: str) -> None:
    await sentence_of(chat, "on", Person("boss", manager=True, zone=person_zone), time="9")
    assert (await stored_subscription(chat)).schedule.zone == zone


@pytest.mark.parametrize(
    ("line", "time", "zone", "days", "topics"),
    [
        ("9am london weekdays harbour", "09:00", "Europe/London", WEEKDAYS, ("Harbour",)),
        ("at noon in new york on mon, wed", "12:00", "America/New_York", {0, 2}, ()),
        ("9", "09:00", "UTC", EVERY_DAY, ()),
        ("", "09:00", "UTC", EVERY_DAY, ()),
        ("21:15", "21:15", "UTC", EVERY_DAY, ()),
        ("london 9", "09:00", "Europe/London", EVERY_DAY, ()),
        ("zone:london 9", "09:00", "Europe/London", EVERY_DAY, ()),
        ("zone:new york 9pm mon-fri", "21:00", "America/New_York", WEEKDAYS, ()),
        ("9 zone:new york", "09:00", "America/New_York", EVERY_DAY, ()),
        ("--zone tokyo --time 7.30", "07:30", "Asia/Tokyo", EVERY_DAY, ()),
        ("days:weekends 10am", "10:00", "UTC", {5, 6}, ()),
        ("every day at 8 in berlin", "08:00", "Europe/Berlin", EVERY_DAY, ()),
        ("midnight utc+2 only fridays", "00:00", "Etc/GMT-2", {4}, ()),
        ("9 tides and currents, harbour", "09:00", "UTC", EVERY_DAY, ("Tides and currents", "Harbour")),
        ("9 about tides in london on mon", "09:00", "Europe/London", {0}, ("Tides and currents",)),
        ("9 topics:harbor", "09:00", "UTC", EVERY_DAY, ("Harbour",)),
        ("9 topics:all", "09:00", "UTC", EVERY_DAY, ()),
        ("weekdays", "09:00", "UTC", WEEKDAYS, ()),
        ("paris", "09:00", "Europe/Paris", EVERY_DAY, ()),
        ("half past nine in the morning", "09:30", "UTC", EVERY_DAY, ()),
    ],
)
async def test_digest_on_understands_time_zone_days_and_topics_in_one_line(
    chat: ChatDriver, line: str, time: str, zone: str, days: frozenset[int], topics: tuple[str, ...]
) -> None:
    await chat.ask(f"digest on {line}", author="boss", target=replace(CHANNEL, direct=True))
    (reply,) = chat.responder.private
    assert isinstance(reply, Notice)
    assert plain(reply.text).startswith("I post the daily digest here "), reply.text
    one = await stored_subscription(chat)
    assert (f"{one.schedule.time:%H:%M}", one.schedule.zone) == (time, zone)
    assert (one.schedule.days, one.topics) == (days, topics)
    assert (one.quiet, one.curators) == (False, False)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", ""])
async def test_the_own_time_is_that_of_the_platform_or_is_asked_for(chat: ChatDriver, zone: str) -> None:
    sentence = await sentence_of(chat, "on", replace(BOSS, zone=zone), time="9 my time")
    if zone:
        assert sentence.startswith("I post the daily digest here every day at 09:00 (Asia/Tokyo).")
    else:
        assert sentence == "I don't know your time zone. Please type a city, a country or a zone such as London."
        assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("half 8", ("at 08:30 (UTC)",)),
        ("9am CET", ("at 09:00 (CET)",)),
        ("9am utc+2", ("at 09:00 (UTC+2)",)),
        (
            "9am london weekdays tides quiet curators",
            (
                "on weekdays at 09:00 (Europe/London), on Tides and currents.",
                "If nothing is new, I post nothing.",
                "It includes unanswered questions.",
            ),
        ),
    ],
)
async def test_the_confirmation_says_all_that_was_understood(
    chat: ChatDriver, line: str, said: tuple[str, ...]
) -> None:
    sentence = await sentence_of(chat, "on", time=line)
    assert all(part in sentence for part in said), sentence


async def test_digest_on_repeats_the_options_and_names_the_next_three_times(chat: ChatDriver) -> None:
    options: dict[str, str | bool] = {"topics": "harbour", "days": "mon, wed", "quiet": True, "curators": True}
    assert await sentence_of(chat, "on", BOSS, CHANNEL, time="1pm", zone="london", **options) == (
        "I post the daily digest here on Mondays and Wednesdays at 13:00 (Europe/London), on Harbour. "
        "If nothing is new, I post nothing. It includes unanswered questions. "
        "Next: Wednesday 3 June 2026 at 13:00, Monday 8 June 2026 at 13:00 and Wednesday 10 June 2026 at 13:00."
    )  # the test begins at 13:00 on a Monday in London
    one = await stored_subscription(chat)
    assert one == Subscription(
        CHANNEL, one.schedule, "boss", TODAY, dt.date(2026, 6, 3), dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC),
        ("Harbour",), quiet=True, curators=True,
    )  # fmt: skip


async def test_digest_on_and_status_say_when_it_ends_and_which_holidays_it_leaves_out(chat: ChatDriver) -> None:
    chat.clock.time = dt.datetime(2026, 12, 23, 12, tzinfo=dt.UTC)
    assert await sentence_of(chat, "on", time="9 berlin until 31 december holidays germany quiet") == (
        "I post the daily digest here every day at 09:00 (Europe/Berlin), until Thursday 31 December 2026. "
        "I post nothing on public holidays (Germany); the next is Christmas Day, 25 December 2026. "
        "If nothing is new, I post nothing. "
        "Next: Thursday 24 December 2026 at 09:00, Sunday 27 December 2026 at 09:00 "
        "and Monday 28 December 2026 at 09:00."
    )
    status = dict(await rows(chat))
    assert status["Last day"] == "Thursday 31 December 2026"
    assert status["Holidays"] == (
        "I post nothing on public holidays (Germany); the next is Christmas Day, 25 December 2026"
    )
    again = await sentence_of(chat, "on", time="until none, holidays none")
    assert again.startswith("I now post the daily digest here every day at 09:00 (Europe/Berlin). If nothing is new")
    assert not {"Last day", "Holidays"} & dict(await rows(chat)).keys()


async def test_digest_on_is_refused_if_no_digest_would_come(chat: ChatDriver) -> None:
    assert await sentence_of(chat, "on", time="9 until today") == (  # it is noon
        "No digest would come until Monday 1 June 2026. Please type a later last day, or other days."
    )
    assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize("days", [0, 1])
async def test_after_its_last_slot_a_digest_can_be_switched_on_with_the_same_options(
    chat: ChatDriver, days: int
) -> None:
    await call(chat, "on", time="14 london weekdays until today")
    one = await stored_subscription(chat)
    slot = await claim_slot(chat, one)
    digests = chat.store.tables(DigestStorage)
    await digests.end(one, one.next_date)  # it is not posted yet
    assert not (await stored_subscription(chat)).has_ended
    await digests.finish(slot, "posted")
    await digests.end(one, one.next_date)
    chat.clock.advance(hours=3, days=days)
    status = dict(await rows(chat))
    assert status["Now"] == "It has ended. To start it again, type /digest on"
    assert status["When turned on"] == "On weekdays at 14:00 (Europe/London)"
    assert "When" not in status
    assert not {"Next", "Paused"} & status.keys()
    assert (await sentence_of(chat, "on")).startswith(
        "I post the daily digest here on weekdays at 14:00 (Europe/London). "
        f"Next: {'Wednesday 3' if days else 'Tuesday 2'} June 2026 at 14:00"
    )
    assert not {"Now", "Last day"} & dict(await rows(chat)).keys()


async def test_a_digest_that_runs_keeps_its_last_day_while_its_last_slot_is_posted(chat: ChatDriver) -> None:
    await call(chat, "on", time="14 utc until today")
    await claim_slot(chat, await stored_subscription(chat))
    chat.clock.advance(hours=3)
    assert (await sentence_of(chat, "on", time="9")).startswith("No digest would come until Monday 1 June 2026.")


async def test_the_next_times_keep_the_local_time_when_summer_time_ends(chat: ChatDriver) -> None:
    chat.clock.time = dt.datetime(2026, 10, 23, 12, tzinfo=dt.UTC)
    sentence = await sentence_of(chat, "on", time="9", zone="berlin")
    assert sentence.endswith(
        "Next: Saturday 24 October 2026 at 09:00, Sunday 25 October 2026 at 09:00 and Monday 26 October 2026 at 09:00."
    )
    assert (await stored_subscription(chat)).next_due == dt.datetime(2026, 10, 24, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time": "soon"}, f"I don't understand “soon”. {TYPE}"),
        ({"time": "25:00"}, "I don't understand the time “25:00”. Type a time such as 9, 9am, 09:00 or noon."),
        ({"time": "x" * 199}, f"I don't understand “{'x' * 79}…”. {TYPE}"),
        (
            {"time": "9", "days": "someday"},
            "I don't understand the days “someday”. Type days such as weekdays or mon, wed.",
        ),
        (
            {"time": "9", "zone": "atlantis"},
            "I don't know the time zone “atlantis”. Type a city, a country or a zone such as Europe/London.",
        ),
        ({"topics": "opera"}, "I don't have the topic “opera”. I have: Harbour; Tides and currents."),
        ({"time": "9 opera"}, f"I don't understand “opera”. {TYPE}"),
        ({"time": "9 opera", "topics": "harbour"}, f"I don't understand “opera”. {TYPE}"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_digest_on_refuses_unknown_words_with_a_sentence(
    chat: ChatDriver, options: dict[str, str | bool], sentence: str
) -> None:
    assert await sentence_of(chat, "on", BOSS, CHANNEL, **options) == sentence
    assert await chat.store.tables(DigestStorage).subscriptions() == []


async def test_an_ambiguous_time_zone_is_answered_with_a_list_of_zones(chat: ChatDriver) -> None:
    sentence = await sentence_of(chat, "on", zone="australia")
    assert sentence.startswith("“australia” matches several time zones: Australia/")
    assert sentence.endswith(". Please type one of them, or a city with its state or country.")
    assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize("command", ["on", "off"])
async def test_only_managers_can_use_on_and_off_except_in_a_direct_message(chat: ChatDriver, command: str) -> None:
    await call(chat, "on")
    before = await stored_subscription(chat)
    assert await sentence_of(chat, command, HIRE, time="noon") == (
        f"Only channel managers can use /digest {command}. Please ask one of them."
    )
    assert await stored_subscription(chat) == before
    own = Target("chat", "W1", "D1", direct=True)
    await call(chat, "on", HIRE, own)
    assert (await stored_subscription(chat, own.channel_key)).owner == "hire"
    await call(chat, command, HIRE, own)
    assert (await chat.store.tables(DigestStorage).subscription(own.channel_key) is None) == (command == "off")


async def test_everybody_can_use_status_and_preview(chat: ChatDriver) -> None:
    await call(chat, "on")
    assert isinstance(await call(chat, "status", HIRE), Details)
    assert isinstance(await call(chat, "preview", HIRE), Digest)


async def test_the_zone_is_taken_from_the_channel_or_the_person_or_is_utc(chat: ChatDriver) -> None:
    await call(chat, "on", time="9")
    assert (await stored_subscription(chat)).schedule.zone == "UTC"
    await call(chat, "on", time="9", zone="tokyo")
    await call(chat, "off")
    await call(chat, "on", replace(BOSS, zone="Europe/Rome"), time="10")
    assert (await stored_subscription(chat)).schedule.zone == "Asia/Tokyo"
    other = replace(CHANNEL, channel="C2")
    on = await call(chat, "on", replace(BOSS, zone="Europe/Rome"), target=other)
    assert isinstance(on, Notice)
    assert "(Europe/Rome)" in plain(on.text)
    await call(chat, "on", time="10", zone="UTC")
    assert (await stored_subscription(chat)).schedule.zone == "UTC"


async def test_digest_on_is_refused_if_the_bot_cannot_post_in_the_channel(chat: ChatDriver) -> None:
    chat.responder.blocked = "I may not write in this channel: please give me the permission Send Messages."
    assert await sentence_of(chat, "on", time="9") == chat.responder.blocked
    assert await chat.store.tables(DigestStorage).subscriptions() == []
    chat.responder.blocked = None
    await call(chat, "on", time="9")
    chat.responder.blocked = "I am not in this channel: please /invite me."
    before = await stored_subscription(chat)
    assert await sentence_of(chat, "on", time="noon") == chat.responder.blocked
    assert await stored_subscription(chat) == before


async def test_digest_on_in_a_thread_subscribes_its_channel(chat: ChatDriver) -> None:
    await call(chat, "on", target=replace(CHANNEL, thread="55"))
    assert (await stored_subscription(chat)).target == CHANNEL
    assert isinstance(await call(chat, "status", target=replace(CHANNEL, thread="56")), Details)


async def test_a_new_time_brings_no_second_digest_on_the_same_day(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=30)
    await chat.store.tables(DigestStorage).finish(
        await claim_slot(chat, await stored_subscription(chat)), "posted", covered=chat.clock.now()
    )
    again = await sentence_of(chat, "on", time="17")
    assert again.startswith("I now post the daily digest here every day at 17:00 (UTC). Next: Tuesday 2 June 2026")
    assert (await stored_subscription(chat)).next_date == dt.date(2026, 6, 2)
    await call(chat, "off")
    assert "Next: Tuesday 2 June 2026" in await sentence_of(chat, "on", time="18")


async def test_a_digest_that_could_not_be_posted_moves_to_the_new_time(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=30)
    slot = await claim_slot(chat, await stored_subscription(chat))
    assert "Next: Tuesday" in await sentence_of(chat, "on", time="17")  # another process is posting it
    await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "The wire is down.")
    assert "Next: Monday 1 June 2026 at 17:00" in await sentence_of(chat, "on", time="17")
    chat.clock.advance(hours=5)
    assert (await claim_slot(chat, await stored_subscription(chat))).key == slot.key


@pytest.mark.parametrize(
    "options",
    [{"quiet": True}, {"time": "9"}, {"time": "12"}, {"days": "fridays"}, {"zone": "tokyo"}, {"topics": "harbour"}, {}],
    ids=str,
)
@pytest.mark.parametrize("leased", [True, False])
async def test_a_digest_that_is_put_off_is_kept_if_its_options_change(
    chat: ChatDriver, options: dict[str, str | bool], leased: bool
) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=40)
    before = await stored_subscription(chat)
    slot = await claim_slot(chat, before)
    if not leased:
        await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "HTTP 500")
    assert "Next: " in await sentence_of(chat, "on", BOSS, CHANNEL, **options)
    after = await stored_subscription(chat)
    assert (after.next_date, after.next_due) == (before.next_date, before.next_due)
    assert dict(await rows(chat))["Monday 1 June 2026"].startswith("In progress")


@pytest.mark.parametrize("state", ["posted", "quiet", "failed", "missed", "uncertain"])
async def test_a_digest_that_is_done_is_not_kept_if_its_options_change(chat: ChatDriver, state: str) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=40)
    digests, slot = chat.store.tables(DigestStorage), await claim_slot(chat, await stored_subscription(chat))
    if state == "missed":
        await digests.unsubscribe(CHANNEL_KEY, "Off.")
    elif state == "uncertain":
        await digests.release(slot, chat.clock.now(), "No history.", uncertain=True)
        await digests.miss(CHANNEL_KEY, [(slot.date, slot.due)], "late")
    else:
        await digests.finish(slot, state)  # type: ignore[arg-type]
    await call(chat, "on", time="12:30", quiet=True)
    assert (await stored_subscription(chat)).next_date == dt.date(2026, 6, 2)


async def test_a_digest_from_days_ago_is_not_kept_if_its_options_change(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(days=2)
    await call(chat, "on", quiet=True)
    assert (await stored_subscription(chat)).next_date == dt.date(2026, 6, 3)


async def test_a_paused_digest_starts_again_with_its_next_time(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    await chat.store.tables(DigestStorage).pause(await stored_subscription(chat), "I was removed.")
    chat.clock.advance(minutes=40)
    await call(chat, "on")
    assert (await stored_subscription(chat)).next_date == dt.date(2026, 6, 2)


async def test_a_slot_that_nobody_works_on_is_not_in_progress(chat: ChatDriver) -> None:
    """Older versions left such slots behind if the options were changed."""
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=40)
    one = await stored_subscription(chat)
    slot = await claim_slot(chat, one)
    await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "HTTP 500")
    tomorrow = one.next_date + dt.timedelta(days=1), one.next_due + dt.timedelta(days=1)
    await chat.store.tables(DigestStorage).subscribe(replace(one, next_date=tomorrow[0], next_due=tomorrow[1]))
    assert dict(await rows(chat))["Monday 1 June 2026"] == "Not posted: HTTP 500"


# ---------------------------------------------------------------------- off, status


async def test_digest_off_ends_the_subscription_and_keeps_its_options(chat: ChatDriver) -> None:
    assert await sentence_of(chat, "off") == digest_texts.NOT_ON
    await call(chat, "on")
    assert await sentence_of(chat, "off") == digest_texts.OFF
    assert await chat.store.tables(DigestStorage).subscriptions() == []
    assert await sentence_of(chat, "status") == digest_texts.NOT_ON
    assert await sentence_of(chat, "off") == digest_texts.NOT_ON
    await call(chat, "on", time="17")
    await call(chat, "off")
    assert (await sentence_of(chat, "on")).startswith("I post the daily digest here every day at 17:00 (UTC).")


async def rows(chat: ChatDriver) -> list[tuple[str, str]]:
    """Return the rows of the status."""
    reply = await call(chat, "status", HIRE)
    assert isinstance(reply, Details)
    return [(label, plain(text)) for label, text in reply.rows]


async def test_status_shows_the_next_digests_and_the_results_of_the_last(chat: ChatDriver) -> None:
    await call(chat, "on", time="14:30", zone="london", topics="harbour", quiet=True)
    assert await rows(chat) == [
        ("When", "Every day at 14:30 (Europe/London)"),
        ("Topics", "Harbour"),
        ("If nothing is new", "I post nothing"),
        (
            "Next",
            "Monday 1 June 2026 at 14:30, Tuesday 2 June 2026 at 14:30 and Wednesday 3 June 2026 at 14:30",
        ),
    ]
    one = await stored_subscription(chat)
    for n, state in enumerate(("posted", "quiet", "failed", "missed", "pending", "posted")):
        chat.clock.time = one.next_due + dt.timedelta(days=n, minutes=1)
        day = replace(one, next_date=one.next_date + dt.timedelta(days=n), next_due=chat.clock.now())
        slot = await claim_slot(chat, day)
        if state == "missed":
            await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "")
            await chat.store.tables(DigestStorage).miss(CHANNEL_KEY, [(day.next_date, day.next_due)], digest_texts.DOWN)
        elif state == "pending":
            await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "The wire is down.")
        else:
            reason = "It is too long." if state == "failed" else ""
            await chat.store.tables(DigestStorage).finish(slot, state, reason=reason)  # type: ignore[arg-type]
    assert (await rows(chat))[4:] == [
        ("Saturday 6 June 2026", "Posted at 14:31"),
        ("Friday 5 June 2026", "In progress: The wire is down."),
        ("Thursday 4 June 2026", "Missed: I was not running here"),
        ("Wednesday 3 June 2026", "Not posted: It is too long."),
        ("Tuesday 2 June 2026", "Nothing new, so nothing was posted"),
    ]
    await call(chat, "off")
    status = await rows(chat)
    assert (status[0], len(status)) == (("Now", "Off"), 6)


async def test_status_shows_why_a_digest_is_paused_until_digest_on(chat: ChatDriver) -> None:
    await call(chat, "on")
    await chat.store.tables(DigestStorage).pause(
        await stored_subscription(chat), "I am no longer in this channel: please invite me."
    )
    status = dict(await rows(chat))
    assert status["Paused"].startswith("I am no longer in this channel: please invite me. After that, type /digest on")
    assert "Next" not in status
    await call(chat, "on")
    assert "Paused" not in dict(await rows(chat))


# ---------------------------------------------------------------------- preview


async def test_a_preview_is_private_and_its_button_shows_the_rest(
    make_chat: Callable[..., ChatDriver], knowledge: Knowledge
) -> None:
    chat = make_chat()
    await chat.store.tables(ChangeStorage).record_statements({FOG.id: "x"}, {FOG.id: TODAY - dt.timedelta(days=90)})
    chat.clock.advance(hours=1)
    await chat.store.tables(ChangeStorage).record_statements({s.id: "x" for s in knowledge.shown}, {})
    chat.clock.advance(hours=1)
    preview = await call(chat, "preview", HIRE)
    assert isinstance(preview, Digest)
    assert preview.private
    assert preview.more is not None
    items = [item for section in preview.sections for item in section.items]
    assert len(items) == 5
    assert FERRY.text in [item.text for item in items]

    before = len(chat.responder.private)
    code = preview.more.code + "2"
    await chat.conversation.handle(Press("P1", HIRE, CHANNEL, code), chat.responder)
    rest = chat.responder.private[before]
    assert isinstance(rest, Digest)
    others = [item for section in rest.sections for item in section.items]
    assert [item for item in others if item in items] == items[2:]
    assert len(others) == len(items[2:]) + preview.left
    assert rest.private
    assert chat.responder.shown == {}
    assert await chat.store.tables(DigestStorage).results(CHANNEL_KEY, 9) == []
    assert await call(chat, "preview", HIRE) == replace(preview, more=replace(preview.more, exchange=_exchange(chat)))


def _exchange(chat: ChatDriver) -> str:
    last = chat.responder.private[-1]
    assert isinstance(last, Digest)
    assert last.more is not None
    return last.more.exchange


async def test_a_preview_shows_only_the_topics_of_the_channel(chat: ChatDriver) -> None:
    await call(chat, "on", topics="tides")
    preview = await call(chat, "preview")
    assert isinstance(preview, Digest)
    shown = [item.text for section in (*preview.sections, *preview.closing) for item in section.items]
    assert shown == ["The tide is highest at noon."]


async def test_an_old_button_gets_a_sentence(chat: ChatDriver) -> None:
    await chat.conversation.handle(Press("P1", HIRE, CHANNEL, "more:0123456789abcdef:5"), chat.responder)
    (reply,) = chat.responder.private
    assert reply == Notice("This digest is too old. I no longer have the rest of it.")


# ---------------------------------------------------------------------- typed


async def test_digest_commands_can_be_typed_without_a_slash_after_a_mention(chat: ChatDriver) -> None:
    await chat.conversation.handle(replace(chat.message("Digest on 9"), author=BOSS), chat.responder)
    assert f"{(await stored_subscription(chat)).schedule.time:%H:%M}" == "09:00"
    for line in ("digest status", "digest off", "/digest", "/digest often"):
        await chat.ask(line)
    *_, status, off, settings, reply = chat.responder.private
    assert isinstance(status, Details)
    assert off == Notice("Only channel managers can use /digest off. Please ask one of them.")
    assert isinstance(settings, DigestPanel)
    assert reply == Notice("Please type /digest on, /digest off, /digest status, /digest preview or /digest settings.")
    before = len(chat.responder.private)
    await chat.ask("digest off", addressed=False)
    await chat.ask("Do zebras digest grass?")
    assert (nothing_said(chat), len(chat.responder.private)) == (ask_texts.NO_FACT, before + 1)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("digest every day at 9", "on"), ("daily digest please", "on"), ("switch on the digest", "on"),
        ("please turn the digest on at 8 london", "on"), ("can you switch on the daily digest?", "on"),
        ("what's new", "preview"), ("What’s new today?", "preview"), ("anything new?", "preview"),
        ("digest every day at 9 until friday except on holidays in Germany", "on"),
        ("digest weekdays 9am", "on"), ("digest now", "preview"), ("show me today's digest please", "preview"),
        ("digest status, please", "status"), ("turn off the digest", "off"), ("digest off please", "off"),
        ("Could you stop the daily digest, please?", "off"),
    ],
)  # fmt: skip
async def test_a_sentence_to_the_bot_is_understood_as_a_command(chat: ChatDriver, line: str, command: str) -> None:
    if command != "on":
        await call(chat, "on")
    before = len(chat.responder.private)
    await chat.conversation.handle(replace(chat.message(line), author=BOSS), chat.responder)
    (reply,) = chat.responder.private[before:]
    match command:
        case "preview":
            assert isinstance(reply, Digest)
        case "status":
            assert isinstance(reply, Details)
        case "off":
            assert reply == Notice(digest_texts.OFF)
        case "on":
            assert isinstance(reply, Notice)
            assert plain(reply.text).startswith("I post the daily digest here ")


async def test_a_sentence_that_asks_for_a_digest_every_two_hours_is_refused(chat: ChatDriver) -> None:
    await chat.conversation.handle(replace(chat.message("digest every 2 hours"), author=BOSS), chat.responder)
    (reply,) = chat.responder.private
    assert isinstance(reply, Notice)
    assert plain(reply.text).startswith("I can't post the digest “every 2 hours”.")


@pytest.mark.parametrize(
    ("option", "typed", "first"),
    [
        ("zone", "lond", "Europe/London"),
        ("zone", "new y", "America/New_York"),
        ("topics", "", "Harbour"),
        ("topics", "cur", "Tides and currents"),
        ("topics", "Harbour, ti", "Harbour, Tides and currents"),
        ("days", "week", "weekdays"),
        ("days", "", "every day"),
    ],
)
async def test_digest_on_completes_zones_topics_and_days(chat: ChatDriver, option: str, typed: str, first: str) -> None:
    choices = await chat.conversation.complete(Completion("digest on", option, typed, CHANNEL, Person("ann")))
    assert choices[0].value == first
    assert len(choices) <= 25
    reply = await call(chat, "on", BOSS, CHANNEL, **{option: choices[0].value})
    assert isinstance(reply, Notice)
    assert plain(reply.text).startswith("I post the daily digest")


async def test_completion_offers_nothing_if_nothing_fits(chat: ChatDriver) -> None:
    for option, typed in (("zone", "qqqqqq"), ("topics", "opera"), ("days", "x"), ("time", "9"), ("quiet", "")):
        asked = Completion("digest on", option, typed, CHANNEL, Person("ann"))
        assert list(await chat.conversation.complete(asked)) == []
