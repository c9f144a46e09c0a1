"""Store which bot posts a digest, and whether a digest may have been posted."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns. A subscription without a bot belongs to every bot in its workspace."""
    op.add_column("subscriptions", sa.Column("bot", sa.Text, nullable=False, server_default=""))
    op.add_column("slots", sa.Column("uncertain", sa.Boolean, nullable=False, server_default=sa.false()))
