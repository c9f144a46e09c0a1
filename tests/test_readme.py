"""Every command that the README shows works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import cli
from bot.factfiles import load_folder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

CLAIM = '{"text": "Montenegro is part of the migrant routes", "speaker": "Spajic"}'
# What each command prints, in part. Two are left to `.ci/run`, which installs in a fresh environment, `factbot lint` on
# the shipped facts too, and `factbot run` to test_run.py.
PRINTS = {
    '.venv/bin/factbot ask "Who set up the Berlin Process?" --why': "Angela Merkel",
    'echo "until when does britain support kfor" | .venv/bin/factbot ask --json -': "December 2028",
    '.venv/bin/factbot quote --speaker "the Albanian PM" --about hubs': "— Edi Rama, Prime Minister of Albania",
    ".venv/bin/factbot quotes": "Edi Rama, Prime Minister of Albania · 1 quote on return hubs",
    '.venv/bin/factbot verify "never in Albania" --speaker Rama': "Edi Rama said exactly these words",
    f"echo '{CLAIM}' | .venv/bin/factbot verify --json -": '"flags": ["negation"]',
    '.venv/bin/factbot digest preview --date 2025-10-23 --topics "western balkans"': "New · Western Balkans summit",
    ".venv/bin/factbot digest status": "No channel gets the daily digest",
    ".venv/bin/factbot invite": "client_id=123456789012345678",
    ".venv/bin/factbot manifest": "socket_mode_enabled",
    ".venv/bin/factbot manifest --watch": "message.channels",
    ".venv/bin/factbot doctor": "I have",
    ".venv/bin/factbot lint --weak --answer 0.9": "tried with --answer",
}
ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/factbot",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ".venv/bin/factbot lint",
    ".venv/bin/factbot run",
}


def shown() -> set[str]:
    """Every command in the README, in blocks and in lines."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = {line for block in blocks for line in block.splitlines() if line}
    return lines | set(re.findall(r"`(\.venv/bin/[^`]+)`", README))


def test_every_command_shown_is_run_by_a_test() -> None:
    assert shown() == PRINTS.keys() | ELSEWHERE


@pytest.mark.parametrize("command", PRINTS)
def test_a_command_prints_what_the_readme_says(command: str, tmp_path: Path) -> None:
    here = command.replace(".venv/bin/factbot", f"{sys.executable} -m bot")
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret-secret-secret" if "invite" in command else ""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DISCORD_TOKEN": token}
    done = subprocess.run(["sh", "-c", here], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert PRINTS[command] in done.stdout


def test_the_fact_file_shown_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "harbour.yaml").write_text(example, encoding="utf-8")
    collection = load_folder(tmp_path)
    assert [s.id for s in collection.statements] == ["ferry-passengers", "master-on-fog"]
    assert len(collection.negative_examples) == 1


def test_the_answer_shown_is_the_one_that_is_given(tmp_path: Path) -> None:
    (question,) = re.findall(r"^\? (.*)$", README, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", question], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    printed = done.stdout.splitlines()
    screen = " ".join(line.strip() for line in README.split("```")[1].splitlines())
    assert done.returncode == 0
    assert all(line in screen for line in printed)


def test_every_command_of_the_program_is_in_the_readme() -> None:
    groups = [("", cli), *((f"{group.name} ", group.typer_instance) for group in cli.registered_groups)]
    names = {
        prefix + command.callback.__name__
        for prefix, group in groups
        if group
        for command in group.registered_commands
        if command.callback
    }
    assert {name for name in names if f"factbot {name}" in README} == names - {"chat"}


def test_ci_runs_the_readmes_two_command_lines() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
