"""Add subscriptions to the daily digest, their slots, and when statements were added or changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of the daily digest, and mark questions that were asked in direct messages."""
    op.add_column("exchanges", sa.Column("direct", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("days", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("quiet", sa.Boolean, nullable=False),
        sa.Column("curators", sa.Boolean, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("asked", sa.BigInteger, nullable=False),
        sa.Column("next_date", sa.Text, nullable=False),
        sa.Column("next_due", sa.BigInteger, nullable=False),
        sa.Column("paused", sa.Text, nullable=False),
    )
    op.create_index("subscriptions_next_due", "subscriptions", ["next_due", "id"])
    op.create_table(
        "slots",
        sa.Column("subscription", sa.Text, primary_key=True),
        sa.Column("date", sa.Text, primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=True),
        sa.Column("tried", sa.BigInteger, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("posted", sa.BigInteger, nullable=True),
        sa.Column("message_id", sa.Text, nullable=True),
        sa.Column("covered", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("slots_due", "slots", ["due"])
    op.create_table(
        "shown_statements",
        sa.Column("subscription", sa.Text, primary_key=True),
        sa.Column("statement", sa.Text, primary_key=True),
        sa.Column("date", sa.Text, nullable=False),
    )
    op.create_table(
        "sightings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=True),
    )
    op.create_index("sightings_added", "sightings", ["added"])
    op.create_index("sightings_changed", "sightings", ["changed"])
    op.create_table(
        "former_states",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("former_states_until", "former_states", ["until"])
    op.create_table(
        "contents",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "paces",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("free", sa.BigInteger, nullable=False),
    )
