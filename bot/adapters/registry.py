"""List every platform, one line each. A new one needs a folder beside this file and a line here."""

from __future__ import annotations

import pkgutil
import re
from typing import Literal, TypeAlias

from bot.adapters.common.platform_settings import IdForm, PlatformSettings

PLATFORMS: tuple[str, ...] = (
    "bot.adapters.discord.entry:DiscordSettings",
    "bot.adapters.slack.entry:SlackSettings",
    "bot.adapters.terminal.entry:TerminalSettings",
)
"""Where each platform's settings are, as "module:class"; in the order in which platforms are named and diagnosed."""

IdKind: TypeAlias = Literal["workspace", "person"]


def platforms() -> list[type[PlatformSettings]]:
    """Import the settings of every platform, but no platform's library. Raises TypeError if a line is wrong."""
    settings_types = [pkgutil.resolve_name(entry) for entry in PLATFORMS]
    for entry, settings in zip(PLATFORMS, settings_types, strict=True):
        if not (isinstance(settings, type) and issubclass(settings, PlatformSettings)):
            raise TypeError(f"{entry} is no subclass of PlatformSettings")
    return settings_types


def read_address(typed: str, kind: IdKind) -> tuple[str, str]:
    """Read the address of a workspace or a person, such as "discord:123", as (platform, id).

    Raises ValueError with what was expected.
    """
    name, _, id_ = typed.strip().partition(":")
    forms = {platform.name: form for platform in platforms() if (form := _form(platform, kind))}
    form = forms.get(name.strip().lower())
    if form is None or not re.fullmatch(form.pattern, id_.strip()):
        examples = " or ".join(f"{platform}:{form.example}" for platform, form in forms.items())
        raise ValueError(f"expected a platform and an id, such as {examples}")
    return name.strip().lower(), id_.strip()


def _form(platform: type[PlatformSettings], kind: IdKind) -> IdForm | None:
    return platform.workspace_form if kind == "workspace" else platform.person_form
