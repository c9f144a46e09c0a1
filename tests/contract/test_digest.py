"""The daily digest, the same on every platform: its commands, what it shows, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core import texts
from bot.core.models import Collection, Fact, Source
from bot.features.digest import texts as digest_texts
from bot.features.digest.storage import DigestStorage
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.storage.database import Database
from tests.contract.chats import PlatformDriver, Rendered
from tests.contract.conftest import PLATFORMS, RunBot
from tests.samples.facts import DREDGING, DREDGING_FIRST, FOG, HARBOUR, REPORT
from tests.waiting import assert_stays, until

pytestmark = pytest.mark.parametrize("name", PLATFORMS)

TODAY = dt.datetime.now(dt.UTC).date()
NOTED = Source("Notes of the week", "Harbour office", TODAY, "https://example.org/notes")
MANY = tuple(
    Fact(
        f"berth-{n:02}", f"Berth {n} takes ships of up to {n + 40} metres *and* no longer ones.", NOTED, TODAY, "Berths"
    )
    for n in range(1, 61)
)


def knowledge_of(*statements: Fact) -> Knowledge:
    """The harbour's facts and others."""
    return Knowledge(Collection((*HARBOUR.statements, *statements)), Thresholds.default())


@pytest.fixture
def news() -> Knowledge:
    """The harbour's facts, one that is new, one that ends soon, and one that took the place of another."""
    soon = replace(MANY[0], id="berth-soon", text="Berth 99 is closed.", valid_until=TODAY + dt.timedelta(days=9))
    late = replace(DREDGING, source=NOTED, as_of=TODAY)
    others = (s for s in HARBOUR.statements if s.id != DREDGING.id)
    return Knowledge(Collection((*others, late, MANY[0], replace(soon, source=REPORT))), Thresholds.default())


async def due_now(store: Database) -> None:
    """Let the one subscription that there is be due at once."""
    (subscription,) = await store.tables(DigestStorage).subscriptions()
    now = dt.datetime.now(dt.UTC)
    await store.tables(DigestStorage).subscribe(replace(subscription, next_date=now.date(), next_due=now))


async def posted(chat: PlatformDriver, before: int) -> Rendered:
    """Wait for the digest; what is seen of it."""
    await until(lambda: len(chat.unasked()) > before, "the digest")
    return chat.unasked()[before]


async def test_on_tells_the_next_three_times_and_off_ends_it(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        on = await chat.command("digest on", "9am", manager=True, zone="london", days="weekdays")
        assert "I post the daily digest here on weekdays at 09:00 (Europe/London)." in on.text
        assert on.text.count(" at 09:00") == 4
        assert "Saturday" not in on.text
        assert on.private in (True, None)
        again = await chat.command("digest on", "noon", manager=True, zone="tokio")
        assert "I now post the daily digest here on weekdays at 12:00 (Asia/Tokyo)." in again.text
        status = await chat.command("digest status")
        assert "On weekdays at 12:00 (Asia/Tokyo)" in status.text
        assert status.text.count(" at 12:00") == 4
        assert digest_texts.OFF in (await chat.command("digest off", manager=True)).text
        assert digest_texts.NOT_ON in (await chat.command("digest off", manager=True)).text


@pytest.mark.parametrize("typed", ["digest on 9am", "digest\non 9am", "digest\u00a0on 9am", "Digest  ON\n9am"])
async def test_a_manager_may_type_it_after_a_mention(
    name: str, typed: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.mention_as_manager(typed)
        assert "I post the daily digest here every day at 09:00" in seen.text


async def test_one_line_says_it_all(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.command("digest on", "9 london mon-fri harbour quiet", manager=True)
        assert "on weekdays at 09:00 (Europe/London), on Harbour. If nothing is new, I post nothing." in seen.text
        again = await chat.command("digest on", "noon, not quiet, all topics", manager=True)
        assert "on weekdays at 12:00 (Europe/London). Next" in again.text


@pytest.mark.parametrize("typed", ["soon", "25:00", "9 atlantis"])
async def test_what_is_not_understood_gets_a_sentence(
    name: str, typed: str, run_bot: RunBot, knowledge: Knowledge
) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.command("digest on", typed, manager=True)
        assert "I don't understand the time" in seen.text or "I don't have the topic “atlantis”" in seen.text
        assert digest_texts.NOT_ON in (await chat.command("digest status")).text


async def test_only_managers_switch_it(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    if name == "terminal":
        pytest.skip("whoever sits at the terminal manages it")
    async with run_bot(name, knowledge) as chat:
        for command in ("digest on", "digest off"):
            assert "Only channel managers" in (await chat.command(command)).text


async def test_it_shows_what_is_new_changed_and_ending_and_a_quote(name: str, run_bot: RunBot, news: Knowledge) -> None:
    async with run_bot(name, news) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        preview = await chat.command("digest preview")
        before = len(chat.unasked())
        await due_now(chat.store)
        seen = await posted(chat, before)
        for text in (preview.text, seen.text):
            assert f"Daily digest · {texts.weekday(TODAY)}" in text
            assert "1 new and 1 changed. 1 will end within 30 days." in text
            parts = ["New · Berths", MANY[0].text, texts.provenance(MANY[0]), MANY[0].id, DREDGING.text]
            parts += [DREDGING_FIRST.text, "Superseded, as of 1 September 2025", "Berth 99 is closed.", "Valid until"]
            parts += ["Quote of the day", f"“{FOG.text}”", texts.attribution(FOG), texts.provenance(FOG)]
            for part in parts:
                assert part in text, part
        assert preview.private in (True, None)
        assert seen.private in (False, None)


async def test_it_is_posted_once_and_not_again_after_a_restart(name: str, run_bot: RunBot, news: Knowledge) -> None:
    async with run_bot(name, news) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        before = len(chat.unasked())
        await due_now(chat.store)
        await posted(chat, before)
        if name != "terminal":
            await chat.restart()
        await due_now(chat.store)
        await assert_stays(lambda: len(chat.unasked()) == before + 1, seconds=0.5)
        status = await chat.command("digest status")
        assert f"{texts.weekday(TODAY)}" in status.text
        assert "Posted at" in status.text
        again = await chat.command("digest on", "23:59", manager=True, zone="UTC")
        assert texts.weekday(TODAY + dt.timedelta(days=1)) in again.text
        assert f"{texts.weekday(TODAY)} at 23:59" not in again.text


async def test_without_news_there_is_a_quote_and_an_older_fact(name: str, run_bot: RunBot) -> None:
    async with run_bot(name, knowledge_of()) as chat:
        seen = await chat.command("digest preview")
        for part in ("Nothing new since", "Quote of the day", FOG.text, "From the archive"):
            assert part in seen.text


async def test_what_does_not_fit_is_behind_a_button(name: str, run_bot: RunBot) -> None:
    async with run_bot(name, knowledge_of(*MANY)) as chat:
        await chat.command("digest on", "9", manager=True, zone="UTC")
        before = len(chat.unasked())
        await due_now(chat.store)
        seen = await posted(chat, before)
        assert FOG.text in seen.text
        shown = [fact for fact in MANY if fact.text in seen.text]
        while seen.buttons:
            left = len(MANY) - len(shown)
            assert seen.buttons == (texts.more(left),)
            assert texts.left_out(left) in seen.text
            seen = await chat.press(seen, texts.more(left))
            assert seen.private
            shown += [fact for fact in MANY if fact.text in seen.text]
        assert shown == list(MANY)


async def test_a_question_in_vain_is_told_to_curators_only(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    asked = "Who painted the lighthouse of Brigg?"
    if name == "terminal":
        pytest.skip("all that is said there is said alone")
    async with run_bot(name, knowledge) as chat:
        await chat.ask(asked)
        await chat.command("ask", "Who privately owns the lighthouse of Brigg?", private=True)
        assert asked not in (await chat.command("digest preview")).text
        await chat.command("digest on", "9", manager=True, zone="UTC")
        assert asked not in (await chat.command("digest preview")).text
        await chat.command("digest on", "9 curators", manager=True)
        seen = await chat.command("digest preview")
        assert asked in seen.text
        assert "privately" not in seen.text


async def test_typed_after_a_mention(name: str, run_bot: RunBot, knowledge: Knowledge) -> None:
    async with run_bot(name, knowledge) as chat:
        seen = await chat.ask("/digest status" if name == "terminal" else "digest status")
        assert digest_texts.NOT_ON in seen.text
