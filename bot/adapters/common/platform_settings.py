"""The interface of each platform's folder to the rest of the bot: its settings, adapter and diagnostics."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import SecretStr, model_validator

from bot.core.environment import EnvironmentSettings
from bot.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.commands import Command
    from bot.core.diagnostics import CheckResult, Usage
    from bot.core.metrics import Metrics
    from bot.core.ports import Clock, Platform
    from bot.core.router import Menu
    from bot.core.storage import Storage


_FOREIGN = re.compile(r"[^!-~]|[\"'`]")
"""A character that no token has. Some of them would make every request fail before it is sent."""


@dataclass(frozen=True, slots=True)
class IdForm:
    """How ids of one kind look on a platform."""

    pattern: str
    """Regular expression that matches the whole id."""
    example: str


class PlatformSettings(EnvironmentSettings):
    """Settings of one platform.

    They are read even if the platform is not used, so the module of a subclass must not import the platform's
    library; `connect` and `diagnose` import it.
    """

    name: ClassVar[str]
    """The platform's name in targets and keys."""
    required: ClassVar[tuple[str, ...]] = ()
    """Fields without which the platform is not served, such as its tokens; they are None by default."""
    token_patterns: ClassVar[tuple[str, ...]] = ()
    """Regular expressions without groups that match every kind of token that may reach a log, and nothing else."""
    workspace_form: ClassVar[IdForm | None] = None
    """How the ids of its workspaces look; None if it has none."""
    person_form: ClassVar[IdForm | None] = None
    """How the ids of people look; None if it has only one person."""
    loggers: ClassVar[tuple[str, ...]] = ()
    """Loggers of the platform's libraries. At the level INFO only their warnings are logged, because the rest
    repeats what the bot does."""

    @classmethod
    def required_variables(cls) -> str:
        """Name the variables that must be set, as part of a sentence. Empty if the platform is never served."""
        variables = cls.variables()
        return " and ".join(variables[field] for field in cls.required)

    @property
    def is_configured(self) -> bool:
        """Return whether `factbot run` serves this platform."""
        return bool(self.required) and all(getattr(self, field) is not None for field in self.required)

    @model_validator(mode="after")
    def _set_all_or_none(self) -> Self:
        """Raise ValueError if only some settings are set: a platform that is left out silently is hard to notice."""
        variables = self.variables()
        given = [variables[field] for field in self.required if getattr(self, field) is not None]
        lacking = [variables[field] for field in self.required if getattr(self, field) is None]
        if given and lacking:
            needed = "both" if len(self.required) == 2 else "all of them"
            raise ValueError(f"{given[0]} is set but {lacking[0]} is not. {self.name.capitalize()} needs {needed}")
        return self

    def check(self) -> None:
        """Raise ConfigurationError if a token can't be one, so that the bot does not even try it. Asks no server."""
        variables = self.variables()
        for field in self.required:
            value = getattr(self, field)
            token = value.get_secret_value() if isinstance(value, SecretStr) else ""
            if _FOREIGN.search(token.strip()):
                raise ConfigurationError(
                    f"{variables[field]} is no token: it has a space, a line break, a quotation mark or a letter with "
                    "an accent. Copy it again."
                )

    @abstractmethod
    def connect(self, storage: Storage, menu: Menu, clock: Clock, metrics: Metrics) -> Platform:
        """Make the platform's adapter; it connects when it is run, and counts in `metrics` what it does.

        Call this only if `is_configured`, or if nothing is required.
        """

    def with_names(self, sentence: str, commands: Sequence[Command]) -> str:
        """Return a sentence with the names of commands as people type them on the platform."""
        return sentence

    @abstractmethod
    async def diagnose(self, usage: Usage) -> list[CheckResult]:
        """Check for `factbot doctor` what can be checked without serving. Never raises."""
