"""Options of every command: another folder of facts, and the version."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import cli
from tests.program import OURS, factbot

ROOT = Path(__file__).parents[2]


def commands() -> Iterator[tuple[str, ...]]:
    """Give every command and every group of commands, as it is typed."""
    groups = [((), cli), *(((group.name,), group.typer_instance) for group in cli.registered_groups)]
    for prefix, group in groups:
        yield tuple(str(word) for word in prefix)
        for command in group.registered_commands if group else ():
            assert command.callback
            yield (*(str(word) for word in prefix), command.name or command.callback.__name__)


@pytest.fixture
def other_facts(tmp_path: Path) -> Path:
    """A folder of facts that no command uses by default."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "log.yaml").write_text(OURS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", sorted(commands()), ids=" ".join)
def test_every_command_takes_a_folder_of_facts(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*command, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert shown.exit_code == 0
    assert "--facts" in shown.output


@pytest.mark.parametrize("words", [["quotes"], ["digest", "preview"]], ids=" ".join)
def test_the_facts_option_overrides_the_setting(tmp_path: Path, other_facts: Path, words: list[str]) -> None:
    for position in range(len(words) + 1):
        arguments = [*words[:position], "--facts", str(other_facts), *words[position:]]
        done = factbot(tmp_path, *arguments, FACTBOT_FACTS_DIR="nowhere")
        assert (done.returncode, "Bo Reed" in done.stdout) == (0, True), done.stderr


def test_a_piped_chat_takes_the_facts_option_too(tmp_path: Path, other_facts: Path) -> None:
    done = factbot(tmp_path, "--facts", str(other_facts), given="How many buoys mark the channel?\n")
    assert "nine buoys" in done.stdout


def test_a_facts_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    done = factbot(tmp_path, "quotes", "--facts", "nowhere")
    assert done.returncode == 2
    assert "'nowhere' does not exist" in done.stderr


def test_version_prints_the_version_of_the_package(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    done = factbot(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"factbot {project['version']}\n")


def test_a_checkout_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", unknown)
    assert CliRunner().invoke(cli, ["--version"]).output == "factbot 0+not.installed\n"
