"""Runs `factbot digest` as a process: the preview and the status."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.core.events import Target
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule
from bot.storage.database import open_store
from tests.program import factbot, records

MORE = """
source: {title: Diary, publisher: Harbour office, published: 2026-03-20}
topic: Cranes and winches
facts:
  - {id: crane, text: "Crane 4 may lift 40 tonnes.", valid_until: 2026-04-30}
"""
DUE = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
QUAY = Subscription(
    Target("slack", "T1", "C1"), Schedule(dt.time(9), "Europe/London"), "U1", DUE, DUE.date(), DUE, ("Ships",)
)
MOLE = replace(QUAY, target=Target("discord", "G1", "C2"), paused="I was removed.", topics=(), quiet=True)


@pytest.fixture
def two_day_folder(place: Path) -> Path:
    """A folder with facts that were published on two days."""
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    return place


def add_subscriptions(folder: Path, *subscriptions: Subscription) -> None:
    """Add subscriptions to the store of a folder, and two missed digests for the first."""

    async def add() -> None:
        store = await open_store(f"sqlite:///{folder / 'factbot.db'}", SystemClock())
        for one in subscriptions:
            await store.tables(DigestStorage).subscribe(one)
        first = subscriptions[0]
        day = dt.timedelta(days=1)
        past = [(first.next_date - day, first.next_due - day), (first.next_date - 2 * day, first.next_due - 2 * day)]
        await store.tables(DigestStorage).miss(first.id, past, "I was not running")
        await store.close()

    asyncio.run(add())


def test_preview_shows_the_digest_of_a_day_and_creates_no_file(two_day_folder: Path) -> None:
    before = sorted(two_day_folder.rglob("*"))
    done = factbot(two_day_folder, "digest", "preview", "--date", "2026-03-05")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "Daily digest · Thursday 5 March 2026",
        "I know 2 facts. Here they are.",
        "",
        "Out of date within 30 days",
    ]
    assert "To begin with" in lines
    assert lines.count("The channel is marked by nine buoys.") == 1
    assert "Log · Harbour office · 2 March 2026" in lines
    assert "The tug [bold]Anna[/bold] was built in 1988. <@everyone> *stars*" in lines
    assert "Valid until 1 April 2026" in lines
    assert lines.index("Quote of the day") > lines.index("Valid until 1 April 2026")
    assert "Crane" not in done.stdout  # published later than that day
    assert sorted(two_day_folder.rglob("*")) == before


def test_preview_without_a_date_shows_a_quote_and_older_facts(two_day_folder: Path) -> None:
    done = factbot(two_day_folder, "digest", "preview")
    assert done.returncode == 0
    assert done.stdout.startswith("Daily digest · ")
    assert "“Nobody tows a tug.”" in done.stdout
    assert "I know 1 fact. Here it is.\n\nTo begin with\nThe channel is marked by nine buoys." in done.stdout


def test_preview_json_has_every_section_of_the_digest(two_day_folder: Path) -> None:
    (record,) = records(factbot(two_day_folder, "digest", "preview", "--date", "2026-03-21", "--json").stdout)
    assert (record["date"], record["news"], record["older"]) == ("2026-03-21", True, None)
    assert (record["since"][:10], record["until"][:10]) == ("2026-03-14", "2026-03-21")
    assert [(new["topic"], [fact["id"] for fact in new["facts"]]) for new in record["new"]] == [
        ("Cranes and winches", ["crane"])
    ]
    assert [fact["id"] for fact in record["expiring"]] == ["tug"]
    assert (record["changed"], record["unanswered"], record["quote"]["id"]) == ([], [], "mate")
    (quiet,) = records(factbot(two_day_folder, "digest", "preview", "--date", "2027-01-01", "--json").stdout)
    assert (quiet["new"], quiet["news"], quiet["older"]) == ([], False, None)
    assert (quiet["first"], quiet["known"], [fact["id"] for fact in quiet["introduced"]]) == (True, 1, ["buoys"])


def test_preview_shows_only_the_given_topics(two_day_folder: Path) -> None:
    done = factbot(two_day_folder, "digest", "preview", "--date", "2026-03-21", "--topics", "cranes, all", "--json")
    (record,) = records(done.stdout)
    assert [new["topic"] for new in record["new"]] == ["Cranes and winches"]
    assert (record["expiring"], record["quote"]) == ([], None)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--date", "tomorrow"), "--date tomorrow: expected a day such as 2026-03-02."),
        (("--date", "2026-02-30"), "--date 2026-02-30: expected a day such as 2026-03-02."),
        (("--date", "0001-01-01"), "--date 0001-01-01: expected a day such as 2026-03-02."),
        (("--date", "9999-12-31"), "--date 9999-12-31: expected a day such as 2026-03-02."),
        (("--topics", "opera"), "I don't have the topic “opera”. I have: Cranes and winches."),
    ],
)
@pytest.mark.parametrize("json_option", [(), ("--json",)], ids=["text", "json"])
def test_preview_refuses_a_wrong_date_or_topic_with_one_sentence(
    two_day_folder: Path, options: tuple[str, ...], sentence: str, json_option: tuple[str, ...]
) -> None:
    done = factbot(two_day_folder, "digest", "preview", *options, *json_option)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().endswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (two_day_folder / "factbot.db").exists()


def test_status_without_a_store_creates_none(two_day_folder: Path) -> None:
    done = factbot(two_day_folder, "digest", "status")
    assert (done.returncode, done.stdout) == (
        0, "No channel gets the daily digest. Type /digest on in a channel to switch it on.\n",
    )  # fmt: skip
    assert factbot(two_day_folder, "digest", "status", "--json").stdout == ""
    assert not (two_day_folder / "factbot.db").exists()


def test_status_shows_every_channel(two_day_folder: Path) -> None:
    add_subscriptions(two_day_folder, QUAY, MOLE)
    done = factbot(two_day_folder, "digest", "status")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines == [
        "discord:G1:C2",
        "When Every day at 09:00 (Europe/London)",
        "Topics All",
        "If nothing is new I post nothing",
        "Paused I was removed. After that, type /digest on to start it again.",
        "slack:T1:C1",
        "When Every day at 09:00 (Europe/London)",
        "Topics Ships",
        "If nothing is new I post a quote and an older fact",
        "Next Monday 1 June 2026 at 09:00",
        "Sunday 31 May 2026 Missed: I was not running",
        "Saturday 30 May 2026 Missed: I was not running",
    ]


def test_status_json_gives_every_channel_and_its_past_digests(two_day_folder: Path) -> None:
    add_subscriptions(two_day_folder, QUAY, MOLE)
    mole, quay = records(factbot(two_day_folder, "digest", "status", "--json").stdout)
    past = quay.pop("past")
    assert quay == {
        "platform": "slack", "workspace": "T1", "channel": "C1", "time": "09:00", "zone": "Europe/London",
        "days": [0, 1, 2, 3, 4, 5, 6], "topics": ["Ships"], "quiet": False, "curators": False,
        "until": None, "holidays": None, "next": "2026-06-01T08:00:00+00:00", "paused": None,
    }  # fmt: skip
    assert past[0] == {
        "date": "2026-05-31", "due": "2026-05-31T08:00:00+00:00", "state": "missed", "posted": None,
        "reason": "I was not running",
    }  # fmt: skip
    assert (mole["next"], mole["paused"], mole["quiet"], mole["past"]) == (None, "I was removed.", True, [])
