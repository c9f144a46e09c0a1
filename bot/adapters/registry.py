"""List every platform, one line each. A new one needs a folder beside this file and a line here."""

from __future__ import annotations

import pkgutil

from bot.adapters.common.platform_settings import PlatformSettings

PLATFORMS: tuple[str, ...] = (
    "bot.adapters.discord.entry:DiscordSettings",
    "bot.adapters.slack.entry:SlackSettings",
    "bot.adapters.terminal.entry:TerminalSettings",
)
"""Where each platform's settings are, as "module:class"; in the order in which platforms are named and diagnosed."""


def platforms() -> list[type[PlatformSettings]]:
    """Import the settings of every platform, but no platform's library. Raises TypeError if a line is wrong."""
    settings_types = [pkgutil.resolve_name(entry) for entry in PLATFORMS]
    for entry, settings in zip(PLATFORMS, settings_types, strict=True):
        if not (isinstance(settings, type) and issubclass(settings, PlatformSettings)):
            raise TypeError(f"{entry} is no subclass of PlatformSettings")
    return settings_types
