"""The settings of the digest: one message that shows the state, and changes it for those who may."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace

import pytest

from bot.core.document import Document, Fields
from bot.core.events import FormSubmission, Invocation, Person, Press
from bot.core.forms import Form
from bot.core.models import FactCollection
from bot.core.plain_text import plain_text
from bot.core.replies import Notice, Reply
from bot.core.words import plain
from bot.features.digest import texts as digest_texts
from bot.features.digest.panel import DigestPanel
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import EVERY_DAY
from tests.chat_driver import CHANNEL, ChatDriver, FakeResponder
from tests.samples.facts import FERRY, HARBOUR

BOSS = Person("boss", manager=True, zone="Europe/London")
HIRE = Person("hire")
_ids = itertools.count()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The harbour's facts with one more topic."""
    other = replace(FERRY, id="other", text="The tide is highest at noon.", topic="Tides, and currents")
    return Knowledge(FactCollection((*HARBOUR.statements, other)), Thresholds.default())


async def settings_of(chat: ChatDriver, who: Person = BOSS) -> Document:
    """Call the command and return what it shows."""
    return panel_of(await handle(chat, Invocation(f"I{next(_ids)}", who, CHANNEL, "digest settings")))


async def press(chat: ChatDriver, code: str, *chosen: str, who: Person = BOSS) -> Reply:
    """Press a button or choose, and return the reply."""
    return await handle(chat, Press(f"P{next(_ids)}", who, CHANNEL, code, chosen))


async def handle(chat: ChatDriver, event: Invocation | Press | FormSubmission) -> Reply:
    """Handle an event and return its private reply."""
    before = len(chat.responder.private)
    await chat.conversation.handle(event, chat.responder)
    (reply,) = chat.responder.private[before:]
    return reply


def panel_of(reply: Reply) -> Document:
    """Return the document of a panel."""
    assert isinstance(reply, DigestPanel), reply
    return reply.document()


def state(document: Document) -> dict[str, str]:
    """Return the rows of a panel."""
    return {row.label: plain(row.text) for e in document.elements if isinstance(e, Fields) for row in e.rows}


def labels(document: Document) -> list[str]:
    """Return the labels of the buttons."""
    return [button.label for button in document.actions.buttons]


async def stored(chat: ChatDriver) -> Subscription | None:
    """Return the subscription of the channel."""
    return await chat.store.tables(DigestStorage).subscription(CHANNEL.channel_key)


async def schedule_of(chat: ChatDriver) -> tuple[str, str, frozenset[int]]:
    """Return the time, the zone and the days of the subscription."""
    subscription = await stored(chat)
    assert subscription
    schedule = subscription.schedule
    return f"{schedule.time:%H:%M}", schedule.zone, schedule.days


async def test_a_manager_turns_it_on_changes_it_and_turns_it_off(chat: ChatDriver) -> None:
    off = await settings_of(chat)
    assert state(off) == {
        "Now": "Off", "When turned on": "Every day at 09:00 (Europe/London)", "Topics": "All",
        "If nothing is new": "I post a quote and an older fact",
    }  # fmt: skip
    assert labels(off) == ["Turn on", "Preview", "Set up and turn on…"]
    assert digest_texts.ZONE_UNKNOWN not in plain_text(off)
    on = panel_of(await press(chat, "digest-on:-:"))
    assert state(on)["When"] == "Every day at 09:00 (Europe/London)"
    assert state(on)["Next"].startswith("Tuesday 2 June 2026 at 09:00, ")
    assert labels(on) == ["Preview", "Set up…", "Turn off"]
    assert [picker.label for picker in on.actions.pickers] == [
        "Time", "Time zone", "Days", "Topics (all if none is chosen)",
    ]  # fmt: skip
    await press(chat, "digest-time:-:1730")
    assert await schedule_of(chat) == ("17:30", "Europe/London", EVERY_DAY)
    await press(chat, "digest-zone:-:Asia/Tokyo")
    await press(chat, "digest-days:-:", "0", "4")
    await press(chat, "digest-topics:-:", "Tides, and currents")
    assert await schedule_of(chat) == ("17:30", "Asia/Tokyo", frozenset((0, 4)))
    changed = await settings_of(chat)
    assert state(changed)["When"] == "On Mondays and Fridays at 17:30 (Asia/Tokyo)"
    assert state(changed)["Topics"] == "Tides, and currents"
    assert [picker.chosen for picker in changed.actions.pickers] == [
        ("1730",), ("Asia/Tokyo",), ("0", "4"), ("Tides, and currents",),
    ]  # fmt: skip
    assert all(set(picker.chosen) <= {c.value for c in picker.choices} for picker in changed.actions.pickers)
    await press(chat, "digest-days:-:")
    await press(chat, "digest-topics:-:")
    subscription = await stored(chat)
    assert subscription
    assert (subscription.schedule.days, subscription.topics) == (EVERY_DAY, ())
    off = panel_of(await press(chat, "digest-off:-:"))
    assert (state(off)["Now"], state(off)["When turned on"]) == ("Off", "Every day at 17:30 (Asia/Tokyo)")
    assert await stored(chat) is None
    await press(chat, "digest-on:-:")
    assert await schedule_of(chat) == ("17:30", "Asia/Tokyo", EVERY_DAY)


async def test_choices_are_kept_while_it_is_off(chat: ChatDriver) -> None:
    for code, *chosen in (
        ("digest-time:-:1730",), ("digest-zone:-:Asia/Tokyo",), ("digest-days:-:", "0", "4"),
        ("digest-topics:-:", "Tides, and currents"),
    ):  # fmt: skip
        shown = state(panel_of(await press(chat, code, *chosen)))
        assert shown["Now"] == "Off"
        assert "Next" not in shown
        assert await stored(chat) is None
    shown = state(await settings_of(chat))
    assert shown["When turned on"] == "On Mondays and Fridays at 17:30 (Asia/Tokyo)"
    assert state(await settings_of(chat, HIRE)) == {"Now": "Off"}
    on = state(panel_of(await press(chat, "digest-on:-:")))
    assert ("Now" in on, on["When"]) == (False, "On Mondays and Fridays at 17:30 (Asia/Tokyo)")
    assert on["Topics"] == "Tides, and currents"


async def test_choices_are_kept_while_it_is_paused(chat: ChatDriver) -> None:
    await press(chat, "digest-on:-:")
    one = await stored(chat)
    assert one
    await chat.store.tables(DigestStorage).pause(one, "I am no longer in this channel.")
    shown = state(panel_of(await press(chat, "digest-time:-:1730")))
    assert shown["Paused"].startswith("I am no longer in this channel.")
    assert shown["When"] == "Every day at 17:30 (Europe/London)"
    assert "Paused" not in state(panel_of(await press(chat, "digest-on:-:")))
    assert await schedule_of(chat) == ("17:30", "Europe/London", EVERY_DAY)


async def test_the_zone_is_named_before_it_is_taken(chat: ChatDriver) -> None:
    """It is the person's own, else that of another digest of the workspace; nobody gets UTC unknowingly."""
    stranger = replace(BOSS, zone="")
    unknown = await settings_of(chat, stranger)
    assert state(unknown)["When turned on"] == "Every day at 09:00 (UTC)"
    assert digest_texts.ZONE_UNKNOWN in plain_text(unknown)
    chosen = panel_of(await press(chat, "digest-zone:-:UTC", who=stranger))
    assert digest_texts.ZONE_UNKNOWN not in plain_text(chosen)
    elsewhere = Invocation(f"I{next(_ids)}", stranger, replace(CHANNEL, workspace="W2"), "digest settings")
    await press(chat, "digest-zone:-:Europe/Rome", who=stranger)
    other = Invocation(f"I{next(_ids)}", stranger, replace(CHANNEL, channel="C2"), "digest settings")
    shown = panel_of(await handle(chat, other))
    assert state(shown)["When turned on"] == "Every day at 09:00 (Europe/Rome)"
    assert digest_texts.ZONE_UNKNOWN not in plain_text(shown)
    assert digest_texts.ZONE_UNKNOWN in plain_text(panel_of(await handle(chat, elsewhere)))


async def test_everybody_sees_the_state_and_only_managers_can_change_it(chat: ChatDriver) -> None:
    await press(chat, "digest-on:-:")
    before = await stored(chat)
    seen = await settings_of(chat, HIRE)
    assert state(seen)["When"] == "Every day at 09:00 (Europe/London)"
    assert (labels(seen), seen.actions.pickers) == (["Preview"], ())
    for code in ("digest-on:-:", "digest-off:-:", "digest-time:-:0700", "digest-form:-:", "digest-days:-:"):
        refused = await press(chat, code, who=HIRE)
        assert isinstance(refused, Notice)
        assert plain(refused.text).startswith("Only channel managers can do this.")
    sent = FormSubmission("F1", HIRE, CHANNEL, "digest:", {"time": "7", "zone": "london"})
    assert isinstance(await handle(chat, sent), Notice)
    assert await stored(chat) == before


@pytest.mark.parametrize("code", ["digest-time:-:2575", "digest-time:-:x", "digest-zone:-:Atlantis", "digest-zone:-:x"])
async def test_an_impossible_choice_changes_nothing(chat: ChatDriver, code: str) -> None:
    await press(chat, "digest-on:-:")
    before = await stored(chat)
    assert await press(chat, code) == Notice(digest_texts.UNKNOWN_CHOICE)
    assert await stored(chat) == before


async def test_a_menu_of_a_digest_that_is_off_by_now_switches_nothing_on(chat: ChatDriver) -> None:
    await press(chat, "digest-on:-:")
    await handle(chat, Invocation(f"I{next(_ids)}", BOSS, CHANNEL, "digest off"))
    shown = state(panel_of(await press(chat, "digest-time:-:0700")))
    assert (shown["Now"], shown["When turned on"]) == ("Off", "Every day at 07:00 (Europe/London)")
    assert await stored(chat) is None


async def test_where_the_bot_may_not_post_nothing_is_switched_on(chat: ChatDriver) -> None:
    chat.responder.blocked = "I may not post here."
    assert await press(chat, "digest-on:-:") == Notice("I may not post here.")
    assert await stored(chat) is None


@pytest.mark.parametrize("line", ["digest", "Digest", "/digest", "digest settings", "@ digest please"])
async def test_the_name_alone_calls_the_settings(chat: ChatDriver, line: str) -> None:
    before = len(chat.responder.private)
    await chat.conversation.handle(replace(chat.message(line.removeprefix("@ ")), author=BOSS), chat.responder)
    (reply,) = chat.responder.private[before:]
    assert labels(panel_of(reply)) == ["Turn on", "Preview", "Set up and turn on…"]


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("way", ["button", "form"])
async def test_after_its_last_slot_it_can_be_turned_on_again(chat: ChatDriver, days: int, way: str) -> None:
    before = chat.clock.now()
    await handle(
        chat, FormSubmission("F2", BOSS, CHANNEL, "digest:", {"time": "14", "zone": "UTC", "more": "until today"})
    )
    one = await stored(chat)
    assert one
    slot = await chat.store.tables(DigestStorage).claim(
        one, one.next_date, one.next_due, holder="a", lease=dt.timedelta(seconds=30)
    )
    assert slot
    await chat.store.tables(DigestStorage).finish(slot, "posted")
    await chat.store.tables(DigestStorage).end(one, one.next_date)
    chat.clock.time = before + dt.timedelta(days=days, hours=3)
    ended = await settings_of(chat)
    assert list(state(ended))[:2] == ["Now", "When turned on"]
    assert labels(ended) == ["Turn on", "Preview", "Set up and turn on…"]
    chat.responder = responder = FormResponder()
    await chat.conversation.handle(Press("P2", BOSS, CHANNEL, "digest-form:-:"), responder)
    assert responder.forms[0].fields[-1].value == ""  # a last day that is over is no longer one
    unchanged = {field.name: field.value for field in responder.forms[0].fields}
    again = state(
        panel_of(
            await handle(chat, FormSubmission("F3", BOSS, CHANNEL, "digest:", unchanged))
            if way == "form"
            else await press(chat, "digest-on:-:")
        )
    )
    assert again["Next"].startswith(f"{'Tuesday 2' if days == 0 else 'Wednesday 3'} June 2026 at 14:00, ")
    assert "Last day" not in again


# ---------------------------------------------------------------------- the form


@dataclass
class FormResponder(FakeResponder):
    """A responder that can show forms."""

    forms: list[Form] = field(default_factory=list)

    async def open_form(self, form: Form) -> bool:
        """Keep the form."""
        self.forms.append(form)
        return True


async def test_the_form_has_the_present_options_and_saves_others(chat: ChatDriver) -> None:
    chat.responder = responder = FormResponder()
    await chat.conversation.handle(Press("P0", BOSS, CHANNEL, "digest-form:-:"), responder)
    assert {field.name: field.value for field in responder.forms[0].fields} == {
        "time": "09:00", "zone": "Europe/London", "days": "every day", "topics": "", "more": "",
    }  # fmt: skip
    values = {
        "time": "half past 7", "zone": "tokyo", "days": "mon-fri", "topics": "tides",
        "more": "until 31 december, holidays germany, quiet",
    }  # fmt: skip
    saved = await handle(chat, FormSubmission("F3", BOSS, CHANNEL, "digest:", values))
    shown = state(panel_of(saved))
    assert shown["When"] == "On weekdays at 07:30 (Asia/Tokyo)"
    assert (shown["Topics"], shown["Last day"]) == ("Tides, and currents", "Thursday 31 December 2026")
    assert shown["Holidays"].startswith("I post nothing on public holidays (Germany)")
    assert digest_texts.SAVED_AND_ON in plain_text(panel_of(saved))
    await chat.conversation.handle(Press("P00", BOSS, CHANNEL, "digest-form:-:"), responder)
    assert {field.name: field.value for field in responder.forms[1].fields} == {
        "time": "07:30", "zone": "Asia/Tokyo", "days": "Monday, Tuesday, Wednesday, Thursday, Friday",
        "topics": "Tides, and currents", "more": "until 2026-12-31, holidays Germany, quiet",
    }  # fmt: skip


async def test_what_is_left_empty_in_the_form_is_switched_off(chat: ChatDriver) -> None:
    full = {"time": "9", "zone": "london", "days": "mon", "topics": "tides", "more": "for 2 weeks, quiet"}
    await handle(chat, FormSubmission("F4", BOSS, CHANNEL, "digest:", full))
    await handle(chat, FormSubmission("F5", BOSS, CHANNEL, "digest:", {"time": "10", "zone": "london"}))
    one = await stored(chat)
    assert one
    schedule = one.schedule
    assert (schedule.days, schedule.until, schedule.holidays, one.topics, one.quiet) == (EVERY_DAY, None, "", (), False)


async def test_the_form_shows_curators_and_switches_them_off(chat: ChatDriver) -> None:
    admin = replace(BOSS, admin=True)
    await handle(chat, Invocation("I-c", admin, CHANNEL, "digest on", {"time": "9 london quiet curators"}))
    chat.responder = responder = FormResponder()
    await chat.conversation.handle(Press("P-c", BOSS, CHANNEL, "digest-form:-:"), responder)
    values = {field.name: field.value for field in responder.forms[0].fields}
    assert values["more"] == "quiet, curators"
    kept = state(panel_of(await handle(chat, FormSubmission("F-c", BOSS, CHANNEL, "digest:", values))))
    assert kept["For curators"] == "Unanswered questions are included"
    off = await handle(chat, FormSubmission("F-d", BOSS, CHANNEL, "digest:", values | {"more": "quiet"}))
    assert "For curators" not in state(panel_of(off))
    refused = await handle(chat, FormSubmission("F-e", BOSS, CHANNEL, "digest:", values))
    assert digest_texts.NOT_FOR_ALL in plain_text(panel_of(refused))


@pytest.mark.parametrize(
    ("chosen", "kept", "is_gone"),
    [
        (("Tramway",), ("Tramway",), True),
        (("Tramway", "Harbour"), ("Harbour",), False),
        ((), (), False),
    ],
)
async def test_a_topic_that_is_gone_does_not_become_all_topics(
    chat: ChatDriver, chosen: tuple[str, ...], kept: tuple[str, ...], is_gone: bool
) -> None:
    await handle(chat, Invocation("I-t", BOSS, CHANNEL, "digest on", {"time": "9", "zone": "utc"}))
    one = await stored(chat)
    assert one
    await chat.store.tables(DigestStorage).subscribe(replace(one, topics=("Tramway", "Canals")))
    gone = "I no longer have the topics “Tramway” and “Canals”."
    for who in (BOSS, HIRE):
        assert gone in plain_text(await settings_of(chat, who))
    await chat.conversation.handle(Invocation("I-p", BOSS, CHANNEL, "digest preview"), chat.responder)
    assert gone in plain_text(chat.responder.private[-1].document())
    after = panel_of(await press(chat, "digest-topics:-:", *chosen))
    one = await stored(chat)
    assert one
    assert one.topics == kept
    assert ("I no longer have the topic “Tramway”." in plain_text(after)) == is_gone


async def test_a_preview_of_a_quiet_digest_without_news_says_that_it_would_not_be_posted(chat: ChatDriver) -> None:
    for line, is_said in (("9 utc quiet", True), ("9 utc not quiet", False)):
        await handle(chat, Invocation(f"I-{line}", BOSS, CHANNEL, "digest on", {"time": line}))
        await chat.conversation.handle(Invocation(f"P-{line}", BOSS, CHANNEL, "digest preview"), chat.responder)
        text = plain_text(chat.responder.private[-1].document())
        assert ("Nothing is new, so I would not post this." in text) == is_said


async def test_a_form_that_can_not_be_read_or_shown_gets_a_sentence(chat: ChatDriver) -> None:
    assert await press(chat, "digest-form:-:") == Notice(digest_texts.NO_FORM)
    refused = await handle(chat, FormSubmission("F6", BOSS, CHANNEL, "digest:", {"time": "9", "zone": "atlantis"}))
    assert "Not saved. I don't know the time zone “atlantis”." in plain_text(panel_of(refused))
    assert await stored(chat) is None


async def test_the_form_opens_again_with_what_was_typed(chat: ChatDriver) -> None:
    values = {
        "time": "half past 7",
        "zone": "atlantis",
        "days": "mondays",
        "topics": "tides",
        "more": "31 December, quiet",
    }
    refused = panel_of(await handle(chat, FormSubmission("F9", BOSS, CHANNEL, "digest:", values)))
    back = next(button for button in refused.actions.buttons if button.label == digest_texts.BACK_TO_FORM)
    chat.responder = responder = FormResponder()
    await chat.conversation.handle(Press("P9", BOSS, CHANNEL, back.action.code), responder)
    assert {field.name: field.value for field in responder.forms[0].fields} == values
    saved = panel_of(await handle(chat, FormSubmission("F10", BOSS, CHANNEL, "digest:", values | {"zone": "london"})))
    assert digest_texts.BACK_TO_FORM not in labels(saved)
    assert await schedule_of(chat) == ("07:30", "Europe/London", frozenset((0,)))


async def test_the_form_is_read_as_it_is_made(chat: ChatDriver) -> None:
    """It changes nothing if it is sent as it was shown."""
    lines = (
        "9:30 new york mon, thu until 31 december 2026 holidays US-CA quiet",
        "noon UTC",
        "8 berlin holidays bavaria",
    )
    for n, line in enumerate(lines):
        await handle(chat, Invocation(f"I{next(_ids)}", BOSS, CHANNEL, "digest on", {"time": line}, typed=True))
        before = await stored(chat)
        assert before
        chat.responder = responder = FormResponder()
        await chat.conversation.handle(Press(f"P-{n}", BOSS, CHANNEL, "digest-form:-:"), responder)
        values = {field.name: field.value for field in responder.forms[0].fields}
        await handle(chat, FormSubmission(f"F-{n}", BOSS, CHANNEL, "digest:", values))
        after = await stored(chat)
        assert after
        assert (after.schedule, after.topics, after.quiet) == (before.schedule, before.topics, before.quiet)


@pytest.mark.parametrize(
    ("typed", "until", "holidays", "quiet"),
    [
        ("31 December", dt.date(2026, 12, 31), "", False),
        ("2026-12-31", dt.date(2026, 12, 31), "", False),
        ("Thursday, 31 December, 2026", dt.date(2026, 12, 31), "", False),
        ("2 weeks", dt.date(2026, 6, 15), "", False),
        ("Germany", None, "DE", False),
        ("New York", None, "US-NY", False),
        ("31 December, Germany, quiet", dt.date(2026, 12, 31), "DE", True),
        ("quiet Germany 31 December", dt.date(2026, 12, 31), "DE", True),
        ("Germany; until 31 December; only if there is news", dt.date(2026, 12, 31), "DE", True),
        ("holidays in the UK until end of June", dt.date(2026, 6, 30), "GB", False),
        ("no holidays, no end, not quiet", None, "", False),
        ("no public holidays", None, "", False),
        ("not on holidays", None, "GB", False),
        ("no holidays Germany", None, "DE", False),
        ("United States of America, quiet", None, "US", True),
        ("holidays in the United States of America", None, "US", False),
        ("none", None, "", False),
        ("", None, "", False),
    ],
)
async def test_the_last_field_needs_no_words_before_a_date_and_a_country(
    chat: ChatDriver, typed: str, until: dt.date | None, holidays: str, quiet: bool
) -> None:
    values = {"time": "9", "zone": "london", "more": typed}
    await handle(chat, FormSubmission("F7", BOSS, CHANNEL, "digest:", values))
    one = await stored(chat)
    assert one
    assert (one.schedule.until, one.schedule.holidays, one.quiet) == (until, holidays, quiet)
    assert f"{one.schedule.time:%H:%M}" == "09:00"


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ("31 Dezembruary", "“31 Dezembruary”"),
        ("UK until the very end, quiet", "“until the very end”"),
        ("Germany, 10am, Mordor", "“10am” and “Mordor”"),
        ("31", "“31”"),
    ],
)
async def test_what_the_last_field_does_not_take_is_named_with_the_field(
    chat: ChatDriver, typed: str, unread: str
) -> None:
    values = {"time": "9", "zone": "london", "more": typed}
    refused = await handle(chat, FormSubmission("F8", BOSS, CHANNEL, "digest:", values))
    sentence = f"I don't understand {unread} in the field “Last day, holidays, quiet”."
    assert sentence in plain_text(refused.document())
    assert "“31 December, Germany, quiet”" in plain_text(refused.document())
    assert await stored(chat) is None
