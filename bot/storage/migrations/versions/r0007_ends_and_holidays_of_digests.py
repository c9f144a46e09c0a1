"""Store the last day of a digest, and the region whose public holidays have none."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns. A subscription from before has no end, and a digest on every holiday."""
    op.add_column("subscriptions", sa.Column("until", sa.Text, nullable=False, server_default=""))
    op.add_column("subscriptions", sa.Column("holidays", sa.Text, nullable=False, server_default=""))
