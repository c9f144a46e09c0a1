"""The commands of the daily digest, on the real store and with the real zones."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.events import Completion, Invocation, Person, Press, Target
from bot.core.models import Collection, Fact
from bot.core.replies import Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.digest import texts as digest_texts
from bot.features.digest.replies import Details, Digest
from bot.features.digest.storage import ChangeStorage, DigestStorage
from bot.features.digest.subscriptions import Slot, Subscription
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import EVERY_DAY
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.facts import FERRY, FOG, HARBOUR, REPORT, TODAY

BOSS = Person("boss", manager=True, admin=True)
HIRE = Person("hire")
WEEKDAYS = frozenset(range(5))
PLACE = CHANNEL.place
_ids = itertools.count()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The harbour's facts with one more topic."""
    tides = Fact("tide", "The tide is highest at noon.", REPORT, REPORT.published, topic="Tides and currents")
    return Knowledge(Collection((*HARBOUR.statements, tides)), Thresholds.default())


async def call(
    chat: ChatDriver, command: str, who: Person = BOSS, target: Target = CHANNEL, **options: str | bool
) -> Reply | None:
    """Call a command; the private reply that came of it, None where none did."""
    before = len(chat.responder.private)
    given = Invocation(f"I{next(_ids)}", who, target, f"digest {command}", options)
    await chat.conversation.handle(given, chat.responder)
    return chat.responder.private[before] if len(chat.responder.private) > before else None


async def told(
    chat: ChatDriver, command: str, who: Person = BOSS, target: Target = CHANNEL, **options: str | bool
) -> str:
    """The sentence that a command leads to."""
    reply = await call(chat, command, who, target, **options)
    assert isinstance(reply, Notice)
    assert chat.responder.shown == {}
    return reply.text


async def kept(chat: ChatDriver, place: str = PLACE) -> Subscription:
    """The subscription that the store has."""
    found = await chat.store.tables(DigestStorage).subscription(place)
    assert found is not None
    return found


async def slot_of(chat: ChatDriver, one: Subscription) -> Slot:
    """Begin the next slot of a subscription, as a sender does."""
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
async def test_only_admins_have_questions_of_the_whole_workspace_told(
    chat: ChatDriver, who: Person, target: Target
) -> None:
    assert await told(chat, "on", who, target, time="9 curators") == digest_texts.NOT_FOR_ALL
    assert await chat.store.tables(DigestStorage).subscription(target.place) is None
    assert "the daily digest here" in await told(chat, "on", who, target, time="9")


@pytest.mark.parametrize(("theirs", "zone"), [("Asia/Calcutta", "Asia/Kolkata"), ("Moon/Base", "UTC"), ("", "UTC")])
async def test_the_clock_of_who_asks_is_meant_where_it_is_one(chat: ChatDriver, theirs: str, zone: str) -> None:
    await told(chat, "on", Person("boss", manager=True, zone=theirs), time="9")
    assert (await kept(chat)).schedule.zone == zone


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
async def test_all_sorts_of_words_in_one_line(
    chat: ChatDriver, line: str, time: str, zone: str, days: frozenset[int], topics: tuple[str, ...]
) -> None:
    await chat.ask(f"digest on {line}", author="boss", target=replace(CHANNEL, direct=True))
    (reply,) = chat.responder.private
    assert isinstance(reply, Notice)
    assert reply.text.startswith("I post the daily digest here "), reply.text
    one = await kept(chat)
    assert (f"{one.schedule.time:%H:%M}", one.schedule.zone) == (time, zone)
    assert (one.schedule.days, one.topics) == (days, topics)
    assert (one.quiet, one.curators) == (False, False)


async def test_on_says_what_was_understood_and_the_next_three_times(chat: ChatDriver) -> None:
    options: dict[str, str | bool] = {"topics": "harbour", "days": "mon, wed", "quiet": True, "curators": True}
    assert await told(chat, "on", BOSS, CHANNEL, time="1pm", zone="london", **options) == (
        "I post the daily digest here on Mondays and Wednesdays at 13:00 (Europe/London), on Harbour. "
        "If nothing is new, I post nothing. It includes unanswered questions. "
        "Next: Wednesday 3 June 2026 at 13:00, Monday 8 June 2026 at 13:00 and Wednesday 10 June 2026 at 13:00."
    )  # it is one o'clock on a Monday in London
    one = await kept(chat)
    assert one == Subscription(
        CHANNEL, one.schedule, "boss", TODAY, dt.date(2026, 6, 3), dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC),
        ("Harbour",), quiet=True, curators=True,
    )  # fmt: skip


async def test_the_next_times_are_those_of_the_clock_also_when_it_is_changed(chat: ChatDriver) -> None:
    chat.clock.time = dt.datetime(2026, 10, 23, 12, tzinfo=dt.UTC)
    sentence = await told(chat, "on", time="9", zone="berlin")
    assert sentence.endswith(
        "Next: Saturday 24 October 2026 at 09:00, Sunday 25 October 2026 at 09:00 and Monday 26 October 2026 at 09:00."
    )
    assert (await kept(chat)).next_due == dt.datetime(2026, 10, 24, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time": "soon"}, "I don't understand the time “soon”. Type a time such as 9, 9am, 09:00 or noon."),
        ({"time": "25:00"}, "I don't understand the time “25:00”. Type a time such as 9, 9am, 09:00 or noon."),
        ({"time": "x" * 999}, f"I don't understand the time “{'x' * 80}…”. Type a time such as 9, 9am, 09:00 or noon."),
        (
            {"time": "9", "days": "someday"},
            "I don't understand the days “someday”. Type days such as weekdays or mon, wed.",
        ),
        (
            {"time": "9", "zone": "atlantis"},
            "I don't know the time zone “atlantis”. Type a city, a country or a zone such as Europe/London.",
        ),
        ({"topics": "opera"}, "I don't have the topic “opera”. I have: Harbour; Tides and currents."),
        ({"time": "9 opera"}, "I don't have the topic “opera”. I have: Harbour; Tides and currents."),
        (
            {"time": "9 opera", "topics": "harbour"},
            "I don't have the topic “opera”. I have: Harbour; Tides and currents.",
        ),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_can_t_be_understood_is_a_sentence(
    chat: ChatDriver, options: dict[str, str | bool], sentence: str
) -> None:
    assert await told(chat, "on", BOSS, CHANNEL, **options) == sentence
    assert await chat.store.tables(DigestStorage).subscriptions() == []


async def test_a_zone_that_may_be_several_is_asked_back(chat: ChatDriver) -> None:
    sentence = await told(chat, "on", zone="australia")
    assert sentence.startswith("“australia” matches several time zones: Australia/")
    assert sentence.endswith(". Please type one of them.")
    assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize("command", ["on", "off"])
async def test_on_and_off_are_for_managers(chat: ChatDriver, command: str) -> None:
    await call(chat, "on")
    before = await kept(chat)
    assert await told(chat, command, HIRE, time="noon") == (
        f"Only channel managers can use /digest {command}. Please ask one of them."
    )
    assert await kept(chat) == before
    own = Target("chat", "W1", "D1", direct=True)
    await call(chat, "on", HIRE, own)
    assert (await kept(chat, own.place)).owner == "hire"
    await call(chat, command, HIRE, own)
    assert (await chat.store.tables(DigestStorage).subscription(own.place) is None) == (command == "off")


async def test_status_and_preview_are_for_all(chat: ChatDriver) -> None:
    await call(chat, "on")
    assert isinstance(await call(chat, "status", HIRE), Details)
    assert isinstance(await call(chat, "preview", HIRE), Digest)


async def test_the_zone_is_that_of_the_channel_else_of_the_person_else_utc(chat: ChatDriver) -> None:
    await call(chat, "on", time="9")
    assert (await kept(chat)).schedule.zone == "UTC"
    await call(chat, "off")
    await call(chat, "on", replace(BOSS, zone="Asia/Tokyo"), time="9")
    assert (await kept(chat)).schedule.zone == "Asia/Tokyo"
    await call(chat, "on", replace(BOSS, zone="Europe/Rome"), time="10")
    assert (await kept(chat)).schedule.zone == "Asia/Tokyo"
    await call(chat, "on", time="10", zone="UTC")
    assert (await kept(chat)).schedule.zone == "UTC"


async def test_what_keeps_it_from_posting_is_told_at_once(chat: ChatDriver) -> None:
    chat.responder.blocked = "I may not write in this channel: please give me the permission Send Messages."
    assert await told(chat, "on", time="9") == chat.responder.blocked
    assert await chat.store.tables(DigestStorage).subscriptions() == []
    chat.responder.blocked = None
    await call(chat, "on", time="9")
    chat.responder.blocked = "I am not in this channel: please /invite me."
    before = await kept(chat)
    assert await told(chat, "on", time="noon") == chat.responder.blocked
    assert await kept(chat) == before


async def test_on_in_a_thread_is_for_its_channel(chat: ChatDriver) -> None:
    await call(chat, "on", target=replace(CHANNEL, thread="55"))
    assert (await kept(chat)).target == CHANNEL
    assert isinstance(await call(chat, "status", target=replace(CHANNEL, thread="56")), Details)


async def test_a_day_that_had_its_digest_gets_no_other(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=30)
    await chat.store.tables(DigestStorage).finish(
        await slot_of(chat, await kept(chat)), "posted", covered=chat.clock.now()
    )
    again = await told(chat, "on", time="17")
    assert again.startswith("I now post the daily digest here every day at 17:00 (UTC). Next: Tuesday 2 June 2026")
    assert (await kept(chat)).next_date == dt.date(2026, 6, 2)
    await call(chat, "off")
    assert "Next: Tuesday 2 June 2026" in await told(chat, "on", time="18")


async def test_a_day_on_which_it_was_not_posted_gets_it_at_the_new_time(chat: ChatDriver) -> None:
    await call(chat, "on", time="12:30")
    chat.clock.advance(minutes=30)
    slot = await slot_of(chat, await kept(chat))
    assert "Next: Tuesday" in await told(chat, "on", time="17")  # somebody is posting it just now
    await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "The wire is down.")
    assert "Next: Monday 1 June 2026 at 17:00" in await told(chat, "on", time="17")
    chat.clock.advance(hours=5)
    assert (await slot_of(chat, await kept(chat))).key == slot.key


# ---------------------------------------------------------------------- off, status


async def test_off_ends_it(chat: ChatDriver) -> None:
    assert await told(chat, "off") == digest_texts.NOT_ON
    await call(chat, "on")
    assert await told(chat, "off") == digest_texts.OFF
    assert await chat.store.tables(DigestStorage).subscriptions() == []
    assert await told(chat, "status") == digest_texts.NOT_ON


async def rows(chat: ChatDriver) -> list[tuple[str, str]]:
    """What the status tells."""
    reply = await call(chat, "status", HIRE)
    assert isinstance(reply, Details)
    return list(reply.rows)


async def test_status_tells_what_comes_and_what_became_of_the_last_ones(chat: ChatDriver) -> None:
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
    one = await kept(chat)
    for n, state in enumerate(("posted", "quiet", "failed", "missed", "pending", "posted")):
        chat.clock.time = one.next_due + dt.timedelta(days=n, minutes=1)
        day = replace(one, next_date=one.next_date + dt.timedelta(days=n), next_due=chat.clock.now())
        slot = await slot_of(chat, day)
        if state == "missed":
            await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "")
            await chat.store.tables(DigestStorage).miss(PLACE, [(day.next_date, day.next_due)], digest_texts.DOWN)
        elif state == "pending":
            await chat.store.tables(DigestStorage).release(slot, chat.clock.now(), "The wire is down.")
        else:
            reason = "It is too long." if state == "failed" else ""
            await chat.store.tables(DigestStorage).finish(slot, state, reason=reason)  # type: ignore[arg-type]
    assert (await rows(chat))[4:] == [
        ("Saturday 6 June 2026", "Posted at 14:31"),
        ("Friday 5 June 2026", "In progress: The wire is down."),
        ("Thursday 4 June 2026", "Missed: I was not running"),
        ("Wednesday 3 June 2026", "Not posted: It is too long."),
        ("Tuesday 2 June 2026", "Nothing new, so nothing was posted"),
    ]
    await call(chat, "off")
    found = await rows(chat)
    assert (found[0], len(found)) == (("When", "Never: it is switched off"), 6)


async def test_status_of_one_that_is_paused(chat: ChatDriver) -> None:
    await call(chat, "on")
    await chat.store.tables(DigestStorage).pause(await kept(chat), "I am no longer in this channel: please invite me.")
    found = dict(await rows(chat))
    assert found["Paused"].startswith("I am no longer in this channel: please invite me. After that, type /digest on")
    assert "Next" not in found
    await call(chat, "on")
    assert "Paused" not in dict(await rows(chat))


# ---------------------------------------------------------------------- preview


async def test_a_preview_is_private_and_its_button_brings_the_rest(
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
    assert len(items) > 5
    assert FERRY.text in [item.text for item in items]

    before = len(chat.responder.private)
    code = preview.more.code + "2"
    await chat.conversation.handle(Press("P1", HIRE, CHANNEL, code), chat.responder)
    rest = chat.responder.private[before]
    assert isinstance(rest, Digest)
    assert [item for section in rest.sections for item in section.items] == items[2:]
    assert rest.private
    assert chat.responder.shown == {}
    assert await chat.store.tables(DigestStorage).results(PLACE, 9) == []
    assert await call(chat, "preview", HIRE) == replace(preview, more=replace(preview.more, exchange=_exchange(chat)))


def _exchange(chat: ChatDriver) -> str:
    last = chat.responder.private[-1]
    assert isinstance(last, Digest)
    assert last.more is not None
    return last.more.exchange


async def test_a_preview_is_what_the_channel_wants(chat: ChatDriver) -> None:
    await call(chat, "on", topics="tides")
    preview = await call(chat, "preview")
    assert isinstance(preview, Digest)
    told = [item.text for section in (*preview.sections, *preview.closing) for item in section.items]
    assert told == ["The tide is highest at noon."]


async def test_a_button_that_is_too_old_is_a_sentence(chat: ChatDriver) -> None:
    await chat.conversation.handle(Press("P1", HIRE, CHANNEL, "more:0123456789abcdef:5"), chat.responder)
    (reply,) = chat.responder.private
    assert reply == Notice("This digest is too old. I no longer have the rest of it.")


# ---------------------------------------------------------------------- typed


async def test_typed_after_a_mention_without_a_slash(chat: ChatDriver) -> None:
    await chat.conversation.handle(replace(chat.message("Digest on 9"), author=BOSS), chat.responder)
    assert f"{(await kept(chat)).schedule.time:%H:%M}" == "09:00"
    for line in ("digest status", "digest off", "/digest"):
        await chat.ask(line)
    *_, status, off, reply = chat.responder.private
    assert isinstance(status, Details)
    assert off == Notice("Only channel managers can use /digest off. Please ask one of them.")
    assert isinstance(reply, Notice)
    assert reply.text == "Please type /digest on, /digest off, /digest status or /digest preview."
    before = len(chat.responder.private)
    await chat.ask("digest off", addressed=False)
    await chat.ask("Do zebras digest grass?")
    assert (chat.responder.private[before:], chat.responder.last) == ([], Notice(ask_texts.NO_FACT, private=False))


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
async def test_completion(chat: ChatDriver, option: str, typed: str, first: str) -> None:
    found = await chat.conversation.complete(Completion("digest on", option, typed))
    assert found[0].value == first
    assert len(found) <= 25
    reply = await call(chat, "on", BOSS, CHANNEL, **{option: found[0].value})
    assert isinstance(reply, Notice)
    assert reply.text.startswith("I post the daily digest")


async def test_nothing_completes_what_fits_nothing(chat: ChatDriver) -> None:
    for option, typed in (("zone", "qqqqqq"), ("topics", "opera"), ("days", "x"), ("time", "9"), ("quiet", "")):
        assert list(await chat.conversation.complete(Completion("digest on", option, typed))) == []
