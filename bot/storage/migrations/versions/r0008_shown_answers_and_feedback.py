"""Store what an answer showed, what was suggested, who wished an answer, and the feedback on answers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns and the tables. Of an answer from before, it is not known what it showed."""
    op.add_column("exchanges", sa.Column("offered", sa.Text, nullable=False, server_default="[]"))
    op.add_column("exchanges", sa.Column("shown_text", sa.Text, nullable=False, server_default=""))
    op.add_column("exchanges", sa.Column("shown_validity", sa.Text, nullable=False, server_default=""))
    op.add_column("exchanges", sa.Column("wished", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("exchanges", sa.Column("copy_of", sa.Text, nullable=False, server_default=""))
    op.create_index("exchanges_copy_of", "exchanges", ["copy_of"])
    op.create_table(
        "feedback",
        sa.Column("exchange", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("given", sa.BigInteger, nullable=False),
    )
    op.create_index("feedback_given", "feedback", ["given"])
    op.create_table(
        "feedback_off",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
    )
