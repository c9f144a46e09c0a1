"""The commands as processes, as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

OURS = """
source: {title: Log, publisher: Harbour office, published: 2026-03-02, url: "https://example.org/log"}
facts:
  - id: buoys
    text: The channel is marked by nine buoys.
    questions: [How many buoys mark the channel?]
  - id: tug
    text: "The tug [bold]Anna[/bold] was built in 1988. <@everyone> *stars*"
    questions: [When was the tug Anna built?]
    valid_until: 2026-04-01
quotes:
  - id: mate
    speaker: Bo Reed
    role: Mate
    text: Nobody tows a tug.
    questions: [What did Bo Reed say about the tug?]
stay_silent:
  - Who owns the lighthouse?
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder as an operator has it: with facts of its own."""
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "log.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


def factbot(place: Path, *arguments: str, given: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run `factbot` in a folder without any setting but those given."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=place,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(place), "PYTHONUTF8": "1", "COLUMNS": "200"} | env,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def records(output: str) -> list[dict[str, object]]:
    """The JSON objects that were printed, one a line."""
    return [json.loads(line) for line in output.split("\n") if line]


def test_ask_answers_with_source_and_date_and_exit_code_0(place: Path) -> None:
    done = factbot(place, "ask", "how many bouys mark the channel")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "The channel is marked by nine buoys.",
        "Log · Harbour office, 2 March 2026",
        "https://example.org/log",
        "As of 2 March 2026 · buoys",
    ]


def test_ask_shows_stored_texts_to_the_letter_and_expired_ones_as_such(place: Path) -> None:
    done = factbot(place, "ask", "When was the tug Anna built?")
    lines = done.stdout.splitlines()
    assert lines[0] == "⚠ No longer current: this held until 1 April 2026."
    assert lines[1] == "The tug [bold]Anna[/bold] was built in 1988. <@everyone> *stars*"


def test_ask_without_an_answer_says_so_with_exit_code_1(place: Path) -> None:
    done = factbot(place, "ask", "Who owns the opera house?")
    assert (done.returncode, done.stdout.strip()) == (1, "I hold no fact on that.")


@pytest.mark.parametrize("said", ["who are you", "Thanks!"])
def test_ask_tells_what_it_is_for_with_exit_code_1(place: Path, said: str) -> None:
    done = factbot(place, "ask", said)
    told = "I hold 2 facts and 1 quote from 1 source. Ask me a question, such as: How many buoys mark the channel?"
    assert (done.returncode, done.stdout.strip()) == (1, told)
    (record,) = records(factbot(place, "ask", "--json", "--why", said).stdout)
    assert (record["outcome"], record["answer"], record["suggestions"]) == ("none", None, [])


def test_ask_why_without_an_answer_explains_the_best_candidate(place: Path) -> None:
    done = factbot(place, "ask", "--why", "How many buoys mark the reef of Tonga?")
    assert done.returncode == 1
    assert "buoys: below 0." in done.stdout
    assert "which an answer needs" in done.stdout
    assert "the question has a name or number that this knows nothing of" in done.stdout


def test_ask_json_why_tells_rule_and_contributions(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", "--why", "How many buoys mark the channel?").stdout)
    why = record["why"]
    assert isinstance(why, dict)
    assert why["rule"] == "this is one of its own questions, word for word: at least 0.99"
    assert why["score"] == record["score"]
    assert 1 <= len(why["counted"]) <= 5


def test_the_same_in_two_files_is_one_with_both_sources(place: Path) -> None:
    other = OURS[: OURS.index("  - id: tug")].replace("buoys\n", "buoys-seen\n").replace("Log", "Chart")
    (place / "facts" / "chart.yaml").write_text(other, encoding="utf-8")
    asked = "How many buoys mark the channel?"
    assert (
        "Also: Chart · Harbour office, 2 March 2026 · As of 2 March 2026 · buoys-seen"
        in factbot(place, "ask", asked).stdout
    )
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


def test_ask_why_explains(place: Path) -> None:
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


def test_a_pipe_gives_one_object_for_each_line_whatever_the_line(place: Path) -> None:
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
    found = records(done.stdout)
    assert done.returncode == 0
    assert [r["outcome"] for r in found] == ["answer", "none", "none", "none", "none", "none", "answer"]


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
    done = factbot(place, given="How many buoys mark the channel?\n1\n/help\n/dance\n/quit\nnever read\n")
    assert done.returncode == 0
    assert "The channel is marked by nine buoys." in done.stdout
    assert "Words that met" in done.stdout
    assert "/ask question [private]" in done.stdout
    assert "There is no command /dance" in done.stdout
    assert (place / "factbot.db").is_file()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (OURS.replace("text: The", "txt: The"), "facts/log.yaml:5:5: unknown key `txt`; did you mean `text`?"),
        (OURS.replace("2026-03-02", "2026-02-30"), "facts/log.yaml:2:"),
    ],
)
def test_broken_facts_are_named_by_file_line_and_column(place: Path, broken: str, said: str) -> None:
    (place / "facts" / "log.yaml").write_text(broken, encoding="utf-8")
    for command, code in (("lint", 1), ("ask x", 2), ("chat", 2), ("doctor", 1)):
        done = factbot(place, *command.split())
        assert done.returncode == code, command
        assert said in done.stdout + done.stderr


def test_lint_passes_good_facts(place: Path) -> None:
    done = factbot(place, "lint")
    assert done.returncode == 0, done.stdout
    assert "3 questions and 1 silences tested: 0 failed" in done.stdout


def test_lint_lists_failures_duplicates_and_facts_without_a_question(place: Path) -> None:
    more = OURS.replace("stay_silent:", "stay_silent:\n  - How many buoys mark the channel?")
    more = more.replace("quotes:", "  - id: buoys-again\n    text: The channel is marked by nine buoys\nquotes:")
    (place / "facts" / "log.yaml").write_text(more, encoding="utf-8")
    done = factbot(place, "lint")
    assert done.returncode == 1
    assert "must not be answered" in done.stdout
    assert "buoys-again has no questions" in done.stdout
    assert "buoys says nearly the same as buoys-again" in done.stdout


def test_run_without_tokens_says_what_to_set(place: Path) -> None:
    done = factbot(place, "run")
    assert done.returncode == 2
    assert done.stderr.startswith("No platform has tokens: set DISCORD_TOKEN")


def test_a_wrong_setting_ends_with_a_sentence(place: Path) -> None:
    done = factbot(place, "ask", "x", FACTBOT_FLOOD_LIMIT="many")
    assert done.returncode == 2
    assert done.stderr.startswith("FACTBOT_FLOOD_LIMIT is 'many'")


def test_a_missing_folder_of_facts_ends_with_a_sentence(place: Path) -> None:
    done = factbot(place, "ask", "x", FACTBOT_FACTS_DIR="nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_doctor_is_content_with_a_good_place(place: Path) -> None:
    done = factbot(place, "doctor")
    assert done.returncode == 0, done.stdout
    assert "I hold 2 facts and 1 quote from 1 source." in done.stdout


def test_doctor_says_what_the_running_bot_refused_and_which_names_are_wrong(place: Path) -> None:
    done = factbot(place, "doctor", FACTBOT_FACT_DIR="x", FACTBOT_DATABASE_URL="mysql://u:hush@h/d")
    assert done.returncode == 1
    assert "did you mean FACTBOT_FACTS_DIR?" in done.stdout
    assert "mysql" in done.stdout
    assert "hush" not in done.stdout


def test_the_manifest_is_json_and_grows_with_watching(place: Path) -> None:
    plain = json.loads(factbot(place, "manifest").stdout)
    watching = json.loads(factbot(place, "manifest", "--watch").stdout)
    events = [m["settings"]["event_subscriptions"]["bot_events"] for m in (plain, watching)]
    assert "message.channels" in set(events[1]) - set(events[0])


def test_the_invitation_names_the_application_of_the_token(place: Path) -> None:
    done = factbot(place, "invite", DISCORD_TOKEN="MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret-secret-secret")
    assert "client_id=123456789012345678" in done.stdout
    assert factbot(place, "invite").returncode == 2


def test_ask_imports_no_platform(place: Path) -> None:
    code = """
import sys
from bot.cli import main
sys.argv = ["factbot", "ask", "x"]
try:
    main()
except SystemExit:
    pass
assert not {"discord", "slack_bolt", "slack_sdk", "sqlalchemy"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
