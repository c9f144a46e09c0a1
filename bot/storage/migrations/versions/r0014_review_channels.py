"""Add the channels in which curators get drafts, and the posts of drafts there."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "review_channels",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("thread", sa.Text, nullable=True),
        sa.Column("parent", sa.Text, nullable=True),
        sa.Column("bot", sa.Text, nullable=False),
    )
    op.create_table(
        "draft_posts",
        sa.Column("draft", sa.Text, primary_key=True),
        sa.Column("channel_key", sa.Text, primary_key=True),
        sa.Column("message", sa.Text, nullable=False),
    )
