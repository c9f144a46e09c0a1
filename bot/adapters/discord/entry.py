"""The settings of Discord, and the adapter made from them. Imports discord.py only if Discord is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from bot.adapters.common.platform_settings import IdForm, PlatformSettings
from bot.core.environment import WebAddress
from bot.core.errors import ConfigurationError

if TYPE_CHECKING:
    from bot.core.diagnostics import CheckResult, Usage
    from bot.core.metrics import Metrics
    from bot.core.ports import Clock, Platform
    from bot.core.router import Menu
    from bot.core.storage import Storage


class DiscordSettings(PlatformSettings):
    """Settings of Discord."""

    model_config = SettingsConfigDict(env_prefix="DISCORD_")
    name: ClassVar[str] = "discord"
    required: ClassVar[tuple[str, ...]] = ("token",)
    token_patterns: ClassVar[tuple[str, ...]] = (
        r"(?<=Bot )[\w-]+\.[\w-]+\.[\w-]+",
        r"(?<=/webhooks/)\d+/[\w.-]+",
        r"(?<=/interactions/)\d+/[\w.-]+",
    )
    workspace_form: ClassVar[IdForm | None] = IdForm(r"[0-9]{1,20}", "123456789012345678")
    person_form: ClassVar[IdForm | None] = workspace_form
    loggers: ClassVar[tuple[str, ...]] = ("discord",)

    token: SecretStr | None = None
    api_url: WebAddress = "https://discord.com/api/v10"
    user_install: bool = False

    def connect(self, storage: Storage, menu: Menu, clock: Clock, metrics: Metrics) -> Platform:
        """Make the adapter. See `PlatformSettings`."""
        from bot.adapters.discord.adapter import DiscordPlatform

        return DiscordPlatform(
            self._token(), self.api_url, store=storage, menu=menu, user_install=self.user_install, metrics=metrics
        )

    async def diagnose(self, usage: Usage) -> list[CheckResult]:
        """Check the token and what the bot may do. See `PlatformSettings`."""
        from bot.adapters.discord.diagnostics import diagnose

        return await diagnose(self._token(), self.api_url, usage)

    def invite_url(self) -> str:
        """Give the address that adds the bot to a server. Raises ConfigurationError without a token that names it."""
        from bot.adapters.discord.diagnostics import invite_url

        return invite_url(self._application())

    def user_install_url(self) -> str:
        """Give the address at which people install the bot for themselves.

        Raises ConfigurationError if that is off, or without a token that names the bot.
        """
        from bot.adapters.discord.diagnostics import user_install_url

        if not self.user_install:
            raise ConfigurationError(
                "People can't install the bot for themselves yet. Set DISCORD_USER_INSTALL=on, and start it again."
            )
        return user_install_url(self._application())

    def _application(self) -> str:
        from bot.adapters.discord.diagnostics import application_id

        application = application_id(self._token())
        if application is None:
            raise ConfigurationError(
                "DISCORD_TOKEN does not look like a bot token. Copy it again from the Bot page of the developer portal."
            )
        return application

    def _token(self) -> str:
        if self.token is None:
            raise ConfigurationError("DISCORD_TOKEN is not set. Put the bot's token into the environment or into .env.")
        return self.token.get_secret_value()
