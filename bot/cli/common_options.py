"""Options that every command takes, and the function with which all commands load their settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from rich.text import Text

from bot import settings
from bot.adapters.terminal.place import CHAT
from bot.adapters.terminal.screen import Screen
from bot.core.audience import PLACE, target_of
from bot.core.events import Target
from bot.core.version import version
from bot.settings import Settings


def _inherit_facts_option(context: typer.Context, folder: Path | None) -> Path | None:
    """Let `factbot --facts DIR ask …` work like `factbot ask … --facts DIR`, and in a group as well."""
    context.obj = folder or context.obj  # a new context has the object of the one above it
    given: Path | None = context.obj
    return given


def facts_option(description: str) -> Any:
    """Make the option `--facts`, with what it does for a command."""
    return typer.Option(
        "--facts", metavar="DIR", exists=True, file_okay=False, callback=_inherit_facts_option, help=description
    )


FactsOption: TypeAlias = Annotated[
    Path | None, facts_option("Use the fact files of this folder; it comes before FACTBOT_FACTS_DIR.")
]


def _check_place(place: str) -> str:
    if place and not PLACE.fullmatch(place):
        raise typer.BadParameter(f"{place} is no place. Write it as slack:T0123:C0123, or without the channel.")
    return place


PlaceOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--place",
        metavar="PLACE",
        callback=_check_place,
        help="Show what is seen in a place, such as slack:T0123:C0123, and not only what everybody may see.",
    ),
]


def seen_from(place: str) -> Target:
    """Return the place that the option `--place` names; the terminal if it is empty."""
    return target_of(place) if place else CHAT


def load_settings(facts: Path | None, **tried: Any) -> Settings:
    """Read the settings; `facts` and the values in `tried` override those of the environment.

    Raises ConfigurationError.
    """
    return settings.load(**tried, **({"facts_dir": facts} if facts else {}))


def _print_version(wanted: bool) -> None:
    if wanted:
        Screen(soft_wrap=True).print(Text(f"factbot {version()}"))
        raise typer.Exit


VersionOption: TypeAlias = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
]
