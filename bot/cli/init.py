"""`factbot init`: make a folder with facts, settings and the schema of fact files for editors."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from bot.adapters.terminal.screen import Screen, visible
from bot.cli.common_options import facts_option
from bot.core.errors import ConfigurationError
from bot.settings import example_settings

TEMPLATE: Final = Path(__file__).parent / "template"
"""Files that are copied unchanged to a new folder."""

QUESTION: Final = "How many people visited the library in 2025?"
"""A question that the example facts answer."""

_SCHEMA: Final = Path(".schema", "fact-file.json")
_FACTS: Final = Path("facts")


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder to make.", show_default=True)] = Path(
        "factbot"
    ),
    facts: Annotated[
        Path | None,
        facts_option("Make no example facts. Write FACTBOT_FACTS_DIR to .env, so that it names this folder."),
    ] = None,
) -> None:
    """Make a folder with example facts and a .env file; it never overwrites a file."""
    files = dict(_files(facts))
    if existing := [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]:
        names = ", ".join(str(folder / name) for name in existing)
        raise ConfigurationError(f"Nothing was written, because this exists already: {names}. Name another folder.")
    for name, content in files.items():
        _write(folder / name, content)
    lines = [f"Made {folder} with:", *(f"  {name.as_posix()}" for name in files)]
    if folder != Path():
        lines.append(f"\nNext: cd {shlex.quote(str(folder))}")
    if not facts:
        lines.append(f'Ask:   factbot ask "{QUESTION}"')
    Screen(soft_wrap=True).print(Text("\n".join((*lines, "Check: factbot lint"))))


def _files(facts: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the name of each file within the new folder, and its content.

    If the facts are in the folder `facts`, they stay there, and the settings name it.
    """
    from bot.factfiles.json_schema import schema_text

    settings = example_settings().read_text(encoding="utf-8")
    if facts:
        yield _SCHEMA, schema_text()
        yield Path(".env"), _with_facts_dir(settings, facts)
        return
    for path in sorted(TEMPLATE.rglob("*.yaml")):
        yield path.relative_to(TEMPLATE), path.read_text(encoding="utf-8")
    yield _FACTS / _SCHEMA, schema_text()
    yield Path(".env"), settings


def _with_facts_dir(settings: str, facts: Path) -> str:
    """Set FACTBOT_FACTS_DIR in the text of a `.env` file. The path is absolute, so that it is right from any folder."""
    path = facts.resolve().as_posix()
    if visible(path) != path:
        raise ConfigurationError(f"{path} has characters that .env can't have. Rename the folder.")
    quoted = path.replace("\\", "\\\\").replace("'", "\\'")
    return re.sub("^FACTBOT_FACTS_DIR=$", lambda _: f"FACTBOT_FACTS_DIR='{quoted}'", settings, flags=re.MULTILINE)


def _write(path: Path, content: str) -> None:
    """Write a file that must be new. Only its owner may read `.env`, which is for tokens."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == ".env":
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(content, encoding="utf-8")
        else:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
    except OSError as error:
        raise ConfigurationError(f"{path} can't be written: {error.strerror or error}.") from None
