"""Support several questions in one message, and follow-up questions in the same thread."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the thread of a question, its position in the message, and the text as it was understood."""
    op.add_column("exchanges", sa.Column("thread", sa.Text, nullable=True))
    op.add_column("exchanges", sa.Column("part", sa.Integer, nullable=False, server_default="0"))
    op.add_column("exchanges", sa.Column("read_as", sa.Text, nullable=False, server_default=""))
