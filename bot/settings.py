"""Read every option once from the environment or a `.env` file. Secrets are never printed."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

import bot
from bot.adapters import registry
from bot.adapters.common.platform_settings import PlatformSettings
from bot.core.environment import EnvironmentSettings
from bot.core.errors import ConfigurationError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["text", "json"]
Probability = Annotated[float, Field(ge=0, le=1)]
EXAMPLES_SERVED = (
    "Users get the example facts that come with Factbot, because there is no folder facts here and "
    "FACTBOT_FACTS_DIR is not set."
)
HOW_TO_CHOOSE_FACTS = "Start Factbot in the folder that has your folder facts, or set FACTBOT_FACTS_DIR."
E = TypeVar("E", bound=EnvironmentSettings)
P = TypeVar("P", bound=PlatformSettings)


def shipped_facts() -> Path:
    """Return the folder of the project's own facts, in the installed package or at the top of a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "shipped_facts"
    return installed if installed.is_dir() else package.parent / "facts"


def example_settings() -> Path:
    """Return the file that explains every setting, in the installed package or at the top of a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "shipped_settings.env"
    return installed if installed.is_file() else package.parent / ".env.example"


def _default_facts() -> Path:
    local = Path("facts")
    return local if local.is_dir() else shipped_facts()


def _default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("factbot")


class Settings(EnvironmentSettings):
    """All options; `.env.example` explains each. A platform's options are in its folder, and `load` reads them."""

    model_config = SettingsConfigDict(env_prefix="FACTBOT_")

    facts_dir: Path = Field(default_factory=_default_facts)
    database_url: SecretStr = SecretStr("sqlite:///factbot.db")
    answer_threshold: Probability | None = None
    suggest_threshold: Probability | None = None
    flood_limit: Annotated[int, Field(ge=0)] = 30
    keep_days: Annotated[int, Field(ge=1)] = 90
    audit_days: Annotated[int, Field(ge=30)] | None = None
    """For how many days the audit log is kept; for ever if it is not set."""
    two_eyes: bool = False
    review_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    digest_catch_up: Annotated[float, Field(ge=0, le=24)] = 3.0
    digest_lease: Annotated[int, Field(ge=30, le=3600)] = 60
    encoder: Literal["on", "off"] = "on"
    cache_dir: Path = Field(default_factory=_default_cache)
    log_level: LogLevel = "INFO"
    log_format: LogFormat = "text"
    http_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    http_host: str = "127.0.0.1"
    owners: Annotated[tuple[str, ...], NoDecode] = ()
    """People who own the bot, such as "discord:123"."""

    # Private, because each public field is a variable that can be set.
    _platforms: tuple[PlatformSettings, ...] = ()

    @field_validator("encoder", "log_level", "log_format", mode="before")
    @classmethod
    def _ignore_case(cls, value: object, info: ValidationInfo) -> object:
        """Accept a choice in any case. A wrong one stays as it was typed, for the message."""
        choices = get_args(cls.model_fields[str(info.field_name)].annotation)
        return next((choice for choice in choices if isinstance(value, str) and choice.lower() == value.lower()), value)

    @field_validator("owners", mode="before")
    @classmethod
    def _read_owners(cls, value: object) -> object:
        """Read addresses of people, separated by commas."""
        if not isinstance(value, str):
            return value
        people = (registry.read_address(typed, "person") for typed in value.split(",") if typed.strip())
        return tuple(f"{platform}:{person}" for platform, person in people)

    @model_validator(mode="after")
    def _check_thresholds(self) -> Settings:
        answer, suggest = self.answer_threshold, self.suggest_threshold
        if answer is not None and suggest is not None and suggest > answer:
            raise ValueError("FACTBOT_SUGGEST_THRESHOLD must not be above FACTBOT_ANSWER_THRESHOLD")
        return self

    @property
    def served(self) -> list[PlatformSettings]:
        """Return the platforms that `factbot run` serves, in the order of the registry."""
        return [platform for platform in self._platforms if platform.is_configured]

    @property
    def serves_examples(self) -> bool:
        """Return whether platforms get the example facts that come with Factbot, because nobody chose other facts."""
        return bool(self.served) and "facts_dir" not in self.model_fields_set and self.facts_dir == shipped_facts()

    def with_platforms(self, platforms: tuple[PlatformSettings, ...]) -> Settings:
        """Return the same settings together with those of the platforms."""
        together = self.model_copy()
        together._platforms = platforms
        return together

    def platform(self, kind: type[P]) -> P:
        """Return the settings of one platform, configured or not."""
        return next(platform for platform in self._platforms if isinstance(platform, kind))

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value of all parts. None of them may reach a log."""
        tokens = (secret for platform in self._platforms for secret in platform.secrets())
        password = urlsplit(self.database_url.get_secret_value()).password
        return (*tokens, *([password] if password else ()))


def load(**overrides: Any) -> Settings:
    """Read the settings of all parts; `overrides` take precedence over the environment.

    Raises ConfigurationError that names each wrong variable of any part, and the expected value.
    """
    problems: list[str] = []
    try:
        platforms = [_read(part, problems) for part in registry.platforms()]
        settings = _read(Settings, problems, **overrides)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env cannot be read: {error}") from None
    if problems or settings is None:
        raise ConfigurationError("\n".join(problems))
    return settings.with_platforms(tuple(platform for platform in platforms if platform))


def _read(part: type[E], problems: list[str], **overrides: Any) -> E | None:
    """Read one part of the settings. If it is invalid, add sentences to `problems` and return None."""
    try:
        return part(**overrides)
    except ValidationError as error:
        problems += part.sentences(error)
        return None


def variables() -> list[str]:
    """Return the names of all variables that are settings."""
    parts: list[type[EnvironmentSettings]] = [*registry.platforms(), Settings]
    return [variable for part in parts for variable in part.variables().values()]


def missing_platforms() -> str:
    """Explain which variables to set so that a platform is served."""
    needed = [required for part in registry.platforms() if (required := part.required_variables())]
    return (
        f"No platform has tokens. Set {', or '.join(needed)} in the environment or in a file .env. "
        "`factbot init` makes such a file, with an explanation of each setting. "
        "Without tokens, `factbot chat` works in the terminal."
    )


def unknown_variables() -> list[str]:
    """Return a sentence for each variable that looks like a setting of the bot but is none."""
    known = variables()
    present = os.environ.keys() | dotenv_values(".env").keys()
    unknown = (v for v in present if v.upper().startswith("FACTBOT_") and v.upper() not in known)
    sentences = []
    for variable in sorted(unknown):
        similar = difflib.get_close_matches(variable, known, 1)
        sentences.append(f"{variable} is not a setting" + (f"; did you mean {similar[0]}?" if similar else "."))
    return sentences
