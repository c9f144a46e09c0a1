"""The commands that find and check quotations, for people and for scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.program import factbot, records

MORE = """
source: {title: Diary, publisher: Harbour office, published: 2026-03-05}
quotes:
  - id: mate-again
    speaker: Bo Reed
    role: Mate
    text: "An anchor is a promise, [b]kept[/b]."
    about: anchors
    said: 2026-03-04
    where: Wick
  - {id: cook, speaker: Ida Reed, role: Cook, text: Salt comes twice., about: soup}
"""


def test_quote_finds_a_quote_by_speaker_and_topic(place: Path) -> None:
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    done = factbot(place, "quote", "--speaker", "the mate", "--about", "anchor")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Bo Reed, Mate",
        "“An anchor is a promise, [b]kept[/b].”",
        "On anchors · said on 4 March 2026 · Wick",
        "Diary · Harbour office · 5 March 2026",
    ]
    (record,) = records(factbot(place, "quote", "--json", "--speaker", "bo").stdout)
    quote = record["quote"]
    assert isinstance(quote, dict)
    assert [quote[key] for key in ("id", "role", "about", "said", "where")] == [
        "mate-again", "Mate", "anchors", "2026-03-04", "Wick",
    ]  # fmt: skip
    assert (record["found"], record["speakers"]) == (["mate-again", "mate"], [])
    assert "“" in factbot(place, "quote").stdout


def test_quote_without_a_clear_answer_says_so_with_exit_code_1(place: Path) -> None:
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    for arguments, message in (
        (("--speaker", "Reed"), "Bo Reed, Mate · 2 quotes on anchors\nIda Reed, Cook · 1 quote on soup"),
        (("--speaker", "Churchill"), "I don't have a quote by “Churchill”"),
        (("--about", "whales"), "I don't have a quote on “whales”. I have quotes on: soup; anchors."),
    ):
        done = factbot(place, "quote", *arguments)
        assert done.returncode == 1
        assert message in done.stdout
    (record,) = records(factbot(place, "quote", "--json", "--speaker", "Reed").stdout)
    assert record["quote"] is None
    assert isinstance(record["speakers"], list)
    assert [one["speaker"] for one in record["speakers"]] == ["Bo Reed", "Ida Reed"]


def test_quotes_lists_the_speakers(place: Path) -> None:
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    assert factbot(place, "quotes").stdout.splitlines() == [
        "3 quotes by 2 speakers",
        "Bo Reed, Mate · 2 quotes on anchors",
        "Ida Reed, Cook · 1 quote on soup",
    ]
    first, second = records(factbot(place, "quotes", "--json").stdout)
    assert (first["speaker"], first["role"], first["quotes"], first["topics"]) == ("Bo Reed", "Mate", 2, ["anchors"])
    assert second["speaker"] == "Ida Reed"


def test_the_piped_chat_finds_quotes_and_chooses_a_speaker(place: Path) -> None:
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    done = factbot(place, given="/quote Reed\n2\n/quote Bo\n1\n/quotes\n")
    which, *cards = [line for line in done.stdout.splitlines() if line.startswith("“")]
    assert which == "“Reed” matches several people. Which one?"
    assert cards == ["“Salt comes twice.”", "“An anchor is a promise, [b]kept[/b].”", "“Nobody tows a tug.”"]
    assert "3 quotes by 2 speakers" in done.stdout


# ---------------------------------------------------------------------- verify

LONGER = """
source: {title: Minutes, publisher: Harbour office, published: 2026-03-06}
quotes:
  - id: lock
    speaker: Ada Quill
    role: Harbour master
    text: "We don’t want to close the lock, but we may have to if the €10 million isn’t found by 2028."
    about: the lock
  - {id: sold, speaker: Ada Quill, role: Harbour master, text: Nobody has sold the pier yet., status: draft}
"""


@pytest.fixture
def quotes_folder(place: Path) -> Path:
    """A folder with more quotes."""
    (place / "facts" / "diary.yaml").write_text(MORE, encoding="utf-8")
    (place / "facts" / "minutes.yaml").write_text(LONGER, encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("arguments", "code", "lines"),
    [
        (
            ("NOBODY tows a tug", "--speaker", "the mate"),
            0,
            ["✅ Verbatim", "This is what Bo Reed said, word for word.", "Bo Reed, Mate", "“Nobody tows a tug.”",
             "Log · Harbour office · 2 March 2026", "https://example.org/log"],
        ),
        (
            ("An … a promise",),
            0,
            ["✂️ Excerpt",
             "Bo Reed said exactly these words, as part of a longer quote. The part with your words is marked.",
             "Bo Reed, Mate", "“An anchor is a promise, [b]kept[/b].”", "Marked: “An” … “a promise”",
             "On anchors · said on 4 March 2026 · Wick", "Diary · Harbour office · 5 March 2026"],
        ),
        (
            ("Salt comes thrice.", "--speaker", "Reed"),
            1,
            ["⚠️ Altered", "This is not word for word what Ida Reed said.",
             "⚠️ A number is different.", "Salt comes [-twice.-]{+thrice.+}",
             "[-…-] was said, and is missing or different in your text · {+…+} is only in your text",
             "Ida Reed, Cook", "“Salt comes twice.”", "On soup", "Diary · Harbour office · 5 March 2026"],
        ),
        (
            ("“Salt comes twice.” – Bo Reed",),
            1,
            ["❌ Wrong speaker", "These are the words of Ida Reed, not of Bo Reed.", "Ida Reed, Cook",
             "“Salt comes twice.”", "On soup", "Diary · Harbour office · 5 March 2026"],
        ),
        (
            ("Nobody has sold the pier yet.",),
            1,
            ["❔ Not found", "I don't have this quote. It may still have been said elsewhere.",
             "“Nobody has sold the pier yet.”"],
        ),
        (
            ("salt",),
            2,
            ["Please give me at least two words to check, exactly as quoted. You can add the speaker after them."],
        ),
        (("",), 2, None),
        (("fog " * 2_500,), 2, ["That is too long for a quote. Please give at most 5,000 characters of it."]),
    ],
)  # fmt: skip
def test_verify_prints_the_verdict_and_ends_with_its_exit_code(
    quotes_folder: Path, arguments: tuple[str, ...], code: int, lines: list[str] | None
) -> None:
    done = factbot(quotes_folder, "verify", *arguments)
    assert done.returncode == code, done.stdout
    assert lines is None or done.stdout.splitlines() == lines


def test_verify_json_has_every_promised_key(quotes_folder: Path) -> None:
    done = factbot(
        quotes_folder, "verify", "We want to close the lock, but we may have to", "--speaker", "Quill", "--json"
    )
    assert done.returncode == 1
    (record,) = records(done.stdout)
    assert list(record)[:6] == ["verdict", "similarity", "flags", "diff", "quote", "claimed_speaker"]
    assert (record["verdict"], record["claimed_speaker"]) == ("altered", "Quill")
    assert 0.58 < record["similarity"] < 1
    assert record["flags"] == ["negation", "cut_after_hedge"]
    assert record["diff"] == [
        {"op": "equal", "old": "We", "new": "We"},
        {"op": "delete", "old": "don’t", "new": ""},
        {"op": "equal", "old": "want to close the lock, but we may have to",
         "new": "want to close the lock, but we may have to"},
    ]  # fmt: skip
    quote = record["quote"]
    assert quote["text"].startswith("We don’t want")
    assert (quote["id"], quote["speaker"], quote["source"]["publisher"]) == ("lock", "Ada Quill", "Harbour office")
    refused = factbot(quotes_folder, "verify", "salt", "--json")
    assert refused.returncode == 2
    (record,) = records(refused.stdout)
    assert (record["verdict"], record["quote"], record["flags"], record["diff"]) == (None, None, [], [])
    assert record["error"].startswith("Please give me at least two words to check")


def verdict_or_error(record: dict[str, Any]) -> str:
    """Return the verdict or, if there is none, the first 16 characters of the error."""
    return str(record["verdict"] or record["error"][:16])


def test_a_pipe_gives_a_verdict_or_an_error_for_each_line(quotes_folder: Path) -> None:
    def request(**fields: object) -> bytes:
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")

    lines = [
        (request(text="Nobody tows a tug."), "verbatim"),
        (request(text="Nobody tows a tug.", speaker="Ida Reed"), "wrong_speaker"),
        (request(text="tows a tug", speaker=None), "excerpt"),
        (request(text="Everybody tows a tug.", speaker="", more=[1]), "altered"),
        (request(text="The gulls will vote on Tuesday at noon."), "not_held"),
        (b"", "Each line must b"),
        (b"   ", "Each line must b"),
        (request(text=""), "Please give me a"),
        (request(text="tug"), "Please give me a"),
        (request(text="?!… 🦭"), "Please give me a"),
        (request(text="fog " * 2_500), "That is too long"),
        (request(text="Nоbody tows a tug."), "“Nоbody” mixes l"),  # with a Cyrillic о
        (request(text="Никто не буксирует"), "not_held"),
        (request(text=7), "Each line must b"),
        (request(speaker="Bo Reed"), "Each line must b"),
        (request(text="Nobody tows a tug.", speaker=["Bo"]), "The speaker must"),
        (b'["Nobody tows a tug."]', "Each line must b"),
        (b"Nobody tows a tug.", "Each line must b"),
        (b'{"text": "Nobody tows', "Each line must b"),
        (b"[" * 100_000, "Each line must b"),
        (b"9" * 10_000, "Each line must b"),
        (
            b'{"text": "Nobody tows a \xff\xfe tug."}',
            "verbatim",
        ),  # bytes that are not UTF-8 become a sign that is not a word
        (b'{"text": "Nobody \\ud800 tows a tug."}', "verbatim"),
        (b'{"text": "Nobody tows a tug."}\r', "verbatim"),
        (request(text="Salt comes twice."), "verbatim"),
    ]
    done = factbot(quotes_folder, "verify", "--json", "-", given=b"\n".join(line for line, _ in lines))
    assert done.returncode == 0
    assert [verdict_or_error(record) for record in records(done.stdout)] == [verdict for _, verdict in lines]


def test_a_pipe_is_checked_line_by_line(quotes_folder: Path) -> None:
    command = [sys.executable, "-m", "bot", "verify", "--json", "-"]
    with subprocess.Popen(command, cwd=quotes_folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(b'{"text": "Nobody tows a tug."}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["verdict"] == "verbatim"


def test_a_dash_without_json_is_checked_as_a_text(quotes_folder: Path) -> None:
    done = factbot(quotes_folder, "verify", "-", given='{"text": "Nobody tows a tug."}\n')
    assert done.returncode == 2
    assert done.stdout.startswith("Please give me at least two words to check")


def test_quote_commands_say_so_if_there_are_no_quotes(place: Path) -> None:
    log = place / "facts" / "log.yaml"
    bare = "\n".join(log.read_text(encoding="utf-8").split("quotes:")[:1])
    log.write_text(bare, encoding="utf-8")
    for command, code in (("quotes", 0), ("quote", 1)):
        done = factbot(place, command)
        assert (done.returncode, done.stdout) == (code, "I don't have any quotes.\n")
    assert factbot(place, "quotes", "--json").stdout == ""
    done = factbot(place, "verify", "Nobody tows a tug.")
    assert done.returncode == 1
    assert done.stdout.startswith("❔ Not found")


def test_the_piped_chat_checks_quotes(quotes_folder: Path) -> None:
    done = factbot(
        quotes_folder, given="verify “Nobody tows a tug.”\n/verify Salt comes thrice. speaker:Ida Reed\n/verify\n"
    )
    assert "Verbatim" in done.stdout
    assert "Salt comes [-twice.-]{+thrice.+}" in done.stdout
    assert done.stdout.splitlines()[-4:] == [
        "Type one line for each field. /cancel ends the form.",
        "The words",
        "Paste them exactly as you want to publish them.",
        "The form was not sent.",
    ]
