"""Add what curators decided about questions without a good answer."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "gap_decisions",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("ignored", sa.Boolean, nullable=False),
        sa.Column("given_to", sa.Text, nullable=False),
        sa.Column("decided", sa.BigInteger, nullable=False),
    )
