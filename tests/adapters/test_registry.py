"""Add a platform with one folder and one line in the registry. No other part of the program knows it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bot import logs, serving, settings
from bot.adapters import registry
from bot.cli.doctor import examine
from bot.core.errors import ConfigurationError
from bot.core.replies import Card
from tests.adapters.lighthouse import adapter

ENTRY = "tests.adapters.lighthouse.entry:Lighthouse"
LIBRARIES = {"aiohttp", "discord", "prompt_toolkit", "rich", "slack_bolt", "slack_sdk"}


@pytest.fixture
def operator_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder, with the lighthouse in the registry and no platform configured."""
    for variable in settings.variables():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(place)
    monkeypatch.setattr(registry, "PLATFORMS", (*registry.PLATFORMS, ENTRY))
    monkeypatch.setenv("FACTBOT_ENCODER", "off")
    return place


@pytest.fixture
def lighthouse_folder(operator_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, with the lighthouse configured."""
    monkeypatch.setenv("LIGHTHOUSE_KEY", "a-key-to-hide")
    monkeypatch.setenv("LIGHTHOUSE_LAMP", "lit")
    return operator_folder


@pytest.mark.usefixtures("lighthouse_folder")
def test_a_new_platform_reads_its_settings_and_hides_its_secrets() -> None:
    options = settings.load()
    assert [platform.name for platform in options.served] == ["lighthouse"]
    assert options.secrets() == ("a-key-to-hide",)
    assert "a-key-to-hide" not in f"{options!r}{options.served!r}"
    assert "LIGHTHOUSE_FLASHES" in settings.variables()


@pytest.mark.usefixtures("operator_folder")
def test_tokens_of_a_new_platform_are_hidden_in_logs_even_without_its_settings() -> None:
    record = logging.LogRecord("foghorn", logging.DEBUG, __file__, 1, "GET /?beam=%s", ("s3cret",), None)
    assert logs.RedactingFormatter(secrets=()).format(record).endswith(f"GET /?beam={logs.HIDDEN}")


@pytest.mark.usefixtures("operator_folder")
def test_the_library_of_a_new_platform_logs_only_warnings_at_info(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])  # `configure` replaces them
    level = logging.root.level
    try:
        logs.configure("INFO", secrets=())
        assert not logging.getLogger("foghorn").isEnabledFor(logging.INFO)
        assert logging.getLogger("foghorn").isEnabledFor(logging.WARNING)
    finally:
        logging.root.setLevel(level)


@pytest.mark.usefixtures("lighthouse_folder")
async def test_a_question_on_a_new_platform_is_answered() -> None:
    adapter.SHOWN.clear()
    assert await serving.serve(settings.load()) == 1  # because the only platform refused the bot
    (shown,) = adapter.SHOWN
    assert isinstance(shown, Card)
    assert shown.statement.id == "buoys"


async def test_the_doctor_reports_the_checks_of_a_new_platform(
    lighthouse_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [(check.ok, check.text) async for check in examine(settings.load())]
    assert texts[-1] == (True, "The lamp is lit; 0 channels are watched.")
    monkeypatch.setenv("LIGHTHOUSE_LAMP", "dark")
    texts = [(check.ok, check.text) async for check in examine(settings.load())]
    assert texts[-1] == (False, "The lamp is dark; 0 channels are watched.")


@pytest.mark.usefixtures("operator_folder")
async def test_starting_without_tokens_names_the_variables_that_each_platform_needs() -> None:
    with pytest.raises(ConfigurationError) as caught:
        await serving.serve(settings.load())
    assert str(caught.value) == (
        "No platform has tokens. Set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or LIGHTHOUSE_KEY and "
        "LIGHTHOUSE_LAMP in the environment or in a file .env. `factbot init` makes such a file, with an explanation "
        "of each setting. Without tokens, `factbot chat` works in the terminal."
    )


@pytest.mark.usefixtures("operator_folder")
def test_all_wrong_settings_are_listed_in_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "DISCORD_API_URL": "discord.com",
        "SLACK_APP_TOKEN": "xapp-secret",
        "FACTBOT_SLACK_SOCKETS": "11",
        "FACTBOT_KEEP_DAYS": "0",
        "LIGHTHOUSE_KEY": "a-key-to-hide",
        "LIGHTHOUSE_FLASHES": "0",
    }
    for variable, value in wrong.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    assert str(caught.value).splitlines() == [
        "DISCORD_API_URL is 'discord.com': expected an address that begins with http:// or https://.",
        "FACTBOT_SLACK_SOCKETS is '11': input should be less than or equal to 10.",
        "LIGHTHOUSE_FLASHES is '0': input should be greater than or equal to 1.",
        "FACTBOT_KEEP_DAYS is '0': input should be greater than or equal to 1.",
    ]
    for variable in ("FACTBOT_SLACK_SOCKETS", "LIGHTHOUSE_FLASHES"):  # fields are checked before their combination
        monkeypatch.delenv(variable)
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    assert str(caught.value).splitlines()[1:3] == [
        "SLACK_APP_TOKEN is set but SLACK_BOT_TOKEN is not. Slack needs both.",
        "LIGHTHOUSE_KEY is set but LIGHTHOUSE_LAMP is not. Lighthouse needs both.",
    ]


def test_a_registry_entry_that_is_no_platform_class_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PLATFORMS", ("bot.adapters.slack.entry:SecretStr",))
    with pytest.raises(TypeError, match="SecretStr is no subclass of PlatformSettings"):
        registry.platforms()


def test_reading_the_settings_imports_no_platform_library(place: Path) -> None:
    code = f"import sys, bot.settings; bot.settings.load(); print(sorted(set(sys.modules) & {LIBRARIES!r}))"
    folder = Path(settings.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
