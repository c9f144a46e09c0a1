"""Add which questions got an answer by a message, and who wants no such messages."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "told",
        sa.Column("exchange", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "telling_off",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
    )
