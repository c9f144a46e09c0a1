"""Several questions in one message, and questions that go on from another in the same thread."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Note the thread of a question, which of its message's questions it is, and how it was read."""
    op.add_column("exchanges", sa.Column("thread", sa.Text, nullable=True))
    op.add_column("exchanges", sa.Column("part", sa.Integer, nullable=False, server_default="0"))
    op.add_column("exchanges", sa.Column("read_as", sa.Text, nullable=False, server_default=""))
