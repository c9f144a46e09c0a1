"""Every option, read once from the environment or a `.env` file. Secrets never print."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

import bot
from bot.adapters import registry
from bot.adapters.common.platform_settings import PlatformSettings
from bot.core.environment import EnvironmentSettings
from bot.core.errors import ConfigurationError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Probability = Annotated[float, Field(ge=0, le=1)]
E = TypeVar("E", bound=EnvironmentSettings)
P = TypeVar("P", bound=PlatformSettings)


def shipped_facts() -> Path:
    """The facts that come with the project: inside the installed package, or at the top of a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "shipped_facts"
    return installed if installed.is_dir() else package.parent / "facts"


def example_settings() -> Path:
    """The file that explains every setting: inside the installed package, or at the top of a checkout."""
    package = Path(bot.__file__).parent
    installed = package / "shipped_settings.env"
    return installed if installed.is_file() else package.parent / ".env.example"


def _default_facts() -> Path:
    here = Path("facts")
    return here if here.is_dir() else shipped_facts()


def _default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("factbot")


class Settings(EnvironmentSettings):
    """All options; `.env.example` explains each. Those of a platform stand in its folder and are read by `load`."""

    model_config = SettingsConfigDict(env_prefix="FACTBOT_")

    facts_dir: Path = Field(default_factory=_default_facts)
    database_url: SecretStr = SecretStr("sqlite:///factbot.db")
    answer_threshold: Probability | None = None
    suggest_threshold: Probability | None = None
    flood_limit: Annotated[int, Field(ge=0)] = 30
    keep_days: Annotated[int, Field(ge=1)] = 90
    digest_catch_up: Annotated[float, Field(ge=0, le=24)] = 3.0
    digest_lease: Annotated[int, Field(ge=5, le=3600)] = 30
    encoder: Literal["on", "off"] = "on"
    cache_dir: Path = Field(default_factory=_default_cache)
    log_level: LogLevel = "INFO"

    # Private, as each field would be a variable that could be set.
    _platforms: tuple[PlatformSettings, ...] = ()

    @field_validator("encoder", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _in_order(self) -> Settings:
        answer, suggest = self.answer_threshold, self.suggest_threshold
        if answer is not None and suggest is not None and suggest > answer:
            raise ValueError("FACTBOT_SUGGEST_THRESHOLD must not be above FACTBOT_ANSWER_THRESHOLD")
        return self

    @property
    def served(self) -> list[PlatformSettings]:
        """The platforms that `factbot run` serves, in the order of the registry."""
        return [platform for platform in self._platforms if platform.is_configured]

    def platform(self, kind: type[P]) -> P:
        """Find the settings of one platform, configured or not."""
        return next(platform for platform in self._platforms if isinstance(platform, kind))

    def secrets(self) -> tuple[str, ...]:
        """Give every secret value of all parts, none of which may reach a log."""
        tokens = (secret for platform in self._platforms for secret in platform.secrets())
        password = urlsplit(self.database_url.get_secret_value()).password
        return (*tokens, *([password] if password else ()))


def load(**tried: Any) -> Settings:
    """Read the settings of all parts; values to try come before those of the environment.

    Raises ConfigurationError that names each wrong variable of any part and what was expected.
    """
    problems: list[str] = []
    try:
        platforms = [_read(part, problems) for part in registry.platforms()]
        settings = _read(Settings, problems, **tried)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env cannot be read: {error}") from None
    if problems or settings is None:
        raise ConfigurationError("\n".join(problems))
    settings._platforms = tuple(platform for platform in platforms if platform)
    return settings


def _read(part: type[E], problems: list[str], **tried: Any) -> E | None:
    """Read one part of the settings; what is wrong with it is added to `problems`."""
    try:
        return part(**tried)
    except ValidationError as error:
        problems += part.sentences(error)
        return None


def variables() -> list[str]:
    """Name every variable that is a setting of some part."""
    parts: list[type[EnvironmentSettings]] = [*registry.platforms(), Settings]
    return [variable for part in parts for variable in part.variables().values()]


def missing_platforms() -> str:
    """Say what to set so that a platform is served."""
    needed = [required for part in registry.platforms() if (required := part.required_variables())]
    return (
        f"No platform has tokens. Set {', or '.join(needed)} (see .env.example). "
        "Without tokens, `factbot chat` works in the terminal."
    )


def unknown_variables() -> list[str]:
    """Sentences about variables that look like settings of ours and are none."""
    known = variables()
    given = os.environ.keys() | dotenv_values(".env").keys()
    ours = (v for v in given if v.upper().startswith("FACTBOT_") and v.upper() not in known)
    sentences = []
    for variable in sorted(ours):
        near = difflib.get_close_matches(variable, known, 1)
        sentences.append(f"{variable} is not a setting" + (f"; did you mean {near[0]}?" if near else "."))
    return sentences
