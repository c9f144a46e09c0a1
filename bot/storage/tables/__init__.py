"""The tables of the features: one module for each family, with its tables and their queries.

A new family needs a module in this folder, a migration, and a protocol beside the feature that uses it. The tables that
every feature shares are in `schema`.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator
from typing import ClassVar

import sqlalchemy as sa

from bot.core.ports import Clock
from bot.storage.schema import metadata
from bot.storage.transactions import Transactions


class TableFamily:
    """Tables that belong together, with their queries. Implements the protocol by which a feature asks for them."""

    protocol: ClassVar[type | None] = None
    """None for a base class that is no family by itself."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    async def purge(self, before: dt.datetime) -> None:
        """Delete the rows from before a moment that nobody needs any more."""


def families() -> Iterator[type[TableFamily]]:
    """Import every module of this folder, and return the families that they define."""
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for member in vars(module).values():
            own = isinstance(member, type) and member.__module__ == module.__name__
            if own and issubclass(member, TableFamily) and member.protocol:
                yield member


def all_tables() -> sa.MetaData:
    """Return the tables of the whole store."""
    list(families())  # importing a family adds its tables
    return metadata
