"""Store the verdict that was shown on checked words."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column. Of a check from before, the verdict is not known."""
    op.add_column("exchanges", sa.Column("shown_verdict", sa.Text, nullable=False, server_default=""))
