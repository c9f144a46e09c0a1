"""Check that discord.py still has the internals that the bot uses beyond its public interface."""

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


def test_the_installed_discord_py_has_the_checked_version() -> None:
    assert version("discord.py").startswith(f"{library_hooks.CHECKED}."), ADVICE


def test_pyproject_allows_only_the_checked_version_of_discord_py() -> None:
    dependencies = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["dependencies"]
    major, minor = library_hooks.CHECKED.split(".")
    assert f"discord.py>={major}.{minor},<{major}.{int(minor) + 1}" in dependencies, ADVICE


def test_discord_py_has_the_internals_that_the_hooks_use() -> None:
    client = discord.Client(intents=discord.Intents.none())
    assert inspect.iscoroutinefunction(getattr(client.http, "request", None)), ADVICE
    assert inspect.iscoroutinefunction(getattr(client.http, "close", None)), ADVICE
    assert next(iter(inspect.signature(client.http.request).parameters)) == "route", ADVICE
    parsers = getattr(getattr(client, "_connection", None), "parsers", None)
    assert isinstance(parsers, dict), ADVICE
    assert {"READY", "GUILD_CREATE", "MESSAGE_CREATE", "INTERACTION_CREATE"} <= parsers.keys(), ADVICE
    assert isinstance(getattr(DiscordWebSocket, "DEFAULT_GATEWAY", None), yarl.URL), ADVICE
    assert isinstance(getattr(discord.VoiceClient, "warn_nacl", None), bool), ADVICE
    assert isinstance(getattr(discord.VoiceClient, "warn_dave", None), bool), ADVICE


def test_parsers_skip_unreadable_events_except_for_the_ready_event() -> None:
    client = discord.Client(intents=discord.Intents.none())
    ready = client._connection.parsers["READY"]
    library_hooks.protect_parsers(client, unused=["MESSAGE_CREATE"])
    parsers = client._connection.parsers
    parsers["GUILD_CREATE"]({})
    assert parsers["READY"] == ready
    assert "MESSAGE_CREATE" not in parsers
