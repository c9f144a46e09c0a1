"""Runs the commands as processes, as a user does."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

import bot
from bot.app import SystemClock
from bot.factfiles import FactFolder
from bot.features.calibration.calibration import calibrated, store_key
from bot.features.calibration.calibrator import keep_thresholds
from bot.features.calibration.thresholds import evaluate
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.settings import shipped_facts
from bot.storage.database import open_store
from bot.supervision import NOTE
from tests.program import OURS, factbot, factbot_alone, records


def test_ask_answers_with_source_and_date_and_exit_code_0(place: Path) -> None:
    done = factbot(place, "ask", "how many bouys mark the channel")
    assert done.returncode == 0
    first, *below = done.stdout.splitlines()
    assert first == "The channel is marked by nine buoys."
    for part in ("Log", "Harbour office · 2 March 2026", "https://example.org/log"):
        assert any(part in line for line in below), part
    assert "buoys" not in "".join(below)  # the id is no news for a reader


def test_ask_shows_stored_texts_word_for_word_and_marks_expired_facts(place: Path) -> None:
    done = factbot(place, "ask", "When was the tug Anna built?")
    lines = done.stdout.splitlines()
    assert "1 April 2026" in lines[0]
    assert lines[0].startswith("⚠")
    assert lines[1] == "The tug [bold]Anna[/bold] was built in 1988. <@everyone> *stars*"


def test_ask_without_an_answer_says_so_with_exit_code_1(place: Path) -> None:
    done = factbot(place, "ask", "Who owns the opera house?")
    assert (done.returncode, done.stdout.strip()) == (1, "I don't have a fact about that.")


@pytest.mark.parametrize("text", ["who are you", "Thanks!"])
def test_ask_answers_small_talk_with_a_summary_and_exit_code_1(place: Path, text: str) -> None:
    done = factbot(place, "ask", text)
    introduction = "I am Factbot. I have 1 fact and 1 quote from 1 source. The newest source is from 2 March 2026."
    summary = f"{introduction} Ask me a question, such as: How many buoys mark the channel?"
    assert (done.returncode, done.stdout.strip()) == (1, summary)
    (record,) = records(factbot(place, "ask", "--json", "--why", text).stdout)
    assert (record["outcome"], record["answer"], record["suggestions"]) == ("none", None, [])


def test_ask_why_without_an_answer_explains_the_best_candidate(place: Path) -> None:
    done = factbot(place, "ask", "--why", "How many buoys mark the reef of Tonga?")
    assert done.returncode == 1
    assert "buoys: below 0." in done.stdout
    assert "the minimum for an answer" in done.stdout
    assert "The most similar question that this fact answers is “How many buoys mark the channel?”." in done.stdout


def test_ask_json_why_gives_likeness_score_and_deciding_factors(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", "--why", "How many buoys mark the channel?").stdout)
    why = record["why"]
    assert isinstance(why, dict)
    assert (why["likeness"], why["veto"], why["closest_question"]) == (1.0, None, "How many buoys mark the channel?")
    assert why["score"] == record["score"]
    assert 1 <= len(why["counted"]) <= 5


def test_the_same_fact_in_two_files_is_one_answer_with_both_sources(place: Path) -> None:
    other = OURS[: OURS.index("  - id: tug")].replace("buoys\n", "buoys-seen\n").replace("Log", "Chart")
    (place / "facts" / "chart.yaml").write_text(other, encoding="utf-8")
    asked = "How many buoys mark the channel?"
    assert "Also: Chart · Harbour office · 2 March 2026" in factbot(place, "ask", asked).stdout
    (record,) = records(factbot(place, "ask", "--json", asked).stdout)
    answer, candidates = record["answer"], record["candidates"]
    assert isinstance(answer, dict)
    assert isinstance(candidates, list)
    assert (answer["id"], [(o["id"], o["source"]["title"]) for o in answer["also"]]) == (
        "buoys",
        [("buoys-seen", "Chart")],
    )
    assert candidates[0] == {"id": "buoys", "score": record["score"], "also": ["buoys-seen"]}
    assert "buoys-seen" not in [c["id"] for c in candidates]
    done = factbot(place, "lint")
    assert done.returncode == 0, done.stdout
    assert "nearly the same" not in done.stdout


def test_ask_why_shows_corrected_words_and_the_listed_question(place: Path) -> None:
    done = factbot(place, "ask", "--why", "how many bouys mark the channel")
    assert "bouys → buoys" in done.stdout
    assert "How many buoys mark the channel?" in done.stdout


def test_ask_json_has_every_promised_key(place: Path) -> None:
    done = factbot(place, "ask", "--json", "--limit", "2", "What did Bo Reed say about the tug?")
    (record,) = records(done.stdout)
    assert record["question"] == "What did Bo Reed say about the tug?"
    assert record["outcome"] == "answer"
    answer = record["answer"]
    assert isinstance(answer, dict)
    assert {k: answer[k] for k in ("kind", "id", "text", "speaker", "source")} == {
        "kind": "quote",
        "id": "mate",
        "text": "Nobody tows a tug.",
        "speaker": "Bo Reed",
        "source": {
            "title": "Log",
            "publisher": "Harbour office",
            "published": "2026-03-02",
            "url": "https://example.org/log",
        },
    }
    assert record["suggestions"] == []
    candidates = record["candidates"]
    assert isinstance(candidates, list)
    assert len(candidates) == 2
    assert candidates[0] == {"id": "mate", "score": record["score"]}


HEMP_FACTS = """
source: {title: Log, publisher: Ropeworks, published: 2026-03-02}
facts:
  - id: hemp-2024
    text: In 2024 the ropeworks used 30 tonnes of hemp.
    questions: [How much hemp did the ropeworks use in 2024?]
  - id: hemp-2025
    text: In 2025 the ropeworks used 45 tonnes of hemp.
    questions: [How much hemp did the ropeworks use in 2025?]
  - id: walk
    text: The rope walk is 400 metres long.
    questions: [How long is the rope walk?]
  - id: price
    text: A day ticket costs 9 guilders.
    questions: [How much is a day ticket?]
    valid_from: 2026-01-01
    supersedes: price-2024
  - id: price-2024
    text: A day ticket costs 7 guilders.
    as_of: 2024-02-01
    valid_until: 2025-12-31
stay_silent:
  - How long is the river walk?
"""


@pytest.fixture
def hemp_folder(place: Path) -> Path:
    """A folder with facts of several years, for follow-up questions."""
    (place / "facts" / "log.yaml").write_text(HEMP_FACTS, encoding="utf-8")
    return place


def test_ask_json_lists_the_answers_to_several_questions_in_order(hemp_folder: Path) -> None:
    both = "How long is the rope walk? And how much is a day ticket?"
    (record,) = records(factbot(hemp_folder, "ask", "--json", both).stdout)
    answers = record["answers"]
    assert [answer["id"] for answer in answers] == ["walk", "price"]
    assert (record["question"], record["outcome"], record["answer"]) == (both, "answer", answers[0])
    assert record["read_as"] is None
    (one,) = records(factbot(hemp_folder, "ask", "--json", "How long is the rope walk?").stdout)
    assert one["answers"] == [one["answer"]]
    (none,) = records(factbot(hemp_folder, "ask", "--json", "Who owns the opera house?").stdout)
    assert (none["answers"], none["read_as"]) == ([], None)
    shown = factbot(hemp_folder, "ask", both)
    assert shown.returncode == 0
    assert shown.stdout.index("400 metres") < shown.stdout.index("9 guilders")


LINES = "How much hemp did the ropeworks use in 2025?\nand in 2024?\n"


def test_piped_lines_are_follow_up_questions_only_with_thread(hemp_folder: Path) -> None:
    _, alone = records(factbot(hemp_folder, "ask", "--json", "-", given=LINES).stdout)
    assert alone["read_as"] is None
    _, follow_up = records(factbot(hemp_folder, "ask", "--json", "--why", "--thread", "-", given=LINES).stdout)
    assert follow_up["question"] == "and in 2024?"
    assert follow_up["read_as"] == "How much hemp did the ropeworks use in 2024"
    assert [answer["id"] for answer in follow_up["answers"]] == ["hemp-2024"]
    assert follow_up["why"]["score"] == follow_up["score"]
    shown = factbot(hemp_folder, "ask", "--thread", "-", given=LINES).stdout
    assert "Read as: How much hemp did the ropeworks use in 2024\nIn 2024 the ropeworks" in shown


def test_the_chat_takes_follow_ups_and_numbers_the_buttons_of_several_replies(hemp_folder: Path) -> None:
    done = factbot(hemp_folder, given=LINES + "How long is the rope walk? And how much is a day ticket?\n1\n1\n")
    assert "Read as: How much hemp did the ropeworks use in 2024" in done.stdout
    shown = done.stdout[done.stdout.index("400 metres") :]
    first, second = (int(number) for number in re.findall(r"\[(\d+)\] Why this\?", shown)[:2])
    assert first == 1 < second
    assert shown.index("[1] Why") < shown.index("9 guilders") < shown.index(f"[{second}] Why")
    assert "for walk" in shown


def test_ask_json_answers_for_a_past_year_and_obeys_stay_silent(hemp_folder: Path) -> None:
    (record,) = records(factbot(hemp_folder, "ask", "--json", "How much was a day ticket in 2024?").stdout)
    answer = record["answer"]
    assert (answer["id"], answer["standing"], answer["valid_until"]) == ("price-2024", "superseded", "2025-12-31")
    assert record["candidates"][0]["id"] == "price-2024"
    (silent,) = records(factbot(hemp_folder, "ask", "--json", "how long is the river walk").stdout)
    assert (silent["outcome"], silent["answers"], silent["suggestions"]) == ("none", [], [])


def test_ask_names_the_language_of_a_question_that_is_not_english(hemp_folder: Path) -> None:
    done = factbot(hemp_folder, "ask", "Wie viele Menschen wohnen in Hamra?")
    assert (done.returncode, done.stdout.strip()) == (
        1,
        "I don't have a fact about that in German. My facts are in English.",
    )


def test_a_pipe_gives_a_json_object_for_each_line_even_broken_ones(place: Path) -> None:
    lines = [
        b"How many buoys mark the channel?",
        b"",
        "🦭".encode(),
        b"\xff\xfe broken \x00\x07",
        b"x" * 20_000,
        "\u2028‮\u200bمرحبا".encode(),
        b"When was the tug Anna built?\r",
    ]
    done = factbot(place, "ask", "--json", "-", given=b"\n".join(lines) + b"\n")
    answers = records(done.stdout)
    assert done.returncode == 0
    assert [r["outcome"] for r in answers] == ["answer", "none", "none", "none", "none", "none", "answer"]


def test_a_pipe_is_answered_line_by_line(place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--json", "-"], cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(3):
            process.stdin.write(b"How many buoys mark the channel?\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["outcome"] == "answer"


def test_the_piped_chat_answers_and_presses_buttons(place: Path) -> None:
    done = factbot(place, given="How many buoys mark the channel?\n1\n/help\n/help all\n/dance\n/quit\nnever read\n")
    assert done.returncode == 0
    assert "The channel is marked by nine buoys." in done.stdout
    assert "This is one of the questions that this fact answers. I am sure." in done.stdout
    assert "I am Factbot. I have 1 fact " in done.stdout
    assert "/ask question [private]" in done.stdout
    assert "There is no command /dance" in done.stdout
    assert (place / "factbot.db").is_file()


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (OURS.replace("text: The", "txt: The"), "facts/log.yaml:5:5: unknown key `txt`; did you mean `text`?"),
        (OURS.replace("2026-03-02", "2026-02-30"), "facts/log.yaml:2:"),
    ],
)
def test_broken_facts_are_named_by_file_line_and_column(place: Path, broken: str, message: str) -> None:
    (place / "facts" / "log.yaml").write_text(broken, encoding="utf-8")
    for command, code in (("lint", 1), ("ask x", 2), ("chat", 2), ("doctor", 1)):
        done = factbot(place, *command.split())
        assert done.returncode == code, command
        assert message in done.stdout + done.stderr


def test_lint_passes_good_facts(place: Path) -> None:
    done = factbot(place, "lint")
    assert done.returncode == 0, done.stdout
    assert "3 questions and 1 stay_silent question tested: 0 failed" in done.stdout


def test_lint_lists_failures_duplicates_and_facts_without_a_question(place: Path) -> None:
    more = OURS.replace("stay_silent:", "stay_silent:\n  - How many buoys mark the channel?")
    more = more.replace("quotes:", "  - id: buoys-again\n    text: The channel is marked by nine buoys\nquotes:")
    (place / "facts" / "log.yaml").write_text(more, encoding="utf-8")
    done = factbot(place, "lint")
    assert done.returncode == 1
    assert "must not be answered" in done.stdout
    assert "buoys-again has no questions" in done.stdout
    assert "buoys says nearly the same as buoys-again" in done.stdout


LINT_FACTS = """
source: {title: Log, publisher: Harbour office, published: 2026-03-02}
facts:
  - id: crane
    text: Crane 4 may lift 40 tonnes.
    questions: [What can crane 4 lift?, crane 4 can lift what]
  - id: lock
    text: The lock of 1890 is ninety metres long.
    questions: [How long is the old lock?]
  - id: lock-again
    text: Ninety metres is what ships may measure.
    questions: [the old lock is how long]
  - id: fog
    text: Fog does not read timetables.
    questions: [When is lunch served?]
stay_silent:
  - Who owns the lighthouse?
"""
"""If each phrasing is asked while it is not listed, the two on the crane find each other. One on the lock finds the
other fact, and lunch finds nothing."""


@pytest.fixture
def lint_folder(place: Path) -> Path:
    """A folder of facts whose estimates can be counted by hand."""
    (place / "facts" / "log.yaml").write_text(LINT_FACTS, encoding="utf-8")
    return place


def rows(output: str) -> dict[str, list[str]]:
    """Return the rows of both tables of thresholds: the cells by a key such as `answer 0.80`."""
    cells_by_key: dict[str, list[str]] = {}
    table = ""
    for line in output.splitlines():
        cells = line.split()
        if cells and cells[0] in ("answer", "suggest"):
            table = cells[0]
        elif cells and cells[0].startswith("0."):
            cells_by_key[f"{table} {cells[0]}"] = cells[1:]
    return cells_by_key


def test_lint_estimates_right_and_wrong_answers_to_100_questions(lint_folder: Path) -> None:
    done = factbot(lint_folder, "lint", "--strict", COLUMNS="80")
    assert done.returncode == 0, done.stdout
    *report, verdict = done.stdout.splitlines()
    assert verdict.startswith("5 questions and 1 stay_silent question tested: 0 failed; 0 pieces of advice.")
    assert "\x1b" not in done.stdout
    text = " ".join(" ".join(report).split())
    assert "Each phrasing is asked with the listed phrasing removed (leave-one-out)" in text
    assert (
        "Estimated from 5 listed phrasings and 7 questions that no fact answers." in text
    )  # five without their fact, and the one stay_silent question in two ways of typing
    expected = (
        r"Of 100 questions that a fact answers, I expect to answer \d+ right and \d+ wrong\. "
        r"I expect to suggest the right fact for"
    )
    assert re.search(expected, text)
    assert "Of 100 questions that no fact answers, I expect to answer" in text
    assert "There are few phrasings, so the shares are rough." in text
    in_force = [cells for cells in rows(done.stdout).values() if cells[-2:] == ["in", "force"]]
    assert len(in_force) == 2


def test_lint_names_facts_with_few_phrasings_and_facts_that_compete(lint_folder: Path) -> None:
    output = factbot(lint_folder, "lint").stdout
    assert "4 of 4: lock (1), lock-again (1), fog (1), crane (2)" in output
    listed = [line for line in output.splitlines() if "facts/log.yaml" in line]
    (again,) = (line for line in listed if ": lock-again: `the old lock is how long` gets lock (" in line)
    assert again.startswith(("  wrong            facts/log.yaml:10:5", "  wrong suggestion facts/log.yaml:10:5"))
    (fog,) = (line for line in listed if line.startswith("  no match         facts/log.yaml:13:5: fog: `When is lunch"))
    assert "words in no other phrasing: when, lunch, served; it is the only phrasing" in fog
    assert listed.index(again) < listed.index(fog)
    assert "lock and lock-again: the wrong one was ranked first " in output


def test_lint_lists_all_weak_phrasings_only_with_weak(lint_folder: Path) -> None:
    words = [f"{a}{b}{c}" for a in ("bar", "tel") for b in ("o", "a", "e", "u", "i") for c in ("ran", "dor")]
    odd = "".join(
        f"  - id: o{n}\n    text: {word[::-1]} {word[1:]}.\n    questions: [unlike {word}]\n"
        for n, word in enumerate(words)
    )
    (lint_folder / "facts" / "log.yaml").write_text(LINT_FACTS.split("facts:")[0] + "facts:\n" + odd, encoding="utf-8")
    brief, full = (factbot(lint_folder, "lint", *weak, FACTBOT_ENCODER="off").stdout for weak in ((), ("--weak",)))
    assert "`factbot lint --weak` lists 8 more." in brief
    assert "and 8 more" in brief
    assert "--weak` lists" not in full
    assert [full.count(f": o{n}: `unlike") for n in range(20)] == [1] * 20
    assert "o19 (1)" in full


@pytest.mark.slow
def test_lint_measures_the_thresholds_of_a_running_bot_and_saves_nothing(lint_folder: Path) -> None:
    def questions(pier: int) -> str:
        return (
            f"questions: [How long is pier {pier}?, pier {pier} is how long, length of pier {pier}, pier {pier} size]"
        )

    piers = "".join(f"  - id: p{n}\n    text: It measures {n} feet.\n    {questions(n)}\n" for n in range(101, 141))
    (lint_folder / "facts" / "log.yaml").write_text(
        LINT_FACTS.split("facts:")[0] + "facts:\n" + piers, encoding="utf-8"
    )
    knowledge = Knowledge(FactFolder(lint_folder / "facts").load(), Thresholds.default())
    measured = calibrated(evaluate(knowledge), Thresholds.default())
    assert measured != Thresholds.default()
    output = factbot(lint_folder, "lint", COLUMNS="120", FACTBOT_ENCODER="off").stdout
    assert f"answer      {measured.answer:g}" in output
    assert "measured on these facts (FACTBOT_ANSWER_THRESHOLD is not set)" in output
    assert not list(lint_folder.rglob("thresholds"))


def test_lint_says_where_the_thresholds_come_from(lint_folder: Path) -> None:
    def origins(*arguments: str, **env: str) -> list[list[str]]:
        done = factbot(lint_folder, "lint", *arguments, COLUMNS="80", **env)
        head = done.stdout.split("Thresholds")[1].splitlines()[1:4]
        return [line.split(maxsplit=2) for line in head]

    answer, suggest, unprompted = origins()
    assert answer[2] == "measured on these facts (FACTBOT_ANSWER_THRESHOLD is not set)"
    assert suggest[2] == "measured on these facts (FACTBOT_SUGGEST_THRESHOLD is not set)"
    assert float(unprompted[1]) >= 0.9
    answer, suggest, unprompted = origins(FACTBOT_ANSWER_THRESHOLD="0.955")
    assert (answer[1], answer[2]) == ("0.955", "set by FACTBOT_ANSWER_THRESHOLD")
    assert unprompted[1] == "0.955"
    answer, suggest, _ = origins("--answer", "0.25", FACTBOT_ANSWER_THRESHOLD="0.95", FACTBOT_SUGGEST_THRESHOLD="0.25")
    assert (answer[1], answer[2]) == ("0.25", "tried with --answer; FACTBOT_ANSWER_THRESHOLD sets it")
    assert (suggest[1], suggest[2]) == ("0.25", "set by FACTBOT_SUGGEST_THRESHOLD")


def test_lint_tests_with_given_thresholds_and_refuses_impossible_ones(lint_folder: Path) -> None:
    done = factbot(lint_folder, "lint", "--answer", "1", "--suggest", "0.9")
    assert done.returncode == 1
    assert "lock does not answer its `How long is the old lock?`" in done.stdout
    assert "answer 1.00" not in rows(done.stdout)
    assert rows(done.stdout)["suggest 0.90"][-2:] == ["in", "force"]
    for wrong in ("1.5", "-1", "nan", "much"):
        assert factbot(lint_folder, "lint", "--answer", wrong).returncode == 2
    refused = factbot(lint_folder, "lint", "--answer", "0.2", "--suggest", "0.5")
    assert refused.returncode == 2
    assert refused.stderr == "FACTBOT_SUGGEST_THRESHOLD must not be above FACTBOT_ANSWER_THRESHOLD.\n"


def test_lint_says_that_it_cannot_estimate_without_questions(lint_folder: Path) -> None:
    bare = "\n".join(line for line in LINT_FACTS.splitlines() if "questions:" not in line)
    (lint_folder / "facts" / "log.yaml").write_text(bare, encoding="utf-8")
    done = factbot(lint_folder, "lint")
    assert done.returncode == 0
    assert "No fact or quote has listed questions, so I cannot estimate anything." in done.stdout


def test_ask_uses_saved_thresholds_unless_a_setting_overrides_them(lint_folder: Path) -> None:
    asked = "What can crane 4 lift?"
    cache = lint_folder / "cache"
    env = {"FACTBOT_CACHE_DIR": str(cache), "FACTBOT_ENCODER": "off"}
    assert factbot(lint_folder, "ask", asked, **env).returncode == 0
    assert not cache.exists()
    key = store_key(Knowledge(FactFolder(lint_folder / "facts").load(), Thresholds.default()))
    keep_thresholds(cache, key, Thresholds(answer=1.0, suggest=0.3, unprompted=1.0))
    assert factbot(lint_folder, "ask", asked, **env).returncode == 1
    assert factbot(lint_folder, "ask", asked, **env, FACTBOT_ANSWER_THRESHOLD="0.8").returncode == 0


def test_run_without_tokens_says_what_to_set(place: Path) -> None:
    done = factbot(place, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("No platform has tokens. Set DISCORD_TOKEN")


def test_a_wrong_setting_ends_the_command_with_a_sentence(place: Path) -> None:
    done = factbot(place, "ask", "x", FACTBOT_FLOOD_LIMIT="many")
    assert done.returncode == 2
    assert done.stderr.startswith("FACTBOT_FLOOD_LIMIT is 'many'")


def test_a_missing_folder_of_facts_ends_the_command_with_a_sentence(place: Path) -> None:
    done = factbot(place, "ask", "x", FACTBOT_FACTS_DIR="nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_doctor_passes_a_good_folder(place: Path) -> None:
    done = factbot(place, "doctor")
    assert done.returncode == 0, done.stdout
    assert "I have 1 fact and 1 quote from 1 source." in done.stdout


def test_doctor_names_example_facts_that_platforms_would_get(tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:1"}
    served = factbot(tmp_path, "doctor", **tokens)
    assert "✗ Users get the example facts that come with Factbot" in served.stdout
    assert "→ Start Factbot in the folder that has your folder facts, or set FACTBOT_FACTS_DIR." in served.stdout
    assert "These are only the example facts" in served.stdout
    for quiet in (factbot(tmp_path, "doctor"), factbot(tmp_path, "doctor", FACTBOT_FACTS_DIR=str(shipped_facts()))):
        assert quiet.returncode == 0
        assert "example facts" not in quiet.stdout
    asked = factbot(tmp_path, "ask", "who are you")
    assert "I am Factbot." in asked.stdout
    assert "example facts" not in asked.stdout + asked.stderr


def test_doctor_names_wrong_settings_without_showing_passwords(place: Path) -> None:
    done = factbot(place, "doctor", FACTBOT_FACT_DIR="x", FACTBOT_DATABASE_URL="mysql://u:hush@h/d")
    assert done.returncode == 1
    assert "did you mean FACTBOT_FACTS_DIR?" in done.stdout
    assert "mysql" in done.stdout
    assert "hush" not in done.stdout


def noted(place: Path, **processes: Any) -> None:
    """Write a note as running bots leave it in the store."""

    async def write() -> None:
        store = await open_store(f"sqlite:///{place / 'factbot.db'}", SystemClock())
        await store.put_note(NOTE, json.dumps(processes))
        await store.close()

    asyncio.run(write())


def test_doctor_shows_how_running_bots_are_doing(place: Path) -> None:
    now = SystemClock().now()
    long_ago, lately = (now - dt.timedelta(hours=2)).isoformat(), (now - dt.timedelta(minutes=10)).isoformat()
    steady = {"name": "digests", "since": long_ago, "failures": 3, "error": "ValueError: x", "failed": long_ago}
    shaky = {"name": "fact files", "since": lately, "failures": 1, "error": "OSError: no disk", "failed": lately}
    broken = {"name": "old data", "since": None, "failures": 2, "error": "KeyError: 1", "failed": lately}
    noted(place, **{"harbour:7": {"at": now.isoformat(), "tasks": [steady]}})
    done = factbot(place, "doctor")
    assert done.returncode == 0, done.stdout
    assert "✓ The bot with the process harbour:7 gave a sign of life " in done.stdout
    assert " ago. All its background tasks ran then." in done.stdout
    hanging = {"at": lately, "tasks": [steady]}
    noted(place, **{"harbour:7": {"at": now.isoformat(), "tasks": [steady, shaky, broken]}, "mole:8": hanging})
    done = factbot(place, "doctor")
    assert done.returncode == 1
    assert "1 failure of its background task “fact files”" in done.stdout
    assert "OSError: no disk. It runs again since" in done.stdout
    assert "2 failures of its background task “old data”" in done.stdout
    assert "KeyError: 1. It waits to be restarted." in done.stdout
    assert "“digests”" not in done.stdout
    assert "The bot with the process mole:8 wrote its last note at" in done.stdout
    assert "It does not run any more, or hangs." in done.stdout


@pytest.mark.slow
def test_doctor_reports_missing_word_vectors_and_ask_still_answers(place: Path) -> None:
    package = Path(bot.__file__).parent
    shutil.copytree(package, place / "bot", ignore=shutil.ignore_patterns("vectors.npy", "__pycache__"))
    done = factbot_alone(place, "doctor")
    assert done.returncode == 1
    assert "✗ Word vectors are missing, so questions in other words are found less often" in done.stdout
    assert "→ Install Factbot again with pip" in done.stdout
    for question in ("How many buoys mark the channel?", "how many bouys mark the channel"):
        assert "The channel is marked by nine buoys." in factbot_alone(place, "ask", question).stdout


def test_the_manifest_is_json_and_has_more_events_with_watch(place: Path) -> None:
    plain = json.loads(factbot(place, "manifest").stdout)
    watching = json.loads(factbot(place, "manifest", "--watch").stdout)
    events = [m["settings"]["event_subscriptions"]["bot_events"] for m in (plain, watching)]
    assert "message.channels" in set(events[1]) - set(events[0])


def test_the_manifest_has_the_prefix_of_the_setting_or_of_the_option(place: Path) -> None:
    def names(*options: str, **environment: str) -> set[str]:
        made = json.loads(factbot(place, "manifest", *options, **environment).stdout)
        return {command["command"] for command in made["features"]["slash_commands"]}

    plain = names()
    assert "/ask" in plain
    assert names("--prefix", "fact") == {f"/fact-{name[1:]}" for name in plain}
    assert names(SLACK_COMMAND_PREFIX="our") == {f"/our-{name[1:]}" for name in plain}
    assert names("--prefix", "", SLACK_COMMAND_PREFIX="our") == plain
    refused = factbot(place, "manifest", "--prefix", "My bot")
    assert refused.returncode == 2
    assert "expected at most 20 small letters" in refused.stderr


def test_the_invitation_link_names_the_application_of_the_token(place: Path) -> None:
    done = factbot(place, "invite", DISCORD_TOKEN="MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret-secret-secret")
    assert "client_id=123456789012345678" in done.stdout
    assert factbot(place, "invite").returncode == 2


def test_the_link_to_install_the_bot_for_oneself_is_printed_if_that_is_allowed(place: Path) -> None:
    token = {"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret-secret-secret"}
    address = factbot(place, "invite", "--user", DISCORD_USER_INSTALL="on", **token).stdout.strip()
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "client_id": "123456789012345678", "integration_type": "1", "scope": "applications.commands",
    }  # fmt: skip
    refused = factbot(place, "invite", "--user", **token)
    assert refused.returncode == 2
    assert "DISCORD_USER_INSTALL=on" in refused.stderr


def test_ask_imports_no_platform(place: Path) -> None:
    code = """
import sys
from bot.cli.main import main
sys.argv = ["factbot", "ask", "x"]
try:
    main()
except SystemExit:
    pass
assert not {"discord", "slack_bolt", "slack_sdk", "sqlalchemy"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
