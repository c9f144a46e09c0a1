"""Add the corrections of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "corrections",
        sa.Column("exchange", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
    )
