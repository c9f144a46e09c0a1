"""Settings are read from the environment and from .env."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot import settings
from bot.core.errors import ConfigurationError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run a test in a folder without .env, in an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_shipped_facts_and_sqlite_are_used_if_nothing_is_set() -> None:
    loaded = settings.load()
    assert (loaded.facts_dir / "western-balkans-summit.yaml").is_file()
    assert loaded.database_url.get_secret_value() == "sqlite:///factbot.db"


def test_a_facts_folder_in_the_working_folder_replaces_the_shipped_facts(empty_folder: Path) -> None:
    (empty_folder / "facts").mkdir()
    assert settings.load().facts_dir == Path("facts")


TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize(
    ("variables", "own_folder", "examples"),
    [
        (TOKENS, False, True),
        (TOKENS | {"FACTBOT_FACTS_DIR": ""}, False, True),
        (TOKENS, True, False),
        ({}, False, False),
        (TOKENS | {"FACTBOT_FACTS_DIR": str(settings.shipped_facts())}, False, False),
        (TOKENS | {"FACTBOT_FACTS_DIR": "elsewhere"}, False, False),
    ],
)
def test_example_facts_are_served_only_if_nobody_chose_others(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], own_folder: bool, examples: bool
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if own_folder:
        (empty_folder / "facts").mkdir()
    assert settings.load().serves_examples is examples
    assert not settings.load(facts_dir=settings.shipped_facts()).serves_examples


@pytest.mark.parametrize(
    ("variable", "token"),
    [
        ("DISCORD_TOKEN", "MTIzNDU2Nzg5 .Gabcde.secret"),
        ("DISCORD_TOKEN", "'MTIzNDU2Nzg5.Gabcde.secret'"),
        ("DISCORD_TOKEN", "MTIzNDU2Nzg5.Gabcde.secret\nSLACK"),
        ("DISCORD_TOKEN", "MTIzNDU2Nzg5.Gabcdé.secret"),
        ("SLACK_APP_TOKEN", "xapp-1 -secret"),
    ],
)
def test_a_token_that_cannot_be_one_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, variable: str, token: str
) -> None:
    for name, value in (TOKENS | {variable: token}).items():
        monkeypatch.setenv(name, value)
    (platform,) = (one for one in settings.load().served if variable in one.variables().values())
    with pytest.raises(ConfigurationError, match=f"^{variable}") as caught:
        platform.check()
    assert token.splitlines()[0] not in str(caught.value)


def test_a_dotenv_file_is_read_and_empty_values_mean_the_default(empty_folder: Path) -> None:
    (empty_folder / ".env").write_text("DISCORD_TOKEN=abc.def.ghi\nFACTBOT_FLOOD_LIMIT=\nFACTBOT_KEEP_DAYS=7\n")
    loaded = settings.load()
    assert loaded.secrets() == ("abc.def.ghi",)
    assert (loaded.flood_limit, loaded.keep_days) == (30, 7)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("FACTBOT_FLOOD_LIMIT", "many", "FACTBOT_FLOOD_LIMIT is 'many': input should be a valid integer"),
        ("FACTBOT_FLOOD_LIMIT", "-1", "FACTBOT_FLOOD_LIMIT is '-1': input should be greater than or equal to 0"),
        ("FACTBOT_DIGEST_LEASE", "29", "FACTBOT_DIGEST_LEASE is '29': input should be greater than or equal to 30"),
        ("FACTBOT_ANSWER_THRESHOLD", "1.5", "FACTBOT_ANSWER_THRESHOLD is '1.5': input should be less than or equal"),
        ("FACTBOT_LOG_LEVEL", "loud", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("DISCORD_API_URL", "discord.com", "DISCORD_API_URL is 'discord.com': expected an address that begins with"),
        ("SLACK_COMMAND_PREFIX", "My bot", "SLACK_COMMAND_PREFIX is 'My bot': expected at most 20 small letters"),
        ("SLACK_BOT_TOKEN", "xoxb-1-secret", "SLACK_BOT_TOKEN is set but SLACK_APP_TOKEN is not"),
        ("FACTBOT_OWNERS", "olga", "FACTBOT_OWNERS is 'olga': expected a platform and an id, such as discord:1234"),
        ("FACTBOT_OWNERS", "slack:U1,slack:T1", "such as discord:123456789012345678 or slack:U0123ABCD."),
        ("FACTBOT_OWNERS", "terminal:1", "FACTBOT_OWNERS is 'terminal:1': expected"),
    ],
)
def test_a_wrong_value_is_reported_with_the_expected_values(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    assert message in str(caught.value)
    assert "xoxb-1-secret" not in str(caught.value)


def test_owners_are_people_with_commas_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().owners == ()
    monkeypatch.setenv("FACTBOT_OWNERS", " Discord: 12 ,slack:U1,, slack:W2")
    assert settings.load().owners == ("discord:12", "slack:U1", "slack:W2")


def test_all_wrong_values_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTBOT_FLOOD_LIMIT", "many")
    monkeypatch.setenv("FACTBOT_KEEP_DAYS", "0")
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    assert len(str(caught.value).splitlines()) == 2


def test_secrets_are_not_printed_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    monkeypatch.setenv("FACTBOT_DATABASE_URL", "postgresql+psycopg://u:hush-hush@h/d")
    loaded = settings.load()
    assert "very-secret" not in f"{loaded!r}{loaded!s}{loaded.model_dump_json()}"
    assert "hush-hush" not in f"{loaded!r}{loaded!s}{loaded.model_dump_json()}"
    assert set(loaded.secrets()) == {"very-secret", "hush-hush"}


def test_a_mistyped_name_of_a_setting_is_reported_with_a_suggestion(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTBOT_FACT_DIR", "x")
    (empty_folder / ".env").write_text("FACTBOT_DATABSE_URL=sqlite://\n")
    assert settings.unknown_variables() == [
        "FACTBOT_DATABSE_URL is not a setting; did you mean FACTBOT_DATABASE_URL?",
        "FACTBOT_FACT_DIR is not a setting; did you mean FACTBOT_FACTS_DIR?",
    ]


def test_the_example_file_names_every_setting_and_no_other() -> None:
    example = Path(__file__).parent.parent / ".env.example"
    lines = example.read_text(encoding="utf-8").splitlines()
    named = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    assert named == set(settings.variables())
    assert not named & os.environ.keys()
