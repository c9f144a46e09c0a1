"""Every command in the README and the documentation works as shown, and their lists are complete."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings
from bot.cli.main import cli
from bot.factfiles import FactFolder
from bot.factfiles.json_schema import DESCRIPTIONS
from tests.menu import MENU

ROOT = Path(__file__).parent.parent
LARGEST = 150_000
"""Most bytes of a picture."""
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}

CLAIM = '{"text": "Montenegro is part of the migrant routes", "speaker": "Spajic"}'
NEW_FOLDER = 'factbot init && cd factbot && factbot ask "How many people visited the library in 2025?"'
COPY_BY_PYTHON = (
    "python3 -c \"import sqlite3; sqlite3.connect('factbot.db').backup(sqlite3.connect('factbot-copy.db'))\""
)
DUMP_IN_CONTAINER = "docker compose exec postgres pg_dump --username=factbot --format=custom factbot > factbot.dump"
# A part of the output of each command.
PRINTS = {
    'factbot ask "Who set up the Berlin Process?"': "Angela Merkel",
    'factbot ask "Who set up the Berlin Process?" --why': "Angela Merkel",
    'factbot ask "Who set up the Berlin Process?" --place slack:T0123:C0456': "Angela Merkel",
    'echo "until when does britain support kfor" | factbot ask --json -': "December 2028",
    'factbot quote --speaker "the Albanian PM" --about hubs': "Edi Rama, Prime Minister of Albania\n“When it comes",
    "factbot quote": "London summit of the Western Balkans leaders · ",
    "factbot quotes": "1 quote on return hubs",
    "factbot init && factbot quotes --facts factbot/facts": "Ida Marlow",
    'factbot verify "never in Albania" --speaker Rama': "Edi Rama",
    f"echo '{CLAIM}' | factbot verify --json -": '"flags": ["negation"]',
    'factbot digest preview --date 2025-10-23 --topics "western balkans"': "Here are five of them.",
    "factbot digest preview": "Western Balkans",
    "factbot digest status": "daily digest",
    "factbot invite": "client_id=123456789012345678",
    "factbot invite --user": "integration_type=1",
    "factbot audit": "Nothing is recorded.",
    "factbot gaps": "has a good answer",
    "factbot stats": "Nobody has asked anything",
    "factbot allow": "is on the list yet",
    "factbot allow discord:123456789012345678": "discord:123456789012345678 is now on the list.",
    "factbot allow slack:T0123ABCD": "slack:T0123ABCD is now on the list.",
    "factbot manifest": "socket_mode_enabled",
    "factbot manifest --watch": "message.channels",
    "factbot manifest --prefix fact": "/fact-ask",
    "factbot doctor": "The encoder works",
    "factbot doctor --online": "The encoder works",
    "factbot init": "facts/example.yaml",
    NEW_FOLDER: "184,000 visits",
    "factbot --version": "factbot 0.",
    "factbot --help": "digest",
    "factbot init && cd factbot && factbot lint --weak --answer 0.9": "tried with --answer",
}
PREPARED = {
    "factbot quotes --facts factbot/facts": "factbot init && factbot quotes --facts factbot/facts",
    "factbot lint --weak --answer 0.9": "factbot init && cd factbot && factbot lint --weak --answer 0.9",
}
"""Commands that need a folder, each with the line that creates it; `lint` of the shipped facts takes a minute."""

ELSEWHERE = {
    "factbot forget": "by test_records.py",
    "factbot export": "by test_exchange.py",
    "factbot import": "by test_exchange.py",
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/factbot": "by .ci/run",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest": "by .ci/run",
    ".venv/bin/pip install --require-hashes -r requirements-run.lock": "by .ci/run and test_dockerfile.py",
    "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.lock"
    " && .venv/bin/pip install -e '.[dev]'": "by .ci/run",
    ".venv/bin/pip install '.[postgres]'": "by .ci/run, as a part of the extra test",
    ".venv/bin/pytest": "by .ci/run",
    ".venv/bin/pytest -m slow": "by .ci/run",
    ".ci/run": "by CI",
    ". .venv/bin/activate": "by venv's own tests",
    "factbot lint": "by .ci/run",
    "python -m tests.gallery gallery.html --check": "by tests/gallery/test_gallery.py",
    "python -m tests.benchmarks.asking": "in short by test_benchmark_commands.py",
    "python -m tests.benchmarks.grouping": "in short by test_benchmark_commands.py",
    "python -m tests.benchmarks.quotes": "in short by test_benchmark_commands.py",
    "python -m tests.benchmarks.load": "in short by test_benchmark_commands.py",
    "python -m tests.benchmarks.saving": "in short by test_benchmark_commands.py",
    "factbot run": "by test_run.py",
    "umask 077": "by test_operations.py",
    'sqlite3 factbot.db ".backup factbot-copy.db"': "by test_operations.py",
    COPY_BY_PYTHON: "by test_operations.py",
    "rm -f factbot.db-wal factbot.db-shm": "by test_operations.py",
    "cp factbot-copy.db factbot.db": "by test_operations.py",
    'pg_dump --format=custom --file=factbot.dump "$ADDRESS"': "by test_operations.py",
    'pg_restore --clean --if-exists --no-owner --dbname="$ADDRESS" factbot.dump': "by test_operations.py",
    "factbot ask": "with a question, above",
    "factbot verify": "with a line, above",
}
NOT_RUN = {
    DUMP_IN_CONTAINER: "no containers here; test_operations.py runs pg_dump itself",
    "docker compose up -d": "no containers here; test_dockerfile.py runs the lines of the Dockerfile",
    "systemctl enable --now factbot": "no systemd here",
    ".venv/bin/python .ci/lock.py": "asks the package index for minutes; test_lock.py checks the files it writes",
}
_STARTS = ("factbot", ".venv/bin/", ".ci/", "python", "docker", "systemctl")


def shown_commands() -> set[str]:
    """Return every command on any page, in code blocks and in the text."""
    commands = set()
    for text in PAGES.values():
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
            commands |= {line for line in block.splitlines() if line}
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        spans = {" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)}
        commands |= {span for span in spans if span.startswith(_STARTS) and " " in span}
    return commands


def test_every_shown_command_is_run_by_a_test_or_listed_as_not_run() -> None:
    run = {PREPARED.get(command, command) for command in shown_commands()}
    assert run - PRINTS.keys() == (ELSEWHERE.keys() | NOT_RUN.keys()) & run
    assert PRINTS.keys() | ELSEWHERE.keys() | NOT_RUN.keys() <= run


@pytest.mark.slow
@pytest.mark.parametrize("command", PRINTS)
def test_a_shown_command_prints_the_expected_text(command: str, tmp_path: Path) -> None:
    here = re.sub(r"(?:(?<=^)|(?<=& )|(?<=\| ))factbot(?= )", f"{sys.executable} -m bot", command)
    token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.secret-secret-secret" if "invite" in command else ""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DISCORD_TOKEN": token, "COLUMNS": "200"}
    env |= {"DISCORD_USER_INSTALL": "on"} if "--user" in command else {}
    done = subprocess.run(["sh", "-c", here], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert PRINTS[command] in done.stdout


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if "```yaml" in text])
def test_the_shown_fact_file_can_be_loaded(page: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGES[page], re.DOTALL)
    (tmp_path / "harbour.yaml").write_text(example, encoding="utf-8")
    assert [s.id for s in FactFolder(tmp_path).load().statements] == ["ferry-passengers", "master-on-fog"]


def test_the_answer_in_the_readme_is_the_answer_that_the_program_prints(tmp_path: Path) -> None:
    (question,) = re.findall(r"^\? (.*)$", README, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", question], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    printed = done.stdout.splitlines()
    screen = " ".join(line.strip() for line in README.split("```")[1].splitlines())
    assert done.returncode == 0
    assert all(line in screen for line in printed)


def test_every_command_of_the_command_line_is_listed_and_no_other() -> None:
    groups = [("", cli), *((f"{group.name} ", group.typer_instance) for group in cli.registered_groups)]
    names = {
        f"factbot {prefix}{command.name or command.callback.__name__}"
        for prefix, group in groups
        if group
        for command in group.registered_commands
        if command.callback
    }
    listed = re.findall(r"`(factbot [a-z ]+)`", PAGES["docs/commands.md"])
    assert set(listed) == names - {"factbot chat"}


def first_cells(page: str, heading: str) -> list[str]:
    """Return the first column of the table under a heading, without the column's own heading."""
    part = PAGES[page].split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in part.splitlines() if line.startswith("| ")]
    return rows[2:]


def test_every_chat_command_and_every_option_is_listed_and_no_other() -> None:
    commands = first_cells("docs/commands.md", "In Discord, in Slack and in the terminal")
    assert sorted(commands) == sorted(f"`{command.usage}`" for command in MENU.commands)
    options = first_cells("docs/commands.md", "Options")
    assert set(options) == {f"`{option.name}`" for command in MENU.commands for option in command.options}
    assert len(options) == len(set(options))


def test_every_option_is_listed_with_the_commands_that_have_it() -> None:
    part = PAGES["docs/commands.md"].split("## Options\n")[1].split("\n## ")[0]
    rows = {cells[0].strip(" |`"): cells[1] for cells in re.findall(r"^(\| `[a-z]+`) \| (.*?) \|", part, re.MULTILINE)}
    for name, commands in rows.items():
        belongs = {
            f"/{command.name}" for command in MENU.commands if name in {option.name for option in command.options}
        }
        assert set(re.findall("`(/[^`]+)`", commands)) == belongs, name


def test_every_setting_is_explained_and_no_other() -> None:
    names = re.findall(r"^\| `([A-Z_]+)` \|", PAGES["docs/settings.md"], re.MULTILINE)
    assert sorted(names) == sorted(settings.variables())
    mentioned = {name for text in PAGES.values() for name in re.findall(r"FACTBOT_[A-Z_]+[A-Z]", text)}
    assert mentioned <= set(names)


def test_every_key_of_a_fact_file_is_explained_and_no_other() -> None:
    cells = " ".join(first_cells("docs/fact-files.md", "Keys"))
    inner = {key for what in ("source", "fact", "quote") for key in DESCRIPTIONS[what]}
    assert set(re.findall("`([a-z_]+)`", cells)) == inner | {"topic"}


def test_every_link_to_a_file_leads_to_an_existing_file() -> None:
    for page, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if not target.startswith("https://"):
                file = (ROOT / page).parent / target
                assert file.exists(), f"{page} links to {target}"


def test_the_pictures_of_the_readme_are_small_and_have_alternative_texts() -> None:
    shown = {name: words for words, name in re.findall(r"!\[([^\]]*)\]\[(\w+)\]", README)}
    files = dict(re.findall(r"^\[(\w+)\]: (docs/pictures/\S+\.png)$", README, re.MULTILINE))
    assert shown.keys() == files.keys()
    assert {Path(file).name for file in files.values()} == {
        file.name for file in (ROOT / "docs" / "pictures").iterdir()
    }
    assert all(len(words.split()) > 3 for words in shown.values())
    assert all((ROOT / file).stat().st_size < LARGEST for file in files.values())


def test_the_shown_systemd_unit_runs_the_bot() -> None:
    (unit,) = re.findall(r"```ini\n(.*?)```", PAGES["docs/operations.md"], re.DOTALL)
    read = configparser.ConfigParser()
    read.optionxform = str  # type: ignore[assignment]
    read.read_string(unit)
    assert read["Service"]["ExecStart"].endswith("/factbot run")
    assert set(read.sections()) == {"Unit", "Service", "Install"}


def test_the_readme_is_short_and_warns_that_every_fact_can_be_read() -> None:
    assert len(README.splitlines()) <= 140
    assert "can read every fact" in README


def test_the_ci_script_refers_to_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
