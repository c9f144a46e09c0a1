"""The settings of Slack, and the adapter made from them. Imports Bolt only if Slack is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.adapters.common.platform_settings import IdForm, PlatformSettings
from bot.adapters.slack.command_names import CommandNames, read_prefix
from bot.core.environment import WebAddress
from bot.core.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.commands import Command
    from bot.core.diagnostics import CheckResult, Usage
    from bot.core.metrics import Metrics
    from bot.core.ports import Clock, Platform
    from bot.core.router import Menu
    from bot.core.storage import Storage


class SlackSettings(PlatformSettings):
    """Settings of Slack."""

    model_config = SettingsConfigDict(env_prefix="SLACK_")
    name: ClassVar[str] = "slack"
    required: ClassVar[tuple[str, ...]] = ("bot_token", "app_token")
    token_patterns: ClassVar[tuple[str, ...]] = (
        r"\bx(?:ox[a-z]|app)-[\w-]+",
        r"(?<=ticket=)[\w%.-]+",
        r"(?<=/commands/)\w+/\w+/\w+",
        r"(?<=hooks\.slack\.com)[\w/\\-]+",  # also as Slack writes it in JSON, with a backslash before each slash
    )
    workspace_form: ClassVar[IdForm | None] = IdForm(r"[TE][A-Z0-9]+", "T0123ABCD")
    person_form: ClassVar[IdForm | None] = IdForm(r"[UW][A-Z0-9]+", "U0123ABCD")
    loggers: ClassVar[tuple[str, ...]] = ("slack_bolt", "slack_sdk")

    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    api_url: WebAddress = "https://slack.com/api/"
    command_prefix: Annotated[str, AfterValidator(read_prefix)] = ""
    sockets: Annotated[int, Field(ge=1, le=10, validation_alias="FACTBOT_SLACK_SOCKETS")] = 2

    def connect(self, storage: Storage, menu: Menu, clock: Clock, metrics: Metrics) -> Platform:
        """Make the adapter. See `PlatformSettings`."""
        from bot.adapters.slack.adapter import SlackPlatform

        return SlackPlatform(
            *self._tokens(),
            self.api_url,
            sockets=self.sockets,
            menu=menu,
            command_prefix=self.command_prefix,
            metrics=metrics,
        )

    def with_names(self, sentence: str, commands: Sequence[Command]) -> str:
        """Name the commands with their prefix. See `PlatformSettings`."""
        return CommandNames(commands, self.command_prefix).sentence(sentence)

    async def diagnose(self, usage: Usage) -> list[CheckResult]:
        """Check tokens, scopes and Socket Mode. See `PlatformSettings`."""
        from bot.adapters.slack.diagnostics import diagnose

        return await diagnose(*self._tokens(), self.api_url, usage)

    def _tokens(self) -> tuple[str, str]:
        if self.bot_token is None or self.app_token is None:
            raise ConfigurationError(f"{self.required_variables()} are not set: put both into the environment or .env.")
        return self.bot_token.get_secret_value().strip(), self.app_token.get_secret_value().strip()
