"""Migrate a store's tables to the version that this Factbot knows.

To change a table: change it in `schema.py` or in its module in `tables/`, and add a script `r<number>_<what>.py` to
`versions/`. It makes the same change to an older store, with the next number as its `revision`. Never edit a released
script.
Alembic is imported only if there is something to do, because the import takes a third of a second.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StoreError, StoreVersionError
from bot.storage.private_files import create_private
from bot.storage.tables import all_tables

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent
"""Alembic's folder: `env.py` and `versions/`."""

_version = sa.table("alembic_version", sa.column("version_num", sa.String))


def stored_version(connection: sa.Connection, *, lock: bool = False) -> str | None:
    """Return the version of the store's tables; None if there are none. `lock` keeps other processes from migrating."""
    if not sa.inspect(connection).has_table(_version.name):
        return None
    query = sa.select(_version.c.version_num)
    version: str | None = connection.scalar(query.with_for_update() if lock else query)
    return version


def newest_version(scripts: Path = SCRIPTS) -> str:
    """Return the version of the tables that this Factbot knows: the number of the newest script."""
    return max(script.stem[1:5] for script in (scripts / "versions").glob("r*.py"))


def migrate(engine: sa.Engine, now: dt.datetime, *, head: str, scripts: Path = SCRIPTS) -> None:
    """Create the tables or migrate them to version `head`, in one transaction.

    A SQLite file is first copied to `<file>.backup-<version>-<now>`. Several processes may call this at the same time.
    Raises StoreError if `scripts` does not know the store's version, if the tables belong to another program, or if a
    script fails. Raises SQLAlchemy's errors if the database can't be used.
    """
    with engine.connect() as connection:
        if stored_version(connection) == head:
            return
    try:
        _migrate(engine, now, head, scripts)
    except (DBAPIError, StoreError):
        # PostgreSQL has nothing to lock while no table exists. If two processes create the tables, one fails here.
        with engine.connect() as connection:
            if stored_version(connection) != head:
                raise


def _migrate(engine: sa.Engine, now: dt.datetime, head: str, scripts: Path) -> None:
    from alembic import command

    with engine.begin() as connection:
        stored = stored_version(connection, lock=True)
        if stored == head:  # another process was quicker
            return
        config = _config(connection, scripts)
        _refuse(connection, stored, config)
        try:
            with _backed_up(connection, stored, now) as copy:
                command.upgrade(config, head)
        except Exception as error:
            reason = str(getattr(error, "orig", error)).splitlines()[0]
            raise StoreError(
                f"The store's tables could not be upgraded to version {head}; nothing was changed ({reason}). "
                "Check database permissions and disk space. "
                "If that does not help, report this and go back to the previous version."
            ) from error
    log.info("The store's tables now have version %s (before: %s; copy of the old store: %s)", head, stored, copy)


def _config(connection: sa.Connection, scripts: Path) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _refuse(connection: sa.Connection, stored: str | None, config: Config) -> None:
    """Raise StoreError if the tables are of a newer Factbot or of another program."""
    from alembic.script import ScriptDirectory

    if stored is not None:
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if stored not in known:
            raise StoreVersionError(
                f"The store has version {stored}, made by a newer Factbot. Install that Factbot again, "
                "or set FACTBOT_DATABASE_URL to another database."
            )
        return
    names = set(sa.inspect(connection).get_table_names())
    if connection.dialect.name != "sqlite":  # several programs may share a PostgreSQL database, but not a SQLite file
        names &= set(all_tables().tables)
    if names:
        raise StoreVersionError(
            f"The database already has tables of another program ({', '.join(sorted(names)[:3])}). "
            "Set FACTBOT_DATABASE_URL to a database that only Factbot uses."
        )


@contextmanager
def _backed_up(connection: sa.Connection, stored: str | None, now: dt.datetime) -> Iterator[Path | None]:
    """Copy SQLite's file while `connection` keeps writers out. Deletes the copy if the migration fails.

    After a failure the store is unchanged, and a service that restarts again and again must not fill the disk.
    """
    file = None
    if stored and connection.dialect.name == "sqlite":
        file = connection.scalar(sa.text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    if not file:
        yield None
        return
    copy = Path(f"{file}.backup-{stored}-{now:%Y%m%dT%H%M%SZ}")
    # Read through another connection: SQLite never finishes a copy through the one that has the write lock.
    # Use the same build of SQLite: two builds in one process would release each other's locks on a file.
    connect: Any = type(connection.connection.dbapi_connection)
    create_private(copy)
    try:
        with closing(connect(file)) as source, closing(connect(str(copy))) as target:
            source.backup(target)
        yield copy
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
