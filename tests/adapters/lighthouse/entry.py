"""Settings of the made-up platform, which make its adapter and its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.adapters.common.platform_settings import PlatformSettings
from bot.core.diagnostics import CheckResult, Usage

if TYPE_CHECKING:
    from bot.core.metrics import Metrics
    from bot.core.ports import Clock, Platform
    from bot.core.router import Menu
    from bot.core.storage import Storage


class Lighthouse(PlatformSettings):
    """Settings of the lighthouse."""

    model_config = SettingsConfigDict(env_prefix="LIGHTHOUSE_")
    name: ClassVar[str] = "lighthouse"
    required: ClassVar[tuple[str, ...]] = ("key", "lamp")
    token_patterns: ClassVar[tuple[str, ...]] = (r"(?<=beam=)\w+",)
    loggers: ClassVar[tuple[str, ...]] = ("foghorn",)

    key: SecretStr | None = None
    lamp: str | None = None
    flashes: Annotated[int, Field(ge=1)] = 3

    def connect(self, storage: Storage, menu: Menu, clock: Clock, metrics: Metrics) -> Platform:
        """Make the adapter. See `PlatformSettings`."""
        from tests.adapters.lighthouse.adapter import LighthousePlatform

        return LighthousePlatform(clock)

    async def diagnose(self, usage: Usage) -> list[CheckResult]:
        """Look at the lamp. See `PlatformSettings`."""
        return [CheckResult(self.lamp == "lit", f"The lamp is {self.lamp}; {len(usage.watched)} channels are watched.")]
