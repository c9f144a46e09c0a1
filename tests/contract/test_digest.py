"""The daily digest is the same on every platform: its commands, its content, and one post a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import Fact, FactCollection, Source
from bot.features.digest import texts as digest_texts
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import slot_key
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import Database
from tests.contract.chats import PlatformDriver, Rendered, today
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import DREDGING, FOG, HARBOUR, REPORT
from tests.waiting import assert_stays, until

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)

TODAY = dt.datetime.now(dt.UTC).date()
NOTED = Source("Notes of the week", "Harbour office", TODAY, "https://example.org/notes")
MANY = tuple(
    Fact(
        f"berth-{n:02}", f"Berth {n} takes ships of up to {n + 40} metres *and* no longer ones.", NOTED, TODAY, "Berths"
    )
    for n in range(1, 61)
)


def not_on(platform: str) -> str:
    """Return the sentence which says that there is no digest; the terminal has no channel managers."""
    return digest_texts.NOT_ON_IN_CHAT if platform == "terminal" else digest_texts.NOT_ON


def knowledge_of(*statements: Fact) -> Knowledge:
    """Return knowledge of the harbour's facts and others."""
    return Knowledge(FactCollection((*HARBOUR.statements, *statements)), Thresholds.default())


@pytest.fixture
def news() -> Knowledge:
    """The harbour's facts, with one that is new, one that ends soon, and one that supersedes another."""
    soon = replace(MANY[0], id="berth-soon", text="Berth 99 is closed.", valid_until=TODAY + dt.timedelta(days=9))
    late = replace(DREDGING, source=NOTED, as_of=TODAY)
    others = (s for s in HARBOUR.statements if s.id != DREDGING.id)
    return Knowledge(FactCollection((*others, late, MANY[0], replace(soon, source=REPORT))), Thresholds.default())


async def due_now(store: Database) -> None:
    """Make the only subscription due now."""
    (subscription,) = await store.tables(DigestStorage).subscriptions()
    now = dt.datetime.now(dt.UTC)
    await store.tables(DigestStorage).subscribe(replace(subscription, next_date=now.date(), next_due=now))


async def wait_for_digest(chat: PlatformDriver, before: int) -> Rendered:
    """Wait for the digest and return it."""
    await until(lambda: len(chat.unprompted_posts()) > before, "the digest")
    return chat.unprompted_posts()[before]


async def day_of_last_digest(chat: PlatformDriver) -> dt.date:
    """Return the day of the newest digest. The tests may run over midnight, so it is not always that of the import."""
    tables = chat.store.tables(DigestStorage)
    (subscription,) = await tables.subscriptions()
    return (await tables.results(subscription.id, 1))[0].date


async def test_digest_on_names_the_next_three_times_and_off_ends_the_subscription(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        on = await chat.command("digest on", "9am", manager=True, zone="UTC", days="weekdays")
        assert "I post the daily digest here on weekdays at 09:00 (UTC)." in on.text
        assert on.text.count(" 09:00") == 4
        assert "Saturday" not in on.text
        assert on.private in (True, None)
        again = await chat.command("digest on", "noon", manager=True, zone="tokio")
        assert "I now post the daily digest here on weekdays at 12:00 (Asia/Tokyo)." in again.text
        status = await chat.command("digest status")
        assert "On weekdays at 12:00 (Asia/Tokyo)" in status.text
        assert len(re.findall(r"\d\d:\d\d", status.text)) == 4
        assert digest_texts.OFF in (await chat.command("digest off", manager=True)).text
        assert not_on(platform) in (await chat.command("digest off", manager=True)).text


@pytest.mark.parametrize("typed", ["digest on 9am", "digest\non 9am", "digest\u00a0on 9am", "Digest  ON\n9am"])
async def test_a_manager_can_type_digest_on_after_a_mention(
    platform: str, typed: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.mention_as_manager(typed)
        assert "I post the daily digest here every day at 09:00" in reply.text


async def test_digest_on_takes_all_options_in_one_line(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.command("digest on", "9 london mon-fri harbour quiet", manager=True)
        assert "on weekdays at 09:00 (Europe/London), on Harbour. If nothing is new, I post nothing." in reply.text
        again = await chat.command("digest on", "noon, not quiet, all topics", manager=True)
        assert "on weekdays at 12:00 (Europe/London). Next" in again.text


@pytest.mark.parametrize("typed", ["soon", "25:00", "9 atlantis", "9am tomorrow"])
async def test_digest_on_refuses_unknown_words_with_a_sentence(
    platform: str, typed: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.command("digest on", typed, manager=True)
        assert "I don't understand " in reply.text
        assert "the topic" not in reply.text
        assert not_on(platform) in (await chat.command("digest status")).text


async def test_named_options_are_taken_as_they_are(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform != "discord":
        pytest.skip("options are typed in one line there, and a line is split")
    async with run_bot(platform, knowledge) as chat:
        for zone, days, problem in (
            ("London Narnia", "weekdays", "I don't know the time zone “London Narnia”."),
            ("London", "weekdays paris", "I don't understand the days “weekdays paris”."),
            ("London 17:00", "weekdays", "I don't know the time zone “London 17:00”."),
        ):
            reply = await chat.command("digest on", "9am", manager=True, zone=zone, days=days)
            assert problem in reply.text
        assert not_on(platform) in (await chat.command("digest status")).text


async def test_words_after_a_label_in_a_line_belong_to_other_options(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.mention_as_manager("/digest on zone:london 9 days:weekdays harbour")
        assert "on weekdays at 09:00 (Europe/London), on Harbour." in reply.text


@pytest.mark.parametrize("flag", ["--quiet", "—quiet", "–quiet", "−quiet", "-quiet", "quiet"])
async def test_a_flag_may_have_any_dash(platform: str, flag: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.mention_as_manager(f"digest on 9am {flag} harbour")
        assert "at 09:00" in reply.text
        assert ", on Harbour. If nothing is new, I post nothing." in reply.text


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("digest every day at 9", "I post the daily digest here every day at 09:00"),
        ("please turn on the digest at 8 paris", "every day at 08:00 (Europe/Paris)"),
        ("digest off please", "The daily digest is off in this "),
        ("turn off the digest", "The daily digest is off in this "),
    ],
)
async def test_a_sentence_to_the_bot_calls_a_digest_command(
    platform: str, typed: str, part: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        assert part in (await chat.mention_as_manager(typed)).text


async def test_only_managers_can_switch_the_digest_on_and_off(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "terminal":
        pytest.skip("every user of the terminal is a manager")
    async with run_bot(platform, knowledge) as chat:
        for command in ("digest on", "digest off"):
            assert "Only channel managers" in (await chat.command(command)).text


async def test_preview_and_digest_show_new_changed_and_ending_facts_and_a_quote(
    platform: str, run_bot: RunBot, news: Knowledge
) -> None:
    began = today()
    async with run_bot(platform, news) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        preview = await chat.command("digest preview")
        before = len(chat.unprompted_posts())
        await due_now(chat.store)
        reply = await wait_for_digest(chat, before)
        for text in (preview.text, reply.text):
            assert any(f"Daily digest · {texts.weekday(day)}" in text for day in {began, today()})
            assert " facts. Here are five of them." in text
            parts = ["\nBerths\n", MANY[0].text, texts.provenance(MANY[0]), "Superseded"]
            parts += ["Berth 99 is closed.", "Valid until"]
            parts += ["Quote of the day", FOG.text, texts.attribution(FOG), texts.provenance(FOG)]
            for part in parts:
                assert part in text, part
        assert preview.private in (True, None)
        assert reply.private in (False, None)


async def test_a_digest_is_posted_once_and_not_again_after_a_restart(
    platform: str, run_bot: RunBot, news: Knowledge
) -> None:
    async with run_bot(platform, news) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        before = len(chat.unprompted_posts())
        await due_now(chat.store)
        await wait_for_digest(chat, before)
        if platform != "terminal":
            await chat.restart()
        await due_now(chat.store)
        await assert_stays(lambda: len(chat.unprompted_posts()) == before + 1, seconds=0.5)
        status = await chat.command("digest status")
        posted_on = await day_of_last_digest(chat)
        assert texts.weekday(posted_on) in status.text
        assert "Posted at" in status.text
        again = await chat.command("digest on", "23:59", manager=True, zone="UTC")
        first = re.search(r"Next: \D*(\d+)\D+(\d+)", again.text)
        assert first
        assert str((posted_on + dt.timedelta(days=1)).day) in (first[1].lstrip("0"), first[2].lstrip("0"))


async def test_a_first_preview_introduces_the_facts(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge_of()) as chat:
        reply = await chat.command("digest preview")
        for part in ("I know ", "\nHarbour\n", "Quote of the day", FOG.text):
            assert part in reply.text
        assert "Nothing new" not in reply.text


async def test_a_digest_ends_after_its_last_day_and_comes_on_no_holiday(
    platform: str, run_bot: RunBot, news: Knowledge
) -> None:
    async with run_bot(platform, news) as chat:
        refused = await chat.command("digest on", "9 until 01/02/2020", manager=True)
        assert "“01/02/2020” can be Saturday 1 February 2020 or Thursday 2 January 2020." in refused.text
        on = await chat.command("digest on", "23:59 london until 31 december 2099 holidays uk quiet", manager=True)
        assert "at 23:59 (Europe/London), until Thursday 31 December 2099." in on.text
        assert "I post nothing on public holidays (United Kingdom); the next is " in on.text
        assert "If nothing is new, I post nothing." in on.text
        await chat.command("digest on", "23:59 until today, holidays none, not quiet", manager=True, zone="UTC")
        before = len(chat.unprompted_posts())
        await due_now(chat.store)
        reply = await wait_for_digest(chat, before)
        assert "This was the last digest here, because it ends on " in reply.text
        await until_ended(chat.store)
        status = await chat.command("digest status")
        assert "To start it again, type /digest on" in status.text
        assert "Posted at" in status.text


async def until_ended(store: Database) -> None:
    """Wait until the only subscription has ended."""

    async def ended() -> bool:
        return (await store.tables(DigestStorage).subscriptions())[0].has_ended

    await until(ended)


async def test_a_preview_without_news_shows_a_quote_and_an_older_fact(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge_of()) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        before = len(chat.unprompted_posts())
        await due_now(chat.store)
        await wait_for_digest(chat, before)  # the first one introduces all facts
        reply = await chat.command("digest preview")
        for part in ("Nothing new since", "Quote of the day", FOG.text, "From the archive"):
            assert part in reply.text


async def test_a_digest_belongs_to_the_bot_that_was_asked_for_it(
    platform: str, run_bot: RunBot, news: Knowledge
) -> None:
    if platform == "terminal":
        pytest.skip("only one bot can be in the terminal")
    async with run_bot(platform, news) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        tables = chat.store.tables(DigestStorage)
        (own,) = await tables.subscriptions()
        assert own.bot
        now = dt.datetime.now(dt.UTC)
        strangers = [
            replace(own, bot="another bot", asked=now),
            replace(own, bot="", target=replace(own.target, workspace="888"), asked=now),
        ]
        before = len(chat.unprompted_posts())
        for stranger in strangers:
            await tables.subscribe(replace(stranger, next_date=now.date(), next_due=now))
        await assert_stays(lambda: len(chat.unprompted_posts()) == before, seconds=0.5)
        for stranger in strangers:
            assert await tables.results(stranger.id, 9) == []
        assert "Another bot posts it." in (await chat.command("digest status")).text
        await chat.command("digest on", "9", manager=True, zone="UTC")
        assert "Another bot" not in (await chat.command("digest status")).text
        for old in await tables.subscriptions():
            await tables.subscribe(replace(old, bot="", next_date=now.date(), next_due=now))
        await wait_for_digest(chat, before)
        assert await tables.results(strangers[1].id, 9) == []


async def test_a_button_shows_the_facts_that_do_not_fit(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, knowledge_of(*MANY)) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        before = len(chat.unprompted_posts())
        await due_now(chat.store)
        reply = await wait_for_digest(chat, before)
        assert FOG.text in reply.text
        shown = [fact for fact in MANY if fact.text in reply.text]
        assert len(shown) == 5
        while reply.buttons:
            more = digest_texts.show_more(len(MANY) - len(shown))
            assert reply.buttons == (more,)
            reply = await chat.press(reply, more)
            assert reply.private in (True, None)
            shown += [fact for fact in MANY if fact.text in reply.text]
        assert shown == list(MANY)
        (subscription,) = await chat.store.tables(DigestStorage).subscriptions()
        refused = await chat.press_code(reply, f"more:{slot_key(subscription.id, TODAY)}:0")
        assert "This digest is too old." in refused.text  # anybody could compute the key of a slot


async def test_only_a_curators_digest_shows_unanswered_public_questions(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    asked = "Who painted the lighthouse of Brigg?"
    if platform == "terminal":
        pytest.skip("every question in the terminal is private")
    async with run_bot(platform, knowledge) as chat:
        await chat.ask(asked)
        await chat.command("ask", "Who privately owns the lighthouse of Brigg?", private=True)
        assert asked not in (await chat.command("digest preview")).text
        await chat.command("digest on", "9", manager=True, zone="UTC")
        assert asked not in (await chat.command("digest preview")).text
        await chat.mention_as_manager("digest on 9 curators")
        reply = await chat.command("digest preview")
        assert asked in reply.text
        assert "privately" not in reply.text


async def test_digest_status_can_be_typed_after_a_mention(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.ask("/digest status" if platform == "terminal" else "digest status")
        assert not_on(platform) in reply.text


async def test_the_settings_are_changed_with_menus_buttons_and_a_form(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        shown = await chat.command("digest settings", manager=True)
        assert shown.private in (True, None)
        assert digest_texts.WHEN_ON in shown.text
        shown = await chat.choose(shown, "16:00", manager=True)
        assert digest_texts.WHEN_ON in shown.text
        assert await chat.store.tables(DigestStorage).subscriptions() == []
        shown = await chat.press(shown, digest_texts.TURN_ON, manager=True)
        assert "Every day at 16:00 " in shown.text
        assert digest_texts.WHEN_ON not in shown.text
        shown = await chat.choose(shown, "17:00", manager=True)
        assert "Every day at 17:00 " in shown.text
        shown = await chat.choose(shown, "Harbour", manager=True)
        (one,) = await chat.store.tables(DigestStorage).subscriptions()
        assert (f"{one.schedule.time:%H:%M}", one.topics) == ("17:00", ("Harbour",))
        values = {
            digest_texts.TIME: "7:30", digest_texts.ZONE: "london", digest_texts.DAYS: "mon-fri",
            digest_texts.TOPICS: "all", digest_texts.MORE: "until 31 december 2099, quiet",
        }  # fmt: skip
        shown = await chat.fill_form(shown, digest_texts.SET_UP, values, manager=True)
        assert digest_texts.SAVED in shown.text
        for saved in ("On weekdays at 07:30 (Europe/London)", "Thursday 31 December 2099", "I post nothing"):
            assert saved in shown.text
        shown = await chat.press(shown, digest_texts.TURN_OFF, manager=True)
        assert digest_texts.WHEN_ON in shown.text
        assert await chat.store.tables(DigestStorage).subscriptions() == []


async def test_the_form_changes_the_message_that_opened_it(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "terminal":
        pytest.skip("printed text stays")
    async with run_bot(platform, knowledge) as chat:
        first = await chat.command("digest settings", manager=True)
        count = len(chat.messages(first))
        typed = {digest_texts.TIME: "7:30", digest_texts.ZONE: "Mordor", digest_texts.MORE: "31 December 2099, UK"}
        refused = await chat.fill_form(first, digest_texts.SET_UP_AND_ON, typed, manager=True)
        assert f"{digest_texts.NOT_SAVED} I don't know the time zone “Mordor”." in refused.text
        assert await chat.store.tables(DigestStorage).subscriptions() == []
        mended = {digest_texts.ZONE: "london"}
        saved = await chat.fill_form(refused, digest_texts.BACK_TO_FORM, mended, manager=True)
        assert digest_texts.SAVED_AND_ON in saved.text
        assert "Every day at 07:30 (Europe/London)" in saved.text
        assert "United Kingdom" in saved.text
        assert saved.private
        assert len(chat.messages(first)) == count
        assert digest_texts.TURN_OFF in (await chat.choose(saved, "17:00", manager=True)).buttons
        assert len(chat.messages(first)) == count


async def test_only_managers_can_change_the_settings(platform: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if platform == "terminal":
        pytest.skip("every user of the terminal is a manager")
    async with run_bot(platform, knowledge) as chat:
        shown = await chat.command("digest settings")
        assert shown.buttons == (digest_texts.PREVIEW,)
        assert digest_texts.MANAGERS_CHANGE_IT in shown.text
        assert "Only channel managers can do this." in (await chat.press_code(shown, "digest-on:-:")).text
        assert await chat.store.tables(DigestStorage).subscriptions() == []


@pytest.mark.parametrize(
    ("typed", "button", "shown"),
    [
        ("digest settings", digest_texts.SETTINGS, digest_texts.STATUS),
        ("digest", digest_texts.SETTINGS, digest_texts.STATUS),
        ("digest preview", digest_texts.PREVIEW, "Daily digest · "),
    ],
)
async def test_where_all_see_the_reply_to_a_mention_a_button_shows_it_privately(
    platform: str, typed: str, button: str, shown: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(platform, knowledge) as chat:
        reply = await chat.mention_as_manager(f"/{typed}" if platform == "terminal" else typed)
        if platform == "discord":
            assert (reply.private, reply.buttons) == (False, (button,))
            assert reply.text.strip() == texts.BEHIND_BUTTON
            reply = await chat.press(reply, button, manager=True)
        assert shown in reply.text
        assert reply.private in (True, None)
        if button == digest_texts.SETTINGS:
            on = await chat.press(reply, digest_texts.TURN_ON, manager=True)
            assert (digest_texts.TURN_OFF in on.buttons, on.private in (True, None)) == (True, True)


async def test_the_preview_of_an_empty_store_says_how_to_add_facts(platform: str, run_bot: RunBot) -> None:
    async with run_bot(platform, Knowledge(FactCollection(), Thresholds.default())) as chat:
        preview = await chat.command("digest preview")
        assert presentation.no_facts() in " ".join(preview.text.split())


async def test_without_a_digest_a_direct_message_does_not_speak_of_channel_managers(
    platform: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    if platform == "terminal":
        pytest.skip("it has only one chat")
    async with run_bot(platform, knowledge) as chat:
        for line in ("digest status", "digest off"):
            assert digest_texts.NOT_ON_IN_CHAT in (await chat.ask_directly(line)).text
