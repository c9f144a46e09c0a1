"""What we rely on in discord.py beyond its public interface is still there."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.adapters.discord import library_hooks

ADVICE = "discord.py has changed: check bot/adapters/discord/library_hooks.py, then change CHECKED and pyproject.toml"
PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_the_installed_version_is_the_one_that_was_checked() -> None:
    assert version("discord.py").startswith(f"{library_hooks.CHECKED}."), ADVICE


def test_only_the_version_that_was_checked_can_be_installed() -> None:
    dependencies = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    major, minor = library_hooks.CHECKED.split(".")
    assert f"discord.py>={major}.{minor},<{major}.{int(minor) + 1}" in dependencies, ADVICE


def test_the_hooks_are_there() -> None:
    client = discord.Client(intents=discord.Intents.none())
    assert inspect.iscoroutinefunction(getattr(client.http, "request", None)), ADVICE
    assert next(iter(inspect.signature(client.http.request).parameters)) == "route", ADVICE
    parsers = getattr(getattr(client, "_connection", None), "parsers", None)
    assert isinstance(parsers, dict), ADVICE
    assert {"READY", "GUILD_CREATE", "MESSAGE_CREATE", "INTERACTION_CREATE"} <= parsers.keys(), ADVICE
    assert isinstance(getattr(DiscordWebSocket, "DEFAULT_GATEWAY", None), yarl.URL), ADVICE
    assert isinstance(getattr(discord.VoiceClient, "warn_nacl", None), bool), ADVICE
    assert isinstance(getattr(discord.VoiceClient, "warn_dave", None), bool), ADVICE


def test_an_event_that_cannot_be_read_is_skipped_but_not_a_session_that_cannot_begin() -> None:
    client = discord.Client(intents=discord.Intents.none())
    ready = client._connection.parsers["READY"]
    library_hooks.protect_parsers(client, unused=["MESSAGE_CREATE"])
    parsers = client._connection.parsers
    parsers["GUILD_CREATE"]({})
    assert parsers["READY"] == ready
    assert "MESSAGE_CREATE" not in parsers
