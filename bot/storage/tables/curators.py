"""The table of those whom admins let curate: roles, permissions, groups and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.conversation.curators import CuratorStorage
from bot.core.mentions import Mention
from bot.storage.schema import AnyText, Key, metadata
from bot.storage.tables import TableFamily

curators = sa.Table(
    "curators",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", Key, primary_key=True),
    sa.Column("name", AnyText, nullable=False),
)


class CuratorTables(TableFamily):
    """Implement `conversation.curators.CuratorStorage`."""

    protocol = CuratorStorage

    async def curators(self, platform: str) -> Mapping[str, Sequence[Mention]]:
        """See `CuratorStorage`."""
        query = sa.select(curators.c.workspace, curators.c.kind, curators.c.id, curators.c.name)
        query = query.where(curators.c.platform == platform)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        by_workspace: dict[str, list[Mention]] = {}
        for workspace, kind, id_, name in rows:
            by_workspace.setdefault(workspace, []).append(Mention(kind, id_, name))
        return {
            workspace: sorted(rules, key=lambda rule: (rule.kind, rule.name.casefold(), rule.id))
            for workspace, rules in by_workspace.items()
        }

    async def change_curators(
        self, platform: str, workspace: str, *, add: Sequence[Mention], remove: Sequence[Mention]
    ) -> frozenset[Mention]:
        """See `CuratorStorage`."""
        place = {"platform": platform, "workspace": workspace}

        def change(connection: sa.Connection) -> frozenset[Mention]:
            changed = set()
            for who in remove:
                if connection.execute(sa.delete(curators).where(*_is(place, who))).rowcount:
                    changed.add(who)
            for who in add:
                renaming = sa.update(curators).where(*_is(place, who)).values(name=who.name)
                row = {**place, "kind": who.kind, "id": who.id, "name": who.name}
                if not connection.execute(renaming).rowcount:
                    connection.execute(self._transactions.upserting(curators, row), row)
                    changed.add(who)
            return frozenset(changed)

        return await self._transactions.write(change)


def _is(place: Mapping[str, str], who: Mention) -> list[sa.ColumnElement[bool]]:
    """Match a rule of a workspace."""
    key = {**place, "kind": who.kind, "id": who.id}
    return [curators.c[name] == value for name, value in key.items()]
