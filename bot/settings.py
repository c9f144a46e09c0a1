"""Every option, read once from the environment or a `.env` file. Secrets never print."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

import bot
from bot.core.errors import ConfigurationError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Probability = Annotated[float, Field(ge=0, le=1)]


def shipped_facts() -> Path:
    """The facts that come with the project: inside the installed package, or at the top of a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "shipped_facts"
    return installed if installed.is_dir() else package.parent / "facts"


def _default_facts() -> Path:
    here = Path("facts")
    return here if here.is_dir() else shipped_facts()


def _default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("factbot")


class Settings(BaseSettings):
    """All options; `.env.example` explains each. `variables` gives the names of their variables."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        env_prefix="FACTBOT_",
        validate_by_name=True,
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="discord_token")
    discord_api_url: str = Field(default="https://discord.com/api/v10", validation_alias="discord_api_url")
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="slack_bot_token")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="slack_app_token")
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="slack_api_url")
    facts_dir: Path = Field(default_factory=_default_facts)
    database_url: SecretStr = SecretStr("sqlite:///factbot.db")
    answer_threshold: Probability | None = None
    suggest_threshold: Probability | None = None
    flood_limit: Annotated[int, Field(ge=0)] = 30
    keep_days: Annotated[int, Field(ge=1)] = 90
    digest_catch_up: Annotated[float, Field(ge=0, le=24)] = 3.0
    digest_lease: Annotated[int, Field(ge=5, le=3600)] = 30
    slack_sockets: Annotated[int, Field(ge=1, le=10)] = 2
    encoder: Literal["on", "off"] = "on"
    cache_dir: Path = Field(default_factory=_default_cache)
    log_level: LogLevel = "INFO"

    @field_validator("encoder", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("discord_api_url", "slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("expected an address that begins with http:// or https://")
        return value

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if (self.slack_bot_token is None) != (self.slack_app_token is None):
            have, lack = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
            if self.slack_bot_token is None:
                have, lack = lack, have
            raise ValueError(f"{have} is set but {lack} is not. Slack needs both")
        answer, suggest = self.answer_threshold, self.suggest_threshold
        if answer is not None and suggest is not None and suggest > answer:
            raise ValueError("FACTBOT_SUGGEST_THRESHOLD must not be above FACTBOT_ANSWER_THRESHOLD")
        return self

    def secrets(self) -> tuple[str, ...]:
        """Every secret value that must not reach a log."""
        tokens = (self.discord_token, self.slack_bot_token, self.slack_app_token)
        password = urlsplit(self.database_url.get_secret_value()).password
        return tuple(t.get_secret_value() for t in tokens if t) + ((password,) if password else ())


def variables() -> dict[str, str]:
    """Give the name of the variable of each option, by the option's name."""
    aliases = ((name, field.validation_alias) for name, field in Settings.model_fields.items())
    return {name: str(alias or f"FACTBOT_{name}").upper() for name, alias in aliases}


def load(**tried: Any) -> Settings:
    """Read the settings; values to try come before those of the environment.

    Raises ConfigurationError that names each wrong variable and what was expected.
    """
    try:
        return Settings(**tried)
    except ValidationError as error:
        # Not pydantic's own text: that repeats the value, which may be a secret.
        raise ConfigurationError("\n".join(_sentence(dict(e)) for e in error.errors(include_url=False))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env cannot be read: {error}") from None


def _sentence(error: dict[str, object]) -> str:
    where = error.get("loc")
    message = str(error["msg"]).removeprefix("Value error, ")
    if not isinstance(where, tuple) or not where:
        return message + "."
    name = variables().get(str(where[0]), str(where[0])).upper()
    secret = name.endswith(("_TOKEN", "_DATABASE_URL"))
    shown = "" if secret else f" is {error.get('input')!r}"
    return f"{name}{shown}: {message[0].lower()}{message[1:]}."


def unknown_variables() -> list[str]:
    """Sentences about variables that look like settings of ours and are none."""
    known = list(variables().values())
    given = os.environ.keys() | dotenv_values(".env").keys()
    ours = (v for v in given if v.upper().startswith("FACTBOT_") and v.upper() not in known)
    sentences = []
    for variable in sorted(ours):
        near = difflib.get_close_matches(variable, known, 1)
        sentences.append(f"{variable} is not a setting" + (f"; did you mean {near[0]}?" if near else "."))
    return sentences
